"""Receipts: what is known of an entry when its paper is made, and the tables of numbers given and copies made."""

import json
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session, aliased

from app.core.items import NOTHING, Item, ItemKind, Left, TermChange, terms_on
from app.core.journal import Entry, EntryKind, Posting, effects
from app.core.ledger import Holding
from app.core.receipt import Occasion, Other, Party
from app.core.requests import InterestKind
from app.storage import items as stored
from app.storage import tables as t
from app.storage.customers import Problem, load_file, row_digest
from app.storage.entries import entry_by
from app.storage.journal import entry_texts, instant
from app.storage.sold import sold_by_item

# ---- what happened --------------------------------------------------------------------------------------------------


def find_entry(session: Session, reference: str | int) -> Entry | None:
    """Return an entry by its number or its request id."""
    return entry_by(session, reference)


def occasion_of(session: Session, entry: Entry) -> Occasion | None:
    """Return what is known of an entry, and of the customer's account right after it; None if it has no customer."""
    if entry.customer is None:
        return None
    left = left_after(session, entry.customer, entry.number)
    named = {p.item for p in entry.postings if p.item is not None} | {terms.item for terms in entry.terms}
    standings = stored.items_by_id(session, sorted(named))
    items = {standing.item.id: standing.item for standing in standings}
    others = {p.customer for p in entry.postings if p.customer not in (None, entry.customer)}
    receiver = _party(session, others.pop() or 0) if entry.kind is EntryKind.TRANSFER and len(others) == 1 else None
    return Occasion(
        entry=entry,
        texts=entry_texts(session, [entry.number]).get(entry.number, {}),
        items=items,
        customer=_party(session, entry.customer),
        left=tuple(left),
        receiver=receiver,
        staff=session.execute(select(t.staff.c.name).where(t.staff.c.id == entry.staff)).scalar_one(),
        terms=_terms_text(session, entry),
        reverses=_other(session, t.entry.c.id == entry.reverses) if entry.reverses else None,
        reversed_by=_other(session, t.entry.c.reverses == entry.number),
        sold=sold_by_item(session, [item.id for item in items.values() if item.kind is ItemKind.CHARGE]),
        parts={each.item.id: InterestKind(each.part) for each in standings if each.part},
    )


def _party(session: Session, customer: int) -> Party:
    row = session.execute(select(t.customer.c.no, t.customer.c.name).where(t.customer.c.id == customer)).one()
    return Party(*row)


def _other(session: Session, condition: ColumnElement[bool]) -> Other | None:
    """Return the one other entry that a condition finds, with the number of its receipt."""
    c = t.entry.c
    statement = select(c.id, c.kind, c.posted_on, c.facts, t.receipt.c.no)
    statement = statement.outerjoin(t.receipt, t.receipt.c.entry_id == c.id).where(condition)
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    number, kind, on, facts, no = row
    return Other(number, EntryKind(kind), date.fromisoformat(on), json.loads(facts) if facts else {}, no or "")


def _terms_text(session: Session, entry: Entry) -> str:
    """Return the shop's terms recorded with an entry by their SHA-256."""
    digest = entry.facts.get("terms")
    if not isinstance(digest, str):
        return ""
    statement = select(t.terms_text.c.text).where(t.terms_text.c.sha256 == bytes.fromhex(digest))
    return session.execute(statement.order_by(t.terms_text.c.id).limit(1)).scalar_one_or_none() or ""


def left_after(session: Session, customer: int, entry: int) -> list[Holding]:
    """Return what was left of each item of a customer right after an entry was recorded, used-up ones included.

    Entries count by their numbers here, not by their dates: what a customer was told does not change when something
    is recorded later with an earlier date.
    """
    p = t.posting.c
    columns = [column for column in t.item.c if column.name != "is_charge"]
    made = select(*columns).where(t.item.c.customer_id == customer, t.item.c.entry_id <= entry).order_by(t.item.c.id)
    items = [stored.make_item(tuple(row)) for row in session.execute(made)]
    sums = (
        select(p.account, p.item_id, func.sum(p.amount), func.sum(p.units))
        .join(t.item, t.item.c.id == p.item_id)
        .where(t.item.c.customer_id == customer, p.entry_id <= entry)
        .group_by(p.item_id, p.account)
    )
    left = effects(Posting(account, None, item, *moved) for account, item, *moved in session.execute(sums))
    changes = _term_changes(session, customer, entry)
    holdings = []
    for item in items:
        expires_on, due_on = terms_on(item, changes.get(item.id, ()), date.max)
        holdings.append(_holding(item, expires_on, due_on, left.get(item.id, NOTHING)))
    return holdings


