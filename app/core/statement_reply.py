"""What comes back of a statement: confirmed, disputed, or nothing. Silence is never confirmation.

Under article 140 of the Civil Code of China silence counts as a declaration only where law, agreement or usage say so;
a statement without a reply therefore stays without one, for ever.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.customer import FileRequest
from app.core.money import Money
from app.core.named import Named
from app.core.statement import Statement
from app.errors import refuse
from app.i18n.mark import N_


class Outcome(StrEnum):
    """What a reply says; `none` takes an earlier one back that was recorded by mistake."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    NONE = "none"


class Means(StrEnum):
    """How a reply bears its giver's name."""

    SIGNED = "signed"
    SEALED = "sealed"
    BOTH = "both"  # signed and sealed
    MESSAGE = "message"  # by e-mail, WeChat, SMS
    SPOKEN = "spoken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the customer says of one line: `entry` is its number on the statement, 0 for the whole.

    `charge` names the charge to be put in dispute, blank for none; `amount` is what they say it should be, None where
    they say no figure; `text` is what they wrote.
    """

    entry: int = 0
    charge: str = ""
    amount: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReply(FileRequest):
    """What came back of a statement (by its number): on which day, who gave it, how, and the scan as an attachment.

    `attachment` is the id of an attachment of the customer, or the id of the request it was attached by, or None.
    `note` is the shop's own remark.
    """

    statement: str
    outcome: Outcome
    on: date
    by: str = ""
    means: Means = Means.SIGNED
    claims: tuple[Claim, ...] = ()
    attachment: int | str | None = None


class Reply(NamedTuple):
    """A reply as recorded."""

    id: str
    outcome: Outcome
    on: date
    by: str
    means: Means
    claims: tuple[Claim, ...]
    note: str
    attachment: int | None
    staff: str
    recorded_at: datetime


class DisputeOutcome(StrEnum):
    """How a dispute ended: the customer was right (with a credit, or one recorded by itself), was not, or let it go."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDispute(FileRequest):
    """A customer disputes a charge, in part (`amount`) or wholly (None)."""

    customer: str
    charge: str
    on: date
    amount: int | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDispute(FileRequest):
    """A dispute is over; `dispute` is the request id it was opened with.

    Of one that is accepted `credit` (minor units) is taken off the charge in the same breath; None credits nothing.
    """

    dispute: str
    outcome: DisputeOutcome
    on: date
    reason: str
    credit: int | None = None


class Dispute(NamedTuple):
    """A dispute of a charge; `ended` is blank while it lasts.

    `charge` and `customer` are those it was opened on, `now` the charge's name since files were merged or parted.
    """

    id: str
    charge: str
    customer: str
    amount: int
    on: date
    reason: str
    statement: str
    ended: str = ""
    ended_on: date | None = None
    end_reason: str = ""
    now: str = ""


class MonthRow(NamedTuple):
    """How the statements of one period stand: counts and amounts owed, by what came back."""

    sent: int = 0
    confirmed: int = 0
    disputed: int = 0
    silent: int = 0
    owed: int = 0
    owed_confirmed: int = 0

    @property
    def share(self) -> int:
        """The share confirmed of those sent, in whole percent, rounded down: 99 of 100 is never everything."""
        return self.confirmed * 100 // self.sent if self.sent else 0


# ---- the code on a slip ---------------------------------------------------------------------------------------------

_MARK = "CBS"
_CHECK_BYTES = 4
_LONGEST = 200  # characters; no scanner gun types more
_LONGEST_ID = 18  # digits the database can be asked for
_LETTERS_FOR_DASHES = str.maketrans("ßー", "--")  # on a German keyboard, and while kana are typed
_CODE = re.compile(rf"{_MARK}([0-9]{{1,{_LONGEST_ID}}})([0-9A-F]{{{2 * _CHECK_BYTES}}})")


class Code(NamedTuple):
    """What the QR code of a slip says: the statement's internal id, and the beginning of its content's digest."""

    statement: int
    check: str

    def fits(self, content_digest: bytes) -> bool:
        """Whether the code is of a statement of that content: not of another book, and not changed on its way."""
        return self.check == _check_of(content_digest)


def code_of(statement: int, content_digest: bytes) -> str:
    """Return what the QR code of a statement's slip says, such as `CBS-123-1A2B3C4D`.

    Capitals, digits and one sign that most keyboards type alike: a scanner gun is a keyboard to the computer.
    """
    return f"{_MARK}-{statement}-{_check_of(content_digest)}"


def read_code(text: str) -> Code | None:
    """Read the code of a slip as a scanner gun types it; None where a text is no such code.

    Case and width make no difference, nor does what a keyboard of another country types for the dashes: the check is
    always eight digits long, so the code can be told without them.
    """
    if len(text) > _LONGEST:
        return None
    typed = unicodedata.normalize("NFKC", text).translate(_LETTERS_FOR_DASHES).upper()
    match = _CODE.fullmatch("".join(c for c in typed if c.isalnum()))
    return None if match is None else Code(int(match[1]), match[2])


