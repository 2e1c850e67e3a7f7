"""The book's own row: who keeps it, in which currency and language; written once when the book is made."""

import hashlib
from dataclasses import astuple, dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.journal import canonical
from app.storage import tables as t
from app.storage.store import mark_as_book
from app.storage.table_sums import sum_anew
from app.storage.triggers import create_triggers

OWNER_ID = 1
"""Every entry bears who recorded it; until staff are switched on that is the owner."""


@dataclass(frozen=True, slots=True)
class Book:
    """What a book says of itself; `decimals` are those of its currency, `pack` names its rules of law."""

    uuid: str
    name: str
    currency: str
    decimals: int
    language: str
    pack: str
    created_at: str


def fill_book(session: Session, book: Book) -> None:
    """Make all tables and guards of a new book and write its own row."""
    t.metadata.create_all(session.connection())
    create_triggers(session)
    values = {name: getattr(book, name) for name in book.__slots__}
    session.execute(insert(t.book).values(id=1, digest=book_digest(book), **values))
    session.execute(insert(t.staff).values(id=OWNER_ID, name="", role="owner"))
    session.execute(insert(t.head).values(id=1, entry_id=0, hash=genesis(book), item_id=0))
    sum_anew(session)
    mark_as_book(session)


def load_book(session: Session) -> Book:
    """Read what a book says of itself."""
    c = t.book.c
    columns = (c.uuid, c.name, c.currency, c.decimals, c.language, c.pack, c.created_at)
    return Book(*session.execute(select(*columns)).one())


def book_digest(book: Book) -> bytes:
    """Return the digest of the book's row, by which damage to it shows."""
    return hashlib.sha256(canonical(list(astuple(book))).encode()).digest()


def genesis(book: Book) -> bytes:
    """Return the hash the chain begins with: every book has its own."""
    return hashlib.sha256(book.uuid.encode()).digest()
