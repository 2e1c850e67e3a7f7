"""The columns of the list of statements, and by what each sorts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.gui.dialogs.statement_words import delivery_name, here, is_silent, money_or_nothing, state_of
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement

LEAST_NAME = 150


def make_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns."""
    owed, prepaid = money_or_nothing(shop, "owed"), money_or_nothing(shop, "principal")

    def held(row: IssuedStatement) -> str:
        """Say what is held, and of it the bonus: only the first is owed back."""
        if not row.bonus:
            return prepaid(row)
        return _("{principal} + {bonus}").format(principal=shop.amount(row.principal), bonus=shop.amount(row.bonus))

    def last_printed(row: IssuedStatement) -> str:
        if row.last_made_at is None:
            return _("not yet")
        day = shop.day(here(row.last_made_at).date())
        return _("mailed {date}").format(date=day) if row.last_made_as == "mail" else day

    def printed_tip(row: IssuedStatement) -> str:
        if row.last_made_at is None:
            return _("Issued, and not printed, saved or mailed yet.")
        copies = ngettext("{n} copy so far, the last at {time}.", "{n} copies so far, the last at {time}.", row.copies)
        return copies.format(n=row.copies, time=form.date_time(here(row.last_made_at)))

    def changed(row: IssuedStatement) -> str:
        return f"▲ {form.number(row.changed, current().language)}" if row.changed else ""

    def changed_tip(row: IssuedStatement) -> str:
        text = ngettext(
            "{n} entry was recorded afterwards with a date up to the end of its period.",
            "{n} entries were recorded afterwards with a date up to the end of its period.",
            row.changed,
        )
        return text.format(n=form.number(row.changed, current().language)) if row.changed else ""

    return (
        Column("no", N_("No."), lambda row: row.no, width=94, tone=lambda _row: "mute"),
        Column("name", N_("Customer"), _customer, stretch=True, width=LEAST_NAME, tip=_customer, tail=_number),
        Column("owed", N_("Owed"), owed, right=True, width=100, tone=lambda row: "owed" if row.owed > 0 else "mute"),
        Column("prepaid", N_("Prepaid"), held, right=True, width=112, tip=_held_tip),
        Column("delivery", N_("Delivery"), lambda row: delivery_name(row.delivery), width=106, tip=_delivery_tip),
        Column("printed", N_("Last sent"), last_printed, width=114, tip=printed_tip, tone=_printed_tone),
        Column("reply", N_("Reply"), partial(reply_text, shop), width=150, tone=_reply_tone, tip=_reply_tip),
        Column("changed", N_("Changed"), changed, width=78, tone=lambda _row: "soon", tip=changed_tip),
    )


def reply_text(shop: Shop, row: IssuedStatement) -> str:
    """Return what came back of a statement, with the day where something did, or which request is out."""
    state = state_of(row.outcome)
    words = f"{state.sign} {state.text}"
    if not is_silent(row.outcome) and row.replied_on is not None:
        return f"{words}  {shop.day(row.replied_on)}"
    return words if row.requests < 2 else f"{words}  ×{row.requests}"


def _customer(row: IssuedStatement) -> str:
    return row.name + _number(row)


def _number(row: IssuedStatement) -> str:
    return f"  {row.number}"


def _held_tip(row: IssuedStatement) -> str:
    return _("Principal and bonus at the end of the period") if row.principal or row.bonus else ""


def _delivery_tip(row: IssuedStatement) -> str:
    return delivery_name(row.delivery)


def _printed_tone(row: IssuedStatement) -> str:
    return "soon" if row.last_made_at is None else "mute"


def _reply_tone(row: IssuedStatement) -> str:
    return state_of(row.outcome).tone


def _reply_tip(row: IssuedStatement) -> str:
    if not is_silent(row.outcome):
        return f"{state_of(row.outcome).text}  {form.short_date(row.replied_on) if row.replied_on else ''}".strip()
    asked = ngettext("Asked for a reply {n} time.", "Asked for a reply {n} times.", row.requests)
    parts = [_("Nothing has come back. That is no confirmation."), asked.format(n=row.requests)]
    if row.reply_by is not None:
        parts.append(_("A reply was asked for by {date}.").format(date=form.short_date(row.reply_by)))
    return "\n".join(parts)


# ---- order ----------------------------------------------------------------------------------------------------------

Key = Callable[["IssuedStatement"], Any]

SORTED_BY: Mapping[str, Key] = MappingProxyType(
    {
        "no": lambda row: row.id,
        "name": lambda row: (row.name, row.number),
        "owed": lambda row: row.owed,
        "prepaid": lambda row: row.principal + row.bonus,
        "delivery": lambda row: row.delivery,
        "printed": lambda row: row.last_made_at.timestamp() if row.last_made_at is not None else 0.0,
        "reply": lambda row: (is_silent(row.outcome), row.outcome, row.replied_on or row.period.end),
        "changed": lambda row: row.changed,
    }
)
"""What each column sorts by, ascending."""

LARGEST_FIRST = frozenset({"owed", "prepaid", "printed", "changed"})
"""What is sorted downwards at the first click."""
