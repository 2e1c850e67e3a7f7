"""A line for a passphrase: dots, and an eye that shows what was typed."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.gui import theme
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _

MOST = 300


class PassphraseEdit(LineEdit):
    """What is typed here is shown only while the eye is pressed; no blanks are taken off it."""

    def __init__(self) -> None:
        super().__init__(most=MOST)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(MOST)
        eye = theme.icon("eye", theme.tokens().mute)
        self.eye = self.addAction(eye, QLineEdit.ActionPosition.TrailingPosition)
        self.eye.setCheckable(True)
        self.eye.setToolTip(_("Show what is typed"))
        self.eye.toggled.connect(self._show)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - a signal's
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
