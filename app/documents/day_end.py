"""The paper of a day's end: on a sheet of A5, or on a roll of 80 or 58 mm."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.settings import Paper
from app.documents.day_tables import DayPaper, DayTable, Look, TableRow, headline, notices, tables
from app.documents.fonts import load_fonts
from app.documents.layout import (
    ACCENT,
    ALARM,
    BLACK,
    INK,
    LINE,
    MM,
    MUTE,
    Align,
    Block,
    Box,
    Mark,
    Rule,
    Style,
    Text,
    Typesetter,
    beside,
    moved,
    rule,
    space,
    stacked,
)
from app.documents.pages import About, Page, broken, draw_pdf
from app.documents.receipt_roll import NARROW, WIDE
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_

_SHEET = (148 * MM, 210 * MM)
_SIDE, _TOP, _BOTTOM = 13 * MM, 11 * MM, 9 * MM
_ROLL_SIDE, _ROLL_TOP, _ROLL_BOTTOM = 1.2 * MM, 3 * MM, 6 * MM
_ROLL_MOST = 14_000  # points: a page cannot be longer than 200 inches
_BAR = 2.4
_CELL = 64.0
_INDENT = 10.0


@dataclass(frozen=True, slots=True)
class _Looks:
    """The styles of one kind of paper."""

    shop: Style
    title: Style
    body: Style
    strong: Style
    label: Style
    small: Style
    figure: Style
    line: str
    air: float
    gap: float
    roll: bool


_ON_SHEET = _Looks(
    shop=Style(13.5, bold=True),
    title=Style(15, bold=True, leading=1.3),
    body=Style(8.6),
    strong=Style(8.6, bold=True),
    label=Style(7.2, color=MUTE),
    small=Style(6.8, color=MUTE),
    figure=Style(17, bold=True, leading=1.25),
    line=LINE,
    air=2.2,
    gap=14,
    roll=False,
)


def _on_roll(width: float) -> _Looks:
    size = 8.4 if width >= WIDE else 7.6
    return _Looks(
        shop=Style(size * 1.5, bold=True, color=BLACK),
        title=Style(size * 1.25, bold=True, color=BLACK),
        body=Style(size, color=BLACK, leading=1.4),
        strong=Style(size, bold=True, color=BLACK, leading=1.4),
        label=Style(size - 1, color=BLACK, leading=1.4),
        small=Style(size - 1.2, color=BLACK, leading=1.4),
        figure=Style(size * 1.5, bold=True, color=BLACK, leading=1.25),
        line=BLACK,
        air=0.8,
        gap=8,
        roll=True,
    )


def draw_day(paper: DayPaper, on: Paper, translator: Translator, fonts: Path) -> bytes:
    """Return the PDF of a day in one language; `fonts` is the folder of the fonts."""
    typesetter = Typesetter(load_fonts(fonts))
    wording = Wording((translator,), paper.currency)
    pages = day_pages(paper, on, wording, typesetter)
    title = f"{wording.first(_title(paper))} {fmt.short_date(paper.figures.on)}"
    return draw_pdf(pages, typesetter.fonts, About(typesetter.clean(title), typesetter.clean(paper.shop_name)))


def day_pages(paper: DayPaper, on: Paper, wording: Wording, typesetter: Typesetter) -> list[Page]:
    """Return the measured pages of a day."""
    match on:
        case Paper.ROLL_80 | Paper.ROLL_58:
            width = WIDE if on is Paper.ROLL_80 else NARROW
            return _roll(_Setter(paper, wording, typesetter, _on_roll(width), width - 2 * _ROLL_SIDE), width)
        case _:
            return _sheets(_Setter(paper, wording, typesetter, _ON_SHEET, _SHEET[0] - 2 * _SIDE))


def _title(paper: DayPaper) -> str:
    return N_("Day's end") if paper.end is not None else N_("The day so far")


# ---- pages ----------------------------------------------------------------------------------------------------------


def _sheets(set_: "_Setter") -> list[Page]:
    width, height = _SHEET
    color = ALARM if set_.paper.end is not None and set_.paper.end.changed else ACCENT
    foot = set_.foot()
    room = height - _TOP - _BOTTOM - foot.height - 10
    pages = broken([*set_.head(), *set_.body(), *set_.signatures()], lambda _: room)
    placed = []
    for n, blocks in enumerate(pages, start=1):
        page: list[tuple[float, float, Block]] = [(0, 0, Block(_BAR, (Box(0, 0, width, _BAR, 0, color, color),)))]
        y = _TOP
        for block in blocks:
            page.append((_SIDE, y, block))
            y += block.height
        page.append((_SIDE, height - _BOTTOM - foot.height, set_.numbered(foot, n, len(pages))))
        placed.append(Page(width, height, tuple(page)))
    return placed


def _roll(set_: "_Setter", width: float) -> list[Page]:
    blocks = [*set_.head(), *set_.body(), *set_.signatures(), space(4), set_.foot()]
    pages = []
    for page in broken(blocks, lambda _: _ROLL_MOST - _ROLL_TOP - _ROLL_BOTTOM):
        placed, y = [], _ROLL_TOP
        for block in page:
            placed.append((_ROLL_SIDE, y, block))
            y += block.height
        pages.append(Page(width, y + _ROLL_BOTTOM, tuple(placed)))
    return pages


# ---- what stands on them --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Setter:
    """A day being set: the value, its words, its looks, and the width there is."""

    paper: DayPaper
    wording: Wording
    type: Typesetter
    looks: _Looks
    width: float

    def head(self) -> list[Block]:
        """Return shop, title, date, what is unusual, and the figures that matter."""
        looks, say = self.looks, self.wording.first
        day = fmt.long_date(self.paper.figures.on, self.wording.language)
        if looks.roll:
            blocks = [
                self.type.paragraph(self.paper.shop_name, looks.shop, self.width, Align.CENTRE),
                self.type.paragraph(say(_title(self.paper)), looks.title, self.width, Align.CENTRE),
                self.type.paragraph(day, looks.body, self.width, Align.CENTRE),
                *(self.type.paragraph(line, looks.label, self.width, Align.CENTRE) for line in self._about()),
            ]
        else:
            left = self.width * 0.52
            right = self.width - left - 12
            shop = [self.type.paragraph(self.paper.shop_name, looks.shop, left)]
            shop += [self.type.paragraph(line, looks.label, left) for line in self._about()]
            title = [
                self.type.paragraph(say(_title(self.paper)), looks.title, right, Align.RIGHT),
                self.type.paragraph(day, looks.body, right, Align.RIGHT),
            ]
            blocks = [beside((0, stacked(shop)), (left + 12, stacked(title)))]
        for notice in notices(self.paper, self.wording):
            blocks += [space(6), self._framed(notice)]
        return [*blocks, self._rule(), self._headline(), self._rule()]

    def _about(self) -> list[str]:
        """Say when and by whom the day was ended, and which entries it is made of."""
        figures, end, lines = self.paper.figures, self.paper.end, []
        if end is not None:
            when = fmt.date_time(self.paper.local(end.recorded_at))
            values = {"when": when, "name": end.staff}
            text = N_("Ended {when}, {name}") if end.staff else N_("Ended {when}")
            lines.append(self.wording.first(Message(text, values)))
        if figures.entries:
            numbers = {"n": figures.entries, "first": figures.first, "last": figures.last}
            text = N_("Entries: {n}, numbers {first} to {last}") if figures.entries > 1 else N_("Entry {first}")
            lines.append(self.wording.first(Message(text, numbers)))
        else:
            lines.append(self.wording.first(N_("No entries")))
        return lines

    def _framed(self, text: str) -> Block:
        alarm = self.paper.end is not None and not self.looks.roll
        style = self.looks.strong._replace(color=ALARM if alarm else self.looks.strong.color)
        pad = style.size * 0.5
        inside = self.type.paragraph(text, style, self.width - 2 * pad, Align.CENTRE)
        height = inside.height + pad
        return Block(height, (Box(0, 0, self.width, height, 0.8, style.color), *moved(inside.marks, pad, pad / 2)))

    def _rule(self) -> Block:
        if self.looks.roll:
            return Block(10, (Rule(0, 5, self.width, 5, 0.6, BLACK, dashed=True),))
        return rule(self.width, weight=0.9, color=INK, above=8, below=8)

    def _headline(self) -> Block:
        """Return the three figures: beside each other on a sheet, below each other on a roll."""
        three = headline(self.paper, self.wording)
        if self.looks.roll:
            return stacked([self._figure_line(*each) for each in three])
        gap = 12.0
        width = (self.width - 2 * gap) / 3
        columns = []
        for n, (label, value, word) in enumerate(three):
            wrong = n == 2 and self.paper.end is not None and bool(self.paper.end.difference)  # noqa: PLR2004 - the third
            style = self.looks.figure._replace(color=ALARM if wrong else INK)
            clean = self.type.clean(value)
            parts = [self.type.paragraph(label, self.looks.label, width)]
            fitted = self.type.fitted(clean, style, width)
            parts.append(Block(style.pitch, (Text(0, style.baseline, clean, fitted),)))
            if word:
                parts.append(self.type.paragraph(word, self.looks.label._replace(color=style.color), width))
            columns.append((n * (width + gap), stacked(parts)))
        return beside(*columns)

    def _figure_line(self, label: str, value: str, word: str) -> Block:
        words = f"{label} ({word})" if word else label
        row = TableRow(words, (value,), Look.SUM)
        return self._cells(row, self._columns([row]), self.looks.strong)

    # ---- tables -----------------------------------------------------------------------------------------------------

    def body(self) -> list[Block]:
        """Return the tables and the note."""
        blocks: list[Block] = []
        for table in tables(self.paper, self.wording):
            blocks += self._table(table)
        note = self.paper.end.note if self.paper.end is not None else ""
        if note:
            head = self.type.paragraph(self.wording.first(N_("Note")), self.looks.strong, self.width)
            blocks += [space(8), Block(head.height, head.marks, keep=True)]
            blocks += self.type.lines(note, self.looks.body, self.width)
        return blocks

    def _table(self, table: DayTable) -> list[Block]:
        looks = self.looks
        one = len(table.heads) == 1  # an amount needs no head
        titles = TableRow(table.title, () if one else table.heads, Look.PART)
        columns = self._columns([titles, *table.rows])
        head = self._cells(titles, columns, looks.strong)
        ink = Rule(0, head.height + 1, self.width, head.height + 1, 0.6, INK if not looks.roll else BLACK)
        head = Block(head.height + 2, (*head.marks, ink), keep=True)
        rows = [self._row(row, columns) for row in table.rows]
        return [space(9), head, *(Block(row.height, row.marks, repeat=head) for row in rows)]

    def _row(self, row: TableRow, columns: Sequence[float]) -> Block:
        looks = self.looks
        indent = _INDENT if row.look is Look.PART else 0.0
        parts = [space(looks.air), self._cells(row, columns, self._style(row), indent)]
        if row.detail:
            parts.append(self.type.paragraph(row.detail, looks.small, self.width - (0 if looks.roll else _CELL)))
        parts.append(space(looks.air))
        block = stacked(parts)
        if looks.roll:
            return block
        return Block(block.height, (*block.marks, Rule(0, block.height, self.width, block.height, 0.4, looks.line)))

    def _style(self, row: TableRow) -> Style:
        return {Look.SUM: self.looks.strong, Look.PART: self.looks.label}.get(row.look, self.looks.body)

    def _columns(self, rows: Sequence[TableRow]) -> list[float]:
        """Return the widths of a table's figures: as wide as they need, less where all of them need more than there is.

        On a sheet they are not narrower than usual, so that tables below each other look alike.
        """
        least = 0.0 if self.looks.roll else _CELL * 0.8
        widths = [least] * max(len(row.cells) for row in rows)
        for row in rows:
            for n, cell in enumerate(row.cells):
                wide = self.type.width(self.type.clean(cell), self._style(row)) + self.looks.gap
                widths[n] = max(widths[n], wide)
        scale = min(1.0, self.width / sum(widths)) if widths else 1.0
        return [width * scale for width in widths]

    def _cells(self, row: TableRow, columns: Sequence[float], style: Style, indent: float = 0.0) -> Block:
        """Return a label with figures against the right edge, below it on a roll where it needs the room."""
        clean = [self.type.clean(text) for text in row.cells]
        empty = next((n for n, text in enumerate(clean) if text), len(clean))
        room = self.width - indent - sum(columns[empty:] if clean else ())
        below = self.looks.roll and empty < len(clean) and self.type.width(self.type.clean(row.label), style) > room
        text = self.type.paragraph(row.label, style, (self.width - indent) if below else room)
        top = text.height if below else 0.0
        marks: list[Mark] = list(moved(text.marks, indent, 0))
        cell = self._style(row)
        for n, each in enumerate(clean):
            x = self.width - sum(columns[n + 1 :])
            fitted = self.type.fitted(each, cell, columns[n] - self.looks.gap / 2)
            marks.append(Text(x, top + style.baseline, each, fitted, Align.RIGHT))
        return Block(max(text.height, top + style.pitch), tuple(marks))

    # ---- the end of the paper ---------------------------------------------------------------------------------------

    def signatures(self) -> list[Block]:
        """Return the lines to sign on, once the day is ended."""
        if self.paper.end is None:
            return []
        labels = [self.wording.first(N_("Counted by")), self.wording.first(N_("Checked by"))]
        gap = 16.0
        width = (self.width - gap) / 2
        columns = []
        for n, label in enumerate(labels):
            below = self.type.paragraph(label, self.looks.label, width)
            marks = (Rule(0, 30, width, 30, 0.6, self.looks.body.color), *moved(below.marks, 0, 33))
            columns.append((n * (width + gap), Block(33 + below.height, marks)))
        return [space(6), beside(*columns)]

    def foot(self) -> Block:
        """Return what ties the paper to the book: the last entry known to it, with its hash."""
        figures = self.paper.figures
        values = {"number": figures.head, "hash": figures.head_hash}
        text = self.wording.first(Message(N_("The book at entry {number}, {hash}"), values))
        inside = self.type.paragraph(text, self.looks.small, self.width - (0 if self.looks.roll else 64))
        return Block(inside.height + 6, (Rule(0, 2, self.width, 2, 0.4, self.looks.line), *moved(inside.marks, 0, 6)))

    def numbered(self, foot: Block, number: int, count: int) -> Block:
        """Return the foot of a page, with its number where there are several."""
        if count == 1:
            return foot
        text = self.wording.first(Message(N_("Page {n} of {count}"), {"n": number, "count": count}))
        mark = Text(self.width, 6 + self.looks.small.baseline, self.type.clean(text), self.looks.small, Align.RIGHT)
        return Block(foot.height, (*foot.marks, mark))
