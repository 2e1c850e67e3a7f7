"""What may be typed about the staff: who works at the book, and who belongs to it."""

import argparse

from app.cli.arguments.parts import Commands, command, whole_number
from app.core.staff.rights import Right
from app.core.staff.roles import Role
from app.i18n.catalog import _

RIGHTS = tuple(Right)


def staff_options(parser: argparse.ArgumentParser) -> None:
    """Add who signs in for a command; their PINs and passwords are asked for, or read by `--secret-fd`."""
    parser.add_argument(
        "--as", dest="as_", metavar="NAME", help=_("who of the staff you are, where the book tells its staff apart")
    )
    parser.add_argument(
        "--second", metavar="NAME", help=_("who sits beside you and approves what takes two; signs in as well")
    )


def add_staff(commands: Commands) -> None:
    """Add the command about the staff."""
    parser = command(
        commands,
        "staff",
        _("tell the staff apart: who may do what"),
        _(
            "Tell the staff apart: everybody signs in, and may do what their role allows. PINs and passwords are asked "
            "for, or read line by line by --secret-fd: first those of --as and --second, then new ones."
        ),
    )
    acts = parser.add_subparsers(dest="act", metavar=_("WHAT"), required=True, title=_("what is done"))
    made = command(acts, "list", _("who belongs to the staff"))
    made.add_argument("--all", action="store_true", help=_("those who left, too"))
    made = command(acts, "on", _("tell the staff apart from now on, and print the owner's recovery code"))
    made.add_argument("--name", required=True, metavar="NAME", help=_("the owner's name"))
    command(acts, "off", _("tell the staff apart no more"))
    made = command(acts, "add", _("take somebody on"))
    made.add_argument("name", metavar="NAME", help=_("their name"))
    made.add_argument("--role", choices=tuple(Role), required=True, help=_("what they are"))
    made = command(acts, "change", _("change somebody's name, role or own rights"))
    made.add_argument("name", metavar="NAME", help=_("their name"))
    made.add_argument("--name", dest="new_name", metavar="NAME", help=_("their new name"))
    made.add_argument("--role", choices=tuple(Role), help=_("their new role"))
    _grants(made)
    made.add_argument("--as-role", action="store_true", help=_("take back all rights of their own first"))
    made = command(acts, "end", _("let somebody go; what they did stays theirs"))
    made.add_argument("name", metavar="NAME", help=_("their name"))
    made.add_argument("--reason", default="", metavar="TEXT", help=_("why, for the log"))
    made = command(acts, "secret", _("set a PIN or password; one's own, or somebody else's"))
    made.add_argument("name", nargs="?", metavar="NAME", help=_("whose; without it, your own"))
    made = command(acts, "rights", _("show or change what a role may do, what takes two, and when the window locks"))
    made.add_argument("--role", choices=tuple(role for role in Role if role is not Role.OWNER), help=_("whose rights"))
    _grants(made)
    made.add_argument("--four-eyes", action="append", default=[], metavar="RIGHT[=LEAST]", help=_("always takes two"))
    made.add_argument(
        "--two-eyes", action="append", default=[], choices=RIGHTS, metavar="RIGHT", help=_("takes two no more")
    )
    made.add_argument("--idle", type=whole_number, metavar="MIN", help=_("lock after so many minutes, 0 for never"))
    command(acts, "recovery", _("print a new recovery code; the one before is good for nothing from then on"))
    made = command(acts, "recover", _("let an owner in by the recovery code, who sets a new PIN or password"))
    made.add_argument("--name", default="", metavar="NAME", help=_("which owner, where there are several"))


def _grants(parser: argparse.ArgumentParser) -> None:
    allow = _("allow it alone, up to an amount, or up to so many days back")
    parser.add_argument("--allow", action="append", default=[], metavar="RIGHT[=MOST]", help=allow)
    for name, words in (("--with-second", _("only with a second")), ("--forbid", _("not at all"))):
        parser.add_argument(name, action="append", default=[], choices=RIGHTS, metavar="RIGHT", help=words)
    parser.epilog = _("RIGHT is one of: {words}.").format(words=", ".join(RIGHTS))
