"""Who did what that an owner looks at twice: reversals, refunds, bonus by hand, prices and limits passed, and the like.

Nothing is kept for it: each doing is read off what the book has anyway, its entries, its log of changes, its drawer.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.journal import BELOW_LIST, EntryKind
from app.i18n.mark import N_


class Doing(StrEnum):
    """What was done that is worth a second look."""

    REVERSAL = "reversal"
    REFUND = "refund"
    BONUS = "bonus"
    PRICE = "price"
    LIMIT = "limit"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    DISCOUNT = "discount"
    EARLIER_DAY = "earlier_day"
    REOPENED = "reopened"
    DRAWER = "drawer"
    CREDIT_TERMS = "credit_terms"
    ATTACHMENT = "attachment"
    ERASURE = "erasure"
    STAFF = "staff"
    SIGN_IN = "sign_in"
    APPROVAL = "approval"
    EXPORT = "export"
    BOOK_FILE = "book_file"
    SETTINGS = "settings"


LABELS: Mapping[Doing, str] = MappingProxyType(
    {
        Doing.REVERSAL: N_("Entries reversed"),
        Doing.REFUND: N_("Refunds"),
        Doing.BONUS: N_("Bonus beyond the offers"),
        Doing.PRICE: N_("Sold below the list price"),
        Doing.LIMIT: N_("Sold past a limit or a hold"),
        Doing.CREDIT_NOTE: N_("Returns and allowances"),
        Doing.WRITE_OFF: N_("Bad debts written off"),
        Doing.DISCOUNT: N_("Given up when paid"),
        Doing.EARLIER_DAY: N_("Entered for an earlier day"),
        Doing.REOPENED: N_("Months reopened"),
        Doing.DRAWER: N_("Drawer opened"),
        Doing.CREDIT_TERMS: N_("Limits and terms changed"),
        Doing.ATTACHMENT: N_("Attachments deleted"),
        Doing.ERASURE: N_("Customers erased"),
        Doing.STAFF: N_("Staff, roles and rights"),
        Doing.SIGN_IN: N_("PINs, passwords, wrong tries"),
        Doing.APPROVAL: N_("Approved by a second person"),
        Doing.EXPORT: N_("Data exported"),
        Doing.BOOK_FILE: N_("Restored, repaired, encryption changed"),
        Doing.SETTINGS: N_("Settings changed"),
    }
)
"""What the list calls each."""


ROUTINE_PAPERS = frozenset(
    {"receipt", "statement_copies", "statement_preview", "letters", "posting_list", "plan", "day", "digest"}
    | {"findings", "to_mend"}
)
"""The words of exports that are a day's work and stand in the log of exports alone: papers for customers and for the
shop's own files, and lists of what to mend in a file that came in."""


class Row(NamedTuple):
    """A line of the list: when (UTC), who, what, about whom (internal id), how much (minor units), where it stands.

    `entry` is the number of an entry; of a change `field` is what changed, from `old` to `new`, as the log has it.
    """

    at: datetime
    staff: int
    what: Doing
    customer: int | None = None
    amount: int = 0
    entry: int | None = None
    field: str = ""
    old: str = ""
    new: str = ""


# ---- entries --------------------------------------------------------------------------------------------------------


class AuditEntry(NamedTuple):
    """What the list needs of an entry. Amounts in minor units.

    `amount` is what it moved at its counter side; `bonus` what a top-up gave, `offered` what the offers of that day
    give on it; `given_up` is discount and rounding of a payment. `local_on` is the local day it was recorded on.
    """

    number: int
    kind: EntryKind
    on: date
    local_on: date
    at: datetime
    staff: int
    customer: int | None
    amount: int
    facts: Mapping[str, object]
    bonus: int = 0
    offered: int = 0
    given_up: int = 0


_PASSED = ("on_hold", "over_limit", "over_overdue", "over_group", "unpaid")
"""The facts of an entry by which a sale went past a hold, a limit, or what had to be paid first."""

_BY_KIND: Mapping[EntryKind, Doing] = MappingProxyType(
    {
        EntryKind.REVERSE: Doing.REVERSAL,
        EntryKind.REFUND: Doing.REFUND,
        EntryKind.CREDIT: Doing.CREDIT_NOTE,
        EntryKind.WRITE_OFF: Doing.WRITE_OFF,
        EntryKind.REOPEN_MONTH: Doing.REOPENED,
    }
)


def of_entry(entry: AuditEntry) -> tuple[Row, ...]:
    """Return what of an entry is worth a second look; mostly nothing, and at times several things."""
    found: list[tuple[Doing, int]] = []
    if entry.kind in _BY_KIND:
        found.append((_BY_KIND[entry.kind], entry.amount))
    if entry.kind is EntryKind.TOP_UP and entry.bonus > entry.offered and "reward" not in entry.facts:
        found.append((Doing.BONUS, entry.bonus - entry.offered))
    below = max(_number(entry.facts, "list_amount") - _number(entry.facts, "amount"), _number(entry.facts, BELOW_LIST))
    if entry.kind in (EntryKind.SALE, EntryKind.PASS_SALE) and below > 0:
        found.append((Doing.PRICE, below))
    passed = max(_number(entry.facts, name) for name in _PASSED)
    if entry.kind in (EntryKind.SALE, EntryKind.PASS_SALE) and passed:
        found.append((Doing.LIMIT, passed))
    if entry.kind is EntryKind.PAYMENT and entry.given_up:
        found.append((Doing.DISCOUNT, entry.given_up))
    if entry.on < entry.local_on and entry.kind not in _ALWAYS_LATER:
        found.append((Doing.EARLIER_DAY, entry.amount))
    return tuple(Row(entry.at, entry.staff, what, entry.customer, much, entry.number) for what, much in found)


