"""Tabs of settings that are made when they are first wanted: to make all of them at once keeps a person waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from PySide6.QtWidgets import QWidget

from app.gui.pages.base import scrolled
from app.gui.widgets.basics import column

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.pages.settings import SettingsPage
    from app.gui.shop import Shop

_Made = TypeVar("_Made", bound=QWidget)


class TabPlace(QWidget):
    """Where a tab stands once it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: QWidget | None = None
        self._box = column()
        self.setLayout(self._box)

    def take(self, made: QWidget, *, scrolls: bool) -> None:
        """Put the tab here."""
        self.made = made
        shown = scrolled(made) if scrolls else made
        self._box.addWidget(shown)
        shown.show()  # a layout would show it a moment later, too late for what is to have the cursor


class Tab(Generic[_Made]):
    """An attribute of the page: read for the first time, it makes the tab and puts it into its place."""

    def __init__(self, name: str, make: Callable[[Shop], _Made], *, scrolls: bool = False) -> None:
        self.name = name
        self._make = make
        self._scrolls = scrolls

    def __get__(self, page: SettingsPage, _owner: type[SettingsPage]) -> _Made:
        place = page.places[self.name]
        if place.made is None:
            place.take(self._make(page.shop), scrolls=self._scrolls)
        return cast("_Made", place.made)
