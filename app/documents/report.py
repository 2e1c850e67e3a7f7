"""Long lists with sums on A4: the ageing, the shop's reports. Sums are carried from sheet to sheet.

Every sheet after the first begins with what the ones before it came to, and every one but the last ends with what it
and they come to, so that each can be checked by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.core.chart import ChartLook
from app.core.list_paper import Cell, ListSheet
from app.documents.charts import chart_block
from app.documents.fonts import load_fonts
from app.documents.layout import (
    ACCENT,
    INK,
    LINE,
    MM,
    MUTE,
    Align,
    Block,
    Mark,
    Rule,
    Style,
    Text,
    Typesetter,
    beside,
    space,
    stacked,
)
from app.documents.pages import About, Page, draw_pdf
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

_SHORT, _LONG = 210 * MM, 297 * MM
_SIDE, _TOP, _BOTTOM = 14 * MM, 13 * MM, 11 * MM
_UPRIGHT_COLUMNS = 7  # more of them need the sheet on its side
_GAP, _AIR = 5.0, 2.0
_CHART = 120.0
_MOST_LINES = 36  # of a row: with the head of the list they fit on the shorter side of the sheet
_COLORS = (ACCENT, "#C9A227", "#3F6FA8", "#A8563F", "#6B5B95", "#5F6762", "#8AA399")
_AGES = (ACCENT, "#D9B44A", "#CC8A3B", "#B3362B", "#8E2A22")

_SHOP = Style(12, bold=True)
_TITLE = Style(16, bold=True, leading=1.3)
_BODY = Style(8)
_STRONG = Style(8, bold=True)
_HEAD = Style(7.4, bold=True)
_SMALL = Style(7.2, color=MUTE)


def draw_list(sheet: ListSheet, shop: str, made_on: date, wording: Wording, fonts: Path) -> bytes:
    """Return the PDF of a list in one language; `fonts` is the folder of the fonts."""
    typesetter = Typesetter(load_fonts(fonts))
    setter = _Setter(sheet, shop, made_on, wording, typesetter)
    about = About(typesetter.clean(wording.first(sheet.title)), typesetter.clean(shop))
    return draw_pdf(setter.pages(), typesetter.fonts, about)


@dataclass(frozen=True, slots=True)
class _Setter:
    """A list being set."""

    sheet: ListSheet
    shop: str
    made_on: date
    wording: Wording
    type: Typesetter

    @property
    def _size(self) -> tuple[float, float]:
        lying = len(self.sheet.columns) > _UPRIGHT_COLUMNS
        return (_LONG, _SHORT) if lying else (_SHORT, _LONG)

    @property
    def _width(self) -> float:
        return self._size[0] - 2 * _SIDE

    def pages(self) -> list[Page]:
        """Return the pages, each with its number at the foot."""
        width, height = self._size
        found = list(self._broken(height - _TOP - _BOTTOM - 2 * _SMALL.pitch))
        pages = []
        for number, blocks in enumerate(found, start=1):
            placed, y = [], _TOP
            for block in blocks:
                placed.append((_SIDE, y, block))
                y += block.height
            placed.append((_SIDE, height - _BOTTOM - _SMALL.pitch, self._numbered(number, len(found))))
            pages.append(Page(width, height, tuple(placed)))
        return pages

    def _broken(self, room: float) -> Iterator[list[Block]]:
        """Yield the blocks of each page: rows with what was carried to them and is carried on."""
        sheet, head, columns = self.sheet, self._heads(), self._columns()
        foot = sheet.foot or ("",) * len(sheet.columns)
        line = self._row(foot, columns, _STRONG)  # as high as every line of sums
        page, used = [*self._above(), head], sum(block.height for block in (*self._above(), head))
        sums = [0] * len(sheet.columns)
        for row in sheet.rows:
            cells = [cell or "" for cell in row]  # nothing is easier to pass over than 0.00
            block = self._tall_row(cells, columns) if sheet.whole else self._row(cells, columns, _BODY)
            if used + block.height + line.height > room:
                if sheet.carried:
                    page.append(self._carried(N_("Carried forward"), sums, columns))
                yield page
                page = [head, *([self._carried(N_("Brought forward"), sums, columns)] if sheet.carried else [])]
                used = sum(each.height for each in page)
            page.append(block)
            used += block.height
            sums = [total + (cell if isinstance(cell, int) else 0) for total, cell in zip(sums, row, strict=True)]
        if sheet.foot:
            page.append(self._row(sheet.foot, columns, _STRONG, over=INK))
        yield page

    def _carried(self, label: str, sums: Sequence[int], columns: Sequence[float]) -> Block:
        texts = [number for number, column in enumerate(self.sheet.columns) if not column.money]
        cells: list[Cell] = [
            total if column.money else "" for total, column in zip(sums, self.sheet.columns, strict=True)
        ]
        cells[texts[-1]] = Message(label)
        return self._row(cells, columns, _SMALL._replace(bold=True), over=LINE)

    # ---- above the list ---------------------------------------------------------------------------------------------

    def _above(self) -> list[Block]:
        width, say = self._width, self.wording.first
        left, right = width * 0.5, width * 0.46
        shop = [self.type.paragraph(self.shop, _SHOP, left)]
        printed = say(Message(N_("Printed {on}"), {"on": self.made_on}))
        shop.append(self.type.paragraph(printed, _SMALL, left))
        title = [self.type.paragraph(say(self.sheet.title), _TITLE, right, Align.RIGHT)]
        title += [self.type.paragraph(say(each), _SMALL, right, Align.RIGHT) for each in self.sheet.about]
        blocks = [beside((0, stacked(shop)), (width - right, stacked(title))), space(8)]
        if self.sheet.chart is not None and self.sheet.rows:
            colors = _AGES if len(self.sheet.chart.series) == 1 else _COLORS
            look = ChartLook(width, _CHART, INK, MUTE, LINE, colors, 7.4)
            blocks += [chart_block(self.sheet.chart, look, self.wording, self.type), space(8)]
        return blocks

    # ---- rows -------------------------------------------------------------------------------------------------------

    def _columns(self) -> list[float]:
        whole = sum(column.width for column in self.sheet.columns)
        return [column.width / whole * self._width for column in self.sheet.columns]

    def _heads(self) -> Block:
        heads = [
            column.head if isinstance(column.head, Message) else Message(column.head) for column in self.sheet.columns
        ]
        block = self._row(heads, self._columns(), _HEAD)
        return Block(block.height + 1, (*block.marks, Rule(0, block.height, self._width, block.height, 0.7, INK)))

    def _row(self, cells: Sequence[Cell], columns: Sequence[float], style: Style, *, over: str = "") -> Block:
        """Return a row in one line: texts are cut where they must be, amounts become smaller but are never cut."""
        marks: list[Mark] = []
        x, height = 0.0, style.pitch + 2 * _AIR
        for cell, column, width in zip(cells, self.sheet.columns, columns, strict=True):
            text = self._text(cell)
            if column.money:
                fitted = self.type.fitted(text, style, width - _GAP)
                marks.append(Text(x + width, _AIR + style.baseline, text, fitted, Align.RIGHT))
            elif text:
                marks.append(Text(x, _AIR + style.baseline, self.type.shortened(text, style, width - _GAP), style))
            x += width
        line = Rule(0, height, self._width, height, 0.35, LINE)
        above = (Rule(0, 0, self._width, 0, 0.7, over),) if over else ()
        return Block(height, (*above, *(mark for mark in marks if not isinstance(mark, Text) or mark.text), line))

    def _tall_row(self, cells: Sequence[Cell], columns: Sequence[float]) -> Block:
        """Return a row with its texts whole, in as many lines as they need; only what fills a sheet is cut."""
        parts, x = [], 0.0
        for cell, column, width in zip(cells, self.sheet.columns, columns, strict=True):
            align = Align.RIGHT if column.money else Align.LEFT
            left = x + _GAP if column.money else x
            parts.append((left, self.type.paragraph(self._text(cell), _BODY, width - _GAP, align, most=_MOST_LINES)))
            x += width
        row = stacked([space(_AIR), beside(*parts), space(_AIR)])
        return Block(row.height, (*row.marks, Rule(0, row.height, self._width, row.height, 0.35, LINE)))

    def _text(self, cell: Cell) -> str:
        match cell:
            case int():
                return self.wording.amount(cell)
            case Message():
                return self.type.clean(self.wording.first(cell))
            case _:
                return self.type.clean(cell)

    def _numbered(self, number: int, count: int) -> Block:
        text = self.wording.first(Message(N_("Page {n} of {count}"), {"n": number, "count": count}))
        left = f"{self.shop}  {self.wording.first(self.sheet.title)}  {fmt.short_date(self.made_on)}"
        return Block(
            _SMALL.pitch,
            (
                Text(0, _SMALL.baseline, self.type.shortened(left, _SMALL, self._width * 0.7), _SMALL),
                Text(self._width, _SMALL.baseline, self.type.clean(text), _SMALL, Align.RIGHT),
            ),
        )
