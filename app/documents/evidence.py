"""An evidence pack as one PDF: contents with page numbers and bookmarks, our own lists, and the papers as they are.

Kept PDFs and pictures stand on pages of their own under a line that says which document they are; a PDF is put in as it
is, not drawn again. What cannot be shown on paper is named.
"""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.core.credit.evidence import Entry, Part
from app.core.credit.evidence_paper import EvidencePaper, PackFile
from app.documents.evidence_pages import CHARGES, CONTACTS, LEDGER, ListsSetter, PackSection
from app.documents.fonts import Fonts, load_fonts
from app.documents.inserted import Inserted, insert_pages, page_sizes
from app.documents.layout import INK, MUTE, Align, Block, Mark, Picture, Rule, Text, Typesetter
from app.documents.pages import Page
from app.documents.pdf_file import PROGRAM
from app.documents.pen import Pen
from app.documents.pictures import for_print
from app.documents.plain_sheet import HEIGHT, INNER, PAGE, SMALL, STRONG, WIDTH, PlainSheet
from app.documents.wording import Wording
from app.errors import Message, Refused
from app.i18n.catalog import Translator
from app.i18n.mark import N_

LEFT_OUT = N_("“{name}” cannot be shown on paper; it is kept in the book.")
DAMAGED = N_("“{name}” is damaged in the book and could not be put in.")
TITLE = N_("Evidence pack")

_SIDE = (WIDTH - INNER) / 2
_ROOM_TOP, _ROOM_BOTTOM = 46.0, 46.0
_SCAN = 2000  # pixels along the longest side of a picture: 170 dots an inch over a page
_PDF = b"%PDF-"
_LISTED = {Part.CHARGE: CHARGES, Part.PAYMENT: LEDGER, Part.CONTACT: CONTACTS}
"""Which of our own lists has what there is no paper of."""


