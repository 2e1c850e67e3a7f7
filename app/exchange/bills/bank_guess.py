"""What the columns of a bank's table are, by their names and by what stands in them; tables without a header."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from app.core.requests import Tender
from app.exchange.bills import reading as r
from app.exchange.bills.bank_names import CAME_IN, NAMES, SIGNS, TEXTS, WEAK_WORDS, WENT_OUT
from app.exchange.bills.reading import Columns, Line

HEAD_LINES = 40
"""A table begins within so many rows."""

_DAY = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d{6}$"
    r"|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4}"
)
_LONGEST_AMOUNT = 14  # longer ones are numbers of accounts
_OWN_OR_OTHERS = frozenset({"accountnumber", "iban"})
_CODE = re.compile(r"[(（]\s*([A-Za-z]{3}|[€£])\s*[)）]\s*$")
_SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD", "HK$": "HKD", "NT$": "TWD"}


def header_at(lines: Sequence[Line]) -> int | None:
    """Return the index of the likeliest header of a table whose names are not known: the first of the widest rows.

    None where that is a line of the table already, and nothing above it bears names.
    """
    widths = [sum(map(bool, line.cells)) for line in lines[:HEAD_LINES]]
    at = max(range(len(widths)), key=lambda each: widths[each], default=None)
    if at is None or not _is_line(lines[at].cells):
        return at
    above = lines[at - 1].cells if at else []
    is_named = sum(map(bool, above)) > 1 and len(above) == len(lines[at].cells) and not any(map(_figure, above))
    return at - 1 if is_named else None


def headed(lines: Sequence[Line]) -> list[Line]:
    """Return rows with a header where they have none: its columns are called 1/5, 2/5 … in the order they stand in."""
    first = next((at for at, line in enumerate(lines[:HEAD_LINES]) if _is_line(line.cells)), None)
    if first is None or header_at(lines) is not None:
        return list(lines)
    width = max(len(line.cells) for line in lines[first : first + HEAD_LINES])
    names = [f"{nth}/{width}" for nth in range(1, width + 1)]
    return [*lines[:first], Line(lines[first].number, names), *lines[first:]]


def tells_days(rows: Sequence[Line]) -> bool:
    """Whether a day stands in any of the first rows; where none does, nobody can say which column is what."""
    return any(_is_day(cell) for line in rows[:HEAD_LINES] for cell in line.cells)


def _is_day(cell: str) -> bool:
    if _DAY.match(cell):
        return True
    try:
        r.day_and_time("", cell)
    except r.BadCell:
        return False
    return True


def _is_line(cells: Sequence[str]) -> bool:
    day = next((at for at, cell in enumerate(cells) if _DAY.match(cell)), None)
    return day is not None and any(_figure(cell) for at, cell in enumerate(cells) if at != day)


def _figure(cell: str) -> bool:
    """Whether a cell may be an amount."""
    text = r.said(cell)
    return 0 < len(text) <= _LONGEST_AMOUNT and any(r.amount_or_none(text, 2, point) is not None for point in ".,")


def by_content(header: Sequence[str], rows: Sequence[Line]) -> dict[str, str]:
    """Return what stands in the columns of a table whose names are not known: its day, its amount, its balance."""
    looked = rows[:HEAD_LINES]
    cells = {
        name: [line.cells[at] for line in looked if at < len(line.cells) and line.cells[at]]
        for at, name in enumerate(header)
        if name
    }
    day = next((name for name, each in cells.items() if each and all(map(_DAY.match, each))), "")
    figures = [name for name, each in cells.items() if name != day and each and all(map(_figure, each))]
    whole = [name for name in figures if len(cells[name]) == len(looked)]
    found = {"date": day}
    if len(figures) in (1, 2) and len(whole) == len(figures):
        found |= dict(zip(("amount", "balance"), whole, strict=False))
    return found


def by_names(header: Sequence[str], rows: Sequence[Line]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the names of the columns tell, and those in which somebody wrote what it is for.

    A column of account numbers in which one stands alone is the shop's own: no payer is known by it.
    """
    columns = Columns(header)
    found = {name: columns.name(*names) for name, names in NAMES.items() if columns.has(*names)}
    if found.get("time") == found.get("date"):
        found.pop("time", None)
    if "came" in found and "went" in found:  # each says more than an amount that may have no sign
        found.pop("amount", None)
    if "name" not in found:  # one column for both sides
        found.pop("payee", None)
        found.pop("payee_account", None)
    account = found.get("account", "")
    if r.plain_name(account) in _OWN_OR_OTHERS and len({columns.get(line.cells, account) for line in rows} - {""}) < 2:  # noqa: PLR2004
        found.pop("account")
    if "state" not in found and columns.has("buchungstag") and columns.has("info"):  # CSV-CAMT of German banks
        found["state"] = columns.name("info")
    texts = tuple(columns.name(name) for name in TEXTS if columns.has(name))
    return found, tuple(dict.fromkeys(texts))


