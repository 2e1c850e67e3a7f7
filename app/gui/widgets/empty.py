"""What an empty page shows: what belongs there, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.gui import theme
from app.gui.theme import S2, S3
from app.gui.widgets.basics import button, column, label, row


class Empty(QWidget):
    """A picture, a heading, a sentence and up to two buttons in the middle of the room there is."""

    def __init__(self, icon: str, heading: str, text: str, *actions: tuple[str, Callable[[], object]]) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(theme.pixmap(icon, theme.tokens().mute, theme.px(40)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading, self.text = label(heading, "heading"), label(text, "mute", wrap=True)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setMinimumWidth(theme.px(360))
        self.text.setMaximumWidth(theme.px(460))
        buttons = [button(words, "primary" if n == 0 else "", on=on) for n, (words, on) in enumerate(actions)]
        middle = column(
            None, picture, S2, self.heading, row(None, self.text, None), S2, row(None, *buttons, None), None, gap=S3
        )
        self.setLayout(middle)
