"""What a customer's rating is made of, read within a transaction: the history, the shop's average, promises kept."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from app.core.credit.expectation import Average, History, shop_average
from app.core.credit.rating import Rating, promises, rate
from app.core.reminder.promise import standings
from app.services.reminder_facts import policy_of
from app.storage.credit_history import Paid, paid_by, settled_by
from app.storage.families import Scope, merged
from app.storage.journal import load_head
from app.storage.store import Session


class AverageOf(NamedTuple):
    """The shop's average as of a day, after an entry: reckoned again only when there is another entry, or day."""

    on: date
    entry: int
    average: Average


def average_of(session: Session, on: date, known: AverageOf | None = None) -> AverageOf:
    """Return how all customers pay as of a day; `known` is taken where nothing has been posted since."""
    entry = load_head(session).entry
    if known is not None and (known.on, known.entry) == (on, entry):
        return known
    settled = settled_by(session, Scope(None, merged(session)), on)
    return AverageOf(on, entry, shop_average(settled.values(), on))


def ratings_of(session: Session, customers: Collection[int] | None, on: date, average: Average) -> Mapping[int, Rating]:
    """Return the ratings of some customers with the files merged into theirs (None is everybody who ever owed)."""
    into = merged(session)
    if customers is not None:
        customers = {*customers, *(gone for gone, lives in into.items() if lives in customers)}
    grace = policy_of(session).grace_days
    found = paid_by(session, Scope(customers, into), on)
    return {customer: rate(_history(paid, on, grace), average, on) for customer, paid in found.items()}


def rating_of(session: Session, customer: int, on: date, average: Average) -> Rating:
    """Return the rating of one customer."""
    return ratings_of(session, {customer}, on, average).get(customer) or rate(History(), average, on)


def _history(paid: Paid, on: date, grace_days: int) -> History:
    kept, broken = promises(standings(paid.promises, paid.payments, on, grace_days), on)
    return History(paid.settled, paid.outstanding, kept, broken)
