"""The owner's PIN: whether there is one, and how it is set, changed and taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core import pins
from app.errors import Refused, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.pin import PinEdit
from app.gui.pages.settings.base import WIDE
from app.gui.shop import Shop
from app.gui.theme import S3, mark
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.flow import flowing
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.owner_pin import PinChange


class PinPane(QWidget):
    """Says who may pass a limit as things are, since when, and lets the owner change that."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.has = False
        self._asked = 0
        intro = _("Asked for where a sale passes a limit, a hold or supply control. Nobody can read it back.")
        self.state, self.since = label("", "strong", wrap=True), label("", "mute", wrap=True)
        self.set_pin = button(_("Set a PIN…"), "primary", on=self.change)
        self.gone = button(_("Take the PIN away…"), on=self.take_away)
        self.set_pin.setEnabled(False)
        self.gone.hide()
        parts = (label(intro, "mute", wrap=True), self.state, self.since, flowing(self.set_pin, self.gone), None)
        inner = holder(column(*parts, gap=S3))
        inner.setMaximumWidth(theme.px(WIDE))
        self.setLayout(row(inner, None, gap=0, margins=(0, 4, 12, 12)))
        self.layout().setStretch(0, 1000)  # type: ignore[union-attr]

    def refresh(self) -> None:
        """Look whether there is one."""
        self._asked += 1
        self.shop.tasks.run(self._read, partial(self._known, self._asked), self.shop.complain, owner=self)

    def _read(self) -> tuple[bool, PinChange | None]:
        owner = self.shop.app.owner_pin
        return owner.has(), owner.last()

    def _known(self, number: int, found: tuple[bool, PinChange | None]) -> None:
        if number != self._asked:
            return
        has, last = found
        self.has = has
        without = _("There is no PIN: whoever stands at the counter may pass a limit by giving a reason.")
        self.state.setText(_("✓ There is a PIN: only the owner passes a limit.") if has else without)
        self.since.setText(_since(last))
        self.since.setVisible(last is not None)
        mark(self.since, "soon" if has and last is not None and last.anew else "mute")
        self.set_pin.setText(_("Change the PIN…") if has else _("Set a PIN…"))
        self.set_pin.setAccessibleName(self.set_pin.text())
        self.set_pin.setEnabled(True)
        self.set_pin.show()
        self.gone.setVisible(has)
        if self.shop.desk.on:
            self._say_staff()

    def _say_staff(self) -> None:
        """Where staff are told apart, their rights say who passes a limit, and this PIN rests."""
        text = _(
            "Staff are switched on, so this PIN is not asked for: who passes a limit, alone or with a second person, "
            "is set under Staff. A PIN that was set before counts again when staff are switched off."
        )
        self.state.setText(text)
        self.since.hide()
        self.set_pin.hide()
        self.gone.hide()

    def change(self) -> None:
        """Set one, or another."""
        self._open(OwnerPinDialog(self.shop, has=self.has, parent=self.window()))

    def take_away(self) -> None:
        """Take it away."""
        self._open(NoOwnerPinDialog(self.shop, self.window()))

    def _open(self, dialog: FormDialog) -> None:
        dialog.accepted.connect(self.refresh)
        dialog.open()


def _since(last: PinChange | None) -> str:
    if last is None:
        return ""
    when = form.date_time(last.at.astimezone())
    if not last.is_set:
        return pgettext("PIN", "Taken away on {when}.").format(when=when)
    if last.anew:
        return _("⚠ Set anew on {when} by somebody who did not type the one before.").format(when=when)
    return pgettext("PIN", "Set on {when}.").format(when=when)


class OwnerPinDialog(FormDialog):
    """A PIN typed twice, after the present one; who has forgotten that may set one all the same, which is kept."""

    def __init__(self, shop: Shop, *, has: bool, parent: QWidget | None = None) -> None:
        super().__init__(shop, pgettext("settings", "Owner's PIN"), parent=parent)
        self.primary.say(_("Save"))
        self._has = has
        self._forgotten = False
        self.now, self.pin, self.again = PinEdit(), PinEdit(), PinEdit()
        self.words = label(_("Four to eight digits; nobody can read it back."), "mute", wrap=True)
        self.above.addWidget(self.words)
        self.form.add("now", _("Present PIN"), self.now)
        self.form.add("pin", _("New PIN"), self.pin)
        self.form.add("again", _("Once more"), self.again)
        self.forgot = button(_("I have forgotten it"), "link", on=self.forget)
        self.below.addLayout(row(self.forgot, None))
        self.form.show_row("now", shown=has)
        self.forgot.setVisible(has)
        for edit in (self.now, self.pin, self.again):
            edit.textEdited.connect(self.forgive)
        (self.now if has else self.pin).setFocus()

    def forget(self) -> None:
        """Ask for the present one no longer."""
        self.forgive()
        self._forgotten = True
        self.form.show_row("now", shown=False)
        self.forgot.hide()
        self.words.setText(
            _("A new one can be set without the present one. That it was, and when, will stand beside it.")
        )
        self.pin.setFocus()
        self.grow()

    def submit(self) -> None:
        """Save it; Enter in a line goes to the next that is empty."""
        lines = (*((self.now,) if self._asks() else ()), self.pin, self.again)
        for line, following in pairwise(lines):
            if line.hasFocus() and line.text() and not following.text():
                following.setFocus()
                return
        if self.checked(self._check):
            self.carry_out(self._record(), self._kept)

    def _asks(self) -> bool:
        return self._has and not self._forgotten

    def _check(self) -> None:
        if self._asks():
            pins.checked(self.now.text(), "now")
        if pins.checked(self.pin.text()) != pins.checked(self.again.text(), "again"):
            refuse("again", N_("The two are not the same; type the new PIN again."))

    def _record(self) -> Callable[[], None]:
        owner, anew, asks = self.shop.app.owner_pin, self._forgotten, self._asks()
        now, new = self.now.text(), self.pin.text()

        def record() -> None:
            if asks:
                require(self.shop, now)
            owner.set(new, anew=anew)

        return record

    def _kept(self, _nothing: None) -> None:
        self.accept()
        self.shop.tell(_("The PIN of the owner is set."))


class NoOwnerPinDialog(FormDialog):
    """The PIN is taken away by who knows it."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Take the PIN away"), parent=parent)
        words = _("After that, whoever stands at the counter may pass a limit by giving a reason.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.now = PinEdit()
        self.form.add("now", _("Present PIN"), self.now)
        self.now.textEdited.connect(self.forgive)
        self.now.setFocus()

    def submit(self) -> None:
        """Take it away."""
        if self.checked(lambda: pins.checked(self.now.text(), "now")):
            self.carry_out(self._record(), self._gone)

    def _record(self) -> Callable[[], None]:
        owner, now = self.shop.app.owner_pin, self.now.text()

        def record() -> None:
            require(self.shop, now)
            owner.clear()

        return record

    def _gone(self, _nothing: None) -> None:
        self.accept()
        self.shop.tell(_("The owner has no PIN any more."))


def require(shop: Shop, pin: str) -> None:
    """Refuse at `now` what is not the owner's PIN; in the `db` lane."""
    try:
        right = shop.app.owner_pin.check(pin)
    except Refused:
        if not shop.app.owner_pin.has():
            return  # taken away in another window meanwhile: there is none to know
        refuse(
            "now",
            N_("Too many wrong PINs in a row: set a new one, as if you had forgotten it."),
        )
    if not right:
        refuse("now", N_("That is not the PIN of the owner."))
