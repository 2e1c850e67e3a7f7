"""Menus below a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton


def add(menu: QMenu, text: str, act: Callable[[], object] | None = None) -> QAction:
    """Add a line to a menu; what a person called something stands there as it is."""
    action = QAction(text.replace("&", "&&"), menu)
    if act is not None:
        action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
    return action


def popup(over: QPushButton, menu: QMenu) -> None:
    """Show a menu below a button; it is gone once it is closed."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(over.mapToGlobal(over.rect().bottomLeft()))
