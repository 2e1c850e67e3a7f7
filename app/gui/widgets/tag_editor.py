"""Tags as chips: typed one after the other, taken out by their cross; those other customers have are proposed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QSizePolicy, QWidget

from app.errors import Refused
from app.gui import theme
from app.gui.widgets.basics import button, clear, column
from app.gui.widgets.fields import Composite, LineEdit
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _

SEPARATORS = ",，;；、"


class TagEdit(LineEdit):
    """The line at the end: Enter or a comma makes a chip of what is typed, Backspace in it, empty, takes one out."""

    made = Signal()
    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make chips by key."""
        text = self.text().strip()
        if text and (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.text() in tuple(SEPARATORS)):
            self.made.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


class TagEditor(Composite):
    """A line of chips and a field for the next one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tags: list[str] = []
        self.edit = TagEdit(hint=_("Add a tag, Enter"))
        self.edit.setAccessibleName(_("Add a tag"))
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._completed)
        self.edit.setCompleter(completer)
        self._flow = Flow(gap=theme.px(6))
        self._chips = QWidget()
        self._chips.setLayout(self._flow)
        self._chips.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._chips.hide()
        self.setLayout(column(self._chips, self.edit, gap=theme.px(6)))
        self.setFocusProxy(self.edit)
        self.edit.made.connect(self._add)
        self.edit.emptied.connect(self._drop_last)
        self.edit.textEdited.connect(self._typed)

    def offer(self, tags: Sequence[str]) -> None:
        """Propose tags while somebody types."""
        self._known.setStringList(list(tags))

    def value(self) -> list[str]:
        """Return the tags, what stands in the line as the last of them."""
        typed = self.read(self.edit)
        return [*self._tags, typed] if typed and typed not in self._tags else list(self._tags)

    def show_value(self, tags: Sequence[str]) -> None:
        """Show some tags."""
        self._tags = list(tags)
        self.edit.clear()
        self._show()

    def place(self) -> QWidget:
        """Return the line."""
        return self.edit

    def _show(self) -> None:
        clear(self._flow)
        for tag in self._tags:
            made = button(f"{tag}  ✕", "choice", on=partial(self._remove, tag))
            made.setAccessibleName(_("Take out the tag {tag}").format(tag=tag))
            made.setToolTip(_("Take out the tag {tag}").format(tag=tag))
            self._flow.addWidget(made)
        self._chips.setVisible(bool(self._tags))
        self._chips.updateGeometry()
        self.updateGeometry()

    def _add(self) -> None:
        try:
            typed = self.edit.value()
        except Refused:
            return  # it stays in the line, and is refused when the file is saved
        if typed not in self._tags:
            self._tags.append(typed)
        self.edit.clear()
        self._show()
        self.changed.emit()

    def _completed(self, text: str) -> None:
        self.edit.setText(text)
        self._add()
        QTimer.singleShot(0, self.edit, self.edit.clear)  # the completer writes its word into the line after this

    def _drop_last(self) -> None:
        if self._tags:
            self._remove(self._tags[-1])

    def _remove(self, tag: str) -> None:
        self._tags.remove(tag)
        self._show()
        self.edit.setFocus()
        self.changed.emit()

    def _typed(self, _text: str) -> None:
        self.changed.emit()
