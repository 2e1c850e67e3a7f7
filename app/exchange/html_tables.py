"""Rows of the tables of a web page: what many programs save as “Excel” is one, whatever its name ends in."""

from collections.abc import Iterator
from html.parser import HTMLParser

from app.exchange.cells import Covered, Row, Value
from app.exchange.text_files import MAX_COLUMNS
from app.exchange.xml_parts import refuse_too_large, whole

MAX_SPAN = 100
"""Over how many columns a cell may run."""

MAX_DEEP = 100_000
"""Over how many rows a cell may run."""

MAX_TAG = 1_000_000
"""The most characters of one tag, which is looked through anew with each piece until it ends."""


class HtmlRows(HTMLParser):
    """Collects the rows of all tables of a page.

    A cell over several columns is followed by blank ones, one over several rows is shown in each of them: without that
    the cells behind it would stand under the names of others. A table within a cell is text of it.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Row] = []
        self._values: list[Value] | None = None
        self._cell: list[str] | None = None
        self._span = self._deep = 1
        self._line = 0
        self._within = 0
        self._open: dict[int, tuple[int, str]] = {}  # by column: in how many rows more a cell is shown, and its text

    def taken(self) -> list[Row]:
        """Hand over the rows found since the last time."""
        found, self._found = self._found, []
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the beginning of an element."""
        if tag == "table" and (self._within or self._cell is not None):
            self._within += 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif self._within:
            return
        elif tag == "table":
            self._open = {}
        elif tag == "tr":
            self._end_row()
            self._values = []
        elif tag in {"td", "th"}:
            self._end_cell()
            self._cell = []
            given = dict(attrs)
            self._span, self._deep = _times(given.get("colspan"), MAX_SPAN), _times(given.get("rowspan"), MAX_DEEP)

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        if self._within:
            self._within -= tag == "table"
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._values is not None and len(self._values) < MAX_COLUMNS:
            text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
            self._show_open()
            for at in range(self._span):
                if self._deep > 1:
                    self._open[len(self._values)] = (self._deep, text if not at else "")
                self._values.append(text if not at else "")
        self._cell = None

    def _show_open(self) -> None:
        """Put in what is shown at this place of cells that began in rows above."""
        while self._values is not None and (found := self._open.get(len(self._values))) is not None:
            self._values.append(Covered(found[1]))

    def _end_row(self) -> None:
        self._end_cell()
        if self._values is not None:
            self._line += 1
            self._show_open()
            if any(self._values):
                self._found.append(Row(self._line, self._values))
            self._open = {at: (deep - 1, text) for at, (deep, text) in self._open.items() if deep > 1}
        self._values = None


def _times(text: str | None, most: int) -> int:
    return min(whole(text, 1), most)


def html_rows(pieces: Iterator[str]) -> Iterator[Row]:
    """Yield the rows of all tables of a page."""
    reader = HtmlRows()
    for piece in pieces:
        reader.feed(piece)
        if len(reader.rawdata) > MAX_TAG:
            refuse_too_large()
        yield from reader.taken()
    reader.close()
    yield from reader.taken()
