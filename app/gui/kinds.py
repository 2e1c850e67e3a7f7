"""What kinds of entries are called on screen, and how a sentence names one entry."""

from __future__ import annotations

from app.core.named import Origin
from app.i18n import format as form
from app.i18n.catalog import _, pgettext


def kind_name(kind: str) -> str:
    """Return what a kind of entry is called."""
    names = {
        "top_up": pgettext("entry", "Top-up"),
        "sale": pgettext("entry", "Sale"),
        "pass_sale": pgettext("entry", "Pass sold"),
        "pass_use": pgettext("entry", "Pass used"),
        "payment": pgettext("entry", "Payment"),
        "settle": pgettext("entry", "Settled from balance"),
        "credit": pgettext("entry", "Return"),
        "refund": pgettext("entry", "Refund"),
        "write_off": pgettext("entry", "Write-off"),
        "interest": pgettext("entry", "Late interest or fee"),
        "opening": pgettext("entry", "Opening balance"),
        "transfer": pgettext("entry", "Transfer"),
        "extend": pgettext("entry", "Extended"),
        "reschedule": pgettext("entry", "New due date"),
        "expire": pgettext("entry", "Expired"),
        "reverse": pgettext("entry", "Reversal"),
        "reversal": pgettext("entry", "Reversal"),
        "merge": pgettext("entry", "Merge"),
        "earn": pgettext("entry", "Earned"),
        "close_month": pgettext("entry", "Month closed"),
        "reopen_month": pgettext("entry", "Month reopened"),
    }
    return names.get(kind, kind)


def entry_words(origin: Origin) -> str:
    """Return how a sentence names an entry: its kind, its day, its number, and which of its charges is meant."""
    values = {"kind": kind_name(origin.kind), "date": form.short_date(origin.on), "entry": origin.entry}
    if origin.part:
        return _("{kind} of {date}, no. {entry}, part {part}").format(**values, part=origin.part)
    return _("{kind} of {date}, no. {entry}").format(**values)
