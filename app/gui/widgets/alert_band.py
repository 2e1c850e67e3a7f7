"""A band below the top bar: what the owner must know of the book's safety, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.gui import theme
from app.gui.theme import S3, mark
from app.gui.widgets.basics import button, clear, label, row


class AlertBand(QFrame):
    """Shows one sentence with its sign and at most two ways to go on; nothing while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("class", "notice")
        self.sign = QLabel()
        self.words = label("", wrap=True)
        self._ways: QHBoxLayout = row(gap=S3)
        inside = row(self.sign, self.words, self._ways, gap=S3, margins=(20, 6, 20, 6))
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.hide()

    def say(self, text: str, *ways: tuple[str, Callable[[], object]], grave: bool) -> None:
        """Say something; each way to go on is what its button says and what it does."""
        t = theme.tokens()
        icon, colour = ("warning", t.owed) if grave else ("info", t.soon)
        self.sign.setPixmap(theme.pixmap(icon, colour, theme.px(theme.ICON_PX)))
        mark(self, "notice-owed" if grave else "notice")
        mark(self.words, "strong-owed" if grave else "")
        self.words.setText(text)
        self.setAccessibleName(text)
        clear(self._ways)
        for word, act in ways:
            self._ways.addWidget(button(word, on=act))
        self.show()

    def text(self) -> str:
        """Return what is shown, "" when nothing is."""
        return "" if self.isHidden() else self.words.text()
