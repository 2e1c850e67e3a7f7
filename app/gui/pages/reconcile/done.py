"""What was made of payments and entries: tied, put aside, explained; and taking it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.pages.reconcile.acts import ArrivalActs, open_entry
from app.gui.pages.reconcile.tables import WAY, done_table
from app.gui.tasks import Lane
from app.gui.theme import S2
from app.gui.widgets.basics import Card, KeyButton, button, column, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from app.gui.pages.reconcile.days_bar import Days
    from app.gui.shop import Shop
    from app.services.arrival_steps import DoneLine


class DoneList(QWidget):
    """The steps of some days, the latest first."""

    def __init__(self, shop: Shop, acts: ArrivalActs) -> None:
        super().__init__()
        self._shop, self._acts = shop, acts
        self._asked = 0
        self.table = done_table(shop)
        self.undo = KeyButton(_("Undo…"), "Del", on=self.undo_step)
        self.show_entry = button(_("Show the entry"), on=self.open_entry)
        self.payers = button(_("Remembered payers…"), "quiet", on=self.show_payers)
        guard(shop, Right.RECEIVE, self.undo)
        self.stack = QStackedWidget()
        empty = Empty(
            "receipts",
            _("Nothing was settled in these days"),
            _("What is accepted, tied by hand, put aside or explained stands here, and can be taken back."),
        )
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), empty):
            self.stack.addWidget(part)
        whole = column(row(self.undo, self.show_entry, None, self.payers, gap=S2), self.stack, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.picked.connect(self._follow)
        self.table.opened.connect(lambda _row: self.open_entry())
        self.table.set_menu(self._fill)
        gone = QShortcut(QKeySequence("Del"), self.table, self.undo_step)
        gone.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._follow()

    def read(self, days: Days) -> None:
        """Read what was made of the payments of some days."""
        self._asked += 1
        read = partial(self._shop.app.arrival_steps.done, *days)
        done = partial(self._known, self._asked)
        self._shop.tasks.run(read, done, self._shop.complain, owner=self, lane=Lane.RENDER)

    def _known(self, asked: int, found: Sequence[DoneLine]) -> None:
        if asked == self._asked:
            self.table.show_rows(found)
            self.stack.setCurrentIndex(0 if found else 1)
            self._follow()

    def _follow(self, _row: object = None) -> None:
        line: Any = self.table.value()
        self.undo.setEnabled(line is not None)
        self.show_entry.setEnabled(line is not None and line.step.entry is not None and bool(line.customer))

    def undo_step(self) -> None:
        """Take back what was made of the current line."""
        from app.gui.dialogs.arrival_reason import UndoDialog

        line: Any = self.table.value()
        if line is not None and self.undo.isEnabled():
            self._acts.open_reason(UndoDialog(self._shop, line, self.window()))

    def open_entry(self) -> None:
        """Show the entry of the current line in full."""
        line: Any = self.table.value()
        if line is not None and self.show_entry.isEnabled():
            open_entry(self._shop, self, line.customer, line.step.entry)

    def show_payers(self) -> None:
        """Show who is known by their account or name."""
        from app.gui.dialogs.arrival_payers import PayersDialog

        PayersDialog(self._shop, self.window()).open()

    def be_small(self, *, narrow: bool) -> None:
        """Leave out what stands elsewhere where there is little room."""
        for key in (WAY, "who", "at"):
            self.table.show_column(key, shown=not narrow)

    def _fill(self, menu: QMenu, row: object) -> None:
        del row
        nothing = "" if self.show_entry.isEnabled() else _("This line is about no entry.")
        entry_menu.add(menu, self.show_entry.text(), "eye", self.open_entry, nothing, "Enter")
        entry_menu.add(menu, self.undo.text(), "reverse", self.undo_step, "", "Del")
