"""What the program tells of itself: its version, others' work in it, and a newer version if its owner asks for one."""

from datetime import date

from app.storage.engine import sqlite3
from app.system import newer, release
from app.system.newer import Newest, NoAnswer
from app.system.release import Notice, Release

__all__ = [
    "EVERY_DAYS",
    "Newest",
    "NoAnswer",
    "Notice",
    "Release",
    "ask",
    "is_due",
    "notices",
    "this",
    "words_for_help",
]

EVERY_DAYS = 7
"""How often the program asks by itself, once it is allowed to."""


def this() -> Release:
    """Return what this program is."""
    return release.release()


def notices() -> list[Notice]:
    """Return the licences of others' work in the program."""
    return release.notices()


def words_for_help(*more: str) -> str:
    """Return in one line what whoever is asked for help wants to know first; nothing of the book is in it."""
    made = release.release()
    around = [f"SQLite {sqlite3.sqlite_version}"]
    around += [f"{name} {version}" for name, version in release.surroundings().items()]
    version = f"{made.version} ({made.commit[:12]})" if made.commit else made.version
    return ", ".join([f"{release.NAME} {version}", *more, *around])


def is_due(asked_on: str, today: date) -> bool:
    """Whether it is time to ask again, by the day of the last time as ISO, "" for never; a day to come is none."""
    try:
        passed = (today - date.fromisoformat(asked_on)).days
    except ValueError:
        return True
    return not 0 <= passed < EVERY_DAYS


def ask() -> Newest | None:
    """Ask whether there is a newer version, and return it; None when this is the newest. Raises `NoAnswer`.

    To be called only when the owner allows it. It asks the one address of the release and downloads nothing else.
    """
    from app.messaging.smtp import secure_context  # how encrypted lines are checked, here too

    made = release.release()
    found = newer.newest(made.asks, newer.fetcher(secure_context))
    return found if newer.is_newer(found.version, made.version) else None
