"""Late interest, fees and costs: each a charge of its own, which belongs to the charge that was not paid in time."""

from datetime import date
from typing import NamedTuple

from app.core.account import Account
from app.core.items import ItemKind
from app.core.journal import FEE, INTEREST, RECEIVABLE, ChargePart, Draft, Leg
from app.core.money import Money
from app.core.named import Named
from app.core.requests import ChargeInterest, InterestKind
from app.errors import refuse
from app.i18n.mark import N_


class Allowed(NamedTuple):
    """What an agreement lets the shop charge for a charge through a day: interest and fee (minor units).

    `agreement` names it and `rule` is what was agreed on, for the facts of the entry; None where nothing was.
    """

    interest: int = 0
    fee: int = 0
    agreement: str = ""
    rule: object = None


def through_day(request: ChargeInterest) -> date:
    """Return the last day interest is charged for; refused where that day has not come by the date of the entry."""
    through = request.through or request.on
    if through > request.on:
        refuse("through", N_("through: {date} lies after {on}, the date of the entry."), date=through, on=request.on)
    return through


def charge_interest(request: ChargeInterest, account: Account, allowed: Allowed, draft: Draft) -> None:
    """Make a charge of what is asked for a charge being late; never more than was agreed on and the law allows."""
    position = account.charge(request.charge, "charge")
    through = through_day(request)
    if position.of is not None:
        refuse("charge", N_("charge: “{name}” is itself interest, a fee or costs."), name=Named(request.charge))
    if request.due_on is not None and request.due_on < request.on:
        refuse("due_on", N_("due_on: {date} lies before {on}."), date=request.due_on, on=request.on)
    amount = _costs(request) if request.kind is InterestKind.COST else _agreed(request, allowed, through)
    charge = draft.make(ItemKind.CHARGE, due_on=request.due_on or request.on, price=amount)
    income = Leg(INTEREST if request.kind is InterestKind.INTEREST else FEE)
    draft.move(Leg(RECEIVABLE, charge.id), income, amount)
    draft.parts.append(ChargePart(charge.id, position.item.id, request.kind.value))
    draft.facts |= {"of": position.item.id, "part": request.kind.value}
    if request.kind is not InterestKind.COST:
        draft.facts |= {"through": through.isoformat(), "agreement": allowed.agreement, "rule": allowed.rule}


def _costs(request: ChargeInterest) -> int:
    """Return the costs of collecting; they need an amount, and a reason to show to the customer."""
    if request.amount is None:
        refuse("amount", N_("{field} is missing."), field="amount")
    if not request.reason.strip():
        refuse("reason", N_("reason: say what the costs are; the customer may ask."))
    return request.amount


def _agreed(request: ChargeInterest, allowed: Allowed, through: date) -> int:
    if allowed.rule is None:
        text = N_("charge: no agreement with late interest or a fee covers “{name}”.")
        refuse("charge", text, name=Named(request.charge))
    most = allowed.interest if request.kind is InterestKind.INTEREST else allowed.fee
    if not most:
        text = N_("charge: there is nothing to charge on “{name}” through {through}.")
        refuse("charge", text, name=Named(request.charge), through=through)
    if request.amount is not None and request.amount > most:
        refuse(
            "amount",
            N_("amount: {amount} is more than the {most} that may be charged through {through}."),
            amount=Money(request.amount),
            most=Money(most),
            through=through,
        )
    return most if request.amount is None else request.amount
