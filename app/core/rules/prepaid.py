"""Money paid ahead: top-up, opening balance, transfer, extension, expiry."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.core.account import Account, usable
from app.core.items import Item, ItemKind, Position
from app.core.journal import (
    BONUS,
    BONUS_GRANTED,
    BREAKAGE,
    OPENING,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    SALES,
    Draft,
    Leg,
    NewTerms,
    tender_account,
)
from app.core.lots import Draw, draw
from app.core.named import Named
from app.core.requests import Expire, Extend, Opening, TopUp, Transfer
from app.errors import refuse
from app.i18n.mark import N_


def top_up(request: TopUp, _account: Account, draft: Draft) -> None:
    """Make a lot of what was paid and the bonus given on it; of a reward nothing is paid."""
    check_expiry(request.expires_on, request.on)
    if request.reward:
        if request.paid or not request.bonus:
            refuse("paid", N_("paid: a reward is bonus only; nothing is paid for it."))
        draft.facts["reward"] = request.reward
    lot = draft.make(
        ItemKind.LOT,
        expires_on=request.expires_on,
        order=request.order,
        priority=request.priority,
        price=request.paid,
    )
    draft.move(Leg(tender_account(request.tender)), Leg(PRINCIPAL, lot.id), request.paid)
    draft.move(Leg(BONUS_GRANTED), Leg(BONUS, lot.id), request.bonus)


def check_expiry(expires_on: date | None, on: date) -> None:
    """Refuse an expiry before the day the lot is made."""
    if expires_on is not None and expires_on < on:
        refuse("expires_on", N_("expires_on: {date} lies before {on}."), date=expires_on, on=on)


def opening(request: Opening, account: Account, draft: Draft) -> None:
    """Take over what was held and owed before the book began, against the account `opening`."""
    if not (request.principal or request.bonus or request.owed or request.passes):
        refuse("principal", N_("principal, bonus, owed or passes: an opening balance needs at least one of them."))
    check_expiry(request.expires_on, request.on)
    if request.principal or request.bonus:
        lot = draft.make(
            ItemKind.LOT,
            expires_on=request.expires_on,
            order=request.order,
            priority=request.priority,
            price=request.principal,
        )
        draft.move(Leg(OPENING), Leg(PRINCIPAL, lot.id), request.principal)
        draft.move(Leg(BONUS_GRANTED), Leg(BONUS, lot.id), request.bonus)
    for held in request.passes:
        check_expiry(held.expires_on, request.on)
        ticket = draft.make(
            ItemKind.PASS,
            service=held.service,
            count=held.count,
            list_price=held.list_price,
            expires_on=held.expires_on,
            price=held.value,
        )
        draft.move(Leg(OPENING), Leg(PASS, ticket.id), held.value, credit_units=held.count)
    if request.owed:
        due_on = request.due_on or request.on + timedelta(days=account.terms.terms_days)
        charge = draft.make(ItemKind.CHARGE, due_on=due_on, price=request.owed)
        draft.move(Leg(RECEIVABLE, charge.id), Leg(OPENING), request.owed)


def transfer(request: Transfer, giver: Account, receiver: Account, draft: Draft) -> None:
    """Move lots to another customer in the order of use, each part with its terms and the day it was first paid."""
    if giver.id == receiver.id:
        refuse("to", N_("to: {customer} is the same customer."), customer=request.to)
    money, passes = _transferred(request, giver)
    for part in money:
        lot = part.position.item
        new = draft.make(ItemKind.LOT, **carried(part.position, receiver), price=part.principal)
        draft.move(Leg(PRINCIPAL, lot.id), Leg(PRINCIPAL, new.id, receiver.id), part.principal)
        draft.move(Leg(BONUS, lot.id), Leg(BONUS, new.id, receiver.id), part.bonus)
    for position in passes:
        move_pass(position, receiver, draft)
    if not draft.postings:
        refuse("customer", N_("customer: {customer} has nothing to transfer."), customer=request.customer)


def _transferred(request: Transfer, giver: Account) -> tuple[list[Draw], list[Position]]:
    """Choose what a transfer moves: parts of lots, and whole passes."""
    if request.lots:
        chosen = [giver.lot(name, "from") for name in dict.fromkeys(request.lots)]
        for position in chosen:
            if not usable(position, request.on):
                refuse_unusable(position, request.on)
    else:
        chosen = giver.in_order_of_use(ItemKind.LOT, ItemKind.PASS, ItemKind.PERIOD)
    lots = [p for p in chosen if p.item.kind is ItemKind.LOT]
    passes = [p for p in chosen if p.item.kind is not ItemKind.LOT]
    if request.amount is None:
        return [Draw(p, p.free.amount, p.free.bonus) for p in lots], passes
    if request.lots and passes:
        refuse("amount", N_("amount: a pass is transferred whole; name lots only, or leave out the amount."))
    return draw(lots, request.amount, "amount"), []


def refuse_unusable(position: Position, on: date) -> None:
    """Say why a named lot cannot be used on a date."""
    if position.expired(on):
        refuse(
            "from",
            N_("from: lot “{name}” expired on {date}; extend it first."),
            name=Named(position.item.name),
            date=position.expires_on,
        )
    refuse("from", N_("from: nothing is left on “{name}” on that date."), name=Named(position.item.name))


def carried(position: Position, receiver: Account) -> dict[str, object]:
    """Return the terms an item keeps when it moves to another customer."""
    item = position.item
    return {
        "customer": receiver.id,
        "on": item.on,
        "expires_on": position.expires_on,
        "due_on": position.due_on,
        "order": item.order,
        "priority": item.priority,
        "service": item.service,
        "list_price": item.list_price,
    }


def move_pass(position: Position, receiver: Account, draft: Draft) -> None:
    """Move what is left of a pass to another customer."""
    item, left = position.item, position.free
    period = item.kind is ItemKind.PERIOD
    new = draft.make(
        item.kind,
        **carried(position, receiver),
        count=None if period else left.units,
        days=item.days,
        starts_on=item.starts_on,
        price=item.price if period else left.amount,
    )
    draft.move(
        Leg(PASS, item.id),
        Leg(PASS, new.id, receiver.id),
        left.amount,
        debit_units=left.units,
        credit_units=left.units,
    )


def extend(request: Extend, account: Account, draft: Draft, drawn: Sequence[tuple[str, date]] = ()) -> None:
    """Give a lot or pass another expiry; `drawn` are later uses (request id, date) that must not fall outside it."""
    position = account.lot(request.lot, "lot")
    if request.expires_on is None and position.item.kind is ItemKind.PERIOD:
        refuse("expires_on", N_("expires_on: a period pass needs a last day."))
    if request.expires_on is not None and request.expires_on < request.on:
        refuse("expires_on", N_("expires_on: {date} lies before {on}."), date=request.expires_on, on=request.on)
    left = position.now
    if not (left.amount or left.bonus or left.units):
        refuse("lot", N_("lot: nothing is left on “{name}”."), name=Named(request.lot))
    outside = tuple(name for name, on in drawn if request.expires_on is not None and on > request.expires_on)
    if outside:
        refuse(
            "expires_on",
            N_("expires_on: “{name}” was used after {date}, by {entries}."),
            name=Named(request.lot),
            date=request.expires_on,
            entries=Named(*outside),
        )
    draft.terms.append(NewTerms(position.item.id, request.expires_on, None))


def expire(request: Expire, account: Account, draft: Draft) -> None:
    """Take what is left on an expired lot: principal and pass money to breakage, bonus back; nothing expires by itself.

    A period pass that has run out was earned day by day, so the rest of its money goes to sales.
    """
    position = account.lot(request.lot, "lot")
    item, left = position.item, position.free
    if not position.expired(request.on):
        if position.expires_on is None:
            refuse("lot", N_("lot: “{name}” has no expiry date."), name=Named(request.lot))
        refuse(
            "lot",
            N_("lot: “{name}” has not expired on {on}; it may be used through {date}."),
            name=Named(request.lot),
            on=request.on,
            date=position.expires_on,
        )
    _drain(item, left.amount, left.units, draft)
    draft.move(Leg(BONUS, item.id), Leg(BONUS_GRANTED), left.bonus)
    if not draft.postings:
        refuse("lot", N_("lot: nothing is left on “{name}”."), name=Named(request.lot))


def _drain(item: Item, amount: int, units: int, draft: Draft) -> None:
    if item.kind is ItemKind.LOT:
        draft.move(Leg(PRINCIPAL, item.id), Leg(BREAKAGE), amount)
    else:
        earned = Leg(SALES) if item.kind is ItemKind.PERIOD else Leg(BREAKAGE)
        draft.move(Leg(PASS, item.id), earned, amount, debit_units=units)
