"""The drawer and the days' ends in the book, and the entries of a day."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.day_end import DayEnd, Texts, named, read_figures
from app.core.day_figures import BookState, DayEntry, DayFigures
from app.core.drawer import DrawerKind, DrawerLine
from app.core.journal import TENDERS, EntryKind, Posting, canonical
from app.storage import tables as t
from app.storage.customers import Author, Problem, damaged_file, row_digest
from app.storage.journal import chunks, day, entry_texts, instant, load_head

_D, _X, _E = t.drawer.c, t.day_end.c, t.entry.c
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)


def book_state(session: Session) -> BookState:
    """Return how far the book has got."""
    head = load_head(session)
    return BookState(head.entry, head.hash.hex(), session.execute(select(func.max(_D.id))).scalar_one() or 0)


# ---- the drawer -----------------------------------------------------------------------------------------------------


class Movement(NamedTuple):
    """Something done with the drawer, to be written."""

    on: date
    kind: DrawerKind
    amount: int
    reason: str = ""


def add_movement(session: Session, movement: Movement, author: Author) -> None:
    """Write something done with the drawer."""
    values: dict[str, object] = {
        "id": (session.execute(select(func.max(_D.id))).scalar_one() or 0) + 1,
        "request_id": author.request,
        "on_day": movement.on.isoformat(),
        "kind": movement.kind.value,
        "amount": movement.amount,
        "reason": movement.reason,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.drawer).values(**values, digest=row_digest(list(values.values()))))


def movements(session: Session, on: date) -> list[DrawerLine]:
    """Return what was done with the drawer of a day, in the order recorded."""
    return _movements(session, _D.on_day == on.isoformat())


def _movements(session: Session, which: ColumnElement[bool]) -> list[DrawerLine]:
    statement = select(_D.id, _D.kind, _D.amount, _D.reason, t.staff.c.name, _D.recorded_at)
    rows = session.execute(statement.join_from(t.drawer, t.staff).where(which).order_by(_D.id))
    return [
        DrawerLine(number, DrawerKind(kind), amount, reason, staff, datetime.fromisoformat(recorded_at))
        for number, kind, amount, reason, staff, recorded_at in rows
    ]


# ---- the entries of a day -------------------------------------------------------------------------------------------

_ORIGINAL = aliased(t.entry)
_ENTRY = (
    select(
        *(_E.id, _E.kind, _E.posted_on, _E.recorded_at, _E.customer_id, t.customer.c.no, t.customer.c.name),
        *(_E.staff_id, t.staff.c.name, _E.reverses, _ORIGINAL.c.kind, _ORIGINAL.c.posted_on),
    )
    .join_from(t.entry, t.staff)
    .join(t.customer, t.customer.c.id == _E.customer_id, isouter=True)
    .join(_ORIGINAL, _ORIGINAL.c.id == _E.reverses, isouter=True)
    .order_by(_E.id)
)


def day_entries(
    session: Session, on: date, recorded: tuple[datetime, datetime] | None
) -> tuple[list[DayEntry], list[DayEntry]]:
    """Return the entries of a business date, and those of other dates recorded from one instant until another."""
    dated = _E.posted_on == on.isoformat()
    if recorded is None:
        entries = _entries(session, dated)
    else:
        begin, end = map(instant, recorded)
        entries = _entries(session, or_(dated, and_(_E.recorded_at >= begin, _E.recorded_at < end)))
    return [entry for entry in entries if entry.on == on], [entry for entry in entries if entry.on != on]


def entries_after(session: Session, on: date, head: int) -> list[DayEntry]:
    """Return the entries of a business date recorded after an entry."""
    return _entries(session, and_(_E.id > head, _E.posted_on == on.isoformat()))


def _entries(session: Session, which: ColumnElement[bool]) -> list[DayEntry]:
    rows = session.execute(_ENTRY.where(which)).all()
    numbers = [row[0] for row in rows]
    postings = _postings(session, numbers)
    texts = entry_texts(session, numbers)
    return [_day_entry(tuple(row), texts.get(row[0], {}).get("reason", ""), postings.get(row[0], [])) for row in rows]


def _day_entry(row: Sequence[Any], reason: str, postings: Sequence[Posting]) -> DayEntry:
    number, kind, on, recorded_at, customer, no, name, staff, staff_name, original, its_kind, its_on = row
    return DayEntry(
        number=number,
        kind=EntryKind(kind),
        on=date.fromisoformat(on),
        recorded_at=datetime.fromisoformat(recorded_at),
        customer=customer,
        no=no or "",
        name=name or "",
        staff=staff,
        staff_name=staff_name,
        reason=reason,
        original=original,
        original_kind=None if its_kind is None else EntryKind(its_kind),
        original_on=day(its_on),
        postings=tuple(postings),
    )


def _postings(session: Session, entries: Sequence[int]) -> dict[int, list[Posting]]:
    p = t.posting.c
    statement = select(p.entry_id, p.account, p.customer_id, p.item_id, p.amount, p.units)
    found: dict[int, list[Posting]] = {}
    for chunk in chunks(entries):
        for entry, *posting in session.execute(statement.where(p.entry_id.in_(chunk)).order_by(p.entry_id, p.seq)):
            found.setdefault(entry, []).append(Posting(*posting))
    return found


def taken_after(session: Session, on: date, entry: int) -> int:
    """Return what came in by all tenders, less what went out, by the entries of a business date after an entry."""
    p = t.posting.c
    statement = select(func.sum(p.amount)).where(
        p.entry_id > entry, p.posted_on == on.isoformat(), p.account.in_(TENDERS)
    )
    return session.execute(statement).scalar_one() or 0


def open_customers(session: Session) -> int:
    """Return how many customers' files are open."""
    return session.execute(select(func.count()).select_from(t.customer).where(t.customer.c.closed == 0)).scalar_one()


