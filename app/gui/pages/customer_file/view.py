"""One customer's file on the page of customers: head, tabs, and the bar that saves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.staff.rights import Right
from app.gui.dialogs.account_actions import ACTIONS
from app.gui.pages.customer_file.editor import FileEditor
from app.gui.pages.customer_file.head import FileHead
from app.gui.pages.customer_file.save_bar import SaveBar
from app.gui.pages.customer_file.tabs import FileTabs
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column
from app.gui.widgets.guard import guard
from app.gui.widgets.takes_files import TakesFiles
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.customer import CustomerFile
    from app.errors import CounterbookError
    from app.services.counter import AccountCard


class Loaded(NamedTuple):
    """What one reading gives: the file, the account, and what others have that may be proposed."""

    file: CustomerFile
    card: AccountCard
    tiers: list[str]
    tags: list[str]


def _load(shop: Shop, number: str) -> Loaded:
    app = shop.app
    return Loaded(
        app.files.file(number), app.counter.card(number, lines=1), app.customer_list.tiers(), app.customer_list.tags()
    )


class CustomerFileView(TakesFiles):
    """Shows one file. Whoever holds it asks `leave` before taking it away."""

    #: The list is wanted again.
    back_wanted = Signal()
    #: There is no such file.
    not_there = Signal()

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        #: Whose file its lists are about, for the log of exports.
        self.whose = number
        self.file: CustomerFile | None = None
        self.card: AccountCard | None = None
        self._asked = 0
        self._wanted: dict[str, object] = {}
        self.head = FileHead(shop, number)
        self.tabs = FileTabs(shop, number, self.act)
        self.editor = FileEditor(shop, number, self.tabs.forms(), self)
        self.bar = SaveBar()
        guard(shop, Right.FILES, self.bar.save)
        whole = column(self.head, self.tabs, self.bar, gap=S3, margins=(20, S4, 20, S4))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._wire()

    # ---- joining ---------------------------------------------------------------------------------------------------

    def _wire(self) -> None:
        self.head.back.clicked.connect(self.back_wanted)
        self.head.acted.connect(self.act)
        self.editor.changed.connect(self.bar.show_changes)
        self.bar.save_wanted.connect(self.store)
        self.bar.discard_wanted.connect(self.editor.discard)
        self.dropped.connect(self._attach)
        self.editor.refused.connect(self._show_refusal)
        self.editor.saved.connect(self._saved)
        QShortcut(QKeySequence("Ctrl+S"), self, self.store)
        QShortcut(QKeySequence("Alt+Left"), self, self.back_wanted.emit)
        QShortcut(QKeySequence(ACTIONS["statement"].key), self, partial(self.act, "statement"))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read file and account anew."""
        self._asked += 1
        self.shop.tasks.run(
            partial(_load, self.shop, self.number), partial(self._loaded, self._asked), self._failed, owner=self
        )

    def _loaded(self, asked: int, loaded: Loaded) -> None:
        if asked != self._asked:
            return
        self.file, self.card = loaded.file, loaded.card
        self.head.show_card(loaded.card)
        self.tabs.details.offer(loaded.tiers, loaded.tags)
        self.editor.show_file(loaded.file)
        self.tabs.account.show_account(loaded.file, loaded.card)
        if self._wanted:
            wanted, self._wanted = self._wanted, {}
            self.editor.type_in(wanted)
        self.tabs.show_account(loaded.card)

    def _failed(self, error: CounterbookError) -> None:
        self.shop.complain(error)
        if self.file is None:
            self.not_there.emit()

    # ---- changing ---------------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Save what was changed."""
        self.bar.complain("")
        self.editor.save()

    def _show_refusal(self, tab: str, text: str) -> None:
        if tab:
            self.tabs.show_wrong(tab)
        self.bar.complain(text)

    def _saved(self) -> None:
        self.bar.hide()
        self.refresh()
        self.shop.changed.emit(self.number)
        self.shop.tell(_("Saved."))

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        return bool(self.editor.different()) if self.file is not None else bool(self._wanted)

    def leave(self, then: Callable[[], object]) -> None:
        """Do something that takes this file off the screen, after asking what becomes of unsaved changes."""
        if not self.unsaved():
            then()
            return
        from app.gui.dialogs.unsaved import UnsavedDialog

        dialog = UnsavedDialog(self.card.name if self.card is not None else self.number, self)
        dialog.save_wanted.connect(partial(self.editor.save, then))
        dialog.discarded.connect(then)
        dialog.open()

    # ---- acting -----------------------------------------------------------------------------------------------------

    def act(self, name: str) -> None:
        """Do something with the customer: one of the account's actions, or one of the file's own."""
        card = self.card
        if card is None:
            return
        match name:
            case "counter":
                self.shop.customer_wanted.emit(self.number)
            case "close" | "reopen":
                from app.gui.dialogs.closing import close_file, reopen_file

                (close_file if name == "close" else reopen_file)(self.shop, card, self)
            case "give_out":
                from app.gui.dialogs.person_data import PersonDataDialog

                PersonDataDialog(self.shop, self.number, card.name, self).open()
            case "erase":
                from app.gui.dialogs.erase import EraseDialog

                dialog = EraseDialog(self.shop, self.number, card.name, self.window())
                dialog.erased.connect(self.not_there)
                dialog.open()
            case "merge":
                from app.gui.dialogs.merge import MergeDialog

                MergeDialog(self.shop, self.number, self).open()
            case _:
                obstacle = ACTIONS[name].obstacle(self.shop, card)
                if obstacle:
                    self.shop.tell(obstacle)
                else:
                    ACTIONS[name].make(self.shop, card, self).open()

    def focus_first(self) -> None:
        """Put the cursor on the tabs."""
        self.tabs.focus_bar()

    def _attach(self, paths: list[str]) -> None:
        self.show_tab("attachments")
        self.tabs.attachments.attach(paths)

    def show_tab(self, name: str) -> None:
        """Show a tab, `credit.hard` for a part of one."""
        tab, _point, part = name.partition(".")
        if tab in self.tabs.names():
            self.tabs.show_tab(tab)
        if tab == "credit" and part:
            self.tabs.credit.show_part(part)

    def typed(self) -> dict[str, object]:
        """Return what was typed and not saved."""
        return self.editor.typed() if self.file is not None else self._wanted

    def type_in(self, values: dict[str, object]) -> None:
        """Put what was typed before into the fields, once the file is read."""
        self._wanted = dict(values)
        if self.file is not None:
            self.editor.type_in(values)
            self._wanted = {}
