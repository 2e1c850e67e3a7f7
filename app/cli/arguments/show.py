"""What `show` shows, and the options of each view."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.arrivals import arrivals_options, review_options
from app.cli.arguments.parts import Commands, command, day, json_option, month, out_option, whole_number
from app.cli.arguments.privacy import backups_option
from app.core.audit import Doing
from app.core.credit.buckets import Basis
from app.core.report import ReportName
from app.i18n.catalog import _
from app.i18n.mark import N_

SHOWS = {
    "customers": N_("the customers, or those found by a part of name, pinyin, number, phone, plate or tag"),
    "customer": N_("one customer's file; with --all its attachments and all that happened"),
    "balances": N_("what is held for and owed by every open customer"),
    "card": N_("a customer at the counter: balance, what to know, the last entries"),
    "credit": N_("what a customer may owe, what stands in the way of more, and how their limits came to be"),
    "agreements": N_("what was agreed on with a customer on how they pay"),
    "interest": N_("what late interest and fees could be charged, and what was charged to a customer"),
    "incentives": N_("what a customer saves by paying early, and rewards for paying on time"),
    "rates": N_("the tables of rates that late interest goes by, with the shop's own rows"),
    "refund": N_("what goes back of a customer's prepaid money when they leave, by law and reason"),
    "lots": N_("a customer's prepaid money, lot by lot"),
    "charges": N_("what a customer owes, charge by charge"),
    "passes": N_("a customer's session and period passes"),
    "ledger": N_("a customer's entries with running balances"),
    "ageing": N_("what is owed by how long it is overdue"),
    "rating": N_("how a customer pays, why, what counts, and the reviews there were"),
    "reviews": N_("whose accounts are to be looked through, the longest waiting first"),
    "report": N_("the shop by month: prepaid held, owed, earned, tenders, discounts, breakage or bad debts"),
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
    "plans": N_("a customer's payment plans, or everybody's that run"),
    "guarantees": N_("who answers for a customer's debts, and what came of it"),
    "cases": N_("claims handed to a lawyer or a court, a customer's or everybody's that go on"),
    "limitation": N_("how long charges can be claimed, a customer's or everybody's whose time is short"),
    "write-offs": N_("bad debts, what was recovered of them, and what the shop's rule proposes to give up"),
    "staff": N_("who belongs to the staff, and what each may do"),
    "audit": N_("who did what that is worth a second look: reversals, refunds, bonus, prices, limits and more"),
    "digests": N_("the daily digests with their codes, held against the book"),
    "imports": N_("the files that were taken in: who, when, what came of each"),
    "exports": N_("when data went out of the book"),
    "layouts": N_("the layouts of vouchers for accountants' programs, and where they are known from"),
    "facts": N_("the hash of what happened in the shop, the same in a book made of an exported one"),
    "erasures": N_("who was erased, and which backups still have them"),
    "bills": N_("the bills of payments that were read"),
    "arrivals": N_("what was recorded but never arrived, and what arrived but was never recorded"),
    "payers": N_("whose money is known by account or name"),
    "prepaid-reviews": N_("the reviews of prepaid accounts, or one of them with its accounts"),
    "duplicates": N_("files that may be of the same customer: same phone, same number but for zeros or case"),
}
"""What `show` shows, and the sentence that explains it."""

OF_ONE_CUSTOMER = frozenset(
    {
        *("customer", "card", "credit", "agreements", "refund", "lots", "charges", "passes", "ledger", "contacts"),
        *("guarantees", "rating"),
    }
)

WITH_ALL = frozenset(
    {
        *("customer", "lots", "charges", "passes", "offers", "prices", "terms", "customers", "disputes"),
        *("texts", "reminders"),
    }
)
"""Views that leave something out unless it is asked for."""

WITHOUT_DATE = frozenset(
    {
        *("customers", "customer", "card", "refund", "ledger", "duplicates", "settings", "pictures", "day", "rates"),
        *("statements", "replies", "disputes", "texts", "contacts", "guarantees", "report"),
        *("bills", "arrivals", "payers", "prepaid-reviews"),
        *("audit", "digests", "exports", "imports", "erasures", "layouts", "facts"),
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
        if name in ("ledger", "trial-balance", "report"):
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


def _audit(view: argparse.ArgumentParser) -> None:
    view.add_argument("--from", dest="from_", type=day, metavar="D", help=_("the first day"))
    view.add_argument("--to", type=day, metavar="D", help=_("the last day"))
    kind = _("only what is of this kind, one of: {words}; may be repeated").format(words=", ".join(Doing))
    view.add_argument("--what", action="append", choices=tuple(Doing), metavar="KIND", help=kind)
    view.add_argument("--staff", metavar="NAME", help=_("only what this member of the staff did"))
    view.add_argument("--customer", metavar="NO", help=_("only what is about this customer"))
    view.add_argument("--least", metavar="AMOUNT", help=_("only from this amount on"))
    out_option(view, required=False)


def _erasures(view: argparse.ArgumentParser) -> None:
    backups_option(view)


def _ageing(view: argparse.ArgumentParser) -> None:
    bases = tuple(basis.value for basis in Basis)
    view.add_argument("--by", choices=bases, default="due", help=_("due: by the due date; document: by the sale's"))
    view.add_argument(
        "--buckets", type=_days, metavar="DAYS", help=_("the last day of each column, such as 30,60,90; else as set")
    )
    _pdf(view)


def _report(view: argparse.ArgumentParser) -> None:
    names = tuple(name.value for name in ReportName)
    view.add_argument("name", choices=names, metavar="NAME", help=_("one of: {words}").format(words=", ".join(names)))
    _pdf(view)


def _pdf(view: argparse.ArgumentParser) -> None:
    pdf = view.add_argument("--pdf", type=Path, metavar="F", help=_("write it as PDF into this file, too"))
    pdf.complete = shtab.FILE  # type: ignore[attr-defined]


def _days(text: str) -> tuple[int, ...]:
    """Read numbers of days with commas between them; whether they rise is for the service to judge."""
    return tuple(whole_number(part.strip()) for part in text.split(",")) if text.strip() else ()


MORE = {
    "arrivals": arrivals_options,
    "prepaid-reviews": review_options,
    "ageing": _ageing,
    "audit": _audit,
    "erasures": _erasures,
    "report": _report,
    "refund": _refund,
    "statements": _show_statements,
    "replies": _show_replies,
    "disputes": _of_whom,
    "interest": _of_whom,
    "incentives": _of_whom,
    "reminders": _of_whom,
    "promises": _of_whom,
    "plans": _of_whom,
    "cases": _of_whom,
    "limitation": _of_whom,
}
"""The options that only one view has."""
