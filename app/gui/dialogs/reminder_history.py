"""The history of a reminder: all that happened to it and by whom, and all contacts with its customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.reminder.kinds import Happened, Way
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import about, contact_line, promise_line, way_name, why_words
from app.gui.dialogs.statement_words import here
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import column, holder, label
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.reminder.board import Event, LoggedContact, QueueDetail, Step
    from app.services.counter import AccountCard

ROWS = 7


class HistoryDialog(FormDialog):
    """Lists it, oldest first; contacts newest first."""

    def __init__(self, shop: Shop, detail: QueueDetail, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("History"), detail.row.name, parent=parent)
        self.setMinimumWidth(theme.px(780))
        self.above.addWidget(label(about(shop, detail.row), "strong", wrap=True))
        for sentence in why_words(shop, detail.why, card):
            self.above.addWidget(label(sentence, "mute", wrap=True))
        self.whose = card.number
        self.events = SmallTable(_("What happened to it"), _event_columns(), ROWS)
        self.contacts = SmallTable(_("Contacts with the customer"), _contact_columns(shop), ROWS)
        self.promises = label("\n".join(promise_line(shop, each) for each in detail.promises), wrap=True)
        self._show(self.events, detail.events)
        self._show(self.contacts, detail.contacts)
        if detail.promises:
            words = label(_("Promises"), "strong")
            self.below.addWidget(holder(column(words, self.promises, gap=S2)))
        self.cancel.hide()
        self.primary.say(_("Close"))
        self.events.setFocus()

    def _show(self, table: SmallTable, rows: Sequence[object]) -> None:
        table.setProperty("class", "framed")
        table.show_rows(rows)
        part = holder(column(label(table.accessibleName(), "strong", wrap=True), table, gap=S2))
        part.setVisible(bool(rows))
        self.below.addWidget(part)


def event_text(event: Event) -> str:
    """Return what happened to a reminder, in words; a word of a later program as it is."""
    names = {
        Happened.PLANNED: pgettext("happened", "Planned"),
        Happened.AGAIN: pgettext("happened", "Planned again"),
        Happened.GONE: pgettext("happened", "No longer needed"),
        Happened.CLAIMED: pgettext("happened", "Sending began"),
        Happened.SENT: pgettext("happened", "Sent"),
        Happened.FAILED: pgettext("happened", "Not sent"),
        Happened.UNCLEAR: pgettext("happened", "Unclear"),
        Happened.RETURNED: pgettext("happened", "Came back"),
        Happened.DONE: pgettext("happened", "Done"),
        Happened.SKIPPED: pgettext("happened", "Skipped"),
        Happened.SNOOZED: pgettext("happened", "Put off"),
        Happened.ASSIGNED: pgettext("happened", "Given to somebody"),
        Happened.RESOLVED: pgettext("happened", "Cleared up"),
        Happened.TRIED: pgettext("happened", "Tried"),
    }
    return names[Happened(event.what)] if event.what in set(Happened) else event.what


def _event_columns() -> list[Column]:
    def at(event: Event) -> str:
        return form.date_time(here(event.at))

    def way(event: Event) -> str:
        return way_name(Way(event.way)) if event.way in set(Way) else event.way

    return [
        Column("at", N_("Time"), at, width=150, tone=lambda _event: "mute"),
        Column("what", pgettext("history", "What"), event_text, width=150),
        Column("way", N_("Way"), way, width=90),
        Column("text", N_("Words"), lambda event: event.text, stretch=True, tip=lambda event: event.text),
        Column("who", N_("By"), lambda event: event.who, width=100, tone=lambda _event: "mute"),
    ]


def _contact_columns(shop: Shop) -> list[Column]:
    def line(contact: LoggedContact) -> str:
        return contact_line(shop, contact)

    def steps(contact: LoggedContact) -> str:
        return "  ·  ".join(step_text(shop, step) for step in contact.steps)

    return [
        Column("line", N_("Contact"), line, width=300, tip=line),
        Column("text", N_("What was said"), lambda each: each.text, stretch=True, tip=lambda each: each.text),
        Column("steps", N_("On its way"), steps, width=150, tip=steps, tone=lambda _each: "mute"),
    ]


def step_text(shop: Shop, step: Step) -> str:
    """Return what became of a letter or a message on its way, with the day and the carrier's number."""
    names = {
        "posted": pgettext("step", "Posted"),
        "delivered": pgettext("step", "Delivered"),
        "returned": pgettext("step", "Came back"),
        "bounced": pgettext("step", "Bounced"),
        "receipt": pgettext("step", "Receipt"),
    }
    parts = (names.get(step.what.value, step.what.value), shop.day(step.on), step.tracking)
    return " ".join(part for part in parts if part)
