"""Bills of payments: read, held against what was recorded, and made out; what arrived and what did not.

A bill changes nothing of any account. The same file again adds nothing, and a payment that stands in two bills is one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from app.core import matching
from app.core.incoming import (
    GIVEN_BACK,
    BadRow,
    Bill,
    Control,
    Incoming,
    PayKind,
    Source,
    in_currency,
    keys,
    on_real_days,
    same_trades,
)
from app.core.incoming_requests import (
    ArrivalRequest,
    ExplainEntry,
    ForgetPayer,
    IgnoreIncoming,
    PostPayment,
    PostTopUp,
    TieIncoming,
    UndoStep,
)
from app.core.matching import Does, Proposal
from app.core.plain import built
from app.core.requests import Tender
from app.core.staff.rights import Act
from app.errors import Message, Refused, refuse
from app.exchange.bills import File, Layout, NeedsLayout, read_bill
from app.i18n.mark import N_
from app.services.arrival_lines import (
    Arrivals,
    BillLine,
    EntryLine,
    PayerLine,
    PaymentLine,
    ProposalLine,
    bill_line,
    entry_lines,
    payment_line,
)
from app.services.arrival_sources import (
    Spans,
    covered,
    fees,
    payers_known,
    people_known,
    recorded_entries,
    sums_by_way,
    unfinished,
    waiting,
    ways_of,
)
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.recording import record
from app.services.rights import check_act
from app.storage import incoming as stored
from app.storage.books import Book, load_book
from app.storage.customers import Author
from app.storage.incoming import StoredBill, StoredLayout, StoredPayment
from app.storage.payers import remembered_payers
from app.storage.store import Session, Store
from app.storage.tender_entries import TenderEntry, tender_entries
from app.storage.views import owners_by_id

__all__ = [
    "ArrivalRequest",
    "Arrivals",
    "BadRow",
    "Bill",
    "BillLine",
    "BillRead",
    "Control",
    "Does",
    "EntryLine",
    "ExplainEntry",
    "ForgetPayer",
    "IgnoreIncoming",
    "Incoming",
    "Incomings",
    "Layout",
    "NeedsLayout",
    "PayKind",
    "PayerLine",
    "PaymentLine",
    "PostPayment",
    "PostTopUp",
    "Proposal",
    "ProposalLine",
    "Source",
    "Tender",
    "TieIncoming",
    "UndoStep",
]

SETTLING_DAYS = 3
"""How long money may be on its way: an entry of the last days a bill covers may still arrive in the next one."""


@dataclass(frozen=True, slots=True)
class BillRead:
    """What became of a bill: its number in the book, how many lines were new and how many known before.

    `repeated` says that this very file had been read before; then nothing was written.
    """

    id: int
    bill: Bill
    new: int
    known: int
    repeated: bool = False


class Incomings:
    """The door to bills of payments, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- reading ----------------------------------------------------------------------------------------------------

    def look(self, path: Path | File, layout: Layout | None = None) -> Bill:
        """Read a bill and write nothing; raises `Refused`, and `NeedsLayout` where a bank's table must be explained."""
        with self._store.read() as session:
            book, known = load_book(session), stored.layouts(session)
        bill = _read(path, book, layout, known)
        return on_real_days(in_currency(bill, book.currency), self._around.today())

    def read(
        self,
        path: Path | File,
        layout: Layout | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> BillRead:
        """Take the lines of a bill into the book: those it does not know yet, all of them or none.

        Lines that could not be read stand in the bill's `refused`. Raises as `look` does; called off, nothing is kept.
        The same file again adds nothing, unless its columns are explained otherwise than they were taken: then it is
        read anew, and its lines of before count no more. Refused where something was made of one of these.
        """
        bill = self.look(path, layout)
        lines = list(keys(bill))

        def told(done: int) -> None:
            if progress is not None:
                progress(done, len(lines))
            if cancelled is not None and cancelled():
                refuse("", N_("This was called off; nothing of the bill was kept."))

        with self._store.write() as session:
            check_act(session, self._around, Act.IMPORT, path.name if isinstance(path, File) else str(path))
            before = stored.bill_of_file(session, bill.sha256)
            if before is not None and (layout is None or not is_otherwise(bill, before)):
                return BillRead(before.id, bill, 0, len(lines), repeated=True)
            if before is not None and stored.hanging_on(session, before.id):
                refuse("file", N_("file: something was made of payments of this bill; undo that, then read it anew."))
            keys_ = stored.known_keys(session, [key for key, _ in lines], before.id if before else None)
            fresh = [(keys_.written[key], each) for key, each in lines if key not in keys_.known]
            new = _rest_given_back(session, fresh)
            bill = replace(bill, said=(*bill.said, *_doubled(session, bill)))
            again = "" if before is None else f"/{before.id}"
            author = Author(self._around.staff, self._around.now(), f"bill/{bill.sha256.hex()}{again}")
            number = stored.add_bill(session, bill, new, self._around.salt, author, told)
        return BillRead(number, bill, len(new), len(lines) - len(new))

    def bills(self) -> list[BillLine]:
        """Return the bills that were read, in that order."""
        with self._store.read() as session:
            return [bill_line(each) for each in stored.bills(session)]

    # ---- looking ----------------------------------------------------------------------------------------------------

    def payments(self, first: date | None = None, last: date | None = None) -> list[PaymentLine]:
        """Return every line of bills of some days, by its day."""
        with self._store.read() as session:
            return [payment_line(each) for each in stored.payments(session, stored.between(first, last))]

    def payment(self, number: int) -> PaymentLine:
        """Return a payment by its number; refused when there is none."""
        with self._store.read() as session:
            found = stored.payment_numbered(session, number)
        if found is None:
            refuse("incoming", N_("incoming: there is no payment {number}."), number=number)
        return payment_line(found)

    def arrivals(self, first: date | None = None, last: date | None = None) -> Arrivals:
        """Return what was recorded but never arrived, and what arrived but was never recorded, of some days."""
        with self._store.read() as session:
            read = stored.bills(session)
            bills, today = covered(read, first, last), unfinished(read)
            paid = stored.payments(session, stored.between(first, last))
            entries, untold = _entries(session, bills)
            lines = entry_lines(session, entries)
        mine = [each for each in paid if each.kind in (PayKind.PAYMENT, PayKind.REFUND)]
        unproven = [each for each in lines if each.left]
        awaited = [_awaited(each, bills) or (each.way, each.on) in today for each in unproven]
        return Arrivals(
            never_recorded=tuple(map(payment_line, (e for e in mine if e.left and not e.ignored and e.amount > 0))),
            never_arrived=tuple(e for e, may in zip(unproven, awaited, strict=True) if not may),
            awaited=tuple(e for e, may in zip(unproven, awaited, strict=True) if may),
            refunds=tuple(map(payment_line, (e for e in mine if e.left and not e.ignored and e.amount < 0))),
            tied=tuple(map(payment_line, (e for e in mine if e.left != e.amount))),
            aside=tuple(map(payment_line, (e for e in mine if e.ignored))),
            fees=fees(paid),
            arrived=sums_by_way((e.way, e.amount) for e in mine if not e.ignored),
            recorded=sums_by_way((e.way, e.amount) for e in lines),
            covered=bills,
            untold=untold,
        )

    # ---- matching ---------------------------------------------------------------------------------------------------

    def propose(self, first: date | None = None, last: date | None = None) -> list[ProposalLine]:
        """Propose what could be made of every payment nothing was made of; the surest first. Writes nothing."""
        with self._store.read() as session:
            paid = [each for each in stored.payments(session, stored.between(first, last)) if _is_open(each)]
            if not paid:
                return []
            days = timedelta(days=matching.MAX_DAYS)
            begin, end = min(each.on for each in paid) - days, max(each.on for each in paid) + days
            entries = tender_entries(session, sorted({each.way for each in paid}), begin, end)
            people, living = people_known(session)
            payers = payers_known(session, living)
            found = matching.propose(waiting(paid), recorded_entries(entries, living), people, payers)
            owners = owners_by_id(session, [each.customer for each in found])
        lines = {each.id: payment_line(each) for each in paid}
        return [
            ProposalLine(each, lines[each.incoming], owners[each.customer].number, owners[each.customer].name)
            for each in found
        ]

    def accept(self, proposal: Proposal, request: str, *, remember: bool = False) -> Filed:
        """Carry out a proposal; `request` is the id by which it is done once. Raises `Refused`."""
        return self.record(self.request_of(proposal, request, remember=remember))

    def request_of(self, proposal: Proposal, request: str, *, remember: bool = False) -> ArrivalRequest:
        """Return the request that carries out a proposal."""
        if proposal.does is Does.TIE and proposal.entry is not None:
            return TieIncoming(id=request, incoming=proposal.incoming, entry=proposal.entry, remember=remember)
        with self._store.read() as session:
            number = owners_by_id(session, [proposal.customer])[proposal.customer].number
        if proposal.does is Does.TOP_UP:
            return PostTopUp(id=request, incoming=proposal.incoming, customer=number, remember=remember)
        return PostPayment(
            id=request, incoming=proposal.incoming, customer=number, against=proposal.charges, remember=remember
        )

    def accept_sure(
        self,
        least: int,
        *,
        ties_only: bool = True,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[list[ProposalLine], list[tuple[ProposalLine, Message]]]:
        """Carry out the proposals of at least a confidence; return those done, and those refused with why.

        Each is a transaction of its own, so that calling off keeps what was done. Run again, it changes nothing.
        """
        chosen = [each for each in self.propose() if each.proposal.confidence >= least]
        chosen = [each for each in chosen if not ties_only or each.proposal.does is Does.TIE]
        return self.accept_all(chosen, progress=progress, cancelled=cancelled)

    def accept_all(
        self,
        chosen: Sequence[ProposalLine],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[list[ProposalLine], list[tuple[ProposalLine, Message]]]:
        """Carry out some proposals as `accept_sure` does."""
        done: list[ProposalLine] = []
        refused: list[tuple[ProposalLine, Message]] = []
        for nth, each in enumerate(chosen, 1):
            if cancelled is not None and cancelled():
                break
            try:
                self.accept(each.proposal, f"arrival/{each.payment.id}/{len(each.payment.steps)}")
                done.append(each)
            except Refused as error:
                refused.append((each, error.message))
            if progress is not None:
                progress(nth, len(chosen))
        return done, refused

    def record(self, request: ArrivalRequest) -> Filed:
        """Do what a request asks of a payment; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    # ---- payers -----------------------------------------------------------------------------------------------------

    def payers(self) -> list[PayerLine]:
        """Return whose money is known by account or name."""
        with self._store.read() as session:
            found = remembered_payers(session)
            owners = owners_by_id(session, [each.customer for each in found])
        return [
            PayerLine(
                each.id, owners[each.customer].number, owners[each.customer].name, each.way, each.name, each.account
            )
            for each in found
        ]


# ---- reading --------------------------------------------------------------------------------------------------------


def is_otherwise(bill: Bill, before: StoredBill) -> bool:
    """Whether a person explained the columns of a bank's table otherwise than they were taken when it was read."""
    return bill.explained and bool(before.layout) and bill.layout != before.layout


def _read(path: Path | File, book: Book, layout: Layout | None, known: Sequence[StoredLayout]) -> Bill:
    """Read a bill; of a bank's table whose columns were explained before that explanation counts."""
    if layout is not None:
        return replace(read_bill(path, book.decimals, layout), explained=True)
    try:
        bill = read_bill(path, book.decimals)
    except NeedsLayout as error:
        found = _explained(known, error.header) or _fitting(known, error.header)
        if found is None:
            raise
        return replace(read_bill(path, book.decimals, found), explained=True)
    found = _explained(known, bill.header)
    return bill if found is None else replace(read_bill(path, book.decimals, found), explained=True)


def _explained(known: Iterable[StoredLayout], header: tuple[str, ...]) -> Layout | None:
    """Return how a person explained a table of these very columns the last time, whatever their names seem to say."""
    found = next((each for each in known if each.header and each.header == header), None)
    return None if found is None else built(Layout, json.loads(found.text))


def _fitting(known: Iterable[StoredLayout], header: tuple[str, ...]) -> Layout | None:
    """Return how another table was read, the columns of which this one has too."""
    for each in known:
        found = built(Layout, json.loads(each.text))
        if {found.date, found.amount, found.came, found.went, *found.text} - {""} <= set(header):
            return found
    return None


def _rest_given_back(session: Session, lines: list[tuple[str, Incoming]]) -> list[tuple[str, Incoming]]:
    """Return lines where one that says how much was given back so far has only what the book does not know yet."""
    wanted = {each.payment for _, each in lines if each.payment.endswith(GIVEN_BACK)}
    if not wanted:
        return lines
    known = stored.given_back(session, wanted)
    rest = [(key, each._replace(amount=each.amount - known.get(each.payment, 0))) for key, each in lines]
    return [(key, each) for key, each in rest if each.amount < 0 or not each.payment.endswith(GIVEN_BACK)]


def _doubled(session: Session, bill: Bill) -> list[Message]:
    """Return a warning where a bill of another shape tells of the same days and the same way."""
    days = bill.days
    if days is None:
        return []
    for other in stored.bills(session):
        same_way = bool({*ways_of(other)} & {*bill.ways}) and not same_trades(other.source, bill.source)
        if same_way and other.first and other.last and other.first <= days[1] and days[0] <= other.last:
            text = N_("A bill of another kind tells of the same days: a payment that stands in both is counted twice.")
            return [Message(text)]
    return []


# ---- what arrived ---------------------------------------------------------------------------------------------------


def _is_open(each: StoredPayment) -> bool:
    return each.kind in (PayKind.PAYMENT, PayKind.REFUND) and bool(each.left) and not each.ignored


_HAVE_BILLS = (Tender.WECHAT, Tender.ALIPAY, Tender.BANK)  # what comes by card arrives at the bank, many in one sum


def _entries(session: Session, bills: Mapping[Tender, Spans]) -> tuple[list[TenderEntry], dict[Tender, int]]:
    """Return the entries of the days that bills tell of, by way; and what was recorded between these by no bill's."""
    days = [day for spans in bills.values() for span in spans for day in span]
    if not days:
        return [], {}
    told: list[TenderEntry] = []
    others: list[TenderEntry] = []
    for each in tender_entries(session, _HAVE_BILLS, min(days), max(days)):
        mine = any(first <= each.on <= last for first, last in bills.get(each.way, ()))
        (told if mine else others).append(each)
    return told, sums_by_way((each.way, each.left) for each in others if each.left)


def _awaited(each: EntryLine, bills: Mapping[Tender, tuple[tuple[date, date], ...]]) -> bool:
    """Whether money may have come after the days that bills tell of: a bank takes days, payment services do not."""
    if each.way not in (Tender.BANK, Tender.CARD, Tender.OTHER):
        return False
    end = next((last for first, last in bills[each.way] if first <= each.on <= last), each.on)
    return each.on > end - timedelta(days=SETTLING_DAYS)
