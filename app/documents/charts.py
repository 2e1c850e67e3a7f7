"""Charts drawn once: as marks like everything else on paper, and the same marks written as SVG for the screen.

The SVG keeps to what SVG Tiny 1.2 knows, which is what Qt draws: no styles, no clipping. Texts are measured in the
fonts of the papers, which are near enough to those of a screen.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from app.core.chart import Chart, ChartKind, ChartLook
from app.documents.fonts import load_fonts
from app.documents.layout import Align, Block, Box, Mark, Rule, Style, Text, Typesetter
from app.documents.wording import Wording
from app.i18n import format as fmt

_TICKS = 4
_ALL_LABELS = 8  # so few are all written, shortened where they must be
_GAP = 0.35  # of the room of a bar
_WIDEST_BAR = 0.22  # of the whole chart
_AIR = 0.6  # of the size of texts
_NICE = (1, 2, 2.5, 5, 10)
_ANCHORS = {Align.LEFT: "start", Align.CENTRE: "middle", Align.RIGHT: "end"}


def chart_svg(chart: Chart, look: ChartLook, wording: Wording, fonts: Path) -> str:
    """Return a chart as SVG, as large as its look says."""
    block = chart_block(chart, look, wording, Typesetter(load_fonts(fonts)))
    family = f" font-family={quoteattr(look.family)}" if look.family else ""
    size = f'width="{look.width:g}" height="{look.height:g}" viewBox="0 0 {look.width:g} {look.height:g}"'
    shapes = "".join(_svg(mark) for mark in block.marks)
    return f'<svg xmlns="http://www.w3.org/2000/svg" version="1.2" {size}><g{family}>{shapes}</g></svg>'


def chart_block(chart: Chart, look: ChartLook, wording: Wording, typesetter: Typesetter) -> Block:
    """Return a chart as a block of the size its look says."""
    drawer = _Drawer(chart, look, wording, typesetter)
    return Block(look.height, tuple(drawer.marks()))


class _Scale(NamedTuple):
    """The axis: from its lowest to its highest tick (minor units), a tick each step, and where zero lies."""

    low: int
    high: int
    step: int

    def height(self, value: int, room: float) -> float:
        """Return how far below the top a value lies."""
        return room * (self.high - value) / (self.high - self.low)

    @property
    def ticks(self) -> Sequence[int]:
        """The values with a line of their own."""
        return range(self.low, self.high + 1, self.step)


def scale_of(lowest: int, highest: int, unit: int) -> _Scale:
    """Return an axis that takes all values: few ticks, in whole units, at figures people count in."""
    low, high = min(lowest, 0), max(highest, 0)
    rough = max((high - low) / _TICKS, unit)
    power = unit
    while power * 10 <= rough:
        power *= 10
    step = next(int(power * nice) for nice in _NICE if power * nice >= rough and (power * nice) % unit == 0)
    first, last = low // step, -(-high // step)
    if first == last:
        last = first + 1
    return _Scale(first * step, last * step, step)


class _Drawer:
    """A chart being drawn."""

    def __init__(self, chart: Chart, look: ChartLook, wording: Wording, typesetter: Typesetter) -> None:
        self._chart, self._look, self._wording, self._type = chart, look, wording, typesetter
        self._text = Style(look.size, color=look.mute)
        self._value = Style(look.size, color=look.ink)
        self._labels = [typesetter.clean(wording.first(label)) for label in chart.labels]
        unit = 10**wording.currency.decimals
        reaches = [self._reach(at) for at in range(len(self._labels))]
        lowest, highest = (min((low for low, _ in reaches), default=0), max((high for _, high in reaches), default=0))
        self._scale = scale_of(lowest, highest, unit)

    def marks(self) -> list[Mark]:
        """Return everything that is drawn."""
        look, text = self._look, self._text
        legend = self._legend()
        top = legend.height + text.pitch  # room for the figure over the highest bar
        left = max(self._width(self._tick(tick)) for tick in self._scale.ticks) + look.size * _AIR
        bottom = look.height - text.pitch - look.size * _AIR
        room = max(bottom - top, 1.0)
        marks: list[Mark] = list(legend.marks)
        for tick in self._scale.ticks:
            y = top + self._scale.height(tick, room)
            color = look.mute if tick == 0 else look.line
            marks.append(Rule(left, y, look.width, y, 0.8 if tick == 0 else 0.5, color))
            marks.append(Text(left - look.size * _AIR, y + look.size * 0.35, self._tick(tick), text, Align.RIGHT))
        wide = (look.width - left) / max(len(self._labels), 1)
        bar = min(wide * (1 - _GAP), look.width * _WIDEST_BAR)
        shown, figures = self._every(wide), self._written(wide)
        for at, label in enumerate(self._labels):
            middle = left + wide * (at + 0.5)
            marks += self._bar(at, middle - bar / 2, bar, top, room)
            marks += self._figure(at, middle, figures[at], top + self._scale.height(self._reach(at)[1], room))
            if at % shown == 0:
                cut = self._type.shortened(label, text, wide * shown)
                marks.append(Text(middle, bottom + look.size * _AIR + text.baseline, cut, text, Align.CENTRE))
        return marks

    def _every(self, wide: float) -> int:
        """Return each how manyth label is written, so that they do not run into each other."""
        widest = max(map(self._width, self._labels), default=0.0) + self._look.size * _AIR
        return max(1, -(-int(widest) // max(int(wide), 1))) if len(self._labels) > _ALL_LABELS else 1

    # ---- bars -------------------------------------------------------------------------------------------------------

    def _reach(self, at: int) -> tuple[int, int]:
        """Return how far the bar of a label goes below and above zero."""
        values = [series.values[at] for series in self._chart.series]
        return sum(min(value, 0) for value in values), sum(max(value, 0) for value in values)

    def _color(self, number: int) -> str:
        return self._look.colors[number % len(self._look.colors)]

    def _bar(self, at: int, x: float, width: float, top: float, room: float) -> list[Mark]:
        marks: list[Mark] = []
        above = below = 0
        for number, series in enumerate(self._chart.series):
            value = series.values[at]
            start = above if value > 0 else below
            upper, lower = max(start, start + value), min(start, start + value)
            y, end = (top + self._scale.height(edge, room) for edge in (upper, lower))
            if value:
                color = self._color(at if self._chart.kind is ChartKind.BARS else number)
                marks.append(Box(x, y, width, max(end - y, 0.6), 0, color, color))
            above, below = above + max(value, 0), below + min(value, 0)
        return marks

    def _figure(self, at: int, middle: float, text: str, y: float) -> list[Mark]:
        """Return the amount over a bar that ends at a height."""
        if not text or not any(self._reach(at)):
            return []
        return [Text(middle, y - self._look.size * 0.35, text, self._value, Align.CENTRE)]

    def _written(self, wide: float) -> list[str]:
        """Return the amounts over the bars: without cents where one would not fit, none where even that is too wide."""
        sums = [sum(self._reach(at)) for at in range(len(self._labels))]
        unit = 10**self._wording.currency.decimals
        for figures in (
            [self._wording.amount(each) for each in sums],
            [fmt.number(round(each / unit), self._wording.language) for each in sums],
        ):
            if all(self._width(text) + self._look.size * _AIR <= wide for text in figures):
                return figures
        return [""] * len(sums)

    # ---- what explains them -----------------------------------------------------------------------------------------

    def _legend(self) -> Block:
        """Return the names of the series with their colours, in as many lines as they need."""
        if self._chart.kind is ChartKind.BARS:
            return Block(0)
        size, marks = self._look.size, list[Mark]()
        x = y = 0.0
        for number, series in enumerate(self._chart.series):
            name = self._type.clean(self._wording.first(series.name))
            width = size * 1.5 + self._width(name) + size * 1.6
            if x and x + width > self._look.width:
                x, y = 0.0, y + self._text.pitch
            color = self._color(number)
            marks.append(Box(x, y + self._text.pitch * 0.2, size, size * 0.9, 0, color, color))
            marks.append(Text(x + size * 1.5, y + self._text.baseline, name, self._text))
            x += width
        return Block(y + self._text.pitch, tuple(marks))

    def _tick(self, value: int) -> str:
        return fmt.number(value // 10**self._wording.currency.decimals, self._wording.language)

    def _width(self, text: str) -> float:
        return self._type.width(text, self._text)


# ---- as SVG ---------------------------------------------------------------------------------------------------------


def _svg(mark: Mark) -> str:
    match mark:
        case Box():
            place = f'x="{mark.x:.2f}" y="{mark.y:.2f}" width="{mark.width:.2f}" height="{mark.height:.2f}"'
            return f'<rect {place} fill="{mark.fill or "none"}"/>'
        case Rule():
            ends = f'x1="{mark.x:.2f}" y1="{mark.y:.2f}" x2="{mark.to_x:.2f}" y2="{mark.to_y:.2f}"'
            return f'<line {ends} stroke="{mark.color}" stroke-width="{mark.width:g}"/>'
        case Text():
            anchor = _ANCHORS[mark.align]
            look = f'font-size="{mark.style.size:g}" fill="{mark.style.color}" text-anchor="{anchor}"'
            return f'<text x="{mark.x:.2f}" y="{mark.y:.2f}" {look}>{escape(mark.text)}</text>'
        case _:
            raise TypeError(mark)
