"""What cells of workbooks become: figures as spreadsheets show them, days of serial numbers."""

from datetime import datetime, time, timedelta

from app.core.cells import Broken, Covered, Figure, Marked, Row, Value, is_filled, serial_day, shown

__all__ = ["Broken", "Covered", "Figure", "Marked", "Row", "Value", "figure", "is_filled", "serial", "shown"]

_DIGITS = 15  # as many as a double holds for certain, and as many as spreadsheets show
_DAY_S = 86_400


def figure(number: float) -> Figure:
    """Return a workbook's number as text: 242.26 where its bits say 242.26000000000002."""
    if isinstance(number, int) or number.is_integer():
        return Figure(int(number)) if abs(number) < 10**_DIGITS else Figure(f"{number:.{_DIGITS - 1}E}")
    text = format(number, f".{_DIGITS}g")
    if "e" not in text:
        return Figure(text)
    return Figure(format(number, f".{_DIGITS}f").rstrip("0").rstrip("."))


def serial(number: float, *, from_1904: bool = False) -> Value:
    """Return the day (or instant) of a workbook's serial number; one the calendar does not have is `Broken`."""
    if not -1 < number < _LAST_SERIAL:
        return Broken(str(figure(number)))
    day = serial_day(int(number), from_1904=from_1904)
    if day is None:
        return Broken(str(figure(number)))
    seconds = round((number - int(number)) * _DAY_S)
    return datetime.combine(day, time()) + timedelta(seconds=seconds) if seconds else day


_LAST_SERIAL = 2_958_466
