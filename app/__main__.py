"""Start the program: `counterbook` or `python -m app`. Without a command the window opens, with one the command runs.

What either needs is imported only when it is known which of the two it will be: neither waits for the other's.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.i18n.catalog import LANGUAGES, _

UNUSABLE = 2

BOOK = ".cbook"
"""How a book's file is named; the systems start the program with the path of one that is double-clicked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window or run one command; return the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    wanted = _asked_for_window(given)
    gc.disable()  # what is loaded from here on stays
    if wanted is None:
        from app.cli.main import console

        gc.freeze()
        gc.enable()
        return console(given, {"self-test": _self_test})
    # The window has garbage looked for once its book is open.
    from app.services import system

    language = wanted.lang or os.environ.get(system.LANGUAGE_VARIABLE)
    if not _has_screen():
        system.use_language(language)
        sys.stderr.write(_("There is no screen to open the window on; with --help you see what works without.") + "\n")
        return UNUSABLE
    from app.gui.app import main as window

    book = Path(wanted.book).absolute() if wanted.book else None  # it is remembered, and found from anywhere
    if wanted.tell_start is None:
        return window(book, language)
    from app.gui.starting import Watch

    return window(book, language, partial(Watch, wanted.tell_start))


def _self_test(options: argparse.Namespace) -> int:
    from app.selftest.run import main as self_test

    return self_test(options)


def _asked_for_window(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Return which book to open the window on and in which language, or None where something else is asked for.

    What cannot be read here is the command line's: it says what is wrong with it.
    """
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--book")
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--tell-start", type=Path)  # for those who build the program
    try:
        wanted, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    if len(rest) == 1 and wanted.book is None and _is_from_system(Path(rest[0])):
        wanted.book = rest.pop()
    return None if rest else wanted


def _is_from_system(path: Path) -> bool:
    """Whether this is how the systems hand a file over that is double-clicked, or dropped on the program: a whole path.

    One that is no book is the window's too: it says so, where a program without a console would end without a word.
    """
    return path.suffix.casefold() == BOOK or path.is_absolute()


def _has_screen() -> bool:
    """Tell whether a window can be seen; only Linux can be without any screen, and Qt would abort there."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
