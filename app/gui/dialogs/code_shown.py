"""A code that shows once: printed or copied by hand, and only then put away.

The last group is typed before the dialog closes, so that nobody clicks away what cannot be shown again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from app.core.code_page import CodeKind
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.paper import PaperDialog
from app.gui.shop import Shop
from app.gui.theme import S2, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _, current
from app.i18n.mark import N_

GROUPS_A_LINE = 4
_READ_AS = str.maketrans("OILU", "011V")
"""As whoever copies by hand may read a letter; none of these stands in a code."""

TITLES = {CodeKind.STAFF: N_("Your recovery code"), CodeKind.BOOK: N_("The recovery key of this book")}
WORDS = {
    CodeKind.STAFF: N_(
        "If you ever forget your PIN or password, this code lets you in, once. It shows only now: print it or write it "
        "down, and keep it outside of the shop."
    ),
    CodeKind.BOOK: N_(
        "If the passphrase is ever forgotten, this key opens the book. It shows only now: print it or write it down, "
        "and keep it outside of the shop. Without the passphrase and this key nobody can read the book again."
    ),
}


class CodeShownDialog(FormDialog):
    """Shows a code; `confirmed` once its last group was typed. Until then it closes only when that is wanted twice."""

    #: The code was confirmed: it is on paper.
    confirmed = Signal()

    def __init__(self, shop: Shop, kind: CodeKind, code: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _(TITLES[kind]), parent=parent)
        self.kind, self.code = kind, code
        self._groups = code.split("-")
        self._warned = False
        self.primary.say(_("Done"))
        self.cancel.hide()
        self.above.addWidget(label(_(WORDS[kind]), wrap=True))
        lines = [label(line, "code") for line in _lines(self._groups)]
        for each in lines:
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            each.setAccessibleName(_("Recovery code"))
        self.above.addWidget(Card(column(*lines, gap=S2, margins=(S4, S4, S4, S4)), "after"))
        self.print = button(_("Print the page…"), icon="print", on=self.show_page)
        self.above.addLayout(row(self.print, None))
        self.last = LineEdit(most=40)
        self.last.setMaximumWidth(180)
        hint = _("Type it from the paper, so that it is certain that you have it.")
        self.form.add("last", _("The last group"), self.last, hint=hint)
        self.last.textEdited.connect(self.forgive)
        self.print.setFocus()

    def show_page(self) -> None:
        """Look at the page, print it, save it."""
        CodePaperDialog(self.shop, self.kind, self.code, self).open()

    def submit(self) -> None:
        """Close once the last group is typed as it stands there."""
        if self.checked(self._check):
            self.confirmed.emit()
            self.accept()

    def _check(self) -> None:
        if not self.last.text().strip():
            refuse("last", N_("Type the last group of the code from your paper."))
        if _plain(self.last.text()) not in (_plain(self._groups[-1]), _plain(self.code)):
            refuse("last", N_("That is not the last group; look at your paper again."))

    def reject(self) -> None:
        """Stay, and say why; who wants to go all the same may."""
        if self._warned:
            super().reject()
            return
        self._warned = True
        text = _("The code cannot be shown again. Press Esc once more to close without having confirmed it.")
        self.general.setText(text)
        self.general.show()
        self.grow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing by the window's frame is leaving as well."""
        if self._warned or self.result():
            super().closeEvent(event)
        else:
            self.reject()
            event.ignore()


class CodePaperDialog(PaperDialog):
    """The page of a code before it is printed or saved."""

    def __init__(self, shop: Shop, kind: CodeKind, code: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _(TITLES[kind]), parent=parent)
        self.kind, self.code = kind, code
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.code_pages.pdf, self.kind, self.code, current().language)

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.code_pages.save, self.kind, self.code, path, current().language)

    def file_name(self) -> str:
        """Propose what it is."""
        return _(TITLES[self.kind])

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The page is being printed."))

    def saved(self, path: Path, made: object) -> None:
        """Say where it is, and that it should not stay there."""
        del made
        self.shop.tell(_("Saved as {file}. Print it and delete the file, or keep it elsewhere.").format(file=path.name))


def _lines(groups: list[str]) -> list[str]:
    return ["  ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE)]


def _plain(text: str) -> str:
    kept = (each for each in unicodedata.normalize("NFKC", text).upper() if each.isalnum())
    return "".join(kept).translate(_READ_AS)
