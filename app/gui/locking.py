"""The door of the window: shut while nobody has signed in, by key, after a while without a hand on it, after sleep.

What somebody had begun is put out of sight and given back to the same person; whoever else signs in finds a window made
anew. In a shop that does not tell its staff apart there is no door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget
from shiboken6 import isValid

from app.core.staff.proof import is_idle
from app.gui.at_desk import OVER_LOCK, Seen, look
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.gui.pages.sign_in import SignInPage

KEYS = ("F12", "Ctrl+L")
"""Both change over at the counter; the first is named on the button."""

BEAT_MS = 5_000
"""How often it is looked at the clock."""

SLEPT = timedelta(minutes=2)
"""More than this between two looks means that the computer slept."""

_HANDS = frozenset(
    {
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
        *(QEvent.Type.TouchBegin, QEvent.Type.TabletPress),
    }
)


class Door(QObject):
    """Shuts and opens a window; `cover` has its contents and, over them, the page to sign in."""

    #: Somebody has signed in who finds everything as it was: the one from before, or the first.
    opened = Signal()
    #: Somebody else has signed in: the window is to be made anew for them.
    changed_over = Signal()

    def __init__(self, shop: Shop, window: QWidget, cover: QStackedWidget, unsaved: Callable[[], object]) -> None:
        super().__init__(window)
        self.shop, self.window, self.cover, self.unsaved = shop, window, cover, unsaved
        self.page: SignInPage | None = None
        #: Dialogs put out of sight, the lowest first.
        self.kept: list[QDialog] = []
        #: The clock; tests put their own in.
        self.clock: Callable[[], datetime] = _now
        self._touched = self._looked = self.clock()
        self._keys = [QShortcut(QKeySequence(each), window, self.change_over) for each in KEYS]
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self.look_at_clock)
        self._hands = _Hands(self)
        self._curtain = _Curtain(self)
        shop.staff_changed.connect(self.read)
        self.follow()
        if shop.desk.locked:
            self._shut(ask_last=True)

    @property
    def shut(self) -> bool:
        """Whether somebody must sign in first."""
        return self.page is not None

    def keeps(self) -> bool:
        """Whether something that was begun waits behind the door."""
        return self.shut and bool(self._names())

    # ---- who is there -----------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read anew who there is: staff were switched on or off, or changed."""
        self.shop.tasks.run(partial(look, self.shop.app), self._known, self.shop.complain, owner=self)

    def _known(self, seen: Seen) -> None:
        desk = self.shop.desk
        desk.take(seen)
        if desk.locked and not self.shut:  # somebody was let go at another computer while they sat here
            self.lock()
        self.follow()
        self.shop.desk_changed.emit()

    def follow(self) -> None:
        """Watch hands and clock where staff are told apart, nothing at all where they are not."""
        on = self.shop.desk.on
        for each in self._keys:
            each.setEnabled(on and not self.shut)
        if on and not self._beat.isActive():
            self._touched = self._looked = self.clock()
            self._beat.start()
            self._hands.watch()
        elif not on:
            self._beat.stop()
            self._hands.rest()

    # ---- shutting ---------------------------------------------------------------------------------------------------

    def change_over(self) -> None:
        """Somebody else comes to the counter: ask for the name."""
        self.lock(ask_last=False)

    def lock(self, *, ask_last: bool = True) -> None:
        """Shut the door; `ask_last` expects the same person back."""
        if self.shut or not self.shop.desk.on:
            return
        self.shop.desk.leave()
        self.shop.tasks.run(self.shop.app.staff.sign_out, owner=self)
        self.put_away(_open_dialogs())
        self._shut(ask_last=ask_last)
        self.shop.desk_changed.emit()

    def _shut(self, *, ask_last: bool) -> None:
        for each in _shortcuts(self.window):
            each.setEnabled(False)
        self._curtain.draw()
        self.show_page(ask_last=ask_last)

    def show_page(self, *, ask_last: bool = True) -> None:
        """Put the page to sign in over the window, in the language and look of now."""
        from app.gui.pages.sign_in import SignInPage

        old = self.page
        page = SignInPage(self.shop, ask_last=ask_last, kept=self._names())
        page.signed_in.connect(self.signed_in)
        page.corner.language_wanted.connect(partial(self.shop.look_wanted.emit, "language"))
        page.corner.theme_wanted.connect(partial(self.shop.look_wanted.emit, "theme"))
        self.page = page
        self.cover.addWidget(page)
        self.cover.setCurrentWidget(page)
        if old is not None:
            old.deleteLater()
        page.read()
        page.focus_first()

    def put_away(self, dialogs: list[QDialog]) -> None:
        """Put dialogs out of sight; one that somebody's answer is waited for is answered with no."""
        popup = QApplication.activePopupWidget()
        while popup is not None and popup.close() and QApplication.activePopupWidget() is not popup:
            popup = QApplication.activePopupWidget()
        for each in dialogs:
            if each.windowModality() is Qt.WindowModality.ApplicationModal:
                each.reject()
            else:
                self.kept.append(each)
                each.hide()

    def _names(self) -> list[str]:
        self.kept = [each for each in self.kept if isValid(each)]
        names = [each.windowTitle() for each in self.kept]
        return [*names, *([_("a page that is not saved")] if self.unsaved() else [])]

    # ---- opening ----------------------------------------------------------------------------------------------------

    def signed_in(self, seen: Seen) -> None:
        """Give back what was kept to the one it belongs to; for anybody else the window is made anew."""
        desk = self.shop.desk
        before = desk.last
        desk.take(seen)
        if before is not None and desk.last != before:
            for each in self.kept:
                each.deleteLater()
            self.kept.clear()
            self._open()
            self.changed_over.emit()
            return
        self._open()
        self.opened.emit()
        for each in self.kept:
            if isValid(each):
                each.setWindowOpacity(1)
                each.open()
        self.kept.clear()

    def _open(self) -> None:
        self._curtain.lift()
        page, self.page = self.page, None
        self.cover.setCurrentIndex(0)
        if page is not None:
            self.cover.removeWidget(page)
            page.deleteLater()
        for each in _shortcuts(self.window):
            each.setEnabled(True)
        self._touched = self._looked = self.clock()
        self.follow()
        self.shop.desk_changed.emit()

    # ---- the clock --------------------------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody's hand was on keys or mouse."""
        self._touched = self.clock()

    def look_at_clock(self) -> None:
        """Lock after a while without a hand, and where the computer slept meanwhile."""
        now = self.clock()
        slept, self._looked = now - self._looked > SLEPT, now
        if slept or is_idle(self._touched, now, self.shop.desk.seen.policy.idle_minutes):
            self.lock()


