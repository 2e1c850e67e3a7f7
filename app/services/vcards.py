"""Customers as vCards, for phones and address books."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.core.staff.rights import Act
from app.core.vcard import VCardVersion, vcards
from app.services.circumstances import Circumstances
from app.services.export_log import NewExport
from app.services.exports import check_name, write_noted
from app.services.known import known_file
from app.services.rights import allow
from app.storage.books import load_book
from app.storage.customers import load_files
from app.storage.journal import chunks
from app.storage.store import Session, Store
from app.storage.views import owners

__all__ = ["VCardVersion", "VCards"]


class VCards:
    """The door to customers' cards."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def save(self, path: Path, numbers: Sequence[str] = (), version: VCardVersion = VCardVersion.FOUR) -> int:
        """Write the cards of customers by number, or of all whose files are open; return how many, and note that.

        Refused when there is no such customer, and when the file cannot be written.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        check_name(path, self._store.path, ".vcf")
        with self._store.read() as session:
            for number in numbers:
                known_file(session, number)
            wanted = list(dict.fromkeys(numbers)) or [each.number for each in owners(session) if not each.closed]
            whose = known_file(session, wanted[0]).id if len(wanted) == 1 else None
            said = NewExport("vcards", version.value, len(wanted), b"", whose)
            write_noted(self._store, self._around, path, _cards(session, wanted, version), lambda: said)
        return len(wanted)


def _cards(session: Session, numbers: Sequence[str], version: VCardVersion) -> Iterator[str]:
    book = load_book(session).uuid
    for chunk in chunks(numbers):
        files = load_files(session, chunk)
        yield from (vcards(files[number].file, version, book) for number in chunk if number in files)
