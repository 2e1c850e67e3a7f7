"""Pages of other PDFs put into ours, scaled and placed, as they are: nothing of them is drawn anew."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument


class Inserted(NamedTuple):
    """Page `number` (from 0) of a PDF, with the place of its lower left corner on ours in points, and its scale."""

    pdf: bytes
    number: int
    x: float
    y: float
    scale: float


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page as it is seen, in points; none for what is no PDF that can be read."""
    from pypdfium2 import PdfDocument, PdfiumError  # not before it is wanted: it is a large library

    try:
        document = PdfDocument(pdf)
    except PdfiumError:
        return []
    try:
        return [(float(width), float(height)) for width, height in map(document.get_page_size, range(len(document)))]
    finally:
        document.close()


def insert_pages(pdf: bytes, pages: Mapping[int, Inserted]) -> bytes:
    """Return a PDF with pages of others put into its own (by number from 0)."""
    if not pages:
        return pdf
    from pypdfium2 import PdfDocument

    target = PdfDocument(pdf)
    sources: dict[int, PdfDocument] = {}
    try:
        for number, inserted in sorted(pages.items()):
            source = sources.get(id(inserted.pdf))
            if source is None:
                source = sources[id(inserted.pdf)] = PdfDocument(inserted.pdf)
            _insert(target, number, source, inserted)
        into = io.BytesIO()
        target.save(into)
    finally:
        target.close()
        for source in sources.values():
            source.close()
    return into.getvalue()


def _insert(target: "PdfDocument", number: int, source: "PdfDocument", inserted: Inserted) -> None:
    """Put one page in: captured as it is seen, turned if it says so, its lower left corner at the origin."""
    from pypdfium2 import PdfMatrix

    shape = source.page_as_xobject(inserted.number, target).as_pageobject()
    shape.set_matrix(PdfMatrix().scale(inserted.scale, inserted.scale).translate(inserted.x, inserted.y))
    page = target[number]
    page.insert_obj(shape)
    page.gen_content()
    page.close()
