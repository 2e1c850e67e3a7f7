"""What the tables of promises, pauses, dated notes and contacts show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.reminder.agreed import OpenNote, OpenPause, PromiseLine
from app.gui.dialogs.contact_step import step_line
from app.gui.dialogs.reminder_words import moment, outcome_of, pause_name, result_of, way_name
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.reminder.board import LoggedContact


def promise_columns(shop: Shop) -> list[Column]:
    """Return what is shown of a promise."""

    def outcome(line: PromiseLine) -> str:
        if line.withdrawn_on is not None or line.standing is None:
            return pgettext("promise", "Withdrawn")
        said = outcome_of(line.standing.outcome)
        return f"{said.sign} {said.text}"

    def tone(line: PromiseLine) -> str:
        return "mute" if line.standing is None else outcome_of(line.standing.outcome).tone

    def paid(line: PromiseLine) -> str:
        return shop.amount(line.standing.paid) if line.standing is not None else ""

    def words(line: PromiseLine) -> str:
        return "  ·  ".join(part for part in (line.text, line.why) if part)

    return [
        Column("due_on", N_("Promised by"), lambda p: form.short_date(p.due_on), width=110),
        Column("amount", N_("Amount"), lambda p: shop.amount(p.amount), right=True, width=110, bold=True),
        Column("paid", pgettext("promise", "Paid"), paid, right=True, width=110),
        Column("outcome", N_("State"), outcome, width=110, tone=tone),
        Column("made_on", N_("Said on"), lambda p: form.short_date(p.made_on), width=110, tone=lambda _p: "mute"),
        Column("text", N_("Note"), words, stretch=True, tip=words),
    ]


def pause_columns() -> list[Column]:
    """Return what is shown of a pause."""

    def until(each: OpenPause) -> str:
        return form.short_date(each.pause.ends_on) if each.pause.ends_on is not None else _("until you end it")

    return [
        Column("kind", N_("Pause"), lambda each: pause_name(each.pause.kind), width=200),
        Column("from", N_("From"), lambda each: form.short_date(each.pause.starts_on), width=110),
        Column("until", N_("Last day"), until, width=130),
        Column("reason", N_("Reason"), lambda each: each.pause.reason, stretch=True, tip=lambda e: e.pause.reason),
        Column("who", N_("By"), lambda each: each.who or _("Owner"), width=90, tone=lambda _each: "mute"),
    ]


def note_columns(shop: Shop) -> list[Column]:
    """Return what is shown of a dated note."""

    def tone(note: OpenNote) -> str:
        return "soon" if note.on <= shop.today() else ""

    return [
        Column("on", N_("On"), lambda note: form.short_date(note.on), width=110, tone=tone),
        Column("text", N_("Note"), lambda note: " ".join(note.text.split()), stretch=True, tip=lambda note: note.text),
    ]


def contact_columns(shop: Shop) -> list[Column]:
    """Return what is shown of a contact."""

    def way(each: LoggedContact) -> str:
        return _("{way} from them").format(way=way_name(each.way)) if each.incoming else way_name(each.way)

    def result(each: LoggedContact) -> str:
        said = result_of(each.result)
        return f"{said.sign} {said.text}"

    def words(each: LoggedContact) -> str:
        """Return what was said, and what became of a letter on its way; a file is named by a word."""
        kept = each.attachment is not None or any(step.attachment is not None for step in each.steps)
        statement = _("Statement {no}").format(no=each.statement) if each.statement else ""
        parts = (statement, each.text, *map(step_line, each.steps))
        found = [" ".join(part.split()) for part in parts if part]
        return "  ·  ".join([*found, *([_("with a file")] if kept else [])])

    return [
        Column("at", N_("Time"), lambda each: moment(shop, each.at), width=120, tone=lambda _each: "mute"),
        Column("way", N_("How"), way, width=150, tip=way),
        Column("result", N_("Result"), result, width=130, tone=lambda each: result_of(each.result).tone),
        Column("text", N_("What was said"), words, stretch=True, tip=lambda each: each.text or words(each)),
        Column("who", N_("By"), lambda each: each.who or _("Owner"), width=90, tone=lambda _each: "mute"),
    ]
