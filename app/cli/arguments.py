"""What may be typed: commands, options and their explanations, in the user's language."""

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn

import shtab

from app import __version__
from app.core.customer import StatementBy
from app.core.envelope import NUDGE_LIMIT, EnvelopeForm, WindowForm
from app.core.labels import SHEETS
from app.core.settings import Paper, ReceiptLanguage
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_paper import Sheet, Slip
from app.core.statement_run import RunOrder
from app.i18n.catalog import LANGUAGES, _
from app.i18n.mark import N_

UNUSABLE = 2

SHELLS = ("bash", "zsh", "tcsh")
PAPERS = tuple(paper.value for paper in Paper)
ENVELOPES = tuple(form.value for form in EnvelopeForm)
WINDOWS = tuple(form.value for form in WindowForm if form is not WindowForm.NONE)
RECEIPT_LANGUAGES = tuple(language.value for language in ReceiptLanguage)
STATEMENT_KINDS = tuple(kind.value for kind in StatementKind)
SHEETS_OF_STATEMENTS = tuple(sheet.value for sheet in Sheet)
SLIPS = tuple(slip.value for slip in Slip)
RUN_ORDERS = tuple(order.value for order in RunOrder)
DELIVERIES = tuple(way.value for way in StatementBy if way is not StatementBy.NONE)

ARGPARSE_TEXTS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
)
"""Sentences of the argument parser itself; marked here so that the catalogue has them."""


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the user's language and says where help is."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the arguments, and leave with the exit code for it."""
        hint = _("Type “{program} --help” for help.").format(program=self.prog)
        self.exit(UNUSABLE, f"{message}\n{hint}\n")


def make_parser() -> Parser:
    """Return the parser of the whole command line in the process's language."""
    argparse._ = _  # type: ignore[attr-defined]  # its own texts come from our catalogue as well
    parser = Parser(
        prog="counterbook",
        description=_("Customer accounts for small shops: prepaid balances, sales on account, one book in one file."),
        epilog=_(
            "Exit codes: 0 done, 1 refused (the reason is on stderr, or in the line of “apply”), "
            "2 unusable arguments or file."
        ),
    )
    parser.add_argument("--version", action="version", version=__version__, help=_("print the version and leave"))
    book = parser.add_argument(
        "--book", metavar="PATH", help=_("the book's file; without it, shop.cbook in your documents")
    )
    book.complete = shtab.FILE  # type: ignore[attr-defined]
    _json_option(parser, default=False)
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language to speak; without it, the book's own"))
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), required=True, title=_("commands"))
    _new(commands)
    _demo(commands)
    _apply(commands)
    _show(commands)
    _verify(commands)
    _export(commands)
    _receipt(commands)
    _statement(commands)
    _statements(commands)
    _envelopes(commands)
    _labels(commands)
    _calibration(commands)
    _completion(commands)
    return parser


def _json_option(parser: argparse.ArgumentParser, *, default: bool | str = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--json",
        action="store_true",
        default=default,
        help=_("answer with one line of JSON for each result; money as text in major units, dates as 2026-01-31"),
    )


def _command(
    commands: "argparse._SubParsersAction[Parser]", name: str, summary: str, details: str = ""
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=details or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter if "\n" in details else argparse.HelpFormatter,
    )
    _json_option(parser)
    return parser


