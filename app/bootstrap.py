"""The only place where objects are built and joined: a book's path in, its services out."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from app.services.books import create_book, open_book
from app.services.bulk import Bulk
from app.services.customers import CustomerFiles
from app.services.desk import Circumstances
from app.services.exports import Exports
from app.services.journal import Journal
from app.services.offers import Offers
from app.services.search import Search
from app.services.verify import Verify
from app.services.views import Views
from app.storage.books import Book
from app.storage.store import Store


@dataclass(frozen=True, slots=True)
class App:
    """An open book with everything that can be done with it."""

    #: What the book says of itself: shop, currency, language.
    book: Book
    #: Everything that is recorded in the journal.
    journal: Journal
    #: Many events at once.
    bulk: Bulk
    #: Customer files, attachments, timeline.
    files: CustomerFiles
    #: Top-up offers.
    offers: Offers
    #: Finding customers.
    search: Search
    #: Balances, lots, charges, ledger, ageing, trial balance.
    views: Views
    #: Proving that the book is whole.
    verify: Verify
    #: The journal for other programs.
    exports: Exports
    #: The local date, as the services see it.
    today: Callable[[], date]
    #: Close the book's file; nothing of this may be used afterwards.
    close: Callable[[], None]


def circumstances() -> Circumstances:
    """Return the real clock, calendar and source of randomness."""
    return Circumstances(now=_now, today=date.today, salt=_salt)


def _now() -> datetime:
    return datetime.now(UTC)


def _salt() -> bytes:
    return os.urandom(16)


def new_book(path: Path, *, name: str, currency: str, language: str, pack: str) -> App:
    """Make a new book and return it open."""
    store = create_book(path, name=name, currency=currency, language=language, pack=pack, now=_now, random=_salt)
    store.dispose()
    return open_app(path)


def demo_book(path: Path, *, customers: int, entries: int, progress: Callable[[int], None]) -> App:
    """Make the demo shop, the same every time, and return it open."""
    from app.services.demo import Demo  # only where it is asked for: a real shop never loads it

    Demo(customers, entries, circumstances().today()).make(path, progress)
    return open_app(path)


def open_app(path: Path) -> App:
    """Open a book with the real clock; raises `BookUnusable` in words when that cannot be."""
    store, book = open_book(path)
    return build(store, book, circumstances())


def build(store: Store, book: Book, around: Circumstances) -> App:
    """Join the services of an open book; tests give their own clock."""
    return App(
        book=book,
        journal=Journal(store, around),
        bulk=Bulk(store, around, book.decimals),
        files=CustomerFiles(store, around),
        offers=Offers(store),
        search=Search(store),
        views=Views(store, around.today),
        verify=Verify(store),
        exports=Exports(store),
        today=around.today,
        close=store.dispose,
    )
