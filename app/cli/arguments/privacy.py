"""What may be typed about audit and privacy: daily digests, giving out a customer's data, erasing a customer."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.parts import Commands, command, day, out_option
from app.i18n.catalog import LANGUAGES, _

REASONS = ("asked", "time-over")


def backups_option(parser: argparse.ArgumentParser) -> None:
    """Add `--backups`: folders whose backups are looked through beside those that are known."""
    of = parser.add_argument(
        "--backups",
        action="append",
        type=Path,
        metavar="DIR",
        help=_("a folder with backups to look through, beside the book’s own; may be repeated"),
    )
    of.complete = shtab.DIRECTORY  # type: ignore[attr-defined]


def add_privacy(commands: Commands) -> None:
    """Add the commands."""
    parser = command(
        commands,
        "digest",
        _("make the daily digest, print it, compare a code with it"),
        _(
            "Make the digest of the last day that is over. Its code, kept on paper or mailed out, shows later whether "
            "anybody has changed the book."
        ),
    )
    parser.add_argument("--on", type=day, metavar="D", help=_("the day; without it, the last one"))
    out_option(parser, required=False)
    parser.add_argument("--code", metavar="CODE", help=_("a code from paper to compare with that day’s"))
    parser = command(
        commands,
        "person-export",
        _("write everything the shop has about a customer into one archive"),
        _("Write everything the shop has about a customer into one archive: readable, as JSON, with all papers."),
    )
    parser.add_argument("customer", metavar="NO", help=_("the customer's number"))
    out_option(parser)
    parser.add_argument("--language", choices=LANGUAGES, help=_("the language of the readable part"))
    parser = command(
        commands,
        "erase",
        _("erase a customer: the amounts stay, the person goes"),
        _(
            "Erase a customer: the amounts stay, everything about the person goes for good. Without --confirm only say "
            "whether that may be done. Backups made before still have the person; they are named."
        ),
    )
    parser.add_argument("customer", nargs="?", metavar="NO", help=_("the customer's number"))
    why = _("why: they asked for it (asked), or the time to keep it is over (time-over)")
    parser.add_argument("--reason", choices=REASONS, default="asked", help=why)
    again = _("only write the file anew where that was not possible when somebody was erased")
    parser.add_argument("--clean", action="store_true", help=again)
    parser.add_argument("--confirm", metavar="NO", help=_("the customer's number once more, to do it"))
    parser.add_argument("--id", metavar="ID", help=_("the id of this request, by which it is done only once"))
    backups_option(parser)
