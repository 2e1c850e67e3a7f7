"""A box to tick."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox


def check(text: str) -> QCheckBox:
    """Return a box to tick."""
    made = QCheckBox(text)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(text)
    return made
