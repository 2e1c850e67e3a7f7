"""Fields for days and hours: a list of numbers of days, a time of day, a list of dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta

from app.errors import refuse
from app.gui import theme
from app.gui.widgets.fields import LineEdit, TextArea, read_date
from app.i18n.catalog import _
from app.i18n.mark import N_

_BETWEEN = re.compile(r"[\s,;，；、]+")
_TIME = re.compile(r"(\d{1,2})(?:[:：.]?(\d{2}))?")
_SHOWN = 40
_MOST_DIGITS = 6
_MIDNIGHT = (24, 0)  # as people write the end of a day
_LONGEST_SPAN = 62  # days a period of holidays may have


class DaysListEdit(LineEdit):
    """Numbers of days, such as 90, 30, 7."""

    def days(self) -> list[int]:
        """Return the numbers as typed; refused in words when one of them is none."""
        parts = [part for part in _BETWEEN.split(self.value()) if part]
        for part in parts:
            if not (part.isdecimal() and len(part) <= _MOST_DIGITS):
                refuse(self.objectName(), N_("“{value}” is not a number of days: write it as 7."), value=part[:_SHOWN])
        return [int(part) for part in parts]

    def show_value(self, days: Iterable[int]) -> None:
        """Show some numbers."""
        self.setText(", ".join(str(day) for day in days))


class TimeEdit(LineEdit):
    """A time of day as people type it: 22:00, 2200, 8."""

    def __init__(self) -> None:
        super().__init__(hint=_("e.g. 22:00"), most=10)
        self.setMaximumWidth(theme.px(110))

    def of_day(self) -> time:
        """Return the time; refused in words when it is none."""
        text = unicodedata.normalize("NFKC", self.value())
        if not text:
            refuse(self.objectName(), N_("Type a time of day, such as 22:00."))
        match = _TIME.fullmatch(text)
        try:
            if match is not None and text.isascii():
                hour, minute = int(match[1]), int(match[2] or 0)
                return time() if (hour, minute) == _MIDNIGHT else time(hour, minute)
        except ValueError:
            pass
        refuse(self.objectName(), N_("“{value}” is not a time of day: write it as 22:00."), value=text[:_SHOWN])

    def show_value(self, value: time) -> None:
        """Show a time."""
        self.setText(f"{value:%H:%M}")


_SPAN = re.compile(r"\s*(?:–|—|~|～|至|\bto\b|\s-\s)\s*")


class DatesEdit(TextArea):
    """Dates, one or a period of them a line: 2026-10-01 – 2026-10-08. Without a year the next such day is meant."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(lines=4, most=4000, hint="2026-10-01 – 2026-10-08\n2027-01-01")
        self._today = today

    def days(self) -> frozenset[date]:
        """Return the days; refused in words at the first line that has none."""
        found: set[date] = set()
        for line in self.value().splitlines():
            for part in re.split(r"[,，;；、]", line):
                if part.strip():
                    found |= self._span(part.strip())
        return frozenset(found)

    def _span(self, text: str) -> set[date]:
        first, last = self._ends(_SPAN.split(text))
        if first is None or last is None:
            refuse(self.objectName(), N_("“{value}” is not a date: write it as 2026-03-05."), value=text[:_SHOWN])
        if not timedelta() <= last - first <= timedelta(days=_LONGEST_SPAN):
            refuse(
                self.objectName(),
                N_("“{value}” is no period: write the first day, then the last, at most {most} days later."),
                value=text[:_SHOWN],
                most=_LONGEST_SPAN,
            )
        return {first + timedelta(days=at) for at in range((last - first).days + 1)}

    def _ends(self, parts: Sequence[str]) -> tuple[date | None, date | None]:
        """Return the first and the last day, None for what is none; what is over this year comes next year."""
        today = self._today()
        first, last = _period(parts, today)
        if last is not None and last < today:
            first, last = _period(parts, date(today.year + 1, 1, 1))  # a year somebody wrote stays
        return first, last

    def show_days(self, days: Iterable[date]) -> None:
        """Show days, those that follow each other as a period."""
        spans: list[tuple[date, date]] = []
        for day in sorted(days):
            if spans and day - spans[-1][1] == timedelta(days=1):
                spans[-1] = (spans[-1][0], day)
            else:
                spans.append((day, day))
        self.setPlainText("\n".join(_written(*span) for span in spans))


def _period(parts: Sequence[str], today: date) -> tuple[date | None, date | None]:
    first = read_date(parts[0], today)
    if first is None or len(parts) == 1:
        return first, first
    last = read_date(parts[1], first) if len(parts) == 2 else None
    if last is not None and last < first:
        last = read_date(parts[1], date(first.year + 1, 1, 1))  # over New Year
    return first, last


def _written(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first} – {last}"
