"""What may be typed about taking in other programs' files."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.parts import Commands, command, whole_number
from app.core.intake.layout import GIVEN
from app.core.intake.targets import Target
from app.core.intake.values import DayOrder, DecimalMark, Rounding
from app.i18n.catalog import _

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "wide-comma": "，", "wide-semicolon": "；"}


def add_intake(commands: Commands) -> None:
    """Add the commands."""
    parser = command(
        commands,
        "import",
        _("take in a file of another program: customers, balances, movements, bills, prices"),
        _(
            "Take in CSV, TSV, XLSX, XLS, XLSB, ODS or a saved web page. What is not said is proposed; --dry-run shows "
            "the proposal and every row that would be refused, and writes nothing. The same file again records "
            "nothing twice."
        ),
    )
    file = parser.add_argument("file", type=Path, metavar="FILE", help=_("the file"))
    file.complete = shtab.FILE  # type: ignore[attr-defined]
    targets = tuple(target.value for target in Target)
    parser.add_argument(
        "--as",
        dest="target",
        choices=targets,
        metavar="WHAT",
        help=_("one of: {words}").format(words=", ".join(targets)),
    )
    _form(parser)
    parser.add_argument(
        "--map",
        action="append",
        metavar="FIELD=COLUMN",
        help=_("a column by its name, letter or number; may be repeated; FIELD= takes none"),
    )
    parser.add_argument(
        "--set",
        dest="given",
        action="append",
        metavar="NAME=VALUE",
        help=_("what holds for all rows, one of: {words}").format(words=", ".join(GIVEN)),
    )
    parser.add_argument("--join-zeros", action="store_true", help=_("take numbers alike but for leading zeros as one"))
    parser.add_argument("--dry-run", action="store_true", help=_("write nothing, only say what would come of it"))
    parser.add_argument("--good-rows", action="store_true", help=_("take in the good rows though others are refused"))
    rest = parser.add_argument("--rest", type=Path, metavar="F", help=_("a new file for the rows left out, to mend"))
    rest.complete = shtab.FILE  # type: ignore[attr-defined]
    backup = parser.add_argument("--backup-to", type=Path, metavar="DIR", help=_("where the book is copied to before"))
    backup.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    parser.add_argument("--no-backup", action="store_true", help=_("do not copy the book before"))
    parser = command(commands, "undo-import", _("take back a whole import, as long as nothing was built on it"))
    parser.add_argument("run", type=whole_number, metavar="N", help=_("its number; “show imports” lists them"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("why"))


def _form(parser: argparse.ArgumentParser) -> None:
    """Add how the file is to be read."""
    parser.add_argument("--sheet", metavar="NAME", help=_("the sheet, by name or number"))
    parser.add_argument("--encoding", metavar="NAME", help=_("such as utf-8, gb18030, big5, cp1252"))
    parser.add_argument("--separator", choices=tuple(SEPARATORS), help=_("what stands between two cells"))
    parser.add_argument("--header", type=whole_number, metavar="N", help=_("the line with the columns' names; 0: none"))
    parser.add_argument("--decimal", choices=tuple(each.value for each in DecimalMark), help=_("before the decimals"))
    parser.add_argument("--days", choices=tuple(each.value for each in DayOrder), help=_("how dates are written"))
    parser.add_argument(
        "--rounding", choices=tuple(each.value for each in Rounding), help=_("what becomes of too many decimals")
    )
