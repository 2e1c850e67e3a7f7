"""Making a book: the shop's name, currency, language and rule pack stand in it from the start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from app.errors import BookUnusable, Message, refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.format import currency_decimals
from app.i18n.mark import N_
from app.services import system
from app.storage.books import Book, fill_book, load_book
from app.storage.cipher import Key
from app.storage.journal import instant
from app.storage.store import BookOutdated, Session, Store, create_store, open_store
from app.storage.swapping import finish_wiping, wipe_clear_part

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


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A book that has just been brought up to date: where it is kept as it was, and what the proof of it found after.

    `findings` counts what does not hold, `first` says the first of it. All of it stood in the book before: what the
    change itself might have harmed is compared before it is kept.
    """

    copy: Path
    findings: int = 0
    first: Message | None = None

    def message(self) -> Message:
        """Return what its owner should know."""
        if self.first is None:
            text = N_("The book was brought up to date and proved whole. As it was before, it is kept in {path}.")
            return Message(text, {"path": self.copy})
        text = N_(
            "The book was brought up to date. Its proof found what does not hold ({count} in all): {first} As it was "
            "before, it is kept in {path}."
        )
        return Message(text, {"count": self.findings, "first": self.first, "path": self.copy})


def open_book(
    path: Path,
    upgraded: Callable[[Upgraded], None] | None = None,
    *,
    today: Callable[[], date] = date.today,
    key: Key | None = None,
) -> tuple[Store, Book]:
    """Open an existing book; raises `BookUnusable` in words when that cannot be.

    `BookLocked` is raised for an encrypted one when its key is not given.

    A book of an older version is copied, brought up to date and proved first; `upgraded` is told.
    """
    copy: Path | None = None
    try:
        store = open_store(path, key)
    except BookOutdated:
        copy = _bring_up_to_date(path, today(), key)
        store = open_store(path, key)
    finish_wiping(path)  # of a change of key that was cut short; the book itself is whole and open
    if key is not None:
        wipe_clear_part(path)
    try:
        with store.read() as session:
            book = load_book(session)
            if copy is not None and upgraded is not None:
                upgraded(_proved(session, copy))
            return store, book
    except BaseException:
        store.dispose()
        raise


def _bring_up_to_date(path: Path, on: date, key: Key | None) -> Path | None:
    """Bring a book up to date; return its copy, or None when another program was faster."""
    from app.storage.migrate import StepFailed, migrate  # it brings Alembic along, which no other book needs

    try:
        done = migrate(path, on, key)
    except StepFailed as failed:
        report = system.report_failure(failed.__cause__ or failed)
        text = N_(
            "{path} could not be brought up to date and is as it was before. A copy of it is kept in {copy}, and a "
            "report of what went wrong in {report}."
        )
        values = {"path": path, "copy": failed.copy, "report": report or "-"}
        raise BookUnusable(Message(text, values)) from failed
    return done.copy if done is not None else None


def _proved(session: Session, copy: Path) -> Upgraded:
    from app.storage.verify import examine

    problems = examine(session).problems
    return Upgraded(copy, len(problems), problems[0].message if problems else None)
