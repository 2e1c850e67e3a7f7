"""What may be typed to take data out of the book, and to bring a whole book back in."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.papers import label_options
from app.cli.arguments.parts import Commands, command, day, out_option
from app.core.credit.buckets import Basis
from app.core.report import ReportName
from app.core.vcard import VCardVersion
from app.i18n.catalog import LANGUAGES, _
from app.i18n.mark import N_

JOURNAL_FORMATS = ("hledger", "beancount", "gnucash", "csv", "xlsx")

LISTS = {
    "customers": N_("the customers with their balances"),
    "open": N_("prepaid money, passes and charges, one by one"),
    "ageing": N_("what is owed by how long it is overdue"),
    "audit": N_("who did what that is worth a second look"),
    "reminders": N_("what the reminder queue has for today"),
    "statements": N_("the statements issued, and what came back of each"),
}
"""The lists that go out as a table; a file called .xlsx becomes a workbook, any other CSV."""


def add_exports(commands: Commands) -> None:
    """Add `export` with its kinds, and `import-book`."""
    parser = command(
        commands,
        "export",
        _("write the journal, lists or the whole book for other programs"),
        _("Write the journal, lists, vouchers, cards, or the whole book. Every export is noted in the book."),
    )
    kinds = parser.add_subparsers(dest="what", metavar=_("KIND"), required=True, title=_("kinds"))
    made = command(kinds, "journal", _("the journal, entry by entry"))
    made.add_argument("--format", choices=JOURNAL_FORMATS, default="csv", help=_("for which program"))
    out_option(made)
    for name, summary in LISTS.items():
        made = command(kinds, name, _(summary))
        out_option(made)
        if name == "ageing":
            made.add_argument("--as-of", type=day, metavar="D", help=_("as of a date; without it, today"))
            made.add_argument(
                "--by",
                choices=[each.value for each in Basis],
                default=Basis.DUE.value,
                help=_("due: by the due date; document: by the sale's"),
            )
        if name == "audit":
            _period(made)
    made = command(kinds, "report", _("the shop by month"))
    made.add_argument("name", choices=[each.value for each in ReportName], help=_("which report"))
    out_option(made)
    _period(made)
    _vouchers(kinds)
    made = command(kinds, "vcards", _("customers as cards for phones and address books"))
    made.add_argument("customers", nargs="*", metavar="NO", help=_("the customers' numbers; without any, all"))
    versions = [each.value for each in VCardVersion]
    made.add_argument("--version", choices=versions, default=VCardVersion.FOUR.value, help=_("3.0 for most phones"))
    out_option(made)
    label_options(command(kinds, "labels", _("write address labels for customers as PDF")))
    _book(kinds)
    _import_book(commands)


def _period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="from_", type=day, metavar="D", help=_("the first day"))
    parser.add_argument("--to", type=day, metavar="D", help=_("the last day"))


def _vouchers(kinds: Commands) -> None:
    made = command(
        kinds,
        "vouchers",
        _("day totals by account for the accountant’s program"),
        _("Day totals by account, by the codes of the setting “account_codes”, in a layout that “show layouts” lists."),
    )
    made.add_argument("--layout", default="plain", metavar="L", help=_("the layout (default plain)"))
    made.add_argument("--from", dest="from_", type=day, required=True, metavar="D", help=_("the first day"))
    made.add_argument("--to", type=day, required=True, metavar="D", help=_("the last day"))
    out_option(made)


def _book(kinds: Commands) -> None:
    made = command(
        kinds,
        "book",
        _("the whole book as a folder of plain files with an explanation"),
        _(
            "The whole book as a new folder: tables (CSV) with JSON Schemas, attachments and papers, lists for people, "
            "and a README. PINs and passwords stay out. “import-book” makes a book of it again."
        ),
    )
    out = made.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("the folder to make"))
    out.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    made.add_argument("--language", choices=LANGUAGES, help=_("the language of the lists; without it, the book's own"))


def _import_book(commands: Commands) -> None:
    parser = command(
        commands,
        "import-book",
        _("make a book of a folder that “export book” has written"),
        _(
            "Make a book of a folder that “export book” has written, prove it, and put it at --book: nothing may stand "
            "there, or a book in which nothing was recorded yet."
        ),
    )
    folder = parser.add_argument("folder", type=Path, metavar="DIR", help=_("the folder"))
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
