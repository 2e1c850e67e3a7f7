"""A statement of account: what a customer owed and had paid ahead, from one day to another, as one value.

Opening, lines and closing come from one reading of the ledger, so they cannot disagree; `check` proves it all the
same. Amounts are minor units. How it looks on paper is `core.statement_paper`'s business.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.ageing import AgeingLine
from app.core.dates import month_end
from app.core.journal import EntryKind
from app.core.receipt import Party


class StatementKind(StrEnum):
    """Whether the account is shown as it moved from an opening balance on, or as the charges still open."""

    BALANCE_FORWARD = "balance-forward"
    OPEN_ITEM = "open-item"


class Period(NamedTuple):
    """The days a statement is for, both ends included."""

    start: date
    end: date

    @property
    def month(self) -> str:
        """Return `2026-10` where the period is just that month, else a blank."""
        whole = self.start.day == 1 and self == month_of(self.start)
        return f"{self.start:%Y-%m}" if whole else ""


def month_of(day: date) -> Period:
    """Return the month a day lies in."""
    return Period(day.replace(day=1), month_end(day))


# ---- what the customer owes -----------------------------------------------------------------------------------------


class AccountLine(NamedTuple):
    """What one entry did to what is owed; `text` and `reference` are as people wrote them.

    `due_on` is when the first of the charges it made is due. `reverses` is the entry it took back, `reversed_by` the
    one that took it back within the period. `discount` is the part of a payment's credit that no money came in for,
    discount and rounding: without it the customer does not find the payment in their own books.
    """

    entry: int
    id: str
    on: date
    kind: EntryKind
    text: str
    reference: str
    debit: int
    credit: int
    balance: int
    due_on: date | None = None
    reverses: int | None = None
    reversed_by: int | None = None
    discount: int = 0


class AccountPart(NamedTuple):
    """What was owed before the period, what moved it, and what was owed at its end."""

    opening: int = 0
    lines: tuple[AccountLine, ...] = ()
    closing: int = 0

    @property
    def debits(self) -> int:
        """The sum of what was charged."""
        return sum(line.debit for line in self.lines)

    @property
    def credits(self) -> int:
        """The sum of what was paid or credited."""
        return sum(line.credit for line in self.lines)


class OpenCharge(NamedTuple):
    """A charge open at the end of the period; `nth` of `of` where one sale made several instalments, else 1 of 1.

    `part` says that it is late interest, a fee or costs of another one (`core.requests.InterestKind`), else blank.
    """

    charge: str
    entry: int
    on: date
    due_on: date
    text: str
    reference: str
    amount: int
    open: int
    nth: int = 1
    of: int = 1
    part: str = ""


# ---- what the shop holds --------------------------------------------------------------------------------------------


class PrepaidLine(NamedTuple):
    """What one entry did to money paid ahead: principal used (`debit`) or paid in (`credit`), and bonus likewise."""

    entry: int
    id: str
    on: date
    kind: EntryKind
    text: str
    reference: str
    debit: int
    credit: int
    balance: int
    bonus_debit: int
    bonus_credit: int
    bonus_balance: int
    reverses: int | None = None
    reversed_by: int | None = None


class Flow(NamedTuple):
    """How a stock of money or visits moved: opening + came_in − used − expired − paid_back + moved = closing.

    A reversal counts with the opposite sign where its original counted, a return as less used. `paid_back` are
    refunds, but what the shop kept of one is `used`, and bonus forfeited with one `expired`. `moved` are transfers and
    merged files, in less out.
    """

    opening: int = 0
    came_in: int = 0
    used: int = 0
    expired: int = 0
    paid_back: int = 0
    moved: int = 0
    closing: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the closing figure."""
        total = self.opening + self.came_in - self.used - self.expired - self.paid_back + self.moved
        return total == self.closing

    @property
    def is_empty(self) -> bool:
        """Whether there was and is nothing, and nothing moved."""
        return not any(self)


class PassPart(NamedTuple):
    """A session pass and its visits, or a period pass: `flow` None, `visits` those made in the period.

    A period pass given back or moved to another file expires on the day of that, and is listed for that period.
    """

    lot: str
    service: str
    on: date
    expires_on: date | None
    flow: Flow | None
    visits: int = 0
    starts_on: date | None = None


class PrepaidPart(NamedTuple):
    """Money and passes paid ahead; the lines move principal and bonus, passes have no lines of their own.

    `expired` is the principal and bonus past its last day at the end: still held and counted, but not to be used.
    """

    principal: Flow = Flow()
    bonus: Flow = Flow()
    lines: tuple[PrepaidLine, ...] = ()
    passes: tuple[PassPart, ...] = ()
    expired: int = 0


class Expiring(NamedTuple):
    """A lot or pass that may be used only a while longer; `units` are None for money and period passes."""

    lot: str
    service: str
    expires_on: date
    principal: int
    bonus: int
    units: int | None = None


# ---- since the last one ---------------------------------------------------------------------------------------------


class Balances(NamedTuple):
    """What a customer owed and had paid ahead at the end of some day."""

    owed: int = 0
    principal: int = 0
    bonus: int = 0


class LastStatement(NamedTuple):
    """A statement that was issued: its last day, what it ended on, and the last entry of the journal it knew of."""

    no: str
    end: date
    balances: Balances
    head_entry: int


class LateEntry(NamedTuple):
    """An entry made after a statement and dated no later than its end; `change` is what it did to the balances.

    `document` is the shop's own number of it; of a reversal it is the number of what was taken back, which without one
    of the shop's own is that in the book.
    """

    entry: int
    id: str
    on: date
    kind: EntryKind
    text: str
    document: str
    change: Balances


class SinceLast(NamedTuple):
    """That the statement before this one ended on other balances than that day has now, and why.

    `late` is how many entries made the difference; `entries` are those, or none where they are too many to be listed.
    """

    no: str
    end: date
    ended: Balances
    stands: Balances
    late: int
    entries: tuple[LateEntry, ...] = ()


# ---- the whole ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A customer's statement. `charges` are those open at the end; ageing is as of the end, by due date.

    `disputed` names charges in dispute; `paid_since` is what was paid of `charges` after the period, up to
    the day the statement was made, discounts included.
    """

    customer: Party
    period: Period
    kind: StatementKind
    account: AccountPart
    charges: tuple[OpenCharge, ...] = ()
    prepaid: PrepaidPart
    expiring: tuple[Expiring, ...] = ()
    ageing: AgeingLine
    paid_since: int = 0
    disputed: tuple[str, ...] = ()
