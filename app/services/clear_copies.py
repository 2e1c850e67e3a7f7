"""Copies of an encrypted book that were made before it was encrypted: found, and deleted where the owner picks them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.backups import SUFFIX, made_at
from app.core.staff.rights import Act
from app.errors import CounterbookError, Message, system_reason
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.rights import allow
from app.storage.backup import read_facts
from app.storage.own_files import belongs_to
from app.storage.store import Store, cipher_at
from app.storage.swapping import remove


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the book that is not encrypted."""

    path: Path
    made_at: datetime
    size: int


def find(store: Store, book: str, places: Sequence[Path]) -> list[Copy]:
    """Return the copies of a book (its uuid) that are not encrypted, in places and beside it, the newest first."""
    found: list[Copy] = []
    for place in dict.fromkeys([*places, store.path.parent]):
        try:
            paths = sorted(each for each in place.iterdir() if each.suffix in (SUFFIX, store.path.suffix))
        except (OSError, ValueError):  # not there, or no path at all
            continue
        found += [copy for path in paths if (copy := _clear(store, book, path)) is not None]
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def delete(store: Store, book: str, around: Circumstances, paths: Sequence[Path]) -> list[Message]:
    """Delete copies in clear of an encrypted book; return in words what could not be deleted.

    Whatever is not such a copy any more is left alone.
    """
    allow(store, around, Act.ENCRYPT, "copies")
    troubles: list[Message] = []
    for path in paths:
        if store.key is None or _clear(store, book, path) is None:
            continue
        try:
            remove(path)
        except OSError as error:
            text = N_("{path} cannot be used: {reason}.")
            troubles.append(Message(text, {"path": path, "reason": system_reason(error)}))
    return troubles


def _clear(store: Store, book: str, path: Path) -> Copy | None:
    try:
        if belongs_to(path, store.path) or not path.is_file() or cipher_at(path) is not None:
            return None
        if read_facts(path, None).uuid != book:
            return None
        seen = path.stat()
        made = made_at(path.name) or datetime.fromtimestamp(seen.st_mtime)  # noqa: DTZ006 - the shop's own clock
        return Copy(path, made, seen.st_size)
    except (CounterbookError, OSError):
        return None
