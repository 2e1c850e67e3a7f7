"""What must be seen before the list: runs not finished, mails nobody knows of, and what was recorded later."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.dialogs.statement_words import here, period_name
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.core.statement_run import RunInfo


class Banners(QWidget):
    """A line for each run that stopped half-way, one for unclear mails, and one for what changed since."""

    #: A run is to go on.
    go_on_wanted = Signal(object)
    #: What a run has not issued yet is to be left out.
    leave_wanted = Signal(object)
    #: What was recorded later is to be looked at.
    changed_wanted = Signal()
    #: The mails that may have gone out or not are to be looked at.
    unclear_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._runs = column(gap=S2)
        self.changed_text = label("", wrap=True)
        self.look = button(_("Look at them…"), "link", on=self.changed_wanted.emit)
        self.changed = _band(self.changed_text, self.look)
        self.changed.hide()
        self.unclear_text = label("", wrap=True)
        self.settle = button(_("Say whether they arrived…"), "link", on=self.unclear_wanted.emit)
        self.unclear = _band(self.unclear_text, self.settle)
        self.unclear.hide()
        self.texts: list[str] = []
        self.setLayout(column(self._runs, self.unclear, self.changed, gap=S2))
        self.hide()

    def show_news(self, unfinished: Sequence[RunInfo], changed: int, unclear: int = 0) -> None:
        """Show what there is to be said; nothing where there is nothing."""
        clear(self._runs)
        self.texts = [self._unfinished(run) for run in unfinished]
        for run, text in zip(unfinished, self.texts, strict=True):
            go_on = button(_("Continue"), on=partial(self.go_on_wanted.emit, run), name=_("Continue the run"))
            leave = button(_("Leave the rest out…"), "quiet", on=partial(self.leave_wanted.emit, run))
            self._runs.addWidget(_band(label("⚠  " + text, wrap=True), go_on, leave))
        text = ngettext(
            "Changed since issued: {n} entry was recorded later with a date up to the end of an issued period.",
            "Changed since issued: {n} entries were recorded later with a date up to the end of an issued period.",
            changed,
        )
        self.changed_text.setText("⚠  " + text.format(n=form.number(changed, current().language)))
        self.changed.setVisible(bool(changed))
        text = ngettext(
            "{n} statement may have been mailed or not: the line broke.",
            "{n} statements may have been mailed or not: the line broke.",
            unclear,
        )
        self.unclear_text.setText("⚠  " + text.format(n=form.number(unclear, current().language)))
        self.unclear.setVisible(bool(unclear))
        self.setVisible(bool(unfinished) or bool(changed) or bool(unclear))

    def _unfinished(self, run: RunInfo) -> str:
        text = _("Statements for {period} were not finished: {issued} of {planned} issued on {date}.")
        language = current().language
        return text.format(
            period=period_name(run.period),
            issued=form.number(run.issued, language),
            planned=form.number(run.planned, language),
            date=self.shop.day(here(run.started_at).date()),
        )


def _band(text: QWidget, *buttons: QWidget) -> Card:
    box = row(text, *buttons, gap=S3, margins=(14, 7, 12, 7))
    box.setStretch(0, 1)
    return Card(box, "notice")
