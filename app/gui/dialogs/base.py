"""The shape of every dialog: a heading, a form, what will be after it, and two buttons.

Enter does it, Esc leaves it. What was typed stays when it is refused; the reason stands at its field.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget

from app.core.money import Money
from app.core.requests import Request, TopUp
from app.errors import CounterbookError, Message, Refused
from app.gui import errors, theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, S5
from app.gui.widgets.basics import Card, KeyButton, button, clear, column, holder, label, row
from app.gui.widgets.fields import Form
from app.gui.widgets.flow import Flow
from app.gui.widgets.middle import Middle
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.journal import Posted, Preview

PREVIEW_AFTER_MS = 120

UNUSUAL, UNUSUAL_WITHOUT_CENTS = 1_000_000, 100_000_000
"""Amounts beyond this, in major units, are entered twice; currencies without cents have larger figures."""

NOTE_SHARE = 1000
"""How much of the room left of the buttons goes to what is said there, beside 1 for the gap."""

_FRAME = 40
"""What the system draws around a window, about."""


class FormDialog(QDialog):
    """A dialog with a form. Subclasses add fields, and override `submit` to do what the primary button says."""

    def __init__(self, shop: Shop, title: str, subtitle: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self._busy = self._quiet = False
        #: Whether something was asked that must be known before the dialog can do what it is for.
        self._waits = False
        self.since_shown = QElapsedTimer()
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(540))
        self.title = label(title, "title")
        self.subtitle = label(subtitle, "mute")
        self.form = Form()
        self.above = column(gap=S2)
        self.below = column(gap=S3)
        self.general = label("", "error", wrap=True)
        self.general.hide()
        self.note = label("", "mute-small", wrap=True)
        self.cancel = button(_("Cancel"), on=self.reject)
        self.primary = KeyButton(title, "Enter", "primary", on=self.submit)
        self.primary.setDefault(True)
        self.foot = row(self.note, None, self.cancel, self.primary, gap=S2)
        self.foot.setStretchFactor(self.note, NOTE_SHARE)
        head = row(self.title, self.subtitle, None, gap=S3)
        head.setAlignment(self.subtitle, Qt.AlignmentFlag.AlignBottom)
        #: What is above, the form, and what is below it; scrolls on a small screen.
        self.room = column(self.above, self.form, self.below, gap=S4)
        self.room.addStretch(0)
        self._middle = Middle(self.room)
        self._whole = column(head, self._middle, self.general, self.foot, gap=S4, margins=(S5, S5, S5, S5))
        self._whole.setStretchFactor(self._middle, 1)
        self.setLayout(self._whole)
        self._middle.wanted.connect(self.grow)
        shop.tasks.unexpected.connect(self._stopped)

    def submit(self) -> None:
        """Do what the dialog is for."""
        self.accept()

    # ---- doing it ---------------------------------------------------------------------------------------------------

    def carry_out(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Run what the dialog is for, and once it is done never again; what is refused stays open with the reason."""
        if not self._busy and self.result() != QDialog.DialogCode.Accepted:
            self._set_busy(busy=True)
            self.shop.tasks.run(work, partial(self._carried_out, done), self._refused, owner=self)

    def _carried_out(self, done: Callable[[Any], None], result: Any) -> None:
        self._set_busy(busy=False)
        done(result)

    def _refused(self, error: CounterbookError) -> None:
        self._set_busy(busy=False)
        self.complain(error)

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw ended the work: let the person go on; the same request is recorded once at most."""
        self._waits = False
        if self._busy:
            self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.primary.setEnabled(not busy)

    # ---- what went wrong --------------------------------------------------------------------------------------------

    def complain(self, error: CounterbookError) -> None:
        """Say what is wrong at the field it is wrong in, or above the buttons where no field is."""
        text = errors.words(error, self.shop.money, self.form.labels())
        name = self.place_of(error.field) if isinstance(error, Refused) else ""
        if name and self.form.has(name):
            self.form.complain(name, text, go=not self._quiet)
        else:
            self.general.setText(text)
            self.general.show()
        self.grow()
        self._middle.see_focus()

    def place_of(self, field: str) -> str:
        """Return the form's field at which an error of a request's field is shown; subclasses map other names."""
        return field

    def forgive(self) -> None:
        """Take all complaints back."""
        self.form.forgive()
        self.general.hide()

    def checked(self, read: Callable[[], object]) -> bool:
        """Run something that may refuse; show the refusal and say whether it went well."""
        self.forgive()
        try:
            read()
        except CounterbookError as error:
            self.complain(error)
            return False
        return True

    def reject(self) -> None:
        """Leave, unless it is just being done: then there is nothing left to cancel."""
        if not self._busy:
            super().reject()

    # ---- keys and size ----------------------------------------------------------------------------------------------

    def grow(self) -> None:
        """Be as high as the contents need, and no higher than the screen."""
        QTimer.singleShot(0, self, self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin as high as wrapped lines need: their height is known only with the width."""
        super().showEvent(event)
        if not event.spontaneous():
            self.since_shown.start()
        self._fit()

    def _fit(self) -> None:
        room = self.screen().availableGeometry().size()
        width = min(max(self.width(), self._whole.totalSizeHint().width()), room.width())
        self._middle.suppose(width - 2 * S5)
        self._whole.invalidate()
        hint = self._whole.totalSizeHint()
        high = self._whole.totalHeightForWidth(width) if self._whole.hasHeightForWidth() else hint.height()
        self.resize(width, max(min(high, room.height() - theme.px(_FRAME)), 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in any line does it; in a text of several lines it begins a new one, and Ctrl+Enter does it.

        On a button that does something else, Enter does what that button says.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.primary.isEnabled():
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            focus = self.focusWidget()
            if isinstance(focus, QPushButton) and focus is not self.primary and not focus.isCheckable():
                focus.click()
            elif control or not isinstance(focus, QPlainTextEdit):
                self.submit()
            return
        super().keyPressEvent(event)


def just_opened(dialog: FormDialog) -> bool:
    """Whether a second press of what opened a dialog may still come: nobody has looked at it yet."""
    since = dialog.since_shown
    return since.isValid() and since.elapsed() < QApplication.doubleClickInterval()


class After(Card):
    """What a customer's account will be after what the dialog is about to do."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        figures = QWidget()
        self._figures = Flow(figures, gap=S5, line_gap=S2)
        words = label(_("After this"), "mute-small")
        super().__init__(column(words, figures, gap=S2, margins=(S4, S3, S4, S3)), "after")
        self.shown: dict[str, str] = {}
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that nothing can be said yet."""
        self._fill([("", label(_("Fill in the form to see it."), "mute"))])
        self.shown = {}

    def show_held(self, preview: Preview, extra: str = "") -> None:
        """Show principal, bonus, passes and what is owed."""
        before, after = preview.before, preview.after
        parts = [
            ("principal", _("Principal"), after.principal, before.principal, ""),
            ("bonus", _("Bonus"), after.bonus, before.bonus, ""),
            ("passes", _("Value of passes"), after.passes, before.passes, ""),
            ("owed", _("Owed"), after.owed, before.owed, "owed"),
        ]
        shown: list[tuple[str, QLabel]] = []
        self.shown = {}
        for key, name, now, then, tone in parts:
            if now != then or key == "principal" or (now and key != "passes"):
                changed = now != then
                look = ("strong-owed" if tone and now else "strong") if changed else "mute"
                shown.append((name, label(self._shop.amount(now), look)))
                self.shown[key] = self._shop.amount(now)
        if extra:
            shown.append(("", label(extra, "mute")))
        self._fill(shown)

    def _fill(self, parts: list[tuple[str, QLabel]]) -> None:
        clear(self._figures)
        for name, value in parts:
            words = [label(name, "mute")] if name else []
            self._figures.addWidget(holder(row(*words, value, gap=6)))
        self.setAccessibleName(" ".join(f"{name} {value.text()}" for name, value in parts))


class MoneyDialog(FormDialog):
    """A dialog that records one entry, shows what it would leave, and offers to reverse it once it is done.

    Subclasses override `request` (raising `Refused` while something is missing) and `done_text`.
    """

    def __init__(
        self, shop: Shop, title: str, subtitle: str = "", *, customer: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, title, subtitle, parent=parent)
        self.customer = customer
        #: Whose account its lists are about, for the log of exports.
        self.whose = customer
        self.request_id = shop.new_id()
        self.after = After(shop)
        self._whole.insertWidget(self._whole.indexOf(self.general), self.after)
        self.posted: Posted | None = None
        #: What was recorded, or is being recorded; what the fields say may have been changed since.
        self.sent: Request | None = None
        self._asked = 0
        self._confirmed = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_AFTER_MS)
        self._timer.timeout.connect(self.preview)

    # ---- what subclasses say ----------------------------------------------------------------------------------------

    def request(self) -> Request:
        """Return what is to be recorded, with `id=self.request_id`; raises `Refused` at a field."""
        raise TypeError(type(self).__name__)

    def proposed(self) -> Request:
        """Return what is shown beforehand; subclasses may leave out what only recording needs."""
        return self.request()

    def done_text(self, posted: Posted) -> str:
        """Return the toast's words once the entry is recorded."""
        raise TypeError(type(self).__name__, posted)

    def recorder(self) -> Callable[[], Posted]:
        """Return what records the request, run in the db lane; subclasses may have something checked first: a PIN."""
        request = self.request()
        return lambda: self.shop.app.journal.record(request)

    def extra_after(self) -> str:
        """Return one more word beside the figures after it."""
        return ""

    # ---- before -----------------------------------------------------------------------------------------------------

    def touched(self, *_args: object) -> None:
        """Something was typed or chosen: show anew, in a moment, what would be after it."""
        self.forgive()
        self._timer.start()

    def preview(self) -> None:
        """Ask what the request would leave; an unfinished form just shows nothing."""
        self._timer.stop()
        self._asked += 1
        number = self._asked
        try:
            request = self.proposed()
        except CounterbookError:
            self.after.show_nothing()
            return
        self.shop.tasks.run(
            lambda: self.shop.app.journal.preview(request),
            lambda found: self._show_preview(number, found),
            lambda error: self._show_refusal(number, error),
            owner=self,
        )

    def _show_preview(self, number: int, found: Preview) -> None:
        if number == self._asked:
            self.after.show_held(found, self.extra_after())
            self.grow()

    def _show_refusal(self, number: int, error: CounterbookError) -> None:
        if number == self._asked and not self._busy:
            self.after.show_nothing()
            self.refused_beforehand(error)

    def refused_beforehand(self, error: CounterbookError) -> None:
        """Say already while typing that it will be refused; subclasses may offer a way out."""
        self.complain_quietly(error)

    def complain_quietly(self, error: CounterbookError) -> None:
        """Say what is wrong without taking the focus away from where somebody types."""
        self._quiet = True
        self.complain(error)
        self._quiet = False

    # ---- recording --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Record it, once; what is refused stays open with the reason at its field."""
        if self._busy or self.posted is not None:
            return
        self.forgive()
        self._timer.stop()
        self._asked += 1
        try:
            self.sent = self.request()
            _check_unusual(self.sent, self.shop.app.book.decimals, self._confirmed)
            work = self.recorder()
        except _UnusualError as error:
            self._confirmed = error.amount
            self.complain(error)
            return
        except CounterbookError as error:
            self.complain(error)
            return
        self.carry_out(work, self._recorded)

    def _recorded(self, posted: Posted) -> None:
        self.posted = posted
        shop, entry = self.shop, posted.entry
        text = self.done_text(posted)
        self.accept()
        shop.recorded(self.customer, entry, text)


class _UnusualError(Refused):
    """An amount no small shop takes; the same one entered again is meant."""

    def __init__(self, field: str, amount: int) -> None:
        text = N_("{amount} is very much. If it is right, press Enter once more.")
        super().__init__(field, Message(text, {"amount": Money(amount)}))
        self.amount = amount


def _check_unusual(request: Request, decimals: int, confirmed: int) -> None:
    """Refuse an unusual amount the first time: a scanned card number may have landed in the field."""
    name = "paid" if isinstance(request, TopUp) else "amount"
    amount = getattr(request, name, None)
    usual = (UNUSUAL if decimals else UNUSUAL_WITHOUT_CENTS) * 10**decimals
    if isinstance(amount, int) and amount > usual and amount != confirmed:
        raise _UnusualError(name, amount)
