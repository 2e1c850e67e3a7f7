"""Where books and preferences are: what is remembered between starts, which places are risky, moving a book.

The window asks this before its first frame, so the database's side is loaded only where a book is moved.
"""

from dataclasses import dataclass
from pathlib import Path

from app.config import preferences as kept
from app.config.preferences import Preferences
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.storage.cipher import Key
from app.storage.own_files import belongs_to
from app.system import folders, paths
from app.system.folders import Drive


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a place is not a safe home for a book: `kind` is `synced`, `network` or `removable`."""

    kind: str
    message: Message


def load_preferences() -> Preferences:
    """Return what this person prefers at this computer."""
    return kept.load(paths.preferences())


def save_preferences(preferences: Preferences) -> bool:
    """Remember what this person prefers; return False where that cannot be written: it lasts until the program ends."""
    try:
        kept.save(paths.preferences(), preferences)
    except OSError:
        return False
    return True


def recent_books(preferences: Preferences) -> list[Path]:
    """Return the books opened before that are still there, the last first; asks the drives they are on."""
    return [path for path in map(Path, preferences.recent) if _is_file(path)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


# ---- risky places ---------------------------------------------------------------------------------------------------


def risk_of(path: Path) -> Risk | None:
    """Say why a book should not be kept at a place, None where nothing speaks against it.

    A synchroniser copies a book's file and its log at different moments and may put an older one back; over a network
    two computers' locks do not hold (SQLite, "Over a network, and how to corrupt a database file", 2.1 and 1.4).
    """
    try:
        place = path.expanduser().absolute()
    except (OSError, RuntimeError):  # a home of somebody there is not
        place = path
    if folders.is_unc(place):  # and is asked nothing more: the machine may be away
        return _network()
    places = {place, _resolved(place)}
    for each in places:
        name = folders.synchroniser_of(each)
        if name:
            return _synced(name)
    drives = {folders.drive_of(each) for each in places}
    if Drive.NETWORK in drives:
        return _network()
    return _removable() if Drive.REMOVABLE in drives else None


def _resolved(path: Path) -> Path:
    """Return where a path really leads: a folder of documents may stand in another place than it seems to."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _synced(name: str) -> Risk:
    text = N_(
        "{service} copies files while they are in use and can bring an older copy of the book back. Keep "
        "the book in a folder of this computer, and put copies into {service} as backups."
    )
    return Risk("synced", Message(text, {"service": name}))


def _network() -> Risk:
    text = N_(
        "This folder is on another computer: when the network fails the book can be damaged. Keep the "
        "book on this computer."
    )
    return Risk("network", Message(text))


def _removable() -> Risk:
    text = N_(
        "This drive can be pulled out: when that happens while the book is open, entries can be lost. Keep the book on "
        "this computer, and copies of it on the drive as backups."
    )
    return Risk("removable", Message(text))


def is_part_of(path: Path, book: Path) -> bool:
    """Whether a path leads to an open book or to a file the database keeps beside it: neither may be opened again."""
    return belongs_to(path, book)


# ---- moving a book --------------------------------------------------------------------------------------------------


def move_book(old: Path, new: Path, key: Key | None = None) -> Path:
    """Move a closed book's file to another place; return where the old file is kept, renamed, as a copy.

    The copy is made by the database, compared, and only then is the old file renamed. Raises `BookUnusable` or
    `Refused` (a file stands at the new place, the book is open somewhere, the disk is full), and then the book is where
    it was. An encrypted book is moved with its key.
    """
    from app.storage.moving import move_file  # with it comes the database library, which the first frame waits for

    old, new = old.absolute(), new.absolute()
    if new.exists() or new.is_symlink():
        refuse("path", N_("There is a file at {path} already; choose another name or place."), path=new)
    aside = _free(old)
    move_file(old, new, aside, key)
    return aside


def _free(path: Path) -> Path:
    """Return a name no file has yet for what is left behind: `shop-moved.cbook`, `shop-moved-2.cbook`."""
    number, free = 2, path.with_stem(f"{path.stem}-moved")
    while free.exists():
        free = path.with_stem(f"{path.stem}-moved-{number}")
        number += 1
    return free
