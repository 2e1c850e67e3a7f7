"""Damaged copies of a full book, each opened and proved: `python -m tests.faults.damage`.

Bits are flipped where rows stand, in every table and index in turn; files are cut off; pages are swapped, blanked, or
put back as they were some steps ago, as a drive does that loses writes. A copy whose every row still reads as before is
one that took no harm.
"""

import argparse
import json
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import BookUnusable
from app.storage.engine import sqlite3
from tests.faults import filled, postings
from tests.faults.kill import in_child
from tests.faults.pages import Layout, layout

SECTOR = 512
SHARES = {"bit": 12, "cut": 2, "swap": 2, "blank": 2, "stale": 2}
"""Of twenty copies, so many of each kind."""

_BATCH = 25


class Copy(NamedTuple):
    """A damaged copy: what was done to it, in words, and its bytes."""

    kind: str
    what: str
    data: bytes


class Verdict(NamedTuple):
    """What became of a copy: `refused` at opening, `bad` by the proof, `whole`; and what else must not be."""

    kind: str
    what: str
    found: str
    harmed: bool = False
    written: bool = False
    crash: str = ""

    @property
    def is_unnoticed(self) -> bool:
        """Whether something in the book is not what it was and nobody said so."""
        return self.found == "whole" and self.harmed


class Original(NamedTuple):
    """The whole book, as it was made and as it was some steps before, and what stands where."""

    data: bytes
    earlier: bytes
    layout: Layout
    contents: dict[str, list[str]]


def original(folder: Path) -> Original:
    """Make the full book and remember it."""
    book, older = folder / "whole.cbook", folder / "older.cbook"
    last = len(filled.steps(folder)) - 12

    def before(number: int, _step: filled.Step) -> None:
        if number == last:
            filled.copy(book, older)

    filled.make(book, before)
    return Original(book.read_bytes(), older.read_bytes(), layout(book), contents(book))


def contents(path: Path) -> dict[str, list[str]]:
    """Return every row of a book, and what it says its tables are."""
    found = filled.rows(path)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        columns = "type, name, tbl_name, sql"
        found["sqlite_master"] = sorted(map(repr, connection.execute(f"SELECT {columns} FROM sqlite_master")))
    return found


# ---- doing damage ---------------------------------------------------------------------------------------------------


def copies(whole: Original, count: int, seed: int) -> Iterator[Copy]:
    """Damage so many copies, of every kind its share; the same seed does the same damage."""
    chance = random.Random(seed)
    owners = sorted(whole.layout.pages)
    chance.shuffle(owners)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        what, data = _DAMAGE[kind](whole, chance, owners[number % len(owners)])
        yield Copy(kind, what, bytes(data))


def _bit(whole: Original, chance: random.Random, owner: str) -> tuple[str, bytearray]:
    pieces = [piece for piece in whole.layout.pieces if piece.owner == owner] or whole.layout.pieces
    piece = chance.choices(pieces, [piece.length for piece in pieces])[0]
    place, bit = piece.first + chance.randrange(piece.length), chance.randrange(8)
    data = bytearray(whole.data)
    data[place] ^= 1 << bit
    return f"bit {bit} of byte {place}, in a row of {piece.owner}", data


