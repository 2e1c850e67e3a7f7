"""Restoring a backup: first what it holds and what would be lost, then the swap, the present book kept aside.

All of it happens while no program has the book open. Moving to another computer is the same without a present book.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.core.customer import Change
from app.core.staff.rights import Act
from app.errors import BookUnusable, CounterbookError, Message, refuse
from app.i18n.mark import N_
from app.services.backup import Backup, Called, State, catalogue
from app.services.circumstances import Circumstances
from app.services.closed_books import check, note
from app.services.protection import key_for
from app.storage.backup import Facts, Line, beside, common_entry, facts_of_open, later_changes, read_facts
from app.storage.cipher import Cipher, Key
from app.storage.own_files import belongs_to
from app.storage.restoring import restore_file
from app.storage.store import Store, cipher_at, explained
from app.storage.swapping import free_name

__all__ = [
    "Facts",
    "Line",
    "Lost",
    "Preview",
    "Restored",
    "backups_for",
    "backups_for_open",
    "preview",
    "preview_open",
    "restore",
]


@dataclass(frozen=True, slots=True)
class Lost:
    """What the present book has and the backup has not.

    Attributes:
        entries: how many entries, after the last that both have, `common`
        newest: the newest of them, at most ten
        customers: files made since the backup
        files: files changed since
        erased: people erased since, whom the backup still has
    """

    entries: int
    common: int
    newest: tuple[Line, ...]
    customers: int
    files: int
    erased: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What restoring a backup would mean; `present` is None where there is no book, or one that cannot be read.

    `unreadable` says why it cannot, `ahead` how many entries the backup has that the present book has not, `same_shop`
    whether both are one shop's book. `opened_by` says that the book will be opened otherwise than now, None where that
    stays as it is.
    """

    backup: Path
    has: Facts
    present: Facts | None
    unreadable: Message | None
    lost: Lost | None
    ahead: int
    same_shop: bool
    opened_by: Message | None = None
    backup_key: Key | None = field(default=None, repr=False)
    book_key: Key | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Restored:
    """A book restored: where it stands, and where the one before is kept, None where there was none."""

    book: Path
    aside: Path | None
    entries: int


def preview(backup: Path, book: Path, *, backup_key: Key | None = None, book_key: Key | None = None) -> Preview:
    """Say what a backup has and what would be lost; changes nothing.

    Raises `BookUnusable` (no backup, damaged, newer, `BookLocked` without its key) and `Refused` (the book itself).
    """
    if belongs_to(backup, book):
        refuse("backup", N_("{path} is the book itself; choose one of its backups."), path=backup)
    if book.is_dir():
        raise BookUnusable(Message(N_("{path} is not a file."), {"path": book}))
    has = read_facts(backup, backup_key)
    seen = Preview(backup, has, None, None, None, 0, same_shop=True, backup_key=backup_key, book_key=book_key)
    if not book.exists():
        return seen
    try:
        seen = replace(seen, opened_by=_opened_by(cipher_at(backup), cipher_at(book)))
        present = read_facts(book, book_key)
        if present.uuid != has.uuid:
            return replace(seen, present=present, same_shop=False)
        common = common_entry(backup, backup_key, book, book_key)
        later = later_changes(book, book_key, common, has)
    except BookUnusable as error:
        return replace(seen, unreadable=error.message)
    lost = Lost(present.entry - common, common, *later)
    return replace(seen, present=present, lost=lost, ahead=has.entry - common)


