"""The head of a file: who it is, how the account stands, what must not be overlooked, and what can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs import entry_menu
from app.gui.dialogs.account_actions import MAIN, MORE
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import button, clear, column, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import copy_text
from app.gui.widgets.flow import Flow, flowing
from app.gui.widgets.notices import notice_chip
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.services.counter import AccountCard


KEYS = frozenset({"statement"})
"""Actions of the account that have their key here, too; the others have it at the counter."""


class FileHead(QWidget):
    """Name, number and balance in one line; below them notices."""

    #: Something is to be done: `counter`, `close`, `reopen`, `merge`, or an action of the account.
    acted = Signal(str)

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self._shop, self._number = shop, number
        self._card: AccountCard | None = None
        tip = _("Back to the list (Alt+Left)")
        self.back = button("", "quiet", icon="arrow-left", name=_("Back to the list"), tip=tip)
        self.name = Elided("", "title")
        self.facts = Elided("", "mute")
        self.counter = button(_("To the counter"), "primary", on=partial(self.acted.emit, "counter"))
        self.close_file = button(_("Close file"), on=self._close_or_reopen)
        self.merge = button(_("Merge…"), on=partial(self.acted.emit, "merge"))
        self.more = button(_("More"), icon="chevron-down", on=self._show_more, tip=_("What else can be done"))
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.chips = Flow(gap=theme.px(6))
        self._chips = QWidget()
        self._chips.setLayout(self.chips)
        self._chips.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        who = row(self.back, column(self.name, self.facts, gap=0), gap=S2)
        who.setStretch(1, 1)
        acts = flowing(self.counter, self.close_file, self.merge, self.more)
        line = row(who, acts, gap=S3)
        line.setStretch(0, 1)
        self.setLayout(column(line, self._chips, gap=S3))

    def show_card(self, card: AccountCard) -> None:
        """Show a customer."""
        self._card = card
        self.name.setText(card.name)
        self.facts.setText("  ·  ".join([_("No. {number}").format(number=card.number), *self._balance(card)]))
        self.close_file.setText(_("Reopen file") if card.closed else _("Close file"))
        self.close_file.setEnabled(not card.merged_into)
        for made in (self.merge, self.counter):
            made.setEnabled(not card.merged_into)
        clear(self.chips)
        if card.closed and not card.merged_into:
            self.chips.addWidget(label(_("Closed file"), "chip-owed"))
        if card.merged_into:
            to = button(_("Open {number}").format(number=card.merged_into), "link")
            to.clicked.connect(partial(self._go_to, card.merged_into))
            self.chips.addWidget(notice_chip(self._shop, card.notices[0]))
            self.chips.addWidget(to)
        for notice in card.notices[1 if card.merged_into else 0 :]:
            self.chips.addWidget(notice_chip(self._shop, notice))
        self._chips.setVisible(self.chips.count() > 0)

    def _balance(self, card: AccountCard) -> list[str]:
        shop, balance = self._shop, card.balance
        found = [_("principal {amount}").format(amount=shop.money(balance.principal))]
        if balance.bonus:
            found.append(_("bonus {amount}").format(amount=shop.money(balance.bonus)))
        visits = sum(each.left or 0 for each in balance.passes)
        if visits:
            found.append(ngettext("{n} visit left", "{n} visits left", visits).format(n=visits))
        if balance.owed:
            found.append(_("owes {amount}").format(amount=shop.money(balance.owed)))
        return found

    def _go_to(self, number: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        self._shop.file_wanted.emit(number)

    def _close_or_reopen(self) -> None:
        if self._card is not None:
            self.acted.emit("reopen" if self._card.closed else "close")

    def _show_more(self) -> None:
        menu = QMenu(self)
        self.fill_more(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def fill_more(self, menu: QMenu) -> None:
        """Put into a menu everything that can be done with the account, greyed where it makes no sense now."""
        card = self._card
        if card is None:
            return
        menu.setToolTipsVisible(True)
        for group in (MAIN, *MORE):
            for each in group:
                obstacle = each.obstacle(self._shop, card)
                key = each.key if each.name in KEYS else ""
                entry_menu.add(menu, _(each.title), each.icon, partial(self.acted.emit, each.name), obstacle, key)
            menu.addSeparator()
        gone = _("This file was merged into {number}; go on there.").format(number=card.merged_into)
        for name, title, icon, right in (
            ("give_out", _("Give out this customer's data…"), "export", Right.EXPORT),
            ("erase", _("Erase this customer…"), "remove", Right.ERASE),
        ):
            why_not = gone if card.merged_into else self._shop.desk.bars(right)
            entry_menu.add(menu, title, icon, partial(self.acted.emit, name), why_not)
        menu.addSeparator()
        entry_menu.add(menu, _("Copy the number"), "columns", partial(copy_text, card.number))