def sign_column(columns: Columns, rows: Sequence[Line]) -> str:
    """Return the column that says in or out of each line, if there is one whose every word is known.

    One whose name says nothing counts too, but not by letters and signs that may stand for anything.
    """
    for name in SIGNS:
        words = _words(columns, name, rows) if columns.has(name) else set()
        if words and words <= CAME_IN | WENT_OUT:
            return columns.name(name)
    for name in filter(None, columns.header):
        words = _words(columns, name, rows)
        both = bool(words & CAME_IN) and bool(words & WENT_OUT)
        if words and words <= CAME_IN | WENT_OUT and (both or not words & WEAK_WORDS):
            return name
    return ""


def _words(columns: Columns, name: str, rows: Sequence[Line]) -> set[str]:
    return {columns.get(line.cells, name).casefold() for line in rows}


def joined_rows(columns: Columns, texts: Sequence[str], rows: Sequence[Line]) -> list[Line]:
    """Return rows with the words that stand below one of them, under its own, put behind these."""
    places = {at for name in texts if (at := columns.find(name))}  # a sum's name stands in the first column
    found: list[Line] = []
    for line in rows:
        filled = {at for at, cell in enumerate(line.cells) if cell}
        if not found or not filled or not filled <= places or len(found[-1].cells) != len(line.cells):
            found.append(line)
            continue
        both = zip(found[-1].cells, line.cells, strict=True)
        found[-1] = Line(found[-1].number, [" ".join(filter(None, pair)) for pair in both])
    return found


def all_named(names: tuple[str, ...], rows: Sequence[Line]) -> tuple[str, ...]:
    """Return the names of columns with one for those without, where something stands in each of their cells: (13)."""

    def is_filled(at: int) -> bool:
        return bool(rows) and all(at < len(line.cells) and line.cells[at] for line in rows)

    return tuple(name or (f"({at + 1})" if is_filled(at) else "") for at, name in enumerate(names))


class _Amounts(Protocol):
    @property
    def amount(self) -> str: ...
    @property
    def came(self) -> str: ...
    @property
    def went(self) -> str: ...


def currency_of(layout: _Amounts, get: Callable[[str], str]) -> str:
    """Return the money of a line as its amounts say it, `12,50 €`, or the name of their column, `Amount (EUR)`.

    A dollar sign alone is one of many currencies; blank where nothing is said.
    """
    names = [name for name in (layout.amount, layout.came, layout.went) if name]
    for cell in map(get, names):
        match = r.CURRENCY.search(cell)
        if match is not None:
            return _SYMBOLS.get(match[0], match[0].upper())
    said = {match[1].upper() for name in names if (match := _CODE.search(name))}
    codes = {_SYMBOLS.get(each, each) for each in said}
    return codes.pop() if len(codes) == 1 and codes <= _KNOWN else ""


_WAYS = (
    (re.compile("微信|we ?chat|weixin", re.IGNORECASE), Tender.WECHAT),
    (re.compile("支付宝|alipay|花呗", re.IGNORECASE), Tender.ALIPAY),
)


def way_of(word: str) -> Tender:
    """Return by which service a line of one who collects for shops came."""
    return next((way for known, way in _WAYS if known.search(word)), Tender.BANK)


_KNOWN = frozenset(code.upper() for code in r.CODES.split())
