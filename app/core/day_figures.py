"""A day of the shop: what went in and out by tender, by kind of event and by staff, and what should be in the drawer.

A day is the entries of one business date and what was put into and taken out of the drawer beside them. What should be
in the drawer is the opening float, and cash put in, less cash taken out, and the day's movement of `tender.cash`.
Amounts are minor units.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from app.core.day_words import LABELS
from app.core.drawer import DrawerKind, DrawerLine
from app.core.journal import (
    BAD_DEBT,
    BONUS,
    BREAKAGE,
    DISCOUNT,
    FEE,
    INTEREST,
    OPENING,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    ROUNDING,
    SALES,
    TENDERS,
    EntryKind,
    Posting,
    tender_account,
)
from app.core.requests import Tender

CASH = tender_account(Tender.CASH)


# ---- what a day is made of ------------------------------------------------------------------------------------------


class DayEntry(NamedTuple):
    """An entry as a day needs it; of a reversal also what it reverses, and that one's business date."""

    number: int
    kind: EntryKind
    on: date
    recorded_at: datetime
    customer: int | None
    no: str
    name: str
    staff: int
    staff_name: str
    reason: str
    original: int | None
    original_kind: EntryKind | None
    original_on: date | None
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class TenderLine:
    """What came in and went out by a tender: the debits and the credits of its account."""

    tender: Tender
    came_in: int
    went_out: int

    @property
    def net(self) -> int:
        """What came in less what went out."""
        return self.came_in - self.went_out


@dataclass(frozen=True, slots=True)
class KindLine:
    """How often something happened and what it came to; `kind` is a name of `LABELS`. Uses of passes count visits."""

    kind: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class StaffLine:
    """What one of the staff recorded: how many entries, what came in and went out by all tenders."""

    staff: int
    name: str
    entries: int
    came_in: int
    went_out: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry by itself: what it came to, and what came in by tenders (negative: went out).

    `customer` is an internal id, `no` and `name` the customer's. Of a reversal `kind` is what was reversed, `original`
    its entry, `original_on` that one's business date, `amount` negative.
    """

    entry: int
    kind: EntryKind
    on: date
    customer: int | None
    no: str
    name: str
    amount: int
    paid: int
    reason: str = ""
    original: int | None = None
    original_on: date | None = None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day as the book tells it after the entry `head` (with its hash; 0 and the book's own in an empty one).

    `opened` says whether somebody counted the opening float; otherwise it is the one the shop has set. `elsewhere` are
    entries recorded on the day for another one; `first` and `last` the lowest and the highest number of the day's
    entries, 0 when there are none; `drawer` the number of the last thing done with the drawer, on whatever day.
    """

    on: date
    opening: int
    opened: bool
    cash_in: int
    cash_out: int
    movements: tuple[DrawerLine, ...]
    tenders: tuple[TenderLine, ...]
    by_kind: tuple[KindLine, ...]
    reversals: tuple[EntryLine, ...]
    elsewhere: tuple[EntryLine, ...]
    by_staff: tuple[StaffLine, ...]
    entries: int
    first: int
    last: int
    head: int
    head_hash: str
    drawer: int

    @property
    def expected_cash(self) -> int:
        """What should be in the drawer; negative when more cash went out than there was."""
        cash = sum(line.net for line in self.tenders if line.tender is Tender.CASH)
        return self.opening + self.cash_in - self.cash_out + cash

    @property
    def came_in(self) -> int:
        """What came in by all tenders."""
        return sum(line.came_in for line in self.tenders)

    @property
    def went_out(self) -> int:
        """What went out by all tenders."""
        return sum(line.went_out for line in self.tenders)


class BookState(NamedTuple):
    """How far a book has got: the last entry and its hash, the last thing done with the drawer."""

    head: int
    head_hash: str
    drawer: int


# ---- by kind --------------------------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """What is added up for a line: postings of some accounts, with a sign; `debits` leaves the credits out."""

    name: str
    sign: int
    accounts: tuple[str, ...]
    debits: bool = False


def _paid_parts(kind: str) -> tuple[_Part, ...]:
    """Return the lines of something sold: in all, from prepaid money and its bonus, on account, and by tender."""
    return (
        _Part(kind, 1, (PRINCIPAL, BONUS, RECEIVABLE, *TENDERS)),
        _Part(f"{kind}.prepaid", 1, (PRINCIPAL,)),
        _Part(f"{kind}.bonus", 1, (BONUS,)),
        _Part(f"{kind}.account", 1, (RECEIVABLE,)),
        _Part(f"{kind}.tender", 1, TENDERS),
    )


