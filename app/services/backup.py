"""Backups: copies of the open book in other places, made while it is in use, proved, and kept by generations.

Nothing about backups stands in the book: what there is, is read from the folders' own files, so that a new computer
finds them. A place that is not there (a drive pulled out) is told of and is never in the way of work.
"""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from app.core.backups import SUFFIX, Keep, Kept, backup_name, check_keep, is_due, made_at, old_news, surplus
from app.core.staff.rights import Act
from app.errors import BookUnusable, CounterbookError, Message, refuse, system_reason
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.protection import key_for
from app.services.rights import allow
from app.storage.backup import Copied, Facts, copy_book, goes_on_from, read_facts
from app.storage.books import Book
from app.storage.cipher import Key
from app.storage.own_files import belongs_to
from app.storage.store import BookLocked, Store, cipher_at
from app.storage.swapping import free_name, remove
from app.system import folders
from app.system.folders import Drive

__all__ = ["Backup", "Backups", "Called", "Drive", "Keep", "Look", "Place", "Run", "State", "catalogue"]

_OLD_PART_S = 24 * 3600.0


class State(Enum):
    """What a backup's file is, as far as it can be seen without proving it."""

    GOOD = "good"
    LOCKED = "locked"
    DAMAGED = "damaged"


class Called(CounterbookError):
    """The person called the work off."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup's file; `facts` are None where it could not be opened, and `why` says so.

    Every file of a backup's name was proved when it was made.
    """

    path: Path
    made_at: datetime
    size: int
    state: State
    facts: Facts | None = None
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of backing up to all places: the files made, the old ones removed, and what went wrong where."""

    made: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    troubles: tuple[Message, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether every place has its backup."""
        return bool(self.made) and not self.troubles


