"""What one person prefers at one computer: language, looks, the books opened before, where the window stood.

Kept as a small JSON file beside the system's other settings. Nothing in it matters to a book: a file that is damaged
is put aside and the program begins with what everybody begins with.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from app.i18n.catalog import LANGUAGES

THEMES = ("system", "light", "dark")
TEXT_SIZES = (90, 100, 110, 125, 150)
"""Sizes of text offered, in percent."""

RECENT = 8
"""How many books are remembered."""

_MAX_FILE = 1_000_000  # bytes; what is longer was not written here


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A person's preferences; `language` "" follows the book, then the system; `columns` holds lists' columns by name.

    `recent` are the books opened before, the last first. `geometry` is the window's place as Qt writes it, in Base64.
    """

    language: str = ""
    theme: str = "system"
    text_size: int = 100
    book: str = ""
    recent: tuple[str, ...] = ()
    geometry: str = ""
    printer: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_book(self, path: Path) -> "Preferences":
        """Return the preferences with a book as the one to open next time, and as the first of those before."""
        others = [each for each in self.recent if each != str(path)]
        return replace(self, book=str(path), recent=(str(path), *others)[:RECENT])

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
            case "columns":
                columns = found if isinstance(found, dict) else {}
                values["columns"] = {str(name): _texts(each) for name, each in columns.items()}
            case "theme":
                values["theme"] = found if found in THEMES else "system"
            case "language":
                values["language"] = found if found in LANGUAGES else ""
            case name if isinstance(found, str):
                values[name] = found
    return Preferences(**values)


def _texts(found: object) -> tuple[str, ...]:
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
