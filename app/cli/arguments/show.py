"""What `show` shows, and the options of each view."""

import argparse

from app.cli.arguments.parts import Commands, command, day, json_option, month, whole_number
from app.i18n.catalog import _
from app.i18n.mark import N_

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
    "texts": N_("what reminders say, the shop's own texts and the program's; with --all in full"),
    "day": N_("what a day came to, what should be in the cash drawer, and the day's ends"),
    "statements": N_("the statements issued, and what came back of each"),
    "replies": N_("everything that came back of a statement; what was recorded last counts"),
    "disputes": N_("the charges customers dispute; with --all what has ended, too"),
    "reminders": N_("what the reminder queue has for today; with --all what waits for long, too"),
    "promises": N_("what customers promised to pay, and what became of it"),
    "contacts": N_("every contact with a customer, and what is agreed with them"),
    "duplicates": N_("files that may be of the same customer: same phone, same number but for zeros or case"),
}
"""What `show` shows, and the sentence that explains it."""

OF_ONE_CUSTOMER = frozenset({"customer", "card", "refund", "lots", "charges", "passes", "ledger", "contacts"})

WITH_ALL = frozenset(
    {
        *("customer", "lots", "charges", "passes", "offers", "prices", "terms", "customers", "disputes"),
        *("texts", "reminders"),
    }
)
"""Views that leave something out unless it is asked for."""

WITHOUT_DATE = frozenset(
    {
        *("customers", "customer", "card", "refund", "ledger", "duplicates", "settings", "pictures", "day"),
        *("statements", "replies", "disputes", "texts", "contacts"),
    }
)
"""Views that are not as of a date, or have a date of their own."""

REFUND_REASONS = ("cooling_off", "shop", "customer", "mutual")


def add_show(commands: Commands) -> None:
    """Add `show` with its views."""
    parser = command(commands, "show", _("show balances, lots, charges, ledgers, ageing and more"))
    views = parser.add_subparsers(dest="view", metavar=_("VIEW"), required=True, title=_("views"))
    for name, summary in SHOWS.items():
        view = views.add_parser(name, help=_(summary), description=_(summary))
        json_option(view)
        if name in OF_ONE_CUSTOMER:
            view.add_argument("customer", metavar="NO", help=_("the customer's number"))
        if name == "day":
            view.add_argument("day", type=day, metavar="D", help=_("the day of business"))
        if name == "customers":
            view.add_argument("--find", metavar="T", help=_("what to look for"))
        if name in WITH_ALL:
            view.add_argument("--all", action="store_true", help=_("what is used up, paid or closed, too"))
        if name not in WITHOUT_DATE:
            view.add_argument("--as-of", type=day, metavar="D", help=_("as of a date; without it, today"))
        if name in ("ledger", "trial-balance"):
            view.add_argument("--from", dest="from_", type=day, metavar="D", help=_("the first day"))
            view.add_argument("--to", type=day, metavar="D", help=_("the last day"))
        if name == "card":
            view.add_argument(
                "--lines", type=whole_number, default=60, metavar="N", help=_("how many entries at most (default 60)")
            )
        if name in MORE:
            MORE[name](view)


def _refund(view: argparse.ArgumentParser) -> None:
    view.add_argument("--on", type=day, metavar="D", help=_("the day of the refund; without it, today"))
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
    view.add_argument("--period", type=month, metavar="M", help=_("the month, such as 2026-10"))


def _show_replies(view: argparse.ArgumentParser) -> None:
    view.add_argument("statement", metavar="NO", help=_("the statement's number, or the code on its slip"))


def _of_whom(view: argparse.ArgumentParser) -> None:
    view.add_argument("customer", nargs="?", metavar="NO", help=_("the customer's number"))


MORE = {
    "refund": _refund,
    "statements": _show_statements,
    "replies": _show_replies,
    "disputes": _of_whom,
    "reminders": _of_whom,
    "promises": _of_whom,
}
"""The options that only one view has."""
