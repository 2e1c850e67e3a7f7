"""Plain papers on A4: headings, paragraphs, tables that go over pages with their heads, lines to sign on.

What is neither letter nor statement is set with these: the sheet of a payment plan, the pages of an evidence pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from app.core.statement_paper import Addressee, Letterhead
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
    moved,
    rule,
    space,
    stacked,
)
from app.documents.pages import Page, broken
from app.documents.wording import Wording, Words
from app.errors import Message
from app.i18n.mark import N_

WIDTH, HEIGHT = 210 * MM, 297 * MM
"""The size of the sheet, in points."""

INNER = WIDTH - 2 * 18 * MM
"""The width between the margins, in points."""

_SIDE, _TOP, _BOTTOM = 18 * MM, 16 * MM, 12 * MM
_AIR, _GAP = 3.0, 4.0
_SIGN_ROOM = 34.0

SHOP = Style(12, bold=True)
TITLE = Style(17, bold=True, leading=1.3)
HEADING = Style(10.5, bold=True, color=ACCENT, leading=1.5)
BODY = Style(9, leading=1.5)
STRONG = Style(9, bold=True, leading=1.5)
CELL = Style(8.2, leading=1.35)
CELL_STRONG = Style(8.2, bold=True, leading=1.35)
HEAD = Style(7.4, bold=True, color=MUTE, leading=1.35)
SMALL = Style(7.2, color=MUTE, leading=1.4)

PAGE = N_("Page {n} of {count}")


class Column(NamedTuple):
    """A column of a table: its head, its share of the width, and where its text stands."""

    head: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A paper being set: in one language, or in two with the leading one first."""

    wording: Wording
    type: Typesetter

    # ---- texts ------------------------------------------------------------------------------------------------------

    def joined(self, message: Message | str) -> str:
        """Return a marked text or a message in each language behind each other."""
        return "  ".join(self.wording.say(message))

    def first(self, message: Message | str) -> str:
        """Return a marked text or a message in the leading language."""
        return self.wording.first(message)

    def title(self, shop: Letterhead, title: Message | str, below: Sequence[str]) -> list[Block]:
        """Return the head of the paper: the shop on the left, what it is on the right, with lines below that."""
        left, right = INNER * 0.5, INNER * 0.46
        names = [self.type.paragraph(shop.name, SHOP, left)]
        lines = (shop.address, shop.phone, shop.tax_number)
        names += [self.type.paragraph(" ".join(text.split()), SMALL, left) for text in lines if text]
        words = self.wording.say(title)
        titles = [self.type.paragraph(words[0], TITLE, right, Align.RIGHT)]
        titles += [self.type.paragraph(each, STRONG, right, Align.RIGHT) for each in words[1:]]
        titles += [self.type.paragraph(each, SMALL, right, Align.RIGHT) for each in below]
        head = beside((0, stacked(names)), (INNER - right, stacked(titles)))
        return [head, rule(INNER, weight=0.8, color=INK, above=6, below=8)]

    def heading(self, message: Message | str) -> Block:
        """Return a heading that stays with what follows it."""
        block = self.type.paragraph(self.joined(message), HEADING, INNER)
        return Block(block.height + 10, moved(block.marks, 0, 8), keep=True)

    def text(self, message: Message | str, style: Style = BODY, *, keep: bool = False) -> Block:
        """Return a paragraph in each language, one below the other."""
        each = [self.type.paragraph(text, style, INNER) for text in self.wording.say(message)]
        return stacked([*each, space(2)], keep=keep)

    def plain(self, text: str, style: Style = BODY, *, keep: bool = False) -> Block:
        """Return a paragraph of somebody's own words."""
        return stacked([self.type.paragraph(text, style, INNER), space(2)], keep=keep)

    def pairs(self, rows: Sequence[tuple[Message | str, str]], width: float = INNER) -> Block:
        """Return labels with what they say beside them; a row that says nothing is left out."""
        label = width * 0.24
        found = [
            beside(
                (0, self.type.paragraph(self.joined(name), HEAD, label - _GAP)),
                (label, self.type.paragraph(said, CELL, width - label)),
            )
            for name, said in rows
            if said
        ]
        return stacked([each for row in found for each in (row, space(1.5))])

    # ---- tables -----------------------------------------------------------------------------------------------------

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], total: Sequence[str] | None = None
    ) -> list[Block]:
        """Return a table as blocks: its head stands again on each page, the last row keeps the total with it."""
        head = self._row(columns, [self.wording.say(column.head) for column in columns], HEAD, over=INK)
        head = Block(head.height, head.marks, keep=True)
        found = [head]
        for n, cells in enumerate(rows, start=1):
            row = self._row(columns, [(cell,) for cell in cells], CELL, over=LINE)
            found.append(Block(row.height, row.marks, keep=n == len(rows) and total is not None, repeat=head))
        if total is not None:
            found.append(self._row(columns, [(cell,) for cell in total], CELL_STRONG, over=INK))
        return [*found, rule(INNER, weight=0.5, color=INK, below=2)]

    def _row(self, columns: Sequence[Column], cells: Sequence[Words], style: Style, *, over: str) -> Block:
        widths = [column.share * INNER for column in columns]
        blocks = [
            stacked([self.type.paragraph(text, style, width - 2 * _GAP, column.align) for text in words])
            if any(words)
            else Block(0)
            for column, width, words in zip(columns, widths, cells, strict=True)
        ]
        height = max(style.pitch, *(block.height for block in blocks)) + 2 * _AIR
        marks: list[Mark] = [Rule(0, 0, INNER, 0, 0.5, over)]
        for x, block in zip(accumulate(widths, initial=0.0), blocks, strict=False):
            marks += moved(block.marks, x + _GAP, _AIR)
        return Block(height, tuple(marks))

    def signatures(self, labels: Sequence[Message | str]) -> Block:
        """Return lines to sign on, beside each other."""
        gap = 26.0
        width = (INNER - gap * (len(labels) - 1)) / len(labels)
        columns = []
        for n, label in enumerate(labels):
            words = stacked([self.type.paragraph(text, SMALL, width) for text in self.wording.say(label)])
            line = rule(width, weight=0.6, color=INK, above=_SIGN_ROOM, below=3)
            columns.append((n * (width + gap), stacked([line, words])))
        return beside(*columns)

    # ---- pages ------------------------------------------------------------------------------------------------------

    def pages(self, blocks: Sequence[Block], *, foot: str = "", numbered: bool = True) -> list[Page]:
        """Put blocks on pages, each with a foot: a text on the left, on the right which page of how many it is."""
        room = HEIGHT - _TOP - _BOTTOM - 2 * SMALL.pitch
        found = broken(blocks, lambda _: room)
        pages = []
        for number, shown in enumerate(found, start=1):
            placed, y = [], _TOP
            for block in shown:
                placed.append((_SIDE, y, block))
                y += block.height
            marks: list[Mark] = []
            if numbered:
                text = self.type.clean(self.first(Message(PAGE, {"n": number, "count": len(found)})))
                marks.append(Text(INNER, SMALL.baseline, text, SMALL, Align.RIGHT))
            if foot:
                marks.append(Text(0, SMALL.baseline, self.type.shortened(foot, SMALL, INNER * 0.75), SMALL))
            placed.append((_SIDE, HEIGHT - _BOTTOM - SMALL.pitch, Block(SMALL.pitch, tuple(marks))))
            pages.append(Page(WIDTH, HEIGHT, tuple(placed)))
        return pages


def address_line(to: Addressee, name: str) -> str:
    """Return an address in one line without the addressee, called as letters call them (`王 收`), who stands above."""
    return " ".join(line for line in to.lines if line != name and not line.startswith(f"{name} "))
