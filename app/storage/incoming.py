"""Bills and the payments in them: written once; who paid stands apart, so that it can go."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, insert, select
from sqlalchemy.orm import Session

from app.core.incoming import Bill, Incoming, PayKind, Source
from app.core.journal import canonical
from app.core.plain import plain
from app.core.requests import Tender
from app.storage import tables as t
from app.storage.arrival_steps import IGNORE, TIE, UNDO, StoredStep, steps_where, tied_to
from app.storage.customers import Author, Problem, row_digest
from app.storage.journal import chunks, instant, iso
from app.storage.kept_rows import add_row, next_id

_B, _I, _P, _S, _Y, _E = t.bill.c, t.incoming.c, t.incoming_payer.c, t.incoming_step.c, t.payer.c, t.entry.c
_AT_ONCE = 1000
_COUNTING = select(func.max(_B.id)).group_by(_B.sha256)  # of a file that was read anew the last reading counts


# ---- bills ----------------------------------------------------------------------------------------------------------


class StoredBill(NamedTuple):
    """A bill as read: its file's digest, what its sums came to, and how many of its lines were new."""

    id: int
    source: Source
    sha256: bytes
    layout: str
    content: Mapping[str, Any]
    first: date | None
    last: date | None
    rows: int
    who: str
    at: datetime


def bills(session: Session, which: ColumnElement[bool] | None = None) -> list[StoredBill]:
    """Return the bills that were read, in that order; of a file that was read anew the last reading."""
    columns = (_B.id, _B.source, _B.sha256, _B.layout, _B.content, _B.first_on, _B.last_on, _B.rows)
    statement = select(*columns, t.staff.c.name, _B.recorded_at).join_from(t.bill, t.staff).order_by(_B.id)
    statement = statement.where(_B.id.in_(_COUNTING))
    rows = session.execute(statement if which is None else statement.where(which)).all()
    return [
        StoredBill(
            number, Source(source), sha, layout, json.loads(content), _day(first), _day(last), count, who, _at(at)
        )
        for number, source, sha, layout, content, first, last, count, who, at in rows
    ]


def bill_of_file(session: Session, sha256: bytes) -> StoredBill | None:
    """Return the bill that was read from a file of that digest, if one was."""
    return next(iter(bills(session, _B.sha256 == sha256)), None)


class StoredLayout(NamedTuple):
    """How a table was read, by the names of its columns where a person explained these; none where nobody did."""

    text: str
    header: tuple[str, ...]


def layouts(session: Session) -> list[StoredLayout]:
    """Return the layouts of tables read before, the last one first."""
    statement = select(_B.layout, _B.content).where(_B.layout != "").order_by(_B.id.desc())
    rows = session.execute(statement).all()
    found = [StoredLayout(layout, tuple(json.loads(content).get("header", ()))) for layout, content in rows]
    return list(dict.fromkeys(found))


def hanging_on(session: Session, bill: int) -> int:
    """Return how much was made of the payments of a bill and still holds."""
    lines = select(_I.id).where(_I.bill_id == bill)
    return sum(not each.undone and each.what != UNDO for each in steps_where(session, _S.incoming_id.in_(lines)))


def add_bill(
    session: Session,
    bill: Bill,
    new: Sequence[tuple[str, Incoming]],
    salt: Callable[[], bytes],
    by: Author,
    told: Callable[[int], None],
) -> int:
    """Write a bill with those of its lines that are new; return its number. `told` hears how many are written."""
    days = bill.days or (None, None)
    content = {
        "account": bill.account,
        "controls": [plain(each) for each in bill.controls],
        "lines": len(bill.payments),
        "refused": len(bill.refused),
        "left_out": bill.left_out,
        "way": bill.way.value,
        "ways": [each.value for each in bill.ways],
    }
    if bill.explained:
        content["header"] = list(bill.header)
    number = add_row(
        session,
        t.bill,
        {
            "request_id": by.request,
            "request_digest": bill.sha256,
            "source": bill.source.value,
            "sha256": bill.sha256,
            "layout": bill.layout,
            "content": canonical(content),
            "first_on": iso(days[0]),
            "last_on": iso(days[1]),
            "rows": len(new),
            "staff_id": by.staff,
            "recorded_at": instant(by.now),
        },
    )
    first = next_id(session, t.incoming)
    for start in range(0, len(new), _AT_ONCE):
        told(start)
        rows = [
            _rows(first + nth, number, key, each, salt())
            for nth, (key, each) in enumerate(new[start : start + _AT_ONCE], start)
        ]
        session.execute(insert(t.incoming), [row for row, _ in rows])
        session.execute(insert(t.incoming_payer), [payer for _, payer in rows])
    told(len(new))
    return number


def _rows(number: int, bill: int, key: str, each: Incoming, salt: bytes) -> tuple[dict[str, object], dict[str, object]]:
    said = {"name": each.name, "account": each.account, "reference": each.reference, "text": each.text}
    text = canonical({**said, "raw": list(each.raw)})
    row: dict[str, object] = {
        "id": number,
        "bill_id": bill,
        "key": key,
        "line": each.line,
        "kind": each.kind.value,
        "way": each.way.value,
        "on_day": each.on.isoformat(),
        "at": each.at,
        "amount": each.amount,
        "fee": each.fee,
        "said_digest": _said_digest(salt, text, each.payment),
    }
    row = {column.name: row[column.name] for column in t.incoming.c if column.name != "digest"}
    payer: dict[str, object] = {
        "incoming_id": number,
        "customer_id": None,
        "salt": salt,
        "text": text,
        "payment": each.payment,
    }
    return {**row, "digest": row_digest(list(row.values()))}, payer


