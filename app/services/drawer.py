"""The drawer and the day's end: what a day came to, what should be in the drawer, and the figures kept of it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from app.core.day_end import DayEnd
from app.core.day_figures import (
    DayFigures,
    EntryLine,
    KindLine,
    StaffLine,
    TenderLine,
    entry_line,
)
from app.core.day_words import ENTRY_NAMES, LABELS
from app.core.drawer import (
    CashIn,
    CashOut,
    CloseDay,
    DrawerKind,
    DrawerLine,
    DrawerRequest,
    OpenDrawer,
    denominations,
)
from app.core.money import Currency
from app.core.settings import Paper
from app.documents.day_tables import DayPaper
from app.i18n import catalog
from app.services.day_digests import add_day
from app.services.desk import Circumstances, Desk
from app.services.drawer_requests import day_figures
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.file_desk import Filed, FileDesk
from app.storage import drawer as stored
from app.storage.books import load_book
from app.storage.customers import last_change
from app.storage.journal import load_head
from app.storage.settings import load_settings
from app.storage.store import Session, Store
from app.system import paths

__all__ = [
    "ENTRY_NAMES",
    "LABELS",
    "CashIn",
    "CashOut",
    "CloseDay",
    "DayEnd",
    "DayFigures",
    "DrawerDesk",
    "DrawerKind",
    "DrawerLine",
    "DrawerRequest",
    "EntryLine",
    "KindLine",
    "OpenDrawer",
    "StaffLine",
    "TenderLine",
    "denominations",
]


class DrawerDesk:
    """The door to the drawer and to the days' ends, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around
        self._counted = (-1, 0)  # the last change of a file seen, and the customers there were
        self._taken = (date.min, 0, 0)  # the day and the last entry seen, and what had come in

    def glance(self, on: date) -> tuple[int, int]:
        """Return how many customers' files are open, and what came in on a day by all tenders less what went out.

        Made to be asked after each entry: it reads only what is new since it was asked before.
        """
        with self._store.read() as session:
            change, head = last_change(session), load_head(session).entry
            if change != self._counted[0]:
                self._counted = (change, stored.open_customers(session))
            day, seen, taken = self._taken
            if day != on:
                seen = taken = 0
            if head > seen:
                taken += stored.taken_after(session, on, seen)
            self._taken = (on, head, taken)
            return self._counted[1], taken

    def day(self, on: date) -> DayFigures:
        """Return a day as the book tells it now."""
        with self._store.read() as session:
            return day_figures(session, on)

    def ends(self, on: date) -> list[DayEnd]:
        """Return the ends of a day in the order recorded, each with what was recorded for the day after it."""
        with self._store.read() as session:
            return _ends(session, on)

    def record(self, request: DrawerRequest) -> Filed:
        """Note what was done with the drawer; the same request again changes nothing. Raises `Refused`."""
        with self._store.write() as session:
            return self._file(session, request)

    def close_day(self, request: CloseDay) -> DayEnd:
        """Keep a day's figures with what was counted, and return them; the same request again gives the same answer.

        A day may be ended several times: the last one counts, all are kept. The first end of a day makes its digest.
        Raises `Refused`.
        """
        with self._store.write() as session:
            self._file(session, request)
            if request.on == self._around.today():
                add_day(session, self._around, request.on)
            return next(end for end in _ends(session, request.on) if end.id == request.id)

    def pdf(self, day: DayFigures | DayEnd, language: str, paper: Paper | None = None) -> bytes:
        """Return the PDF of a day as it is so far, or of a day's end; without `paper` the shop's setting counts."""
        with self._store.read() as session:
            book, settings = load_book(session), load_settings(session)
        from app.documents.day_end import draw_day  # reportlab is loaded with the first paper, not with the window

        figures, end = (day.figures, day) if isinstance(day, DayEnd) else (day, None)
        currency = Currency(book.currency, book.decimals)
        sheet = DayPaper(settings.shop_name, currency, settings.money_sign, figures, end, datetime.astimezone)
        translator = catalog.load(language, paths.catalogues())
        return draw_day(sheet, paper or settings.paper, translator, paths.resources() / "fonts")

    def save(self, day: DayFigures | DayEnd, path: Path, language: str, paper: Paper | None = None) -> None:
        """Write the PDF of a day into a file, whole or not at all; refused when that cannot be written."""
        said = NewExport("day", "pdf", 1)
        write_noted(self._store, self._around, path, [self.pdf(day, language, paper)], lambda: said)

    def _file(self, session: Session, request: DrawerRequest) -> Filed:
        desk = Desk(session, self._around)
        filed = FileDesk(desk, self._store.path).record(request)
        desk.flush()
        return filed


def _ends(session: Session, on: date) -> list[DayEnd]:
    """Return the ends of a day with what came after each."""
    ends = stored.day_ends(session, on)
    if not ends:
        return ends
    entries = stored.entries_after(session, on, min(end.figures.head for end in ends))
    movements = stored.movements(session, on)
    return [
        replace(
            end,
            later=tuple(entry_line(entry) for entry in entries if entry.number > end.figures.head),
            later_movements=tuple(line for line in movements if line.number > end.figures.drawer),
        )
        for end in ends
    ]
