"""What may be typed about bills of payments, matching them, and reviews of prepaid accounts."""

import argparse
from pathlib import Path

import shtab

from app.cli.arguments.parts import Commands, command, day, out_option, whole_number
from app.core.review_requests import Point, Verdict
from app.i18n.catalog import LANGUAGES, _


def _whole(text: str) -> int:
    return whole_number(text)


def add_arrivals(commands: Commands) -> None:
    """Add the commands."""
    parser = command(
        commands,
        "bill",
        _("read a bill of WeChat Pay, Alipay or a bank"),
        _(
            "Read a bill: WeChat Pay and Alipay (merchant and personal), a bank's table (CSV, XLS, XLSX), OFX, MT940, "
            "CAMT.053. It changes no account; its payments are held against what was recorded. The same bill again "
            "adds nothing. Where a bank's table does not say which column is what, its header and a guess are printed: "
            "mend the guess and give it by --layout; it is remembered. A table that was read by wrong columns is read "
            "anew that way, as long as nothing was made of its payments. Of an archive each bill is read."
        ),
    )
    file = parser.add_argument("file", type=Path, metavar="FILE", help=_("the bill"))
    file.complete = shtab.FILE  # type: ignore[attr-defined]
    parser.add_argument("--layout", metavar="JSON", help=_("which column of a bank's table is what"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what stands in it"))
    _match(commands)
    _review(commands)


def _match(commands: Commands) -> None:
    parser = command(
        commands,
        "match",
        _("say what incoming payments prove or pay, and make them out"),
        _(
            "Propose what each payment of a bill proves or pays, with a confidence from 0 to 100 and a reason; "
            "--accept carries out those at least that sure. Or do one thing to one payment."
        ),
    )
    days_options(parser)
    parser.add_argument("--accept", type=whole_number, metavar="N", help=_("carry out proposals at least this sure"))
    record = _("with --accept: also record payments and top-ups nobody had recorded")
    parser.add_argument("--record", action="store_true", help=record)
    payouts = _("put aside what WeChat Pay and Alipay paid out to the bank, as far as that is told for certain")
    parser.add_argument("--payouts", action="store_true", help=payouts)
    acts = parser.add_subparsers(dest="act", metavar=_("WHAT"), title=_("what is done"))
    tie = command(acts, "tie", _("a payment proves an entry"))
    tie.add_argument("payment", type=_whole, metavar="N", help=_("the payment's number"))
    tie.add_argument("entry", type=_whole, metavar="E", help=_("the entry's number"))
    pay = command(acts, "pay", _("record a payment of a customer by it"))
    ahead = command(acts, "top-up", _("record a top-up of a customer by it"))
    for each in (pay, ahead):
        each.add_argument("payment", type=_whole, metavar="N", help=_("the payment's number"))
        each.add_argument("customer", metavar="NO", help=_("the customer's number"))
    pay.add_argument("--against", action="append", metavar="CHARGE", help=_("a charge it is for; may be repeated"))
    for each in (tie, pay, ahead):
        each.add_argument("--remember", action="store_true", help=_("know the payer as this customer from now on"))
    aside = command(acts, "ignore", _("put a payment aside that is none of a customer"))
    aside.add_argument("payment", type=_whole, metavar="N", help=_("the payment's number"))
    explain = command(acts, "explain", _("say why the money of an entry stands in no bill"))
    explain.add_argument("entry", type=_whole, metavar="E", help=_("the entry's number"))
    undo = command(acts, "undo", _("undo what was made of a payment"))
    undo.add_argument("step", metavar="STEP", help=_("the name of the step, or its beginning (6 characters or more)"))
    for each in (aside, explain, undo):
        each.add_argument("--reason", required=True, metavar="R", help=_("why"))
    forget = command(acts, "forget", _("no longer know a payer as somebody"))
    forget.add_argument("payer", type=_whole, metavar="N", help=_("the payer's number"))
    for each in (tie, pay, ahead, aside, explain, undo, forget):
        id_option(each)


def _review(commands: Commands) -> None:
    parser = command(
        commands,
        "prepaid-review",
        _("look through prepaid accounts: all of them or a sample"),
        _("Look through prepaid accounts: amounts, arrivals, terms, expiry, charges; the book says what it can."),
    )
    acts = parser.add_subparsers(dest="act", metavar=_("WHAT"), required=True, title=_("what is done"))
    start = command(acts, "start", _("begin a round"))
    start.add_argument("--on", type=day, metavar="D", help=_("as of a date; without it, today"))
    start.add_argument("--sample", type=whole_number, metavar="N", help=_("draw so many; without it, all"))
    start.add_argument("--seed", metavar="S", help=_("by what the sample is drawn; the same one draws the same"))
    note = command(acts, "note", _("note what was found of a point of an account"))
    note.add_argument("review", metavar="ID", help=_("the name of the round, or its beginning (6 characters or more)"))
    note.add_argument("customer", metavar="NO", help=_("the customer's number"))
    note.add_argument("point", choices=[each.value for each in Point], help=_("what was looked at"))
    note.add_argument("verdict", choices=[each.value for each in Verdict], help=_("what it came to"))
    note.add_argument("--text", metavar="T", help=_("what was found"))
    note.add_argument("--follow-on", type=day, metavar="D", help=_("the day to be reminded of it"))
    for each in (start, note):
        id_option(each)


def id_option(parser: argparse.ArgumentParser) -> None:
    """Add `--id`."""
    parser.add_argument("--id", metavar="ID", help=_("the id of this request, by which it is done only once"))


def days_options(parser: argparse.ArgumentParser) -> None:
    """Add the first and the last day."""
    parser.add_argument("--from", dest="from_", type=day, metavar="D", help=_("the first day"))
    parser.add_argument("--to", type=day, metavar="D", help=_("the last day"))


def arrivals_options(parser: argparse.ArgumentParser) -> None:
    """Add what `show arrivals` takes."""
    days_options(parser)
    settled = parser.add_mutually_exclusive_group()
    settled.add_argument("--settled", action="store_true", help=_("what was made of payments, with the names of steps"))
    out = _("what at the bank is a payout of WeChat Pay or Alipay")
    settled.add_argument("--payouts", action="store_true", help=out)
    _file_options(parser)


def review_options(parser: argparse.ArgumentParser) -> None:
    """Add what `show prepaid-reviews` takes."""
    parser.add_argument("review", nargs="?", metavar="ID", help=_("one round with its accounts"))
    _file_options(parser)


def _file_options(parser: argparse.ArgumentParser) -> None:
    out_option(parser, required=False)
    parser.add_argument("--language", choices=LANGUAGES, help=_("the language of the file"))
