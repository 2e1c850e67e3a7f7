"""What all readers of bills share: text out of bytes, rows with their lines, columns by their names, amounts, days."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.core.incoming import BadRow
from app.core.money import MAX_MINOR
from app.errors import BookUnusable, Message, Refused, refuse, system_reason
from app.exchange import guess
from app.exchange.bills.packed import BOOKS, too_large, unpacked
from app.i18n.mark import N_

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are no bill of a shop."""

MAX_LINES = 200_000
"""More lines take more memory and time than a bill is worth: they are a year's, or somebody's joke."""

MAX_MARKS = 6_000_000
"""The most tags, and the most cells, of one file: each takes a hundred times the room it has in the file."""

_MARKS = (b"<", b",", b";", b"\t", b"|")

_MAX_CELL = 200
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_T = TypeVar("_T")


class File(NamedTuple):
    """A file as read: its bytes, unpacked, and the digest of the file itself; of one among others packed, its own.

    `path` is where it stands as it is, None where it was unpacked; `refused` why it could not be.
    """

    content: bytes
    sha256: bytes
    name: str
    path: Path | None = None
    refused: Message | None = None


class Line(NamedTuple):
    """A row of a file: its line, counted from 1, and its cells."""

    number: int
    cells: list[str]


class BadCell(ValueError):
    """A cell that is not what its column holds."""

    def __init__(self, column: str, value: str, reason: Message) -> None:
        super().__init__(str(reason))
        self.column = column
        self.value = value[:_MAX_CELL]
        self.reason = reason


def read_file(path: Path) -> File:
    """Read a file that holds one bill; refused as `read_files` does, and where it holds several."""
    found = read_files(path)
    if len(found) > 1:
        text = N_("file: “{name}” holds {count} files; unpack it and choose one.")
        refuse("file", text, name=path.name, count=len(found))
    return found[0]


def read_files(path: Path) -> list[File]:
    """Read a file whole, those packed in it each; raises `Refused` where that cannot be, or for what is too large."""
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        text = N_("“{name}” cannot be read: {reason}.")
        raise BookUnusable(Message(text, {"name": path.name, "reason": system_reason(error)})) from error
    if len(content) > MAX_BYTES:
        too_large(path.name)
    sha256 = hashlib.sha256(content).digest()
    packed = unpacked(content, path.name, MAX_BYTES)
    if len(packed) > 1:
        return [File(e.content, hashlib.sha256(e.content).digest(), e.name, None, e.refused) for e in packed]
    if packed[0].refused is not None:
        raise Refused("file", packed[0].refused)
    return [File(packed[0].content, sha256, path.name, path if packed[0].content is content else None)]


def check_size(file: File) -> None:
    """Refuse a file without data, or with more lines or cells than a bill has."""
    if file.refused is not None:
        raise Refused("file", file.refused)
    if not file.content.strip():
        refuse("file", N_("file: “{name}” has no data."), name=file.name)
    if not file.content.startswith(BOOKS) and _is_endless(file.content):
        too_large(file.name)


def _is_endless(content: bytes) -> bool:
    lines = max(content.count(b"\n"), content.count(b"\r"))
    return lines > MAX_LINES or any(content.count(mark) > MAX_MARKS for mark in _MARKS)


def decoded(file: File) -> tuple[str, str]:
    """Return the text of a file and its encoding: by its mark, else UTF-8 where it is that, else the likeliest.

    Encodings are compared by what each makes of the file; one that none of them reads whole is refused.
    """
    for mark, name in _BOMS:
        if file.content.startswith(mark):
            return _decode(file, [name])
    try:
        return file.content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(file, [each.encoding for each in guess.encodings(file.content[: guess.SAMPLE])])


def _decode(file: File, encodings: Sequence[str]) -> tuple[str, str]:
    for encoding in encodings:
        try:
            return file.content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    refuse("file", N_("file: the characters of “{name}” cannot be read; save it as UTF-8."), name=file.name)


