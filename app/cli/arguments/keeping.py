"""What may be typed to keep a book safe: backups, restoring, rescuing, encryption."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.parts import Commands, command, out_option, whole_number
from app.i18n.catalog import _


def secret_option(parser: argparse.ArgumentParser) -> None:
    """Add `--secret-fd`, from where passphrases are read; none ever stands on the command line."""
    parser.add_argument(
        "--secret-fd",
        type=whole_number,
        metavar="N",
        help=_(
            "read passphrases, PINs and recovery keys, one a line, from this file descriptor; without it, they are "
            "asked"
        ),
    )


def add_keeping(commands: Commands) -> None:
    """Add the commands that keep a book safe."""
    parser = command(
        commands,
        "backup",
        _("copy the book, in use or not, and prove the copy"),
        _("Copy the book and prove the copy. The copy gets its name only when it is whole."),
    )
    place = parser.add_mutually_exclusive_group(required=True)
    out = place.add_argument("--out", type=Path, metavar="F", help=_("the file to write"))
    out.complete = shtab.FILE  # type: ignore[attr-defined]
    to = place.add_argument("--to", type=Path, metavar="DIR", help=_("the folder; old backups in it are thinned out"))
    to.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    parser = command(commands, "backups", _("list the backups in a folder"))
    folder = parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help=_("without it, the book's own"))
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    parser = command(
        commands,
        "restore",
        _("put a backup in the book's place"),
        _("Show what a backup has and what would be lost; with --yes put it in place. The present book is kept."),
    )
    file = parser.add_argument("file", type=Path, metavar="FILE", help=_("the backup"))
    file.complete = shtab.FILE  # type: ignore[attr-defined]
    parser.add_argument("--yes", action="store_true", help=_("restore it; without this only the preview is shown"))
    parser.add_argument("--other-shop", action="store_true", help=_("restore it though it is another shop's book"))
    out_option(command(commands, "rescue", _("save what can be read of a damaged book into a new one")))
    parser = command(
        commands,
        "encrypt",
        _("encrypt the book"),
        _("Encrypt the book by a key in this computer's keyring, or by a passphrase, and print its recovery key."),
    )
    parser.add_argument("--passphrase", action="store_true", help=_("by a passphrase, which is asked for"))
    parser.add_argument("--remember", action="store_true", help=_("keep the key in this computer's keyring as well"))
    command(commands, "decrypt", _("take the book's encryption away"))
    parser = command(commands, "passphrase", _("give an encrypted book a new passphrase and a new recovery key"))
    parser.add_argument("--remember", action="store_true", help=_("keep the key in this computer's keyring as well"))
