"""Bills, the payments in them and what was made of these: written once; who paid stands apart, so that it can go."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.incoming import Bill, Incoming, PayKind, Source
from app.core.journal import TENDERS, canonical
from app.core.plain import plain
from app.core.requests import Tender
from app.storage import tables as t
from app.storage.customers import Author, Problem, row_digest
from app.storage.journal import chunks, entry_texts, instant, iso
from app.storage.kept_rows import Signed, add_row, add_signed, next_id, texts_of

_B, _I, _P, _S, _Y, _E = t.bill.c, t.incoming.c, t.incoming_payer.c, t.incoming_step.c, t.payer.c, t.entry.c
TIE, IGNORE, EXPLAIN, UNDO = "tie", "ignore", "explain", "undo"
_AT_ONCE = 1000


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
    """Return the bills that were read, in that order."""
    columns = (_B.id, _B.source, _B.sha256, _B.layout, _B.content, _B.first_on, _B.last_on, _B.rows)
    statement = select(*columns, t.staff.c.name, _B.recorded_at).join_from(t.bill, t.staff).order_by(_B.id)
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


def layouts(session: Session) -> list[str]:
    """Return the layouts of tables read before, the last one first."""
    statement = select(_B.layout).where(_B.layout != "").order_by(_B.id.desc())
    return list(dict.fromkeys(session.execute(statement).scalars()))


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
    }
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


def known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of some keys that stand in the book."""
    found: set[str] = set()
    for chunk in chunks(keys):
        found.update(session.execute(select(_I.key).where(_I.key.in_(chunk))).scalars())
    return found


