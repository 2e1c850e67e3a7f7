"""Making a book: the shop's name, currency, language and rule pack stand in it from the start."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.errors import refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.format import currency_decimals
from app.i18n.mark import N_
from app.storage.books import Book, fill_book, load_book
from app.storage.journal import instant
from app.storage.store import BookOutdated, Store, create_store, open_store

PACKS = ("CN", "HK", "TW", "INTL")
"""The rule packs a book may be made with: the place whose law its documents and reminders look to."""

MAX_NAME = 200

DEMO = "ed2c0062-75a3-43ce-9053-517c13654b59"
"""The identity every demo shop has, whatever its size and its day: by it one is known wherever it is copied to."""


def create_book(
    path: Path,
    *,
    name: str,
    currency: str,
    language: str,
    pack: str,
    now: Callable[[], datetime],
    random: Callable[[], bytes],
) -> Store:
    """Make a new book and return it open.

    Refuses an unknown currency, language or pack, an empty name, and a file that exists; then no file is left behind.
    `random` gives 16 bytes for the book's identity.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME:
        refuse("name", N_("name: give the shop's name, at most {most} characters."), most=MAX_NAME)
    try:
        decimals = currency_decimals(currency)
    except ValueError:
        refuse("currency", N_("currency: “{currency}” is not a currency code such as CNY or USD."), currency=currency)
    if language not in LANGUAGES:
        refuse("language", N_("language must be one of: {words}."), words=", ".join(LANGUAGES))
    if pack not in PACKS:
        refuse("pack", N_("pack must be one of: {words}."), words=", ".join(PACKS))
    book = Book(str(UUID(bytes=random(), version=4)), name, currency, decimals, language, pack, instant(now()))
    store = create_store(path)
    try:
        with store.write() as session:
            fill_book(session, book)
    except BaseException:
        store.dispose()
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        raise
    return store


def open_book(path: Path, kept: Callable[[Path], None] | None = None) -> tuple[Store, Book]:
    """Open an existing book; raises `BookUnusable` in words when that cannot be.

    A book of an older version is brought up to date first; a copy of it as it was then stands beside it, and `kept` is
    told where.
    """
    try:
        store = open_store(path)
    except BookOutdated:
        from app.storage.migrate import migrate  # it brings Alembic along, which no other book needs

        copy = migrate(path)
        if kept is not None and copy is not None:
            kept(copy)
        store = open_store(path)
    try:
        with store.read() as session:
            return store, load_book(session)
    except BaseException:
        store.dispose()
        raise
