"""Reading items: what is left of them, their history, and what later entries did to them."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, case, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.account import Terms, terms_of
from app.core.customer import read_file
from app.core.items import Item, ItemKind, Left, Movement, TermChange
from app.core.journal import EntryKind, Held, Posting, effect
from app.core.requests import Order
from app.core.rules.returns import Pair
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.journal import chunks, day


class Standing(NamedTuple):
    """An item with what is left of it after everything recorded, and the last date anything happened to it.

    `of` and `part` are those of `core.items.Position`.
    """

    item: Item
    left: Left
    expires_on: date | None
    due_on: date | None
    last_on: date
    of: int | None = None
    part: str = ""


ITEM = [column for column in t.item.c if column.name != "is_charge"]
_BALANCE = [
    t.item_balance.c.amount,
    t.item_balance.c.bonus,
    t.item_balance.c.units,
    t.item_balance.c.written_off,
    t.item_balance.c.expires_on,
    t.item_balance.c.due_on,
    t.item_balance.c.last_on,
    t.charge_part.c.of_item_id,
    t.charge_part.c.part,
]
_STANDING = (
    select(*ITEM, *_BALANCE)
    .join_from(t.item, t.item_balance, t.item.c.id == t.item_balance.c.item_id)
    .outerjoin(t.charge_part, t.charge_part.c.item_id == t.item.c.id)
)
CHUNK: BindParameter[Any] = bindparam("chunk", expanding=True)
_IS_OPEN = t.item_balance.c.is_open == literal_column("1")
_OPEN_OF = _STANDING.where(t.item_balance.c.customer_id == bindparam("customer"), _IS_OPEN)
_OPEN = _STANDING.where(t.item_balance.c.customer_id.in_(CHUNK), _IS_OPEN)


def make_item(row: Sequence[Any]) -> Item:
    """Build an item from its hashed columns in the table's order."""
    id_, kind, name, customer, entry, since, expires, due, order, priority, *rest = row
    service, count, days, starts, list_price, price = rest
    return Item(
        id=id_,
        kind=ItemKind(kind),
        name=name,
        customer=customer,
        entry=entry,
        on=date.fromisoformat(since),
        expires_on=day(expires),
        due_on=day(due),
        order=Order(order),
        priority=priority,
        service=service,
        count=count,
        days=days,
        starts_on=day(starts),
        list_price=list_price,
        price=price,
    )


def _standing(row: Sequence[Any]) -> Standing:
    *fields, amount, bonus, units, written_off, expires_on, due_on, last_on, of, part = row
    return Standing(
        make_item(fields),
        Left(amount, bonus, units, written_off),
        day(expires_on),
        day(due_on),
        date.fromisoformat(last_on),
        of,
        part or "",
    )


# ---- items by owner, name, number -----------------------------------------------------------------------------------


def open_items(session: Session, customers: Sequence[int]) -> Iterator[Standing]:
    """Yield the items of customers with anything left."""
    if len(customers) == 1:
        yield from map(_standing, session.connection().execute(_OPEN_OF, {"customer": customers[0]}))
        return
    for chunk in chunks(customers):
        yield from map(_standing, session.connection().execute(_OPEN, {"chunk": chunk}))


def items_of(session: Session, customer: int) -> list[Standing]:
    """Return every item a customer ever had, in the order made."""
    statement = _STANDING.where(t.item.c.customer_id == customer).order_by(t.item.c.id)
    return [_standing(row) for row in session.execute(statement)]


def item_named(session: Session, name: str, *, charge: bool) -> Standing | None:
    """Return the lot (or pass) or the charge of a name."""
    row = session.execute(_STANDING.where(t.item.c.name == name, t.item.c.is_charge == int(charge))).one_or_none()
    return None if row is None else _standing(row)


def charges_named(session: Session, names: Sequence[str]) -> list[Standing]:
    """Return charges by their names, those there are."""
    found: list[Standing] = []
    for chunk in chunks(names):
        asked = _STANDING.where(t.item.c.name.in_(chunk), t.item.c.is_charge == 1)
        found += [_standing(row) for row in session.execute(asked)]
    return found


