"""Putting measured blocks on pages, and drawing the pages into a PDF that is the same every time."""

import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from app.documents.fonts import Fonts
from app.documents.layout import Block
from app.documents.pdf_file import About, Page, PdfFile

__all__ = ["About", "Page", "broken", "draw_pdf"]

_NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


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


def draw_pdf(pages: Sequence[Page], fonts: Fonts, about: About, pictures: Mapping[str, bytes] = _NO_PICTURES) -> bytes:
    """Draw pages, with the pictures they show by name; the same pages give the same bytes."""
    buffer = io.BytesIO()
    file = PdfFile(buffer, fonts, about)
    file.add(pages, pictures)
    file.end()
    return buffer.getvalue()
