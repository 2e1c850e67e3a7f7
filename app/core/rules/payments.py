"""Money for what is owed, charges settled from lots, refunds of prepaid money, and write-offs."""

from app.core.account import Account, newest_first, too_much, usable
from app.core.charges import Target, allocate
from app.core.items import ItemKind, Position
from app.core.journal import (
    BAD_DEBT,
    BONUS,
    BONUS_GRANTED,
    DISCOUNT,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    ROUNDING,
    SALES,
    Draft,
    Leg,
    NewTerms,
    tender_account,
)
from app.core.lots import draw, unearned, visits_worth
from app.core.money import Money, portion
from app.core.named import Named
from app.core.requests import Payment, Refund, Reschedule, Settle, WriteOff
from app.core.rules.prepaid import refuse_unusable
from app.errors import refuse
from app.i18n.mark import N_


def payment(request: Payment, account: Account, draft: Draft) -> None:
    """Pay charges with money and what is given up on top of it; money that is over becomes a lot without expiry.

    Discount and rounding go to the charges first, in the order they are paid, and never become a lot.
    """
    given_up = request.discount + request.rounding
    targets, left = allocate(account, request.against, request.amount + given_up, recover=True)
    claims = [target for target in targets if not target.is_recovery]
    if given_up > sum(target.amount for target in claims):
        field = "discount" if request.discount else "rounding"
        refuse(
            field,
            N_("{field}: {amount} given up is more than is owed."),
            field=field,
            amount=Money(given_up),
        )
    _spend(Leg(DISCOUNT), request.discount, claims, draft)
    _spend(Leg(ROUNDING), request.rounding, claims, draft)
    tender = Leg(tender_account(request.tender))
    _spend(tender, request.amount, targets, draft)
    if left:
        lot = draft.make(ItemKind.LOT, price=left)
        draft.move(tender, Leg(PRINCIPAL, lot.id), left)


def _spend(debit: Leg, amount: int, targets: list[Target], draft: Draft) -> None:
    """Post up to an amount against targets in order, and lower them by what they got."""
    for target in targets:
        part = min(amount, target.amount)
        draft.move(debit, target.leg, part)
        target.amount -= part
        amount -= part


def settle(request: Settle, account: Account, draft: Draft) -> None:
    """Pay charges from lots; the part paid from bonus is a discount the shop gives."""
    if request.lots:
        lots = [account.lot(name, "from") for name in dict.fromkeys(request.lots)]
        for position in lots:
            if position.item.kind is not ItemKind.LOT:
                name = Named(position.item.name)
                refuse("from", N_("from: “{name}” is a pass; only money can settle a charge."), name=name)
            if not usable(position, request.on):
                refuse_unusable(position, request.on)
    else:
        lots = account.in_order_of_use(ItemKind.LOT)
    draws = draw(lots, request.amount, "amount")
    targets, left = allocate(account, request.against, request.amount)
    if left:
        refuse(
            "amount",
            N_("amount: {amount} is more than the {open} that is owed on that date."),
            amount=Money(request.amount),
            open=Money(request.amount - left),
        )
    for part in draws:
        lot = part.position.item.id
        _spend(Leg(PRINCIPAL, lot), part.principal, targets, draft)
        bonus = part.bonus
        for target in targets:
            share = min(bonus, target.amount)
            draft.move(Leg(DISCOUNT), target.leg, share)
            draft.move(Leg(BONUS, lot), Leg(BONUS_GRANTED), share)
            target.amount -= share
            bonus -= share


