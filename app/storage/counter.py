"""What the counter reads of one customer: a handful of selects, however long the history is."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, bindparam, func, select, union
from sqlalchemy.orm import Session, aliased

from app.core.counter import Blocker, Moved, Recent
from app.core.items import ItemKind
from app.core.journal import EntryKind, Posting
from app.core.ledger import shown_text
from app.core.past_sales import Sold
from app.storage import tables as t
from app.storage.journal import chunks, day, entry_texts

# ---- the last entries -----------------------------------------------------------------------------------------------

_WITHOUT_POSTINGS = [
    kind.value for kind in (EntryKind.EXTEND, EntryKind.RESCHEDULE, EntryKind.MERGE, EntryKind.REVERSE)
]
"""Kinds of entries that may change terms or files alone and move nothing on an account."""


def _newest() -> Select[int]:
    """Select the numbers of the newest entries on a customer's account, by business date and then by number.

    Those with postings are walked in an index that ends at the limit; only few kinds may do without.
    """
    p, e = t.posting.c, t.entry.c
    limit = bindparam("most", type_=e.id.type)
    posted = (
        select(p.entry_id, p.posted_on)
        .where(p.customer_id == bindparam("customer"))
        .group_by(p.posted_on, p.entry_id)
        .order_by(p.posted_on.desc(), p.entry_id.desc())
        .limit(limit)
        .subquery()
    )
    about = (
        select(e.id.label("entry_id"), e.posted_on)
        .where(e.customer_id == bindparam("customer"), e.kind.in_(_WITHOUT_POSTINGS))
        .order_by(e.posted_on.desc(), e.id.desc())
        .limit(limit)
        .subquery()
    )
    both = union(select(posted), select(about)).subquery()
    return select(both.c.entry_id).order_by(both.c.posted_on.desc(), both.c.entry_id.desc()).limit(limit)


def _recent() -> Select[int, str, str, str, str, int | None, int | None, str | None, str | None]:
    e = t.entry.c
    rescheduled = select(func.min(t.term_change.c.due_on)).where(t.term_change.c.entry_id == e.id).scalar_subquery()
    undoing, original = aliased(t.entry), aliased(t.entry)
    newest = _newest().subquery()
    return (
        select(
            e.id, e.request_id, e.posted_on, e.kind, e.facts, e.reverses, undoing.c.id, original.c.facts, rescheduled
        )
        .join_from(newest, t.entry, e.id == newest.c.entry_id)
        .outerjoin(undoing, undoing.c.reverses == e.id)
        .outerjoin(original, (original.c.id == e.reverses) & (original.c.kind == EntryKind.PASS_USE.value))
        .order_by(e.posted_on.desc(), e.id.desc())
    )


_RECENT = _recent()


def recent_entries(session: Session, customer: int, most: int) -> list[Recent]:
    """Return the newest entries on a customer's account, at most so many, newest first."""
    rows = session.execute(_RECENT, {"customer": customer, "most": most})
    return [
        Recent(
            number,
            request,
            date.fromisoformat(on),
            EntryKind(kind),
            json.loads(facts) if facts else {},
            reverses,
            reversed_by,
            json.loads(original) if original else None,
            day(due_on),
        )
        for number, request, on, kind, facts, reverses, reversed_by, original, due_on in rows
    ]


_MOVED = (
    select(
        *(t.posting.c[name] for name in ("entry_id", "account", "customer_id", "item_id", "amount", "units")),
        t.item.c.service,
        t.item.c.entry_id,
        t.item_balance.c.due_on,
        t.item.c.kind,
    )
    .join_from(t.posting, t.item, t.item.c.id == t.posting.c.item_id, isouter=True)
    .outerjoin(t.item_balance, t.item_balance.c.item_id == t.item.c.id)
    .where(t.posting.c.entry_id.in_(bindparam("entries", expanding=True)))
    .order_by(t.posting.c.entry_id, t.posting.c.seq)
)


def moved_for(session: Session, customer: int, entries: Sequence[int]) -> dict[int, list[Moved]]:
    """Return the postings of some entries that are a customer's, with what must be known of their items."""
    found: dict[int, list[Moved]] = {}
    for chunk in chunks(entries):
        rows = session.execute(_MOVED, {"entries": chunk})
        for number, *fields, service, made_by, due_on, kind in rows:
            posting = Posting(*fields)
            if posting.customer == customer:  # asked of the database, it would walk all that the customer ever had
                moved = Moved(posting, service or "", day(due_on), made_by == number, kind == ItemKind.PASS)
                found.setdefault(number, []).append(moved)
    return found


# ---- what was bought ------------------------------------------------------------------------------------------------


def sold_to(session: Session, customer: int) -> list[Sold]:
    """Return all that was sold to a customer and stands: sales, and charges of passes and openings, newest first."""
    undoing = aliased(t.entry)
    e, i = t.entry.c, t.item.c
    charge = (i.entry_id == e.id) & (i.kind == ItemKind.CHARGE.value) & (e.kind != EntryKind.SALE.value)
    statement = (
        select(e.id, e.request_id, e.posted_on, e.kind, i.id, i.name)
        .outerjoin(t.item, charge)
        .outerjoin(undoing, undoing.c.reverses == e.id)
        .where(
            e.customer_id == customer,
            e.kind.in_([kind.value for kind in (EntryKind.SALE, EntryKind.PASS_SALE, EntryKind.OPENING)]),
            (e.kind == EntryKind.SALE.value) | i.id.is_not(None),
            undoing.c.id.is_(None),
        )
        .order_by(e.posted_on.desc(), e.id.desc(), i.id)
    )
    return [
        Sold(name or request, number, date.fromisoformat(on), EntryKind(kind), item)
        for number, request, on, kind, item, name in session.execute(statement)
    ]


# ---- customers ------------------------------------------------------------------------------------------------------


def number_of(session: Session, customer: int) -> str:
    """Return a customer's number by internal id."""
    number: str = session.execute(select(t.customer.c.no).where(t.customer.c.id == customer)).scalar_one()
    return number


# ---- entries by what they are known by ------------------------------------------------------------------------------


def known_entry(session: Session, reference: str | int) -> Blocker | None:
    """Return what an entry is known by, by its request id or its number."""
    c = t.entry.c
    column = c.id if isinstance(reference, int) else c.request_id
    row = session.execute(select(c.id, c.request_id, c.kind, c.posted_on).where(column == reference)).one_or_none()
    if row is None:
        return None
    text = shown_text(entry_texts(session, [row[0]]).get(row[0], {}))
    return Blocker(row[0], row[1], EntryKind(row[2]), date.fromisoformat(row[3]), text)


def first_use(session: Session, customer: int) -> date | None:
    """Return the first day on which a customer bought something or used a pass, as far as it was not reversed."""
    undoing = aliased(t.entry)
    c = t.entry.c
    kinds = (EntryKind.SALE.value, EntryKind.PASS_USE.value)
    statement = (
        select(func.min(c.posted_on))
        .outerjoin(undoing, undoing.c.reverses == c.id)
        .where(c.customer_id == customer, c.kind.in_(kinds), undoing.c.id.is_(None))
    )
    return day(session.execute(statement).scalar_one())
