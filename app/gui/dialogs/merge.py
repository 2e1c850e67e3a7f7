"""合并: two files of one customer become one. Both stand side by side before anything is done, and it can be undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.core.requests import Merge
from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, mark
from app.gui.widgets.basics import column, label, row
from app.gui.widgets.customer_picker import CustomerPicker
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import Choices, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class Side(QFrame):
    """One of the two files: who it is, and what stands on the account."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.role = label("", "mute-small")
        self.name, self.number = Elided("", "heading"), Elided("", "mute")
        self.lines = column(gap=2)
        self.setLayout(column(self.role, self.name, self.number, S2, self.lines, None, gap=2, margins=(S4, S3, S4, S3)))
        self.card: AccountCard | None = None
        self.show_card(None)

    def show_card(self, card: AccountCard | None) -> None:
        """Show a file's account, or that none is chosen."""
        self.card = card
        self.name.setText(card.name if card is not None else _("Choose the other file"))
        self.number.setText(_about(card) if card is not None else "")
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for text in self._account(card) if card is not None else ():
            self.lines.addWidget(label(text, wrap=True))

    def show_role(self, *, stays: bool) -> None:
        """Say whether this file stays or is closed."""
        stays_text, goes_text = _("This file stays"), _("This file is closed")
        self.role.setText((stays_text if stays else goes_text) if self.card is not None else "")
        mark(self, "card" if stays else "after")

    def _account(self, card: AccountCard) -> list[str]:
        shop, balance = self._shop, card.balance
        found = [
            _("Principal {amount}").format(amount=shop.money(balance.principal)),
            _("Bonus {amount}").format(amount=shop.money(balance.bonus)),
            _("Owed {amount}").format(amount=shop.money(balance.owed)),
        ]
        visits = sum(each.left or 0 for each in balance.passes)
        if visits:
            found.append(ngettext("{n} visit left", "{n} visits left", visits).format(n=visits))
        if card.lines:
            last = form.short_date(card.lines[0].on)
            found.append(_("Last entry {date}").format(date=last))
        return found


def _about(card: AccountCard) -> str:
    return "  ·  ".join([_("No. {number}").format(number=card.number), *card.phones[:2], *card.plates[:1]])


class MergeDialog(FormDialog):
    """Chooses the other file and which of the two stays."""

    #: The files are one: the number of the one that stays.
    merged = Signal(str)

    def __init__(self, shop: Shop, number: str, parent: QWidget | None = None, other: str = "") -> None:
        super().__init__(shop, _("Merge two files"), parent=parent)
        self.setMinimumWidth(theme.px(620))
        self._number = number
        self._request_id = shop.new_id()
        self._asked = 0
        self.picker = CustomerPicker(shop, without=number)
        self.stays: Choices = Choices([(number, number)])
        self.reason = LineEdit(_("The same customer"))
        self.mine, self.other = Side(shop), Side(shop)
        self.what = label("", "mute", wrap=True)
        self.form.add("customer", _("Other file"), self.picker)
        self.form.add("into", pgettext("merge", "Keep"), self.stays)
        self.form.add("reason", _("Reason"), self.reason)
        sides = row(self.mine, self.other, gap=S3)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        self.below.addLayout(sides)
        self.below.addWidget(self.what)
        self.primary.setText(_("Merge"))
        self.primary.setEnabled(False)
        self.picker.changed.connect(self._other_chosen)
        self.stays.changed.connect(self._show_roles)
        self._show_roles()
        self._read(number, self.mine)
        if other:
            self.picker.show_value(other)
        self.picker.setFocus()

    # ---- the two ----------------------------------------------------------------------------------------------------

    def _read(self, number: str, side: Side) -> None:
        self._asked += 1
        counter = self.shop.app.counter
        self.shop.tasks.run(
            lambda: counter.card(number, lines=1),
            partial(self._show, self._asked if side is self.other else 0, side),
            self.complain,
            owner=self,
        )

    def _show(self, asked: int, side: Side, card: AccountCard) -> None:
        if asked and asked != self._asked:
            return
        side.show_card(card)
        mine, other = self.mine.card, self.other.card
        if mine is not None and other is not None:
            self.stays.set_choices([(each.number, _choice(each)) for each in (mine, other)], self.stays.value())
        self._show_roles()

    def _other_chosen(self) -> None:
        self.forgive()
        number = self.picker.number()
        self.other.show_card(None)
        if number:
            self._read(number, self.other)
        else:
            self._asked += 1
            self.stays.set_choices([(self._number, self._number)])
            self._show_roles()

    def _show_roles(self) -> None:
        mine, other = self.mine.card, self.other.card
        ready = mine is not None and other is not None
        self.form.show_row("into", shown=ready)
        self.primary.setEnabled(ready)
        kept = self.stays.value()
        self.mine.show_role(stays=kept == self._number)
        self.other.show_role(stays=kept != self._number)
        self.other.setVisible(other is not None)
        self.what.setVisible(ready)
        if mine is not None and other is not None:
            stays, gone = (mine, other) if kept == self._number else (other, mine)
            self.what.setText(self._story(stays, gone))
        self.grow()

    def _story(self, stays: AccountCard, gone: AccountCard) -> str:
        money = self.shop.money
        return _(
            "All that is open moves from {gone} to {stays}, which then has principal {principal}, bonus {bonus} and "
            "owes {owed}; cards go along. File {gone} is closed and points to {stays}; its history stays where it is. "
            "Reversing the merge in the history of {gone} undoes it."
        ).format(
            gone=gone.number,
            stays=stays.number,
            principal=money(stays.balance.principal + gone.balance.principal),
            bonus=money(stays.balance.bonus + gone.balance.bonus),
            owed=money(stays.balance.owed + gone.balance.owed),
        )

    # ---- doing it ---------------------------------------------------------------------------------------------------

    def request(self) -> Merge:
        """Return the merge as chosen."""
        mine, other = self.mine.card, self.other.card
        if mine is None or other is None:
            refuse("customer", N_("Choose the other file."))
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Give a reason; it is kept with the entry."))
        kept = self.stays.value()
        gone = other.number if kept == mine.number else mine.number
        return Merge(id=self._request_id, on=self.shop.today(), customer=gone, into=kept, reason=reason)

    def submit(self) -> None:
        """Merge them."""
        if self._busy:
            return
        self.forgive()
        try:
            request = self.request()
        except CounterbookError as error:
            self.complain(error)
            return
        self.carry_out(partial(self.shop.app.journal.record, request), partial(self._done, request))

    def _done(self, request: Merge, posted: Posted) -> None:
        self.accept()
        text = _("{gone} is merged into {stays}.").format(gone=request.customer, stays=request.into)
        self.shop.recorded(request.customer, posted.entry, text)
        self.shop.changed.emit(request.into)
        self.merged.emit(request.into)


def _choice(card: AccountCard) -> str:
    return _("{number} {name}").format(number=card.number, name=card.name)