def csv_lines(text: str, separator: str = ",") -> list[Line]:
    """Return the rows of a text; each bears the line it begins at. Refuses a quote that is never closed."""
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    begin = 1
    try:
        for cells in reader:
            lines.append(Line(begin, [plain_cell(cell) for cell in cells]))
            begin = reader.line_num + 1
    except csv.Error:
        refuse("file", N_("file: line {line} cannot be read."), line=begin)
    if lines and text.count('"') % 2:
        last = next((each for each in lines if any("\n" in cell for cell in each.cells)), lines[-1])
        refuse("file", N_("file: a quotation mark in line {line} is never closed."), line=last.number)
    return lines


def plain_cell(cell: str) -> str:
    """Return a cell without what bills put around it: backticks, tabs, blanks, `="…"`, and dashes for nothing."""
    text = cell.replace("\x00", "").strip(" \t\r\n\ufeff\u3000`")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return "" if len(text) > 1 and not text.strip("-") else text


# ---- columns --------------------------------------------------------------------------------------------------------

_WIDE = str.maketrans("（）：／＋－０１２３４５６７８９．，", "():/+-0123456789.,")


_SIMPLIFIED = str.maketrans(
    "額餘對戶帳賬號記備註說貸幣別細轉時間類單據領經辦憑證筆結匯",
    "额余对户账账号记备注说贷币别细转时间类单据领经办凭证笔结汇",
)


CODES = "cny rmb usd eur gbp hkd mop twd ntd sgd jpy krw aud nzd cad chf myr thb inr dkk sek nok pln czk huf aed"
"""Codes of money that may stand behind the name of a column."""
_UNIT = re.compile(rf"\([+-]?(?:元|人民币|[￥¥€$£]|utc|{CODES.replace(' ', '|')})\)$")


@lru_cache(maxsize=1000)
def plain_name(cell: str) -> str:
    """Return the name of a column as it is compared: narrow, in small letters, without blanks, units and translations.

    Some banks name a column twice: `交易日期[ Transaction Date ]`.
    """
    text = re.sub(r"\s+", "", cell.translate(_WIDE)).lower().translate(_SIMPLIFIED)
    text = re.sub(r"(?<=.)\[.*\]$", "", text).replace("/元", "")
    return _UNIT.sub("", text)


class Columns:
    """The columns of a header by their names; asked for by any of several names."""

    def __init__(self, header: Sequence[str]) -> None:
        self.header = tuple(header)
        self._at: dict[str, int] = {}
        self._found: dict[tuple[str, ...], int | None] = {}
        for index, cell in enumerate(header):
            self._at.setdefault(plain_name(cell), index)

    def has(self, *names: str) -> bool:
        """Whether there is a column of one of some names."""
        return self.find(*names) is not None

    def find(self, *names: str) -> int | None:
        """Return the index of the first column that has one of some names, in the order of the names."""
        if names not in self._found:
            found = (self._at[name] for each in names if (name := plain_name(each)) in self._at)
            self._found[names] = next(found, None)
        return self._found[names]

    def get(self, cells: Sequence[str], *names: str) -> str:
        """Return the cell under the first of some names, blank where there is none."""
        index = self.find(*names)
        return cells[index] if index is not None and index < len(cells) else ""

    def name(self, *names: str) -> str:
        """Return what the column is called in the file."""
        index = self.find(*names)
        return names[0] if index is None else self.header[index]


def rows_after(lines: Sequence[Line], is_header: Callable[[Sequence[str]], bool]) -> tuple[Columns, int] | None:
    """Return the columns of the first row that is a header, and the index of the row after it."""
    for index, line in enumerate(lines):
        if is_header(line.cells):
            return Columns(line.cells), index + 1
    return None


