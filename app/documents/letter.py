"""A letter of the reminder queue as PDF: on the shop's letterhead, with the charges it is about and a slip to pay by.

It is set from the parts of a statement, so that it goes into the same envelopes and looks as if the same shop wrote it.
It comes from the shop and from nobody else: no red, no seal of an office, nothing of a lawyer's letter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from app.core.day_words import PART_NAMES
from app.core.envelope import NO_NUDGE, Nudge
from app.core.letter import LetterCharge, LetterPaper
from app.core.reminder.kinds import Tone
from app.core.statement_paper import Sheet
from app.documents.address_block import fits
from app.documents.flow import Flow, Placed, Table
from app.documents.layout import Align, Block, Box, Style, Text, Typesetter, moved, space, stacked
from app.documents.letter_slip import LETTER_NO, how_to_pay, slips
from app.documents.letterhead import (
    CUSTOMER_NO,
    Heading,
    first_head,
    page_foot,
    running_head,
    window_of,
)
from app.documents.pages import About, Page
from app.documents.press import Added, Drawn, Press
from app.documents.receipt_parts import DATE, IN_WORDS, TOTAL
from app.documents.statement import statement_pages
from app.documents.statement_grid import Column, Kind, Look, Row, made
from app.documents.statement_looks import FRAMES, PaperSetter, looks_on
from app.documents.statement_tables import (
    AMOUNT,
    BROUGHT,
    DAYS_LATE,
    DOCUMENT,
    DUE,
    FORWARD,
    INSTALMENT,
    OPEN,
    WHAT_FOR,
)
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_

__all__ = ["Added", "Drawn", "LetterPress", "draw_letter", "letter_pages"]

LETTER = N_("Reminder letter")
PRINCIPAL_ONLY = N_("The amounts are the principal only; what was agreed about payments made late stays as it is.")
AS_LISTED = N_("The amounts are what is listed; what else was agreed about payments made late stays as it is.")

_BAR = 2.4  # the one bit of colour: a bar across the top
_SHEETS = (Sheet.A4, Sheet.LETTER)
_SIGN_ROOM = 48.0
_CLOSING = 0.6  # of the width


class _Density(NamedTuple):
    """How the text is set: the size and leading of its type, what a blank line takes, the space around its parts."""

    text: Style
    subject: Style
    blank: float  # of a line
    air: float


_ON_SHEET = (
    _Density(Style(10, leading=1.62), Style(14.5, bold=True, leading=1.4), 0.62, 11),
    _Density(Style(9.5, leading=1.52), Style(13.5, bold=True, leading=1.35), 0.5, 8),
    _Density(Style(9, leading=1.44), Style(13, bold=True, leading=1.3), 0.42, 6),
)
_ON_FORM = (
    _Density(Style(9.6, leading=1.5), Style(13, bold=True, leading=1.35), 0.5, 7),
    _Density(Style(9, leading=1.4), Style(12, bold=True, leading=1.3), 0.4, 5),
)
"""The roomiest first: a letter is set closer only where that spares it a page."""


@dataclass(frozen=True, slots=True)
class LetterSetter(PaperSetter):
    """A letter being set."""

    paper: LetterPaper


def draw_letter(
    paper: LetterPaper, translators: Sequence[Translator], fonts: Path, pictures: Mapping[str, bytes]
) -> Drawn:
    """Draw one letter; `pictures` holds the shop's pictures by the SHA-256 the letterhead names them by."""
    return LetterPress(fonts).draw(paper, translators, pictures)


class LetterPress(Press[LetterPaper]):
    """Draws many letters, each followed by its statement where it has one."""

    def _pages(
        self,
        paper: LetterPaper,
        translators: Sequence[Translator],
        typesetter: Typesetter,
        pictures: Mapping[str, bytes],
    ) -> list[Page]:
        wording = Wording(tuple(translators), paper.currency)
        pages = letter_pages(paper, wording, typesetter, pictures, self._nudge)
        if paper.statement is not None:
            pages += statement_pages(paper.statement, wording, typesetter, pictures, self._nudge)
        return pages

    def _about(self, paper: LetterPaper) -> About:
        return About(f"{paper.number} {paper.customer.name}".strip(), paper.shop.name)

    def shortens(self, paper: LetterPaper) -> bool:
        """Whether the address of a letter does not stand whole in its window."""
        form = window_of(paper.window, paper.sheet)
        return form is not None and bool(paper.to.lines) and not fits(form, paper.to.lines, Typesetter(self._fonts))


