"""Drawing marks on a canvas of reportlab: only what changes between two marks is written into the page.

The canvas looks up font and colour for every text and builds an object for each; a page of figures is drawn in a
quarter of the time when its operators are written straight into it, which `Canvas.addLiteral` is there for.
"""

import io
from collections.abc import Mapping
from functools import lru_cache

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Fonts
from app.documents.layout import Align, Block, Box, Dots, Picture, Rule, Text

_TICK = ((0.2, 0.52), (0.42, 0.76), (0.82, 0.24))  # of the side of a box
_KNOWN_MOST = 4_000
_BLACK = "0 0 0"

_THICKER = 0.03
"""How wide the outline of a letter that is to look bold is drawn, in its size: Noto's own bold is as much thicker."""

_Runs = tuple[tuple[str, str, bool], ...]
"""A text as a PDF writes it: the font's name there, the codes, and whether it is to be thickened."""


class Pen:
    """Draws the blocks of pages on one canvas; remembers how texts are written in this PDF's own subsets of the fonts.

    A picture comes into the PDF once, with the first page that shows it.
    """

    def __init__(self, canvas: Canvas, fonts: Fonts) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self._texts: tuple[dict[str, _Runs], dict[str, _Runs]] = ({}, {})
        self._drawn: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        """Forget what was set on the page before: every page begins in the state the format lays down."""
        self._code: list[str] = []
        self._in_text = False
        self._font: tuple[str, float] = ("", 0.0)
        self._fill = self._stroke = _BLACK
        self._width = 1.0
        self._dashed = False

    def page(
        self, height: float, blocks: tuple[tuple[float, float, Block], ...], pictures: Mapping[str, bytes]
    ) -> None:
        """Draw the blocks of one page, each by its top left corner from the top left of the page."""
        for left, top, block in blocks:
            base = height - top
            for mark in block.marks:
                if isinstance(mark, Text):
                    self._text(mark, left, base)
                elif isinstance(mark, Rule):
                    self._rule(mark, left, base)
                elif isinstance(mark, Box):
                    self._box(mark, left, base)
                elif isinstance(mark, Dots):
                    self._dots(mark, left, base)
                else:
                    self._picture(mark, left, base, pictures)
        self._shapes()
        self._flush()
        self._begin()

    def _flush(self) -> None:
        if self._code:
            self._canvas.addLiteral("\n".join(self._code))
            self._code.clear()

    # ---- texts ------------------------------------------------------------------------------------------------------

    def _text(self, mark: Text, left: float, base: float) -> None:
        style = mark.style
        x = left + mark.x
        if mark.align is not Align.LEFT:
            wide = self._fonts.width(mark.text, style.size, bold=style.bold)
            x -= wide if mark.align is Align.RIGHT else wide / 2
        write = self._code.append
        if not self._in_text:
            write("BT")
            self._in_text = True
        self._filled(style.color)
        place = f"1 0 0 1 {x:.2f} {base - mark.y:.2f} Tm"
        for font, shown, thickened in self._runs(mark.text, bold=style.bold):
            if (font, style.size) != self._font:
                self._font = (font, style.size)
                write(f"{font} {style.size:.4g} Tf")
            if thickened:
                self._lined(style.color, style.size * _THICKER)
                write("2 Tr")
            write(f"{place} <{shown}> Tj" if place else f"<{shown}> Tj")
            if thickened:
                write("0 Tr")
            place = ""

    def _runs(self, text: str, *, bold: bool) -> _Runs:
        """Return a text as this PDF writes it: in parts, as each subset of a font holds 255 characters only."""
        known = self._texts[bold]
        runs = known.get(text)
        if runs is None:
            if len(known) > _KNOWN_MOST:
                known.clear()
            document = self._canvas.document
            runs = known[text] = tuple(
                (part.font.getSubsetInternalName(subset, document), codes.hex(), part.thickened)
                for part in self._fonts.parts(text, bold=bold)
                for subset, codes in part.font.splitString(part.text, document)
            )
        return runs

    # ---- shapes -----------------------------------------------------------------------------------------------------

    def _shapes(self) -> None:
        """End the texts: shapes may not stand among them."""
        if self._in_text:
            self._code.append("ET")
            self._in_text = False

    def _filled(self, color: str) -> None:
        wanted = _rgb(color)
        if wanted != self._fill:
            self._fill = wanted
            self._code.append(f"{wanted} rg")

    def _lined(self, color: str, width: float, *, dashed: bool = False) -> None:
        wanted = _rgb(color)
        if wanted != self._stroke:
            self._stroke = wanted
            self._code.append(f"{wanted} RG")
        if width != self._width:
            self._width = width
            self._code.append(f"{width:.4g} w")
        if dashed != self._dashed:
            self._dashed = dashed
            self._code.append("[2 2] 0 d" if dashed else "[] 0 d")

    def _rule(self, mark: Rule, left: float, base: float) -> None:
        self._shapes()
        self._lined(mark.color, mark.width, dashed=mark.dashed)
        start = f"{left + mark.x:.2f} {base - mark.y:.2f} m"
        self._code.append(f"{start} {left + mark.to_x:.2f} {base - mark.to_y:.2f} l S")

    def _box(self, mark: Box, left: float, base: float) -> None:
        self._shapes()
        if mark.fill:
            self._filled(mark.fill)
        if mark.line > 0:
            self._lined(mark.color, mark.line)
        x, y = left + mark.x, base - mark.y
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}.get((bool(mark.fill), mark.line > 0), "n")
        self._code.append(f"{x:.2f} {y - mark.height:.2f} {mark.width:.2f} {mark.height:.2f} re {paint}")
        if mark.ticked:
            (a, b), (c, d), (e, f) = ((x + u * mark.width, y - v * mark.height) for u, v in _TICK)
            self._code.append(f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l {e:.2f} {f:.2f} l S")

    def _dots(self, mark: Dots, left: float, base: float) -> None:
        """Draw all squares as one shape, so that no reader leaves hairs between them."""
        self._shapes()
        scale = mark.side / mark.across
        runs = " ".join(f"{start} {-row - 1} {length} 1 re" for row, start, length in mark.runs)
        place = f"{scale:.4f} 0 0 {scale:.4f} {left + mark.x:.2f} {base - mark.y:.2f} cm"
        self._code.append(f"q {_BLACK} rg {place} {runs} f Q")

    def _picture(self, mark: Picture, left: float, base: float, pictures: Mapping[str, bytes]) -> None:
        self._shapes()
        self._flush()
        canvas = self._canvas
        if mark.name not in self._drawn:
            self._drawn.add(mark.name)
            canvas.beginForm(mark.name, 0, 0, 1, 1)
            canvas.drawImage(ImageReader(io.BytesIO(pictures[mark.name])), 0, 0, 1, 1)
            canvas.endForm()
        canvas.saveState()
        canvas.transform(mark.width, 0, 0, mark.height, left + mark.x, base - mark.y - mark.height)
        canvas.doForm(mark.name)
        canvas.restoreState()


@lru_cache
def _rgb(color: str) -> str:
    """Return `#RRGGBB` as a PDF writes it."""
    return " ".join(f"{int(color[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5))