def _cut(whole: Original, chance: random.Random, _owner: str) -> tuple[str, bytearray]:
    size = whole.layout.page_size
    length = chance.randrange(1, len(whole.data) // size) * size if chance.random() < 0.7 else 0
    length = length or chance.randrange(len(whole.data))
    return f"cut off after {length} of {len(whole.data)} bytes", bytearray(whole.data[:length])


def _swap(whole: Original, chance: random.Random, owner: str) -> tuple[str, bytearray]:
    mine = whole.layout.pages[owner]
    all_ = sorted({page for pages in whole.layout.pages.values() for page in pages if page != 1})
    first = chance.choice([page for page in mine if page != 1] or all_)
    among = [page for page in (mine if len(mine) > 2 else all_) if page not in (1, first)]
    second = chance.choice(among)
    data = bytearray(whole.data)
    data[_page(whole, first)], data[_page(whole, second)] = (
        whole.data[_page(whole, second)],
        whole.data[_page(whole, first)],
    )
    return f"pages {first} and {second} swapped, of {owner}", data


def _blank(whole: Original, chance: random.Random, owner: str) -> tuple[str, bytearray]:
    """Blank a sector, or a whole page."""
    page = chance.choice(whole.layout.pages[owner])
    place = _page(whole, page)
    if chance.random() < 0.5:
        begin = place.start + SECTOR * chance.randrange(whole.layout.page_size // SECTOR)
        place = slice(begin, begin + SECTOR)
    data = bytearray(whole.data)
    data[place] = bytes(place.stop - place.start)
    return f"bytes {place.start} to {place.stop} blanked, of {owner}", data


def _stale(whole: Original, chance: random.Random, _owner: str) -> tuple[str, bytearray]:
    """Put one page back as it was: a write that never arrived."""
    numbers = range(1, len(whole.earlier) // whole.layout.page_size + 1)
    changed = [n for n in numbers if whole.earlier[_page(whole, n)] != whole.data[_page(whole, n)]]
    page = chance.choice(changed)
    data = bytearray(whole.data)
    data[_page(whole, page)] = whole.earlier[_page(whole, page)]
    return f"page {page} as it was before", data


def _page(whole: Original, number: int) -> slice:
    size = whole.layout.page_size
    return slice((number - 1) * size, number * size)


_DAMAGE: dict[str, Callable[[Original, random.Random, str], tuple[str, bytearray]]] = {
    "bit": _bit,
    "cut": _cut,
    "swap": _swap,
    "blank": _blank,
    "stale": _stale,
}


# ---- looking at what came of it -------------------------------------------------------------------------------------


def judge(path: Path, copy: Copy, whole: Original) -> Verdict:
    """Open and prove a damaged copy as the program does, and see that it is as it was afterwards."""
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    path.write_bytes(copy.data)
    try:
        found = _verdict(path)
    except Exception:  # noqa: BLE001 - a crash is what is looked for
        return Verdict(copy.kind, copy.what, "crashed", crash=traceback.format_exc(limit=-4))
    written = path.read_bytes() != copy.data
    log = path.with_name(path.name + "-wal")
    written = written or (log.exists() and log.stat().st_size > 0)
    return Verdict(copy.kind, copy.what, found, found == "whole" and _is_harmed(path, whole), written)


def _verdict(path: Path) -> str:
    try:
        app = postings.opened(path)
    except BookUnusable:
        return "refused"
    try:
        return "whole" if app.verify.verify().ok else "bad"
    except BookUnusable:
        return "bad"
    finally:
        app.close()


def _is_harmed(path: Path, whole: Original) -> bool:
    try:
        return contents(path) != whole.contents
    except (sqlite3.Error, UnicodeDecodeError):
        return True


def run(folder: Path, count: int, seed: int, progress: Callable[[int], None] = lambda _done: None) -> list[Verdict]:
    """Damage and judge so many copies, some at a time in processes of their own: the database itself may crash."""
    made: Original = _Kept.whole or original(folder)
    found: list[Verdict] = []
    batch: list[Copy] = []
    for copy in copies(made, count, seed):
        batch.append(copy)
        if len(batch) == _BATCH or len(found) + len(batch) == count:
            found += _judged(folder, batch, made)
            batch = []
            progress(len(found))
    return found


class _Kept:
    whole: Original | None = None


def _judged(folder: Path, batch: list[Copy], whole: Original) -> list[Verdict]:
    path = folder / "damaged.cbook"
    try:
        return [Verdict(*row) for row in in_child(lambda: [tuple(judge(path, copy, whole)) for copy in batch])]
    except ChildProcessError as error:
        if len(batch) > 1:
            return [verdict for copy in batch for verdict in _judged(folder, [copy], whole)]
        return [Verdict(batch[0].kind, batch[0].what, "crashed", crash=str(error))]


def counts(found: list[Verdict]) -> dict[str, Any]:
    """Return the counts of many verdicts."""
    by = Counter(verdict.found for verdict in found)
    return {
        "runs": len(found),
        "refused": by["refused"],
        "bad": by["bad"],
        "harmless": sum(verdict.found == "whole" and not verdict.harmed for verdict in found),
        "unnoticed": sum(verdict.is_unnoticed for verdict in found),
        "crashed": by["crashed"],
        "written": sum(verdict.written for verdict in found),
        "examples": [list(v) for v in found if v.is_unnoticed or v.crash or v.written][:8],
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.damage", description=__doc__)
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        seen = counts(run(Path(folder), options.copies, options.seed))
    sys.stdout.write(json.dumps(seen, ensure_ascii=False) + "\n")
    return 1 if seen["unnoticed"] or seen["crashed"] or seen["written"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
