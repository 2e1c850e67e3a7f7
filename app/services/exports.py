"""Writing the journal to a file that an outside program reads: whole or not at all, of any length."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.core.export import ExportBook, ExportEntry, Format, export
from app.errors import refuse
from app.i18n.mark import N_
from app.storage.books import load_book
from app.storage.journal import load_head
from app.storage.store import Store
from app.storage.views import journal_entries

_STEP = 1000


class ExportCancelled(Exception):
    """The export was called off; no file was written."""


class Exports:
    """The way out for what the book holds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def journal(
        self,
        path: Path,
        form: Format | str,
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Write the whole journal to a file, replacing one of that name; return the number of entries written.

        Refused when the file cannot be written, and when it is the book itself. `progress` gets the entries done and
        all there are; when `cancelled` says so, `ExportCancelled` is raised and nothing is written.
        """
        check_target(path, self._store.path)
        with self._store.read() as session:
            book, head = load_book(session), load_head(session)
            about = ExportBook(book.currency, book.decimals, head.first_on)
            entries = _watched(journal_entries(session), head.entry, progress, cancelled)
            write_whole(path, export(Format(form), about, entries))
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
    """Refuse to write over the open book or the files SQLite keeps beside it."""
    own = [book.with_name(book.name + suffix).resolve() for suffix in ("", "-wal", "-shm", "-journal")]
    same = any(part.exists() and path.exists() and part.samefile(path) for part in own)
    if same or path.resolve() in own:
        refuse("out", N_("{path} is the book itself; choose another file for the export."), path=path)
    if path.is_dir():
        refuse("out", N_("{path} is a folder; name a file in it."), path=path)


def write_whole(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write a file whole or not at all: beside its place first, on the disk, then renamed. Text becomes UTF-8."""
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=path.parent, prefix=".export-", suffix=".part", delete=False
        ) as file:
            temporary = Path(file.name)
            for piece in pieces:
                file.write(piece.encode() if isinstance(piece, str) else piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        refuse("out", N_("{path} cannot be written: {reason}."), path=path, reason=reason)
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
