"""The table of top-up offers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.core.customer import Change
from app.core.offers import Offer
from app.core.requests import Order
from app.storage import tables as t
from app.storage.customers import Author, Problem, log_rows, row_digest, write_requests
from app.storage.journal import day, iso

_OFFER = [column for column in t.offer.c if column.name != "digest"]


def load_offers(session: Session) -> list[Offer]:
    """Return every offer ever made, in the order made."""
    rows = session.execute(select(*_OFFER).order_by(t.offer.c.id)).all()
    return [
        Offer(
            id=row.request_id,
            name=row.name,
            paid=row.paid,
            bonus=row.bonus,
            starts_on=day(row.starts_on),
            ends_on=day(row.ends_on),
            valid_days=row.valid_days,
            order=Order(row.use_order),
            priority=row.priority,
        )
        for row in rows
    ]


def add_offer(session: Session, offer: Offer, author: Author, remarks: Sequence[Change] = ()) -> None:
    """Write a new offer and log it, with what was remarked on it."""
    number = (session.execute(select(func.max(t.offer.c.id))).scalar_one() or 0) + 1
    session.execute(insert(t.offer).values(**_row(number, offer)))
    _log(session, number, [Change("name", "", offer.name), *remarks], author)


def end_offer(session: Session, offer: Offer, on: date, author: Author, remarks: Sequence[Change] = ()) -> None:
    """Write the last day of an offer and log it, with what was remarked on it."""
    number = session.execute(select(t.offer.c.id).where(t.offer.c.request_id == offer.id)).scalar_one()
    session.execute(update(t.offer).where(t.offer.c.id == number).values(**_row(number, replace(offer, ends_on=on))))
    change = Change("ends_on", iso(offer.ends_on) or "", on.isoformat())
    _log(session, number, [change, *remarks], author)


def verify_offers(session: Session) -> list[Problem]:
    """Return the offers whose row is not what was written."""
    rows = session.execute(select(*_OFFER, t.offer.c.digest).order_by(t.offer.c.id))
    return [Problem("offer", row[0]) for row in rows if row_digest(tuple(row)[:-1]) != row[-1]]


def _row(number: int, offer: Offer) -> dict[str, object]:
    values: dict[str, object] = {
        "id": number,
        "request_id": offer.id,
        "name": offer.name,
        "paid": offer.paid,
        "bonus": offer.bonus,
        "starts_on": iso(offer.starts_on),
        "ends_on": iso(offer.ends_on),
        "valid_days": offer.valid_days,
        "use_order": offer.order.value,
        "priority": offer.priority,
    }
    return {**values, "digest": row_digest(list(values.values()))}


def _log(session: Session, number: int, changes: Sequence[Change], author: Author) -> None:
    rows = [{**row, "customer_id": None, "offer_id": number} for row in log_rows(0, changes, author)]
    write_requests(session, [], rows)
