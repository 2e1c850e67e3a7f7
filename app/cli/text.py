"""Writing for a terminal: sentences from messages, tables that line up, and nothing that comes alive."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import date

from app.core.money import Money
from app.errors import CounterbookError, Message
from app.i18n import format as fmt
from app.i18n.catalog import _


def sentence(error: CounterbookError, currency: str = "", decimals: int = 2, language: str = "en") -> str:
    """Return an error as one sentence in the user's language."""
    return fill(error.message, currency, decimals, language)


def fill(message: Message, currency: str, decimals: int, language: str) -> str:
    """Translate a message and put its values in, as this language writes them."""
    values = {name: _shown(value, currency, decimals, language) for name, value in message.values.items()}
    return harmless(_(message.text).format_map(values))


def _shown(value: object, currency: str, decimals: int, language: str) -> str:
    if isinstance(value, Money):
        return (
            fmt.money(value.minor, currency, decimals, language)
            if currency
            else fmt.amount(value.minor, decimals, language)
        )
    if isinstance(value, date):
        return fmt.short_date(value)
    if isinstance(value, Message):
        return fill(value, currency, decimals, language)
    if isinstance(value, tuple):
        return _(", ").join(_shown(each, currency, decimals, language) for each in value)
    return str(value)


def harmless(text: str) -> str:
    """Replace what a terminal would obey (control characters, direction marks) by a visible sign."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _OBEYED else c for c in text)


def harmless_json(text: str) -> str:
    """Write what a terminal would obey as JSON's own escapes: the same value to every program that reads it."""
    if text.isprintable():
        return text
    return "".join(
        json.dumps(c)[1:-1] if c != "\x7f" and unicodedata.category(c) in _OBEYED else c for c in text
    ).replace("\x7f", "\\u007f")


_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def width(text: str) -> int:
    """Return how many columns a terminal gives a text: Han characters take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Lay rows out in columns as wide as their longest cell; `right` are the columns of figures."""
    cells = [[harmless(cell) for cell in row] for row in (headers, *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(headers))]
    lines = ["  ".join(_pad(row[i], widths[i], right=i in right) for i in range(len(headers))) for row in cells]
    lines.insert(1, "  ".join("─" * w for w in widths))
    return "\n".join(line.rstrip() for line in lines)


def _pad(text: str, columns: int, *, right: bool) -> str:
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def iso(day: date | None) -> str | None:
    """Return a day as JSON has it: 2026-01-31, or null."""
    return None if day is None else day.isoformat()


def iso_cell(day: date | None) -> str:
    """Return a day as a cell of a table has it: 2026-01-31, or nothing."""
    return "" if day is None else day.isoformat()
