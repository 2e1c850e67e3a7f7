"""Signing in: choose a name, type a PIN. Whoever was interrupted gets back what they had begun, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from app.core.staff.roles import Member, Role
from app.errors import CounterbookError
from app.gui import theme
from app.gui.at_desk import OVER_LOCK, Seen, called, look
from app.gui.pages.base import scrolled
from app.gui.pages.sign_in.begun import Begun
from app.gui.pages.sign_in.names import Names
from app.gui.pages.sign_in.pad import Pad
from app.gui.shop import Shop
from app.gui.theme import S1, S2, S3, S4, S5
from app.gui.widgets.basics import KeyButton, button, column, holder, label, row
from app.gui.widgets.corner import Corner
from app.gui.widgets.secret_line import SecretLine
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.bootstrap import App

WIDE = 380
_CANCEL = QKeySequence.StandardKey.Cancel


class SignInPage(QWidget):
    """Shown until somebody has signed in. `kept` are the names of what the one before had begun and not finished."""

    #: Somebody has signed in (`Seen`).
    signed_in = Signal(object)

    def __init__(self, shop: Shop, *, ask_last: bool = False, kept: Sequence[str] = ()) -> None:
        super().__init__()
        self.shop = shop
        self.setProperty("class", "page")
        self.chosen: Member | None = None
        self.begun = Begun(kept)
        self._busy = False
        self._shown: Sequence[Member] = ()
        self.corner, self.names, self.line = Corner(), Names(), SecretLine(wide=WIDE)
        self.general = label("", "error", wrap=True)
        self.general.hide()
        self.enter = KeyButton(_("Sign in"), "Enter", "primary", on=self.submit)
        self.rooms = QStackedWidget()
        self.rooms.addWidget(self.names)
        self.rooms.addWidget(self._secret_room())
        self._lay_out()
        self.names.chosen.connect(self.choose)
        self.line.edit.returnPressed.connect(self.submit)
        self.line.changed.connect(self.general.hide)
        self.line.free.connect(partial(self.enter.setEnabled, True))  # noqa: FBT003 - Qt's own
        self._show(shop.desk.seen)
        last = next((each for each in shop.desk.seen.members if each.id == shop.desk.last), None)
        if ask_last and last is not None:
            self.choose(last)

    def _secret_room(self) -> QWidget:
        self.who = label("", "heading")
        self.other = button(_("Somebody else"), "link", on=self.ask_name)
        self.forgot = button(_("Forgotten?"), "link", on=self.recover)
        head = row(self.who, None, self.other, gap=S3)
        self.pad = Pad(self.line.edit)
        foot = row(self.forgot, None, gap=S3)
        parts = (head, self.begun, self.line, self.general, self.enter, self.pad, foot)
        return holder(column(*parts, None, gap=S3))

    def _lay_out(self) -> None:
        name = label(self.shop.settings.shop_name or self.shop.app.book.name, "title", wrap=True)
        locked = label(_("Counterbook is locked."), "mute")
        inner = holder(column(column(name, locked, gap=S1), self.rooms, None, gap=S5, margins=(S2, S5, S2, S4)))
        inner.setMaximumWidth(theme.px(WIDE))
        middle = holder(row(None, inner, None, gap=0))
        middle.layout().setStretch(1, 1000)  # type: ignore[union-attr]
        whole = column(row(None, self.corner, margins=(S3, S3, S3, 0)), scrolled(middle), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # ---- who --------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read anew who there is: somebody may have been taken on at another computer."""
        self.shop.tasks.run(partial(look, self.shop.app), self._read, owner=self)

    def _read(self, seen: Seen) -> None:
        if seen.policy.on:
            self._show(seen)
        else:  # at another computer the staff are told apart no more: there is nobody to sign in
            self.signed_in.emit(seen)

    def _show(self, seen: Seen) -> None:
        if [each.id for each in seen.members] != [each.id for each in self._shown]:
            self._shown = seen.members
            self.names.show_members(seen.members)

    def choose(self, member: Member) -> None:
        """Ask somebody for their PIN or password."""
        self.chosen = member
        self.general.hide()
        self.line.forget_wait()
        self.line.clear()
        self.enter.setEnabled(True)
        self.who.setText(called(member))
        self.forgot.setText(_("Forgotten?"))
        closing = self.begun.say_to(member, self.shop.desk)
        self.enter.say(_("Sign in and close it") if closing else _("Sign in"))
        self.rooms.setCurrentIndex(1)
        self.line.setFocus()

    def ask_name(self) -> None:
        """Ask anew who it is."""
        self.chosen = None
        self.rooms.setCurrentIndex(0)
        self.names.focus_first()

    def focus_first(self) -> None:
        """Put the cursor where somebody goes on."""
        if self.chosen is None:
            self.names.focus_first()
        else:
            self.line.setFocus()

    # ---- signing in -------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Look whether it is they."""
        if self.chosen is None or self._busy or self.line.waits() or not self.line.text():
            return
        self.general.hide()
        self._set_busy(busy=True)
        work = partial(_sign_in, self.shop.app, self.chosen.name, self.line.text())
        self.shop.tasks.run(work, self._done, self._refused, owner=self)

    def _done(self, seen: Seen) -> None:
        self._set_busy(busy=False)
        self.line.clear()
        self.signed_in.emit(seen)

    def _refused(self, error: CounterbookError) -> None:
        self._set_busy(busy=False)
        if self.line.wait_after(error):
            self.enter.setEnabled(False)
            return
        self.general.setText(self.shop.words(error))
        self.general.show()
        self.line.place()
        self.line.setFocus()
        self.read()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.enter.setEnabled(not busy)

    # ---- forgotten --------------------------------------------------------------------------------------------------

    def recover(self) -> None:
        """Owners get in by the code on paper; all others are given a new PIN by an owner."""
        from app.gui.dialogs.ask import explain
        from app.gui.dialogs.recover import RecoverDialog

        if self.chosen is not None and self.chosen.role is not Role.OWNER:
            text = _("Ask an owner: in the settings, under Staff, they give you a new PIN or password.")
            _over(explain(self, _("PIN or password forgotten"), text))
            return
        dialog = RecoverDialog(self.shop, self.chosen, self)
        dialog.recovered.connect(self._recovered)
        _over(dialog)
        dialog.open()

    def _recovered(self, code: str, seen: Seen) -> None:
        from app.core.code_page import CodeKind
        from app.gui.dialogs.code_shown import CodeShownDialog

        dialog = CodeShownDialog(self.shop, CodeKind.STAFF, code, self)
        dialog.finished.connect(partial(_later, self, seen))
        _over(dialog)
        dialog.open()

    # ---- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc asks for another name; a digit chooses one."""
        if event.matches(_CANCEL) and self.chosen is not None:
            self.ask_name()
        elif self.chosen is None:
            self.names.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


def _over(dialog: QDialog) -> None:
    """Let a dialog show though the program is locked."""
    dialog.setProperty(OVER_LOCK, True)  # noqa: FBT003 - Qt's own


def _later(page: SignInPage, seen: Seen, _result: int) -> None:
    """Go on once the dialog that shows the new code has gone."""
    QTimer.singleShot(0, page, partial(page.signed_in.emit, seen))


def _sign_in(app: App, name: str, secret: str) -> Seen:
    app.staff.sign_in(name, secret)
    return look(app)
