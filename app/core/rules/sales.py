"""Selling: goods and services, session and period passes, and the use of passes."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.core.account import Account
from app.core.items import ItemKind
from app.core.journal import (
    BONUS,
    BONUS_GRANTED,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    SALES,
    Draft,
    Leg,
    tender_account,
)
from app.core.lots import draw, spendable, visits_worth
from app.core.money import Money
from app.core.owing.terms import Instalment
from app.core.requests import Part, PassSale, PassUse, Sale, Tender
from app.core.rules import on_account
from app.core.rules.on_account import ACCOUNT, PREPAID
from app.core.rules.prepaid import check_expiry
from app.errors import refuse
from app.i18n.mark import N_

DEFAULT_PAY = (Part(PREPAID), Part(ACCOUNT))


def sale(request: Sale, account: Account, draft: Draft) -> None:
    """Sell something, paid by parts: prepaid money in the order of use, tenders, and charges on account."""
    if request.list_amount is not None:
        draft.facts["list_amount"] = request.list_amount
    draft.facts["amount"] = request.amount
    pay(request, request.amount, account, draft, Leg(SALES), parts=request.pay)


def pass_sale(request: PassSale, account: Account, draft: Draft) -> None:
    """Sell a session pass (`count` visits) or a period pass (`days` from `starts_on`)."""
    if (request.count is None) == (request.days is None):
        refuse("count", N_("count: a pass has either a count of visits or a number of days."))
    if request.count is not None:
        if request.starts_on is not None:
            refuse("starts_on", N_("starts_on belongs to a pass by days."))
        check_expiry(request.expires_on, request.on)
        starts_on, expires_on = None, request.expires_on
    else:
        if request.expires_on is not None:
            refuse("expires_on", N_("expires_on: the days of a pass say when it ends; leave it out."))
        starts_on = request.starts_on or request.on
        expires_on = starts_on + timedelta(days=(request.days or 1) - 1)
        check_expiry(expires_on, request.on)
    parts = parts_of(request)
    ticket = draft.make(
        ItemKind.PASS if request.count is not None else ItemKind.PERIOD,
        service=request.service,
        count=request.count,
        days=request.days,
        starts_on=starts_on,
        expires_on=expires_on,
        list_price=request.list_price,
        priority=request.priority,
        price=0,
    )
    money = pay(request, request.paid, account, draft, Leg(PASS, ticket.id), units=request.count or 1, parts=parts)
    draft.reprice(ticket, money)


def parts_of(request: Sale | PassSale) -> tuple[Part, ...] | None:
    """Return the parts by which a sale is paid, as far as it names them; a tender pays all of a pass."""
    if isinstance(request, Sale) or request.tender is None:
        return request.pay
    if request.pay is not None:
        refuse("pay", N_("pay: give either a tender or the parts of the payment, not both."))
    return (Part(request.tender.value, request.paid),)


def pay(
    request: Sale | PassSale,
    amount: int,
    account: Account,
    draft: Draft,
    credit: Leg,
    *,
    units: int = 0,
    parts: Sequence[Part] | None = None,
) -> int:
    """Post the parts of a payment into `credit`; return the money that reached it (bonus used is no money).

    `units` of a pass go with the first pair.
    """
    lots = account.in_order_of_use(ItemKind.LOT)
    shares = shares_of(parts, amount, account)
    drawn = draw(lots, sum(share for part, share in shares if part.with_ == PREPAID), "pay")
    on_account.check(request, account, on_account.judge(account, amount, shares), draft)
    debits = [(Leg(PRINCIPAL, d.position.item.id), d.principal) for d in drawn]
    debits += [
        (Leg(tender_account(Tender(part.with_))), share)
        for part, share in shares
        if part.with_ not in (PREPAID, ACCOUNT)
    ]
    debits += [
        pair
        for part, share in shares
        if part.with_ == ACCOUNT and share
        for pair in _charges(part, share, account, draft)
    ]
    debits = [(leg, share) for leg, share in debits if share]
    for index, (leg, share) in enumerate(debits or [(Leg(SALES), 0)]):
        draft.move(leg, credit, share, credit_units=units if index == 0 else 0)
    for d in drawn:
        draft.move(Leg(BONUS, d.position.item.id), Leg(BONUS_GRANTED), d.bonus)
    return sum(share for _, share in debits)


def shares_of(parts: Sequence[Part] | None, amount: int, account: Account) -> list[tuple[Part, int]]:
    """Say how much each part of a payment pays, None standing for prepaid first and then the account."""
    return _shares(amount, parts or DEFAULT_PAY, spendable(account.in_order_of_use(ItemKind.LOT)))


def _shares(amount: int, parts: Sequence[Part], available: int) -> list[tuple[Part, int]]:
    """Say how much each part pays: fixed amounts first, the others in order as far as they can."""
    fixed = [_fixed_amount(part) for part in parts]
    left = amount - sum(share or 0 for share in fixed)
    if left < 0:
        refuse(
            "pay",
            N_("pay: the parts come to {sum}, more than the {amount} to pay."),
            sum=Money(amount - left),
            amount=Money(amount),
        )
    prepaid = available - sum(share or 0 for part, share in zip(parts, fixed, strict=True) if part.with_ == PREPAID)
    shares: list[tuple[Part, int]] = []
    for part, share in zip(parts, fixed, strict=True):
        if share is not None:
            shares.append((part, share))
            continue
        reach = min(left, max(prepaid, 0)) if part.with_ == PREPAID else left
        left -= reach
        prepaid -= reach if part.with_ == PREPAID else 0
        shares.append((part, reach))
    if left:
        refuse(
            "pay",
            N_("pay: the parts leave {left} of {amount} unpaid."),
            left=Money(left),
            amount=Money(amount),
        )
    return shares


def _fixed_amount(part: Part) -> int | None:
    """Return the amount a part names itself; instalments must come to it."""
    if part.with_ != ACCOUNT and (part.due_on is not None or part.instalments):
        refuse("pay", N_("pay: a due date or instalments belong to the part on account."))
    if part.terms is not None and (part.with_ != ACCOUNT or part.due_on is not None or part.instalments):
        refuse("pay", N_("pay: terms belong to the part on account, and to one without a due date or instalments."))
    if not part.instalments:
        return part.amount
    if part.due_on is not None:
        refuse("pay", N_("pay: give either a due date or instalments, not both."))
    total = sum(instalment.amount for instalment in part.instalments)
    if part.amount is not None and part.amount != total:
        refuse(
            "pay",
            N_("pay: the instalments come to {sum}, not to {amount}."),
            sum=Money(total),
            amount=Money(part.amount),
        )
    return total


def _charges(part: Part, share: int, account: Account, draft: Draft) -> list[tuple[Leg, int]]:
    """Make the charges of a share on account; the terms that gave them are noted where they say more than due dates."""
    instalments, terms = on_account.instalments(part, share, account)
    pairs = [(_charge(each, account.on, draft), each.amount) for each in instalments]
    if terms is not None and on_account.says_more(terms):
        on_account.note_terms(terms, [leg.item for leg, _ in pairs if leg.item is not None], draft)
    return pairs


def _charge(instalment: Instalment, on: date, draft: Draft) -> Leg:
    if instalment.due_on < on:
        refuse("due_on", N_("due_on: {date} lies before the sale on {on}."), date=instalment.due_on, on=on)
    charge = draft.make(ItemKind.CHARGE, due_on=instalment.due_on, price=instalment.amount)
    return Leg(RECEIVABLE, charge.id)


def pass_use(request: PassUse, account: Account, draft: Draft) -> None:
    """Take visits from the passes for a service, in the order of use; a period pass takes any number for nothing."""
    passes = [p for p in account.in_order_of_use(ItemKind.PASS, ItemKind.PERIOD) if p.item.service == request.service]
    left = request.count
    for position in passes:
        if left == 0:
            break
        ticket = Leg(PASS, position.item.id)
        if position.item.kind is ItemKind.PERIOD:
            draft.move(ticket, ticket, 0, debit_units=left, credit_units=left)
            left = 0
        else:
            count = min(left, position.free.units)
            draft.move(ticket, Leg(SALES), visits_worth(position, count), debit_units=count)
            left -= count
    if not passes:
        refuse(
            "service",
            N_("service: customer {customer} has no pass for “{service}” on that date."),
            customer=request.customer,
            service=request.service,
        )
    if left:
        refuse(
            "count",
            N_("count: {count} is more than is there; {left} of “{service}” are left."),
            count=request.count,
            left=request.count - left,
            service=request.service,
        )
    draft.facts["count"] = request.count
    draft.facts["service"] = request.service
