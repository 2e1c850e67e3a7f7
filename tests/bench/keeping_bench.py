"""Keeping a large book safe while it is in use: backing up and restoring beside a writer, and what memory it takes."""

import hashlib
import random
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from statistics import median
from time import perf_counter

from app.bootstrap import App, build, circumstances
from app.core.requests import Tender, TopUp
from app.errors import BookUnusable
from app.services import protection
from app.services import restore as restoring
from app.services.books import open_book
from app.storage.cipher import Key, Kind, new_cipher
from app.storage.engine import connect
from tests.bench.books import copy_of, raw
from tests.bench.measure import Line, ms

_KEY = Key(bytes(range(32)), new_cipher(Kind.PASSPHRASE, lambda count: b"\7" * count))
_JOURNAL = {
    "entry": "id",
    "entry_text": "entry_id",
    "item": "entry_id",
    "posting": "entry_id",
    "term_change": "entry_id",
}
_QUIET = 100


def keeping(book: Path) -> list[Line]:
    """Back up, restore elsewhere and restore in its place, and prove each time that the journal is the same."""
    with copy_of(book, "kept") as path, tempfile.TemporaryDirectory(dir=book.parent) as folder:
        backup, elsewhere = Path(folder) / "copy.cbackup", Path(folder) / "elsewhere.cbook"
        app = _opened(path)
        with raw(path) as connection:
            customers = [no for (no,) in connection.execute("SELECT no FROM customer WHERE closed = 0 ORDER BY no")]
        quiet = median(_post(app, customers, "quiet", lambda: False, _QUIET))
        found = [
            *_beside("a backup", app, customers, quiet, lambda: app.backups.make(backup)),
            *_beside("restoring elsewhere", app, customers, quiet, lambda: _restore(backup, elsewhere)),
            _refused(backup, path),
        ]
        same = _same_journal(backup, (path, elsewhere))
        app.close()
        found.append(_alone("restoring in its place", lambda: _restore(backup, path)))
        _same_journal(backup, (path,))
        found.append(Line("journal restored, entries hash-equal", f"{same:,}", "-", "-", "all", met=True))
        found += _anew(elsewhere)
    return found


def _anew(path: Path) -> list[Line]:
    """Write the restored book anew, in clear and encrypted: what an erasure ends with."""
    lines = []
    for name, key in (("in clear", None), ("encrypted", _KEY)):
        if key is not None:
            lines.append(
                _alone("encrypting", lambda: protection.encrypt(path, None, _KEY, keep=False, keyring=lambda: None))
            )
        store, _book = open_book(path, key=key)
        lines.append(_alone(f"writing the file anew, {name}", store.make_anew))
        store.dispose()
    return lines


# ---- one step -------------------------------------------------------------------------------------------------------


def _beside(name: str, app: App, customers: list[str], quiet: float, work: Callable[[], object]) -> list[Line]:
    """Do something while somebody posts all the time."""
    done, during = threading.Event(), list[float]()
    writer = threading.Thread(target=lambda: during.extend(_post(app, customers, name, done.is_set)))
    writer.start()
    try:
        line = _alone(f"{name} while posting, proof included", work)
    finally:
        done.set()
        writer.join()
    ratio = f"{median(during) / quiet:.2f} x"
    told = f"posting meanwhile, {len(during):,} times, longest {ms(max(during))}"
    return [line, Line(told, ms(median(during)), ms(quiet), ratio, "-", met=None)]


def _alone(name: str, work: Callable[[], object]) -> Line:
    with _peak() as more_mb:
        began = perf_counter()
        work()
        took = perf_counter() - began
    memory = f", {more_mb[0]:,.0f} MB more" if more_mb else ""
    return Line(f"{name}{memory}", f"{took:.1f} s", "-", "-", "-", met=None)


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Give, at the end, by how much the process' memory grew at most; nothing where the system does not tell."""
    told: list[float] = []
    before = None
    with suppress(OSError, ValueError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before = _memory("VmRSS")
    yield told
    if before is not None:
        told.append((_memory("VmHWM") - before) / 1024)


def _memory(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise ValueError(field)


def _opened(path: Path) -> App:
    return build(*open_book(path), circumstances())


def _restore(backup: Path, book: Path) -> None:
    """Restore it, and leave nothing of the book before: a benchmark needs no way back."""
    aside = restoring.restore(restoring.preview(backup, book), book, circumstances().today()).aside
    if aside is not None:
        aside.unlink()


def _refused(backup: Path, book: Path) -> Line:
    """See that nothing is put in the place of a book that is open."""
    began = perf_counter()
    try:
        _restore(backup, book)
    except BookUnusable:
        return Line("restoring onto the open book", f"{perf_counter() - began:.1f} s", "-", "-", "refused", met=True)
    raise AssertionError("an open book was replaced")


def _post(app: App, customers: list[str], name: str, stop: Callable[[], bool], most: int = 10**6) -> list[float]:
    chance, times = random.Random(3), list[float]()
    for number in range(most):
        if stop():
            break
        customer, id_ = chance.choice(customers), f"bench-{name}-{number}"
        request = TopUp(id=id_, on=app.today(), customer=customer, paid=5000, tender=Tender.CASH)
        began = perf_counter()
        app.journal.record(request)
        times.append(perf_counter() - began)
    return times


# ---- the proof ------------------------------------------------------------------------------------------------------


def _same_journal(backup: Path, books: tuple[Path, ...]) -> int:
    """See that books have every row of the backup's journal, hashes included; return how many entries that are."""
    last, wanted = _digest(backup, None)
    for book in books:
        if _digest(book, last) != (last, wanted):
            raise AssertionError(f"the journal of {book.name} is not that of the backup")
    return last


def _digest(path: Path, last: int | None) -> tuple[int, str]:
    """Return the number of the last entry, and a digest of all rows of the journal up to it."""
    with closing(connect(path, "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1")) as book:
        if last is None:
            last = book.execute("SELECT entry_id FROM head").fetchone()[0]
        digest = hashlib.sha256()
        for table, number in _JOURNAL.items():
            for row in book.execute(f"SELECT * FROM {table} WHERE {number} <= ? ORDER BY 1, 2", (last,)):
                digest.update(repr(row).encode())
        return last, digest.hexdigest()