def items_by_id(session: Session, ids: Sequence[int]) -> list[Standing]:
    """Return items by their ids."""
    found: list[Standing] = []
    for chunk in chunks(ids):
        found += [_standing(row) for row in session.execute(_STANDING.where(t.item.c.id.in_(chunk)))]
    return found


def charges_of_entry(session: Session, entry: int) -> list[Standing]:
    """Return the charges an entry made."""
    statement = _STANDING.where(t.item.c.entry_id == entry, t.item.c.is_charge == 1)
    return [_standing(row) for row in session.execute(statement)]


def running_period_passes(session: Session) -> list[Standing]:
    """Return the period passes that still run or have money not yet earned."""
    statement = _STANDING.where(t.item.c.kind == ItemKind.PERIOD.value, t.item_balance.c.is_open == 1)
    return [_standing(row) for row in session.execute(statement.order_by(t.item.c.id))]


# ---- history --------------------------------------------------------------------------------------------------------

UNDOING = aliased(t.entry)
"""The entry that reversed another one; made once, for making it is half of what a reversal reads."""

POSTING = [
    t.posting.c.account,
    t.posting.c.customer_id,
    t.posting.c.item_id,
    t.posting.c.amount,
    t.posting.c.units,
]


def movements_after(session: Session, items: Sequence[int], on: date) -> dict[int, list[Movement]]:
    """Return what entries dated after a date did to items."""
    found: dict[int, list[Movement]] = {}
    for chunk in chunks(items):
        statement = select(t.posting.c.entry_id, t.posting.c.posted_on, *POSTING).where(
            t.posting.c.item_id.in_(chunk), t.posting.c.posted_on > on.isoformat()
        )
        for number, posted_on, *posting in session.execute(statement):
            line = Posting(*posting)
            if line.item is not None:
                movement = Movement(number, date.fromisoformat(posted_on), effect(line))
                found.setdefault(line.item, []).append(movement)
    return found


def term_changes(session: Session, items: Sequence[int]) -> dict[int, list[TermChange]]:
    """Return every change of terms of items, with the date of its reversal where it was reversed."""
    found: dict[int, list[TermChange]] = {}
    for chunk in chunks(items):
        statement = (
            select(
                t.term_change.c.item_id,
                t.term_change.c.entry_id,
                t.entry.c.posted_on,
                t.term_change.c.expires_on,
                t.term_change.c.due_on,
                UNDOING.c.posted_on,
            )
            .join_from(t.term_change, t.entry, t.entry.c.id == t.term_change.c.entry_id)
            .outerjoin(UNDOING, UNDOING.c.reverses == t.entry.c.id)
            .where(t.term_change.c.item_id.in_(chunk))
        )
        for item, number, on, expires_on, due_on, undone_on in session.execute(statement):
            change = TermChange(number, date.fromisoformat(on), day(expires_on), day(due_on), day(undone_on))
            found.setdefault(item, []).append(change)
    return found


def pairs_about(session: Session, sale: int, charges: Sequence[int], on: date) -> list[Pair]:
    """Return all pairs of a sale and of entries that paid its charges up to a date, and of all credits on it.

    A later credit counts as well: what it gives back must not be given back twice. Entries that were reversed, and
    reversals, are left out.
    """
    paying = select(t.posting.c.entry_id).where(t.posting.c.item_id.in_(charges))
    statement = (
        select(t.entry.c.id, t.entry.c.kind, *POSTING)
        .join_from(t.posting, t.entry, t.entry.c.id == t.posting.c.entry_id)
        .outerjoin(UNDOING, UNDOING.c.reverses == t.entry.c.id)
        .where(
            (t.entry.c.id == sale) | (t.entry.c.concerns == sale) | t.entry.c.id.in_(paying),
            t.entry.c.reverses.is_(None),
            UNDOING.c.id.is_(None),
            (t.entry.c.posted_on <= on.isoformat()) | (t.entry.c.kind == EntryKind.CREDIT.value),
        )
        .order_by(t.posting.c.entry_id, t.posting.c.seq)
    )
    lines = [(number, EntryKind(kind), Posting(*posting)) for number, kind, *posting in session.execute(statement)]
    return [
        Pair(number, kind, debit, credit)
        for (number, kind, debit), (_, _, credit) in zip(lines[::2], lines[1::2], strict=True)
    ]