def each_row(lines: Iterable[Line], read: Callable[[Line], Iterable[_T]], bad: list[BadRow]) -> Iterator[_T]:
    """Yield what is read of each row; one that cannot be read goes to `bad` with its line, column, value and reason."""
    for line in lines:
        try:
            yield from list(read(line))
        except BadCell as error:
            bad.append(BadRow(line.number, error.column, error.value, error.reason))


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYLIKE = re.compile(r"\d{1,4}[-/.年 ]?\d|\d{1,2}[- ]?(?:" + "|".join(_MONTHS) + ")", re.IGNORECASE)
_SUMS = re.compile(
    r"合计|总计|小计|共计|总额|余额|结转|承前|笔数|^共|total|balance|brought forward|carried forward", re.IGNORECASE
)


def is_foot(cells: Sequence[str], day: str, amounts: Iterable[str] = ()) -> bool:
    """Whether a row without a day (in the cell where one would stand) is words or sums below a table, not a line of it.

    A line that lost its day is none: it has an amount or more cells than two, and does not begin with a sum's name.
    """
    if _DAYLIKE.match(day):
        return False
    filled = [cell for cell in cells if cell]
    few = len(filled) <= 2 and not any(amount_or_none(each, 2) is not None for each in amounts)  # noqa: PLR2004
    return few or _SUMS.search(filled[0]) is not None


def check_width(columns: Columns, line: Line) -> None:
    """Refuse a row that has fewer or more filled cells than there are columns: it may be shifted."""
    wanted = len(columns.header)
    cells = line.cells
    while len(cells) > wanted and not cells[-1]:
        cells = cells[:-1]
    least = wanted - sum(1 for name in columns.header if not name)
    if not least <= len(cells) <= wanted:
        reason = Message(
            N_("this line has {count} cells, the header has {wanted}"), {"count": len(cells), "wanted": wanted}
        )
        raise BadCell("", " | ".join(line.cells), reason)


# ---- values ---------------------------------------------------------------------------------------------------------

_SIGNS = str.maketrans(
    {"￥": "", "¥": "", "元": "", "＋": "+", "－": "-", "−": "-", " ": "", "\u00a0": "", "\u202f": "", "'": "", "’": ""}
)
CURRENCY = re.compile(rf"(?:US|HK|NT)?\$|[€£]|(?<![A-Za-z])(?:{CODES.replace(' ', '|')})(?![A-Za-z])", re.IGNORECASE)
"""What may stand before or behind an amount."""
_POINT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(?:\.(\d+))?")
_COMMA = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")


def amount_or_none(text: str, decimals: int, point: str = ".") -> Decimal | None:
    """Return an amount in minor units, perhaps with a fraction of one; None for what is none."""
    plain = CURRENCY.sub("", text).translate(_WIDE).translate(_SIGNS)
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    behind = _BEHIND.fullmatch(plain)  # 12.50-, 12.50DR, 12.50CR
    if behind is not None:
        plain = ("" if behind[2].upper() == "CR" else "-") + behind[1]
    found = (_POINT if point == "." else _COMMA).fullmatch(plain)
    if found is None:
        return None
    sign, whole, fraction = found[1], re.sub(r"[.,]", "", found[2]), found[3] or ""
    minor = Decimal(f"{whole}.{fraction or 0}").scaleb(decimals)
    return -minor if sign == "-" else minor


_BEHIND = re.compile(r"(\d[\d.,]*)(-|DR|CR)", re.IGNORECASE)


def amount(column: str, text: str, decimals: int, point: str = ".") -> int:
    """Read an amount of a bill into minor units; raises `BadCell` for what is none or has too many decimals."""
    minor = amount_or_none(text, decimals, point)
    if minor is None:
        raise BadCell(column, text, Message(N_("this is not an amount")))
    if minor != minor.to_integral_value():
        raise BadCell(
            column, text, Message(N_("more decimals than the currency, which has {decimals}"), {"decimals": decimals})
        )
    if abs(minor) > MAX_MINOR:
        raise BadCell(column, text, Message(N_("more than the program can hold")))
    return int(minor)