def preview_open(backup: Path, store: Store, backup_key: Key | None = None) -> Preview:
    """Say what restoring a backup onto a book that is open would mean; changes nothing.

    Without a key the book's own, or one this computer's keyring keeps, opens an encrypted backup. Raises as `preview`
    does. The book has to be closed before the backup is restored.
    """
    if belongs_to(backup, store.path):
        refuse("backup", N_("{path} is the book itself; choose one of its backups."), path=backup)
    cipher = cipher_at(backup) if backup.is_file() else None
    if backup_key is None and cipher is not None:
        backup_key = store.key if store.key is not None and store.key.cipher == cipher else key_for(backup)
    has = read_facts(backup, backup_key)
    present = facts_of_open(store)
    seen = Preview(
        backup, has, present, None, None, 0, present.uuid == has.uuid, backup_key=backup_key, book_key=store.key
    )
    if not seen.same_shop:
        return seen
    seen = replace(seen, opened_by=_opened_by(cipher, store.key.cipher if store.key is not None else None))
    found = beside(store, backup, backup_key, has)
    lost = Lost(found.present.entry - found.common, found.common, *found.later)
    return replace(seen, present=found.present, lost=lost, ahead=has.entry - found.common)


def _opened_by(backup: Cipher | None, book: Cipher | None) -> Message | None:
    """Say how the book is opened once a backup stands in its place, where that is not as now."""
    if backup == book:
        return None
    if backup is None:
        text = N_("The backup is not encrypted, so the book will not be either; encrypt it again after restoring.")
    elif book is None:
        text = N_("The backup is encrypted: the book will be opened by the passphrase or key it had when it was made.")
    else:
        text = N_("The backup has another passphrase or key: the book will be opened by that one, not the present one.")
    return Message(text)


def restore(
    seen: Preview,
    book: Path,
    on: date,
    *,
    other_shop: bool = False,
    around: Circumstances | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Restored:
    """Put the backup looked at in the book's place; the present book is kept beside it, named for the day.

    Another shop's backup is refused unless `other_shop` says that it is meant. Raises `Refused`, `BookUnusable` and
    `Called`, and then the book is where and what it was. A backup of an older version is brought up to date when the
    book is opened. `around` says who is at the desk, where the present book tells its staff apart.
    """
    if not seen.same_shop and not other_shop:
        refuse(
            "backup",
            N_("{path} is a backup of another book, that of {name}; nothing was restored."),
            path=seen.backup,
            name=seen.has.name,
        )
    check(book, seen.book_key, Act.RESTORE, around)

    def told(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise Called(Message(N_("The work was called off.")))
        if progress is not None:
            progress(done, total)

    with explained(book):
        aside = free_name(book.with_stem(f"{book.stem}-{on.isoformat()}-before-restore"))
        was_there = book.exists()
    known = seen.book_key if was_there and cipher_at(book) is not None else None
    copied = restore_file(seen.backup, seen.backup_key, book, known, aside, told)
    before = "" if seen.present is None else str(seen.present.entry)
    note(book, seen.backup_key, Change("file.restored", before, str(copied.entry)), around)
    return Restored(book, aside if was_there else None, copied.entry)


def backups_for(book: Path, places: list[Path], key: Key | None = None) -> list[Backup]:
    """Return the good backups that may stand in for a book that does not open, the newest first.

    Where the damaged book still says which it is, only its own are offered; else all that are found in the places and
    beside the book. One whose key is not known is among them if it bears the book's name: it may be the only one.
    """
    found = [each for each in catalogue([*places, book.parent], book, key) if each.state is not State.DAMAGED]
    named = [each for each in found if each.path.name.startswith(f"{book.stem}-")]
    try:
        uuid = read_facts(book, key).uuid
    except CounterbookError:
        return named or found
    return [each for each in found if _may_be_of(each, uuid, named)]


def _may_be_of(backup: Backup, uuid: str, named: list[Backup]) -> bool:
    return backup.facts.uuid == uuid if backup.facts is not None else backup in named


def backups_for_open(store: Store, places: list[Path]) -> list[Backup]:
    """Return the good backups that may stand in for a book that is open, the newest first."""
    uuid = facts_of_open(store).uuid
    found = catalogue([*places, store.path.parent], store.path, store.key)
    named = [each for each in found if each.state is State.LOCKED and each.path.name.startswith(f"{store.path.stem}-")]
    return [each for each in found if _may_be_of(each, uuid, named)]
