"""What the cards of the credit tab are made of: a heading with its buttons, facts in two columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.gui import theme
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, Part, clear, column, label, row
from app.gui.widgets.flow import flowing


class Fact(NamedTuple):
    """A name, what is so, and the look of it."""

    name: str
    text: str
    look: str = ""


class Facts(QWidget):
    """Facts below each other: names on the left, what is so on the right, which may take several lines."""

    def __init__(self, *, name_width: int = 104) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S3)
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnMinimumWidth(0, theme.px(name_width))
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)
        self.shown: dict[str, str] = {}

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Show facts in place of those before."""
        clear(self._grid)
        self.shown = {}
        for at, fact in enumerate(facts):
            name, text = label(fact.name, "mute"), label(fact.text, *([fact.look] if fact.look else []), wrap=True)
            text.setAccessibleName(f"{fact.name}: {fact.text}")
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, at, 1)
            self.shown[fact.name] = fact.text


class Sheet(Card):
    """A card with a heading, something beside it, a body, and buttons below."""

    def __init__(
        self, title: str, *body: Part, buttons: Iterable[QPushButton] = (), beside: QWidget | None = None
    ) -> None:
        head = row(label(title, "heading"), beside, None, gap=S3) if beside is not None else label(title, "heading")
        made = list(buttons)
        bar = [flowing(*made)] if made else []
        super().__init__(column(head, *body, *bar, gap=S2, margins=(S4, S3, S4, S4)))