_ALWAYS_LATER = frozenset({EntryKind.EARN, EntryKind.CLOSE_MONTH, EntryKind.REOPEN_MONTH, EntryKind.OPENING})
"""Kinds whose day is the end of a month, or the day the book begins."""


def _number(facts: Mapping[str, object], name: str) -> int:
    found = facts.get(name)
    return found if isinstance(found, int) else 0


# ---- the log of changes ---------------------------------------------------------------------------------------------


class AuditChange(NamedTuple):
    """A line of the log of changes; of the shop's own `customer` is None."""

    at: datetime
    staff: int
    customer: int | None
    field: str
    old: str
    new: str


_CREDIT_FIELDS = frozenset(
    {"credit_limit", "terms_days", "hold", "holds", "credit_class", "payment_terms", "overdue_limit", "grace_days"}
    | {"on_total", "on_overdue", "credit_group", "supply", "override"}
)

_BEGINNINGS: Mapping[str, Doing] = MappingProxyType(
    {
        "staff.": Doing.STAFF,
        "rights.": Doing.STAFF,
        "sign_in.": Doing.SIGN_IN,
        "recovery.": Doing.SIGN_IN,
        "approval.": Doing.APPROVAL,
        "export.": Doing.EXPORT,
        "file.": Doing.BOOK_FILE,
        "settings.": Doing.SETTINGS,
        "reminder_policy.": Doing.SETTINGS,
        "mail.": Doing.SETTINGS,
        "prices.": Doing.SETTINGS,
        "terms.": Doing.SETTINGS,
    }
)
"""How fields of the shop's own log begin."""

ATTACHMENT_REMOVED = "attachment.removed"
"""What the log calls it when an attachment is removed: from its number to why."""

_FIELDS: Mapping[str, Doing] = MappingProxyType(
    {
        **dict.fromkeys(_CREDIT_FIELDS, Doing.CREDIT_TERMS),
        "owner_pin": Doing.SIGN_IN,
        "pin": Doing.SIGN_IN,
        ATTACHMENT_REMOVED: Doing.ATTACHMENT,
        "erased": Doing.ERASURE,
    }
)
"""Whole names of fields of the log."""


def of_change(change: AuditChange) -> Row | None:
    """Return what of a line in the log is worth a second look, None for the everyday.

    A credit limit or terms in a file just made count too: the log has them as a change from what is usual.
    """
    what = _FIELDS.get(change.field)
    if what is None and change.customer is None:
        what = _BEGINNINGS.get(change.field.partition(".")[0] + ".")
    if what is None:
        return None
    return Row(change.at, change.staff, what, change.customer, field=change.field, old=change.old, new=change.new)


# ---- the drawer -----------------------------------------------------------------------------------------------------


class AuditDrawer(NamedTuple):
    """Cash that was counted into the drawer, put in or taken out, beside what customers paid; `kind` is its word."""

    at: datetime
    staff: int
    kind: str
    amount: int


def of_drawer(line: AuditDrawer) -> Row:
    """Return a line of the drawer as a line of the list; each of them opened it."""
    return Row(line.at, line.staff, Doing.DRAWER, amount=line.amount, field=f"drawer.{line.kind}")


# ---- choosing -------------------------------------------------------------------------------------------------------


class Choice(NamedTuple):
    """What of the list is asked for; None and nothing named mean all. Days are local and both included."""

    first_on: date | None = None
    last_on: date | None = None
    what: frozenset[Doing] = frozenset()
    staff: int | None = None
    customer: int | None = None
    least: int = 0


def select(rows: Iterable[Row], choice: Choice, day: Callable[[datetime], date]) -> tuple[Row, ...]:
    """Return the lines asked for, the newest first; `day` tells the local day of an instant."""
    found = (row for row in rows if _chosen(row, choice, day(row.at)))
    return tuple(sorted(found, key=lambda row: (row.at, row.entry or 0), reverse=True))


def _chosen(row: Row, choice: Choice, on: date) -> bool:
    return (
        (choice.first_on is None or on >= choice.first_on)
        and (choice.last_on is None or on <= choice.last_on)
        and (not choice.what or row.what in choice.what)
        and (choice.staff is None or row.staff == choice.staff)
        and (choice.customer is None or row.customer == choice.customer)
        and row.amount >= choice.least
    )


def counts(rows: Iterable[Row]) -> dict[Doing, int]:
    """Return how often each was done, in the order of the list's names; what was not is left out."""
    found: dict[Doing, int] = {}
    for row in rows:
        found[row.what] = found.get(row.what, 0) + 1
    return {what: found[what] for what in Doing if what in found}
