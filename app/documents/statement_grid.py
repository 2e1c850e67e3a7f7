"""Tables of statements and letters: columns measured once for all rows, figures under figures, long texts wrapped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from app.documents.flow import Carried, Table
from app.documents.layout import Align, Block, Mark, Rule, Style, Text, moved, space, stacked
from app.documents.statement_looks import PaperSetter
from app.documents.wording import Words
from app.errors import Message

_GAP = 10.0
_TEXT_LEAST = 104.0
_FIGURE_LEAST = 44.0
_TEXT_MOST = 92.0  # of a column that holds a short text, such as a document's number


class Kind(Enum):
    """What a column holds: the one text that takes what room is left, a short text, or a figure."""

    GROWS = "grows"
    SHORT = "short"
    FIGURE = "figure"


class Column(NamedTuple):
    """A column by its head, in each language."""

    head: Words
    kind: Kind


class Look(Enum):
    """How much a row matters."""

    PLAIN = "plain"
    FAINT = "faint"
    SUM = "sum"
    CARRY = "carry"


class Row(NamedTuple):
    """A row: a text for each column; `detail` is said of it in small type, below the text that grows."""

    cells: tuple[str, ...]
    detail: str = ""
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands, and how wide its texts may be."""

    kind: Kind
    x: float
    width: float
    align: Align


class Grid:
    """The columns of one table, as wide as its own rows need them."""

    def __init__(self, set_: PaperSetter, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self._set = set_
        self._columns = columns
        widths, scale = self._widths(rows)
        looks = set_.looks
        self._figure = looks.cell._replace(size=looks.cell.size * scale)
        self._places: list[_Place] = []
        x = 0.0
        for column, width in zip(columns, widths, strict=True):
            right = column.kind is Kind.FIGURE
            align = Align.RIGHT if right else Align.LEFT
            self._places.append(_Place(column.kind, x + width if right else x, width, align))
            x += width + _GAP

    def _widths(self, rows: Sequence[Row]) -> tuple[list[float], float]:
        """Return the width of each column, and by how much the figures are smaller than usual where they must be."""
        set_, cell, label = self._set, self._set.looks.cell, self._set.looks.label
        strong = cell._replace(bold=True)
        widths = []
        for number, column in enumerate(self._columns):
            wide = max((set_.type.width(set_.type.clean(word), label) for word in column.head), default=0.0)
            if column.kind is not Kind.GROWS:
                texts = {row.cells[number] for row in rows}
                wide = max(wide, *(set_.type.width(set_.type.clean(text), strong) for text in texts))
            if column.kind is Kind.SHORT:
                wide = min(wide, _TEXT_MOST)
            widths.append(max(wide, _FIGURE_LEAST) if column.kind is Kind.FIGURE else wide)
        grows = next(n for n, column in enumerate(self._columns) if column.kind is Kind.GROWS)
        figures = [n for n, column in enumerate(self._columns) if column.kind is Kind.FIGURE]
        room = set_.width - _GAP * (len(widths) - 1)
        fixed = sum(width for n, width in enumerate(widths) if n != grows)
        wanted = sum(widths[n] for n in figures)
        scale = 1.0
        if fixed + _TEXT_LEAST > room and wanted:
            least = _TEXT_LEAST if wanted < room / 2 else _TEXT_LEAST / 2
            scale = min(1.0, (room - least - (fixed - wanted)) / wanted)
            for n in figures:
                widths[n] *= scale
        widths[grows] = room - sum(width for n, width in enumerate(widths) if n != grows)
        return widths, scale

    # ---- rows -------------------------------------------------------------------------------------------------------

    def head(self) -> Block:
        """Return the names of the columns, a line for each language, over a line across."""
        style = self._set.looks.label
        cells = []
        for column, place in zip(self._columns, self._places, strict=True):
            lines = [line for word in column.head for line in self._set.type.wrap(word, style, place.width)]
            cells.append((place, lines))
        most = max(len(lines) for _, lines in cells)
        marks: list[Mark] = [
            Text(place.x, (most - len(lines) + n) * style.pitch + style.baseline, line, style, place.align)
            for place, lines in cells
            for n, line in enumerate(lines)
            if line
        ]
        height = most * style.pitch + 2
        marks.append(Rule(0, height, self._set.width, height, 0.7, self._set.looks.body.color))
        return Block(height, tuple(marks))

    def row(self, row: Row) -> Block:
        """Return one row with a line below it; a sum has its line above."""
        set_, looks = self._set, self._set.looks
        style, figure = self._styles(row.look)
        y = looks.air + style.baseline
        marks: list[Mark] = []
        lines = 1
        for text, place in zip(row.cells, self._places, strict=True):
            if not text:
                continue
            clean = set_.type.clean(text)
            if place.kind is Kind.FIGURE:
                marks.append(Text(place.x, y, clean, set_.type.fitted(clean, figure, place.width), Align.RIGHT))
                continue
            if set_.type.width(clean, style) <= place.width:
                marks.append(Text(place.x, y, clean, style))
                continue
            broken = set_.type.wrap(text, style, place.width)
            marks += [Text(place.x, y + n * style.pitch, line, style) for n, line in enumerate(broken)]
            lines = max(lines, len(broken))
        height = lines * style.pitch + 2 * looks.air
        if row.detail:
            height += self._detail(row, lines, style, marks)
        if row.look is Look.SUM:
            marks.append(Rule(0, 0, set_.width, 0, 0.7, looks.body.color))
        else:
            marks.append(Rule(0, height, set_.width, height, 0.35, looks.line))
        return Block(height, tuple(marks))

    def _detail(self, row: Row, lines: int, style: Style, marks: list[Mark]) -> float:
        """Add what is said in small type, behind the text where there is room, else below; return the height added."""
        set_, small = self._set, self._set.looks.label
        number, place = next((n, p) for n, p in enumerate(self._places) if p.kind is Kind.GROWS)
        clean = set_.type.clean(row.detail)
        y = set_.looks.air
        if lines == 1:
            x = set_.type.width(set_.type.clean(row.cells[number]), style) + (6 if row.cells[number] else 0)
            if x + set_.type.width(clean, small) <= place.width:
                marks.append(Text(place.x + x, y + style.baseline, clean, small))
                return 0.0
        text = set_.type.paragraph(row.detail, small, place.width)
        marks += moved(text.marks, place.x, y + lines * style.pitch)
        return text.height

    def _styles(self, look: Look) -> tuple[Style, Style]:
        cell, figure = self._set.looks.cell, self._figure
        if look is Look.SUM:
            return cell._replace(bold=True), figure._replace(bold=True)
        if look in (Look.FAINT, Look.CARRY):
            color = self._set.looks.label.color
            return cell._replace(color=color), figure._replace(color=color)
        return cell, figure


def made(
    set_: PaperSetter,
    title: Message | str | None,
    columns: Sequence[Column],
    rows: Sequence[Row],
    last: Sequence[Row] = (),
    carry: Callable[[int], tuple[Row, Row]] | None = None,
    *,
    above: float = 11.0,
) -> Table:
    """Return a measured table; `carry(n)` gives the rows that part it after n rows."""
    probe = list(carry(len(rows))) if carry else []
    grid = Grid(set_, columns, [*rows, *last, *probe])
    heading = [space(above)]
    if title is not None:
        heading += [set_.label(title, set_.width, set_.looks.section), space(1.5)]
    blocks = [grid.row(row) for row in rows]
    end = stacked([grid.row(row) for row in last])
    parted = (lambda number: Carried(*map(grid.row, carry(number)))) if carry else None
    return Table(stacked(heading), grid.head(), blocks, end, parted)
