"""Noting that data went out of the book: who, when, what, how many rows, and by which file it can be known again."""

import hashlib
from collections.abc import Iterable, Iterator

from app.services.desk import Circumstances
from app.storage.customers import Author
from app.storage.day_digests import NewExport, add_export
from app.storage.store import Store

__all__ = ["Measured", "NewExport", "note_export"]


def note_export(store: Store, around: Circumstances, new: NewExport) -> None:
    """Note an export; of a book nobody may write to nothing is noted, and nobody is kept from their data."""
    if store.read_only:
        return
    with store.write() as session:
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
