"""A field that finds a customer: a few letters, ↓ and Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from app.gui.shop import Shop
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.search import CustomerLine

MOST = 8
AFTER_MS = 60


class CustomerPicker(QWidget):
    """Finds a customer by anything they are known by; `without` leaves one out."""

    changed = Signal()

    def __init__(self, shop: Shop, *, without: str = "") -> None:
        super().__init__()
        self._shop = shop
        self._without = without
        self._found: dict[str, CustomerLine] = {}
        self._chosen: CustomerLine | None = None
        self.edit = LineEdit(hint=_("Name, pinyin, phone tail or number"))
        self.edit.setAccessibleName(_("Find a customer"))
        self.word = label("", "mute-small")
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.edit.setCompleter(self._completer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self.edit.textEdited.connect(self._typed)
        self._completer.activated.connect(self._take)
        self.setLayout(column(self.edit, self.word, gap=3))
        self.setFocusProxy(self.edit)
        self.word.hide()

    def number(self) -> str:
        """Return the number of the customer chosen, "" when none is."""
        return self._chosen.no if self._chosen is not None else ""

    def name(self) -> str:
        """Return the name of the customer chosen."""
        return self._chosen.name if self._chosen is not None else ""

    def choose(self, line: CustomerLine) -> None:
        """Choose a customer."""
        self._chosen = line
        self.edit.setText(_words(line))
        self.word.setText(" · ".join((line.no, *line.phones[:1], *(line.tags[:2]))))
        self.word.show()
        self.changed.emit()

    def value(self) -> str:
        """Return the number of the customer chosen, or what is typed where none is."""
        return self.number() or self.edit.text().strip()

    def show_value(self, number: str) -> None:
        """Show the customer of a number, by name as soon as that is known; a blank empties the field."""
        self._chosen = None
        self.word.hide()
        self.edit.setText(number)
        if number:
            forms = self._shop.app.forms
            self._shop.tasks.run(partial(forms.line, number), partial(self._known, number), owner=self)

    def _known(self, number: str, line: CustomerLine | None) -> None:
        if line is not None and self.edit.text() == number:
            self.choose(line)

    def _typed(self) -> None:
        if self._chosen is not None:
            self._chosen = None
            self.word.hide()
            self.changed.emit()
        self._timer.start()

    def _ask(self) -> None:
        text = self.edit.text().strip()
        if text:
            self._shop.tasks.run(lambda: self._shop.app.search.find(text, MOST), partial(self._show, text), owner=self)

    def _show(self, text: str, lines: list[CustomerLine]) -> None:
        if text != self.edit.text().strip() or self._chosen is not None:
            return
        self._found = {_words(line): line for line in lines if line.no != self._without}
        self._model.setStringList(list(self._found))
        if self.edit.hasFocus() and self._found:
            self._completer.complete()

    def _take(self, text: str) -> None:
        line = self._found.get(text)
        if line is not None:
            self.choose(line)


def _words(line: CustomerLine) -> str:
    return f"{line.name}  {line.no}"
