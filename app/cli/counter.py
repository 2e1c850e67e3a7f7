"""`show` for one customer at the counter: the account card, and what would go back when they leave."""

import argparse
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from types import MappingProxyType

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.counter import AccountCard, CardLine, Notice
from app.core.kind_names import KINDS, WORDS
from app.core.ledger import PassLeft, PassLine
from app.core.refund import RULES, RefundLine, RefundProposal, RefundReason
from app.i18n.catalog import _
from app.i18n.mark import N_

NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "hold": N_("On hold"),
        "hold_all": N_("All sales on hold"),
        "overdue": N_("Overdue"),
        "disputed": N_("In dispute"),
        "expired": N_("Expired"),
        "expiring": N_("Expires soon"),
        "birthday": N_("Birthday"),
        "note": N_("Note"),
        "card_lost": N_("Card lost"),
        "merged": N_("Merged into"),
    }
)
"""What notices are about, in words."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "cooling_off": N_("thinks again within the days of cooling off"),
        "shop": N_("the shop cannot or does not deliver"),
        "customer": N_("the customer's own wish"),
        "mutual": N_("by agreement"),
    }
)
"""The reasons of a refund, in words."""


# ---- the account card -----------------------------------------------------------------------------------------------


def card(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show a customer's account card as of today."""
    found = app.counter.card(options.customer, lines=options.lines)
    if output.json:
        output.answer(_card(found, output))
        return
    output.table([_("Field"), _("Value")], _head(found, output))
    if found.notices:
        output.say("")
        output.table(
            [_("Notice"), _("Text"), _("Amount"), _("Date"), _("Visits")],
            [_notice_row(notice, output) for notice in found.notices],
            right=(2, 4),
        )
    output.say("")
    output.table(
        [_("Date"), _("Entry"), _("Kind"), _("Text"), _("Paid"), _("Principal"), _("Bonus"), _("Owed")],
        [_line_row(line, output) for line in found.lines],
        right=(4, 5, 6, 7),
    )


def _head(found: AccountCard, output: Output) -> list[list[str]]:
    balance = found.balance
    limit = _("no limit") if found.credit_limit is None else output.money(found.credit_limit)
    rows = [
        (_("No."), found.number),
        (_("Name"), found.name),
        (_("Kind"), _(WORDS.get(found.kind, found.kind))),
        (_("Phones"), _(", ").join(found.phones)),
        (_("Plates"), _(", ").join(found.plates)),
        (_("Tier"), found.tier),
        (_("Tags"), _(", ").join(found.tags)),
        (_("Principal"), output.money(balance.principal)),
        (_("Bonus"), output.money(balance.bonus)),
        (_("Passes"), _(", ").join(_pass_words(left) for left in balance.passes)),
        (_("Owed"), output.money(balance.owed)),
        (_("Overdue"), output.money(balance.overdue)),
        (_("In dispute"), output.money(found.disputed) if found.disputed else ""),
        (_("Credit limit"), limit),
    ]
    return [[name, value] for name, value in rows if value]


def _pass_words(left: PassLeft) -> str:
    if left.left is None:
        return _("{service} until {date}").format(service=left.service, date=iso(left.until) or "")
    return _("{service} × {n}").format(service=left.service, n=left.left)


def _notice_row(notice: Notice, output: Output) -> list[str]:
    amount = output.money(notice.amount) if notice.amount else ""
    units = str(notice.units) if notice.units else ""
    return [_(NOTICES[notice.kind]), notice.text or notice.service, amount, iso(notice.on) or "", units]


def _line_row(line: CardLine, output: Output) -> list[str]:
    kind = _(KINDS.get(line.kind, line.kind))
    if line.reversed_by is not None:
        kind = _("{kind} (reversed)").format(kind=kind)
    after = (line.principal_after, line.bonus_after, line.owed_after)
    paid = output.money(line.paid) if line.tenders else ""
    return [line.on.isoformat(), line.id, kind, line.text or line.service, paid, *map(output.money, after)]


