"""What the window knows of books as files: making one, the demo shop, currencies to choose from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import BookUnusable, Message, system_reason
from app.i18n.mark import N_
from app.services import system

BOOK_FILTER = N_("Books (*.cbook)")
BACKUP_FILTER = N_("Backups (*.cbackup)")

DEMO_CUSTOMERS, DEMO_ENTRIES = 300, 5000

CURRENCIES = (
    ("CNY", N_("Chinese yuan")),
    ("HKD", N_("Hong Kong dollar")),
    ("TWD", N_("New Taiwan dollar")),
    ("MOP", N_("Macanese pataca")),
    ("USD", N_("US dollar")),
    ("EUR", N_("Euro")),
    ("GBP", N_("British pound")),
    ("CAD", N_("Canadian dollar")),
    ("AUD", N_("Australian dollar")),
    ("NZD", N_("New Zealand dollar")),
    ("SGD", N_("Singapore dollar")),
    ("MYR", N_("Malaysian ringgit")),
    ("JPY", N_("Japanese yen")),
    ("KRW", N_("South Korean won")),
    ("THB", N_("Thai baht")),
    ("VND", N_("Vietnamese dong")),
    ("IDR", N_("Indonesian rupiah")),
    ("INR", N_("Indian rupee")),
    ("CHF", N_("Swiss franc")),
    ("KWD", N_("Kuwaiti dinar")),
)
"""Currencies offered to a new book, those of Chinese shops first; a book may have any other by the command line."""

_PACKS = {"CNY": "CN", "HKD": "HK", "TWD": "TW"}


def pack_of(currency: str) -> str:
    """Return the rule pack of the place where a currency is used."""
    return _PACKS.get(currency, "INTL")


def is_there(path: Path) -> bool:
    """Whether something stands at a path; what cannot be a path is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def free_place(path: Path) -> Path:
    """Return a path nothing stands at yet."""
    number, free = 2, path
    while is_there(free):
        free = path.with_stem(f"{path.stem} {number}")
        number += 1
    return free


def same_place(one: Path, other: Path) -> bool:
    """Whether two ways of writing a path mean the same file, under another of its names too; neither is opened."""
    try:
        return one == other or one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, ValueError, RuntimeError):
        return False


def demo_path() -> Path:
    """Return where the demo shop is kept: beside the person's own book, under a name that says what it is."""
    return system.default_book().with_name("Counterbook demo.cbook")


def make_book(path: Path, *, name: str, currency: str, language: str, pack: str) -> Path:
    """Make a new book and return its path; runs in the `db` lane."""
    from app import bootstrap

    bootstrap.new_book(path, name=name, currency=currency, language=language, pack=pack).close()
    return path


def make_demo(path: Path, progress: Callable[[int, int], None]) -> Path:
    """Make the demo shop where there is none yet, and return its path; runs in the `db` lane.

    It gets its name when all of it is there: one that was broken off is never opened, and who asks for it twice, in two
    programs even, gets the one that was there first.
    """
    if is_there(path):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".demo-", dir=path.parent, ignore_cleanup_errors=True) as folder:
            _make_whole(Path(folder) / path.name, progress)
            _name(Path(folder) / path.name, path)
    except OSError as error:
        values = {"path": path, "reason": system_reason(error)}
        raise BookUnusable(Message(N_("{path} cannot be used: {reason}."), values)) from error
    return path


def _make_whole(path: Path, progress: Callable[[int, int], None]) -> None:
    from app import bootstrap

    made = bootstrap.demo_book(
        path,
        customers=DEMO_CUSTOMERS,
        entries=DEMO_ENTRIES,
        progress=lambda done: progress(done, DEMO_CUSTOMERS + DEMO_ENTRIES),
    )
    made.close()


def _name(whole: Path, path: Path) -> None:
    """Give a file its name, but never another file's."""
    try:
        os.link(whole, path)
    except FileExistsError:
        return
    except OSError:  # a drive without links
        if not is_there(path):
            whole.rename(path)
