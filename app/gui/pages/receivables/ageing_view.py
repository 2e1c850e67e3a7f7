"""The ageing list with its sums, the buttons over it, and the charges behind the line that is current."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.dialogs import entry_menu
from app.gui.pages.receivables.acts import CustomerActs
from app.gui.pages.receivables.ageing_table import AgeingTable, foot_columns
from app.gui.pages.receivables.behind import BehindPane
from app.gui.theme import S1, S2
from app.gui.widgets.basics import Card, KeyButton, column
from app.gui.widgets.flow import flowing
from app.gui.widgets.foot_row import FootRow
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.credit.ageing_list import AgeingPage
    from app.gui.shop import Shop


class AgeingView(QWidget):
    """Enter shows the charges behind a line below the list; they follow the current line until Esc puts them away."""

    #: The charges are shown, or put away.
    looking = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._page: AgeingPage | None = None
        self.table = AgeingTable(shop)
        self.foot, self.behind = FootRow(self.table, _("Sums")), BehindPane(shop)
        self.acts = CustomerActs(shop, self, self.table.number)
        self.look = KeyButton(_("Charges"), "Enter", on=self.turn)
        listed = column(self.table, self.foot, gap=0, margins=(1, 1, 1, 1))
        listed.setStretch(0, 1)
        buttons = flowing(self.look, *self.acts.buttons, gap=S1 + 2)
        whole = column(buttons, Card(listed), self.behind, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self._wire()

    def _wire(self) -> None:
        table = self.table
        table.opened.connect(self.show_charges)
        table.escaped.connect(self.put_away)
        table.picked.connect(self._follow)
        table.set_menu(self._fill)
        table.selectionModel().currentColumnChanged.connect(self._light)
        self.behind.closed.connect(self.put_away)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_page(self, page: AgeingPage, at: int) -> None:
        """Show an answer, and make a row of it the current one."""
        self._page = page
        self.table.show_page(page, at)
        self.foot.show_sums(foot_columns(self._shop, page.table.names, page.disputed), page.table.foot)
        self.look.setEnabled(bool(page.table.rows))
        self._follow()

    def turn(self) -> None:
        """Show the charges behind the current line, or put them away again."""
        if self.behind.isHidden():
            self.show_charges()
        else:
            self.put_away()

    def show_charges(self, _row: object = None) -> None:
        """Show the charges behind the current line."""
        line: Any = self.table.value()
        if line is None or self._page is None:
            self.put_away()
            return
        self.behind.show_line(line, self._page, self.table.bucket_at())
        self.looking.emit()

    def put_away(self) -> None:
        """Put the charges away."""
        if not self.behind.isHidden():
            self.behind.hide()
            self.looking.emit()
            self.table.setFocus()

    def _follow(self, _row: object = None) -> None:
        self.acts.follow(owes=self._owes())
        if not self.behind.isHidden():
            self.show_charges()

    def _light(self, *_index: object) -> None:
        self.behind.light(self.table.bucket_at())

    def _owes(self) -> bool:
        line: Any = self.table.value()
        return line is not None and bool(line.current or any(line.overdue))

    def _fill(self, menu: QMenu, _value: object) -> None:
        entry_menu.add(menu, _("Show the charges"), "eye", self.show_charges, key="Enter")
        self.acts.fill(menu, owes=self._owes())

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave out what there is no room for."""
        self.behind.be_small(narrow=narrow, low=low)
        self.table.be_narrow(narrow=narrow)
        self.acts.show_hints(shown=not narrow)
        self.look.show_hint(shown=not narrow)
