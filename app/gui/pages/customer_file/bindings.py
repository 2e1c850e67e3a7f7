"""The fields of a file on screen: what each shows of it, and what it says when something else is typed.

A value is what a `customer` event would hold: text, words, lists. A field has changed when it says anything else than
the file does; only those go into a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.errors import Refused
from app.gui import theme
from app.gui.dialogs.file_words import field_name
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.fields import Choices, DateEdit, Form, show_choice
from app.gui.widgets.side_by_side import SideBySide

if TYPE_CHECKING:
    from app.core.customer import CustomerFile

NARROW = 760
"""Below this width the cards of a tab stand one below the other."""

_UNREADABLE = object()


@dataclass(frozen=True, slots=True)
class Binding:
    """One field: where its value stands in an event (`address.city`), how it is shown, read and taken from a file."""

    path: str
    form: Form
    row: str
    read: Callable[[], Any]
    show: Callable[[Any], None]
    of: Callable[[CustomerFile], Any]

    def says(self) -> Any:
        """Return what is typed, or a value like no other where it cannot be read."""
        try:
            return self.read()
        except Refused:
            return _UNREADABLE


class FormTab(QWidget):
    """A tab of cards with forms."""

    #: Something was typed.
    touched = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.bindings: list[Binding] = []
        self.forms: list[Form] = []

    def section(self, title: str, hint: str = "") -> tuple[Card, Form]:
        """Return a card with a heading and a form to put fields into."""
        form = Form(label_width=92)
        self.forms.append(form)
        parts: list[Any] = [label(title, "heading")]
        if hint:
            parts.append(label(hint, "mute-small", wrap=True))
        return Card(column(*parts, form, None, gap=S3, margins=(S4, S3, S4, S4))), form

    def bind(
        self,
        form: Form,
        path: str,
        widget: QWidget,
        of: Callable[[CustomerFile], Any],
        *,
        hint: str = "",
        wide: bool = False,
    ) -> None:
        """Put a field into a form.

        One that is `wide` needs no label, because the card's heading says what it is.
        """
        form.add(path, field_name(path), widget, hint=hint)
        if wide:
            form.widen(path)
        read, show = ways_of(widget)
        self.bindings.append(Binding(path, form, path, read, show, of))
        when_touched(widget, self._emit)

    def _emit(self, *_args: object) -> None:
        self.touched.emit()


def ways_of(widget: QWidget) -> tuple[Callable[[], Any], Callable[[Any], None]]:
    """Return how a field is read and shown."""
    match widget:
        case DateEdit():
            return lambda: day.isoformat() if (day := widget.value()) else None, lambda text: widget.setText(text or "")
        case QComboBox():
            return widget.currentData, partial(show_choice, widget)
        case QCheckBox():
            return widget.isChecked, widget.setChecked
        case Choices():
            return widget.value, widget.set_value
    read: Any = getattr(widget, "value")  # noqa: B009
    show: Any = getattr(widget, "show_value", None) or getattr(widget, "setPlainText", None)
    return read, show or getattr(widget, "setText")  # noqa: B009 - a line's; mypy knows widgets only


def when_touched(widget: QWidget, then: Callable[..., None]) -> None:
    """Call something whenever a person changes a widget."""
    match widget:
        case QLineEdit():
            widget.textChanged.connect(then)
        case QPlainTextEdit():
            widget.textChanged.connect(then)
        case QComboBox():
            widget.currentIndexChanged.connect(then)
        case _:
            changed: Any = getattr(widget, "changed", None)
            if changed is not None:
                changed.connect(then)


def as_event(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path as the fields of an event: `address.city` stands in `address`."""
    event: dict[str, Any] = {}
    for path, value in values.items():
        head, point, rest = path.partition(".")
        if point:
            event.setdefault(head, {})[rest] = value
        else:
            event[path] = value
    return event


def place_of(bindings: Mapping[str, Binding], field: str) -> Binding | None:
    """Return the field an error of an event's field is shown at: `contacts.phone` at `contacts`."""
    names: Iterator[str] = (field.rsplit(".", cut)[0] for cut in range(field.count(".") + 1))
    return next((bindings[name] for name in names if name in bindings), None)


def side_by_side(*columns: QWidget) -> SideBySide:
    """Return the columns of a tab; in a narrow window they stand one below the other."""
    return SideBySide(*columns, gap=S3, least=theme.px(NARROW))