def _said_digest(salt: bytes, text: str, payment: str) -> bytes:
    return hashlib.sha256(salt + canonical([text, payment]).encode("utf-8", "surrogatepass")).digest()


class Keys(NamedTuple):
    """Which lines the book knows, and under what keys the others are written."""

    known: frozenset[str]
    written: Mapping[str, str]


def known_keys(session: Session, keys: Sequence[str], instead_of: int | None = None) -> Keys:
    """Return which of some keys stand in the book, but for those of a bill that is read anew.

    What counts no more keeps its key, for nothing is ever edited: its line is written under the key with ~2, ~3 …
    """
    known: set[str] = set()
    written = {key: key for key in keys}
    asked, nth = dict(written), 1
    while asked:
        nth += 1
        found: dict[str, bool] = {}
        for chunk in chunks(sorted(asked)):
            counts = and_(_I.bill_id.in_(_COUNTING), _I.bill_id != (instead_of or 0))
            found.update(session.execute(select(_I.key, counts).where(_I.key.in_(chunk))).all())
        known.update(key for name, key in asked.items() if found.get(name))
        asked = {f"{key}~{nth}": key for name, key in asked.items() if name in found and not found[name]}
        written.update((key, name) for name, key in asked.items())
    return Keys(frozenset(known), written)


def given_back(session: Session, payments: Collection[str]) -> dict[str, int]:
    """Return what the book knows of as given back under some numbers of payments, minor units, negative."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(payments)):
        statement = select(_P.payment, func.sum(_I.amount)).join_from(t.incoming_payer, t.incoming)
        counting = statement.where(_P.payment.in_(chunk), _I.bill_id.in_(_COUNTING))
        found.update(session.execute(counting.group_by(_P.payment)).all())
    return found


# ---- payments -------------------------------------------------------------------------------------------------------


class StoredPayment(NamedTuple):
    """A payment of a bill with what its payer wrote, as far as that has not been erased, and what was made of it."""

    id: int
    bill: int
    line: int
    kind: PayKind
    way: Tender
    on: date
    at: str
    amount: int
    fee: int
    payment: str
    said: Mapping[str, Any]
    steps: tuple[StoredStep, ...] = ()

    @property
    def left(self) -> int:
        """What nothing was made of yet, minor units."""
        return self.amount - sum(each.amount for each in self.steps if each.what == TIE and not each.undone)

    @property
    def ignored(self) -> bool:
        """Whether it was put aside."""
        return any(each.what == IGNORE and not each.undone for each in self.steps)


def payments(session: Session, which: ColumnElement[bool]) -> list[StoredPayment]:
    """Return payments of bills with what was made of them, by their days."""
    columns = (_I.id, _I.bill_id, _I.line, _I.kind, _I.way, _I.on_day, _I.at, _I.amount, _I.fee, _P.payment, _P.text)
    which = and_(which, _I.bill_id.in_(_COUNTING))
    statement = select(*columns).outerjoin_from(t.incoming, t.incoming_payer, _P.incoming_id == _I.id).where(which)
    rows = session.execute(statement.order_by(_I.on_day, _I.at, _I.id)).all()
    steps: dict[int, list[StoredStep]] = {}
    touched = select(_I.id).where(which)
    for step in steps_where(session, _S.incoming_id.in_(touched)):
        steps.setdefault(step.incoming or 0, []).append(step)
    return [
        StoredPayment(
            *(number, bill, line, PayKind(kind), Tender(way), date.fromisoformat(on), at, amount, fee, payment or ""),
            json.loads(text) if text else {},
            tuple(steps.get(number, ())),
        )
        for number, bill, line, kind, way, on, at, amount, fee, payment, text in rows
    ]


def payment_numbered(session: Session, number: int) -> StoredPayment | None:
    """Return a payment by its number, if there is one."""
    return next(iter(payments(session, _I.id == number)), None)


def between(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Return which payments are of some days."""
    low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
    return _I.on_day.between(low, high)


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_incoming(session: Session) -> list[Problem]:
    """Return the rows of bills, payments and steps that are not what was written; an erased payer is no problem."""
    problems: list[Problem] = []
    for table in (t.bill, t.incoming, t.incoming_step, t.payer):
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest).order_by(table.c.id)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, values[0]))
    digests = dict(session.execute(select(_I.id, _I.said_digest)).all())
    owners = tied_to(session, _S.incoming_id.is_not(None))
    rows = session.execute(select(_P.incoming_id, _P.customer_id, _P.salt, _P.text, _P.payment))
    for number, owner, salt, text, payment in rows:
        whole = isinstance(salt, bytes) and isinstance(text, str) and isinstance(payment, str)
        whole = whole and owner == owners.get(number)
        if not whole or _said_digest(salt, text, payment) != digests.get(number):
            problems.append(Problem("incoming_payer", number))
    return problems


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
