"""What may be typed: commands, options and their explanations, in the user's language."""

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn

import shtab

from app import __version__
from app.core.settings import Paper, ReceiptLanguage
from app.i18n.catalog import LANGUAGES, _
from app.i18n.mark import N_

UNUSABLE = 2

SHELLS = ("bash", "zsh", "tcsh")
PAPERS = tuple(paper.value for paper in Paper)
RECEIPT_LANGUAGES = tuple(language.value for language in ReceiptLanguage)

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
            "attach, card, card_lost, offer, end_offer, settings, price_item, price, end_price_item, terms,\n"
            "drawer_open, drawer_in, drawer_out, day_end.\n"
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
    "terms": N_("the shop's terms in force, with what the law has against them; with --all every one ever made"),
    "day": N_("what a day came to, what should be in the cash drawer, and the day's ends"),
    "duplicates": N_("files that may be of the same customer: same phone, same number but for zeros or case"),
}
"""What `show` shows, and the sentence that explains it."""

OF_ONE_CUSTOMER = frozenset({"customer", "card", "refund", "lots", "charges", "passes", "ledger"})

WITHOUT_DATE = frozenset({"customers", "customer", "card", "refund", "ledger", "duplicates", "settings", "day"})
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
        if name in ("customer", "lots", "charges", "passes", "offers", "prices", "terms", "customers"):
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
        if name == "refund":
            _refund(view)


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
