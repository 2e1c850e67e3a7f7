"""Attachments: files of any kind kept inside the book, each with the SHA-256 of its content."""

import hashlib
import mimetypes
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, func, insert, literal, not_, select
from sqlalchemy.orm import Session

from app.errors import refuse, system_reason
from app.i18n.mark import N_
from app.storage import tables as t
from app.storage.customers import Author, Problem, row_digest
from app.storage.journal import instant
from app.storage.own_files import belongs_to

MAX_SIZE = 20 * 1024 * 1024
"""The largest file a book takes in, in bytes."""

_TYPES = mimetypes.MimeTypes()  # the standard library's own list, the same on every machine
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What the book knows of an attachment besides its content."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


def read_upload(path: str, book: Path, most: int = MAX_SIZE) -> bytes:
    """Read a file that is to go into a book; refuses, naming `file`, what is gone, no plain file, or too large.

    The book itself is refused before it is opened: closing it again would drop the locks this process holds on it.
    """
    found = _existing(path)
    if found is None:
        refuse("file", N_("file: there is no file at {path}."), path=path)
    if not found.is_file():
        refuse("file", N_("file: {path} is not a file."), path=path)
    if belongs_to(found, book):
        refuse("file", N_("file: {path} is this book itself."), path=path)
    try:
        with found.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        refuse("file", N_("file: {path} cannot be read: {reason}."), path=path, reason=system_reason(error))
    if len(content) > most:
        refuse("file", N_("file: {path} is larger than {most} megabytes."), path=path, most=most // 1024**2)
    return content


def _existing(path: str) -> Path | None:
    """Return the path in the spelling the disk has: some file systems keep accents apart from their letters."""
    for spelling in dict.fromkeys((path, unicodedata.normalize("NFD", path))):
        with suppress(OSError, ValueError):
            if Path(spelling).exists():
                return Path(spelling)
    return None


def media_type(name: str) -> str:
    """Return the kind of content a file's name promises."""
    return _TYPES.guess_type(name.replace("/", "_"))[0] or _UNKNOWN_TYPE


def owner_of(session: Session, attachment: int) -> int | None:
    """Return whose an attachment is (internal id), None where there is none of the id."""
    return session.execute(
        select(t.attachment.c.customer_id).where(t.attachment.c.id == attachment)
    ).scalar_one_or_none()


def is_there() -> ColumnElement[bool]:
    """Return which attachments still are: of one removed, or erased with its customer, a row without a name stays."""
    return t.attachment.c.name != ""


def was_removed(session: Session, customer: int, attachment: int | str) -> bool:
    """Whether a customer had an attachment, named by its id or by the request it was attached by, that is gone."""
    c = t.attachment.c
    which = c.id == attachment if isinstance(attachment, int) else c.request_id == attachment
    found = session.execute(select(c.id).where(which, c.customer_id == customer, not_(is_there()))).first()
    return found is not None


def used_by(session: Session, attachment: int) -> str:
    """Return what names an attachment: a table, of a proof the kind of what it proves; blank where nothing does."""
    for table in t.metadata.sorted_tables:
        for column in table.c:
            if any(key.column is t.attachment.c.id for key in column.foreign_keys):
                told = table.c.kind if table is t.proof else literal(table.name)
                found = session.execute(select(told).where(column == attachment).limit(1)).scalar_one_or_none()
                if found is not None:
                    return str(found)
    return ""


def attached(session: Session, customer: int, content: bytes) -> str | None:
    """Return the name under which a customer already has this very content, if so."""
    digest = hashlib.sha256(content).digest()
    statement = select(t.attachment.c.name).where(
        t.attachment.c.customer_id == customer, t.attachment.c.sha256 == digest
    )
    return session.execute(statement).scalar_one_or_none()


def add_attachment(session: Session, customer: int, name: str, content: bytes, author: Author) -> int:
    """Put a file into the book; return its id."""
    number = (session.execute(select(func.max(t.attachment.c.id))).scalar_one() or 0) + 1
    values: dict[str, object] = {
        "id": number,
        "customer_id": customer,
        "request_id": author.request,
        "name": name,
        "media_type": media_type(name),
        "size": len(content),
        "sha256": hashlib.sha256(content).digest(),
        "staff_id": author.staff,
        "added_at": instant(author.now),
    }
    digest = row_digest(list(values.values()))
    session.execute(insert(t.attachment).values(**values, digest=digest, content=content))
    return number


_SHOWN = (
    t.attachment.c.id,
    t.attachment.c.name,
    t.attachment.c.media_type,
    t.attachment.c.size,
    t.attachment.c.sha256,
    t.attachment.c.added_at,
)


def list_attachments(session: Session, customer: int) -> list[Attachment]:
    """Return a customer's attachments in the order they were added, without their content; none that was removed."""
    which = (t.attachment.c.customer_id == customer) & is_there()
    rows = session.execute(select(*_SHOWN).where(which).order_by(t.attachment.c.id))
    return [Attachment(*row[:4], row[4].hex(), datetime.fromisoformat(row[5])) for row in rows]


def named(session: Session, number: int) -> Attachment | None:
    """Return an attachment by its id without its content; None when there is none."""
    row = session.execute(select(*_SHOWN).where(t.attachment.c.id == number)).one_or_none()
    return None if row is None else Attachment(*row[:4], row[4].hex(), datetime.fromisoformat(row[5]))


def load_content(session: Session, number: int) -> tuple[bytes, bool] | None:
    """Return an attachment's content and whether it is what was put in; None when there is none of this id."""
    statement = select(t.attachment.c.content, t.attachment.c.sha256).where(t.attachment.c.id == number)
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], _is_whole(number, row[0], row[1]))


def erased_sha256(number: int) -> bytes:
    """Return what stands for the digest of an attachment's content once that is erased; each has one of its own."""
    return hashlib.sha256(b"erased attachment %d" % number).digest()


def _is_whole(number: int, content: object, digest: bytes) -> bool:
    if content == b"" and digest == erased_sha256(number):
        return True
    return isinstance(content, bytes) and hashlib.sha256(content).digest() == digest


def verify_attachments(session: Session) -> list[Problem]:
    """Return the attachments whose row or content is not what was put in; reads one content at a time."""
    problems: list[Problem] = []
    columns = [column for column in t.attachment.c if column.name not in ("content", "digest")]
    rows = session.execute(select(*columns, t.attachment.c.digest).order_by(t.attachment.c.id)).all()
    for row in rows:
        *values, digest = tuple(row)
        content = session.execute(select(t.attachment.c.content).where(t.attachment.c.id == row.id)).scalar_one()
        if not _is_whole(row.id, content, row.sha256) or row_digest(values) != digest:
            problems.append(Problem("attachment", row.id))
    return problems
