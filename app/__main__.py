"""Start the program: `counterbook` or `python -m app`. Without a command the window opens, with one the command runs.

What either needs is imported only when it is known which of the two it will be: neither waits for the other's.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.i18n.catalog import LANGUAGES, _

UNUSABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window or run one command; return the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    wanted = _asked_for_window(given)
    if wanted is None:
        from app.cli.main import console

        return console(given)
    from app.services import system

    language = wanted.lang or os.environ.get(system.LANGUAGE_VARIABLE)
    if not _has_screen():
        system.use_language(language)
        sys.stderr.write(_("There is no screen to open the window on; with --help you see what works without.") + "\n")
        return UNUSABLE
    from app.gui.app import main as window

    return window(Path(wanted.book) if wanted.book else None, language)


def _asked_for_window(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Return which book to open the window on and in which language, or None where something else is asked for.

    What cannot be read here is the command line's: it says what is wrong with it.
    """
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--book")
    parser.add_argument("--lang", choices=LANGUAGES)
    try:
        wanted, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    return None if rest else wanted


def _has_screen() -> bool:
    """Tell whether a window can be seen; only Linux can be without any screen, and Qt would abort there."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
