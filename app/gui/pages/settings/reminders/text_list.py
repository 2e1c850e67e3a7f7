"""The list of the texts of reminders in one language, and which language that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.core.reminder.texts import ReminderText
from app.gui import theme
from app.gui.dialogs.policy_words import text_name, text_order
from app.gui.theme import S3
from app.gui.widgets.basics import column
from app.gui.widgets.fields import Choices
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n.catalog import LANGUAGES, _, current

_LIST = 220

ROLE = Qt.ItemDataRole.UserRole

Name = tuple[str, str]
"""A text's name and its language."""


class TextList(QWidget):
    """The texts of the language chosen; whoever shows them lists them anew after another language is chosen."""

    #: A text was chosen: its name and its language.
    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.language: Choices = Choices([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.names = QListWidget()
        self.names.setProperty("class", "framed")
        self.names.setAccessibleName(_("Texts"))
        self.names.setMinimumWidth(theme.px(_LIST))
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(self.language, self.names, gap=S3))
        self.setMaximumWidth(theme.px(_LIST + 60))
        self.names.currentItemChanged.connect(self._item_chosen)

    def show_texts(self, texts: Mapping[Name, ReminderText], drafts: Collection[Name], wanted: str) -> None:
        """List those of the language, the text wanted, or else the first, as the one chosen."""
        self._filling = True
        self.names.clear()
        for (name, language), each in sorted(texts.items(), key=lambda item: text_order(item[0][0])):
            if language == self.language.value():
                item = QListWidgetItem(_words(each, draft=(name, language) in drafts))
                item.setData(ROLE, name)
                item.setToolTip(item.text())
                self.names.addItem(item)
                if name == wanted or self.names.currentRow() < 0:
                    self.names.setCurrentItem(item)
        self._filling = False
        self._item_chosen()

    def _item_chosen(self, *_items: object) -> None:
        item = self.names.currentItem()
        if not self._filling and item is not None:
            self.chosen.emit(str(item.data(ROLE)), self.language.value())


def _words(text: ReminderText, *, draft: bool) -> str:
    name = text_name(text.name)
    if draft:
        return _("{text} (not saved)").format(text=name)
    return _("{text} (own)").format(text=name) if text.own else name
