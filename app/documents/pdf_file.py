"""A PDF that goes to its file page by page, so that it may be as long as it likes: memory does not grow with it.

reportlab keeps every page until the end, and again as bytes before it writes them. Here a page is written as soon as it
is drawn; what all pages share (fonts, pictures, the list of pages) follows at the end. The same pages give the same
bytes.
"""

from array import array
from collections.abc import Iterable, Mapping
from typing import IO, NamedTuple

from reportlab.pdfbase.pdfdoc import (
    PDFDocument,
    PDFFile,
    PDFIndirectObject,
    PDFPage,
    PDFStream,
    PDFTrailer,
)
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Fonts
from app.documents.layout import Block
from app.documents.pen import Pen

PROGRAM = "Counterbook"


class Page(NamedTuple):
    """A sheet's size and its blocks with the place of their top left corners, in points from the top left."""

    width: float
    height: float
    blocks: tuple[tuple[float, float, Block], ...]


class About(NamedTuple):
    """What a PDF says of itself."""

    title: str
    author: str


class PdfFile:
    """A PDF being written into an open file; it is whole only after `end`."""

    def __init__(self, into: IO[bytes], fonts: Fonts, about: About) -> None:
        self._canvas = _Canvas(into, fonts)
        self._canvas.setTitle(about.title)
        self._canvas.setAuthor(about.author)
        self._canvas.setCreator(PROGRAM)
        self._canvas.setProducer(PROGRAM)
        self._pen = Pen(self._canvas, fonts)

    def add(self, pages: Iterable[Page], pictures: Mapping[str, bytes]) -> None:
        """Draw pages and write them; `pictures` holds those they show, by name, as PNG or JPEG.

        OSError where the file cannot be written.
        """
        for page in pages:
            self._canvas.setPageSize((page.width, page.height))
            self._pen.page(page.height, page.blocks, pictures)
            self._canvas.showPage()
            self._canvas.document.release()

    def end(self) -> None:
        """Write what all pages share; nothing may be added any more."""
        self._canvas.save()


class _Canvas(Canvas):  # type: ignore[misc]
    """A canvas whose document writes as it goes."""

    def __init__(self, into: IO[bytes], fonts: Fonts) -> None:
        super().__init__(into, invariant=1, pageCompression=1, initialFontName=fonts.regular.fontName)
        self.document = self._doc = _Document(into)
        self._make_preamble()


class _Document(PDFDocument):  # type: ignore[misc]
    """reportlab's document, but pages that are done are written at once and forgotten, all but their places."""

    def __init__(self, into: IO[bytes]) -> None:
        super().__init__(compression=1, invariant=1)
        self._file = PDFFile(self._pdfVersion)  # it has noted the head of the file already
        into.write(b"".join(self._file.strings))
        self._file.strings.clear()
        self._file.write = into.write
        self._places = array("Q", [0])  # where each object begins, by its number; there is no object 0
        self._waiting: list[int] = []

    def release(self) -> None:
        """Write the pages that were added since; what they share waits."""
        while len(self._places) <= self.objectcounter:
            number = len(self._places)
            self._places.append(0)
            thing = self.idToObject[self.numberToId[number]]
            if isinstance(thing, PDFPage):
                self.Pages.pages[-1] = f"{number} 0 R"
            if isinstance(thing, PDFPage | PDFStream):
                self._write(number)  # a page names its own stream only while it is written
                self._forget(number)
            else:
                self._waiting.append(number)

    def format(self) -> bytes:
        """Write the rest of the file; reportlab calls this at the end and adds what comes back, which is nothing."""
        catalog, info = self.Reference(self.Catalog), self.Reference(self.info)
        for number in self._waiting:
            self._write(number)
        while len(self._places) <= self.objectcounter:
            self._places.append(0)
            self._write(len(self._places) - 1)
        start = self._file.add(f"xref\n0 {len(self._places)}\n0000000000 65535 f \n")
        for place in self._places[1:]:
            self._file.add(f"{place:010} 00000 n \n")
        trailer = PDFTrailer(startxref=start, Size=len(self._places), Root=catalog, Info=info, ID=self.ID())
        self._file.add(trailer.format(self))
        return b""

    def _write(self, number: int) -> None:
        name = self.numberToId[number]
        self._places[number] = self._file.add(PDFIndirectObject(name, self.idToObject[name]).format(self))

    def _forget(self, number: int) -> None:
        name = self.numberToId.pop(number)
        del self.idToObject[name], self.idToObjectNumberAndVersion[name]
