"""Customer files in the book: reading, writing many at once, their log, and the proof that nobody tampered with them.

`customer_phone`, `customer_card` and `customer_key` are derived from the file, written beside it, and found by.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, Row, bindparam, cast, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.core.account import Terms, terms_of
from app.core.customer import (
    MIN_PHONE_DIGITS,
    Change,
    CustomerFile,
    Kind,
    all_digits,
    file_text,
    phone_digits,
    read_file,
)
from app.storage import tables as t
from app.storage.cards import cards_in, load_cards, write_cards
from app.storage.engine import sqlite3
from app.storage.groups import load_groups, write_groups
from app.storage.journal import chunks, instant
from app.storage.table_sums import add_up

_COLUMNS = frozenset({"no", "name", "closed", "terms_days", "credit_limit", "tier"})
_CUSTOMER = [column for column in t.customer.c if column.name != "digest"]


class StoredFile(NamedTuple):
    """A file with what the book adds to it: its internal id, the file it was merged into, when it was made."""

    id: int
    file: CustomerFile
    merged_into: int | None
    created_at: str

    @property
    def terms(self) -> Terms:
        """What rules need of the file."""
        return terms_of(self.id, self.file)


class RecordedRequest(NamedTuple):
    """A request that changed a file, an attachment or an offer; its content stands only in a salted digest."""

    request: str
    salt: bytes
    digest: bytes
    customer: int | None
    recorded_at: str


class Author(NamedTuple):
    """Who changes something, when, and by which request."""

    staff: int
    now: datetime
    request: str


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """What a list shows of a customer."""

    id: int
    no: str
    name: str
    kind: Kind
    phones: tuple[str, ...]
    tags: tuple[str, ...]
    tier: str
    terms_days: int
    credit_limit: int | None
    closed: bool


@dataclass(slots=True)
class FileRows:
    """Files and what belongs to them, waiting to be written; each file once, in its last state, with its search key."""

    made: dict[int, tuple[StoredFile, str]] = field(default_factory=dict)
    changed: dict[int, tuple[StoredFile, str]] = field(default_factory=dict)
    requests: list[RecordedRequest] = field(default_factory=list)
    changes: list[dict[str, object]] = field(default_factory=list)


def row_digest(values: Sequence[object]) -> bytes:
    """Return the SHA-256 of a row's values, by which damage to it shows; takes whatever a damaged row may hold."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=True, default=repr)
    return hashlib.sha256(text.encode()).digest()


# ---- reading --------------------------------------------------------------------------------------------------------


def load_files(session: Session, numbers: Sequence[str]) -> dict[str, StoredFile]:
    """Return files by customer number, as far as there are any."""
    found: dict[str, StoredFile] = {}
    for chunk in chunks(numbers):
        rows = session.execute(select(*_CUSTOMER).where(t.customer.c.no.in_(chunk)))
        found.update({stored.file.no: stored for stored in map(_stored, rows)})
    return found


def load_file(session: Session, number: str) -> StoredFile | None:
    """Return the file of a customer number, if there is one."""
    return load_files(session, [number]).get(number)


def last_customer(session: Session) -> int:
    """Return the highest internal id given."""
    return session.execute(select(func.max(t.customer.c.id))).scalar_one() or 0


_REQUEST_COLUMNS = [t.file_request.c[n] for n in ("request_id", "salt", "digest", "customer_id", "recorded_at")]
_FILE_REQUEST = select(*_REQUEST_COLUMNS).where(t.file_request.c.request_id == bindparam("request"))
_FILE_REQUESTS = select(*_REQUEST_COLUMNS).where(t.file_request.c.request_id.in_(bindparam("chunk", expanding=True)))


def find_file_requests(session: Session, requests: Sequence[str]) -> dict[str, RecordedRequest]:
    """Return what was recorded for request ids outside the journal, where there is anything."""
    found: dict[str, RecordedRequest] = {}
    connection = session.connection()
    if len(requests) == 1:  # the counter's case: a statement without a list is made ready much faster
        row = connection.execute(_FILE_REQUEST, {"request": requests[0]}).one_or_none()
        return {} if row is None else {row[0]: RecordedRequest(*row)}
    for chunk in chunks(requests):
        found.update({row[0]: RecordedRequest(*row) for row in connection.execute(_FILE_REQUESTS, {"chunk": chunk})})
    return found


def _stored(row: Row[tuple[object, ...]]) -> StoredFile:
    id_, no, name, closed, merged_into, terms_days, credit_limit, tier, text, created_at = tuple(row)
    columns = {"no": no, "name": name, "terms_days": terms_days, "credit_limit": credit_limit, "tier": tier}
    try:
        file = read_file(str(text), closed=bool(closed), **columns)
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged_file() from error
    return StoredFile(id_, file, merged_into, created_at)  # type: ignore[arg-type]


