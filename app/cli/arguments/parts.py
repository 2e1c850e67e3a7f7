"""What the explanations of all commands are made of: the parser, how a command is added, how values are read."""

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeAlias

import shtab

from app.core.statement import Period, month_of
from app.i18n.catalog import _

UNUSABLE = 2


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the user's language and says where help is."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the arguments, and leave with the exit code for it."""
        hint = _("Type “{program} --help” for help.").format(program=self.prog)
        self.exit(UNUSABLE, f"{message}\n{hint}\n")


Commands: TypeAlias = "argparse._SubParsersAction[Parser] | argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - no other
"""Where commands are added: to the program's own, or to the acts of one of them."""


def json_option(parser: argparse.ArgumentParser, *, default: bool | str = argparse.SUPPRESS) -> None:
    """Add `--json`, which may stand before the command or behind it."""
    parser.add_argument(
        "--json",
        action="store_true",
        default=default,
        help=_("answer with one line of JSON for each result; money as text in major units, dates as 2026-01-31"),
    )


def command(
    commands: Commands,
    name: str,
    summary: str,
    details: str = "",
) -> argparse.ArgumentParser:
    """Add a command with `--json`; return its parser. A summary without details explains itself."""
    parser = commands.add_parser(
        name,
        help=summary,
        description=details or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter if "\n" in details else argparse.HelpFormatter,
    )
    json_option(parser)
    return parser


def out_option(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add `--out`, the file to write."""
    out = parser.add_argument("--out", type=Path, required=required, metavar="F", help=_("the file to write"))
    out.complete = shtab.FILE  # type: ignore[attr-defined]


def whole_number(text: str) -> int:
    """Read a whole number."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(_("“{value}” is not a whole number.").format(value=text[:40]))
    return int(text[:18])


def day(text: str) -> date:
    """Read a day such as 2026-01-31."""
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("“{value}” is not a date: write it as 2026-01-31.").format(value=text[:40]))


def month(text: str) -> date:
    """Read a month such as 2026-01, as its first day."""
    try:
        if len(text) == len("2026-01"):
            return date.fromisoformat(text + "-01")
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("“{value}” is not a month: write it as 2026-01.").format(value=text[:40]))


def span(text: str) -> Period:
    """Read a month, or two days; which of them comes first is for the services to judge."""
    first, dots, last = text.partition("..")
    return Period(day(first), day(last)) if dots else month_of(month(text))


def millimetres(text: str) -> float:
    """Read a length."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{value}” is not a number.").format(value=text[:40])) from None
