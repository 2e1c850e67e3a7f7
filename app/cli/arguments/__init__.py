"""What may be typed: commands, options and their explanations, in the user's language."""

import argparse
from pathlib import Path

import shtab

from app import __version__
from app.cli.arguments.arrivals import add_arrivals
from app.cli.arguments.exports import add_exports
from app.cli.arguments.intake import add_intake
from app.cli.arguments.keeping import add_keeping, secret_option
from app.cli.arguments.papers import (
    add_calibration,
    add_envelopes,
    add_evidence,
    add_labels,
    add_plan_sheet,
    add_receipt,
    add_statement,
    add_statements,
)
from app.cli.arguments.parts import Commands, Parser, command, day, json_option, span, whole_number
from app.cli.arguments.privacy import add_privacy
from app.cli.arguments.show import add_show
from app.cli.arguments.staff import add_staff, staff_options
from app.i18n.catalog import LANGUAGES, _
from app.i18n.mark import N_

SHELLS = ("bash", "zsh", "tcsh")

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
    _common(parser)
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), required=True, title=_("commands"))
    _new(commands)
    _demo(commands)
    _apply(commands)
    add_show(commands)
    _verify(commands)
    add_keeping(commands)
    add_staff(commands)
    add_privacy(commands)
    add_arrivals(commands)
    add_exports(commands)
    add_intake(commands)
    add_receipt(commands)
    add_plan_sheet(commands)
    add_evidence(commands)
    add_statement(commands)
    add_statements(commands)
    _remind(commands)
    _mail(commands)
    add_envelopes(commands)
    add_labels(commands)
    add_calibration(commands)
    _completion(commands)
    _self_test(commands)
    return parser


def _common(parser: Parser) -> None:
    """Add what stands before every command."""
    parser.add_argument("--version", action="version", version=__version__, help=_("print the version and leave"))
    book = parser.add_argument(
        "--book", metavar="PATH", help=_("the book's file; without it, shop.cbook in your documents")
    )
    book.complete = shtab.FILE  # type: ignore[attr-defined]
    json_option(parser, default=False)
    secret_option(parser)
    staff_options(parser)
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language to speak; without it, the book's own"))


def _new(commands: Commands) -> None:
    parser = command(commands, "new", _("make a new, empty book"))
    parser.add_argument("--name", required=True, metavar="N", help=_("the shop's name"))
    parser.add_argument("--currency", required=True, metavar="CODE", help=_("the currency, such as CNY or USD"))
    parser.add_argument("--language", choices=LANGUAGES, help=_("the shop's language"))
    parser.add_argument("--pack", default="CN", metavar="PACK", help=_("the rules of law to go by: CN, HK, TW, INTL"))


def _demo(commands: Commands) -> None:
    parser = command(
        commands,
        "demo",
        _("make a demo shop with a year of business to play with"),
        _("Make a demo shop in a new file: a bilingual shop with a year of plausible business, the same each time."),
    )
    parser.add_argument(
        "--customers", type=whole_number, default=60, metavar="N", help=_("how many customers (default 60)")
    )
    parser.add_argument(
        "--entries", type=whole_number, default=1500, metavar="N", help=_("how many entries (default 1500)")
    )


def _apply(commands: Commands) -> None:
    parser = command(
        commands,
        "apply",
        _("record events from a file of JSON lines"),
        _(
            "Record events, one JSON object a line, and answer each line once it is safely stored.\n"
            "\n"
            "  {example}\n"
            "\n"
            "Verbs: customer, top_up, sale, pass_sale, pass_use, payment, settle, credit, refund, write_off,\n"
            "interest, opening, transfer, extend, reschedule, expire, reverse, merge, close_month,\n"
            "reopen_month, attach, remove_attachment, card, card_lost, hold, end_hold, agreement, end_agreement,\n"
            "offer, end_offer, settings, picture, price_item, price, end_price_item, terms, drawer_open, drawer_in,\n"
            "drawer_out, day_end, statement_reply, dispute, end_dispute, reminder_text, done, sent, skip, snooze,\n"
            "assign, resolve, contact, contact_step, promise, end_promise, pause, end_pause, note_on, end_note,\n"
            "review, override, end_override, plan, end_plan, proof, guarantee, guarantee_step, case, case_step,\n"
            "write_offs, consent.\n"
            "“id” names the request: sent twice, it is recorded once. The owner's PIN is not asked for here."
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


def _remind(commands: Commands) -> None:
    parser = command(
        commands,
        "remind",
        _("plan the reminder queue of a day"),
        _(
            "Plan the reminder queue of a day: what is overdue, due soon, expiring, promised. Planning twice changes "
            "nothing; nothing is sent. A day before the last one planned is refused."
        ),
    )
    parser.add_argument("--on", type=day, metavar="D", help=_("the day; without it, today"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would come into the queue"))
    right = _("the clock was ahead when a later day was planned, and is right now")
    parser.add_argument("--clock-is-right", action="store_true", help=right)


def _mail(commands: Commands) -> None:
    parser = command(
        commands,
        "mail",
        _("send statements and reminders by e-mail, and settle what is unclear"),
        _("Send by the mail account of the settings; its password is the one kept in this computer's keyring."),
    )
    acts = parser.add_subparsers(dest="what", metavar=_("WHAT"), required=True, title=_("what is done"))
    made = command(acts, "statements", _("mail statements with their PDF, each once"))
    made.add_argument("statements", nargs="*", metavar="NO", help=_("the statements' numbers"))
    made.add_argument("--period", type=span, metavar="M", help=_("all of a month or two days that go by e-mail"))
    made.add_argument("--again", action="store_true", help=_("those mailed before, too"))
    made = command(acts, "reminders", _("send what the reminder queue has for today; plan it first by “remind”"))
    by = _("by e-mail (the default), or by the service for messages")
    made.add_argument("--by", choices=("email", "service"), default="email", help=by)
    command(acts, "unclear", _("show what may have gone out or not"))
    made = command(acts, "settle", _("say whether the mail of a statement arrived"))
    made.add_argument("statement", metavar="NO", help=_("the statement's number"))
    known = made.add_mutually_exclusive_group(required=True)
    known.add_argument("--arrived", action="store_true", help=_("it arrived, and counts as mailed"))
    known.add_argument("--lost", dest="arrived", action="store_false", help=_("it did not, and can be mailed again"))


def _verify(commands: Commands) -> None:
    command(
        commands,
        "verify",
        _("prove that the book is whole"),
        _(
            "Prove that the book is whole: the chain of hashes, every sum, every balance, every file's digest. "
            "Exit code 1 when something is wrong."
        ),
    )


def _completion(commands: Commands) -> None:
    parser = command(
        commands,
        "completion",
        _("print the completion script of a shell"),
        _(
            "Print the completion script of a shell; for bash: counterbook completion bash > "
            "~/.local/share/bash-completion/completions/counterbook"
        ),
    )
    parser.add_argument("shell", choices=SHELLS, help=_("the shell"))


def _self_test(commands: Commands) -> None:
    parser = command(
        commands,
        "self-test",
        _("try whether the program works on this computer"),
        _(
            "Try whether the program works on this computer: it makes a book in a temporary folder, works with it and "
            "shows every page of the window, unseen. Your own book is not touched. Exit code 1 when something is wrong."
        ),
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help=_("write what was found into a file, as JSON"))
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=_("show the pages in this language only; without it, in each"),
    )
    parser.add_argument("--pictures", type=Path, metavar="DIR", help=_("keep a picture of every page in a folder"))
    parser.add_argument("--screen", action="store_true", help=_("show the pages on the screen"))
