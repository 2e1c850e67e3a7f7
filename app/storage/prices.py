"""The tables of the price list: what is sold, and the dated prices of each, which are only ever added to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.core.customer import Change
from app.core.prices import DatedPrice, PriceItem, PriceKind
from app.storage import tables as t
from app.storage.customers import Author, Problem, row_digest
from app.storage.engine import sqlite3
from app.storage.journal import day, iso
from app.storage.settings import log_changes


def load_items(session: Session) -> list[PriceItem]:
    """Return everything ever put on the price list, in the order put; each bears its latest price."""
    prices: dict[int, list[DatedPrice]] = {}
    try:
        for number, starts_on, amount in session.execute(_PRICES):
            prices.setdefault(number, []).append(DatedPrice(date.fromisoformat(starts_on), amount))
        return [_item(tuple(row), prices[row[0]]) for row in session.execute(_ITEMS)]
    except (KeyError, ValueError, TypeError) as error:
        damage = sqlite3.DatabaseError("the price list cannot be read")
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage from error


_PRICES = select(t.service_price.c.service_id, t.service_price.c.starts_on, t.service_price.c.amount).order_by(
    t.service_price.c.service_id, t.service_price.c.starts_on
)
_ITEMS = select(*(column for column in t.service.c if column.name != "digest")).order_by(t.service.c.id)


def _item(row: tuple[Any, ...], prices: Sequence[DatedPrice]) -> PriceItem:
    _, request_id, name, kind, count, days, valid_days, covers, ended_on = row
    return PriceItem(
        id=request_id,
        name=name,
        kind=PriceKind(kind),
        price=prices[-1].amount,
        prices=tuple(prices),
        count=count,
        days=days,
        valid_days=valid_days,
        covers=covers,
        ended_on=day(ended_on),
    )


def add_item(session: Session, item: PriceItem, author: Author, remarks: Sequence[Change] = ()) -> None:
    """Write a new item with its first price and log it, with what was remarked on it."""
    number = (session.execute(select(func.max(t.service.c.id))).scalar_one() or 0) + 1
    session.execute(insert(t.service).values(**_row(number, item)))
    [first] = item.prices
    _insert_price(session, number, first)
    log = [Change(f"prices.{item.id}.name", "", item.name), _price_change(item, first), *remarks]
    log_changes(session, log, author)


def add_price(
    session: Session, item: PriceItem, price: DatedPrice, author: Author, remarks: Sequence[Change] = ()
) -> None:
    """Write another price of an item and log it, with what was remarked on it."""
    _insert_price(session, _number(session, item), price)
    log_changes(session, [_price_change(item, price), *remarks], author)


def end_item(session: Session, item: PriceItem, on: date, author: Author, remarks: Sequence[Change] = ()) -> None:
    """Write the last day an item is sold and log it, with what was remarked on it."""
    number = _number(session, item)
    session.execute(
        update(t.service).where(t.service.c.id == number).values(**_row(number, replace(item, ended_on=on)))
    )
    change = Change(f"prices.{item.id}.ended_on", iso(item.ended_on) or "", on.isoformat())
    log_changes(session, [change, *remarks], author)


def _number(session: Session, item: PriceItem) -> int:
    number: int = session.execute(select(t.service.c.id).where(t.service.c.request_id == item.id)).scalar_one()
    return number


def _row(number: int, item: PriceItem) -> dict[str, object]:
    values: dict[str, object] = {
        "id": number,
        "request_id": item.id,
        "name": item.name,
        "kind": item.kind.value,
        "count": item.count,
        "days": item.days,
        "valid_days": item.valid_days,
        "covers": item.covers,
        "ended_on": iso(item.ended_on),
    }
    return {**values, "digest": row_digest(list(values.values()))}


def _insert_price(session: Session, number: int, price: DatedPrice) -> None:
    values = [number, price.starts_on.isoformat(), price.amount]
    names = ("service_id", "starts_on", "amount", "digest")
    session.execute(insert(t.service_price).values(dict(zip(names, [*values, row_digest(values)], strict=True))))


def _price_change(item: PriceItem, price: DatedPrice) -> Change:
    """Return the log's line of a new price: its day stands in the field, amounts are in minor units."""
    before = [other.amount for other in item.prices if other.starts_on < price.starts_on]
    return Change(f"prices.{item.id}.{price.starts_on}", str(before[-1]) if before else "", str(price.amount))


def verify_prices(session: Session) -> list[Problem]:
    """Return what is on the price list but not as it was written, and what has no price left."""
    priced: set[int] = set()
    problems: list[Problem] = []
    for row in session.execute(select(t.service_price).order_by(t.service_price.c.service_id)):
        *values, digest = tuple(row)
        priced.add(values[0])
        if row_digest(values) != digest:
            problems.append(Problem("service_price", values[0]))
    for place, row in enumerate(session.execute(select(t.service).order_by(t.service.c.id)), start=1):
        *values, digest = tuple(row)
        if row_digest(values) != digest or values[0] != place or values[0] not in priced:
            problems.append(Problem("service", values[0]))
    return problems
