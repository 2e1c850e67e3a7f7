"""Lists that are typed: phones, plates, contact persons, notes, fields of the shop's own; one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.gui import theme
from app.gui.theme import S2
from app.gui.widgets.basics import button, clear, column, row
from app.gui.widgets.fields import Composite, LineEdit, TextArea
from app.i18n.catalog import _


class EditorRow(Protocol):
    """One row of an editor: a widget with a value, and a signal for whoever wants to know that it was touched."""

    changed: Any

    def value(self) -> Any:
        """Return what is typed; None where nothing is."""
        ...

    def show_value(self, value: Any) -> None:
        """Show a value."""
        ...

    def name_it(self, text: str) -> None:
        """Say to a screen reader which row it is."""
        ...


class RowEditor(Composite):
    """Rows one below the other, each with a cross that takes it out, and a word below that adds one."""

    changed = Signal()

    def __init__(self, make: Callable[[], QWidget], add: str, name: str, *, gap: int = 6) -> None:
        super().__init__()
        self._make = make
        self._name = name
        self.rows: list[Any] = []
        self._lines: list[QWidget] = []
        self._box = column(gap=theme.px(gap))
        self.add = button(f"+ {add}", "link", on=self._add_clicked, name=add)
        self.setLayout(column(self._box, row(self.add, None), gap=2))
        self.show_value([])

    def value(self) -> list[Any]:
        """Return the values of the rows in which something is typed."""
        found = [self.read(each) for each in self.rows]
        return [value for value in found if value is not None]

    def show_value(self, values: Sequence[Any]) -> None:
        """Show some values, each in a row; one empty row where there are none."""
        clear(self._box)
        self.rows, self._lines = [], []
        for value in values or [None]:
            self.add_row(value)

    def add_row(self, value: Any = None) -> Any:
        """Add a row at the end."""
        made: Any = self._make()
        if value is not None:
            made.show_value(value)
        self.rows.append(made)
        made.name_it(f"{self._name} {len(self.rows)}")
        made.changed.connect(self.changed)
        gone = button("", "quiet", icon="cross", name=_("Take out"), tip=_("Take out"))
        gone.clicked.connect(partial(self._remove, made))
        line = QWidget()
        whole = row(made, gone, gap=2)
        whole.setStretch(0, 1)
        whole.setAlignment(gone, Qt.AlignmentFlag.AlignTop)
        line.setLayout(whole)
        self._lines.append(line)
        self._box.addWidget(line)
        return made

    def place(self) -> QWidget:
        """Return the row an error is shown at."""
        part = self.culprit
        return part.place() if isinstance(part, Composite) else part or (self.rows[0] if self.rows else self)

    def _add_clicked(self) -> None:
        self.add_row().setFocus()
        self.changed.emit()

    def _remove(self, made: QWidget, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        at = self.rows.index(made)
        self.rows.pop(at)
        line = self._lines.pop(at)
        line.hide()
        line.deleteLater()
        if not self.rows:
            self.add_row()
        self.rows[min(at, len(self.rows) - 1)].setFocus()
        self.changed.emit()


class TextRow(Composite):
    """One line of text."""

    changed = Signal()

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.edit = LineEdit(hint=hint)
        self.edit.textEdited.connect(self._touched)
        self.setLayout(column(self.edit))
        self.setFocusProxy(self.edit)

    def name_it(self, text: str) -> None:
        """Name the line."""
        self.edit.setAccessibleName(text)

    def value(self) -> str | None:
        """Return the text, None where there is none."""
        return self.read(self.edit) or None

    def show_value(self, value: str) -> None:
        """Show a text."""
        self.edit.setText(value)

    def place(self) -> QWidget:
        """Return the line itself."""
        return self.edit

    def _touched(self, _text: str) -> None:
        self.changed.emit()


class PartsRow(Composite):
    """Several fields, so many in a line, and perhaps a box to tick, as one object of named parts."""

    changed = Signal()

    def __init__(
        self, parts: Sequence[tuple[str, str]], tick: tuple[str, str] | None = None, *, in_line: int = 3
    ) -> None:
        super().__init__()
        self.parts = {name: LineEdit(hint=hint) for name, hint in parts}
        self.tick = QCheckBox(tick[1]) if tick is not None else None
        self._tick_name = tick[0] if tick is not None else ""
        for edit in self.parts.values():
            edit.textEdited.connect(self._touched)
        fields: list[QWidget] = list(self.parts.values())
        if self.tick is not None:
            self.tick.setAccessibleName(self.tick.text())
            self.tick.clicked.connect(self._touched)
            fields.append(self.tick)
        lines = [row(*fields[at : at + in_line], gap=theme.px(6)) for at in range(0, len(fields), in_line)]
        for line in lines:
            line.setStretch(0, 1)
            line.setStretch(1, 1)
        self.setLayout(column(*lines, gap=theme.px(6)))
        self.setFocusProxy(next(iter(self.parts.values())))

    def name_it(self, text: str) -> None:
        """Name every line by what it is for."""
        for edit in self.parts.values():
            edit.setAccessibleName(f"{text} {edit.placeholderText()}")

    def value(self) -> dict[str, Any] | None:
        """Return the parts, None where all of them are blank."""
        found: dict[str, Any] = {name: self.read(edit) for name, edit in self.parts.items()}
        if not any(found.values()):
            return None
        if self.tick is not None:
            found[self._tick_name] = self.tick.isChecked()
        return found

    def show_value(self, value: dict[str, Any]) -> None:
        """Show the parts."""
        for name, edit in self.parts.items():
            edit.setText(value.get(name, ""))
        if self.tick is not None:
            self.tick.setChecked(bool(value.get(self._tick_name)))

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or next(iter(self.parts.values()))

    def _touched(self, *_args: object) -> None:
        self.changed.emit()


class NoteRow(Composite):
    """A note, and whether it pops up at the counter."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = TextArea(lines=2, hint=_("What to know about this customer"))
        self.counter = QCheckBox(_("Show at the counter"))
        self.counter.setAccessibleName(_("Show at the counter"))
        self.text.textChanged.connect(self._touched)
        self.counter.clicked.connect(self._touched)
        self.setLayout(column(self.text, self.counter, gap=S2))
        self.setFocusProxy(self.text)

    def name_it(self, text: str) -> None:
        """Name the text."""
        self.text.setAccessibleName(text)

    def value(self) -> dict[str, Any] | None:
        """Return text and mark, None where no text is."""
        text = self.read(self.text)
        return {"text": text, "counter": self.counter.isChecked()} if text else None

    def show_value(self, value: dict[str, Any]) -> None:
        """Show a note."""
        self.text.setPlainText(value["text"])
        self.counter.setChecked(bool(value.get("counter")))

    def place(self) -> QWidget:
        """Return the text itself."""
        return self.text

    def _touched(self, *_args: object) -> None:
        self.changed.emit()
