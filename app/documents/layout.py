"""Setting type on paper: measuring, breaking lines of mixed Chinese and English, and blocks of marks to be drawn.

A block knows its height and holds everything it will draw, so a page is made of measured pieces and tests can look at
the geometry without reading a PDF. Lengths are points; y runs downwards from the top of the block.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from app.documents.fonts import Fonts

MM = 72 / 25.4
"""Points in a millimetre."""

INK = "#1F2421"
MUTE = "#5F6762"
LINE = "#D5D6CE"
ACCENT = "#1B6B50"
ALARM = "#B3362B"
BLACK = "#000000"

_ASCENT = 0.88  # of the font's size, above the baseline
_ELLIPSIS, _POINTS = "…", "..."  # the fonts' ellipsis stands at the middle of a line, as Chinese writes it
_LEAST_SCALE = 0.35

_OPENING = frozenset("（《〈「『【〔［｛〖“‘([{¥￥$€£№#")
_CLOSING = frozenset("，。、；：！？）》〉」』】〕］｝〗”’…—～·％‰℃,.;:!?)]}%")


class Align(Enum):
    """Where a text stands against its x."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


class Style(NamedTuple):
    """How a text looks; `leading` is the distance of two baselines as a multiple of the size."""

    size: float
    bold: bool = False
    color: str = INK
    leading: float = 1.45

    @property
    def pitch(self) -> float:
        """The height of one line."""
        return self.size * self.leading

    @property
    def baseline(self) -> float:
        """The distance of the baseline from the top of a line."""
        return (self.pitch - self.size) / 2 + self.size * _ASCENT - self.size * 0.06


# ---- marks and blocks -----------------------------------------------------------------------------------------------


class Text(NamedTuple):
    """A text on a baseline."""

    x: float
    y: float
    text: str
    style: Style
    align: Align = Align.LEFT


class Rule(NamedTuple):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.5
    color: str = LINE
    dashed: bool = False


class Box(NamedTuple):
    """A rectangle, drawn or filled; `ticked` draws ✓ into it. No font has ☐ and ☑, so boxes are always drawn."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.6
    color: str = INK
    fill: str = ""
    ticked: bool = False


class Picture(NamedTuple):
    """A picture by its name among those given to the PDF, stretched to a rectangle."""

    x: float
    y: float
    width: float
    height: float
    name: str


class Dots(NamedTuple):
    """Black squares on a square of `side` points, `across` along each side, as runs: row, start, length."""

    x: float
    y: float
    side: float
    across: int
    runs: tuple[tuple[int, int, int], ...]


Mark = Text | Rule | Box | Picture | Dots


@dataclass(frozen=True, slots=True)
class Block:
    """A measured piece of a page; `keep` holds it together with the next one.

    `repeat` is drawn again above it where it begins a new page: the head of its table.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False
    repeat: "Block | None" = None


def space(height: float) -> Block:
    """Return empty space; it is left out at the top of a page."""
    return Block(height)


def rule(width: float, *, weight: float = 0.5, color: str = LINE, above: float = 0, below: float = 0) -> Block:
    """Return a line across, with space above and below it."""
    return Block(above + below, (Rule(0, above, width, above, weight, color),))


def moved(marks: Iterable[Mark], dx: float, dy: float) -> tuple[Mark, ...]:
    """Return marks shifted by a distance."""
    return tuple(
        mark._replace(x=mark.x + dx, y=mark.y + dy, to_x=mark.to_x + dx, to_y=mark.to_y + dy)
        if isinstance(mark, Rule)
        else mark._replace(x=mark.x + dx, y=mark.y + dy)
        for mark in marks
    )


def stacked(blocks: Sequence[Block], *, keep: bool = False) -> Block:
    """Return blocks one below the other as one block that is never parted."""
    marks: list[Mark] = []
    height = 0.0
    for block in blocks:
        marks += moved(block.marks, 0, height)
        height += block.height
    return Block(height, tuple(marks), keep)


def beside(*columns: tuple[float, Block]) -> Block:
    """Return blocks beside each other at their x, as high as the highest."""
    marks = [mark for x, block in columns for mark in moved(block.marks, x, 0)]
    return Block(max(block.height for _, block in columns), tuple(marks))