# ---- days' ends -----------------------------------------------------------------------------------------------------


def add_day_end(session: Session, on: date, content: Mapping[str, object], author: Author) -> None:
    """Write a day's end."""
    values: dict[str, object] = {
        "id": (session.execute(select(func.max(_X.id))).scalar_one() or 0) + 1,
        "request_id": author.request,
        "on_day": on.isoformat(),
        "content": canonical(content),
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.day_end).values(**values, digest=row_digest(list(values.values()))))


def day_ends(session: Session, on: date) -> list[DayEnd]:
    """Return the ends of a day in the order recorded, without what came later; only the last one is not superseded."""
    statement = select(_X.request_id, _X.content, t.staff.c.name, _X.recorded_at).join_from(t.day_end, t.staff)
    rows = session.execute(statement.where(_X.on_day == on.isoformat()).order_by(_X.id)).all()
    return [_day_end(session, row, superseded=place < len(rows)) for place, row in enumerate(rows, start=1)]


def _day_end(session: Session, row: Row[str, str, str, str], *, superseded: bool) -> DayEnd:
    request, text, staff, recorded_at = row
    try:
        kept = json.loads(text)
        return DayEnd(
            id=request,
            figures=_figures(session, kept),
            counted=kept["counted"],
            denominations=tuple((value, count) for value, count in kept["denominations"]),
            note=kept["note"],
            staff=staff,
            recorded_at=datetime.fromisoformat(recorded_at),
            superseded=superseded,
        )
    except _UNREADABLE as error:
        raise damaged_file() from error


def _figures(session: Session, kept: Mapping[str, Any]) -> DayFigures:
    """Put texts back into what was kept."""
    customers, entries = named(kept)
    names: dict[int, tuple[str, str]] = {}
    for chunk in chunks(sorted(customers)):
        rows = session.execute(
            select(t.customer.c.id, t.customer.c.no, t.customer.c.name).where(t.customer.c.id.in_(chunk))
        )
        names.update({row[0]: (row[1], row[2]) for row in rows})
    reasons = {entry: texts.get("reason", "") for entry, texts in entry_texts(session, sorted(entries)).items()}
    staff = {row[0]: row[1] for row in session.execute(select(t.staff.c.id, t.staff.c.name))}
    lines = movements(session, date.fromisoformat(kept["on"]))
    return read_figures(kept, Texts(names, reasons, staff, {line.number: line for line in lines}))


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_drawer(session: Session) -> list[Problem]:
    """Return what was done with the drawer and the days' ends whose rows are not what was written.

    A day's end also bears witness of the journal: the hash it noted must still be that of the entry it names.
    """
    problems: list[Problem] = []
    for table in (t.drawer, t.day_end):
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest).order_by(table.c.id)):
            *values, digest = tuple(row)
            if row_digest(values) != digest or (table is t.day_end and not _bears_witness(session, values[3])):
                problems.append(Problem(table.name, values[0]))
    return problems


def _bears_witness(session: Session, text: str) -> bool:
    try:
        number, digest = json.loads(text)["head"]
    except _UNREADABLE:
        return False
    if number == 0:
        return True
    if not isinstance(number, int):
        return False
    found = session.execute(select(_E.hash).where(_E.id == number)).scalar_one_or_none()
    return isinstance(found, bytes) and found.hex() == digest
