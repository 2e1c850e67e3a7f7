"""Tables kept as text: lines and cells by encoding and separator, read as a stream and never more of it than a line.

Every line keeps its own number. A quote that is never closed is trouble of the line it stands on and swallows none of
the others; what the encoding cannot read, NUL bytes and endless lines are trouble too, each told by its line.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.errors import Message, refuse, system_reason
from app.exchange.cells import Row
from app.i18n.mark import N_

SEPARATORS = (",", ";", "\t", "|", "，", "；")
"""What stands between cells, the likeliest first."""

MAX_LINE = 1_000_000
"""The longest line that is read, in characters."""

MAX_LINES_OF_CELL = 500
"""Over how many lines one quoted cell may run."""

MAX_COLUMNS = 1000
"""The most cells of a row."""

_QUOTE = '"'
_UNREAD = "\ufffd"
_END = "\x1a"  # how programs of DOS end a file


class TextForm(NamedTuple):
    """How a text file is read: by which encoding (Python's name), and what stands between two cells."""

    encoding: str
    separator: str


def text_rows(path: Path, form: TextForm) -> Iterator[Row]:
    """Yield the rows of a text file, blank ones too; refused where the file cannot be opened."""
    try:
        raw = path.open("rb")
    except OSError as error:
        refuse("file", N_("{path} cannot be read: {reason}."), path=path, reason=system_reason(error))
    with raw, io.TextIOWrapper(raw, form.encoding, errors="replace", newline="") as text:
        yield from rows_of(_lines(text), form.separator)


def rows_of(lines: Iterator[str], separator: str) -> Iterator[Row]:
    """Yield the rows of numbered lines; quoted cells may run over several of them."""
    ahead = _Ahead(lines)
    width = 0
    while (line := ahead.take()) is not None:
        number = ahead.number
        if _QUOTE not in line:
            cells = line.split(separator) if line else []
        else:
            found, count = _quoted(line, separator, ahead, width)
            if found is None:
                why = _UNCLOSED if line.count(_QUOTE) % 2 else _LOOSE
                yield Row(number, line.split(separator)[:MAX_COLUMNS], Message(why))
                continue
            cells = found
            ahead.skip(count)
        width = width or (len(cells) if len(cells) > 1 else 0)
        trouble = _trouble(cells, line)
        yield Row(number, cells[:MAX_COLUMNS], trouble)


_LOOSE = N_("A quotation mark stands within a cell in quotation marks; it is to be written twice there.")
_UNCLOSED = N_("A quotation mark on this line is never closed.")


def _trouble(cells: list[str], line: str) -> Message | None:
    if len(cells) > MAX_COLUMNS:
        return Message(N_("This line has more than {most} columns."), {"most": MAX_COLUMNS})
    if len(line) >= MAX_LINE:
        return Message(N_("This line is longer than {most} characters."), {"most": MAX_LINE})
    for text in cells:
        if "\0" in text:
            return Message(N_("This line holds a NUL byte, which is no text."))
        if _UNREAD in text:
            return Message(N_("This line holds characters that cannot be read in this encoding."))
    return None


class _Ahead:
    """Lines that can be looked at before they are taken; `number` is that of the line taken last."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        self.number += 1
        if self._waiting:
            return self._waiting.pop(0)
        return next(self._lines, None)

    def peek(self, index: int) -> str | None:
        while len(self._waiting) <= index:
            line = next(self._lines, None)
            if line is None:
                return None
            self._waiting.append(line)
        return self._waiting[index]

    def skip(self, count: int) -> None:
        for _ in range(count):
            self.take()


def _quoted(line: str, separator: str, ahead: _Ahead, width: int) -> tuple[list[str] | None, int]:
    """Split a line with quotes, and take further lines where a cell runs on; None where its quote is never closed.

    A cell over several lines is believed only if it ends where a cell does, and the row then has as many cells as the
    rows before it: two lines that each lack a quotation mark are no row.
    """
    cells = split(line, separator)
    text, count = line, 0
    while cells is None:
        more = ahead.peek(count)
        if more is None or count >= MAX_LINES_OF_CELL or len(text) > MAX_LINE:
            return None, 0
        text, count = f"{text}\n{more}", count + 1
        if _QUOTE in more:
            cells = split(text, separator, strict=True)
    if not cells:
        return None, 0
    if count and width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
        return None, 0
    return cells, count


def split(text: str, separator: str, *, strict: bool = False) -> list[str] | None:
    """Split one record at its separators, but for those within quotes; None where a quote is still open at its end.

    No cells at all where a quotation mark within a quoted cell is not written twice: where it ends cannot be told. With
    `strict` neither where anything stands between the end of a quoted cell and the next separator.
    """
    cells: list[str] = []
    at, end = 0, len(text)
    while True:
        begin = at
        while begin < end and text[begin] == " ":
            begin += 1
        if begin < end and text[begin] == _QUOTE:
            close = _closing(text, begin + 1)
            if close < 0:
                return None
            after = text.find(separator, close + 1)
            after = end if after < 0 else after
            tail = text[close + 1 : after].rstrip(" ")
            if tail and (strict or _QUOTE in tail):
                return []
            cells.append(text[begin + 1 : close].replace('""', '"') + tail)
        else:
            after = text.find(separator, at)
            after = end if after < 0 else after
            cells.append(text[at:after])
        if after >= end:
            return cells
        at = after + len(separator)


def _closing(text: str, at: int) -> int:
    while True:
        found = text.find(_QUOTE, at)
        if found < 0 or text[found + 1 : found + 2] != _QUOTE:
            return found
        at = found + 2


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines without what ends them; of an endless one as much as is read of a line."""
    first = True
    while line := text.readline(MAX_LINE):
        cut = line
        while len(cut) == MAX_LINE and not cut.endswith(("\n", "\r")):
            cut = text.readline(MAX_LINE)  # the rest of it is passed over
        if first:
            line, first = line.removeprefix("\ufeff"), False
        if len(line) < MAX_LINE:
            line = line.removesuffix("\n").removesuffix("\r").removesuffix(_END)
        yield line
