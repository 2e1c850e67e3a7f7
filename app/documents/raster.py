"""Pages as pictures, for the preview and for printers: what is seen on the screen is the very PDF."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

POINTS_PER_INCH = 72


class PageImage(NamedTuple):
    """One page: size in pixels, and four bytes a pixel (red, green, blue, opaque), row by row from the top."""

    width: int
    height: int
    rgba: bytes


def page_images(pdf: bytes, dpi: float) -> list[PageImage]:
    """Draw every page of a PDF on white at a resolution."""
    return list(some_pages(pdf, dpi, range(page_count(pdf))))


def page_count(pdf: bytes | Path) -> int:
    """Return how many pages a PDF has."""
    from pypdfium2 import PdfDocument  # not before the first preview: it is a large library

    document = PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def some_pages(pdf: bytes | Path, dpi: float, numbers: Iterable[int]) -> Iterator[PageImage]:
    """Draw pages (from 0) one by one: of a thousand at a printer's fineness only one is held in memory."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        for number in numbers:
            yield _draw(document[number], dpi / POINTS_PER_INCH)
    finally:
        document.close()


def _draw(page: "PdfPage", scale: float) -> PageImage:
    from pypdfium2 import raw

    white = (255, 255, 255, 255)
    bitmap = page.render(scale=scale, rev_byteorder=True, fill_color=white, force_bitmap_format=raw.FPDFBitmap_BGRA)
    line = bitmap.width * 4
    rows = bytes(bitmap.buffer)
    if bitmap.stride != line:
        rows = b"".join(rows[y * bitmap.stride : y * bitmap.stride + line] for y in range(bitmap.height))
    image = PageImage(bitmap.width, bitmap.height, rows)
    bitmap.close()
    page.close()
    return image
