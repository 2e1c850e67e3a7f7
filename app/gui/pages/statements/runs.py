"""Runs from the page: a new one, one that stopped gone on with or ended, and what was recorded since."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.gui.dialogs.ask import ask_later
from app.gui.dialogs.statement_words import period_name
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.statement_run import ChangedEntry, RunInfo, RunReport


class RunActs(QObject):
    """Opens the dialogs over the page's window."""

    #: Statements were issued for a period: show it.
    period_wanted = Signal(object)

    def __init__(self, shop: Shop, view: QWidget) -> None:
        super().__init__(view)
        self._shop, self._view = shop, view
        self.changed: Sequence[ChangedEntry] = ()

    def begin(self) -> None:
        """Begin new statements."""
        from app.gui.dialogs.statement_run import RunDialog

        dialog = RunDialog(self._shop, self._view.window())
        dialog.issued.connect(self.period_wanted)
        dialog.open()

    def go_on(self, run: RunInfo) -> None:
        """Go on with a run that stopped."""
        from app.gui.dialogs.statement_report import RunReportDialog

        dialog = RunReportDialog(self._shop, self._view.window())
        dialog.ended.connect(self._ended)
        dialog.open()
        dialog.go_on(run)

    def _ended(self, report: RunReport) -> None:
        self.period_wanted.emit(report.info.period)

    def leave_out(self, run: RunInfo) -> None:
        """Ask, and leave out what a run has not issued yet."""
        text = _(
            "{issued} of {planned} statements for {period} are issued and stay so. The others are left out of this "
            "run for good; a new run can issue them later."
        ).format(issued=run.issued, planned=run.planned, period=period_name(run.period))
        ask_later(
            self._view.window(),
            _("Leave the rest out?"),
            text,
            _("Leave the rest out"),
            _("Keep them for later"),
            partial(self._abandon, run.run),
        )

    def _abandon(self, run: int) -> None:
        runs = self._shop.app.statement_runs
        self._shop.tasks.run(lambda: runs.abandon(run), self._abandoned, self._shop.complain, owner=self)

    def _abandoned(self, report: RunReport) -> None:
        from app.gui.dialogs.statement_report import RunReportDialog

        self._shop.changed.emit("")
        dialog = RunReportDialog(self._shop, self._view.window())
        dialog.show_report(report)
        dialog.open()

    def show_changed(self) -> None:
        """List what was recorded after statements went out."""
        from app.gui.dialogs.statement_changed import ChangedDialog

        ChangedDialog(self._shop, self.changed, self._view.window()).open()

    def show_unclear(self) -> None:
        """Ask whether the mails nobody knows of arrived."""
        from app.gui.dialogs.statement_mails import UnclearMailsDialog

        UnclearMailsDialog(self._shop, self._view.window()).open()
