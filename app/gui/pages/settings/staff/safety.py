"""When the program locks, the owner's recovery code, and switching staff off again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.code_page import CodeKind
from app.core.staff.members import ChangeRights
from app.core.staff.roles import MAX_IDLE_MINUTES, Role
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.ask import ask_later
from app.gui.dialogs.code_shown import CodeShownDialog
from app.gui.pages.settings.base import WIDE
from app.gui.shop import Shop
from app.gui.theme import S1, S3, S4
from app.gui.widgets.basics import Card, KeyButton, button, column, holder, label, row
from app.gui.widgets.fields import CountEdit, Form
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.file_desk import Filed


class SafetyPane(QWidget):
    """Three cards."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._asked = 0
        self._code_id = ""
        parts = (self._idle_card(), self._code_card(), self._off_card())
        inner = holder(column(*parts, None, gap=S3))
        inner.setMaximumWidth(theme.px(WIDE))
        self.setLayout(row(inner, None, gap=0, margins=(0, S1, S3, S3)))
        self.layout().setStretch(0, 1000)  # type: ignore[union-attr]

    def _idle_card(self) -> QWidget:
        self.form = Form(label_width=150)
        self.minutes = CountEdit(least=0, most=MAX_IDLE_MINUTES)
        hint = _("0 means never. When the computer wakes from sleep the program is locked in any case.")
        self.form.add("idle_minutes", _("Minutes"), self.minutes, hint=hint)
        self.save = KeyButton(_("Save"), "Ctrl+S", "primary", on=self.store)
        self.save.setShortcut("Ctrl+S")
        self.saved = label("", "mute-small")
        self.minutes.textEdited.connect(self._touched)
        text = _("Lock when nobody has touched keys or mouse for a while. What was begun is kept for the same person.")
        return _card(_("Locking"), text, self.form, row(self.save, self.saved, None, gap=S3))

    def _code_card(self) -> QWidget:
        self.code_words = label("", wrap=True)
        self.code = button(_("New recovery code…"), on=self.new_code)
        text = _("Lets an owner in who has forgotten PIN or password. A new one makes the one on paper worthless.")
        return _card(_("Recovery code"), text, self.code_words, row(self.code, None))

    def _off_card(self) -> QWidget:
        text = _(
            "Nobody signs in any more, and everything is put down to the owner. Who did what so far stays as it is, "
            "and so do the names and PINs, should you switch it on again."
        )
        self.off = button(_("Switch staff off…"), "danger", on=self.switch_off)
        return _card(_("Switching off"), text, row(self.off, None))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read anew what is set."""
        self._asked += 1
        self.shop.tasks.run(self._read, partial(self._known, self._asked), self.shop.complain, owner=self)

    def _read(self) -> tuple[int, bool]:
        staff = self.shop.app.staff
        return staff.policy().idle_minutes, staff.has_recovery_code()

    def _known(self, number: int, found: tuple[int, bool]) -> None:
        if number != self._asked:
            return
        minutes, has_code = found
        if not self.save.isEnabled() or not self.minutes.isModified():
            self.minutes.setText(str(minutes))
            self.save.setEnabled(False)
        there = _("✓ There is one, on paper.")
        self.code_words.setText(there if has_code else _("⚠ There is none: make one now."))
        me = self.shop.desk.member
        why = "" if me is None or me.role is Role.OWNER else _("Only an owner can change this.")
        for each in (self.minutes, self.code, self.off):
            each.setEnabled(not why)
            each.setToolTip(why)

    # ---- doing ------------------------------------------------------------------------------------------------------

    def _touched(self) -> None:
        self.form.forgive()
        self.saved.clear()
        self.save.setEnabled(True)

    def store(self) -> None:
        """Save after how long it locks."""
        self.form.forgive()
        try:
            minutes = self.minutes.value()
        except CounterbookError as error:
            self.form.complain("idle_minutes", self.shop.words(error))
            return
        work = partial(_set_idle, self.shop, self.shop.new_id(), minutes)
        self.shop.tasks.run(work, self._stored, self.shop.complain, owner=self)

    def _stored(self, _filed: Filed) -> None:
        self.save.setEnabled(False)
        self.minutes.setModified(False)
        self.saved.setText(_("Saved."))
        self.shop.staff_changed.emit()

    def new_code(self) -> None:
        """Make a new code, which shows at once."""
        text = _("The code on paper is good for nothing from then on. The new one shows once, to be printed.")
        make = _("Make a new one")
        ask_later(self, _("New recovery code"), text, make, _("Keep the present one"), self._make_code)

    def _make_code(self) -> None:
        staff = self.shop.app.staff
        self.shop.tasks.run(staff.new_recovery_code, self._show_code, self.shop.complain, owner=self)

    def _show_code(self, code: str) -> None:
        self.refresh()
        CodeShownDialog(self.shop, CodeKind.STAFF, code, self.window()).open()

    def switch_off(self) -> None:
        """Tell the staff apart no more."""
        text = _("From now on nobody signs in, and whoever stands at the computer may do everything.")
        off, stay = _("Switch off"), _("Leave it on")
        ask_later(self, _("Switch staff off?"), text, off, stay, self._switch_off)

    def _switch_off(self) -> None:
        work = partial(self.shop.app.staff.switch_off, self.shop.new_id())
        self.shop.tasks.run(work, self._switched_off, self.shop.complain, owner=self)

    def _switched_off(self, _nothing: None) -> None:
        self.shop.staff_changed.emit()
        self.shop.tell(_("Staff are switched off."))


def _set_idle(shop: Shop, request: str, minutes: int) -> Filed:
    staff = shop.app.staff
    return staff.record(ChangeRights(id=request, policy=replace(staff.policy(), idle_minutes=minutes)))


def _card(title: str, text: str, *parts: object) -> QWidget:
    box = column(label(title, "heading"), label(text, "mute", wrap=True), gap=S3, margins=(S4, S3, S4, S4))
    for each in parts:
        if isinstance(each, QWidget):
            box.addWidget(each)
        else:
            box.addLayout(each)  # type: ignore[arg-type]
    return Card(box)
