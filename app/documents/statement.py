"""A statement of account as PDF: on A4 and Letter, on continuous paper, alone or by the thousand in one file.

All papers are made of the same parts: `statement_head`, `statement_balance`, `statement_tables`, `statement_end` and
`statement_slips`; `statement_looks` says what differs between sheets. Every table is measured once, as blocks that know
their height, and pages are filled from the top; the slip stands at the foot of the last one and is never parted.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from app.core.envelope import Nudge, Window, WindowForm, window
from app.core.statement_paper import Sheet, Slip, StatementPaper
from app.documents.flow import Flow, Placed
from app.documents.fonts import Fonts, load_fonts
from app.documents.layout import Block, Box, Typesetter, space, stacked
from app.documents.pages import About, Page, draw_pdf
from app.documents.pdf_file import PdfFile
from app.documents.statement_balance import ageing_strip, balance_panel
from app.documents.statement_end import pay_panel, remarks
from app.documents.statement_head import TITLE, first_head, page_foot, running_head
from app.documents.statement_looks import Setter, setter
from app.documents.statement_slips import slips
from app.documents.statement_tables import account_tables, prepaid_tables
from app.documents.wording import Wording
from app.i18n.catalog import Translator

_BAR = 2.4  # the one bit of colour: a bar across the top
_SHEETS = (Sheet.A4, Sheet.LETTER)
_NO_NUDGE = Nudge()
_NOTHING_SAID = About(TITLE, "")


class Drawn(NamedTuple):
    """A finished PDF, the characters in it that the fonts lack and 〓 stands for, and how many pages it has."""

    pdf: bytes
    missing: tuple[str, ...]
    pages: int


class Added(NamedTuple):
    """What one statement added to a file: the characters the fonts lack, and its pages."""

    missing: tuple[str, ...]
    pages: int


def draw_statement(
    paper: StatementPaper, translators: Sequence[Translator], fonts: Path, pictures: Mapping[str, bytes]
) -> Drawn:
    """Draw one statement in one language or two, the leading one first.

    `fonts` is the folder of the fonts; `pictures` holds the shop's pictures as `documents.pictures.for_print` made
    them, by the SHA-256 the letterhead names them by. One that is not there is left out.
    """
    return StatementPress(fonts).draw(paper, translators, pictures)


class StatementPress:
    """Draws many statements, each as a PDF of its own or all into one file: fonts and measures are kept between them.

    `nudge` shifts the address in the window, for a printer that does not print where it should.
    """

    def __init__(self, fonts: Path, nudge: Nudge = _NO_NUDGE) -> None:
        self._fonts: Fonts = load_fonts(fonts)
        self._nudge = nudge
        self._file: PdfFile | None = None
        self._opened: IO[bytes] | None = None
        self._duplex = False

    def draw(self, paper: StatementPaper, translators: Sequence[Translator], pictures: Mapping[str, bytes]) -> Drawn:
        """Draw one statement as a PDF; the same statement gives the same bytes."""
        typesetter = Typesetter(self._fonts)
        pages = statement_pages(paper, Wording(tuple(translators), paper.currency), typesetter, pictures, self._nudge)
        about = About(
            typesetter.clean(f"{paper.number} {paper.statement.customer.name}".strip()),
            typesetter.clean(paper.shop.name),
        )
        return Drawn(draw_pdf(pages, self._fonts, about, pictures), tuple(typesetter.missing), len(pages))

    # ---- many in one file -------------------------------------------------------------------------------------------

    def begin_file(self, into: Path | IO[bytes], about: About = _NOTHING_SAID, *, duplex: bool = False) -> None:
        """Begin one PDF of many statements; with `duplex` each begins on the front of a sheet.

        ValueError while another one is not ended; OSError where the file cannot be written.
        """
        if self._file is not None:
            message = "end the file that was begun first"
            raise ValueError(message)
        self._duplex = duplex
        if isinstance(into, Path):
            into = self._opened = into.open("wb")
        typesetter = Typesetter(self._fonts)
        clean = About(typesetter.clean(about.title), typesetter.clean(about.author))
        self._file = PdfFile(into, self._fonts, clean)

    def add(self, paper: StatementPaper, translators: Sequence[Translator], pictures: Mapping[str, bytes]) -> Added:
        """Draw one more statement into the file; it is written at once."""
        typesetter = Typesetter(self._fonts)
        pages = statement_pages(paper, Wording(tuple(translators), paper.currency), typesetter, pictures, self._nudge)
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


# ---- pages ----------------------------------------------------------------------------------------------------------


def statement_pages(
    paper: StatementPaper,
    wording: Wording,
    typesetter: Typesetter,
    pictures: Mapping[str, bytes],
    nudge: Nudge = _NO_NUDGE,
) -> list[Page]:
    """Return the measured pages of a statement."""
    set_ = setter(paper, wording, typesetter)
    frame = set_.frame
    head, later = first_head(set_, pictures, _window(paper), nudge), running_head(set_)
    foot = page_foot(set_, 1, 1)
    bottom = frame.height - frame.bottom - foot.height
    flow = Flow(frame.side, head.height, frame.top + later.height, bottom - 4)
    _fill(flow, set_, pictures)
    bar = Block(_BAR, (Box(0, 0, frame.width, _BAR, 0, set_.looks.accent, set_.looks.accent),))
    pages = []
    for number, placed in enumerate(flow.pages):
        page: Placed = [(0, 0, bar)] if set_.looks.tint else []
        page.append((frame.side, frame.top, later) if number else (0, 0, head))
        page += placed
        page.append((frame.side, bottom, page_foot(set_, number + 1, len(flow.pages))))
        pages.append(Page(frame.width, frame.height, tuple(page)))
    return pages


def _window(paper: StatementPaper) -> Window | None:
    """Return the window the address is set for; continuous paper goes into no envelope with one."""
    if paper.window is WindowForm.NONE or paper.sheet not in _SHEETS:
        return None
    return window(paper.window)


def _fill(flow: Flow, set_: Setter, pictures: Mapping[str, bytes]) -> None:
    statement = set_.paper.statement
    flow.put(balance_panel(set_))
    for table in account_tables(set_):
        flow.table(table)
    if statement.ageing.current or any(statement.ageing.overdue):
        flow.put(space(9))
        flow.put(ageing_strip(set_))
    for table in prepaid_tables(set_):
        flow.table(table)
    for block in remarks(set_):
        flow.put(block)
    if set_.paper.slip is Slip.NONE:
        flow.put(space(8))
        flow.put(pay_panel(set_, pictures))
        return
    flow.foot(
        stacked([space(7), pay_panel(set_, pictures, tight=tight), space(2), slip]) for slip, tight in slips(set_)
    )
