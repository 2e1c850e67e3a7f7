"""Rows of an ODS workbook, read as a stream. OASIS OpenDocument 1.3 part 3: 9.1 tables, 19.385 value types."""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import NamedTuple

from app.core.intake.marks import mark_in
from app.errors import Message, refuse
from app.exchange.cells import Broken, Figure, Marked, Row, Value, figure
from app.exchange.merged import Area, Merges
from app.exchange.text_files import MAX_COLUMNS, MAX_LINE
from app.exchange.xml_parts import drain, parse, refuse_too_large, unpacked, whole
from app.i18n.mark import N_

MAX_REPEATED = 100_000
"""How often a filled row may be repeated; what is more is a joke, or worse."""

MAX_LINES = 1 << 24
"""The lines a sheet can have at most, in LibreOffice's largest."""

_CONTENT = "content.xml"
_ERROR = re.compile(r"(#[A-Z/0]+[!?]?|Err:\d+)")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)")
_ASIDE = frozenset({"annotation", "frame", "custom-shape", "control"})  # what lies over a cell, and is not in it
_HIDDEN = frozenset({"collapse", "filter"})
_BLANKS: Mapping[str, str] = MappingProxyType({"tab": "\t", "line-break": "\n"})


class OdsBook:
    """An ODS workbook that was looked into."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book
        self.sheets: list[tuple[str, bool]] = []
        hidden: set[str] = set()
        style = [""]

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "style":
                style[0] = given.get("name", "")
            elif tag == "table-properties" and given.get("display") == "false":
                hidden.add(style[0])
            elif tag == "table":
                self.sheets.append((given.get("name", ""), given.get("style-name") in hidden))

        if _is_encrypted(book):
            refuse("file", N_("This workbook is password protected; save it without a password first."))
        drain(book, _CONTENT, start, only=frozenset({"style", "table-properties", "table"}))

    def rows(self, sheet: int) -> Iterator[Row]:
        """Yield the rows of a sheet in which anything stands."""
        reader = _Reader(sheet)
        for _ in parse(self._book, _CONTENT, reader.start, reader.end, reader.text):
            yield from reader.taken()

    def hidden_columns(self, sheet: int) -> frozenset[int]:
        """Return the columns of a sheet that are not shown, from 0; they are told of before its rows."""
        found: set[int] = set()
        at = [-1, 0]  # the table, the column
        at_rows: list[str] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "table":
                at[0] += 1
            elif at[0] != sheet:
                return
            elif tag == "table-row":
                at_rows.append(tag)
            elif not at_rows:
                first, at[1] = at[1], at[1] + max(whole(given.get("number-columns-repeated"), 1), 1)
                if given.get("visibility") in _HIDDEN:
                    found.update(range(first, min(at[1], MAX_COLUMNS)))

        wanted = frozenset({"table", "table-column", "table-row"})
        for _ in parse(self._book, _CONTENT, start, None, None, only=wanted):
            if at_rows or at[0] > sheet:
                break
        return frozenset(found)


def _is_encrypted(book: zipfile.ZipFile) -> bool:
    name = "META-INF/manifest.xml"
    return name in book.namelist() and b"encryption-data" in next(unpacked(book, name), b"")


class _Found(NamedTuple):
    """A row as the part has it: its lines, more than one where it is repeated."""

    lines: range
    values: list[Value]
    areas: list[Area]
    trouble: Message | None
    hidden: bool


class _Reader:
    """Makes rows of what the parser finds in one of the tables."""

    def __init__(self, sheet: int) -> None:
        self._wanted = sheet
        self._table = -1
        self._line = 1
        self._found: list[_Found] = []
        self._areas: list[Area] = []
        self._values: list[Value] = []
        self._repeated = 1
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._taking = 0
        self._aside = 0
        self._wide = self._hidden = False
        self._room = MAX_LINE
        self._merges = Merges()

    def taken(self) -> Iterator[Row]:
        """Hand over the rows found since the last time; those that are repeated one after another."""
        found, self._found = self._found, []
        for lines, values, areas, trouble, hidden in found:
            for area in areas:
                self._merges.add(area)
            for line in lines:
                yield Row(line, self._merges.shown(line, values), trouble, hidden)

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if tag == "table":
            self._table += 1
        elif self._table != self._wanted:
            return
        elif tag == "table-row":
            self._values, self._areas, self._wide = [], [], False
            self._hidden = given.get("visibility") in _HIDDEN
            self._repeated = max(whole(given.get("number-rows-repeated"), 1), 1)
        elif tag in {"table-cell", "covered-table-cell"}:
            self._cell = given
            self._paragraphs = []
            self._room = MAX_LINE
        elif tag in _ASIDE:
            self._aside += 1
        elif tag == "p" and self._cell is not None and not self._aside:
            self._taking += 1
            self._paragraphs.append("")
            self._take_room(1)
        elif tag == "s" and self._taking:
            self._write(" " * min(max(whole(given.get("c"), 1), 1), 1000))
        elif tag in _BLANKS and self._taking:
            self._write(_BLANKS[tag])

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._table != self._wanted:
            return
        if tag in _ASIDE:
            self._aside -= 1
        elif tag == "p" and self._taking:
            self._taking -= 1
        elif tag in {"table-cell", "covered-table-cell"}:
            self._keep()
        elif tag == "table-row":
            self._end_row()

    def text(self, data: str) -> None:
        """Take text within an element."""
        if self._taking and not self._aside:
            self._write(data)

    def _write(self, text: str) -> None:
        self._paragraphs[-1] += text
        self._take_room(len(text))

    def _take_room(self, characters: int) -> None:
        self._room -= characters
        if self._room < 0:
            refuse_too_large()

    def _keep(self) -> None:
        given, self._cell = self._cell or {}, None
        times = max(whole(given.get("number-columns-repeated"), 1), 1)
        value = _value(given, "\n".join(self._paragraphs))
        deep = whole(given.get("number-rows-spanned"), 1)
        if deep > 1:
            self._areas.append(Area(self._line, self._line + deep - 1, len(self._values)))
        if value == "" and not isinstance(value, Broken):
            self._values += [""] * min(times, MAX_COLUMNS + 1 - len(self._values))
            return
        if len(self._values) + times > MAX_COLUMNS:
            self._wide = True
            return
        self._values += [value] * times

    def _end_row(self) -> None:
        while self._values and self._values[-1] == "":
            self._values.pop()
        if self._wide or self._values:
            trouble = None
            if self._wide:
                trouble = Message(N_("This line has more than {most} columns."), {"most": MAX_COLUMNS})
            elif self._repeated > MAX_REPEATED:
                trouble = Message(N_("This line is repeated {count} times."), {"count": self._repeated})
            lines = range(self._line, self._line + (1 if trouble else self._repeated))
            if lines.stop > MAX_LINES:
                refuse_too_large()
            self._found.append(_Found(lines, self._values, self._areas, trouble, self._hidden))
        self._line += self._repeated


def _value(given: dict[str, str], text: str) -> Value:
    kind = given.get("value-type", "")
    if kind == "error" or (_ERROR.fullmatch(text) and "formula" in given):
        return Broken(text if text.startswith(("#", "Err")) else "#VALUE!")
    if "formula" in given and not kind and not text:
        return Broken("=")
    read = _READERS.get(kind)
    try:
        found: Value = text or given.get("string-value", "") if read is None else read(given)
    except (KeyError, ValueError, OverflowError):
        return Broken("#VALUE!")
    if not isinstance(found, Figure):
        return found
    mark = given.get("currency") or mark_in(text)  # what the cell says, or its text as it is shown
    return Marked(found, mark) if mark else found


def _figure(given: dict[str, str]) -> Value:
    return figure(float(given["value"]))


def _time(given: dict[str, str]) -> Value:
    found = _TIME.match(given["time-value"])
    if found is None:
        raise ValueError
    hours, minutes, seconds = map(int, found.groups())
    return time(hours, minutes, seconds)


_READERS: Mapping[str, Callable[[dict[str, str]], Value]] = MappingProxyType(
    {
        "float": _figure,
        "currency": _figure,
        "percentage": lambda given: f"{figure(float(given['value']) * 100)}%",
        "date": lambda given: _day(given["date-value"]),
        "time": _time,
        "boolean": lambda given: given["boolean-value"] == "true",
    }
)


def _day(text: str) -> Value:
    if "T" not in text:
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text[:19])
    return found if (found.hour, found.minute, found.second) != (0, 0, 0) else found.date()