def number_key(no: str) -> str:
    """Return a statement's number without case, width and blanks, as numbers typed from paper are compared."""
    return "".join(unicodedata.normalize("NFKC", no).casefold().split())


def _check_of(content_digest: bytes) -> str:
    return content_digest[:_CHECK_BYTES].hex().upper()


# ---- what may be recorded -------------------------------------------------------------------------------------------


class Answered(NamedTuple):
    """What a reply to a statement is judged by; `outcome` is what came back of it so far, blank or `none` for nothing.

    `entries` are those on its paper; `listed` says what was open of the charges at the end of its period.
    """

    no: str
    issued_on: date
    period_end: date
    outcome: str = ""
    entries: frozenset[int] = frozenset()
    listed: Mapping[str, int] = MappingProxyType({})


class Charged(NamedTuple):
    """A charge somebody disputes: the day it counts from, the amount it was made with, and what of it is open."""

    name: str
    on: date
    amount: int
    open: int

    @property
    def most(self) -> int:
        """The most that can be in dispute: what is open, or all of a charge with nothing open any more."""
        return self.open if self.open > 0 else self.amount


def entries_on(statement: Statement) -> frozenset[int]:
    """Return the numbers of the entries a statement's paper shows."""
    account, prepaid = statement.account.lines, statement.prepaid.lines
    moved = {*(line.entry for line in account), *(line.entry for line in prepaid)}
    return frozenset(moved | {charge.entry for charge in statement.charges})


def listed_on(statement: Statement) -> Mapping[str, int]:
    """Return what was open of each charge at the end of a statement's period: that is what the customer answers."""
    return {charge.charge: charge.open for charge in statement.charges}


def check_reply(request: RecordReply, statement: Answered, today: date) -> None:
    """Refuse a reply from before the statement or from the future, and claims it cannot have.

    `none` needs something to take back; only a dispute has claims, of entries that are on the paper, each charge once.
    """
    check_not_ahead(request.on, today)
    if request.on < statement.issued_on:
        text = N_("on: {date} lies before {issued}, the day statement {no} was issued.")
        refuse("on", text, date=request.on, issued=statement.issued_on, no=statement.no)
    if request.outcome is Outcome.NONE and statement.outcome in ("", Outcome.NONE):
        refuse(
            "outcome", N_("outcome: nothing has come back of statement {no} that could be taken back."), no=statement.no
        )
    if request.claims and request.outcome is not Outcome.DISPUTED:
        refuse("claims", N_("claims: only a reply that disputes a statement has any."))
    seen: set[str] = set()
    for claim in request.claims:
        if claim.entry and claim.entry not in statement.entries:
            text = N_("claims.entry: entry {entry} is not on statement {no}.")
            refuse("claims.entry", text, entry=claim.entry, no=statement.no)
        if claim.charge in seen:
            text = N_("claims.charge: “{charge}” is named twice; say all of it in one line.")
            refuse("claims.charge", text, charge=Named(claim.charge))
        seen |= {claim.charge} - {""}


def check_not_ahead(on: date, today: date) -> None:
    """Refuse a day that has not come."""
    if on > today:
        refuse("on", N_("on: {date} lies in the future; today is {today}."), date=on, today=today)


def check_reason(reason: str) -> None:
    """Refuse a dispute, or the end of one, that does not say why."""
    if not reason.strip():
        refuse("reason", N_("{field} must not be empty."), field="reason")


def claimed(claim: Claim, charge: Charged, statement: Answered) -> int:
    """Return how much of a charge a claim puts in dispute: what the statement shows as open less what they say.

    Of a charge that was settled by then the amount charged counts. Without a figure it is all that can be. Refused are
    a charge from after the statement's period, and a figure that is no less than what was open.
    """
    if charge.on > statement.period_end:
        text = N_("claims.charge: “{charge}” was charged after the period of statement {no}.")
        refuse("claims.charge", text, charge=Named(charge.name), no=statement.no)
    if claim.amount is None:
        return charge.most
    shown = statement.listed.get(charge.name, charge.amount)
    if claim.amount >= shown:
        text = N_("claims.amount: “{charge}” comes to {amount}; the amount claimed instead must be less than that.")
        refuse("claims.amount", text, amount=Money(shown), charge=Named(charge.name))
    return min(shown - claim.amount, charge.most)


def disputed(request: OpenDispute, charge: Charged) -> int:
    """Return how much of a charge a request puts in dispute; refuses more than can be, and a day before the charge."""
    if request.on < charge.on:
        text = N_("on: {date} lies before “{name}”, which is dated {on}.")
        refuse("on", text, date=request.on, name=Named(charge.name), on=charge.on)
    amount = charge.most if request.amount is None else request.amount
    if amount <= 0:
        refuse("amount", N_("{field} must be more than zero."), field="amount")
    if amount > charge.most:
        text = N_("amount: at most {most} of “{charge}” can be in dispute.")
        refuse("amount", text, most=Money(charge.most), charge=Named(charge.name))
    return amount
