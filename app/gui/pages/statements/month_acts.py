"""What is done with a whole run or month of statements: its report, posting list, envelopes, closing the month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.dialogs import entry_menu
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.gui.widgets.menus import popup
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.statement import Period
    from app.core.statement_run import IssuedStatement


class MonthActs(QObject):
    """The button “More” and its menu; `chosen` and `listed` tell which statements are meant."""

    def __init__(
        self,
        shop: Shop,
        view: QWidget,
        chosen: Callable[[], Sequence[IssuedStatement]],
        listed: Callable[[], Sequence[IssuedStatement]],
    ) -> None:
        super().__init__(view)
        self._shop, self._view = shop, view
        self._chosen, self._listed = chosen, listed
        self.period: Period | None = None
        self.more = button(_("More"), "quiet", icon="chevron-down", on=self.open_more)

    def more_menu(self) -> QMenu:
        """Return the menu of what is done with a whole run or month."""
        menu = QMenu(self._view)
        menu.setToolTipsVisible(True)
        nothing = "" if self._listed() else _("There is no statement in the list.")
        entry_menu.add(menu, _("Report of the run…"), "info", self.show_report, nothing)
        entry_menu.add(menu, _("Posting list…"), "print", self.make_posting_list, nothing)
        entry_menu.add(menu, _("Envelopes or labels…"), "mail", self.make_envelopes, nothing)
        menu.addSeparator()
        month = self.period.month if self.period is not None else ""
        why_not = "" if month else _("These statements are not for a whole month.")
        entry_menu.add(menu, _("Close the month…"), "lock", self.close_month, why_not)
        return menu

    def open_more(self) -> None:
        """Show the menu of what is done with a whole run or month."""
        popup(self.more, self.more_menu())

    def make_envelopes(self, of: Sequence[IssuedStatement] = ()) -> None:
        """Print envelopes or labels; else for those chosen, or for all in the list where only one row is current."""
        from app.gui.dialogs.envelopes import EnvelopesDialog

        chosen = self._chosen()
        statements = of or (chosen if len(chosen) > 1 else self._listed())
        numbers = list(dict.fromkeys(each.number for each in statements))
        if numbers:
            EnvelopesDialog(self._shop, numbers, self._view.window()).open()

    def _run(self) -> int | None:
        """Return the run of the current statement, or of the newest in the list."""
        statements = self._chosen() or self._listed()
        return max((each.run for each in statements), default=None)

    def show_report(self) -> None:
        """Show what a run did."""
        from app.gui.dialogs.statement_report import RunReportDialog

        if (run := self._run()) is not None:
            RunReportDialog.of(self._shop, run, self._view.window())

    def make_posting_list(self) -> None:
        """Show the list for the post office."""
        from app.gui.dialogs.statement_show import posting_list_of_run

        if (run := self._run()) is not None:
            posting_list_of_run(self._shop, run, self._view.window()).open()

    def close_month(self) -> None:
        """Offer to close the month."""
        from app.gui.dialogs.close_month import offer_to_close

        if self.period is not None:
            offer_to_close(self._shop, self.period, self._view.window())
