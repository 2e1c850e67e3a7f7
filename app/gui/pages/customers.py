"""客户: the list of all customers, and the file of the one that is opened from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from app.gui.pages.base import Page
from app.gui.pages.customer_file import CustomerFileView
from app.gui.pages.customer_list import CustomerListView, ListState
from app.gui.shop import Shop
from app.i18n.mark import N_


class CustomersPage(Page):
    """The list or a file. `restore(("file", number))` opens one, with a third part in one of its tabs."""

    name = "customers"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.list = CustomerListView(shop)
        self.file: CustomerFileView | None = None
        self._list_stale = False
        self._rooms = QStackedLayout(self)
        self._rooms.addWidget(self.list)
        self.list.file_wanted.connect(self.open_file)
        escape = QShortcut(QKeySequence("Esc"), self, self.step_back)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ---- files ------------------------------------------------------------------------------------------------------

    def open_file(self, number: str, tab: str = "", typed: dict[str, object] | None = None) -> None:
        """Open a customer's file, after what is unsaved in another one has been seen to."""
        if self.file is not None and self.file.number == number:
            if tab:
                self.file.show_tab(tab)
        elif self.file is not None:
            self.file.leave(partial(self._open_file, number, tab, typed))
        else:
            self._open_file(number, tab, typed)

    def _open_file(self, number: str, tab: str, typed: dict[str, object] | None) -> None:
        self._drop_file()
        file = CustomerFileView(self.shop, number)
        self.file = file
        file.back_wanted.connect(self.back)
        file.not_there.connect(self._show_list)
        self._rooms.addWidget(file)
        self._rooms.setCurrentWidget(file)
        if tab:
            file.show_tab(tab)
        if typed:
            file.type_in(typed)
        file.refresh()
        file.focus_first()

    def back(self) -> None:
        """Go back to the list."""
        if self.file is not None:
            self.file.leave(self._show_list)

    def _show_list(self) -> None:
        self._drop_file()
        self._rooms.setCurrentWidget(self.list)
        if self._list_stale:
            self._list_stale = False
            self.list.refresh()
        self.list.focus_first()

    def _drop_file(self) -> None:
        if self.file is not None:
            self._rooms.removeWidget(self.file)
            self.file.hide()
            self.file.deleteLater()
            self.file = None

    def step_back(self) -> None:
        """Esc: from the file to the list, and in the list from everything chosen to one."""
        if self.file is not None:
            self.back()
        else:
            self.list.table.choose_everything(chosen=False)
            self.list.table.setFocus()

    # ---- the page ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read anew what shows."""
        if self.file is not None:
            self._list_stale = True
            self.file.refresh()
        else:
            self.list.refresh()

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        if self.file is not None:
            self.file.focus_first()
        else:
            self.list.focus_first()

    def unsaved(self) -> bool:
        """Whether something was typed in a file and not saved."""
        return self.file is not None and self.file.unsaved()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Likely duplicates"), "merge", partial(self._from_list, self.list.tools.duplicates), ""),
            (N_("Bring customers in from a file"), "import", partial(self._from_list, self.list.tools.bring_in), ""),
            (N_("Export the list of customers"), "export", partial(self._from_list, self.list.tools.export), ""),
        ]

    def _from_list(self, act: Callable[[], object]) -> None:
        self.shop.page_wanted.emit(self.name)
        act()

    def state(self) -> object:
        """Return what shows, with what was typed and not saved."""
        listed = self.list.state()
        if self.file is None:
            return ("list", listed)
        return ("file", self.file.number, self.file.tabs.name(), self.file.typed(), listed)

    def restore(self, state: object) -> None:
        """Show what another page of customers showed, or open a file."""
        match state:
            case ("list", ListState() as listed):
                self.list.restore(listed)
                self.back()
            case ("file", str() as number):
                self.open_file(number)
            case ("file", str() as number, str() as tab):
                self.open_file(number, tab)
            case ("file", str() as number, str() as tab, dict() as typed, ListState() as listed):
                self.list.restore(listed)
                self.open_file(number, tab, typed)