# ---- type -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Typesetter:
    """Measures and breaks texts in the program's fonts; `missing` gathers the characters they lack."""

    fonts: Fonts
    missing: dict[str, None] = field(default_factory=dict)

    def clean(self, text: str) -> str:
        """Return a text as it can be drawn in one line."""
        return self.fonts.printable(text, self.missing)

    def width(self, text: str, style: Style) -> float:
        """Return the width of a clean text."""
        return self.fonts.width(text, style.size, bold=style.bold)

    def wrap(self, text: str, style: Style, width: float) -> list[str]:
        """Break a text into lines no wider than `width`; its own line ends stay. At least one line.

        Chinese breaks between any two characters, but no line begins with closing punctuation or ends with opening
        punctuation. English breaks between words, and inside one only where it is wider than a line.
        """
        if "\n" not in text and "\r" not in text:
            return self._line(text, style, width)
        lines: list[str] = []
        for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            lines += self._line(paragraph, style, width)
        return lines

    def _line(self, text: str, style: Style, width: float) -> list[str]:
        clean = self.clean(text).strip(" ")
        return [clean] if self.width(clean, style) <= width else self._fill(clean, style, width)

    def _fill(self, text: str, style: Style, width: float) -> list[str]:
        lines: list[str] = []
        line, used, blanks = "", 0.0, ""
        for unit in _units(text):
            if unit.isspace() and unit != "\u3000":
                blanks += unit
                continue
            wide = self.width(unit, style)
            gap = self.width(blanks, style) if line else 0.0
            if line and used + gap + wide > width:
                lines.append(line)
                line, used = "", 0.0
            elif line:
                line, used = line + blanks, used + gap
            blanks = ""
            if not line and wide > width:
                *whole, unit = self._cut(unit, style, width)  # noqa: PLW2901 - what is left of it begins the next line
                lines += whole
                wide = self.width(unit, style)
            line, used = line + unit, used + wide
        return [*lines, line]

    def _cut(self, unit: str, style: Style, width: float) -> list[str]:
        """Cut what has no place to break and is wider than a line."""
        parts, part, used = [], "", 0.0
        for character in unit:
            wide = self.width(character, style)
            if part and used + wide > width:
                parts.append(part)
                part, used = "", 0.0
            part, used = part + character, used + wide
        return [*parts, part]

    def shortened(self, text: str, style: Style, width: float) -> str:
        """Return a text in one line, with an ellipsis where it is cut. Never for money: see `fitted`."""
        clean = self.clean(text)
        if self.width(clean, style) <= width:
            return clean
        room = width - self.width(_ELLIPSIS, style)
        used, kept = 0.0, 0
        for character in clean:
            used += self.width(character, style)
            if used > room:
                break
            kept += 1
        begun = clean[:kept].rstrip()
        return begun + (_POINTS if begun and begun[-1].isascii() else _ELLIPSIS)

    def fitted(self, text: str, style: Style, width: float) -> Style:
        """Return the style in which a clean text fits a width: smaller where it must be, but never cut."""
        wide = self.width(text, style)
        return style if wide <= width else style._replace(size=style.size * max(width / wide, _LEAST_SCALE))

    def paragraph(
        self, text: str, style: Style, width: float, align: Align = Align.LEFT, *, most: int | None = None
    ) -> Block:
        """Return a text in as many lines as it needs, or at most so many with an ellipsis at the end."""
        x = {Align.LEFT: 0.0, Align.RIGHT: width, Align.CENTRE: width / 2}[align]
        lines = self.wrap(text, style, width)
        if most is not None and len(lines) > most:
            lines = [*lines[: most - 1], self.shortened(_rejoined(lines[most - 1 :]), style, width)]
        marks = [Text(x, n * style.pitch + style.baseline, line, style, align) for n, line in enumerate(lines) if line]
        return Block(len(lines) * style.pitch, tuple(marks))

    def label(self, words: Sequence[str], style: Style, second: Style, width: float) -> Block:
        """Return a label in one language or two: the second behind the first where there is room, else below it."""
        first = self.paragraph(words[0], style, width)
        if len(words) == 1:
            return first
        other = self.clean(words[1])
        used = self.width(self.clean(words[0]), style) + style.size * 0.5
        if used + self.width(other, second) <= width:
            return Block(first.height, (*first.marks, Text(used, style.baseline, other, second)))
        return stacked([first, self.paragraph(words[1], second, width)])

    def lines(self, text: str, style: Style, width: float) -> list[Block]:
        """Return a long text line by line, so that it may go over a page; its first and last two stay together."""
        broken = self.wrap(text, style, width)
        pairs = {0, len(broken) - 2}
        return [
            Block(style.pitch, (Text(0, style.baseline, line, style),) if line else (), keep=n in pairs)
            for n, line in enumerate(broken)
        ]


def _rejoined(lines: Sequence[str]) -> str:
    """Return broken lines as one again: a blank stands where words were parted, none between Chinese characters."""
    text = ""
    for line in lines:
        parted = text and line and text[-1] != "-" and not (_is_wide(text[-1]) or _is_wide(line[0]))
        text += f" {line}" if parted else line
    return text


def _units(text: str) -> list[str]:
    """Cut a text into what must not be parted: words, single Chinese characters, blanks."""
    units: list[str] = []
    for character in text:
        last = units[-1] if units else " "
        if units and not character.isspace() and not last.isspace() and _joined(last, character):
            units[-1] += character
        else:
            units.append(character)
    return units


def _joined(last: str, character: str) -> bool:
    """Whether a character belongs to what stands before it."""
    before = last[-1]
    if character in _CLOSING or before in _OPENING or unicodedata.combining(character):
        return True
    if before == "-" and character.isalpha() and last[:-1].isalpha():
        return False  # a word with a hyphen may be parted after it
    return not (_is_wide(before) or _is_wide(character)) and not (before in _CLOSING and _is_wide(last[0]))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
