"""Writing entries: numbered, hashed, chained, and the derived balances beside them, in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple, TypeVar

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import Insert, dialect
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.core.items import Item, Left
from app.core.journal import (
    Draft,
    Held,
    canonical,
    hash_fields,
    item_text,
    posting_text,
    terms_text,
    text_digest,
)
from app.storage import tables as t

_T = TypeVar("_T")
_IN_LIMIT = 500


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut values into parts that one IN list takes each; longer ones go in several statements."""
    return (values[start : start + _IN_LIMIT] for start in range(0, len(values), _IN_LIMIT))


@dataclass(slots=True)
class Head:
    """The end of the chain: the highest numbers given, the last hash, and how far the months are closed."""

    entry: int
    hash: bytes
    item: int
    closed_through: date | None
    first_on: date | None
    last_on: date | None


_LOAD_HEAD = select(
    t.head.c.entry_id, t.head.c.hash, t.head.c.item_id, t.head.c.closed_through, t.head.c.first_on, t.head.c.last_on
)
_SAVE_HEAD = update(t.head).where(t.head.c.id == 1)


def load_head(session: Session) -> Head:
    """Read the chain head; there is always exactly one."""
    entry, digest, item, closed_through, first_on, last_on = session.connection().execute(_LOAD_HEAD).one()
    return Head(entry, digest, item, day(closed_through), day(first_on), day(last_on))


def save_head(session: Session, head: Head) -> None:
    """Write the chain head."""
    session.connection().execute(
        _SAVE_HEAD,
        {
            "entry_id": head.entry,
            "hash": head.hash,
            "item_id": head.item,
            "closed_through": iso(head.closed_through),
            "first_on": iso(head.first_on),
            "last_on": iso(head.last_on),
        },
    )


def day(value: str | None) -> date | None:
    """Read a stored day."""
    return None if value is None else date.fromisoformat(value)


def iso(value: date | None) -> str | None:
    """Write a day as it is stored."""
    return None if value is None else value.isoformat()


def instant(value: datetime) -> str:
    """Write an instant as it is stored; refuses one that is not UTC."""
    offset = value.utcoffset()
    if offset is None or offset:
        raise ValueError("an instant must be in UTC")
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# ---- sealing --------------------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """What a draft does not know of itself: who asked, when, with which content, and its salted free texts."""

    recorded_at: datetime
    staff: int
    request_digest: bytes
    texts: Mapping[str, tuple[bytes, str]]


@dataclass(slots=True)
class Rows:
    """Rows waiting to be written, table by table, in the order of the chain."""

    entries: list[dict[str, object]] = field(default_factory=list)
    texts: list[dict[str, object]] = field(default_factory=list)
    items: list[dict[str, object]] = field(default_factory=list)
    postings: list[dict[str, object]] = field(default_factory=list)
    terms: list[dict[str, object]] = field(default_factory=list)
    parts: list[dict[str, object]] = field(default_factory=list)


def seal(draft: Draft, origin: Origin, previous: bytes, rows: Rows) -> bytes:
    """Turn a draft into rows, chained to the hash before it; return its own hash."""
    posted_on = draft.on.isoformat()
    texts = {name: text_digest(salt, text) for name, (salt, text) in origin.texts.items()}
    entry: dict[str, object] = {
        "id": draft.entry,
        "kind": draft.kind.value,
        "posted_on": posted_on,
        "recorded_at": instant(origin.recorded_at),
        "customer_id": draft.customer,
        "staff_id": origin.staff,
        "request_id": draft.request,
        "request_digest": origin.request_digest,
        "reverses": draft.reverses,
        "concerns": draft.concerns,
        "facts": canonical(draft.facts),
        "texts": canonical(texts),
    }
    items = [item_row(item) for item in draft.items]
    terms = [(change.item, iso(change.expires_on), iso(change.due_on)) for change in draft.terms]
    digest = entry_hash(
        previous,
        list(entry.values()),
        (posting_text(*posting) for posting in draft.postings),
        (item_text(list(item.values())) for item in items),
        (terms_text(*change) for change in terms),
    )
    entry["hash"] = digest
    rows.entries.append(entry)
    rows.items += [item | {"is_charge": int(item["kind"] == "charge")} for item in items]
    rows.postings += [
        {
            "entry_id": draft.entry,
            "seq": seq,
            "account": account,
            "customer_id": customer,
            "item_id": item,
            "amount": amount,
            "units": units,
            "posted_on": posted_on,
        }
        for seq, (account, customer, item, amount, units) in enumerate(draft.postings)
    ]
    rows.terms += [
        {"entry_id": draft.entry, "item_id": item, "expires_on": expires, "due_on": due} for item, expires, due in terms
    ]
    rows.parts += [{"item_id": part.item, "of_item_id": part.of, "part": part.part} for part in draft.parts]
    rows.texts += [
        {"entry_id": draft.entry, "field": name, "salt": salt, "text": text}
        for name, (salt, text) in origin.texts.items()
    ]
    return digest


def entry_hash(
    previous: bytes,
    entry: Sequence[object],
    postings: Iterable[str],
    items: Iterable[str],
    terms: Iterable[str],
) -> bytes:
    """Return the hash of an entry from its stored columns up to `texts`."""
    plain = [value.hex() if isinstance(value, bytes) else value for value in entry]
    return bytes.fromhex(hash_fields(previous.hex(), plain, postings, items, terms))


