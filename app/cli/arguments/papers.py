"""The commands that make papers: receipts, statements, envelopes, labels."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.parts import Commands, command, day, millimetres, out_option, span, whole_number
from app.core.customer import StatementBy
from app.core.envelope import NUDGE_LIMIT, EnvelopeForm, WindowForm
from app.core.labels import SHEETS
from app.core.settings import Paper, ReceiptLanguage
from app.core.statement import StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.statement_run import RunOrder
from app.i18n.catalog import LANGUAGES, _

PAPERS = tuple(paper.value for paper in Paper)
ENVELOPES = tuple(form.value for form in EnvelopeForm)
WINDOWS = tuple(form.value for form in WindowForm if form is not WindowForm.NONE)
RECEIPT_LANGUAGES = tuple(language.value for language in ReceiptLanguage)
STATEMENT_KINDS = tuple(kind.value for kind in StatementKind)
SHEETS_OF_STATEMENTS = tuple(sheet.value for sheet in Sheet)
SLIPS = tuple(slip.value for slip in Slip)
RUN_ORDERS = tuple(order.value for order in RunOrder)
DELIVERIES = tuple(way.value for way in StatementBy if way is not StatementBy.NONE)


def add_receipt(commands: Commands) -> None:
    """Add `receipt`."""
    parser = command(
        commands,
        "receipt",
        _("write the receipt of an entry as PDF"),
        _("Write the receipt of an entry as PDF. Each one is counted: every copy after the first says that it is one."),
    )
    parser.add_argument("entry", metavar="ENTRY", help=_("the entry's number or its id"))
    out_option(parser)
    parser.add_argument("--paper", choices=PAPERS, help=_("the paper; without it, the one in the settings"))
    parser.add_argument(
        "--language",
        choices=RECEIPT_LANGUAGES,
        help=_("the customer's language, the shop's, or both; without it, as in the settings"),
    )


def add_evidence(commands: Commands) -> None:
    """Add `evidence`."""
    parser = command(
        commands,
        "evidence",
        _("write everything that proves a claim as one PDF"),
        _(
            "Write everything the book has that proves a claim as one PDF: agreement, charges, statements, letters "
            "with their receipts, contacts, ledger. What is missing is named."
        ),
    )
    parser.add_argument("customer", metavar="NO", help=_("the customer's number"))
    out_option(parser)
    about = _("a charge it is about, may be repeated; without it, all that are open")
    parser.add_argument("--charge", action="append", metavar="CHARGE", help=about)
    parser.add_argument("--on", type=day, metavar="D", help=_("the day; without it, today"))
    parser.add_argument("--language", choices=LANGUAGES, help=_("the language; without it, the customer's"))


def add_plan_sheet(commands: Commands) -> None:
    """Add `plan-sheet`."""
    parser = command(commands, "plan-sheet", _("write the sheet of a payment plan to be signed as PDF"))
    parser.add_argument("plan", metavar="PLAN", help=_("the plan's id"))
    out_option(parser)
    parser.add_argument("--language", choices=LANGUAGES, help=_("the language; without it, the customer's"))


def add_envelopes(commands: Commands) -> None:
    """Add `envelopes`."""
    parser = command(commands, "envelopes", _("write envelopes for customers as PDF"))
    _addressed(parser)
    parser.add_argument(
        "--form", choices=ENVELOPES, required=True, help=_("the envelope: zl 230×120, dl 220×110, c5 229×162 mm")
    )
    parser.add_argument(
        "--preprinted", action="store_true", help=_("the envelopes have boxes for postcode and stamp on them already")
    )


def add_labels(commands: Commands) -> None:
    """Add `labels`."""
    label_options(command(commands, "labels", _("write address labels for customers as PDF")))


def label_options(parser: argparse.ArgumentParser) -> None:
    """Add what labels ask for: the customers, the file, the sheet."""
    _addressed(parser)
    _sheet(parser, default="3x8")
    parser.add_argument(
        "--start",
        type=whole_number,
        default=1,
        metavar="N",
        help=_("the first label left on the first sheet (default 1)"),
    )


def add_calibration(commands: Commands) -> None:
    """Add `calibration`."""
    parser = command(commands, "calibration", _("write a page that shows how far a printer is off"))
    out_option(parser)
    of = parser.add_mutually_exclusive_group(required=True)
    of.add_argument("--form", choices=(*ENVELOPES, *WINDOWS), help=_("the envelope, or the page behind its window"))
    _sheet(of)
    _nudge(parser)


def _addressed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customers", nargs="+", metavar="NO", help=_("the customers' numbers"))
    out_option(parser)
    parser.add_argument(
        "--by-route", action="store_true", help=_("sorted as the post wants them, by postcode and street")
    )
    _nudge(parser)


def _nudge(parser: argparse.ArgumentParser) -> None:
    across = _("millimetres to shift everything to the right, up to {most}; less than zero to the left")
    down = _("millimetres to shift everything down, up to {most}; less than zero up")
    for name, text in (("--nudge-x", across), ("--nudge-y", down)):
        parser.add_argument(name, type=millimetres, default=0, metavar="MM", help=text.format(most=NUDGE_LIMIT))


def _sheet(parser: argparse._ActionsContainer, default: str | None = None) -> None:
    parser.add_argument(
        "--sheet",
        default=default,
        metavar="SHEET",
        help=_("the sheet of labels: {words}, or your own: {example}").format(
            words=", ".join(SHEETS), example="2x7,99.1x38.1,4.65,15.15,2.5,0,a4"
        ),
    )


def add_statement(commands: Commands) -> None:
    """Add `statement`: one customer's, as a preview."""
    parser = command(
        commands,
        "statement",
        _("show a customer's statement of account for a period"),
        _(
            "Show a customer's statement of account: what was owed, what moved it, what is owed, what is held, how old "
            "the claims are. As PDF it is a preview: nothing is issued by it."
        ),
    )
    parser.add_argument("customer", metavar="NO", help=_("the customer's number"))
    parser.add_argument("--from", dest="from_", type=day, required=True, metavar="D", help=_("the first day"))
    parser.add_argument("--to", type=day, required=True, metavar="D", help=_("the last day"))
    pdf = parser.add_argument("--pdf", type=Path, metavar="F", help=_("write it as PDF into this file, too"))
    pdf.complete = shtab.FILE  # type: ignore[attr-defined]
    _statement_look(parser)