class DrawnPack(NamedTuple):
    """A finished pack: the PDF, its pages, the characters the fonts lack, and what could not be put in."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]
    left_out: tuple[Message, ...]


@dataclass(slots=True)
class _Sheet:
    """One page of the pack: what we draw on it, and the page of a kept PDF that goes into it."""

    page: Page
    pictures: dict[str, bytes] = field(default_factory=dict)
    inserted: Inserted | None = None


@dataclass(slots=True)
class _Part:
    """A part of the pack that has a line in the contents: its title and its pages."""

    title: str
    sheets: list[_Sheet]


def draw_evidence(
    paper: EvidencePaper,
    translators: Sequence[Translator],
    fonts: Path,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> DrawnPack:
    """Draw a pack in one language or two; `progress` is told how many of how many documents are set."""
    loaded = load_fonts(fonts)
    maker = _Maker(paper, PlainSheet(Wording(tuple(translators), paper.currency), Typesetter(loaded)), progress)
    parts = list(maker.parts())
    front = maker.front(parts, 0)
    front = maker.front(parts, len(front))  # now that it is known how many pages stand before the parts
    sheets = [*(_Sheet(page) for page in front), *(sheet for part in parts for sheet in part.sheets)]
    starts = _starts(parts, len(front))
    content = _draw(maker, sheets, list(zip([part.title for part in parts], starts, strict=True)), loaded)
    with_papers = insert_pages(content, {n: s.inserted for n, s in enumerate(sheets) if s.inserted is not None})
    return DrawnPack(with_papers, len(sheets), tuple(maker.set.type.missing), tuple(maker.left_out))


def _starts(parts: Sequence[_Part], before: int) -> list[int]:
    """Return on which page each part begins, from 1."""
    found, page = [], before + 1
    for part in parts:
        found.append(page)
        page += len(part.sheets)
    return found


# ---- making the parts -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Maker:
    """Sets the parts of a pack; gathers what could not be put in."""

    paper: EvidencePaper
    set: PlainSheet
    progress: Callable[[int, int], None]
    left_out: list[Message] = field(default_factory=list)

    def parts(self) -> Iterator[_Part]:
        """Yield the parts in order: what was sold, each document that is kept as a paper, and our own lists."""
        lists = ListsSetter(self.paper, self.set)
        yield self._own(lists.charges())
        entries = self.paper.pack.entries
        for number, entry in enumerate(entries, start=1):
            sheets = list(self._papers(entry))
            if sheets:
                yield _Part(f"{entry.number}. {self._name(entry)}", sheets)
            self.progress(number, len(entries))
        for section in (lists.contacts(), lists.ledger(), lists.chain()):
            if section.blocks:
                yield self._own(section)

    def _own(self, section: PackSection) -> _Part:
        return _Part(section.title, [_Sheet(page) for page in self.set.pages(section.blocks, numbered=False)])

    def front(self, parts: Sequence[_Part], before: int) -> list[Page]:
        """Return the pages at the head: whom it is about, the contents with their pages, what is missing."""
        starts = dict(zip([part.title for part in parts], _starts(parts, before), strict=True))
        places = {each.number: self._page_of(each, starts) for each in self.paper.pack.entries}
        own = [(part.title, starts[part.title]) for part in parts if part.title[0] not in "0123456789"]
        blocks = ListsSetter(self.paper, self.set).front(places, own, self.left_out)
        return self.set.pages(blocks, numbered=False)

    def _page_of(self, entry: Entry, starts: Mapping[str, int]) -> int | None:
        """Return where a document stands: its papers, else our own list that has it; None where neither is there."""
        own = _LISTED.get(entry.document.part)
        return starts.get(f"{entry.number}. {self._name(entry)}") or (starts.get(self.set.first(own)) if own else None)

    def _name(self, entry: Entry) -> str:
        return self.set.first(entry.document.shown)

    def _papers(self, entry: Entry) -> Iterator[_Sheet]:
        for key in dict.fromkeys(key for key in (entry.document.file, entry.document.receipt) if key):
            file = self.paper.file(key)
            if file is not None:
                yield from self._paper(f"{entry.number}. {self._name(entry)}", file)

    def _paper(self, title: str, file: PackFile) -> Iterator[_Sheet]:
        if file.content is None:
            self.left_out.append(Message(DAMAGED, {"name": file.name}))
            return
        found = list(self._pdf(title, file.content) if file.content[:5] == _PDF else self._picture(title, file))
        if not found:
            self.left_out.append(Message(LEFT_OUT, {"name": file.name}))
        yield from found

    def _pdf(self, title: str, content: bytes) -> Iterator[_Sheet]:
        for number, (width, height) in enumerate(page_sizes(content)):
            scale = min(INNER / width, (HEIGHT - _ROOM_TOP - _ROOM_BOTTOM) / height, 1.0)
            x = (WIDTH - width * scale) / 2
            y = HEIGHT - _ROOM_TOP - height * scale
            yield _Sheet(self._frame(title), inserted=Inserted(content, number, x, y, scale))

    def _picture(self, title: str, file: PackFile) -> Iterator[_Sheet]:
        try:
            drawn = for_print(file.content or b"", file.name, _SCAN)
        except Refused:
            return
        across, down = ImageReader(io.BytesIO(drawn)).getSize()
        scale = min(INNER / across, (HEIGHT - _ROOM_TOP - _ROOM_BOTTOM) / down, 1.0)
        name = hashlib.sha256(drawn).hexdigest()
        mark = Picture((WIDTH - across * scale) / 2 - _SIDE, 0, across * scale, down * scale, name)
        page = self._frame(title)
        block = (_SIDE, _ROOM_TOP, Block(down * scale, (mark,)))
        yield _Sheet(page._replace(blocks=(*page.blocks, block)), {name: drawn})

    def _frame(self, title: str) -> Page:
        """Return a page for a paper: the line above it that says what it is."""
        shown = self.set.type.shortened(title, STRONG, INNER)
        marks: list[Mark] = [Text(0, STRONG.baseline, shown, STRONG), Rule(0, 17, INNER, 17, 0.5, INK)]
        return Page(WIDTH, HEIGHT, ((_SIDE, 22.0, Block(18, tuple(marks))),))


# ---- drawing --------------------------------------------------------------------------------------------------------


class _Canvas(Canvas):  # type: ignore[misc]
    """A canvas that shows its document to the pen."""

    @property
    def document(self) -> object:
        """The document being written."""
        return self._doc


def _draw(maker: _Maker, sheets: Sequence[_Sheet], marks: Sequence[tuple[str, int]], fonts: Fonts) -> bytes:
    """Draw what is ours of all pages, each with its number, and the bookmarks."""
    into = io.BytesIO()
    canvas = _Canvas(into, invariant=1, pageCompression=1, initialFontName=fonts.regular.fontName)
    canvas.setTitle(f"{maker.set.first(TITLE)}: {maker.paper.customer.name}")
    canvas.setAuthor(maker.paper.shop.name)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    pen = Pen(canvas, fonts)
    begins = {page: title for title, page in marks}
    begins[1] = begins.get(1) or maker.set.first(TITLE)
    for number, sheet in enumerate(sheets, start=1):
        canvas.setPageSize((sheet.page.width, sheet.page.height))
        if number in begins:
            canvas.bookmarkPage(f"p{number}")
            canvas.addOutlineEntry(begins[number], f"p{number}", 0)
        blocks = (*sheet.page.blocks, (_SIDE, HEIGHT - 30.0, _foot(maker, number, len(sheets))))
        pen.page(sheet.page.height, blocks, sheet.pictures)
        canvas.showPage()
    canvas.showOutline()
    canvas.save()
    return into.getvalue()


def _foot(maker: _Maker, number: int, count: int) -> Block:
    paper, type_ = maker.paper, maker.set.type
    right = type_.clean(maker.set.first(Message(PAGE, {"n": number, "count": count})))
    left = type_.shortened(f"{paper.shop.name} · {paper.customer.name} ({paper.customer.number})", SMALL, INNER * 0.7)
    style = SMALL._replace(color=MUTE)
    return Block(
        SMALL.pitch, (Text(0, style.baseline, left, style), Text(INNER, style.baseline, right, style, Align.RIGHT))
    )
