"""A new PIN or password, typed twice; what is wrong with it is said while it is typed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.staff.proof import LEAST_PASSWORD, LEAST_PIN, check_password, check_pin
from app.errors import Refused, refuse
from app.gui import errors
from app.gui.theme import mark
from app.gui.widgets.basics import label
from app.gui.widgets.secret_line import SecretLine
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.dialogs.base import FormDialog


class NewSecret(QObject):
    """Two lines in a form, `secret` and `again`; digits alone are a PIN, anything else a password."""

    def __init__(self, dialog: FormDialog, *, title: str = "") -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self.line, self.again = SecretLine(), SecretLine()
        self.word = label(_hint(), "mute-small", wrap=True)
        self.line.layout().addWidget(self.word)  # type: ignore[union-attr]
        dialog.form.add("secret", title or _("New PIN or password"), self.line)
        dialog.form.also("pin", "secret", _("PIN"))
        dialog.form.also("password", "secret", _("Password"))
        dialog.form.add("again", _("Once more"), self.again)
        self.line.changed.connect(self._typed)
        self.again.changed.connect(dialog.forgive)

    def value(self) -> str:
        """Return what was typed twice; refused where it is none, or not twice the same."""
        text = self.line.text()
        if not text:
            refuse("secret", N_("Choose a PIN or password."))
        _checked(text)
        if not self.again.text():
            refuse("again", N_("Type it once more."))
        if text != self.again.text():
            self.again.clear()
            refuse("again", N_("The two are not the same; type it again."))
        return text

    def next_line(self) -> bool:
        """Go to the second line where the first has just been filled in; say whether."""
        if self.line.edit.hasFocus() and self.line.text() and not self.again.text():
            self.again.setFocus()
            return True
        return False

    def _typed(self) -> None:
        """Say while it is typed whether it can be taken; nothing while it is only too short."""
        self._dialog.forgive()
        text = self.line.text()
        try:
            _checked(text)
        except Refused as error:
            short = len(text) < (LEAST_PIN if text.isdecimal() else LEAST_PASSWORD)
            self.word.setText(_hint() if short else errors.words(error))
            mark(self.word, "mute-small" if short else "soon")
        else:
            self.word.setText(_("✓ A good PIN.") if text.isdecimal() else _("✓ A good password."))
            mark(self.word, "accent")


def _hint() -> str:
    return _("A PIN of {pin} digits or more, or a password of {password} characters or more.").format(
        pin=LEAST_PIN, password=LEAST_PASSWORD
    )


def _checked(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return check_pin(text) if plain.isdecimal() else check_password(text)
