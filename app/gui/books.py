"""What the window knows of books as files: making one, the demo shop, currencies to choose from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.i18n.mark import N_
from app.services import system

BOOK_FILTER = N_("Books (*.cbook)")

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


def same_place(one: Path, other: Path) -> bool:
    """Whether two ways of writing a path mean the same file."""
    try:
        return one == other or one.resolve() == other.resolve()
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
    """Make the demo shop and return its path; runs in the `db` lane."""
    from app import bootstrap

    made = bootstrap.demo_book(
        path,
        customers=DEMO_CUSTOMERS,
        entries=DEMO_ENTRIES,
        progress=lambda done: progress(done, DEMO_CUSTOMERS + DEMO_ENTRIES),
    )
    made.close()
    return path