def _card(found: AccountCard, output: Output) -> dict[str, object]:
    balance = found.balance
    return {
        "customer": found.number,
        "name": found.name,
        "kind": found.kind,
        "closed": found.closed,
        "merged_into": found.merged_into or None,
        "phones": list(found.phones),
        "plates": list(found.plates),
        "tier": found.tier,
        "tags": list(found.tags),
        "language": found.language,
        "hold": found.hold,
        "hold_all": found.hold_all,
        "credit_limit": None if found.credit_limit is None else output.major(found.credit_limit),
        "terms_days": found.terms_days,
        "has_pin": found.has_pin,
        "principal": output.major(balance.principal),
        "bonus": output.major(balance.bonus),
        "expired": output.major(balance.expired),
        "owed": output.major(balance.owed),
        "overdue": output.major(balance.overdue),
        "lots": [
            {
                "lot": lot.lot,
                "on": iso(lot.on),
                "principal": output.major(lot.principal),
                "bonus": output.major(lot.bonus),
                "expires_on": iso(lot.expires_on),
            }
            for lot in found.lots
        ],
        "passes": [_pass(each, output) for each in found.passes],
        "charges": [
            {
                "charge": charge.charge,
                "on": iso(charge.on),
                "due_on": iso(charge.due_on),
                "amount": output.major(charge.amount),
                "open": output.major(charge.open),
                **({"disputed": output.major(charge.disputed)} if charge.disputed else {}),
            }
            for charge in found.charges
        ],
        "notices": [_plain(notice, output, {"amount"}) for notice in found.notices],
        "lines": [_plain(line, output, _LINE_MONEY) for line in found.lines],
    }


def _pass(each: PassLine, output: Output) -> dict[str, object]:
    return {
        "lot": each.lot,
        "service": each.service,
        "on": iso(each.on),
        "left": each.left,
        "value": output.major(each.value),
        "starts_on": iso(each.starts_on),
        "days": each.days,
        "expires_on": iso(each.expires_on),
    }


_LINE_MONEY = {"paid", "principal", "bonus", "owed", "principal_after", "bonus_after", "owed_after"}
_REFUND_MONEY = {"paid", "bonus", "used_charged", "used_list", "delivered", "refundable", "left"}


def _plain(value: Notice | CardLine | RefundLine, output: Output, money: set[str]) -> dict[str, object]:
    """Return the fields of a value as JSON has them; those named are money."""
    answer: dict[str, object] = {}
    for each in fields(value):
        part = getattr(value, each.name)
        if each.name in money:
            answer[each.name] = output.major(part)
        elif isinstance(part, date):
            answer[each.name] = part.isoformat()
        else:
            answer[each.name] = list(part) if isinstance(part, tuple) else part
    return answer


# ---- refunds --------------------------------------------------------------------------------------------------------


def refund(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show what would go back of a customer's lots and passes, and by which rule; nothing is recorded."""
    on = options.on or app.today()
    reason = RefundReason(options.reason)
    found = app.refunds.propose(options.customer, reason, on, options.lot or (), experienced=options.experienced)
    if output.json:
        output.answer(_refund(found, output))
        return
    output.table(
        [_("Lot"), _("Date"), _("Paid"), _("Bonus"), _("Used"), _("At list price"), _("Delivered"), _("To pay back")],
        [
            [
                line.lot,
                line.on.isoformat(),
                *map(output.money, (line.paid, line.bonus, line.used_charged, line.used_list)),
                *map(output.money, (line.delivered, line.refundable)),
            ]
            for line in found.lines
        ],
        right=(2, 3, 4, 5, 6, 7),
    )
    for rule in dict.fromkeys(line.rule for line in found.lines):
        output.say(f"  {_(RULES[rule])}")
    output.say("")
    totals = {reason: found.total, **found.other}
    output.table(
        [_("Reason"), _("To pay back")],
        [[_(REASONS[each]), output.money(totals[each])] for each in RefundReason],
        right=(1,),
    )
    if found.source:
        output.say(_("By {source}. A proposal: better terms of the shop's own come first.").format(source=found.source))


def _refund(found: RefundProposal, output: Output) -> dict[str, object]:
    return {
        "customer": found.customer,
        "on": found.on.isoformat(),
        "reason": found.reason.value,
        "lines": [_plain(line, output, _REFUND_MONEY) for line in found.lines],
        "total": output.major(found.total),
        "kept": output.major(found.kept),
        "beyond": output.major(found.beyond),
        "other": {reason.value: output.major(total) for reason, total in found.other.items()},
        "used_before": found.used_before,
        "source": found.source,
    }