# ---- customers' terms -----------------------------------------------------------------------------------------------

_OWING = (  # few files have any of them
    *("hold", "holds", "payment_terms", "overdue_limit", "grace_days", "on_total", "on_overdue"),
    *("credit_group", "supply"),
)

_TERMS = select(
    t.customer.c.id,
    t.customer.c.no,
    t.customer.c.closed,
    t.customer.c.credit_limit,
    t.customer.c.terms_days,
    t.customer.c.tier,
    case((or_(*(t.customer.c.file.contains(f'"{name}":', autoescape=True) for name in _OWING)), t.customer.c.file)),
)


_TERMS_OF = _TERMS.where(t.customer.c.no == bindparam("number"))
_TERMS_BY_NUMBER = _TERMS.where(t.customer.c.no.in_(CHUNK))
_TERMS_BY_ID = _TERMS.where(t.customer.c.id.in_(CHUNK))


def terms_by_number(session: Session, numbers: Sequence[str]) -> list[Terms]:
    """Return what rules need of customers' files, by customer number."""
    found: list[Terms] = []
    if len(numbers) == 1:
        return [_terms(row) for row in session.connection().execute(_TERMS_OF, {"number": numbers[0]})]
    for chunk in chunks(numbers):
        rows = session.connection().execute(_TERMS_BY_NUMBER, {"chunk": chunk})
        found += [_terms(row) for row in rows]
    return found


def terms_by_id(session: Session, customers: Sequence[int]) -> list[Terms]:
    """Return what rules need of customers' files, by internal id."""
    found: list[Terms] = []
    for chunk in chunks(customers):
        found += [_terms(row) for row in session.connection().execute(_TERMS_BY_ID, {"chunk": chunk})]
    return found


def _terms(row: Sequence[Any]) -> Terms:
    customer, number, closed, limit, days, tier, text = row
    if not text:
        return Terms(customer, number, bool(closed), limit, days)
    columns = {"no": number, "name": "", "closed": bool(closed), "terms_days": days, "credit_limit": limit}
    try:
        return terms_of(customer, read_file(text, tier=tier, **columns))
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged_file() from error


def month_was_closed(session: Session, month: str) -> bool:
    """Whether a month (2026-01) has ever been closed; then it still is, unless it was the last one and was reopened."""
    closed = select(t.entry.c.id).where(
        t.entry.c.kind == EntryKind.CLOSE_MONTH.value, t.entry.c.facts == f'{{"month":"{month}"}}'
    )
    return session.execute(closed.limit(1)).first() is not None


def customer_balance(session: Session, customer: int) -> Held:
    """Return what a customer's account holds and owes after everything recorded."""
    c = t.customer_balance.c
    row = session.execute(select(c.principal, c.bonus, c.passes, c.owed).where(c.customer_id == customer)).one_or_none()
    return Held() if row is None else Held(*row)


def text_fields(session: Session, entry: int) -> frozenset[str]:
    """Return the fields in which an entry had free text when it was recorded, erased or not."""
    texts = session.execute(select(t.entry.c.texts).where(t.entry.c.id == entry)).scalar_one()
    return frozenset(json.loads(texts)) if texts else frozenset()


def entry_day(session: Session, entry: int) -> date:
    """Return the business date of an entry."""
    return date.fromisoformat(session.execute(select(t.entry.c.posted_on).where(t.entry.c.id == entry)).scalar_one())


def standing_earnings(session: Session, on: date) -> list[str]:
    """Return the request ids of what period passes earned on a day, newest first, as far as it was not reversed."""
    statement = (
        select(t.entry.c.request_id)
        .outerjoin(UNDOING, UNDOING.c.reverses == t.entry.c.id)
        .where(t.entry.c.kind == EntryKind.EARN.value, t.entry.c.posted_on == on.isoformat(), UNDOING.c.id.is_(None))
        .order_by(t.entry.c.id.desc())
    )
    return list(session.execute(statement).scalars())
