"""A run of statements: which customers get one, in which order, and what became of each.

Pure: the choice is made from a line for each customer, so that preview and issue agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import FileRequest, StatementBy
from app.core.envelope import WindowForm
from app.core.settings import ReceiptLanguage
from app.core.statement import Period, StatementKind
from app.core.statement_paper import Sheet, Slip
from app.errors import Message


class RunOrder(StrEnum):
    """How the papers of a run are sorted: as the post wants them, by customer number, by name."""

    POSTCODE = "postcode"
    NUMBER = "number"
    NAME = "name"


class Concern(StrEnum):
    """Why the owner should look before a statement is issued."""

    NO_ADDRESS = "no_address"  # goes by post and has no address
    NO_EMAIL = "no_email"  # goes by e-mail and has none
    PAID_SINCE = "paid_since"  # paid after the period: the paper will ask for money that came
    ISSUED_BEFORE = "issued_before"  # has one for this period already
    UNSOUND = "unsound"  # the figures do not agree with each other; never issued
    DISPUTED = "disputed"  # has a charge in dispute


class Skip(StrEnum):
    """Why a planned statement was not issued."""

    UNSOUND = "unsound"
    GONE = "gone"  # merged, closed or erased since the plan
    FAILED = "failed"  # could not be drawn
    ISSUED = "issued"  # has one for the very period by now, from another run
    ABANDONED = "abandoned"  # the run was ended before its turn came


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Who gets a statement, and how it looks. Blank and empty filters leave nobody out.

    `customers` names them outright (numbers); all other filters then count all the same, but `zero` and `credit`.
    `zero`: also those who owe nothing and have nothing paid ahead, if anything moved. `credit`: also those who owe
    nothing but have money or passes with us. `least`: whoever owes less is left out, unless money is held for them.
    `again`: also those who have a statement for the very period already. `reply_days`: reply asked for within so many
    days, None asks for none.
    """

    period: Period
    kind: StatementKind = StatementKind.BALANCE_FORWARD
    customers: tuple[str, ...] = ()
    delivery: tuple[StatementBy, ...] = (StatementBy.PRINT, StatementBy.POST, StatementBy.EMAIL)
    zero: bool = False
    credit: bool = True
    least: int = 0
    only_movement: bool = False
    tags: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    language: str = ""
    again: bool = False
    order: RunOrder = RunOrder.POSTCODE
    sheet: Sheet = Sheet.A4
    window: WindowForm = WindowForm.NONE
    slip: Slip = Slip.REPLY
    paper_language: ReceiptLanguage = ReceiptLanguage.CUSTOMER
    reply_days: int | None = 14


class PlanRow(NamedTuple):
    """A customer who would get a statement, with the figures it would show and what to look at first."""

    customer: int
    number: str
    name: str
    delivery: StatementBy
    language: str
    owed: int
    overdue: int
    principal: int
    lines: int
    concerns: tuple[Concern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What a run would do: rows in the order of the papers, and how many were left out, by reason in words.

    `unfinished_period` says that the period has not ended. `last_payment_on` is the date of the newest payment
    recorded: receipts after it may not be entered yet.
    """

    options: RunOptions
    rows: tuple[PlanRow, ...]
    left_out: Mapping[str, int]
    unfinished_period: bool
    last_payment_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRun(FileRequest):
    """The owner's order to issue; `leave_out` are numbers taken out of the plan by hand."""

    options: RunOptions
    leave_out: tuple[str, ...] = ()


class RunInfo(NamedTuple):
    """How far a run has got."""

    run: int
    period: Period
    planned: int
    issued: int
    skipped: int
    started_at: datetime
    staff: str
    ended: str = ""  # blank, done or abandoned

    @property
    def left(self) -> int:
        """How many are still to be issued, or were when the run was abandoned."""
        return self.planned - self.issued - self.skipped


class Skipped(NamedTuple):
    """A customer whose statement was not issued, and why."""

    number: str
    name: str
    reason: Skip


class Unprintable(NamedTuple):
    """Characters on a customer's paper that the fonts lack and 〓 stands for."""

    number: str
    name: str
    characters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did so far: finished, or stopped by the person or by an error (`error` in words, None without).

    `info.left` is what it did not do yet. `pages` and `by_delivery` are of what was issued.
    """

    info: RunInfo
    first_no: str = ""
    last_no: str = ""
    skipped: tuple[Skipped, ...] = ()
    unprintable: tuple[Unprintable, ...] = ()
    by_delivery: Mapping[str, int]
    pages: int = 0
    error: Message | None = None


class IssuedStatement(NamedTuple):
    """An issued statement as lists show it; `outcome` is blank while nothing came back."""

    id: int
    no: str
    run: int
    customer: int
    number: str
    name: str
    period: Period
    kind: StatementKind
    language: str
    delivery: StatementBy
    owed: int
    principal: int
    bonus: int
    reply_by: date | None
    issued_at: datetime
    copies: int
    last_made_at: datetime | None
    last_made_as: str
    pages: int
    outcome: str = ""
    replied_on: date | None = None
    requests: int = 1
    #: How many entries were recorded afterwards with a date up to the end of its period.
    changed: int = 0


class ChangedEntry(NamedTuple):
    """An entry recorded after a statement was issued, dated into its period or before."""

    no: str
    customer: str
    name: str
    entry: int
    on: date
    recorded_at: datetime
    kind: str
    text: str
    owed: int
    principal: int
    bonus: int
