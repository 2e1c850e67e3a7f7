"""`show`: one function a view, each asking one service and printing its answer as JSON or as a table."""

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.bootstrap import App
from app.cli import (
    agreements,
    arrivals,
    audit,
    bills,
    claims,
    counter,
    drawer,
    exports,
    files,
    intake,
    owing,
    prepaid_reviews,
    privacy,
    reminders,
    replies,
    shop,
    staff,
    standing,
    terms,
    texts,
)
from app.cli.output import Output
from app.cli.text import iso, iso_cell
from app.core.kind_names import ACCOUNTS, KINDS
from app.core.ledger import PassLeft
from app.i18n.catalog import _

DONE = 0


def show(options: argparse.Namespace, app: App, output: Output) -> int:
    """Show what was asked for."""
    VIEWS[options.view](options, app, output)
    return DONE


def _pass(left: PassLeft) -> dict[str, object]:
    answer: dict[str, object] = {"service": left.service, "left": left.left}
    if left.left is None:
        answer["until"] = iso(left.until)
    if left.expired:
        answer["expired"] = left.expired
    return answer


def _pass_cell(left: PassLeft) -> str:
    if left.left is None:
        return _("{service} until {date}").format(service=left.service, date=iso_cell(left.until))
    return _("{service} × {n}").format(service=left.service, n=left.left)