def rounded(column: str, text: str, decimals: int) -> tuple[int, bool]:
    """Read a fee, which services reckon more finely than they pay: minor units, half up, and whether it was rounded."""
    minor = amount_or_none(text, decimals)
    if minor is None:
        raise BadCell(column, text, Message(N_("this is not an amount")))
    whole = minor.quantize(Decimal(1), ROUND_HALF_UP)
    return int(whole), whole != minor


_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")
_MINGUO = re.compile(r"(?:民[国國])?(1\d\d)(?=[-/.年])")
_MINGUO_BEGINS = 1911
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- /.]*([a-z]{3,9})\.?[- /,.]*(\d{4}|\d{2})(?!\d)", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.? *(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.IGNORECASE)


def _named_day(column: str, text: str) -> tuple[date, str] | None:
    """Read `5 Mar 2026`, `05-Mar-26`, `March 5, 2026`; None for what is written otherwise."""
    found = _NAMED.match(text)
    first = None if found else _NAMED_FIRST.match(text)
    if found is not None:
        day, month, year = found[1], found[2], found[3]
    elif first is not None:
        month, day, year = first[1], first[2], first[3]
    else:
        return None
    if month[:3].lower() not in _MONTHS:
        return None
    number = int(year) + (2000 if len(year) == 2 else 0)  # noqa: PLR2004 - no bill is older
    try:
        on = date(number, _MONTHS.index(month[:3].lower()) + 1, int(day))
    except ValueError:
        raise BadCell(column, text, Message(N_("there is no such day"))) from None
    end = (found or first).end()  # type: ignore[union-attr]
    return on, time_in(text[end:])


def day_and_time(column: str, text: str) -> tuple[date, str]:
    """Read `2021-01-28 17:07:11`, `20210128`, `2021/1/28`, `2021年1月28日`; the time is blank where there is none."""
    named = _named_day(column, text)
    if named is not None:
        return named
    minguo = _MINGUO.match(text)
    if minguo is not None:
        text = f"{int(minguo[1]) + _MINGUO_BEGINS}{text[minguo.end() :]}"
    found = _DAY.match(text)
    if found is None or (text[4:5].isdigit() and len(re.match(r"\d*", text)[0]) not in (8, 14)):  # type: ignore[index]
        raise BadCell(column, text, Message(N_("this is not a date")))
    try:
        on = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadCell(column, text, Message(N_("there is no such day"))) from None
    return on, time_in(text[found.end() :])


def period(begin: str, end: str) -> tuple[date | None, date | None]:
    """Read the first and the last day a bill says it covers: an end at midnight is the end of the day before.

    None where they cannot be read: then a bill covers the days of its lines.
    """
    try:
        (first, _), (last, at) = day_and_time("", begin), day_and_time("", end)
    except BadCell:
        return None, None
    if last < first:
        return None, None
    return first, last - timedelta(days=1) if at == "00:00:00" and last > first else last


def time_in(text: str) -> str:
    """Return the time of day in a text as `17:07:11`, blank where there is none."""
    found = _TIME.search(text)
    if found is None:
        digits = re.fullmatch(r"(\d{2})(\d{2})(\d{2})", text.strip())
        found = digits or None
    if found is None:
        return ""
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0)).isoformat()
    except ValueError:
        return ""


def first_match(pattern: str, lines: Iterable[Line]) -> re.Match[str] | None:
    """Return the first match of a pattern in the joined cells of some rows."""
    for line in lines:
        found = re.search(pattern, ",".join(line.cells))
        if found is not None:
            return found
    return None


_NOBODY = frozenset({"/", "-", "无", "null", "NULL"})


def said(text: str) -> str:
    """Return what a cell says, blank for the signs by which bills say nothing."""
    return "" if text in _NOBODY else text


def joined(*texts: str) -> str:
    """Return several texts as one, without the blank ones and repeats."""
    return " · ".join(dict.fromkeys(filter(None, map(said, texts))))
