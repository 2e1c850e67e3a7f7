"""The list that goes to the post office with the letters: one line each, and room for what the clerk writes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from app.core.money import Currency
from app.core.posting_list import Letter, PostingList
from app.documents.fonts import load_fonts
from app.documents.layout import (
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
from app.documents.pages import About, Page, broken, draw_pdf
from app.documents.statement import Drawn
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_

TITLE = N_("Posting list")

_WIDTH, _HEIGHT = 210 * MM, 297 * MM
_SIDE, _TOP, _BOTTOM = 15 * MM, 14 * MM, 11 * MM
_INNER = _WIDTH - 2 * _SIDE
_AIR, _GAP = 3.0, 4.0
_LEAST_ROW = 24.0  # points: a label with a bar code goes into it

_SHOP = Style(12, bold=True)
_TITLE = Style(16, bold=True, leading=1.3)
_BODY = Style(8.4, leading=1.35)
_HEAD = Style(7.4, bold=True, leading=1.35)
_STRONG = Style(9, bold=True)
_SMALL = Style(7.2, color=MUTE)


class _Column(NamedTuple):
    """A column: its head, its share of the width, and whether its text stands at the right."""

    head: str
    width: float
    align: Align = Align.LEFT


_COLUMNS = (
    _Column(N_("#"), 0.06, Align.RIGHT),
    _Column(N_("Statement"), 0.12),
    _Column(N_("Addressee"), 0.2),
    _Column(N_("Address"), 0.28),
    _Column(N_("Postcode"), 0.09),
    _Column(N_("Weight"), 0.09),
    _Column(N_("Registered no."), 0.16),
)


def draw_posting_list(listed: PostingList, translator: Translator, fonts: Path) -> Drawn:
    """Draw the list on A4, in one language; `fonts` is the folder of the fonts."""
    loaded = load_fonts(fonts)
    typesetter = Typesetter(loaded)
    setter = _Setter(listed, Wording((translator,), Currency("", 0)), typesetter)
    about = About(setter.title, listed.shop.name)
    pages = setter.pages()
    return Drawn(draw_pdf(pages, loaded, about), tuple(typesetter.missing), len(pages))


@dataclass(frozen=True, slots=True)
class _Setter:
    """A list being set."""

    listed: PostingList
    wording: Wording
    type: Typesetter

    @property
    def title(self) -> str:
        """What the paper is called."""
        return self.wording.first(TITLE)

    def pages(self) -> list[Page]:
        """Return the pages, each with its number at the foot."""
        foot = 2 * _SMALL.pitch
        room = _HEIGHT - _TOP - _BOTTOM - foot
        found = broken([*self._above(), *self._table(), *self._below()], lambda _: room)
        pages = []
        for number, blocks in enumerate(found, start=1):
            placed, y = [], _TOP
            for block in blocks:
                placed.append((_SIDE, y, block))
                y += block.height
            text = self.wording.first(Message(N_("Page {n} of {count}"), {"n": number, "count": len(found)}))
            mark = Text(_INNER, _SMALL.baseline, self.type.clean(text), _SMALL, Align.RIGHT)
            placed.append((_SIDE, _HEIGHT - _BOTTOM - _SMALL.pitch, Block(_SMALL.pitch, (mark,))))
            pages.append(Page(_WIDTH, _HEIGHT, tuple(placed)))
        return pages

    def _above(self) -> list[Block]:
        listed, say = self.listed, self.wording.first
        left, right = _INNER * 0.6, _INNER * 0.36
        shop = [self.type.paragraph(listed.shop.name, _SHOP, left)]
        details = (listed.shop.address, listed.shop.phone, listed.shop.postcode)
        shop += [self.type.paragraph(" ".join(text.split()), _SMALL, left) for text in details if text]
        title = [
            self.type.paragraph(self.title, _TITLE, right, Align.RIGHT),
            self.type.paragraph(fmt.long_date(listed.on, self.wording.language), _BODY, right, Align.RIGHT),
            *(self.type.paragraph(say(each), _SMALL, right, Align.RIGHT) for each in self._contents()),
        ]
        return [beside((0, stacked(shop)), (_INNER - right, stacked(title))), space(10)]

    def _contents(self) -> list[Message]:
        """Say what is in the letters."""
        listed = self.listed
        if listed.period is None:
            return [Message(N_("Reminder letters"))]
        period = {"start": listed.period.start, "end": listed.period.end}
        return [
            Message(N_("Statements from {start} to {end}"), period),
            Message(N_("Run {run}"), {"run": listed.run}),
        ]

    # ---- the letters ------------------------------------------------------------------------------------------------

    def _table(self) -> list[Block]:
        head = self._row([self.wording.first(column.head) for column in _COLUMNS], _HEAD, least=0, over=INK)
        head = Block(head.height, head.marks, keep=True)
        rows = [self._letter(number, letter) for number, letter in enumerate(self.listed.letters, start=1)]
        return [head, *(Block(row.height, row.marks, repeat=head) for row in rows)]

    def _letter(self, number: int, letter: Letter) -> Block:
        address = "\n".join(_place(letter)) or self.wording.first(N_("No address"))
        count = fmt.number(number, self.wording.language)
        cells = [count, letter.no, letter.customer.name, address, letter.postcode, "", ""]
        return self._row(cells, _BODY, least=_LEAST_ROW, over=LINE)

    def _row(self, cells: Sequence[str], style: Style, *, least: float, over: str) -> Block:
        """Return a row with lines around its cells: what is left blank is to be written into."""
        widths = [column.width * _INNER for column in _COLUMNS]
        blocks = [
            self.type.paragraph(text, style, width - 2 * _GAP, column.align) if text else Block(0)
            for column, width, text in zip(_COLUMNS, widths, cells, strict=True)
        ]
        height = max(least, *(block.height + 2 * _AIR for block in blocks))
        marks: list[Mark] = []
        for x, block in zip(accumulate(widths, initial=0.0), blocks, strict=False):
            marks += moved(block.marks, x + _GAP, (height - block.height) / 2)
        edges = [sum(column.width for column in _COLUMNS[:n]) * _INNER for n in range(len(_COLUMNS) + 1)]
        marks += [Rule(edge, 0, edge, height, 0.4, LINE) for edge in edges]
        marks += [Rule(0, 0, _INNER, 0, 0.5, over), Rule(0, height, _INNER, height, 0.5, LINE)]
        return Block(height, tuple(marks))

    # ---- below them -------------------------------------------------------------------------------------------------

    def _below(self) -> list[Block]:
        ngettext, number = self.wording.translators[0].ngettext, partial(fmt.number, language=self.wording.language)
        letters, without = len(self.listed.letters), self.listed.without_address
        lines = [ngettext("{n} letter in all", "{n} letters in all", letters).format(n=number(letters))]
        if without:
            text = ngettext("{n} without an address", "{n} without an address", without)
            lines.append(text.format(n=number(without)))
        sums = stacked([self.type.paragraph(text, _STRONG, _INNER) for text in lines])
        return [space(8), stacked([sums, space(26), self._signatures()])]

    def _signatures(self) -> Block:
        labels = (N_("Handed in by"), N_("Received by the post office (signature, date stamp)"))
        gap = 24.0
        width = (_INNER - gap) / 2
        columns = []
        for n, label in enumerate(labels):
            below = self.type.paragraph(self.wording.first(label), _SMALL, width)
            columns.append((n * (width + gap), stacked([rule(width, weight=0.6, color=INK, below=3), below])))
        return beside(*columns)


def _place(letter: Letter) -> list[str]:
    """Return the lines of an address that are neither the postcode nor the addressee, who have columns of their own."""
    name = letter.customer.name
    return [line for line in letter.lines if line not in (letter.postcode, name, f"{name} 收")]