def refund(request: Refund, account: Account, draft: Draft) -> None:
    """Give prepaid money back: principal only, newest lot first unless lots are named; bonus is forfeited with it.

    The bonus of a lot goes in proportion to the principal taken, all of it with the last; `keep_bonus` leaves it.
    A pass gives back units at their remaining value. What the shop keeps by its terms goes to sales.
    """
    named = [account.lot(name, "from") for name in dict.fromkeys(request.lots)]
    passes = [p for p in named if p.item.kind is not ItemKind.LOT]
    lots = [p for p in named if p.item.kind is ItemKind.LOT] if named else newest_first(account.of_kind(ItemKind.LOT))
    if request.units is not None and (len(passes) != 1 or passes[0].item.kind is not ItemKind.PASS):
        refuse("units", N_("units: name one session pass in “from” to give back units of it."))
    returned = [(position, *_pass_value(request, position)) for position in passes]
    worth = sum(value for _, value, _ in returned)
    there = worth + sum(p.free.amount for p in lots)
    if request.amount is None and not named:
        refuse("amount", N_("{field} is missing."), field="amount")
    if there == 0:
        field = "from" if named else "amount"
        refuse(field, N_("{field}: nothing is left to give back on that date."), field=field)
    total = there if request.amount is None else request.amount + request.kept
    if total > there:
        too_much("amount", total, there)
    if total < worth:
        refuse(
            "amount",
            N_("amount: what is given back of the pass is worth {worth}; amount and kept must come to at least that."),
            worth=Money(worth),
        )
    if request.kept >= total:
        refuse("kept", N_("kept: {kept} leaves nothing to give back."), kept=Money(request.kept))
    purse = _Purse(total - request.kept, Leg(tender_account(request.tender)), draft)
    for position, value, units in returned:
        _return_pass(position, value, units, purse)
    _return_principal(request, lots, total - worth, purse)


class _Purse:
    """Pays out to the tender first and, when that is done, to what the shop keeps."""

    def __init__(self, paid_out: int, tender: Leg, draft: Draft) -> None:
        self._paid_out = paid_out
        self._tender = tender
        self.draft = draft

    def take(self, source: Leg, amount: int, units: int = 0) -> None:
        """Move an amount out of a lot; units go with the first part of it."""
        out = min(amount, self._paid_out)
        self._paid_out -= out
        if out:
            self.draft.move(source, self._tender, out, debit_units=units)
            units = 0
        self.draft.move(source, Leg(SALES), amount - out, debit_units=units)


def _pass_value(request: Refund, position: Position) -> tuple[int, int]:
    """Return what a pass gives back, as money and as units."""
    if position.item.kind is ItemKind.PERIOD:
        return unearned(position, request.on), position.free.units
    units = request.units or position.free.units
    if units > position.free.units or units == 0:
        refuse(
            "units",
            N_("units: {left} are left on “{name}”."),
            left=position.free.units,
            name=Named(position.item.name),
        )
    return visits_worth(position, units), units


def _return_pass(position: Position, value: int, units: int, purse: _Purse) -> None:
    ticket = Leg(PASS, position.item.id)
    if position.item.kind is ItemKind.PERIOD:
        purse.draft.move(ticket, Leg(SALES), position.free.amount - value)
    purse.take(ticket, value, units)


def _return_principal(request: Refund, lots: list[Position], amount: int, purse: _Purse) -> None:
    for position in lots:
        principal, bonus = position.free.amount, position.free.bonus
        taken = min(amount, principal)
        if not taken:
            continue
        amount -= taken
        purse.take(Leg(PRINCIPAL, position.item.id), taken)
        if not request.keep_bonus:
            forfeited = bonus if taken == principal else portion(bonus, taken, principal)
            purse.draft.move(Leg(BONUS, position.item.id), Leg(BONUS_GRANTED), forfeited)


def write_off(request: WriteOff, account: Account, draft: Draft) -> None:
    """Give up what is open on a charge, or a part of it, as a bad debt."""
    position = account.charge(request.charge, "charge")
    amount = position.free.amount if request.amount is None else request.amount
    if position.free.amount == 0:
        refuse("charge", N_("charge: nothing is open on “{name}” on that date."), name=Named(request.charge))
    if amount > position.free.amount:
        too_much("amount", amount, position.free.amount)
    draft.move(Leg(BAD_DEBT, position.item.id), Leg(RECEIVABLE, position.item.id), amount)


def reschedule(request: Reschedule, account: Account, draft: Draft) -> None:
    """Give an open charge another due date."""
    position = account.charge(request.charge, "charge")
    if position.free.amount == 0:
        refuse("charge", N_("charge: nothing is open on “{name}” on that date."), name=Named(request.charge))
    if request.due_on < position.item.on:
        refuse(
            "due_on",
            N_("due_on: {date} lies before the sale on {on}."),
            date=request.due_on,
            on=position.item.on,
        )
    draft.terms.append(NewTerms(position.item.id, None, request.due_on))
