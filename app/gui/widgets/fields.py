"""Fields that read what people type: each gives a value or refuses it with a sentence, and shows errors in place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Protocol

from PySide6.QtCore import QDate, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)
from shiboken6 import isValid

from app.core.money import parse_amount, plain
from app.errors import Refused, refuse
from app.gui import theme
from app.gui.theme import S1, S2, S3
from app.gui.widgets.basics import column, label, row
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _
from app.i18n.mark import N_

MAX_LINE = 200
MAX_TEXT = 10_000
_SHOWN = 40


def cleaned(text: str, field: str, most: int, keep: str = "") -> str:
    """Return a text as it is kept: NFC, no blanks around it, a blank for each tab or line break a spreadsheet gives.

    `keep` are the control characters that may stay. Refused when it is too long, or no text.
    """
    line = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    line = "".join(c if c in keep or unicodedata.category(c) != "Cc" else " " for c in line).strip()
    if len(line) > most:
        refuse(field, N_("That is too long: at most {most} characters."), most=most)
    if any("\ud800" <= c <= "\udfff" for c in line):
        refuse(field, N_("{field} holds characters that are no text."), field=field)
    return line


class LineEdit(QLineEdit):
    """A line of text. Of what is pasted, line breaks and tabs become blanks."""

    def __init__(self, text: str = "", *, most: int = MAX_LINE, hint: str = "") -> None:
        super().__init__(text)
        self.setPlaceholderText(hint)
        self._most = most

    def value(self) -> str:
        """Return the text without blanks around it; refused when it is longer than the field takes."""
        return cleaned(self.text(), self.objectName(), self._most)


def typed(field: QLineEdit) -> bool:
    """Whether what stands in a field was typed by hand, and is not what was proposed."""
    return field.isModified() and bool(field.text().strip())


class TextArea(QPlainTextEdit):
    """Several lines of text."""

    def __init__(self, text: str = "", *, most: int = MAX_TEXT, hint: str = "", lines: int = 3) -> None:
        super().__init__(text)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        frame = 26  # padding, border and the text's own margin; with less, lines that fit get a scroll bar
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + frame)
        self._most = most

    def value(self) -> str:
        """Return the text without blanks around it; refused when it is longer than the field takes."""
        return cleaned(self.toPlainText(), self.objectName(), self._most, keep="\n")


_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_SIGNS = "¥￥$€£元"


class AmountEdit(QLineEdit):
    """An amount of money in major units. A pasted currency sign and thousands commas are understood."""

    def __init__(self, decimals: int, *, big: bool = False, zero: bool = False) -> None:
        super().__init__()
        self._decimals = decimals
        self._zero = zero
        self.setMaxLength(60)
        if big:
            self.setProperty("class", "amount")
        else:
            self.setMaximumWidth(theme.px(220))

    def set_value(self, minor: int | None) -> None:
        """Show an amount."""
        self.setText("" if minor is None else plain(minor, self._decimals))

    def value(self) -> int:
        """Return minor units; refused in words when it is no amount."""
        found = self.value_or_none()
        if found is None:
            refuse(self.objectName(), N_("Type an amount, such as 12.30."))
        return found

    def value_or_none(self) -> int | None:
        """Return minor units, None where nothing is typed."""
        text = self.text().strip().strip(_SIGNS).strip()
        if not text:
            return None
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        return parse_amount(text.rstrip("."), self._decimals, self.objectName(), zero=self._zero)


class CountEdit(QLineEdit):
    """A whole number."""

    def __init__(self, value: int | None = None, *, least: int = 1, most: int = 99_999) -> None:
        super().__init__("" if value is None else str(value))
        self._least, self._most = least, most
        self.setMaximumWidth(theme.px(110))

    def value(self) -> int:
        """Return the number; refused in words when it is none."""
        found = self.value_or_none()
        if found is None:
            refuse(self.objectName(), N_("Type a whole number."))
        return found

    def value_or_none(self) -> int | None:
        """Return the number, None where nothing is typed."""
        text = self.text().strip()
        if not text:
            return None
        if not (text.isascii() or text.isdecimal()) or not text.isdecimal() or len(text) > 9:
            refuse(self.objectName(), N_("“{value}” is not a whole number."), value=text[:_SHOWN])
        number = int(text)
        if not self._least <= number <= self._most:
            refuse(
                self.objectName(),
                N_("Type a number from {least} to {most}."),
                least=self._least,
                most=self._most,
            )
        return number

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down count."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            text = self.text().strip()
            number = int(text) if text.isdecimal() and len(text) < 9 else self._least
            self.setText(str(min(max(number + step, self._least), self._most)))


_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AFTER = re.compile(r"\+(\d{1,4})([dwmy天周月年]?)")


class DateEdit(QLineEdit):
    """A date as people type it: 2026-03-05, 3-5, 20260305, +30 (days), +1y; F4 or ↓ opens a calendar."""

    def __init__(self, today: Callable[[], date], value: date | None = None, *, hint: str = "") -> None:
        super().__init__(value.isoformat() if value else "")
        self._today = today
        self.setMaximumWidth(theme.px(180))
        self.setPlaceholderText(hint or _("e.g. 2026-03-05"))
        self.setToolTip(_("Date: 2026-03-05, 3-5, +30 (days), +1y. The ↓ key opens a calendar."))
        action = self.addAction(theme.icon("calendar", theme.tokens().mute), QLineEdit.ActionPosition.TrailingPosition)
        action.triggered.connect(self.open_calendar)
        action.setToolTip(_("Choose from a calendar"))

    def value(self) -> date | None:
        """Return the date, None where nothing is typed; refused in words when it is no date."""
        text = self.text().strip()
        if not text:
            return None
        found = read_date(text, self._today())
        if found is None:
            refuse(self.objectName(), N_("“{value}” is not a date: write it as 2026-03-05."), value=text[:_SHOWN])
        return found

    def or_today(self) -> date:
        """Return the date, today while what is typed is none."""
        return read_date(self.text().strip(), self._today()) or self._today()

    def required(self) -> date:
        """Return the date; refused where nothing is typed."""
        found = self.value()
        if found is None:
            refuse(self.objectName(), N_("Type a date, such as 2026-03-05."))
        return found

    def set_value(self, day: date | None) -> None:
        """Show a date."""
        self.setText(day.isoformat() if day else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar by key."""
        if event.key() == Qt.Key.Key_Down:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        """Write out what was abbreviated."""
        found = read_date(self.text().strip(), self._today())
        if found is not None:
            self.setText(found.isoformat())
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def open_calendar(self) -> None:
        """Let a day be chosen from a calendar below the field."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("class", "popup")
        calendar = QCalendarWidget()
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = read_date(self.text().strip(), self._today()) or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def chosen(picked: QDate) -> None:
            self.setText(date(picked.year(), picked.month(), picked.day()).isoformat())
            popup.close()
            self.setFocus()

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        popup.setLayout(column(calendar, margins=(S2, S2, S2, S2)))
        popup.adjustSize()
        popup.move(self.mapToGlobal(QPoint(0, self.height() + S1)))
        popup.show()
        calendar.setFocus()


def read_date(text: str, today: date) -> date | None:
    """Read a date as people type it, None when it is none; without a year it is this year's."""
    after = _AFTER.fullmatch(text)
    if after:
        return _later(today, int(after[1]), after[2])
    match = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1] or today.year), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _later(today: date, count: int, unit: str) -> date | None:
    days = {"w": 7, "周": 7}.get(unit, 1)
    months = count * {"m": 1, "月": 1, "y": 12, "年": 12}.get(unit, 0)
    try:
        if not months:
            return today + timedelta(days=count * days)
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        for day in range(today.day, 27, -1):
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
        return date(year, month + 1, today.day)
    except (OverflowError, ValueError):
        return None


