"""Writing files for outside programs, the journal above all: whole or not at all, of any length."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from app.core.export import ExportBook, ExportEntry, Format, export
from app.core.staff.rights import Act
from app.errors import refuse, system_reason
from app.exchange.xlsx import xlsx_pieces
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import Measured, NewExport, note_within
from app.services.journal_list import journal_list
from app.services.rights import allow
from app.storage.books import load_book
from app.storage.journal import load_head
from app.storage.own_files import belongs_to
from app.storage.store import Store
from app.storage.views import journal_entries

XLSX = "xlsx"
"""The journal as a workbook, beside the formats that are text."""

_STEP = 1000

_CLAIMED = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".pdf", ".vcf", ".iif", ".zip", ".docx", ".doc"}
)
"""Endings by which people, and the programs they open files with, know what is in one."""

_TEXTS = {
    Format.HLEDGER: (".journal", ".hledger", ".ledger", ".txt"),
    Format.BEANCOUNT: (".beancount", ".txt"),
    Format.GNUCASH: (".csv", ".txt"),
    Format.CSV: (".csv", ".txt"),
}
"""What a journal that is text may be called."""


class ExportCancelled(Exception):
    """The export was called off; no file was written."""


class Exports:
    """The way out for what the book holds."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def journal(
        self,
        path: Path,
        form: Format | str,
        *,
        language: str = "",
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Write the whole journal to a file, replacing one of that name; return the number of entries written.

        `form` is a `Format`, or `XLSX` for a workbook, which has room for a million postings and is for people: its
        heads, kinds and accounts are in a language, the book's own where none is given.
        Refused when the file cannot be written, and when it is the book itself. `progress` gets the entries done and
        all there are; when `cancelled` says so, `ExportCancelled` is raised and nothing is written.
        """
        allow(self._store, self._around, Act.EXPORT_JOURNAL, str(path))
        check_name(path, self._store.path, *([".xlsx"] if form == XLSX else _TEXTS[Format(form)]))
        with self._store.read() as session:
            book, head = load_book(session), load_head(session)
            about = ExportBook(book.currency, book.decimals, head.first_on)
            entries = _watched(journal_entries(session), head.entry, progress, cancelled)
            whole: Iterator[str] | Iterator[bytes] = (
                xlsx_pieces(journal_list(session, about, entries, language or book.language))
                if form == XLSX
                else export(Format(form), about, entries)
            )
            write_noted(self._store, self._around, path, whole, lambda: NewExport("journal", str(form), head.entry))
        return head.entry


def _watched(
    entries: Iterable[ExportEntry],
    total: int,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[ExportEntry]:
    """Hand entries on, telling how far it has got and asking whether to go on."""
    for done, entry in enumerate(entries):
        if done % _STEP == 0:
            if cancelled is not None and cancelled():
                raise ExportCancelled
            if progress is not None:
                progress(done, total)
        yield entry
    if progress is not None:
        progress(total, total)


def check_target(path: Path, book: Path) -> None:
    """Refuse to write over the open book or the files SQLite keeps beside it; none of them is opened to find out."""
    if belongs_to(path, book):
        refuse("out", N_("{path} is the book itself, or belongs to it; choose another file."), path=path)
    with suppress(OSError):  # in a folder nobody may look into; writing there will say so
        if path.is_dir():
            refuse("out", N_("{path} is a folder; name a file in it."), path=path)


def check_name(path: Path, book: Path, *endings: str) -> None:
    """Refuse what `check_target` does, and a name that says of a file it is of another kind than it will be.

    What opens that could not read it. `endings` are those of its kind; a name without an ending, or with one that no
    program lays claim to, passes.
    """
    check_target(path, book)
    if path.suffix.lower() in _CLAIMED.difference(endings):
        text = N_("{path}: what will be in this file is of another kind; let its name end in {endings}.")
        refuse("out", text, path=path, endings=", ".join(endings))


def check_room(path: Path) -> None:
    """Refuse a file that cannot be made where it is to stand, before anything is done that it would be too late for."""
    try:
        with tempfile.TemporaryFile(dir=path.absolute().parent):
            pass
    except OSError as error:
        _unwritable(path, error)


def write_noted(
    store: Store,
    around: Circumstances | None,
    path: Path,
    pieces: Iterable[str | bytes],
    said: Callable[[], NewExport],
) -> None:
    """Write a file whole or not at all, and note that it went out: no file without its line, nor a line without it.

    `said` tells what it was when all of it is written; its SHA-256 is added here. Refused when the file cannot be
    written, and when it is the book itself. A book that must not be written to, and one where nobody is known (without
    `around`), gives its files all the same.
    """
    check_target(path, store.path)
    measured = Measured(pieces)
    with prepared(path, measured) as draft:
        if around is None or store.read_only or store.damaged:
            draft.place()
            return
        with store.write() as session:
            note_within(session, around, said()._replace(sha256=measured.sha256))
            draft.place()


def write_whole(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write a file whole or not at all: beside its place first, on the disk, then renamed. Text becomes UTF-8."""
    with prepared(path, pieces) as draft:
        draft.place()


@contextmanager
def prepared(path: Path, pieces: Iterable[str | bytes]) -> Iterator["Draft"]:
    """Write a file on the disk, beside its place; it takes its place when the block says so.

    When the block then ends with an error, what stood at the place before stands there again. Refused when the file
    cannot be written.
    """
    draft = Draft(path)
    try:
        draft.write(pieces)
        yield draft
    except BaseException:
        draft.withdraw()
        raise
    finally:
        draft.tidy()


class Draft:
    """A file that is all there, in a folder of its own beside its place, and not yet where it shall be."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._placed = False
        try:
            folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=".export-", suffix=".part"))
        except OSError as error:
            _unwritable(path, error)
        self._folder, self._new, self._before = folder, folder / "new", folder / "before"

    def write(self, pieces: Iterable[str | bytes]) -> None:
        """Write the whole of it, readable by its owner alone."""
        try:
            self._new.touch(0o600)
            with self._new.open("wb") as file:
                for piece in pieces:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            _unwritable(self._path, error)

    def place(self) -> None:
        """Let it take its place; what stands there is kept until the end."""
        try:
            if os.path.lexists(self._path):
                try:
                    os.link(self._path, self._before)
                except OSError:  # a drive without links, such as a memory stick
                    self._path.rename(self._before)
            self._new.replace(self._path)
        except OSError as error:
            _unwritable(self._path, error)
        self._placed = True

    def withdraw(self) -> None:
        """Put things back as they were."""
        with suppress(OSError):
            if os.path.lexists(self._before):
                self._before.replace(self._path)
            elif self._placed:
                self._path.unlink()

    def tidy(self) -> None:
        """Remove what is not needed any more."""
        with suppress(OSError):
            for left in (self._new, self._before):
                left.unlink(missing_ok=True)
            self._folder.rmdir()


def _unwritable(path: Path, error: OSError) -> NoReturn:
    refuse("out", N_("{path} cannot be written: {reason}."), path=path, reason=system_reason(error))
