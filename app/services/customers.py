"""Customer files: making and changing them one at a time, lists, the timeline, likely duplicates, attachments."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.core.customer import CustomerFile, FileRequest, number_key
from app.core.staff.rights import Act
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.file_desk import Filed, FileDesk
from app.services.known import known_file
from app.services.rights import allow
from app.storage import attachments
from app.storage import customers as stored
from app.storage import timeline as happened
from app.storage.attachments import Attachment
from app.storage.customers import CustomerLine
from app.storage.store import Store, damaged
from app.storage.timeline import Happening

__all__ = ["Attachment", "CustomerFiles", "CustomerLine", "Happening", "Likely"]


@dataclass(frozen=True, slots=True)
class Likely:
    """Files that are likely one customer's: numbers and names, and what they share (`by` is `number` or `phone`)."""

    by: str
    shared: str
    customers: tuple[tuple[str, str], ...]


class CustomerFiles:
    """The door to the files of all customers."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def record(self, request: FileRequest) -> Filed:
        """Do what a request asks in a transaction of its own; raises `Refused`, then nothing has changed."""
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return filed

    # ---- files and lists --------------------------------------------------------------------------------------------

    def file(self, number: str) -> CustomerFile:
        """Return a customer's file; refused when there is no such customer."""
        with self._store.read() as session:
            return known_file(session, number).file

    def merged_into(self, number: str) -> str | None:
        """Return the number of the file a customer's file was merged into, if it was."""
        with self._store.read() as session:
            into = known_file(session, number).merged_into
            return None if into is None else stored.lines(session, [into])[0].no

    def customers(self, *, closed: bool = False, after: str = "", limit: int | None = None) -> list[CustomerLine]:
        """Return customers in the order of their numbers, those after a number; `closed` lists the closed ones too."""
        with self._store.read() as session:
            return stored.list_customers(session, closed=closed, after=after, limit=limit)

    def timeline(self, number: str) -> list[Happening]:
        """Return everything that happened to a customer, and to the files merged into theirs, newest first."""
        with self._store.read() as session:
            return happened.timeline(session, known_file(session, number).id)

    def changes(self, number: str) -> list[Happening]:
        """Return what was changed in a customer's file, newest first."""
        with self._store.read() as session:
            known = known_file(session, number)
            return happened.file_changes(session, {known.id: number})[::-1]

    # ---- likely duplicates ------------------------------------------------------------------------------------------

    def duplicates(self) -> list[Likely]:
        """Report files that are likely one customer's: alike but for case and zeros in the number, or one phone.

        The same name says nothing; files merged away are not counted.
        """
        with self._store.read() as session:
            numbers = [(number_key(no), no, name) for no, name in stored.numbers_and_names(session)]
            phones = stored.shared_phones(session)
        return [*_groups("number", numbers), *_groups("phone", phones)]

    # ---- attachments ------------------------------------------------------------------------------------------------

    def attachments(self, number: str) -> list[Attachment]:
        """Return a customer's attachments without their content, in the order they were added."""
        with self._store.read() as session:
            return attachments.list_attachments(session, known_file(session, number).id)

    def content(self, attachment: int) -> bytes:
        """Return what an attachment holds; raises `BookUnusable` when it is not what was put in."""
        allow(self._store, self._around, Act.OPEN_ATTACHMENT, str(attachment))
        with self._store.read() as session:
            found = attachments.load_content(session, attachment)
        if found is None:
            refuse("attachment", N_("There is no such attachment in the book."))
        content, whole = found
        if not whole:
            raise damaged(self._store.path)
        return content

    def save(self, attachment: int, path: Path) -> None:
        """Write what an attachment holds into a file, whole or not at all, and note that it went out.

        Refused when that cannot be written.
        """
        content = self.content(attachment)
        with self._store.read() as session:
            said = NewExport("attachment", "file", 1, b"", attachments.owner_of(session, attachment))
        write_noted(self._store, self._around, path, [content], lambda: said)


def _groups(by: str, rows: Iterable[tuple[str, str, str]]) -> list[Likely]:
    shared: dict[str, list[tuple[str, str]]] = {}
    for key, no, name in rows:
        shared.setdefault(key, []).append((no, name))
    return [Likely(by, key, tuple(alike)) for key, alike in shared.items() if len(alike) > 1]