def damaged_file() -> sqlite3.DatabaseError:
    """Return the database's own error for contents that do not hold together."""
    error = sqlite3.DatabaseError("a customer's file cannot be read")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def load_by_id(session: Session, customer: int) -> StoredFile:
    """Return the file of a customer by internal id."""
    return _stored(session.execute(select(*_CUSTOMER).where(t.customer.c.id == customer)).one())


# ---- lists ----------------------------------------------------------------------------------------------------------


def list_customers(
    session: Session, *, closed: bool = False, after: str = "", limit: int | None = None
) -> list[CustomerLine]:
    """Return customers in the order of their numbers, those after a number; `closed` lists the closed ones too."""
    statement = select(*_LINE).where(t.customer.c.no > after).order_by(t.customer.c.no).limit(limit)
    if not closed:
        statement = statement.where(t.customer.c.closed == 0)
    return [_line(row) for row in session.execute(statement)]


def lines(session: Session, ids: Sequence[int]) -> list[CustomerLine]:
    """Return some customers in the order asked for."""
    found: dict[int, CustomerLine] = {}
    for chunk in chunks(ids):
        rows = session.execute(select(*_LINE).where(t.customer.c.id.in_(chunk)))
        found.update({line.id: line for line in map(_line, rows)})
    return [found[id_] for id_ in ids if id_ in found]


_LINE = (
    t.customer.c.id,
    t.customer.c.no,
    t.customer.c.name,
    t.customer.c.tier,
    t.customer.c.terms_days,
    t.customer.c.credit_limit,
    t.customer.c.closed,
    t.customer.c.file,
)


def _line(row: Row[int, str, str, str, int, int | None, int, str]) -> CustomerLine:
    id_, no, name, tier, terms_days, credit_limit, closed, text = row
    try:
        file = json.loads(text)
        kind, phones, tags = Kind(file.get("kind", Kind.PERSON)), tuple(file.get("phones", ())), file.get("tags", ())
        return CustomerLine(id_, no, name, kind, phones, tuple(tags), tier, terms_days, credit_limit, bool(closed))
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged_file() from error


def numbers_and_names(session: Session) -> list[tuple[str, str]]:
    """Return number and name of every file that has not been merged away, in the order of the numbers."""
    c = t.customer.c
    rows = session.execute(select(c.no, c.name).where(c.merged_into.is_(None)).order_by(c.no))
    return [(row[0], row[1]) for row in rows]


def shared_phones(session: Session) -> list[tuple[str, str, str]]:
    """Return digits, number and name for every phone that several files have, merged ones not counted."""
    c, p = t.customer.c, t.customer_phone.c
    alive = select(p.digits, c.no, c.name).join_from(t.customer_phone, t.customer).where(c.merged_into.is_(None))
    several = (
        select(p.digits)
        .join_from(t.customer_phone, t.customer)
        .where(c.merged_into.is_(None), func.length(p.digits) >= MIN_PHONE_DIGITS)
        .group_by(p.digits)
        .having(func.count() > 1)
    )
    rows = session.execute(alive.where(p.digits.in_(several)).order_by(p.digits, c.no))
    return [(row[0], row[1], row[2]) for row in rows]


def lines_with_phone(session: Session, phone: str) -> list[CustomerLine]:
    """Return the customers who have a phone number, however it is written, merged ones not counted."""
    digits = phone_digits(phone)
    if len(digits) < MIN_PHONE_DIGITS:
        return []
    c, p = t.customer.c, t.customer_phone.c
    alive = select(c.id).join_from(t.customer_phone, t.customer).where(c.merged_into.is_(None), p.digits == digits)
    return lines(session, session.execute(alive.order_by(c.no)).scalars().all())


def highest_number(session: Session, prefix: str, digits: int) -> int:
    """Return the highest customer number of at most so many digits behind a prefix, 0 where there is none."""
    rest = func.substr(t.customer.c.no, len(prefix) + 1)
    counted = select(func.max(cast(rest, Integer))).where(
        func.substr(t.customer.c.no, 1, len(prefix)) == prefix,
        func.length(rest).between(1, digits),
        rest.op("NOT GLOB")("*[^0-9]*"),
    )
    return session.execute(counted).scalar_one() or 0


def last_change(session: Session) -> int:
    """Return the number of the last change logged; every change to a file has one, and none comes twice."""
    return session.execute(select(func.max(t.file_change.c.id))).scalar_one() or 0


# ---- writing --------------------------------------------------------------------------------------------------------


def log_rows(customer: int, changes: Iterable[Change], author: Author) -> list[dict[str, object]]:
    """Return the log's rows for changes to a customer's file."""
    changed_at = instant(author.now)
    return [
        {
            "customer_id": customer,
            "offer_id": None,
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "staff_id": author.staff,
            "changed_at": changed_at,
            "request_id": author.request,
        }
        for change in changes
    ]