_PARTS: Mapping[EntryKind, tuple[_Part, ...]] = MappingProxyType(
    {
        EntryKind.TOP_UP: (_Part("top_up", -1, (PRINCIPAL,)), _Part("top_up.bonus", -1, (BONUS,))),
        EntryKind.SALE: _paid_parts("sale"),
        EntryKind.PASS_SALE: _paid_parts("pass_sale"),
        EntryKind.PASS_USE: (_Part("pass_use", -1, (SALES,)),),
        EntryKind.PAYMENT: (
            _Part("payment", 1, TENDERS),
            _Part("payment.given_up", 1, (DISCOUNT, ROUNDING)),
            _Part("payment.lot", -1, (PRINCIPAL,)),
        ),
        EntryKind.SETTLE: (_Part("settle", -1, (RECEIVABLE,)),),
        EntryKind.CREDIT: (_Part("credit", -1, (RECEIVABLE, PRINCIPAL, BONUS, *TENDERS)),),
        EntryKind.REFUND: (
            _Part("refund", -1, TENDERS),
            _Part("refund.kept", -1, (SALES,)),
            _Part("refund.bonus", 1, (BONUS,)),
        ),
        EntryKind.WRITE_OFF: (_Part("write_off", 1, (BAD_DEBT,)),),
        EntryKind.INTEREST: (_Part("interest", -1, (INTEREST, FEE)),),
        EntryKind.OPENING: (_Part("opening", 1, (OPENING,)),),
        EntryKind.TRANSFER: (_Part("transfer", 1, (PRINCIPAL, PASS), debits=True),),
        EntryKind.EXPIRE: (_Part("expire", -1, (BREAKAGE,)), _Part("expire.bonus", 1, (BONUS,))),
        EntryKind.EARN: (_Part("earn", -1, (SALES,)),),
        EntryKind.EXTEND: (_Part("extend", 1, ()),),
        EntryKind.RESCHEDULE: (_Part("reschedule", 1, ()),),
        EntryKind.MERGE: (_Part("merge", 1, ()),),
        EntryKind.CLOSE_MONTH: (_Part("close_month", 1, ()),),
        EntryKind.REOPEN_MONTH: (_Part("reopen_month", 1, ()),),
        EntryKind.REVERSE: (_Part("reverse", 1, TENDERS),),
    }
)


def _amount(part: _Part, postings: Iterable[Posting]) -> int:
    return part.sign * sum(
        p.amount for p in postings if p.account in part.accounts and (p.amount > 0 or not part.debits)
    )


def _by_kind(entries: Iterable[DayEntry]) -> tuple[KindLine, ...]:
    counts: dict[str, int] = {}
    amounts: dict[str, int] = {}
    for entry in entries:
        main, *others = _PARTS[entry.kind]
        times = sum(max(p.units, 0) for p in entry.postings) if entry.kind is EntryKind.PASS_USE else 1
        counts[main.name] = counts.get(main.name, 0) + times
        amounts[main.name] = amounts.get(main.name, 0) + _amount(main, entry.postings)
        for part in others:
            amount = _amount(part, entry.postings)
            if amount:
                counts[part.name] = counts.get(part.name, 0) + 1
                amounts[part.name] = amounts.get(part.name, 0) + amount
    return tuple(KindLine(name, counts[name], amounts[name]) for name in LABELS if name in counts)


# ---- the figures ----------------------------------------------------------------------------------------------------


def figures(
    on: date,
    entries: Sequence[DayEntry],
    elsewhere: Sequence[DayEntry],
    movements: Sequence[DrawerLine],
    *,
    usual_float: int,
    state: BookState,
) -> DayFigures:
    """Return a day's figures from its entries and what was done with the drawer, both in the order recorded."""
    floats = [line.amount for line in movements if line.kind is DrawerKind.FLOAT]
    numbers = [entry.number for entry in entries]
    return DayFigures(
        on=on,
        opening=floats[-1] if floats else usual_float,
        opened=bool(floats),
        cash_in=sum(line.amount for line in movements if line.kind is DrawerKind.IN),
        cash_out=sum(line.amount for line in movements if line.kind is DrawerKind.OUT),
        movements=tuple(movements),
        tenders=_by_tender(entries),
        by_kind=_by_kind(entries),
        reversals=tuple(entry_line(entry) for entry in entries if entry.kind is EntryKind.REVERSE),
        elsewhere=tuple(map(entry_line, elsewhere)),
        by_staff=_by_staff(entries),
        entries=len(entries),
        first=min(numbers, default=0),
        last=max(numbers, default=0),
        head=state.head,
        head_hash=state.head_hash,
        drawer=state.drawer,
    )


def entry_line(entry: DayEntry) -> EntryLine:
    """Return an entry by itself."""
    kind = entry.original_kind or entry.kind
    main = _PARTS[kind][0]
    sign = -1 if main.debits and entry.original is not None else 1
    return EntryLine(
        entry=entry.number,
        kind=kind,
        on=entry.on,
        customer=entry.customer,
        no=entry.no,
        name=entry.name,
        amount=sign * _amount(main, entry.postings),
        paid=sum(p.amount for p in entry.postings if p.account in TENDERS),
        reason=entry.reason,
        original=entry.original,
        original_on=entry.original_on,
    )


def _by_tender(entries: Iterable[DayEntry]) -> tuple[TenderLine, ...]:
    """Return what came in and went out by each tender that moved; cash always stands there, and first."""
    sums: dict[str, list[int]] = {CASH: [0, 0]}
    for entry in entries:
        for posting in entry.postings:
            if posting.account in TENDERS:
                both = sums.setdefault(posting.account, [0, 0])
                both[posting.amount < 0] += abs(posting.amount)
    return tuple(
        TenderLine(tender, *sums[tender_account(tender)]) for tender in Tender if tender_account(tender) in sums
    )


def _by_staff(entries: Iterable[DayEntry]) -> tuple[StaffLine, ...]:
    names: dict[int, str] = {}
    sums: dict[int, list[int]] = {}
    for entry in entries:
        names[entry.staff] = entry.staff_name
        line = sums.setdefault(entry.staff, [0, 0, 0])
        line[0] += 1
        for posting in entry.postings:
            if posting.account in TENDERS:
                line[1 + (posting.amount < 0)] += abs(posting.amount)
    return tuple(StaffLine(staff, names[staff], *sums[staff]) for staff in sorted(sums))