class _Hands(QObject):
    """Tells of keys and mouse. It listens at the windows, not at the application: that is asked at every event."""

    def __init__(self, door: Door) -> None:
        super().__init__(door)
        self._door = door
        self._watched: list[QWindow] = []
        application = QGuiApplication.instance()
        self._application = application if isinstance(application, QGuiApplication) else None

    def watch(self) -> None:
        """Listen at the window in front, and at each that comes to the front later."""
        if self._application is not None:
            self._application.focusWindowChanged.connect(self._listen)
            self._listen(self._application.focusWindow())

    def rest(self) -> None:
        """Listen no more."""
        if self._watched and self._application is not None:
            self._application.focusWindowChanged.disconnect(self._listen)
        for each in self._watched:
            if isValid(each):
                each.removeEventFilter(self)
        self._watched.clear()

    def _listen(self, window: QWindow | None) -> None:
        self._watched = [each for each in self._watched if isValid(each)]
        if window is not None and window not in self._watched:
            window.installEventFilter(self)
            self._watched.append(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of what a hand did; nothing is taken away."""
        if event.type() in _HANDS:
            self._door.touched()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._over(watched, event):
            QTimer.singleShot(0, self._door, self._door.change_over)
            return True
        return super().eventFilter(watched, event)

    def _over(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether a key to change over was pressed in a dialog: the window's own shortcuts are not heard there."""
        pressed = QKeySequence(event.keyCombination()).toString()
        return watched is not self._door.window.windowHandle() and not self._door.shut and pressed in KEYS


class _Curtain(QObject):
    """While the door is shut: dialogs that would open by themselves, when something is done, wait behind it."""

    def __init__(self, door: Door) -> None:
        super().__init__(door)
        self._door = door

    def draw(self) -> None:
        """Begin to watch; as long as it is drawn nothing else goes on that would be slowed down by it."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def lift(self) -> None:
        """Watch no more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put a dialog away before it is seen, unless it belongs to signing in."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog) and self._hides(watched):
            watched.setWindowOpacity(0)
            QTimer.singleShot(0, self, partial(self._put_away, watched))
        return super().eventFilter(watched, event)

    def _hides(self, dialog: QDialog) -> bool:
        """Whether a dialog is one of this window's, and not of those that belong to signing in."""
        above = list(_above(dialog))
        ours = len(above) == 1 or self._door.window in above
        return self._door.shut and ours and not _over_lock(dialog)

    def _put_away(self, dialog: QDialog) -> None:
        if isValid(dialog) and dialog.isVisible() and self._door.shut:
            self._door.put_away([dialog])


def _over_lock(dialog: QWidget) -> bool:
    """Whether a dialog belongs to signing in, or stands over one that does."""
    return any(each.property(OVER_LOCK) for each in _above(dialog))


def _above(widget: QWidget | None) -> Iterator[QWidget]:
    """Yield a widget and all that it belongs to, beyond the edge of its window."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def _shortcuts(window: QWidget) -> list[QShortcut]:
    """Return the keys that are heard anywhere in a window."""
    return window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _open_dialogs() -> list[QDialog]:
    """Return the dialogs that show, those below before those over them."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    return sorted(found, key=_depth)


def _depth(widget: QWidget) -> int:
    return len(list(_above(widget)))


def _now() -> datetime:
    return datetime.now(UTC)