def item_row(item: Item) -> dict[str, object]:
    """Return the columns of an item that are hashed, in the table's order."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "name": item.name,
        "customer_id": item.customer,
        "entry_id": item.entry,
        "since_on": item.on.isoformat(),
        "expires_on": iso(item.expires_on),
        "due_on": iso(item.due_on),
        "use_order": item.order.value,
        "priority": item.priority,
        "service": item.service,
        "count": item.count,
        "days": item.days,
        "starts_on": iso(item.starts_on),
        "list_price": item.list_price,
        "price": item.price,
    }


# ---- writing --------------------------------------------------------------------------------------------------------


_TABLES = (t.entry, t.entry_text, t.item, t.posting, t.term_change, t.charge_part)
_INSERTS = {table.name: str(insert(table).compile(dialect=dialect())) for table in _TABLES}
_COLUMNS = {table.name: itemgetter(*table.c.keys()) for table in _TABLES}


def write_rows(session: Session, rows: Rows) -> None:
    """Append entries with all that belongs to them."""
    connection = session.connection()
    for name, values in (
        ("entry", rows.entries),
        ("entry_text", rows.texts),
        ("item", rows.items),
        ("posting", rows.postings),
        ("term_change", rows.terms),
        ("charge_part", rows.parts),
    ):
        if values:  # straight to the driver: nothing here needs converting, and it is half of all work in bulk
            connection.exec_driver_sql(_INSERTS[name], list(map(_COLUMNS[name], values)))


class ItemBalance(NamedTuple):
    """The derived row of one item."""

    item: int
    customer: int
    left: Left
    expires_on: date | None
    due_on: date | None
    last_on: date


def _put_balance() -> Insert:
    statement = upsert(t.item_balance)
    changed = {c.name: statement.excluded[c.name] for c in t.item_balance.c if c.name not in ("item_id", "customer_id")}
    return statement.on_conflict_do_update(index_elements=["item_id"], set_=changed)


def _add_to_customer() -> Insert:
    statement = upsert(t.customer_balance)
    added = {c.name: c + statement.excluded[c.name] for c in t.customer_balance.c if c.name != "customer_id"}
    return statement.on_conflict_do_update(index_elements=["customer_id"], set_=added)


_PUT_BALANCE = _put_balance()
_ADD_TO_CUSTOMER = _add_to_customer()


def write_item_balances(session: Session, balances: Iterable[ItemBalance]) -> None:
    """Write what is left of items after everything recorded."""
    values = [
        {
            "item_id": b.item,
            "customer_id": b.customer,
            "amount": b.left.amount,
            "bonus": b.left.bonus,
            "units": b.left.units,
            "written_off": b.left.written_off,
            "expires_on": iso(b.expires_on),
            "due_on": iso(b.due_on),
            "last_on": b.last_on.isoformat(),
            "is_open": int(any(b.left)),
        }
        for b in balances
    ]
    if values:
        session.connection().execute(_PUT_BALANCE, values)


def add_to_customers(session: Session, changes: Mapping[int, Held]) -> None:
    """Add what entries changed to the balances of customers."""
    values = [
        {"customer_id": customer, "principal": c.principal, "bonus": c.bonus, "passes": c.passes, "owed": c.owed}
        for customer, c in changes.items()
    ]
    if values:
        session.connection().execute(_ADD_TO_CUSTOMER, values)


# ---- requests -------------------------------------------------------------------------------------------------------


class Recorded(NamedTuple):
    """What was recorded for a request id: an entry, or (entry None) a change to a file."""

    entry: int | None
    request_digest: bytes


_REQUEST = select(t.entry.c.request_id, t.entry.c.id, t.entry.c.request_digest).where(
    t.entry.c.request_id == bindparam("request")
)
_REQUESTS = select(t.entry.c.request_id, t.entry.c.id, t.entry.c.request_digest).where(
    t.entry.c.request_id.in_(bindparam("chunk", expanding=True))
)
_TEXTS = select(t.entry_text.c.entry_id, t.entry_text.c.field, t.entry_text.c.text).where(
    t.entry_text.c.entry_id.in_(bindparam("chunk", expanding=True))
)


def find_requests(session: Session, requests: Sequence[str]) -> dict[str, Recorded]:
    """Return the entries made for request ids, where there are any."""
    found: dict[str, Recorded] = {}
    if len(requests) == 1:  # the counter's case: a statement without a list is made ready much faster
        row = session.connection().execute(_REQUEST, {"request": requests[0]}).one_or_none()
        return {} if row is None else {row[0]: Recorded(row[1], row[2])}
    for chunk in chunks(requests):
        rows = session.connection().execute(_REQUESTS, {"chunk": chunk})
        found.update({request: Recorded(entry, digest) for request, entry, digest in rows})
    return found


def entry_texts(session: Session, entries: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return the free texts of entries by field, as far as they have not been erased."""
    found: dict[int, dict[str, str]] = {}
    for chunk in chunks(entries):
        for number, name, text in session.connection().execute(_TEXTS, {"chunk": chunk}):
            found.setdefault(number, {})[name] = text
    return found