# ---- pages ----------------------------------------------------------------------------------------------------------


def letter_pages(
    paper: LetterPaper,
    wording: Wording,
    typesetter: Typesetter,
    pictures: Mapping[str, bytes],
    nudge: Nudge = NO_NUDGE,
) -> list[Page]:
    """Return the measured pages of a letter, set closer where it would need another page otherwise."""
    set_ = _setter(paper, wording, typesetter)
    said = _heading(set_)
    head = first_head(set_, said, pictures, window_of(paper.window, paper.sheet), nudge)
    later, foot = running_head(set_, said), page_foot(set_, said, 1, 1)
    bottom = set_.frame.height - set_.frame.bottom - foot.height
    flows = []
    for density in _ON_SHEET if paper.sheet in _SHEETS else _ON_FORM:
        flow = Flow(set_.frame.side, head.height, set_.frame.top + later.height, bottom - 4)
        _fill(flow, set_, density, pictures)
        flows.append(flow)
        if len(flow.pages) == 1:
            break
    flow = min(flows, key=lambda each: len(each.pages))
    bar = Block(_BAR, (Box(0, 0, set_.frame.width, _BAR, 0, set_.looks.accent, set_.looks.accent),))
    pages = []
    for number, placed in enumerate(flow.pages):
        page: Placed = [(0, 0, bar)] if set_.looks.tint else []
        page.append((set_.frame.side, set_.frame.top, later) if number else (0, 0, head))
        page += placed
        page.append((set_.frame.side, bottom, page_foot(set_, said, number + 1, len(flow.pages))))
        pages.append(Page(set_.frame.width, set_.frame.height, tuple(page)))
    return pages


def _setter(paper: LetterPaper, wording: Wording, typesetter: Typesetter) -> LetterSetter:
    return LetterSetter(
        shop=paper.shop,
        customer=paper.customer,
        to=paper.to,
        currency=paper.currency,
        money_sign=paper.money_sign,
        wording=wording,
        type=typesetter,
        looks=looks_on(paper.sheet),
        frame=FRAMES[paper.sheet],
        paper=paper,
    )


def _heading(set_: LetterSetter) -> Heading:
    """Return number and facts of a letter; what it is about stands over its text, as in any letter."""
    paper = set_.paper
    said = Heading(LETTER, paper.number, paper.copy, (), large=False)
    facts = (
        (LETTER_NO, said.shown_number),
        (CUSTOMER_NO, paper.customer.number),
        (DATE, fmt.short_date(paper.made_on)),
    )
    return said._replace(facts=facts)


def _fill(flow: Flow, set_: LetterSetter, density: _Density, pictures: Mapping[str, bytes]) -> None:
    paper = set_.paper
    for block in (*_subject(set_, density), *_text(set_, density, paper.before)):
        flow.put(block)
    if paper.charges:
        flow.table(_table(set_, density))
        flow.put(_below_table(set_, density))
    for block in _text(set_, density, paper.after):
        flow.put(block)
    flow.put(_closing(set_, density))
    if paper.asked and paper.slip:
        flow.foot(slips(set_, paper, pictures))
    elif paper.asked:
        flow.put(stacked([space(density.air), how_to_pay(set_, pictures)]))


# ---- the text -------------------------------------------------------------------------------------------------------


def _subject(set_: LetterSetter, density: _Density) -> Iterator[Block]:
    """Yield what the letter is about: in the middle as Chinese letters have it, else at the left."""
    align = Align.CENTRE if set_.wording.chinese else Align.LEFT
    text = set_.type.paragraph(set_.paper.subject, density.subject, set_.width, align)
    yield stacked([space(density.air * 0.7), text, space(density.air * 0.7)])


def _text(set_: LetterSetter, density: _Density, text: str) -> Iterator[Block]:
    """Yield a text line by line, so that it may go over a page; no line of a paragraph is left alone."""
    if not text:
        return
    style = density.text._replace(color=set_.looks.body.color)
    lines = text.split("\n")
    for line in lines:
        if line.strip():
            yield from _grouped(set_.type.lines(line, style, set_.width))
        else:
            yield space(style.pitch * density.blank)


