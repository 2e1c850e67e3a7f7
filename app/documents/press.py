"""Drawing many papers of a kind: each as a PDF of its own, or all into one file, with fonts kept between them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Generic, NamedTuple, TypeVar

from app.core.envelope import NO_NUDGE, Nudge
from app.documents.fonts import Fonts, load_fonts
from app.documents.layout import Typesetter
from app.documents.pages import About, Page, draw_pdf
from app.documents.pdf_file import PdfFile
from app.i18n.catalog import Translator

_Paper = TypeVar("_Paper")
_NOTHING_SAID = About("", "")


class Drawn(NamedTuple):
    """A finished PDF, the characters in it that the fonts lack and 〓 stands for, and how many pages it has."""

    pdf: bytes
    missing: tuple[str, ...]
    pages: int


class Added(NamedTuple):
    """What one paper added to a file: the characters the fonts lack, and its pages."""

    missing: tuple[str, ...]
    pages: int


class Press(ABC, Generic[_Paper]):
    """Draws papers of one kind, each as a PDF of its own or all into one file.

    `nudge` shifts the address in the window, for a printer that does not print where it should.
    """

    def __init__(self, fonts: Path, nudge: Nudge = NO_NUDGE) -> None:
        self._fonts: Fonts = load_fonts(fonts)
        self._nudge = nudge
        self._file: PdfFile | None = None
        self._opened: IO[bytes] | None = None
        self._duplex = False

    @abstractmethod
    def _pages(
        self,
        paper: _Paper,
        translators: Sequence[Translator],
        typesetter: Typesetter,
        pictures: Mapping[str, bytes],
    ) -> list[Page]:
        """Return the measured pages of a paper."""

    @abstractmethod
    def _about(self, paper: _Paper) -> About:
        """Return what the PDF of a paper says of itself."""

    def draw(self, paper: _Paper, translators: Sequence[Translator], pictures: Mapping[str, bytes]) -> Drawn:
        """Draw one paper as a PDF; the same paper gives the same bytes."""
        typesetter = Typesetter(self._fonts)
        pages = self._pages(paper, translators, typesetter, pictures)
        about = _clean(self._about(paper), typesetter)
        return Drawn(draw_pdf(pages, self._fonts, about, pictures), tuple(typesetter.missing), len(pages))

    # ---- many in one file -------------------------------------------------------------------------------------------

    def begin_file(self, into: Path | IO[bytes], about: About = _NOTHING_SAID, *, duplex: bool = False) -> None:
        """Begin one PDF of many papers; with `duplex` each begins on the front of a sheet.

        ValueError while another one is not ended; OSError where the file cannot be written.
        """
        if self._file is not None:
            message = "end the file that was begun first"
            raise ValueError(message)
        self._duplex = duplex
        if isinstance(into, Path):
            into = self._opened = into.open("wb")
        self._file = PdfFile(into, self._fonts, _clean(about, Typesetter(self._fonts)))

    def add(self, paper: _Paper, translators: Sequence[Translator], pictures: Mapping[str, bytes]) -> Added:
        """Draw one more paper into the file; it is written at once."""
        typesetter = Typesetter(self._fonts)
        pages = self._pages(paper, translators, typesetter, pictures)
        if self._duplex and len(pages) % 2:
            pages.append(Page(pages[0].width, pages[0].height, ()))
        self._begun.add(pages, pictures)
        return Added(tuple(typesetter.missing), len(pages))

    def end(self) -> None:
        """End the file: only now can it be read."""
        try:
            self._begun.end()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of a file that was begun, ended or not; one that was not ended cannot be read."""
        self._file = None
        if self._opened is not None:
            opened, self._opened = self._opened, None
            opened.close()

    @property
    def _begun(self) -> PdfFile:
        if self._file is None:
            message = "begin a file first"
            raise ValueError(message)
        return self._file


def _clean(about: About, typesetter: Typesetter) -> About:
    return About(typesetter.clean(about.title), typesetter.clean(about.author))
