"""What one person prefers at one computer: language, looks, the books opened before, where the window stood.

Kept as a small JSON file beside the system's other settings. Nothing in it matters to a book: a file that is damaged
is put aside and the program begins with what everybody begins with.
"""

import contextlib
import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.i18n.catalog import LANGUAGES

THEMES = ("system", "light", "dark")
TEXT_SIZES = (90, 100, 110, 125, 150)
"""Sizes of text offered, in percent."""

MOST_FOLDERS = 5
"""To how many places backups go."""

RECENT = 8
"""How many books are remembered."""

_MOST_NUDGE = 20  # mm, as in core.envelope
_MOST_WARN = 365  # days
_MOST_KEPT = 1_000
_WIDEST = 10_000  # pixels
_MAX_FILE = 1_000_000  # bytes; what is longer was not written here


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A person's preferences; `language` "" follows the book, then the system; `columns` holds lists' columns by name.

    `recent` are the books opened before, the last first. `geometry` is the window's place as Qt writes it, in Base64.
    `label_sheet` is the shop's own sheet of labels, as `core.labels.read_sheet` reads it.
    `nudges` are how far addresses are shifted to the right and down, in mm, by `printer|form`; see `nudge`.
    `widths` are those a person has given the columns of lists, by list and column, in pixels at the base text size.
    `reminder_notice` is whether to be told once a day how many reminders wait, `noticed_on` the last day of it, as ISO.
    `backup_folders` are where backups go, `backup_keep` how many days, weeks and months of them are kept,
    `backup_daily` and `backup_closing` when they are made by themselves, `backup_warn_days` after how many days without
    a good one the owner is told.
    `version_check` is whether the program may ask for newer versions by itself, `version_asked_on` when it last did.
    """

    language: str = ""
    theme: str = "system"
    text_size: int = 100
    book: str = ""
    recent: tuple[str, ...] = ()
    geometry: str = ""
    printer: str = ""
    label_sheet: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nudges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    widths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    reminder_notice: bool = False
    noticed_on: str = ""
    version_check: bool = False
    version_asked_on: str = ""
    backup_folders: tuple[str, ...] = ()
    backup_keep: tuple[int, int, int] = (7, 4, 12)
    backup_daily: bool = True
    backup_closing: bool = True
    backup_warn_days: int = 7

    def with_book(self, path: Path) -> "Preferences":
        """Return the preferences with a book as the one to open next time, and as the first of those before."""
        others = [each for each in self.recent if each != str(path)]
        return replace(self, book=str(path), recent=(str(path), *others)[:RECENT])

    def nudge(self, printer: str, form: str) -> tuple[float, float]:
        """Return how far addresses on a form are shifted on a printer, in mm to the right and down."""
        return self.nudges.get(f"{printer}|{form}", (0.0, 0.0))

    def with_nudge(self, printer: str, form: str, shift: tuple[float, float]) -> "Preferences":
        """Return the preferences with the shift of a form on a printer remembered; one of nothing is forgotten."""
        others = {name: each for name, each in self.nudges.items() if name != f"{printer}|{form}"}
        return replace(self, nudges={**others, f"{printer}|{form}": shift} if any(shift) else others)

    def with_widths(self, name: str, widths: Mapping[str, int]) -> "Preferences":
        """Return the preferences with the widths of a list's columns remembered; none at all are forgotten."""
        others = {each: kept for each, kept in self.widths.items() if each != name}
        return replace(self, widths={**others, name: dict(widths)} if widths else others)

    def without_book(self, path: str) -> "Preferences":
        """Return the preferences with a book forgotten: it is gone, or the person does not want to see it listed."""
        recent = tuple(each for each in self.recent if each != path)
        return replace(self, book="" if self.book == path else self.book, recent=recent)


def load(path: Path) -> Preferences:
    """Read preferences; what is missing or of another kind is as for everybody, a damaged file is put aside."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE + 1)
    except OSError:  # none yet, or nobody may read it: then nothing is known of what it holds
        return Preferences()
    try:
        content = json.loads(raw.decode())
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or len(raw) > _MAX_FILE:
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".damaged"))
        return Preferences()
    return _from(content)


def save(path: Path, preferences: Preferences) -> None:
    """Write preferences, whole or not at all; raises OSError when that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="ascii") as file:  # names of files need not be text that UTF-8 can write
            json.dump(asdict(preferences), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _from(content: Mapping[str, Any]) -> Preferences:
    values: dict[str, Any] = {}
    for each in fields(Preferences):
        found = content.get(each.name)
        match each.name:
            case "text_size":
                if type(found) is int and found in TEXT_SIZES:
                    values["text_size"] = found
            case "recent":
                values["recent"] = _texts(found)[:RECENT]
            case "reminder_notice" | "version_check" as name:
                values[name] = found is True
            case name if name in _BY_NAME:
                values[name] = _BY_NAME[name](found)
            case "theme":
                values["theme"] = found if found in THEMES else "system"
            case "language":
                values["language"] = found if found in LANGUAGES else ""
            case name if isinstance(found, str):
                values[name] = found
    return Preferences(**values)


def _texts(found: object) -> tuple[str, ...]:
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _kept(found: object) -> tuple[int, int, int]:
    """Read how many days, weeks and months of backups are kept; at least one day's is."""
    match found:
        case [int() as days, int() as weeks, int() as months] if bool not in map(type, (days, weeks, months)):
            if days >= 1 and all(0 <= each <= _MOST_KEPT for each in (days, weeks, months)):
                return days, weeks, months
    return Preferences().backup_keep


def _folders(found: object) -> tuple[str, ...]:
    return _texts(found)[:MOST_FOLDERS]


def _days(found: object) -> int:
    return found if type(found) is int and 1 <= found <= _MOST_WARN else Preferences().backup_warn_days


def _unless_refused(found: object) -> bool:
    return found is not False


def _of_lists(read: Callable[[object], Any], found: object) -> dict[str, Any]:
    lists = found if isinstance(found, dict) else {}
    return {str(name): read(each) for name, each in lists.items()}


def _widths(found: object) -> dict[str, int]:
    columns = found if isinstance(found, dict) else {}
    return {str(key): width for key, width in columns.items() if type(width) is int and 0 < width <= _WIDEST}


def _shifts(found: object) -> dict[str, tuple[float, float]]:
    shifts = found if isinstance(found, dict) else {}
    return {str(name): (each[0], each[1]) for name, each in shifts.items() if _is_shift(each)}


def _is_shift(found: object) -> bool:
    """Whether this is a shift, across and down, of millimetres that some printer may need."""
    match found:
        case [int() | float() as x, int() | float() as y] if bool not in (type(x), type(y)):
            return all(math.isfinite(each) and abs(each) <= _MOST_NUDGE for each in (x, y))
        case _:
            return False


_BY_NAME: Mapping[str, Callable[[object], Any]] = MappingProxyType(
    {
        "columns": partial(_of_lists, _texts),
        "widths": partial(_of_lists, _widths),
        "nudges": _shifts,
        "backup_folders": _folders,
        "backup_keep": _kept,
        "backup_warn_days": _days,
        "backup_daily": _unless_refused,
        "backup_closing": _unless_refused,
    }
)