def add_statements(commands: Commands) -> None:
    """Add `statements`: those of a period, issued."""
    parser = command(
        commands,
        "statements",
        _("issue the statements of a period and write them into a folder"),
        _(
            "Issue the statements of a period and write them into a folder: one PDF to print, a PDF for each customer, "
            "a list for the post office. A run that was stopped, or killed, goes on with the same command."
        ),
    )
    parser.add_argument(
        "--period",
        type=span,
        required=True,
        metavar="M",
        help=_("the month, such as 2026-10, or two days such as {example}").format(example="2026-10-01..2026-12-31"),
    )
    out = parser.add_argument("--out", type=Path, metavar="DIR", help=_("the folder to write into"))
    out.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    parser.add_argument("--dry-run", action="store_true", help=_("only say who would get a statement"))
    parser.add_argument(
        "--resume",
        action="store_true",
        help=_("go on with the newest run of the period, whatever its options, and write its files again"),
    )
    parser.add_argument("--mail", action="store_true", help=_("then mail those that go by e-mail, each with its PDF"))
    _statement_look(parser)
    parser.add_argument(
        "--order", choices=RUN_ORDERS, default=RUN_ORDERS[0], help=_("the order of the papers (default postcode)")
    )
    parser.add_argument(
        "--reply-days", type=whole_number, metavar="N", help=_("ask for a reply within so many days, 0 for none")
    )
    _statement_filters(parser)


def _statement_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--customers", nargs="+", metavar="NO", help=_("only these customers, by number"))
    parser.add_argument("--tag", action="append", metavar="T", help=_("only customers with the tag; may be repeated"))
    parser.add_argument("--tier", action="append", metavar="T", help=_("only customers of the tier; may be repeated"))
    parser.add_argument(
        "--delivery",
        action="append",
        choices=DELIVERIES,
        help=_("only customers who get statements that way; may be repeated"),
    )
    parser.add_argument("--reads", choices=LANGUAGES, help=_("only customers who read the language"))
    parser.add_argument("--zero", action="store_true", help=_("also those with nothing, if anything moved"))
    parser.add_argument("--no-credit", action="store_true", help=_("not those who owe nothing and have paid ahead"))
    parser.add_argument("--least", metavar="AMOUNT", help=_("not those who owe less, unless they have paid ahead"))
    parser.add_argument("--only-movement", action="store_true", help=_("not those for whom nothing moved"))
    parser.add_argument("--again", action="store_true", help=_("also those who have one for the period already"))


def _statement_look(parser: argparse.ArgumentParser) -> None:
    """Add the options by which a statement looks; each is as in the settings without a word."""
    parser.add_argument(
        "--kind",
        choices=STATEMENT_KINDS,
        help=_("the account as it moved, or the charges still open; without it, as in the settings"),
    )
    parser.add_argument(
        "--sheet", choices=SHEETS_OF_STATEMENTS, help=_("the paper; without it, the one in the settings")
    )
    parser.add_argument(
        "--window",
        choices=(WindowForm.NONE.value, *WINDOWS),
        help=_("the envelope whose window the address shall show through; without it, as in the settings"),
    )
    parser.add_argument(
        "--slip", choices=SLIPS, help=_("what may be cut off and sent back; without it, as in the settings")
    )
    parser.add_argument(
        "--language",
        choices=RECEIPT_LANGUAGES,
        help=_("the customer's language, the shop's, or both; without it, as in the settings"),
    )