def _balances(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.views.balances(options.as_of)
    if output.json:
        output.answer(
            [
                {
                    "customer": b.customer,
                    "principal": output.major(b.principal),
                    "bonus": output.major(b.bonus),
                    "expired": output.major(b.expired),
                    "passes": [_pass(left) for left in b.passes],
                    "owed": output.major(b.owed),
                    "overdue": output.major(b.overdue),
                }
                for b in found
            ]
        )
        return
    output.table(
        [_("No."), _("Name"), _("Principal"), _("Bonus"), _("Expired"), _("Owed"), _("Overdue"), _("Passes")],
        [
            [
                b.customer,
                b.name,
                *(output.money(amount) for amount in (b.principal, b.bonus, b.expired, b.owed, b.overdue)),
                _(", ").join(_pass_cell(left) for left in b.passes),
            ]
            for b in found
        ],
        right=(2, 3, 4, 5, 6),
    )


def _lots(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.views.lots(options.customer, options.as_of, settled=options.all)
    if output.json:
        output.answer(
            [
                {
                    "lot": lot.lot,
                    "on": iso(lot.on),
                    "principal": output.major(lot.principal),
                    "bonus": output.major(lot.bonus),
                    "expires_on": iso(lot.expires_on),
                }
                for lot in found
            ]
        )
        return
    output.table(
        [_("Lot"), _("Date"), _("Principal"), _("Bonus"), _("Expires")],
        [
            [lot.lot, iso_cell(lot.on), output.money(lot.principal), output.money(lot.bonus), iso_cell(lot.expires_on)]
            for lot in found
        ],
        right=(2, 3),
    )


def _charges(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.views.charges(options.customer, options.as_of, settled=options.all)
    if output.json:
        output.answer(
            [
                {
                    "charge": c.charge,
                    "on": iso(c.on),
                    "due_on": iso(c.due_on),
                    "amount": output.major(c.amount),
                    "open": output.major(c.open),
                    **({"part": c.part, "of": c.of} if c.part else {}),
                    **({"disputed": output.major(c.disputed)} if c.disputed else {}),
                }
                for c in found
            ]
        )
        return
    output.table(
        [_("Charge"), _("Date"), _("Due"), _("Amount"), _("Open"), _("In dispute"), _("Belongs to")],
        [
            [
                *(c.charge, iso_cell(c.on), iso_cell(c.due_on), output.money(c.amount), output.money(c.open)),
                output.money(c.disputed) if c.disputed else "",
                agreements.part_words(c),
            ]
            for c in found
        ],
        right=(3, 4, 5),
    )


def _passes(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.views.passes(options.customer, options.as_of, settled=options.all)
    if output.json:
        output.answer(
            [
                {
                    "lot": p.lot,
                    "service": p.service,
                    "on": iso(p.on),
                    "left": p.left,
                    "value": output.major(p.value),
                    "starts_on": iso(p.starts_on),
                    "days": p.days,
                    "expires_on": iso(p.expires_on),
                }
                for p in found
            ]
        )
        return
    output.table(
        [_("Pass"), _("Service"), _("Date"), _("Left"), _("Money left"), _("Expires")],
        [
            [
                p.lot,
                p.service,
                iso_cell(p.on),
                _("any") if p.left is None else str(p.left),
                output.money(p.value),
                iso_cell(p.expires_on),
            ]
            for p in found
        ],
        right=(3, 4),
    )


def _ledger(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.views.ledger(options.customer, options.from_, options.to)
    if output.json:
        output.answer(
            [
                {
                    "entry": line.entry,
                    "id": line.id,
                    "on": iso(line.on),
                    "kind": line.kind,
                    "text": line.text,
                    "principal": output.major(line.principal),
                    "bonus": output.major(line.bonus),
                    "owed": output.major(line.owed),
                    "principal_after": output.major(line.principal_after),
                    "bonus_after": output.major(line.bonus_after),
                    "owed_after": output.major(line.owed_after),
                }
                for line in found
            ]
        )
        return
    output.table(
        [_("Date"), _("Entry"), _("Kind"), _("Text"), _("Principal"), _("Bonus"), _("Owed")],
        [
            [
                iso_cell(line.on),
                line.id,
                _(KINDS.get(line.kind, line.kind)),
                line.text,
                output.money(line.principal_after),
                output.money(line.bonus_after),
                output.money(line.owed_after),
            ]
            for line in found
        ],
        right=(4, 5, 6),
    )


def _trial_balance(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.views.trial_balance(options.to or options.as_of, from_=options.from_)
    if output.json:
        output.answer(
            [
                {"account": line.account, "debit": output.major(line.debit), "credit": output.major(line.credit)}
                for line in found
            ]
        )
        return
    total = [_("Total"), output.money(sum(x.debit for x in found)), output.money(sum(x.credit for x in found))]
    output.table(
        [_("Account"), _("Debit"), _("Credit")],
        [*([_(ACCOUNTS[x.account]), output.money(x.debit), output.money(x.credit)] for x in found), total],
        right=(1, 2),
    )


VIEWS: Mapping[str, Callable[[argparse.Namespace, App, Output], None]] = MappingProxyType(
    {
        "customers": files.customers,
        "customer": files.customer,
        "duplicates": files.duplicates,
        "offers": files.offers,
        "staff": staff.show_staff,
        "audit": audit.audit,
        "digests": audit.digests,
        "exports": audit.exports,
        "imports": intake.imports,
        "layouts": exports.layouts,
        "facts": exports.facts,
        "erasures": privacy.erasures,
        "bills": bills.bills,
        "arrivals": arrivals.arrivals,
        "payers": arrivals.payers,
        "prepaid-reviews": prepaid_reviews.prepaid_reviews,
        "prices": shop.prices,
        "settings": shop.settings,
        "pictures": shop.pictures,
        "terms": terms.terms,
        "texts": texts.texts,
        "day": drawer.day,
        "statements": replies.statements,
        "replies": replies.replies,
        "disputes": replies.disputes,
        "reminders": reminders.reminders,
        "promises": reminders.promises,
        "contacts": reminders.contacts,
        "plans": claims.plans,
        "guarantees": claims.guarantees,
        "cases": claims.cases,
        "limitation": claims.limitation,
        "write-offs": claims.write_offs,
        "balances": _balances,
        "card": counter.card,
        "credit": owing.credit,
        "agreements": agreements.agreements,
        "interest": agreements.interest,
        "incentives": agreements.incentives,
        "rates": agreements.rates,
        "refund": counter.refund,
        "lots": _lots,
        "charges": _charges,
        "passes": _passes,
        "ledger": _ledger,
        "ageing": standing.ageing,
        "rating": standing.rating,
        "reviews": standing.reviews,
        "report": standing.report,
        "trial-balance": _trial_balance,
    }
)
