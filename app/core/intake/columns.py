"""Telling what the columns of a file are: by their names in either language, then by what stands in them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.core.cells import Row, Value, is_filled
from app.core.intake.targets import COLUMNS, DAYS, NEEDED, As, Column, Target
from app.core.intake.values import DayOrder, Style, Unread, birthday_of, text_of, until_of
from app.errors import Message
from app.i18n.mark import N_

_STYLES = tuple(Style(days=order) for order in DayOrder)
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_SHARE = 0.6
_AMOUNTS = frozenset({"amount", "total", "金额", "金額"})
_LOOKED_AT = 200


class Match(NamedTuple):
    """What a column is thought to be, and why."""

    field: str
    at: int
    why: Message


def squeezed(name: str) -> str:
    """Return a column's name as names are compared: narrow, small, letters and digits only; brackets are left out."""
    text = re.sub(r"[(（\[].*?[)）\]]", "", unicodedata.normalize("NFKC", name)) or name
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def letters(index: int) -> str:
    """Return how spreadsheets call a column: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def headers(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns, each once: the second `id` is `id 2`; one without a name stays blank."""
    found: list[str] = []
    for cell in cells:
        name, number = cell, 1
        while name and name in found:
            number += 1
            name = f"{cell} {number}"
        found.append(name)
    return tuple(found)


def match(target: Target, names: Sequence[str], rows: Sequence[Row]) -> list[Match]:
    """Return what the columns are, each at most one thing and each thing at most one column.

    A name counts before the content; by content alone only phones are told, and names where nothing else can be one.
    """
    known = {
        squeezed(alias): (rank, column)
        for column in reversed(COLUMNS[target])
        for rank, alias in reversed(list(enumerate((column.name, *column.names))))
    }
    offers: list[tuple[int, int, Column]] = []
    for index, name in enumerate(names):
        hit = known.get(squeezed(name)) if name else None
        if hit is not None:
            offers.append((hit[0], index, hit[1]))
    taken: dict[str, Match] = {}
    used: set[int] = set()
    for _rank, index, column in sorted(offers, key=lambda offer: (offer[0], offer[1])):
        if column.name not in taken and index not in used and _fits(column, index, rows):
            why = Message(N_("The column is called “{name}”."), {"name": names[index]})
            taken[column.name] = Match(column.name, index, why)
            used.add(index)
    _by_content(target, names, rows, taken, used)
    if target in {Target.CUSTOMERS, Target.OPENINGS} and "due_on" in taken and "owed" not in taken:
        for index, name in enumerate(names):
            if index not in used and squeezed(name) in _AMOUNTS:
                why = Message(N_("It is called “{name}” and stands beside a due date."), {"name": name})
                taken["owed"] = Match("owed", index, why)
                break
    return sorted(taken.values(), key=lambda found: found.at)


def _by_content(
    target: Target, names: Sequence[str], rows: Sequence[Row], taken: dict[str, Match], used: set[int]
) -> None:
    """Take columns whose names say nothing by what stands in them."""
    offered = {column.name for column in COLUMNS[target]}
    width = max([len(names), *(len(row.values) for row in rows)], default=0)
    for index in range(width):
        texts = _texts(index, rows)
        if index in used or not texts:
            continue
        if "phones" in offered - taken.keys() and sum(map(_is_mobile, texts)) >= _SHARE * len(texts):
            taken["phones"] = Match("phones", index, Message(N_("Nearly all of its cells are mobile numbers.")))
            used.add(index)
        elif width == 1 and "no" in offered and not taken and all(text.isalnum() and text.isascii() for text in texts):
            taken["no"] = Match("no", index, Message(N_("It is the only column, and holds short codes.")))
            used.add(index)


def _is_mobile(text: str) -> bool:
    return bool(_MOBILE.fullmatch(re.sub(r"[ \-]", "", unicodedata.normalize("NFKC", text))))


def _texts(index: int, rows: Sequence[Row]) -> list[str]:
    cells = [row.values[index] for row in rows[:_LOOKED_AT] if index < len(row.values)]
    return [cell for cell in cells if isinstance(cell, str) and cell.strip()]


def _fits(column: Column, index: int, rows: Sequence[Row]) -> bool:
    """Whether what stands in a column can be what its name says: a “credit” of words is no amount.

    Words for nothing and formulas without a result speak neither for it nor against it.
    """
    cells = [row.values[index] for row in rows[:_LOOKED_AT] if index < len(row.values) and _says(row.values[index])]
    if not cells or column.read not in {As.AMOUNT, As.PHONES, *DAYS}:
        return True
    return sum(_reads(column.read, cell) for cell in cells) >= len(cells) * (1 - _SHARE)


def _says(cell: Value) -> bool:
    try:
        return is_filled(cell) and bool(text_of(cell))
    except Unread:
        return False


def _reads(how: As, cell: Value) -> bool:
    if how in DAYS:
        read = birthday_of if how is As.BIRTHDAY else until_of
        return any(_read_as(read, cell, style) for style in _STYLES)
    return any(map(str.isdigit, str(cell)))


def _read_as(read: Callable[[Value, Style], object], cell: Value, style: Style) -> bool:
    try:
        read(cell, style)
    except Unread:
        return False
    return True


def missing(target: Target, columns: Mapping[str, int], given: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of which a column is needed and none is there."""
    return tuple(group for group in NEEDED[target] if not any(name in columns or name in given for name in group))


def likeliest(names: Sequence[str], rows: Sequence[Row]) -> tuple[Target, Message]:
    """Return as what a file is most likely meant, by which of its columns are known."""
    scores = {}
    for target in Target:
        found = {each.field for each in match(target, names, rows)}
        complete = not missing(target, dict.fromkeys(found, 0), {})
        scores[target] = (complete, len(found) + _telling(target, found))
    best = max(Target, key=lambda target: (*scores[target], -list(Target).index(target)))
    text = N_("Columns that are known there: {count}.")
    return best, Message(text, {"count": len(match(best, names, rows))})


def _telling(target: Target, found: set[str]) -> int:
    """Return how much columns speak for a target that others have not."""
    telling = {
        Target.CUSTOMERS: {"phones", "street", "birthday", "name"},
        Target.OPENINGS: set() if "name" in found else {"principal", "bonus", "owed"},  # who is named may be new
        Target.MOVEMENTS: {"balance", "direction", "paid_in", "taken"},
        Target.BILLS: {"due_on", "paid_on", "reference", "quantity"},
        Target.PRICES: {"price", "kind"},
    }[target]
    return len(telling & found)
