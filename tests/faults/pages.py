"""Which bytes of a book's file rows use, read from its pages themselves: tables, indexes, and the book's own schema.

After https://sqlite.org/fileformat2.html, sections 1.5 and 1.6; written anew here so that damage can be aimed.
"""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.storage.engine import sqlite3

_INDEX_INNER, _TABLE_INNER, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
_FILE_HEADER = 100


class Piece(NamedTuple):
    """Bytes that belong to a row of a table or of an index: from where in the file, and how many."""

    owner: str
    first: int
    length: int


class Layout(NamedTuple):
    """Where everything stands: pieces of rows, and the pages of each table and index by their numbers from 1."""

    page_size: int
    pieces: list[Piece]
    pages: dict[str, list[int]]


def layout(path: Path) -> Layout:
    """Read the layout of a whole book nobody has open."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
    data = path.read_bytes()
    reader = _Reader(data)
    for owner, root in {"sqlite_master": 1, **roots}.items():
        reader.walk(owner, root)
    return Layout(reader.size, reader.pieces, reader.pages)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        size = int.from_bytes(data[16:18], "big")
        self.size = 65536 if size == 1 else size
        self.usable = self.size - data[20]
        self.pieces: list[Piece] = []
        self.pages: dict[str, list[int]] = {}

    def walk(self, owner: str, page: int) -> None:
        """Note the rows of a tree and of all below it."""
        self.pages.setdefault(owner, []).append(page)
        begin = (page - 1) * self.size
        head = begin + (_FILE_HEADER if page == 1 else 0)
        kind = self.data[head]
        inner = kind in (_INDEX_INNER, _TABLE_INNER)
        pointers = head + (12 if inner else 8)
        children = [self._number(head + 8, 4)] if inner else []
        for nth in range(self._number(head + 3, 2)):
            at = begin + self._number(pointers + 2 * nth, 2)
            if inner:
                children.append(self._number(at, 4))
            self._cell(owner, kind, at)
        for child in children:
            self.walk(owner, child)

    def _cell(self, owner: str, kind: int, at: int) -> None:
        here = at + (4 if kind in (_INDEX_INNER, _TABLE_INNER) else 0)
        if kind == _TABLE_INNER:
            _key, end = self._varint(here)
            self.pieces.append(Piece(owner, at, end - at))
            return
        payload, body = self._varint(here)
        if kind == _TABLE_LEAF:
            _key, body = self._varint(body)
        local = self._local(payload, leaf=kind == _TABLE_LEAF)
        more = 4 if local < payload else 0
        self.pieces.append(Piece(owner, at, body + local + more - at))
        if more:
            self._overflow(owner, self._number(body + local, 4), payload - local)

    def _overflow(self, owner: str, page: int, left: int) -> None:
        while page and left > 0:
            self.pages[owner].append(page)
            here = min(left, self.usable - 4)
            self.pieces.append(Piece(owner, (page - 1) * self.size, 4 + here))
            left -= here
            page = self._number((page - 1) * self.size, 4)

    def _local(self, payload: int, *, leaf: bool) -> int:
        """Return how much of a row stands on its own page."""
        most = self.usable - 35 if leaf else (self.usable - 12) * 64 // 255 - 23
        if payload <= most:
            return payload
        least = (self.usable - 12) * 32 // 255 - 23
        fitting = least + (payload - least) % (self.usable - 4)
        return fitting if fitting <= most else least

    def _number(self, at: int, count: int) -> int:
        return int.from_bytes(self.data[at : at + count], "big")

    def _varint(self, at: int) -> tuple[int, int]:
        value = 0
        for nth in range(8):
            byte = self.data[at + nth]
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value, at + nth + 1
        return value << 8 | self.data[at + 8], at + 9
