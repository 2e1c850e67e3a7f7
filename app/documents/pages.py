"""Putting measured blocks on pages, and drawing the pages into a PDF that is the same every time."""

import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Fonts
from app.documents.layout import Align, Block, Box, Mark, Rule, Text

PROGRAM = "Counterbook"

_TICK = ((0.2, 0.52), (0.42, 0.76), (0.82, 0.24))  # of the side of a box


class Page(NamedTuple):
    """A sheet's size and its blocks with the place of their top left corners, in points from the top left."""

    width: float
    height: float
    blocks: tuple[tuple[float, float, Block], ...]


def broken(blocks: Sequence[Block], room: Callable[[int], float]) -> list[list[Block]]:
    """Put blocks on pages with so much room each (by page number from 0); what must stay together does.

    A group that is higher than a page is parted all the same.
    """
    pages: list[list[Block]] = [[]]
    used = 0.0
    for group in _groups(blocks):
        needed = sum(block.height for block in group)
        if pages[-1] and used + needed > room(len(pages) - 1):
            pages.append([])
            used = 0.0
        for block in group:
            if pages[-1] and used + block.height > room(len(pages) - 1):
                pages.append([])
                used = 0.0
            if not pages[-1]:
                if not block.marks:
                    continue
                if len(pages) > 1 and block.repeat is not None:
                    pages[-1].append(block.repeat)
                    used += block.repeat.height
            pages[-1].append(block)
            used += block.height
    return pages


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    open_group = False
    for block in blocks:
        if open_group:
            groups[-1].append(block)
        else:
            groups.append([block])
        open_group = block.keep
    return groups


class About(NamedTuple):
    """What a PDF says of itself."""

    title: str
    author: str


def draw_pdf(pages: Sequence[Page], fonts: Fonts, about: About) -> bytes:
    """Draw pages; the same pages give the same bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for left, top, block in page.blocks:
            for mark in block.marks:
                _draw(canvas, fonts, mark, left, page.height - top)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, fonts: Fonts, mark: Mark, left: float, top: float) -> None:
    match mark:
        case Text():
            font = fonts.bold if mark.style.bold else fonts.regular
            canvas.setFont(font.fontName, mark.style.size)
            canvas.setFillColor(HexColor(mark.style.color))
            x, y = left + mark.x, top - mark.y
            if mark.align is Align.LEFT:
                canvas.drawString(x, y, mark.text)
            elif mark.align is Align.RIGHT:
                canvas.drawRightString(x, y, mark.text)
            else:
                canvas.drawCentredString(x, y, mark.text)
        case Rule():
            canvas.setStrokeColor(HexColor(mark.color))
            canvas.setLineWidth(mark.width)
            canvas.setDash([2, 2] if mark.dashed else [])
            canvas.line(left + mark.x, top - mark.y, left + mark.to_x, top - mark.to_y)
        case Box():
            _draw_box(canvas, mark, left + mark.x, top - mark.y)


def _draw_box(canvas: Canvas, box: Box, x: float, y: float) -> None:
    canvas.setStrokeColor(HexColor(box.color))
    canvas.setLineWidth(box.line)
    canvas.setDash([])
    if box.fill:
        canvas.setFillColor(HexColor(box.fill))
    canvas.rect(x, y - box.height, box.width, box.height, stroke=int(box.line > 0), fill=int(bool(box.fill)))
    if box.ticked:
        (a, b), (c, d), (e, f) = ((x + u * box.width, y - v * box.height) for u, v in _TICK)
        canvas.lines([(a, b, c, d), (c, d, e, f)])