def _holding(item: Item, expires_on: date | None, due_on: date | None, left: Left) -> Holding:
    return Holding(
        item.id,
        item.customer,
        item.kind,
        item.name,
        item.on,
        item.service,
        item.days,
        item.starts_on,
        item.price,
        expires_on,
        due_on,
        left.amount,
        left.bonus,
        left.units,
        left.written_off,
    )


def _term_changes(session: Session, customer: int, entry: int) -> dict[int, list[TermChange]]:
    """Return the changes of terms recorded up to an entry, without those reversed by then."""
    undoing = aliased(t.entry)
    c = t.term_change.c
    statement = (
        select(c.item_id, c.entry_id, t.entry.c.posted_on, c.expires_on, c.due_on)
        .join_from(t.term_change, t.entry, t.entry.c.id == c.entry_id)
        .join(t.item, t.item.c.id == c.item_id)
        .outerjoin(undoing, (undoing.c.reverses == t.entry.c.id) & (undoing.c.id <= entry))
        .where(t.item.c.customer_id == customer, c.entry_id <= entry, undoing.c.id.is_(None))
    )
    found: dict[int, list[TermChange]] = {}
    for item, number, on, expires_on, due_on in session.execute(statement):
        days = [None if text is None else date.fromisoformat(text) for text in (expires_on, due_on)]
        found.setdefault(item, []).append(TermChange(number, date.fromisoformat(on), *days))
    return found


def customer_language(session: Session, customer: int) -> str:
    """Return the language a customer's file asks for; blank means the shop's."""
    number = session.execute(select(t.customer.c.no).where(t.customer.c.id == customer)).scalar_one()
    file = load_file(session, number)
    return file.file.language if file is not None else ""


# ---- numbers and copies ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt that has its number, and how many copies were made of it."""

    id: int
    no: str
    entry: int
    copies: int


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A copy to be counted: on which paper, made as `print` or `pdf`, by whom, when."""

    nth: int
    paper: str
    made_as: str
    staff: int
    made_at: datetime


def issued_for(session: Session, entry: int) -> Issued | None:
    """Return the receipt of an entry, if one was issued."""
    r, c = t.receipt.c, t.receipt_copy.c
    copies = select(func.count()).where(c.receipt_id == r.id).scalar_subquery()
    row = session.execute(select(r.id, r.no, r.entry_id, copies).where(r.entry_id == entry)).one_or_none()
    return None if row is None else Issued(*row)


def last_receipt(session: Session) -> int:
    """Return the highest id given; ids have no gaps, and numbers are made of them."""
    return session.execute(select(func.max(t.receipt.c.id))).scalar_one() or 0


def number_taken(session: Session, no: str) -> bool:
    """Whether some receipt bears a number already, which happens when the shop changes how it numbers."""
    return session.execute(select(t.receipt.c.id).where(t.receipt.c.no == no)).first() is not None


def add_receipt(session: Session, issued: Issued, made_at: datetime) -> None:
    """Write a new receipt; its first copy is written by itself."""
    values: dict[str, Any] = {"id": issued.id, "no": issued.no, "entry_id": issued.entry, "made_at": instant(made_at)}
    session.execute(insert(t.receipt).values(**values, digest=row_digest(list(values.values()))))


def add_copy(session: Session, receipt: int, copy: NewCopy) -> None:
    """Count a copy of a receipt."""
    nth, paper, made_as, staff, made_at = astuple(copy)
    values: dict[str, Any] = {
        "receipt_id": receipt,
        "nth": nth,
        "paper": paper,
        "made_as": made_as,
        "staff_id": staff,
        "made_at": instant(made_at),
    }
    session.execute(insert(t.receipt_copy).values(**values, digest=row_digest(list(values.values()))))


def verify_receipts(session: Session) -> list[Problem]:
    """Return the receipts whose row is not what was written, and those of whose copies one is missing or changed."""
    problems: list[Problem] = []
    for row in session.execute(select(t.receipt).order_by(t.receipt.c.id)):
        *values, digest = tuple(row)
        if row_digest(values) != digest:
            problems.append(Problem("receipt", row[0]))
    c = t.receipt_copy.c
    copies: dict[object, int] = {}
    for row in session.execute(select(t.receipt_copy).order_by(c.receipt_id, c.nth)):
        *values, digest = tuple(row)
        copies[row[0]] = copies.get(row[0], 0) + 1
        if row_digest(values) != digest or row[1] != copies[row[0]]:
            problems.append(Problem("receipt_copy", row[0]))
    return problems