FIRST = object()
"""Stands for the first of some choices, because None may well be one of them."""


class Choices(QWidget):
    """A few choices side by side, one of them chosen; arrow keys move between them."""

    changed = Signal()

    def __init__(self, choices: Iterable[tuple[Any, str]] = (), chosen: Any = FIRST) -> None:
        super().__init__()
        self._values: list[Any] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._clicked)
        self._flow = Flow(self, gap=theme.px(6))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_choices(choices, chosen)

    def set_choices(self, choices: Iterable[tuple[Any, str]], chosen: Any = FIRST) -> None:
        """Offer other choices; the chosen one, or the first, is marked."""
        buttons = self.buttons()
        self._values = []
        for at, (value, text) in enumerate(choices):
            made = buttons[at] if at < len(buttons) else self._add(at)
            made.setText(text)
            made.setAccessibleName(text)
            self._values.append(value)
        for old in buttons[len(self._values) :]:
            self._group.removeButton(old)
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        if self._values:
            self.set_value(chosen if chosen in self._values else self._values[0])

    def _add(self, at: int) -> QPushButton:
        """Add a button behind the others, for the Tab key too."""
        made = _Choice()
        last = self._group.button(at - 1)
        self._group.addButton(made, at)
        self._flow.addWidget(made)
        if last is not None:
            QWidget.setTabOrder(last, made)
        return made

    def buttons(self) -> list[QPushButton]:
        """Return the buttons in order."""
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def value(self) -> Any:
        """Return what is chosen."""
        return self._values[self._group.checkedId()]

    def _clicked(self, at: int) -> None:
        self.setFocusProxy(self._group.button(at))
        self.changed.emit()

    def set_value(self, value: Any) -> None:
        """Choose one; a stored value that is not offered is added, so that it stays what it is."""
        if value not in self._values:
            made = self._add(len(self._values))
            made.setText(str(value))
            made.setAccessibleName(str(value))
            self._values.append(value)
        button = self._group.button(self._values.index(value))
        button.setChecked(True)
        self.setFocusProxy(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self._values:
            super().keyPressEvent(event)
            return
        self.set_value(self._values[(self._group.checkedId() + step) % len(self._values)])
        self.setFocus()
        self.changed.emit()


class _Choice(QPushButton):
    """One of several choices; the arrow keys are the row's."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("class", "choice")
        self.setCheckable(True)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the row, which also tells what was chosen."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


def combo(choices: Iterable[tuple[Any, str]], chosen: Any = None, *, whole: bool = True) -> QComboBox:
    """Return a list to choose from that drops down; `currentData()` is the value.

    Where `chosen` is not among them nothing is chosen, and `currentData()` is None: whoever reads it must refuse.
    Choices that are sentences need not show as a `whole`: such a list takes the room there is.
    """
    made = QComboBox()
    if not whole:
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for value, text in choices:
        made.addItem(text, value)
    if chosen is not None:
        choose(made, chosen)
    return made


def choose(box: QComboBox, value: Any) -> None:
    """Choose a value in a list that drops down; nothing where it is not among the choices."""
    if box.findData(value) < 0:
        box.setPlaceholderText(_("Choose…"))  # not before: with one, Qt chooses nothing by itself
    box.setCurrentIndex(box.findData(value))


def show_choice(box: QComboBox, value: Any) -> None:
    """Show a stored value in a list to choose from; one that is not offered is added, so that it stays what it is."""
    if value is not None and box.findData(value) < 0:
        box.addItem(str(value), value)
    box.setCurrentIndex(box.findData(value))


class Reads(Protocol):
    """A field that is read, or refuses to be."""

    def value(self) -> Any:
        """Return what is typed."""
        ...


class Composite(QWidget):
    """A field of a form that is made of several; the one that was read last and refused is where an error stands."""

    def __init__(self) -> None:
        super().__init__()
        self.culprit: QWidget | None = None

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or self

    def forget(self) -> None:
        """Forget what was wrong."""
        self.culprit = None

    def read(self, part: Reads, how: Callable[[], Any] | None = None) -> Any:
        """Return what a part of the field says, by its `value` or by another way of reading it."""
        try:
            return (how or part.value)()
        except Refused:
            if isinstance(part, QWidget):
                self.culprit = part
            raise


class Form(QGridLayout):
    """Labels on the left, fields on the right, and under each field the place for what is wrong with it."""

    def __init__(self, *, label_width: int = 104) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(S3)
        self.setVerticalSpacing(S3)
        self.setColumnMinimumWidth(0, theme.px(label_width))
        self.setColumnStretch(1, 1)
        self._errors: dict[str, QLabel] = {}
        self._fields: dict[str, QWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._holders: dict[str, QWidget] = {}
        self._aliases: dict[str, tuple[str, str]] = {}
        self._painted: list[QWidget] = []

    def also(self, name: str, row: str, text: str) -> None:
        """Show errors of the field `name` at a row of the form that holds it among others; `text` is its own name."""
        self._aliases[name] = (row, text)

    def add(self, name: str, text: str, field: QWidget, *, hint: str = "", beside: QWidget | None = None) -> None:
        """Add a field; `name` is the request's field, by which errors find it; `beside` stands to its right."""
        if not field.objectName():
            field.setObjectName(name)
        words, wrong = label(text, "mute"), label("", "error", wrap=True)
        words.setBuddy(field)
        field.setAccessibleName(text)
        wrong.hide()
        parts: list[QWidget] = [wrong]
        if hint:
            parts.insert(0, label(hint, "mute-small", wrap=True))
        short = isinstance(field, AmountEdit | DateEdit | CountEdit)
        line = row(field, beside, *([None] if short else [])) if beside is not None else field
        box = column(line, *parts, gap=3)
        if short and beside is None and not field.property("class"):
            box.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        whole = QWidget()
        whole.setLayout(box)
        at = self.rowCount()
        words.setContentsMargins(0, theme.px(5 if isinstance(field, Choices | QCheckBox) else 8), 0, 0)
        self.addWidget(words, at, 0, Qt.AlignmentFlag.AlignTop)
        self.addWidget(whole, at, 1)
        self._errors[name], self._fields[name], self._labels[name], self._holders[name] = wrong, field, words, whole

    def show_row(self, name: str, *, shown: bool = True) -> None:
        """Show or hide a field with its label."""
        self._labels[name].setVisible(shown)
        self._holders[name].setVisible(shown)

    def rename(self, name: str, text: str) -> None:
        """Call a field something else from now on."""
        self._labels[name].setText(text)
        self._fields[name].setAccessibleName(text)

    def widen(self, name: str) -> None:
        """Let a field take the whole width; its label is for those alone who hear it."""
        place: Any = self.getItemPosition(self.indexOf(self._holders[name]))
        self._labels[name].hide()
        self.addWidget(self._holders[name], place[0], 0, 1, 2)

    def focus(self, name: str) -> None:
        """Go to a field."""
        self._fields[name].setFocus(Qt.FocusReason.TabFocusReason)

    def labels(self) -> dict[str, str]:
        """Return what the fields are called on screen, by name."""
        aliases = {name: text for name, (_row, text) in self._aliases.items()}
        return {name: words.text() for name, words in self._labels.items()} | aliases

    def fields(self) -> list[QWidget]:
        """Return the fields in the order of the form, hidden or not."""
        return list(self._fields.values())

    def has(self, name: str) -> bool:
        """Whether a field of that name is there to show an error at."""
        name = self._aliases.get(name, (name, ""))[0]
        return name in self._fields and not self._holders[name].isHidden()

    def wrong(self, name: str) -> QLabel:
        """Return where it stands what is wrong with a field."""
        return self._errors[self._aliases.get(name, (name, ""))[0]]

    def complain(self, name: str, text: str, *, go: bool = True) -> None:
        """Say at a field what is wrong with it, and go there."""
        name = self._aliases.get(name, (name, ""))[0]
        wrong, field = self._errors[name], self._fields[name]
        if isinstance(field, Composite):
            field = field.place()
        wrong.setText(text)
        wrong.show()
        show_wrong(field, text)
        self._painted.append(field)
        if go:
            field.setFocus()

    def forgive(self) -> None:
        """Take all complaints back."""
        for wrong in self._errors.values():
            wrong.hide()
        for field in self._painted:
            if isValid(field):
                show_wrong(field, "")
        self._painted.clear()
        for field in self._fields.values():
            if isinstance(field, Composite):
                field.forget()


def show_wrong(field: QWidget, text: str) -> None:
    """Show by its frame, and say to a screen reader, that something is wrong with a field; a blank takes it back."""
    field.setProperty("wrong", "true" if text else "false")
    field.style().unpolish(field)
    field.style().polish(field)
    field.setAccessibleDescription(text)


def copy_text(text: str) -> None:
    """Put text where it can be pasted from."""
    QApplication.clipboard().setText(text)
