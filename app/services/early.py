"""What may be earned by paying early: the open charges of a customer with the terms they were made on."""

from datetime import date

from app.core.charges import open_in_order
from app.core.credit.incentives import EarlyCharge, Form, taken
from app.core.owing.terms import AT_ONCE
from app.core.requests import Payment
from app.services.desk import Desk
from app.storage.charge_terms import terms_of_charges
from app.storage.late import discounts_given


def early_charges(desk: Desk, number: str, on: date) -> list[EarlyCharge]:
    """Return the open charges of a customer in the order they are paid, with their terms."""
    account = desk.accounts.account(number, on)
    # A charge in a payment plan comes once for each instalment; an offer is for the whole charge.
    positions = list({each.item.id: each for each, _most in open_in_order(account)}.values())
    items = [each.item.id for each in positions]
    terms, given = terms_of_charges(desk.session, items), discounts_given(desk.session, items)
    return [
        EarlyCharge(
            name=each.item.name,
            on=each.item.on,
            amount=each.item.price,
            open=each.free.amount,
            terms=terms.get(each.item.id, AT_ONCE),
            given=given.get(each.item.id, 0),
        )
        for each in positions
    ]


def earned(desk: Desk, payment: Payment) -> int:
    """Return the discount a payment earns by the terms of what it pays, in whichever form the shop rewards it.

    A charge that is to get less than what is open of it is not closed, and earns nothing.
    """
    desk.flush()
    known = {each.name: each for each in early_charges(desk, payment.customer, payment.on)}
    named: list[EarlyCharge] = []
    for each in payment.against:
        found = known.pop(each.charge, None)
        if found is not None and (each.amount is None or each.amount >= found.open):
            named.append(found)
    return max(taken([*named, *known.values()], payment.amount, payment.on, form).discount for form in Form)