def _new(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(commands, "new", _("make a new, empty book"))
    parser.add_argument("--name", required=True, metavar="N", help=_("the shop's name"))
    parser.add_argument("--currency", required=True, metavar="CODE", help=_("the currency, such as CNY or USD"))
    parser.add_argument("--language", choices=LANGUAGES, help=_("the shop's language"))
    parser.add_argument("--pack", default="CN", metavar="PACK", help=_("the rules of law to go by: CN, HK, TW, INTL"))


def _demo(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(
        commands,
        "demo",
        _("make a demo shop with a year of business to play with"),
        _("Make a demo shop in a new file: a bilingual shop with a year of plausible business, the same each time."),
    )
    parser.add_argument(
        "--customers", type=_whole_number, default=60, metavar="N", help=_("how many customers (default 60)")
    )
    parser.add_argument(
        "--entries", type=_whole_number, default=1500, metavar="N", help=_("how many entries (default 1500)")
    )


def _apply(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(
        commands,
        "apply",
        _("record events from a file of JSON lines"),
        _(
            "Record events, one JSON object a line, and answer each line once it is safely stored.\n"
            "\n"
            "  {example}\n"
            "\n"
            "Verbs: customer, top_up, sale, pass_sale, pass_use, payment, settle, credit, refund, write_off,\n"
            "opening, transfer, extend, reschedule, expire, reverse, merge, close_month, reopen_month,\n"
            "attach, card, card_lost, offer, end_offer, settings, picture, price_item, price, end_price_item,\n"
            "terms, drawer_open, drawer_in, drawer_out, day_end, statement_reply, dispute, end_dispute.\n"
            "“id” names the request: sent twice, it is recorded once."
        ).format(
            example='{"do":"top_up","id":"t1","on":"2026-01-05","customer":"C001","paid":"500.00","tender":"cash"}'
        ),
    )
    file = parser.add_argument("file", metavar="FILE", help=_("the file of events, or - for standard input"))
    file.complete = shtab.FILE  # type: ignore[attr-defined]
    parser.add_argument(
        "--all-or-nothing",
        action="store_true",
        help=_("record all events in one transaction, or none if one is refused"),
    )


SHOWS = {
    "customers": N_("the customers, or those found by a part of name, pinyin, number, phone, plate or tag"),
    "customer": N_("one customer's file; with --all its attachments and all that happened"),
    "balances": N_("what is held for and owed by every open customer"),
    "card": N_("a customer at the counter: balance, what to know, the last entries"),
    "refund": N_("what goes back of a customer's prepaid money when they leave, by law and reason"),
    "lots": N_("a customer's prepaid money, lot by lot"),
    "charges": N_("what a customer owes, charge by charge"),
    "passes": N_("a customer's session and period passes"),
    "ledger": N_("a customer's entries with running balances"),
    "ageing": N_("what is owed by how long it is overdue"),
    "trial-balance": N_("every account of the journal, debit and credit"),
    "offers": N_("the shop's top-up offers"),
    "prices": N_("the shop's price list"),
    "settings": N_("what the shop has set: its head on paper, tenders, numbering, reminders"),
    "pictures": N_("the shop's logo and its payment code"),
    "terms": N_("the shop's terms in force, with what the law has against them; with --all every one ever made"),
    "day": N_("what a day came to, what should be in the cash drawer, and the day's ends"),
    "statements": N_("the statements issued, and what came back of each"),
    "replies": N_("everything that came back of a statement; what was recorded last counts"),
    "disputes": N_("the charges customers dispute; with --all what has ended, too"),
    "duplicates": N_("files that may be of the same customer: same phone, same number but for zeros or case"),
}
"""What `show` shows, and the sentence that explains it."""

OF_ONE_CUSTOMER = frozenset({"customer", "card", "refund", "lots", "charges", "passes", "ledger"})

WITHOUT_DATE = frozenset(
    {
        *("customers", "customer", "card", "refund", "ledger", "duplicates", "settings", "pictures", "day"),
        *("statements", "replies", "disputes"),
    }
)
"""Views that are not as of a date, or have a date of their own."""

REFUND_REASONS = ("cooling_off", "shop", "customer", "mutual")


def _show(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(commands, "show", _("show balances, lots, charges, ledgers, ageing and more"))
    views = parser.add_subparsers(dest="view", metavar=_("VIEW"), required=True, title=_("views"))
    for name, summary in SHOWS.items():
        view = views.add_parser(name, help=_(summary), description=_(summary))
        _json_option(view)
        if name in OF_ONE_CUSTOMER:
            view.add_argument("customer", metavar="NO", help=_("the customer's number"))
        if name == "day":
            view.add_argument("day", type=_day, metavar="D", help=_("the day of business"))
        if name == "customers":
            view.add_argument("--find", metavar="T", help=_("what to look for"))
        if name in ("customer", "lots", "charges", "passes", "offers", "prices", "terms", "customers", "disputes"):
            view.add_argument("--all", action="store_true", help=_("what is used up, paid or closed, too"))
        if name not in WITHOUT_DATE:
            view.add_argument("--as-of", type=_day, metavar="D", help=_("as of a date; without it, today"))
        if name in ("ledger", "trial-balance"):
            view.add_argument("--from", dest="from_", type=_day, metavar="D", help=_("the first day"))
            view.add_argument("--to", type=_day, metavar="D", help=_("the last day"))
        if name == "card":
            view.add_argument(
                "--lines", type=_whole_number, default=60, metavar="N", help=_("how many entries at most (default 60)")
            )
        if name in MORE:
            MORE[name](view)


def _refund(view: argparse.ArgumentParser) -> None:
    view.add_argument("--on", type=_day, metavar="D", help=_("the day of the refund; without it, today"))
    view.add_argument(
        "--reason",
        choices=REFUND_REASONS,
        default="customer",
        help=_("why: cooling_off, shop (cannot or does not deliver), customer (own wish, the default), mutual"),
    )
    view.add_argument("--lot", action="append", metavar="LOT", help=_("a lot or pass to give back; may be repeated"))
    view.add_argument(
        "--experienced",
        action="store_true",
        help=_("the customer had received the same, here or elsewhere, before paying"),
    )


def _show_statements(view: argparse.ArgumentParser) -> None:
    view.add_argument("customer", nargs="?", metavar="NO", help=_("the customer's number"))
    view.add_argument("--period", type=_month, metavar="M", help=_("the month, such as 2026-10"))


def _show_replies(view: argparse.ArgumentParser) -> None:
    view.add_argument("statement", metavar="NO", help=_("the statement's number, or the code on its slip"))


def _show_disputes(view: argparse.ArgumentParser) -> None:
    view.add_argument("customer", nargs="?", metavar="NO", help=_("the customer's number"))


MORE = {"refund": _refund, "statements": _show_statements, "replies": _show_replies, "disputes": _show_disputes}
"""The options that only one view has."""


def _verify(commands: "argparse._SubParsersAction[Parser]") -> None:
    _command(
        commands,
        "verify",
        _("prove that the book is whole"),
        _(
            "Prove that the book is whole: the chain of hashes, every sum, every balance, every file's digest. "
            "Exit code 1 when something is wrong."
        ),
    )


def _export(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(commands, "export", _("write the journal for another program"))
    parser.add_argument("what", choices=("journal",), help=_("what to export"))
    parser.add_argument("--format", choices=("hledger", "beancount", "csv"), default="csv", help=_("for which program"))
    out = parser.add_argument("--out", type=Path, required=True, metavar="F", help=_("the file to write"))
    out.complete = shtab.FILE  # type: ignore[attr-defined]


def _receipt(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(
        commands,
        "receipt",
        _("write the receipt of an entry as PDF"),
        _("Write the receipt of an entry as PDF. Each one is counted: every copy after the first says that it is one."),
    )
    parser.add_argument("entry", metavar="ENTRY", help=_("the entry's number or its id"))
    out = parser.add_argument("--out", type=Path, required=True, metavar="F", help=_("the file to write"))
    out.complete = shtab.FILE  # type: ignore[attr-defined]
    parser.add_argument("--paper", choices=PAPERS, help=_("the paper; without it, the one in the settings"))
    parser.add_argument(
        "--language",
        choices=RECEIPT_LANGUAGES,
        help=_("the customer's language, the shop's, or both; without it, as in the settings"),
    )


def _envelopes(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(commands, "envelopes", _("write envelopes for customers as PDF"))
    _addressed(parser)
    parser.add_argument(
        "--form", choices=ENVELOPES, required=True, help=_("the envelope: zl 230×120, dl 220×110, c5 229×162 mm")
    )
    parser.add_argument(
        "--preprinted", action="store_true", help=_("the envelopes have boxes for postcode and stamp on them already")
    )


def _labels(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(commands, "labels", _("write address labels for customers as PDF"))
    _addressed(parser)
    _sheet(parser, default="3x8")
    parser.add_argument(
        "--start",
        type=_whole_number,
        default=1,
        metavar="N",
        help=_("the first label left on the first sheet (default 1)"),
    )


def _calibration(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(commands, "calibration", _("write a page that shows how far a printer is off"))
    _out(parser)
    of = parser.add_mutually_exclusive_group(required=True)
    of.add_argument("--form", choices=(*ENVELOPES, *WINDOWS), help=_("the envelope, or the page behind its window"))
    _sheet(of)
    _nudge(parser)


def _addressed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customers", nargs="+", metavar="NO", help=_("the customers' numbers"))
    _out(parser)
    parser.add_argument(
        "--by-route", action="store_true", help=_("sorted as the post wants them, by postcode and street")
    )
    _nudge(parser)


def _nudge(parser: argparse.ArgumentParser) -> None:
    across = _("millimetres to shift everything to the right, up to {most}; less than zero to the left")
    down = _("millimetres to shift everything down, up to {most}; less than zero up")
    for name, text in (("--nudge-x", across), ("--nudge-y", down)):
        parser.add_argument(name, type=_millimetres, default=0, metavar="MM", help=text.format(most=NUDGE_LIMIT))


def _sheet(parser: argparse._ActionsContainer, default: str | None = None) -> None:
    parser.add_argument(
        "--sheet",
        default=default,
        metavar="SHEET",
        help=_("the sheet of labels: {words}, or your own: {example}").format(
            words=", ".join(SHEETS), example="2x7,99.1x38.1,4.65,15.15,2.5,0,a4"
        ),
    )


def _out(parser: argparse.ArgumentParser) -> None:
    out = parser.add_argument("--out", type=Path, required=True, metavar="F", help=_("the file to write"))
    out.complete = shtab.FILE  # type: ignore[attr-defined]


def _statement(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(
        commands,
        "statement",
        _("show a customer's statement of account for a period"),
        _(
            "Show a customer's statement of account: what was owed, what moved it, what is owed, what is held, how old "
            "the claims are. As PDF it is a preview: nothing is issued by it."
        ),
    )
    parser.add_argument("customer", metavar="NO", help=_("the customer's number"))
    parser.add_argument("--from", dest="from_", type=_day, required=True, metavar="D", help=_("the first day"))
    parser.add_argument("--to", type=_day, required=True, metavar="D", help=_("the last day"))
    pdf = parser.add_argument("--pdf", type=Path, metavar="F", help=_("write it as PDF into this file, too"))
    pdf.complete = shtab.FILE  # type: ignore[attr-defined]
    _statement_look(parser)


def _statements(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(
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
        type=_span,
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
    _statement_look(parser)
    parser.add_argument(
        "--order", choices=RUN_ORDERS, default=RUN_ORDERS[0], help=_("the order of the papers (default postcode)")
    )
    parser.add_argument(
        "--reply-days", type=_whole_number, metavar="N", help=_("ask for a reply within so many days, 0 for none")
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


def _completion(commands: "argparse._SubParsersAction[Parser]") -> None:
    parser = _command(
        commands,
        "completion",
        _("print the completion script of a shell"),
        _(
            "Print the completion script of a shell; for bash: counterbook completion bash > "
            "~/.local/share/bash-completion/completions/counterbook"
        ),
    )
    parser.add_argument("shell", choices=SHELLS, help=_("the shell"))


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(_("“{value}” is not a whole number.").format(value=text[:40]))
    return int(text[:18])


def _day(text: str) -> date:
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("“{value}” is not a date: write it as 2026-01-31.").format(value=text[:40]))


def _month(text: str) -> date:
    try:
        if len(text) == len("2026-01"):
            return date.fromisoformat(text + "-01")
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("“{value}” is not a month: write it as 2026-01.").format(value=text[:40]))


def _span(text: str) -> Period:
    """Read a month, or two days; which of them comes first is for the services to judge."""
    first, dots, last = text.partition("..")
    return Period(_day(first), _day(last)) if dots else month_of(_month(text))


def _millimetres(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{value}” is not a number.").format(value=text[:40])) from None
