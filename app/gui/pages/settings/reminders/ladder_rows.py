"""The rows of the tables of steps: one step of a ladder, one line of patience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.core.reminder.kinds import Tone, Way
from app.core.reminder.ladder import Gentler
from app.gui import theme
from app.gui.dialogs.policy_words import text_name, tone_name
from app.gui.dialogs.reminder_words import way_name
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.fields import Composite, CountEdit, combo, show_choice
from app.gui.widgets.several import Several
from app.i18n.catalog import _, pgettext

ORDER = (Way.MESSAGE, Way.SERVICE, Way.EMAIL, Way.PHONE, Way.LETTER, Way.OWNER)
"""The ways as they are offered, and taken: what is quick first."""

_TEXTS = ("overdue_gentle", "overdue_firm", "overdue_final")
_DAY, _WAYS, _TONE, _TEXT, _CROSS = 76, 150, 104, 150, 34


class _PartsInLine(Composite):
    """Fields side by side under the heads of a table."""

    changed = Signal()

    def __init__(self, parts: Mapping[str, QWidget], widths: Sequence[int]) -> None:
        super().__init__()
        self.parts = dict(parts)
        self.setLayout(_line(list(self.parts.values()), widths))
        self.setFocusProxy(next(iter(self.parts.values())))

    def name_it(self, text: str) -> None:
        """Name every field by what it is for."""
        for name, part in zip(self.names(), self.parts.values(), strict=True):
            part.setAccessibleName(f"{text} {name}")

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return what the fields are called."""
        return ()

    def place(self) -> QWidget:
        """Return the field an error is shown at."""
        return self.culprit or next(iter(self.parts.values()))

    def _touched(self, *_args: object) -> None:
        self.changed.emit()


class StageRow(_PartsInLine):
    """One step: the day, the ways, the tone, the text."""

    def __init__(self) -> None:
        self.days = CountEdit(most=3650)
        self.ways = Several(_("Choose…"))
        self.tone = combo([(tone.value, tone_name(tone)) for tone in Tone], whole=False)
        texts = [("", pgettext("text", "None")), *((name, text_name(name)) for name in _TEXTS)]
        self.text = combo(texts, whole=False)
        parts = {"days": self.days, "ways": self.ways, "tone": self.tone, "template": self.text}
        super().__init__(parts, (_DAY, _WAYS, _TONE, _TEXT))
        self.ways.set_words(way_name(way) for way in ORDER)
        self.days.textChanged.connect(self._touched)
        self.ways.changed.connect(self._touched)
        self.tone.currentIndexChanged.connect(self._touched)
        self.text.currentIndexChanged.connect(self._touched)

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return what the fields are called."""
        return _("Days overdue"), _("Way"), _("Tone"), pgettext("reminders", "Text")

    @classmethod
    def heads(cls) -> QWidget:
        """Return the heads over the rows."""
        return _heads(cls.names(), (_DAY, _WAYS, _TONE, _TEXT))

    def value(self) -> dict[str, Any]:
        """Return the step as a change gives it."""
        return {
            "days": self.read(self.days),
            "ways": [way.value for way in ORDER if way_name(way) in self.ways.value()],
            "tone": self.tone.currentData(),
            "template": self.text.currentData(),
        }

    def show_value(self, value: Mapping[str, Any]) -> None:
        """Show a step."""
        self.days.setText(str(value["days"]))
        self.ways.set_value([way_name(Way(way)) for way in value["ways"]])
        show_choice(self.tone, value["tone"])
        show_choice(self.text, value["template"])


class PatienceRow(_PartsInLine):
    """How many days more a customer of so many years has."""

    def __init__(self) -> None:
        self.years, self.more = CountEdit(most=100), CountEdit(least=0, most=3650)
        super().__init__({"years": self.years, "extra_days": self.more}, (_WAYS, _WAYS))
        self.years.textChanged.connect(self._touched)
        self.more.textChanged.connect(self._touched)

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return what the fields are called."""
        return _("Customer for years"), _("Days more for each step")

    @classmethod
    def heads(cls) -> QWidget:
        """Return the heads over the rows."""
        return _heads(cls.names(), (_WAYS, _WAYS))

    def value(self) -> dict[str, Any] | None:
        """Return years and days, None where nothing is typed."""
        if not (self.years.text().strip() or self.more.text().strip()):
            return None
        return Gentler(self.read(self.years), self.read(self.more))._asdict()

    def show_value(self, value: Mapping[str, Any]) -> None:
        """Show years and days."""
        self.years.setText(str(value["years"]))
        self.more.setText(str(value["extra_days"]))


def _line(parts: Sequence[QWidget], widths: Sequence[int]) -> QHBoxLayout:
    line = row(*parts, gap=theme.px(6))
    for at, (part, width) in enumerate(zip(parts, widths, strict=True)):
        part.setMinimumWidth(theme.px(width))
        if isinstance(part, CountEdit):
            part.setMaximumWidth(theme.px(width) if width == _DAY else 16_777_215)
        line.setStretch(at, 0 if width == _DAY else width)
        if isinstance(part, QComboBox):
            part.setMinimumContentsLength(4)
    return line


def _heads(names: Sequence[str], widths: Sequence[int]) -> QWidget:
    words = [label(name, "mute-small", wrap=True) for name in names]
    line = _line(words, widths)
    words[0].setMaximumWidth(theme.px(widths[0]) if widths[0] == _DAY else 16_777_215)
    line.addSpacing(theme.px(_CROSS))
    return holder(line)
