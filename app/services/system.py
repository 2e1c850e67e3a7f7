"""What a front end may know of the system it runs on: where things are, and where reports of failures go."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from app.i18n import catalog
from app.system import logs, paths, scratch

LANGUAGE_VARIABLE = "COUNTERBOOK_LANGUAGE"
"""The environment's word on the language, where the command line gives none."""


def use_language(wanted: str | None) -> str:
    """Make a language the process's own: the wanted one if the program speaks it, else the system's; return it."""
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    language = catalog.choose(wanted, system)
    catalog.install(catalog.load(language, paths.catalogues()))
    return language


def resources() -> Path:
    """Return the folder of what the program brings along: icons, fonts, rule packs, catalogues."""
    return paths.resources()


def default_book() -> Path:
    """Return where the book is kept unless somebody says otherwise."""
    return paths.default_book()


def report_failure(error: BaseException) -> Path | None:
    """Write a report of an unexpected failure and return its path, or None when that failed too."""
    return logs.write_report(error, datetime.now(UTC))


def make_scratch() -> Path:
    """Make a folder for what is only looked at; it is to be removed by `remove_scratch`. Raises OSError."""
    return scratch.make_folder()


def remove_scratch(folder: Path) -> None:
    """Remove such a folder with all in it, as far as that can be done."""
    scratch.remove_folder(folder)


def sweep_scratch() -> int:
    """Remove such folders that a program left which was killed; return how many."""
    return scratch.sweep(time.time())
