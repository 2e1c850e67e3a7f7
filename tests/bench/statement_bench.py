"""Statements as PDF against a raw canvas of reportlab that draws the same texts, lines and pictures at the same places.

The raw side is what a careful author would write by hand: everything measured and broken beforehand, fonts and colours
set only when they change, the pictures once in each file. Ours begins with the values.
"""

import gc
import io
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.core.receipt import Party
from app.core.statement_paper import StatementPaper
from app.documents.fonts import load_fonts
from app.documents.layout import Align, Box, Dots, Mark, Picture, Rule, Text, Typesetter
from app.documents.pages import Page
from app.documents.statement import StatementPress, statement_pages
from app.documents.wording import Wording
from app.i18n import catalog
from app.system import paths
from tests.bench.measure import Line, Times, in_turn
from tests.documents.helpers_statement import HELD, PICTURES, SOON, paper, statement

_LINES = 24
_MANY = 60
_GOAL = 0.8
_FLAT_MB = 16
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华文辉玉兰健俊建国红梅志春海波宁"


def papers(count: int, lines_: int = _LINES) -> list[StatementPaper]:
    """Return statements of so many customers, each with its own name, number and figures."""
    made = []
    for n in range(count):
        name = _SURNAMES[n % len(_SURNAMES)] + _GIVEN[n * 7 % len(_GIVEN)] + _GIVEN[n * 13 % len(_GIVEN)]
        what = statement(lines_, customer=Party(f"C{n:05}", name), prepaid=HELD, expiring=SOON)
        made.append(paper(what, number=f"S{n:06}", code=f"CBS-{n}-1A2B3C4D"))
    return made


def lines(rounds: int, many: int) -> list[Line]:
    """Return statements a second in one file and each in its own, against raw canvases; and the memory of `many`."""
    fonts, translators = paths.resources() / "fonts", (catalog.load("zh_CN", paths.catalogues()),)
    press, some = StatementPress(fonts), papers(_MANY)

    def one_file() -> None:
        press.begin_file(io.BytesIO())
        for each in some:
            press.add(each, translators, PICTURES)
        press.end()

    def each_its_own() -> None:
        for each in some:
            press.draw(each, translators, PICTURES)

    scripts = [_script(each, translators, fonts) for each in some]

    def raw_one_file() -> None:
        _raw(scripts)

    def raw_each_its_own() -> None:
        for script in scripts:
            _raw([script])

    return [
        _rate("statements in one file", in_turn(one_file, raw_one_file, rounds)),
        _rate("statements, a file for each", in_turn(each_its_own, raw_each_its_own, rounds)),
        *_memory(press, translators, many),
    ]


