"""What the kinds of entries and the lines of a day's figures are called; marked here, translated by who shows them."""

from collections.abc import Mapping
from types import MappingProxyType

from app.core.journal import EntryKind
from app.core.requests import InterestKind
from app.i18n.mark import N_

ENTRY_NAMES: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.TOP_UP: N_("Top-up"),
        EntryKind.SALE: N_("Sale"),
        EntryKind.PASS_SALE: N_("Pass sold"),
        EntryKind.PASS_USE: N_("Pass used"),
        EntryKind.PAYMENT: N_("Payment"),
        EntryKind.SETTLE: N_("Settled from balance"),
        EntryKind.CREDIT: N_("Return or allowance"),
        EntryKind.REFUND: N_("Refund"),
        EntryKind.WRITE_OFF: N_("Write-off"),
        EntryKind.INTEREST: N_("Late interest or fee"),
        EntryKind.OPENING: N_("Opening balance"),
        EntryKind.TRANSFER: N_("Transfer"),
        EntryKind.EXTEND: N_("Extension"),
        EntryKind.RESCHEDULE: N_("New due date"),
        EntryKind.EXPIRE: N_("Expiry booked"),
        EntryKind.EARN: N_("Earned"),
        EntryKind.REVERSE: N_("Reversal"),
        EntryKind.MERGE: N_("Files merged"),
        EntryKind.CLOSE_MONTH: N_("Month closed"),
        EntryKind.REOPEN_MONTH: N_("Month reopened"),
    }
)
"""What one entry is called, by kind."""

PART_NAMES: Mapping[InterestKind, str] = MappingProxyType(
    {
        InterestKind.INTEREST: N_("Late interest"),
        InterestKind.FEE: N_("Late fee"),
        InterestKind.COST: N_("Costs of collecting"),
    }
)
"""What a charge that belongs to another one is called."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "top_up": N_("Top-ups"),
        "top_up.bonus": N_("bonus given"),
        "sale": N_("Sales made"),
        "sale.prepaid": N_("from prepaid money"),
        "sale.bonus": N_("from bonus"),
        "sale.account": N_("on account"),
        "sale.tender": N_("paid at once"),
        "pass_sale": N_("Passes sold"),
        "pass_sale.prepaid": N_("from prepaid money"),
        "pass_sale.bonus": N_("from bonus"),
        "pass_sale.account": N_("on account"),
        "pass_sale.tender": N_("paid at once"),
        "pass_use": N_("Visits on passes"),
        "payment": N_("Payments received"),
        "payment.given_up": N_("discount and rounding"),
        "payment.lot": N_("overpaid, now prepaid"),
        "settle": N_("Charges settled from balances"),
        "credit": N_("Returns and allowances"),
        "refund": N_("Refunds"),
        "refund.kept": N_("kept by the shop"),
        "refund.bonus": N_("bonus taken back"),
        "write_off": N_("Bad debts written off"),
        "interest": N_("Late interest and fees charged"),
        "opening": N_("Opening balances"),
        "transfer": N_("Transfers"),
        "expire": N_("Expired money taken"),
        "expire.bonus": N_("bonus expired"),
        "earn": N_("Earned on passes by days"),
        "extend": N_("Extensions"),
        "reschedule": N_("Due dates changed"),
        "merge": N_("Files merged"),
        "close_month": N_("Months closed"),
        "reopen_month": N_("Months reopened"),
        "reverse": N_("Reversals"),
    }
)
"""What each line by kind is called, in the order of lists; a name with a point is a part of the line before it."""
