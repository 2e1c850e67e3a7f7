"""The benchmark book: made once for each size and version of the program, and copied for whatever writes."""

import hashlib
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap import circumstances
from app.services.demo import Demo
from app.storage.engine import sqlite3
from tests.bench.measure import say

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".bench"
_MADE_BY = ("app/core", "app/services", "app/storage", "app/system")
_PRAGMAS = ("foreign_keys = ON", "temp_store = MEMORY", "recursive_triggers = ON")


def code_version() -> str:
    """Return a digest of everything that has a say in what stands in a book."""
    digest = hashlib.sha256()
    for folder in _MADE_BY:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def benchmark_book(customers: int, entries: int, cache: Path = CACHE) -> Path:
    """Return the benchmark book of a size; made now if this version of the program has not made it yet."""
    cache.mkdir(exist_ok=True)
    size = f"{customers}x{entries}"
    path = cache / f"{size}-{code_version()}.cbook"
    if path.exists():
        return path
    for older in cache.glob(f"{size}-*.cbook*"):
        older.unlink()
    unfinished = cache / "unfinished.cbook"
    for leftover in cache.glob(f"{unfinished.name}*"):
        leftover.unlink()
    start = time.perf_counter()
    Demo(customers, entries, circumstances().today()).make(unfinished, _progress(entries))
    seconds = time.perf_counter() - start
    say(f"\rmade {path.name} in {seconds:,.1f} s, {unfinished.stat().st_size / 2**20:,.0f} MB", aside=True)
    return unfinished.rename(path)


def _progress(entries: int):
    def progress(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\rmaking the book: {done:,} / {entries:,}", end="", file=sys.stderr, flush=True)  # noqa: T201

    return progress


@contextmanager
def copy_of(book: Path, name: str) -> Iterator[Path]:
    """Give a copy of a book beside it, and take it away afterwards."""
    path = book.with_name(f"{name}-{book.name}")
    shutil.copyfile(book, path)
    try:
        yield path
    finally:
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()


@contextmanager
def raw(path: Path, synchronous: str = "FULL") -> Iterator[sqlite3.Connection]:
    """Open a book's file with the same pragmas and nothing else of ours."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    for pragma in (*_PRAGMAS, f"synchronous = {synchronous}"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        yield connection
    finally:
        connection.close()


def drop_triggers(connection: sqlite3.Connection) -> None:
    """Take our guards away: the raw limit is the tables and their indexes alone."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