def _rate(name: str, times: Times) -> Line:
    rates = [_MANY / sorted(part)[len(part) // 2] for part in times]
    share = 1 / times.ratio
    return Line(name, f"{rates[0]:,.0f}/s", f"{rates[1]:,.0f}/s", f"{share:.2f}", f">= {_GOAL}", share >= _GOAL)


# ---- the raw side ---------------------------------------------------------------------------------------------------


def _script(
    each: StatementPaper, translators: Sequence[catalog.Translator], fonts: Path
) -> list[tuple[Page, list[Mark]]]:
    """Return the marks of a statement at their places on each page, y upwards as a canvas has it."""
    typesetter = Typesetter(load_fonts(fonts))
    pages = statement_pages(each, Wording(tuple(translators), each.currency), typesetter, PICTURES)
    found = []
    for page in pages:
        marks: list[Mark] = []
        for left, top, block in page.blocks:
            for mark in block.marks:
                y = page.height - top - mark.y
                if isinstance(mark, Rule):
                    end = page.height - top - mark.to_y
                    marks.append(mark._replace(x=left + mark.x, y=y, to_x=left + mark.to_x, to_y=end))
                else:
                    marks.append(mark._replace(x=left + mark.x, y=y))
        found.append((page, marks))
    return found


_COLORS = {
    color: HexColor(color) for color in ("#1F2421", "#5F6762", "#D5D6CE", "#1B6B50", "#B3362B", "#000000", "#F1F5F2")
}


def _raw(scripts: Sequence[list[tuple[Page, list[Mark]]]]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for name, content in PICTURES.items():
        canvas.beginForm(name, 0, 0, 1, 1)
        canvas.drawImage(ImageReader(io.BytesIO(content)), 0, 0, 1, 1)
        canvas.endForm()
    for script in scripts:
        for page, marks in script:
            canvas.setPageSize((page.width, page.height))
            hand = _Hand(canvas)
            for mark in marks:
                hand.draw(mark)
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class _Hand:
    """Draws marks by the canvas's own means, as a careful author would: nothing is set twice."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._font: tuple[str, float] | None = None
        self._fill = self._stroke = ""
        self._width = 0.0
        self._dashed = False

    def draw(self, mark: Mark) -> None:
        match mark:
            case Text():
                self._text(mark)
            case Rule():
                self._lined(mark.color, mark.width, dashed=mark.dashed)
                self._canvas.line(mark.x, mark.y, mark.to_x, mark.to_y)
            case Box():
                self._box(mark)
            case Dots():
                self._dots(mark)
            case Picture():
                self._picture(mark)

    def _filled(self, color: str) -> None:
        if color != self._fill:
            self._fill = color
            self._canvas.setFillColor(_COLORS[color])

    def _lined(self, color: str, width: float, *, dashed: bool = False) -> None:
        if color != self._stroke:
            self._stroke = color
            self._canvas.setStrokeColor(_COLORS[color])
        if width != self._width:
            self._width = width
            self._canvas.setLineWidth(width)
        if dashed != self._dashed:
            self._dashed = dashed
            self._canvas.setDash([2, 2] if dashed else [])

    def _text(self, mark: Text) -> None:
        wanted = ("NotoSansSC-Bold" if mark.style.bold else "NotoSansSC-Regular", mark.style.size)
        if wanted != self._font:
            self._font = wanted
            self._canvas.setFont(*wanted)
        self._filled(mark.style.color)
        if mark.align is Align.RIGHT:
            self._canvas.drawRightString(mark.x, mark.y, mark.text)
        elif mark.align is Align.CENTRE:
            self._canvas.drawCentredString(mark.x, mark.y, mark.text)
        else:
            self._canvas.drawString(mark.x, mark.y, mark.text)

    def _box(self, mark: Box) -> None:
        if mark.fill:
            self._filled(mark.fill)
        if mark.line:
            self._lined(mark.color, mark.line)
        down = mark.y - mark.height
        self._canvas.rect(mark.x, down, mark.width, mark.height, stroke=int(mark.line > 0), fill=int(bool(mark.fill)))

    def _dots(self, mark: Dots) -> None:
        self._filled("#000000")
        scale = mark.side / mark.across
        path = self._canvas.beginPath()
        for row, start, length in mark.runs:
            path.rect(mark.x + start * scale, mark.y - (row + 1) * scale, length * scale, scale)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _picture(self, mark: Picture) -> None:
        self._canvas.saveState()
        self._canvas.transform(mark.width, 0, 0, mark.height, mark.x, mark.y - mark.height)
        self._canvas.doForm(mark.name)
        self._canvas.restoreState()


# ---- memory ---------------------------------------------------------------------------------------------------------


def _memory(press: StatementPress, translators: Sequence[catalog.Translator], many: int) -> list[Line]:
    """Draw `many` statements into one file and as many each in its own; return by how much memory grew meanwhile.

    The first tenth does not count: until then fonts, labels and pictures are being met for the first time.
    """
    kinds = papers(200, 4)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "print.pdf"
        press.begin_file(path)
        grown = _growth(many, lambda n: press.add(_nth(kinds, n), translators, PICTURES))
        press.end()
        size = path.stat().st_size / 2**20
        found.append(_flat(f"memory of {many:,} in one file of {size:.0f} MB", grown))
    grown = _growth(many, lambda n: press.draw(_nth(kinds, n), translators, PICTURES))
    found.append(_flat(f"memory of {many:,}, a file for each", grown))
    return found


def _nth(kinds: Sequence[StatementPaper], n: int) -> StatementPaper:
    return replace(kinds[n % len(kinds)], number=f"S{n:06}", code=f"CBS-{n}-1A2B3C4D")


def _growth(many: int, work: Callable[[int], object]) -> float:
    """Return by how many megabytes the process grew between the first tenth of `many` and the end."""
    start = 0.0
    for n in range(many):
        if n == many // 10:
            gc.collect()
            start = _resident()
        work(n)
    gc.collect()
    return _resident() - start


def _resident() -> float:
    """Return the memory of this process in megabytes; where the system does not tell, the most it ever had."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def _flat(name: str, grown: float) -> Line:
    return Line(name, f"+{grown:.1f} MB", "", "", f"<= {_FLAT_MB} MB", grown <= _FLAT_MB)
