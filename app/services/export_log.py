"""Noting that data went out of the book: who, when, what, how many rows, and by which file it can be known again."""

import hashlib
from collections.abc import Iterable, Iterator

from app.services.desk import Circumstances
from app.storage.customers import Author
from app.storage.day_digests import NewExport, add_export
from app.storage.store import Session, Store

__all__ = ["Measured", "NewExport", "note_export", "note_within"]


def note_export(store: Store, around: Circumstances, new: NewExport) -> None:
    """Note an export; in a book that must not be written to nothing is, and nobody is kept from their data."""
    if not (store.read_only or store.damaged):
        with store.write() as session:
            note_within(session, around, new)


def note_within(session: Session, around: Circumstances, new: NewExport) -> None:
    """Note an export within a transaction."""
    add_export(session, new, Author(around.staff, around.now(), ""))


class Measured:
    """Pieces of a file on their way out; afterwards `sha256` is that of all of them."""

    def __init__(self, pieces: Iterable[str | bytes]) -> None:
        self._pieces = pieces
        self._sum = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            plain = piece.encode() if isinstance(piece, str) else piece
            self._sum.update(plain)
            yield plain

    @property
    def sha256(self) -> bytes:
        """The SHA-256 of what has passed."""
        return self._sum.digest()
