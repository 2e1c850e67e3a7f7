"""The one developer command: `python3 packaging/dev.py COMMAND`. Needs Python 3.11 or newer and git only.

    setup    make this machine ready: environment, locked packages, system packages, fonts, catalogues
    run      open the window on the demo shop; arguments go to the program
    test     all checks, then the tests; arguments go to pytest
    check    all checks without the tests: format, lint, types, imports, sizes, texts, catalogues
    bench    measure speed; arguments go to the benchmarks
    faults   kill, fill and damage on purpose; arguments go to the fault tests
    i18n     bring the catalogues up to date with the program's texts, and compile them
    lock     choose package versions anew from pyproject.toml; --upgrade takes the newest of all
    shots    draw every page and dialog of the window; arguments go to the drawing
    package  build the installers of windows, macos or linux (no name: of this system); --check proves them

Each command first sets up what it needs. Several commands may not run their set-up at the same time.
"""

# This file starts on any Python 3, so that an old one can say what is wrong; what it imports needs 3.11.

import argparse
import sys


def main(arguments: "list[str]") -> int:
    """Run one command; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - that is the point
        found = ".".join(map(str, sys.version_info[:3]))
        print("Counterbook needs Python 3.11 or newer; this is Python " + found + ".", file=sys.stderr)
        return 2
    from devtools import commands
    from devtools.environment import SetupError

    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=list(commands.COMMANDS), metavar="COMMAND", help="see above")
    if not arguments or arguments[0].startswith("-"):
        parser.parse_args(arguments or ["--help"])
    command = parser.parse_args(arguments[:1]).command
    try:
        return commands.COMMANDS[command](arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
