"""Telling what the columns of a file are: by their names in either language, then by what stands in them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from app.core.cells import Row, Value, is_filled, shown
from app.core.intake.settling import Matching, settle
from app.core.intake.sides import side_of
from app.core.intake.targets import COLUMNS, DAYS, NEEDED, As, Column, Target, kind_of
from app.core.intake.titles import Match, spellings, squeezed
from app.core.intake.values import DayOrder, Style, Unread, birthday_of, text_of, until_of
from app.errors import Message
from app.i18n.mark import N_

_STYLES = tuple(Style(days=order) for order in DayOrder)
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_SHARE = 0.6
_LOOKED_AT = 200
_SHORT = 3
_ABOVE_ALL = 1000
_LEDGER = 3  # a balance that is a debit is what customers owe


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
        hit = next((known[each] for each in spellings(name) if each in known), None) if name else None
        if hit is not None:
            offers.append((hit[0], index, hit[1]))
    found = Matching(target, names, rows[:_LOOKED_AT])
    for _rank, index, column in sorted(offers, key=lambda offer: (offer[0], offer[1])):
        if column.name not in found.taken and index not in found.used and fits(target, column, index, rows):
            found.take(column.name, index, N_("The column is called “{name}”."), name=names[index])
    _by_content(found)
    settle(found)
    return sorted(found.taken.values(), key=lambda each: each.at)


def by_name(target: Target, matched: Sequence[Match]) -> list[Match]:
    """Return matches of a file that has no numbers of customers: they are known by what they are called there."""
    taken = {each.field: each for each in matched}
    if "no" in taken or "name" not in taken or target in {Target.CUSTOMERS, Target.PRICES}:
        return list(matched)
    why = Message(N_("No column has numbers of customers; they are known by what stands here."))
    return [Match("no", each.at, why) if each.field == "name" else each for each in matched]


def _by_content(found: Matching) -> None:
    """Take columns whose names say nothing by what stands in them."""
    offered = {column.name for column in COLUMNS[found.target]}
    width = max([len(found.names), *(len(row.values) for row in found.rows)], default=0)
    for index in range(width):
        texts = _texts(index, found.rows)
        if index in found.used or not texts:
            continue
        if "phones" in offered - found.taken.keys() and sum(map(_is_mobile, texts)) >= _SHARE * len(texts):
            found.take("phones", index, N_("Nearly all of its cells are mobile numbers."))
        elif (
            width == 1
            and "no" in offered
            and not found.taken
            and all(text.isalnum() and text.isascii() for text in texts)
        ):
            found.take("no", index, N_("It is the only column, and holds short codes."))


def _is_mobile(text: str) -> bool:
    return bool(_MOBILE.fullmatch(re.sub(r"[ \-]", "", unicodedata.normalize("NFKC", text))))


def _texts(index: int, rows: Sequence[Row]) -> list[str]:
    cells = [row.values[index] for row in rows[:_LOOKED_AT] if index < len(row.values)]
    return [cell for cell in cells if isinstance(cell, str) and cell.strip()]


def fits(target: Target, column: Column, index: int, rows: Sequence[Row]) -> bool:
    """Whether what stands in a column can be what its name says: a “credit” of words is no amount.

    Words for nothing and formulas without a result speak neither for it nor against it.
    """
    cells = [row.values[index] for row in rows[:_LOOKED_AT] if index < len(row.values) and _says(row.values[index])]
    words = [cell.strip() for cell in cells if isinstance(cell, str)]
    if cells and target is Target.PRICES and column.name == "kind":
        return sum(kind_of(word) is not None for word in words) * 2 >= len(cells)
    if column.name in {"side", "direction"}:
        sides = [side_of(word) for word in words if len(word) < _SHORT]
        debit = sides.count("owed") > sides.count("principal")
        return debit or target is not Target.BILLS if column.name == "side" else not any(sides)
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
        numbered = found | ({"no"} if target is Target.BILLS and "name" in found else set())
        complete = not missing(target, dict.fromkeys(numbered, 0), {})
        scores[target] = (complete, len(found) + _telling(target, found))
        if target is Target.OPENINGS and complete and {"service", "count"} <= found and _comes_again(names, rows):
            scores[target] = (complete, _ABOVE_ALL)
    best = max(Target, key=lambda target: (*scores[target], -list(Target).index(target)))
    text = N_("Columns that are known there: {count}.")
    return best, Message(text, {"count": len(match(best, names, rows))})


def _comes_again(names: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether customers have several rows, one for each of their passes."""
    at = next((each.at for each in match(Target.OPENINGS, names, rows) if each.field == "no"), None)
    numbers = [shown(row.values[at]) for row in rows if at is not None and at < len(row.values)]
    return len(set(numbers)) < len(numbers)


def _telling(target: Target, found: set[str]) -> int:
    """Return how much columns speak for a target that others have not."""
    telling = {
        Target.CUSTOMERS: {"phones", "street", "birthday", "name"},
        Target.OPENINGS: set() if "name" in found else {"principal", "bonus", "owed"},  # who is named may be new
        Target.MOVEMENTS: {"balance", "direction", "paid_in", "taken"},
        Target.BILLS: {"due_on", "paid_on", "reference", "quantity", "open", "side"},
        Target.PRICES: {"price", "kind"},
    }[target]
    more = {Target.BILLS: ("side", _LEDGER), Target.PRICES: ("price", 1)}.get(target)
    return len(telling & found) + (more[1] if more is not None and more[0] in found else 0)
