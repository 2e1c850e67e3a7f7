"""What is told of all customers, or of one, by days due: what is left as of a day, by the days that really count.

While a payment plan runs, what is open of its charges is due by its instalments: each charge is parted as the plan
parts it, and the parts add up to what is open.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import ageing
from app.core.credit.buckets import Basis
from app.core.items import ItemKind
from app.core.ledger import Holding
from app.core.owing.plan_dates import DuePart, planned_items
from app.storage import tables as t
from app.storage import views
from app.storage.plans import due_parts, followed
from app.storage.views import Standing


def recorded_so_far(session: Session) -> tuple[int, int]:
    """Return how many entries the book has, and how many requests about files: other figures stand in it after each."""
    statement = select(t.head.c.entry_id, select(func.count()).select_from(t.file_request).scalar_subquery())
    entries, requests = session.execute(statement).one()
    return entries, requests


def ageing_of(session: Session, on: date, basis: Basis = Basis.DUE) -> Standing:
    """Return what is known of all accounts on a day, as the table of ageing and balances are made of it."""
    if basis is Basis.DOCUMENT:
        return Standing(None, views.holdings(session, on))
    found = views.standing(session, on)
    plans = followed(session, on)
    planned = planned_items(plans, on)
    if not planned:
        return found
    if found.held is None:
        return Standing(None, iter(ageing.parted(found.holdings, plans, on)))
    others = (each for each in found.holdings if each.item not in planned)
    return Standing(found.held, _both(others, ageing.parted(views.holdings_of(session, planned), plans, on)))


def _both(one: Iterator[Holding], other: Iterable[Holding]) -> Iterator[Holding]:
    yield from one
    yield from other


def parted(session: Session, holdings: Iterable[Holding], on: date) -> list[Holding]:
    """Return items as of a day with charges of running plans parted by instalments, each part with its due date."""
    every = list(holdings)
    plans = followed(session, on, {each.customer for each in every if each.kind is ItemKind.CHARGE})
    return ageing.parted(every, plans, on)


def parts_of(session: Session, holdings: Iterable[Holding], on: date) -> dict[int, tuple[DuePart, ...]]:
    """Return how running plans part what is open of charges, by item."""
    return due_parts(session, {each.item: each.amount for each in holdings if each.kind is ItemKind.CHARGE}, on)
