"""The bar under a file in which something was changed: what, and what shall become of it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.gui.theme import S2, S4
from app.gui.widgets.basics import Card, KeyButton, button, column, label, row
from app.gui.widgets.elided import Elided
from app.i18n.catalog import _


class SaveBar(Card):
    """Shows while anything differs from the file."""

    save_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        self.what = Elided("", "mute")
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.discard = button(_("Throw away"), name=_("Throw the changes away"))
        self.save = KeyButton(_("Save"), "Ctrl+S", "primary")
        line = row(self.what, self.discard, self.save, gap=S2)
        line.setStretch(0, 1)
        super().__init__(column(line, self.wrong, gap=2, margins=(S4, S2, S2, S2)), "after")
        self.discard.clicked.connect(self.discard_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.hide()

    def show_changes(self, names: list[str]) -> None:
        """Name the fields that differ; hide where none does."""
        self.setVisible(bool(names))
        self.what.setText(_("Changed: {fields}").format(fields=_(", ").join(dict.fromkeys(names))))

    def complain(self, text: str) -> None:
        """Say what is wrong that no field is to blame for; a blank takes it back."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