@dataclass(frozen=True, slots=True)
class Place:
    """A place backups go to: whether it is there, the bytes free in it, and the last good backup of the book in it.

    `why` says why it cannot be used, `drive` what it lies on, `synchroniser` whose folder it is, "" for nobody's;
    `same_drive` is whether it is on the drive of the book.
    """

    path: Path
    there: bool
    free: int | None = None
    last: Backup | None = None
    why: Message | None = None
    drive: Drive = Drive.HERE
    synchroniser: str = ""
    same_drive: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What there is in all places: the places, every backup found, the newest first, and what is to be said of it.

    `due` are the places that are there and still want today's backup.
    """

    places: tuple[Place, ...]
    found: tuple[Backup, ...]
    last: Backup | None
    news: Message | None
    due: tuple[Place, ...]

    @property
    def missing(self) -> tuple[Path, ...]:
        """The places that are not there now."""
        return tuple(each.path for each in self.places if not each.there)


def catalogue(places: Sequence[Path], book: Path | None = None, key: Key | None = None) -> list[Backup]:
    """Return the backups in folders, the newest first; of a folder that is not there, none.

    `key` opens those of the book's own encryption, the keyring those of other ones. A file of the open `book` itself is
    never touched.
    """
    found: list[Backup] = []
    for place in dict.fromkeys(places):
        try:
            paths = sorted(each for each in place.iterdir() if each.suffix == SUFFIX)
        except (OSError, ValueError):  # not there, or no path at all
            continue
        for path in paths:
            stamp = made_at(path.name)
            if stamp is not None and path.is_file() and not (book is not None and belongs_to(path, book)):
                found.append(_looked_at(path, stamp, key))
    return sorted(found, key=lambda each: (each.made_at, str(each.path)), reverse=True)


def _looked_at(path: Path, stamp: datetime, key: Key | None) -> Backup:
    size = 0
    try:
        size = path.stat().st_size
        cipher = cipher_at(path)
        if cipher is not None and (key is None or key.cipher != cipher):
            key = key_for(path)
        return Backup(path, stamp, size, State.GOOD, read_facts(path, key if cipher is not None else None))
    except BookLocked as locked:
        return Backup(path, stamp, size, State.LOCKED, None, locked.message)
    except CounterbookError as error:
        return Backup(path, stamp, size, State.DAMAGED, None, error.message)
    except OSError as error:
        text = N_("{path} cannot be used: {reason}.")
        return Backup(
            path, stamp, size, State.DAMAGED, None, Message(text, {"path": path, "reason": system_reason(error)})
        )


class Backups:
    """Backups of the open book. All of it may run beside other work, in no lane that others wait for."""

    def __init__(self, store: Store, book: Book, around: Circumstances) -> None:
        self._store = store
        self._book = book
        self._around = around
        #: How often the book had been written to when the last backup was begun.
        self._kept_at = 0

    def make(
        self,
        target: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Backup:
        """Make one backup, proved: into a folder under a name of its own, or as the file named.

        Raises `BookUnusable` (the place is not there, its disk is full, the copy does not hold) and `Called`, and then
        nothing was made.
        """
        allow(self._store, self._around, Act.BACK_UP, str(target))
        return self._make(target, progress, cancelled)

    def _make(
        self,
        target: Path,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Backup:
        now = self._now()
        if target.is_dir():
            target = free_name(target / backup_name(self._store.path, now))
        if belongs_to(target, self._store.path):
            refuse("out", N_("{path} is the open book itself; choose another name or place."), path=target)
        if not target.parent.is_dir():
            text = N_("There is no folder {path}: it was moved, or its drive is not connected.")
            raise BookUnusable(Message(text, {"path": target.parent}))
        if target.exists():
            raise BookUnusable(
                Message(N_("There is a file at {path} already; choose another name or place."), {"path": target})
            )
        copied = copy_book(self._store.path, self._store.key, target, _asked(progress, cancelled))
        return self._made(target, now, copied)

    def before(self, place: Path) -> Backup:
        """Make a backup by itself, before something that changes much, whoever is at the desk; none is removed."""
        return self._make(place, None, None)

    def run(
        self,
        places: Sequence[Path],
        keep: Keep = Keep(),  # noqa: B008 - a tuple of numbers
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        *,
        by_hand: bool = False,
    ) -> Run:
        """Back up to each place and remove what is kept no more; trouble at one is told and hinders no other.

        What the program does by itself, to the places set, it does whoever is at the desk; `by_hand` takes the right.
        Refused when hardly anything would be kept.
        """
        check_keep(keep)
        if by_hand:
            allow(self._store, self._around, Act.BACK_UP)
        writes = self._store.writes
        made: list[Path] = []
        removed: list[Path] = []
        troubles: list[Message] = []
        for place in dict.fromkeys(places):
            try:
                if not place.is_dir():
                    text = N_("There is no folder {path}: it was moved, or its drive is not connected.")
                    raise BookUnusable(Message(text, {"path": place}))
                _clear(place, self._store.path)
                backup = self._make(place, progress, cancelled)
                made.append(backup.path)
                removed += self._thin_out(place, keep, backup.path)
            except Called:
                troubles.append(Message(N_("The backup was called off; nothing was left in {path}."), {"path": place}))
                break
            except CounterbookError as error:
                troubles.append(error.message)
            except OSError as error:
                text = N_("{path} cannot be used: {reason}.")
                troubles.append(Message(text, {"path": place, "reason": system_reason(error)}))
        if made:
            self._kept_at = writes
        return Run(tuple(made), tuple(removed), tuple(troubles))

    def own(self, places: Sequence[Path]) -> list[Backup]:
        """Return the good backups of this very book, the newest first."""
        found = catalogue(places, self._store.path, self._store.key)
        return [each for each in found if self.is_own(each)]

    def look(self, places: Sequence[Path], warn_days: int) -> Look:
        """Look once at all places: what state each is in, what backups there are, and whether one is to be made.

        Asks drives that may be slow to answer, so nobody is to wait for it.
        """
        now = self._now()
        found = catalogue(places, self._store.path, self._store.key)
        own = [each for each in found if self.is_own(each)]
        seen = tuple(self._place(each, own) for each in dict.fromkeys(places))
        due = tuple(each for each in seen if each.there and is_due(each.last.made_at if each.last else None, now))
        last = own[0] if own else None
        return Look(seen, tuple(found), last, old_news(last.made_at if last else None, now, warn_days), due)

    def is_own(self, backup: Backup) -> bool:
        """Whether a backup is a good one of this very book."""
        return backup.facts is not None and backup.facts.uuid == self._book.uuid

    def _place(self, path: Path, own: Sequence[Backup]) -> Place:
        try:
            last = next((each for each in own if each.path.parent == path), None)
            if not path.is_dir():
                text = N_("There is no folder {path}: it was moved, or its drive is not connected.")
                return Place(path, there=False, why=Message(text, {"path": path}))
            return Place(
                path,
                there=True,
                free=shutil.disk_usage(path).free,
                last=last,
                drive=folders.drive_of(path),
                synchroniser=folders.synchroniser_of(path),
                same_drive=path.stat().st_dev == self._store.path.resolve().stat().st_dev,
            )
        except (OSError, ValueError) as error:
            text = N_("{path} cannot be used: {reason}.")
            reason = system_reason(error) if isinstance(error, OSError) else str(error)
            return Place(path, there=False, why=Message(text, {"path": path, "reason": reason}))

    def is_changed(self) -> bool:
        """Whether anything was written since the book was opened, or since the last backup that went well."""
        return self._store.writes > self._kept_at and not self._store.read_only

    # ---- in parts ---------------------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._around.now().astimezone().replace(tzinfo=None)

    def _made(self, path: Path, now: datetime, copied: Copied) -> Backup:
        return Backup(path, now, copied.size, State.GOOD, read_facts(path, self._store.key))

    def _thin_out(self, place: Path, keep: Keep, newest: Path) -> list[Path]:
        """Remove what is kept no more of the backups in a place that are provably good ones of this book.

        One with entries that the book has not, is of a way the book did not go: of an earlier time on another computer,
        or from before a restore. It may be all there is of them, so it stays until somebody removes it.
        """
        found = self.own([place])
        own = {each.path.name: each for each in found if each.facts and goes_on_from(self._store, each.facts)}
        removed = []
        for each in surplus([Kept(name, backup.made_at) for name, backup in own.items()], keep, newest.name):
            path = own[each.name].path
            remove(path)
            removed.append(path)
        return removed


def _asked(
    progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise Called(Message(N_("The work was called off.")))
        if progress is not None:
            progress(done, total)

    return told


def _clear(place: Path, book: Path) -> None:
    """Remove what a backup cut short long ago has left in a place."""
    for part in place.glob(f"*{SUFFIX}.*.part"):
        old = part.name.startswith(f"{book.stem}-") and time.time() - part.stat().st_mtime > _OLD_PART_S
        if old:
            remove(part)
