"""Everything that was done, entry or change, for whoever asks who did what when: keys first, rows as they are shown.

A book has a million of them, so the list is one of numbers (`key`), and what stands behind a page of it is read when
that page is looked at.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import Integer, Select, literal, select, union_all
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.audit import ALWAYS, Between, moved
from app.storage.journal import chunks, entry_texts

_E, _F, _D, _X = t.entry.c, t.file_change.c, t.drawer.c, t.export_log.c


class Source(IntEnum):
    """Where a thing done is written; the lowest digit of its key, in base `_BASE`."""

    ENTRY = 0
    CHANGE = 1
    DRAWER = 2
    EXPORT = 3


_BASE = len(Source)


class Done(NamedTuple):
    """A thing done: when (UTC), who, what (a kind of entry, else a word of the source), about whom, how much.

    Of an entry `on` is its business date; of a change `field` is what changed, from `old` to `new`. Amounts in minor
    units: what went over the counter, else what the entry moved.
    """

    key: int
    at: datetime
    staff: int
    what: str
    customer: int | None = None
    amount: int = 0
    entry: int | None = None
    field: str = ""
    old: str = ""
    new: str = ""
    on: date | None = None


def keys(
    session: Session, when: Between = ALWAYS, *, staff: int | None = None, customers: Collection[int] | None = None
) -> list[int]:
    """Return the keys of what was done between two instants, the newest first.

    `staff` and `customers` (internal ids) say by whom and about whom alone. The shop's own drawer is about nobody.
    """
    parts: list[Select[int, str]] = []
    for source, columns in ((Source.ENTRY, _E), (Source.CHANGE, _F), (Source.DRAWER, _D), (Source.EXPORT, _X)):
        at = columns.changed_at if source is Source.CHANGE else columns.recorded_at
        part = select((columns.id * _BASE + literal(int(source), Integer)).label("key"), at.label("at"))
        part = part.where(when.of(at))
        if staff is not None:
            part = part.where(columns.staff_id == staff)
        if customers is not None:
            if source is Source.DRAWER:
                continue
            part = part.where(columns.customer_id.in_(customers))
        parts.append(part)
    every = union_all(*parts).subquery()
    return list(session.execute(select(every.c.key).order_by(every.c.at.desc(), every.c.key.desc())).scalars())


def rows(session: Session, wanted: Sequence[int]) -> list[Done]:
    """Return what stands behind keys, in their order; of one that is not there, nothing."""
    by_source: dict[Source, list[int]] = {}
    for key in wanted:
        by_source.setdefault(Source(key % _BASE), []).append(key // _BASE)
    readers = {Source.ENTRY: _entries, Source.CHANGE: _changes, Source.DRAWER: _drawer, Source.EXPORT: _exports}
    found = {done.key: done for source, ids in by_source.items() for done in readers[source](session, ids)}
    return [found[key] for key in wanted if key in found]


def days(session: Session, entries: Sequence[int]) -> dict[int, date]:
    """Return for which day entries were recorded, by number."""
    found: dict[int, date] = {}
    for chunk in chunks(entries):
        rows_ = session.execute(select(_E.id, _E.posted_on).where(_E.id.in_(chunk)))
        found.update({number: date.fromisoformat(on) for number, on in rows_})
    return found


def reasons(session: Session, entries: Sequence[int]) -> dict[int, str]:
    """Return why entries were recorded, as somebody wrote it, for those of which anybody did."""
    texts = entry_texts(session, entries)
    found = {number: next((each[name] for name in _WHY if each.get(name)), "") for number, each in texts.items()}
    return {number: text for number, text in found.items() if text}


_WHY = ("reason", "override", "note", "description")
"""The texts of an entry that say most about why there is one, the best first."""


def _entries(session: Session, ids: Sequence[int]) -> Iterable[Done]:
    columns = (_E.id, _E.kind, _E.posted_on, _E.recorded_at, _E.staff_id, _E.customer_id)
    for chunk in chunks(ids):
        came = moved(session, chunk)
        for number, kind, on, at, staff, customer in session.execute(select(*columns).where(_E.id.in_(chunk))):
            sums = came.get(number)
            much = 0 if sums is None else abs(sums.paid) or sums.amount
            when, day = datetime.fromisoformat(at), date.fromisoformat(on)
            yield Done(number * _BASE, when, staff, kind, customer, much, number, on=day)


def _changes(session: Session, ids: Sequence[int]) -> Iterable[Done]:
    columns = (_F.id, _F.changed_at, _F.staff_id, _F.customer_id, _F.field, _F.old, _F.new)
    for chunk in chunks(ids):
        for number, at, staff, customer, *change in session.execute(select(*columns).where(_F.id.in_(chunk))):
            field, old, new = change
            key, when = number * _BASE + Source.CHANGE, datetime.fromisoformat(at)
            yield Done(key, when, staff, "change", customer, field=field, old=old, new=new)


def _drawer(session: Session, ids: Sequence[int]) -> Iterable[Done]:
    columns = (_D.id, _D.recorded_at, _D.staff_id, _D.kind, _D.amount)
    for chunk in chunks(ids):
        for number, at, staff, kind, amount in session.execute(select(*columns).where(_D.id.in_(chunk))):
            key, when = number * _BASE + Source.DRAWER, datetime.fromisoformat(at)
            yield Done(key, when, staff, "drawer", amount=amount, field=f"drawer.{kind}")


def _exports(session: Session, ids: Sequence[int]) -> Iterable[Done]:
    columns = (_X.id, _X.recorded_at, _X.staff_id, _X.what, _X.customer_id, _X.rows)
    for chunk in chunks(ids):
        for number, at, staff, what, customer, count in session.execute(select(*columns).where(_X.id.in_(chunk))):
            key, when = number * _BASE + Source.EXPORT, datetime.fromisoformat(at)
            yield Done(key, when, staff, "export", customer, field=f"export.{what}", new=str(count))