def _grouped(lines: Sequence[Block]) -> Iterator[Block]:
    """Yield the lines of a paragraph, the first two and the last two as one block each."""
    if len(lines) <= 3:  # noqa: PLR2004 - they cannot be parted without leaving one alone
        yield stacked(lines)
        return
    yield stacked(lines[:2])
    yield from lines[2:-2]
    yield stacked(lines[-2:])


def _closing(set_: LetterSetter, density: _Density) -> Block:
    """Return who writes: in Chinese at the right, over the day, for the seal; else at the left, to be signed."""
    paper, width = set_.paper, set_.width * _CLOSING
    style = density.text._replace(color=set_.looks.body.color)
    strong = style._replace(bold=True)
    if not set_.wording.chinese:
        return stacked([space(_SIGN_ROOM * density.blank), set_.type.paragraph(paper.shop.name, strong, width, most=2)])
    day = fmt.long_date(paper.made_on, set_.wording.language)
    lines = [
        set_.type.paragraph(paper.shop.name, strong, width, Align.RIGHT, most=2),
        set_.type.paragraph(day, style, width, Align.RIGHT),
    ]
    block = stacked([space(density.air * 0.4), *lines])
    return Block(block.height, moved(block.marks, set_.width - width, 0))


# ---- the charges ----------------------------------------------------------------------------------------------------


def _table(set_: LetterSetter, density: _Density) -> Table:
    """Return the charges one by one, with days overdue where any is."""
    paper, amount = set_.paper, set_.wording.amount
    late = any(charge.days for charge in paper.charges)
    parts = any(charge.amount != charge.open for charge in paper.charges)
    heads = [(DATE, Kind.SHORT), (DOCUMENT, Kind.SHORT), (WHAT_FOR, Kind.GROWS), (DUE, Kind.SHORT)]
    heads += [(DAYS_LATE, Kind.FIGURE)] * late + [(AMOUNT, Kind.FIGURE)] * parts + [(OPEN, Kind.FIGURE)]
    columns = [Column(set_.say(text), kind) for text, kind in heads]

    def figures(days: str, whole: str, left: str) -> tuple[str, ...]:
        return (*((days,) if late else ()), *((whole,) if parts else ()), left)

    def row(charge: LetterCharge) -> Row:
        note = ""
        if charge.of > 1:
            note = set_.wording.first(Message(INSTALMENT, {"nth": charge.nth, "of": charge.of}))
        days = fmt.number(charge.days, set_.wording.language) if charge.days else ""
        text = set_.wording.first(PART_NAMES[charge.part]) if charge.part else charge.text
        cells = (fmt.short_date(charge.on), charge.document, text, fmt.short_date(charge.due_on))
        return Row((*cells, *figures(days, amount(charge.amount), amount(charge.open))), note)

    opens = [0, *accumulate(charge.open for charge in paper.charges)]

    def carry(rows_before: int) -> tuple[Row, Row]:
        sums = figures("", "", amount(opens[min(rows_before, len(paper.charges))]))
        first, second = (
            Row(("", "", set_.wording.first(text), "", *sums), look=Look.CARRY) for text in (FORWARD, BROUGHT)
        )
        return first, second

    total = Row(("", "", set_.wording.first(TOTAL), "", *figures("", "", amount(opens[-1]))), look=Look.SUM)
    return made(set_, None, columns, [row(charge) for charge in paper.charges], [total], carry, above=density.air * 0.5)


def _below_table(set_: LetterSetter, density: _Density) -> Block:
    """Return the total in words, and from the second letter on that nothing agreed on is waived by it."""
    blocks = [space(2.0)]
    words = set_.in_words(set_.paper.total)
    if words:
        label = f"{set_.wording.first(IN_WORDS)}  "
        style, small = set_.looks.body, set_.looks.label
        x = set_.type.width(label, small)
        text = set_.type.paragraph(words, style, set_.width - x)
        marks = (Text(0, style.baseline, label.rstrip(), small), *moved(text.marks, x, 0))
        blocks.append(Block(text.height, marks))
    if set_.paper.tone is not Tone.GENTLE:
        said = AS_LISTED if any(charge.part for charge in set_.paper.charges) else PRINCIPAL_ONLY
        blocks.append(set_.type.paragraph(set_.wording.first(said), set_.looks.label, set_.width))
    return stacked([*blocks, space(density.air * 0.7)])