def given_back(session: Session, payments: Collection[str]) -> dict[str, int]:
    """Return what the book knows of as given back under some numbers of payments, minor units, negative."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(payments)):
        statement = select(_P.payment, func.sum(_I.amount)).join_from(t.incoming_payer, t.incoming)
        found.update(session.execute(statement.where(_P.payment.in_(chunk)).group_by(_P.payment)).all())
    return found


# ---- payments -------------------------------------------------------------------------------------------------------


class StoredStep(NamedTuple):
    """What was made of a payment or an entry; `undone` also where the entry has been reversed since."""

    id: int
    request: str
    what: str
    incoming: int | None
    customer: int | None
    entry: int | None
    amount: int
    undone: bool
    who: str
    at: datetime
    text: str = ""


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


def steps_where(session: Session, which: ColumnElement[bool]) -> list[StoredStep]:
    """Return steps in the order recorded."""
    undoing, reversing = t.incoming_step.alias(), t.entry.alias()
    statement = (
        select(
            *(_S.id, _S.request_id, _S.what, _S.incoming_id, _S.customer_id, _S.entry_id, _S.amount),
            *(undoing.c.id, reversing.c.id, t.staff.c.name, _S.recorded_at),
        )
        .join_from(t.incoming_step, t.staff, t.staff.c.id == _S.staff_id)
        .outerjoin(undoing, undoing.c.undoes == _S.id)
        .outerjoin(reversing, reversing.c.reverses == _S.entry_id)
        .where(which)
        .order_by(_S.id)
    )
    rows = session.execute(statement).all()
    texts = texts_of(session, t.incoming_step, [row[0] for row in rows])
    return [
        StoredStep(*row[:7], row[7] is not None or row[8] is not None, row[9], _at(row[10]), texts.get(row[0], ""))
        for row in rows
    ]


def step_by(session: Session, request: str) -> StoredStep | None:
    """Return the step a request made, if there is one."""
    return next(iter(steps_where(session, _S.request_id == request)), None)


def steps_of_entry(session: Session, entry: int) -> list[StoredStep]:
    """Return what was made of an entry, in the order recorded."""
    return steps_where(session, _S.entry_id == entry)


class Explained(NamedTuple):
    """An entry that was explained, with its day and the first of its tenders but cash."""

    step: StoredStep
    on: date
    way: Tender


def explained(session: Session, first: date | None, last: date | None) -> list[Explained]:
    """Return which entries of some days were explained, undone or not."""
    low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
    p = t.posting.c
    ways = select(p.entry_id, func.min(p.account), func.min(p.posted_on)).where(p.account.in_(sorted(_WAYS)))
    steps = {each.entry: each for each in steps_where(session, _S.what == EXPLAIN) if not each.undone}
    found = []
    for chunk in chunks([each for each in steps if each is not None]):
        rows = session.execute(ways.where(p.entry_id.in_(chunk), p.posted_on.between(low, high)).group_by(p.entry_id))
        found += [Explained(steps[entry], date.fromisoformat(on), _WAYS[way]) for entry, way, on in rows]
    return found


class NewStep(NamedTuple):
    """A step to be written."""

    what: str
    incoming: int | None = None
    customer: int | None = None
    entry: int | None = None
    amount: int = 0
    undoes: int | None = None


def add_step(session: Session, new: NewStep, by: Signed, text: str = "") -> int:
    """Write what is made of a payment; who paid belongs to the customer from then on."""
    values: dict[str, object] = {
        "incoming_id": new.incoming,
        "what": new.what,
        "customer_id": new.customer,
        "entry_id": new.entry,
        "amount": new.amount,
        "undoes": new.undoes,
    }
    number = add_signed(session, t.incoming_step, values, by, text)
    if new.incoming is not None:
        owner = _owners(session, _S.incoming_id == new.incoming).get(new.incoming)
        mine = update(t.incoming_payer).where(_P.incoming_id == new.incoming)
        session.execute(mine.values(customer_id=owner))
    return number


def _owners(session: Session, which: ColumnElement[bool]) -> dict[int, int]:
    """Return whose each payment is: the customer it was tied to last, unless that was undone."""
    undoing = t.incoming_step.alias()
    statement = (
        select(_S.incoming_id, _S.customer_id)
        .outerjoin_from(t.incoming_step, undoing, undoing.c.undoes == _S.id)
        .where(which, _S.what == TIE, undoing.c.id.is_(None))
        .order_by(_S.id)
    )
    return dict(session.execute(statement).all())


# ---- entries --------------------------------------------------------------------------------------------------------


class TenderEntry(NamedTuple):
    """What an entry says came in by a tender (negative: went out), and what of it is proven or explained."""

    entry: int
    request: str
    kind: str
    customer: int
    way: Tender
    on: date
    recorded_at: datetime
    amount: int
    proven: int
    reference: str

    @property
    def left(self) -> int:
        """What no payment proves yet."""
        return self.amount - self.proven


PROVES = {Tender.BANK: (Tender.BANK, Tender.CARD, Tender.OTHER)}
"""What else than its own way a payment may prove: what is paid by card arrives at the bank."""


def tender_entries(
    session: Session, ways: Collection[Tender], first: date | None = None, last: date | None = None, entry: int = 0
) -> list[TenderEntry]:
    """Return what entries of some days say came in by some tenders; reversed ones and reversals are left out."""
    rows = _tender_rows(session, first, last, entry)
    numbers = sorted({row[0] for row in rows})
    proven = _proven(session, numbers)
    texts = {number: said for chunk in chunks(numbers) for number, said in entry_texts(session, chunk).items()}
    found = []
    for number, request, kind, customer, account, on, at, amount in rows:
        way = _WAYS[account]
        key = (number, next((each for each, others in PROVES.items() if way in others), way))
        mine = amount if (number, None) in proven else _within(proven.get(key, 0), amount)
        proven[key] = proven.get(key, 0) - mine
        reference = texts.get(number, {}).get("reference", "")
        said = (number, request, kind, customer, way, date.fromisoformat(on), _at(at), amount)
        found.append(TenderEntry(*said, mine, reference))
    return [each for each in found if each.amount and each.way in ways]


def _within(proven: int, amount: int) -> int:
    """Return how much of what payments prove of an entry is about an amount of it."""
    return min(proven, amount) if amount > 0 else max(proven, amount)


_WAYS = {f"tender.{way.value}": way for way in Tender if way is not Tender.CASH}


def _tender_rows(session: Session, first: date | None, last: date | None, entry: int) -> Sequence[Any]:
    """Return entries with what came in by each tender but cash; of one entry what came by bank first."""
    p, undoing = t.posting.c, t.entry.alias()
    columns = (_E.id, _E.request_id, _E.kind, _E.customer_id, p.account, _E.posted_on, _E.recorded_at)
    statement = (
        select(*columns, func.sum(p.amount))
        .join_from(t.posting, t.entry, _E.id == p.entry_id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(p.account.in_(sorted(_WAYS)), _E.reverses.is_(None), undoing.c.id.is_(None))
        .where(_E.customer_id.is_not(None))
        .group_by(_E.id, p.account)
        .order_by(_E.id, p.account)
    )
    if entry:
        return session.execute(statement.where(_E.id == entry)).all()
    low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
    return session.execute(statement.where(p.posted_on.between(low, high))).all()


def _proven(session: Session, entries: Sequence[int]) -> dict[tuple[int, Tender | None], int]:
    """Return what payments prove of entries, by tender; under None where an entry was explained."""
    found: dict[tuple[int, Tender | None], int] = {}
    for chunk in chunks(entries):
        steps = [each for each in steps_where(session, _S.entry_id.in_(chunk)) if not each.undone]
        wanted = [each.incoming for each in steps if each.incoming is not None]
        ways = {row[0]: Tender(row[1]) for row in _ways(session, wanted)}
        for step in steps:
            if step.what not in (TIE, EXPLAIN):
                continue
            way = ways[step.incoming] if step.what == TIE and step.incoming is not None else None
            key = (step.entry or 0, way)
            found[key] = found.get(key, 0) + step.amount
    return found


def _ways(session: Session, incoming: Sequence[int]) -> Iterable[Any]:
    for chunk in chunks(sorted(set(incoming))):
        yield from session.execute(select(_I.id, _I.way).where(_I.id.in_(chunk))).all()


NON_CASH = tuple(way for way in Tender if way is not Tender.CASH and f"tender.{way.value}" in TENDERS)
"""The tenders whose money arrives elsewhere than in the drawer."""


# ---- payers ---------------------------------------------------------------------------------------------------------


class StoredPayer(NamedTuple):
    """Whose money comes by a way from an account or under a name."""

    id: int
    customer: int
    way: Tender
    name: str
    account: str


def payers(session: Session) -> list[StoredPayer]:
    """Return all payers that are remembered."""
    rows = session.execute(select(_Y.id, _Y.customer_id, _Y.way, _Y.name, _Y.account).order_by(_Y.id))
    return [StoredPayer(number, customer, Tender(way), name, account) for number, customer, way, name, account in rows]


def remember_payer(session: Session, customer: int, paid: StoredPayment, by: Signed) -> None:
    """Remember who paid, unless that is known of this customer already, or nothing is known of the payer."""
    name, account = str(paid.said.get("name", "")), str(paid.said.get("account", ""))
    if not name and not account:
        return
    values: dict[str, object] = {"customer_id": customer, "way": paid.way.value, "name": name, "account": account}
    same = [t.payer.c[column] == value for column, value in values.items()]
    if session.execute(select(_Y.id).where(*same)).first() is None:
        add_signed(session, t.payer, values, by)


def forget_payer(session: Session, number: int) -> int | None:
    """Take a payer out; return whose they were, None where there is none of that number."""
    customer = session.execute(select(_Y.customer_id).where(_Y.id == number)).scalar_one_or_none()
    if customer is not None:
        session.execute(delete(t.payer).where(_Y.id == number))
    return customer


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
    owners = _owners(session, _S.incoming_id.is_not(None))
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
