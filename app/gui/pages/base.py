"""What every page of the window is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.gui.shop import Shop
from app.gui.theme import S5


class Page(QWidget):
    """A page. It is made once, when first wanted, and told when it is shown and when something was recorded."""

    #: The page's name, by which the window knows it.
    name = ""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.setProperty("class", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stale = True

    def arrive(self) -> None:
        """Be shown: read anew what may have changed since."""
        if self._stale:
            self._stale = False
            self.refresh()

    def on_changed(self, customer: str) -> None:
        """Something was recorded for a customer ("" for anybody): read anew now, or when shown next."""
        del customer
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def refresh(self) -> None:
        """Read what is shown anew."""

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.setFocus()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here: marked title, icon, what to do, its key."""
        return []

    def unsaved(self) -> bool:
        """Whether something was typed that would be lost if the window closed."""
        return False

    def state(self) -> object:
        """Return what another page of the same name would need to show the same."""
        return None

    def restore(self, state: object) -> None:
        """Show what `state` of an earlier page said."""


class _Follows(QScrollArea):
    """Keeps what has the cursor in sight, however it came there; Qt does so for the Tab key only."""

    def __init__(self) -> None:
        super().__init__()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now) and now.height() < self.viewport().height() // 2:
            self.ensureWidgetVisible(now, 0, S5)


def scrolled(widget: QWidget) -> QScrollArea:
    """Return an area that scrolls when the window is too small for what is in it."""
    area = _Follows()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    widget.setProperty("class", "clear")
    area.setWidget(widget)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def see(widget: QWidget) -> None:
    """Scroll what a widget stands in so that all of it shows, if it stands in anything that scrolls."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None and widget.isVisible():
        area.ensureWidgetVisible(widget, 0, S5)