def write_files(session: Session, rows: FileRows) -> None:
    """Write what waits; the transaction still decides whether it lasts."""
    both = {**rows.made, **rows.changed}
    if rows.made:
        session.execute(insert(t.customer), [_row(stored) for stored, _ in rows.made.values()])
    if rows.changed:
        _update(session, [stored for stored, _ in rows.changed.values()])
    for chunk in chunks(list(rows.changed)):
        session.execute(delete(t.customer_phone).where(t.customer_phone.c.customer_id.in_(chunk)))
    write_cards(session, ((id_, stored.file) for id_, (stored, _) in both.items()), list(rows.changed))
    write_groups(session, ((id_, stored.file) for id_, (stored, _) in both.items()), list(rows.changed))
    phones = [
        {"customer_id": id_, "digits": digits}
        for id_, (stored, _) in both.items()
        for digits in all_digits(stored.file)
    ]
    if phones:
        session.execute(insert(t.customer_phone), phones)
    if both:
        keys = [{"customer_id": id_, "key": key, "digest": row_digest([id_, key])} for id_, (_, key) in both.items()]
        statement = upsert(t.customer_key)
        new = {"key": statement.excluded.key, "digest": statement.excluded.digest}
        session.execute(statement.on_conflict_do_update(index_elements=["customer_id"], set_=new), keys)
    write_requests(session, rows.requests, rows.changes)


def write_requests(session: Session, requests: Sequence[RecordedRequest], changes: Sequence[dict[str, object]]) -> None:
    """Write requests and what they changed into the log."""
    if requests:
        columns = ("request_id", "salt", "digest", "customer_id", "recorded_at")
        values = [dict(zip(columns, request, strict=True)) for request in requests]
        session.execute(insert(t.file_request), values)
        for chunk in chunks([request.request for request in requests]):
            add_up(session, t.file_request, t.file_request.c.request_id.in_(chunk))
    if changes:
        last = last_change(session)
        session.execute(insert(t.file_change), list(changes))
        add_up(session, t.file_change, t.file_change.c.id > last)


def _update(session: Session, files: Iterable[StoredFile]) -> None:
    """Write files that are there already; their id is not set again, or every table that names it would be searched."""
    rows = [_row(stored) for stored in files]
    session.connection().execute(_UPDATE, [{"of": row.pop("id"), **row} for row in rows])


_UPDATE = update(t.customer).where(t.customer.c.id == bindparam("of"))


def _row(stored: StoredFile) -> dict[str, object]:
    file = stored.file
    values: dict[str, object] = {
        "id": stored.id,
        "no": file.no,
        "name": file.name,
        "closed": int(file.closed),
        "merged_into": stored.merged_into,
        "terms_days": file.terms_days,
        "credit_limit": file.credit_limit,
        "tier": file.tier,
        "file": file_text(file, without=_COLUMNS),
        "created_at": stored.created_at,
    }
    return {**values, "digest": row_digest(list(values.values()))}


# ---- proof ----------------------------------------------------------------------------------------------------------


class Problem(NamedTuple):
    """A row that does not hold together: its table and its id (of derived rows the customer's, a setting's name)."""

    table: str
    id: int | str


def verify_customers(session: Session) -> list[Problem]:
    """Return the files whose row, phones, cards or search key are not what was written."""
    problems: list[Problem] = []
    phones: dict[int, set[str]] = {}
    for customer, digits in session.execute(select(t.customer_phone.c.customer_id, t.customer_phone.c.digits)):
        phones.setdefault(customer, set()).add(digits)
    cards, groups = load_cards(session), load_groups(session)
    keys = {row[0]: row[1:] for row in session.execute(select(t.customer_key))}
    for row in session.execute(select(*_CUSTOMER, t.customer.c.digest).order_by(t.customer.c.id)):
        *values, digest = tuple(row)
        if row_digest(values) != digest:
            problems.append(Problem("customer", row[0]))
            continue
        stated = json.loads(values[8])
        if phones.get(row[0], set()) != set(_digits(stated.get("phones", ()))):
            problems.append(Problem("customer_phone", row[0]))
        if cards.get(row[0], {}) != dict(cards_in(stated)):
            problems.append(Problem("customer_card", row[0]))
        if groups.get(row[0], "") != stated.get("credit_group", ""):
            problems.append(Problem("customer_group", row[0]))
        key = keys.get(row[0])
        if key is None or row_digest([row[0], key[0]]) != key[1]:
            problems.append(Problem("customer_key", row[0]))
    return problems


def _digits(phones: Iterable[str]) -> Iterator[str]:
    return (digits for digits in map(phone_digits, phones) if digits)
