"""What stands behind each tab of the page: read when it is looked at, and anew once something has changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.gui import theme

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.shop import Shop


class Room(QWidget):
    """Subclasses say how they are read (`reader`, in the db lane) and shown; an answer asked for earlier is dropped."""

    #: How many lines wait to be seen to.
    counted = Signal(int)
    #: Another tab is wanted (its name).
    room_wanted = Signal(str)

    #: The name of its tab.
    name = ""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._asked = 0
        self._stale = True

    def arrive(self) -> None:
        """Be looked at: read anew what may have changed since."""
        if self._stale:
            self.refresh()

    def forget(self) -> None:
        """Something has changed: read anew when looked at next, or now."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read what is shown anew."""
        self._stale = False
        self._asked += 1
        self.shop.tasks.run(self.reader(), partial(self._answered, self._asked), self.wrong, owner=self)

    def _answered(self, asked: int, found: Any) -> None:
        if asked == self._asked:
            self.show_found(found)

    def reader(self) -> Callable[[], Any]:
        """Return what reads the room in the db lane; it touches no widget."""
        raise TypeError(type(self).__name__)

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise TypeError(type(self).__name__, found)

    def wrong(self, error: CounterbookError) -> None:
        """Say why it could not be read."""
        self.shop.complain(error)

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.setFocus()

    def state(self) -> object:
        """Return what another room of the same name would need to show the same."""
        return None

    def restore(self, state: object) -> None:
        """Show what `state` of an earlier room said."""

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave out what there is no room for."""

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(320), theme.px(200))
