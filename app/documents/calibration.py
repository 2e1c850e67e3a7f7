"""A page to measure how far a printer is off: rulers from the corner, a cross, the outlines of what must be met."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.core.envelope import EnvelopeForm, Nudge, Rect, Size, Window, envelope
from app.core.labels import LabelSheet, check_sheet
from app.documents.address_block import fold_marks
from app.documents.fonts import load_fonts
from app.documents.layout import (
    ACCENT,
    ALARM,
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
    moved,
    stacked,
)
from app.documents.pages import About, Page, draw_pdf
from app.documents.receipt import Drawn
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_

Target = Window | EnvelopeForm | LabelSheet
"""What a page is calibrated for."""

TITLE = N_("Calibration page")
ACTUAL_SIZE = N_("Print this page at its actual size, without fitting it to the paper.")
MEASURE = N_(
    "Then measure the paper: the middle of the cross should be {x} mm from the left edge and {y} mm from the top edge."
)
ACROSS = N_(
    "Too far left by some millimetres: add them to the shift to the right. Too far right: take them off. "
    "It is {value} mm now."
)
DOWN = N_("Too high by some millimetres: add them to the shift down. Too low: take them off. It is {value} mm now.")
ALWAYS = N_("Always seen in the window")
SOMETIMES = N_("Seen when the sheet slides")

_BODIES = tuple(Style(size, leading=1.4) for size in (8.5, 7.5, 6.5, 5.5))
_TINY = Style(5.5, color=MUTE)
_NAME = Style(6, color=MUTE)
_TICKS = (4.5, 5.2, 6.0)  # mm, from the edge: many printers leave the outer 4 blank
_CROSS = 8.0
_BEGIN = 7  # mm, where neither ruler crosses the other
_END = 3  # mm, before which no number stands
_PAD = 3.0
_INDENT = 14.0  # points
_MOST_WIDTH = 120.0


class _Outline(NamedTuple):
    area: Rect
    color: str
    dashed: bool = False
    name: str = ""


def draw_calibration(target: Target, nudge: Nudge, translators: Sequence[Translator], fonts: Path) -> Drawn:
    """Draw the page for a window's layout, an envelope or a sheet of labels, shifted by `nudge` as all its pages are.

    `fonts` is the folder of the fonts. Refused when labels do not fit on their paper.
    """
    if isinstance(target, LabelSheet):
        check_sheet(target)
    typesetter = Typesetter(load_fonts(fonts))
    size = _size(target)
    marks = (
        *_rulers(size),
        *_outlines(target, translators[0], typesetter),
        *_middle(size, nudge, translators, typesetter),
    )
    page = Page(
        size.width * MM, size.height * MM, ((0, 0, Block(size.height * MM, moved(marks, nudge.x * MM, nudge.y * MM))),)
    )
    pdf = draw_pdf([page], typesetter.fonts, About(typesetter.clean(translators[0].gettext(TITLE)), ""))
    return Drawn(pdf, tuple(typesetter.missing))


def _size(target: Target) -> Size:
    match target:
        case Window():
            return target.sheet
        case LabelSheet():
            return target.paper
        case _:
            return envelope(target).size


# ---- rulers and outlines --------------------------------------------------------------------------------------------


def _rulers(size: Size) -> Iterator[Mark]:
    """Yield a ruler along the top and one along the left edge, both from the corner."""
    for across, most in ((True, size.width), (False, size.height)):
        for at in range(_BEGIN, int(most) + 1):
            whole = at % 10 == 0
            begin, end = (at * MM, 0.0), (at * MM, _TICKS[(at % 5 == 0) + whole] * MM)
            if not across:
                begin, end = begin[::-1], end[::-1]
            yield Rule(*begin, *end, 0.6 if whole else 0.35, INK if whole else MUTE)
            if whole and at < most - _END:
                yield _number(at, across=across)


def _number(at: int, *, across: bool) -> Text:
    beyond = (_TICKS[-1] + 0.5) * MM
    if across:
        return Text(at * MM, beyond + _TINY.size * 0.8, str(at), _TINY, Align.CENTRE)
    return Text(beyond, at * MM + _TINY.size * 0.36, str(at), _TINY)


def _outlines(target: Target, translator: Translator, typesetter: Typesetter) -> Iterator[Mark]:
    for outline in _areas(target, translator):
        yield from _drawn(outline, typesetter)
    if isinstance(target, Window):
        yield from fold_marks(target, target.sheet.height * MM).marks


def _areas(target: Target, translator: Translator) -> Iterator[_Outline]:
    match target:
        case Window():
            yield _Outline(target.seen, MUTE, dashed=True, name=translator.gettext(SOMETIMES))
            yield _Outline(target.safe, ACCENT, name=translator.gettext(ALWAYS))
            if target.return_safe is not None and target.return_seen is not None:
                yield _Outline(target.return_seen, MUTE, dashed=True)
                yield _Outline(target.return_safe, ACCENT, name=translator.gettext(ALWAYS))
        case LabelSheet():
            for nth in range(target.count):
                yield _Outline(target.label(nth), ACCENT)
        case _:
            place = envelope(target)
            for box in place.boxes:
                yield _Outline(box, ALARM)
            yield _Outline(place.stamp, ALARM)
            for area in (place.to, place.sender, place.sender_postcode, place.quiet):
                yield _Outline(area, MUTE, dashed=True)


def _drawn(outline: _Outline, typesetter: Typesetter) -> Iterator[Mark]:
    x, y, width, height = (each * MM for each in outline.area)
    for line in ((x, y, x + width, y), (x, y + height, x + width, y + height)):
        yield Rule(*line, 0.7, outline.color, outline.dashed)
    for line in ((x, y, x, y + height), (x + width, y, x + width, y + height)):
        if outline.dashed and line[0] < _BEGIN * MM:
            continue  # it would be lost among the ruler's lines
        yield Rule(*line, 0.7, outline.color, outline.dashed)
    if outline.name:
        style = _NAME._replace(color=outline.color)
        text = typesetter.shortened(outline.name, style, width - 2 * MM)
        yield Text(x + width - MM, y + height - 0.9 * MM, text, style, Align.RIGHT)


# ---- the cross and what to do with it -------------------------------------------------------------------------------


def _middle(size: Size, nudge: Nudge, translators: Sequence[Translator], typesetter: Typesetter) -> Iterator[Mark]:
    """Yield the cross in the middle, at full centimetres, and the sentences on white below it."""
    x, y = round(size.width / 20) * 10, round(size.height / 20) * 10 - 10
    wide = min(_MOST_WIDTH, size.width - 40) * MM
    left, top = x * MM - wide / 2, (y + _CROSS) * MM
    pad = _PAD * MM
    tried = [_words(translators, typesetter, style, wide, _steps(x, y, nudge)) for style in _BODIES]
    room = size.height * MM - top - 2.6 * pad
    text = next((each for each in tried if each.height <= room), tried[-1])
    white = "#FFFFFF"
    yield Box(left - pad, top, wide + 2 * pad, text.height + 1.6 * pad, 0.5, LINE, white)
    yield from moved(text.marks, left, top + 0.8 * pad)
    arm = _CROSS * 0.8 * MM
    yield Box(x * MM - arm, y * MM - arm, 2 * arm, 2 * arm, 0, white, white)
    yield Rule(x * MM - arm, y * MM, x * MM + arm, y * MM, 0.5, INK)
    yield Rule(x * MM, y * MM - arm, x * MM, y * MM + arm, 0.5, INK)


def _words(
    translators: Sequence[Translator], typesetter: Typesetter, style: Style, width: float, steps: Sequence[Message]
) -> Block:
    """Return what to do, step by step in each language."""
    blocks = []
    for translator in translators:
        head = style._replace(size=style.size * 1.3, bold=True)
        blocks.append(typesetter.paragraph(translator.gettext(TITLE), head, width))
        for n, each in enumerate(steps, start=1):
            step = typesetter.paragraph(_say(translator, each), style, width - _INDENT)
            number = Text(0, style.baseline, f"{n}.", style)
            blocks.append(Block(step.height, (number, *moved(step.marks, _INDENT, 0))))
    return stacked(blocks)


def _steps(x: int, y: int, nudge: Nudge) -> list[Message]:
    return [
        Message(ACTUAL_SIZE),
        Message(MEASURE, {"x": x, "y": y}),
        Message(ACROSS, {"value": float(nudge.x)}),
        Message(DOWN, {"value": float(nudge.y)}),
    ]


def _say(translator: Translator, message: Message) -> str:
    values = {name: _figure(value, translator.language) for name, value in message.values.items()}
    return translator.gettext(message.text).format_map(values)


def _figure(value: object, language: str) -> str:
    """Write millimetres: whole ones, or to the tenth."""
    if isinstance(value, int):
        return fmt.number(value, language)
    return fmt.amount(round(float(str(value)) * 10), 1, language)
