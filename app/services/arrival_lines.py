"""Bills, payments, entries, payers and proposals as people see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.core.incoming import Control, PayKind, Source
from app.core.matching import Proposal
from app.core.plain import built
from app.core.requests import Tender
from app.storage.arrival_steps import StoredStep
from app.storage.incoming import StoredBill, StoredPayment
from app.storage.store import Session
from app.storage.tender_entries import TenderEntry
from app.storage.views import owners_by_id


class BillLine(NamedTuple):
    """A bill that was read, as people see it; `controls` are the sums it states beside what its lines come to."""

    id: int
    source: Source
    way: Tender
    account: str
    first: date | None
    last: date | None
    lines: int
    new: int
    refused: int
    controls: tuple[Control, ...]
    who: str
    at: datetime
    sha256: bytes

    @property
    def wrong(self) -> tuple[Control, ...]:
        """The sums it states that its lines do not come to."""
        return tuple(each for each in self.controls if not each.right)


class PaymentLine(NamedTuple):
    """A payment of a bill as people see it; amounts are minor units, `left` what nothing was made of yet.

    `steps` are what was made of it, the last one last.
    """

    id: int
    bill: int
    line: int
    kind: PayKind
    way: Tender
    on: date
    at: str
    amount: int
    fee: int
    left: int
    payment: str
    name: str
    account: str
    reference: str
    text: str
    ignored: bool
    steps: tuple[StoredStep, ...]


class EntryLine(NamedTuple):
    """An entry whose money came in by a tender, as people see it; `left` is what no payment proves (minor units)."""

    entry: int
    request: str
    kind: str
    on: date
    customer: str
    name: str
    way: Tender
    amount: int
    left: int
    reference: str


class PayerLine(NamedTuple):
    """Whose money comes by a way from an account or under a name."""

    id: int
    customer: str
    name: str
    way: Tender
    payer: str
    account: str


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal with the payment it is about, and the customer as people know them."""

    proposal: Proposal
    payment: PaymentLine
    customer: str
    name: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What arrived and what was recorded of some days, by the bills that were read.

    `covered` are the days bills tell of, by way: of other days nothing can be said. `awaited` are entries of the last
    days of a bill, whose money may still be on its way. Sums are by way, minor units; `fees` is what was kept, `untold`
    what was recorded between the first and the last of those days, but on days or by ways of which no bill tells.
    """

    never_recorded: tuple[PaymentLine, ...] = ()
    never_arrived: tuple[EntryLine, ...] = ()
    awaited: tuple[EntryLine, ...] = ()
    refunds: tuple[PaymentLine, ...] = ()
    tied: tuple[PaymentLine, ...] = ()
    aside: tuple[PaymentLine, ...] = ()
    fees: Mapping[Tender, int] | None = None
    arrived: Mapping[Tender, int] | None = None
    recorded: Mapping[Tender, int] | None = None
    covered: Mapping[Tender, tuple[tuple[date, date], ...]] | None = None
    untold: Mapping[Tender, int] | None = None


def bill_line(each: StoredBill) -> BillLine:
    """Return a bill that was read as people see it."""
    said = each.content
    controls = [built(Control, one) for one in said.get("controls", ())]
    return BillLine(
        each.id,
        each.source,
        Tender(said.get("way", Tender.BANK.value)),
        str(said.get("account", "")),
        each.first,
        each.last,
        int(said.get("lines", each.rows)),
        each.rows,
        int(said.get("refused", 0)),
        tuple(controls),
        each.who,
        each.at,
        each.sha256,
    )


def payment_line(each: StoredPayment) -> PaymentLine:
    """Return a payment as people see it."""
    head = (each.id, each.bill, each.line, each.kind, each.way, each.on, each.at, each.amount, each.fee, each.left)
    said = [str(each.said.get(name, "")) for name in ("name", "account", "reference", "text")]
    return PaymentLine(*head, each.payment, said[0], said[1], said[2], said[3], each.ignored, each.steps)


def entry_lines(session: Session, entries: Iterable[TenderEntry]) -> list[EntryLine]:
    """Return entries as people see them."""
    every = list(entries)
    owners = owners_by_id(session, [each.customer for each in every])
    return [
        EntryLine(
            *(each.entry, each.request, each.kind, each.on, owners[each.customer].number, owners[each.customer].name),
            *(each.way, each.amount, each.left, each.reference),
        )
        for each in every
    ]
