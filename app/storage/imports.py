"""The log of imports: files that were taken in, what became of them, and how their source was read the last time."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.customers import Author, damaged_file
from app.storage.journal import instant
from app.storage.kept_rows import add_row

_R, _S, _L = t.import_run.c, t.import_step.c, t.import_layout.c

DONE, CANCELLED, UNDONE = "done", "cancelled", "undone"


class NewRun(NamedTuple):
    """A file about to be taken in."""

    target: str
    file_name: str
    sha256: bytes
    layout: str
    prefix: str
    way: str
    backup: str = ""


class Counts(NamedTuple):
    """Rows of a file: all with anything in them, those recorded, those refused."""

    rows: int
    recorded: int
    refused: int


class StoredRun(NamedTuple):
    """A file that was taken in, and what it came to.

    `state` is what was done last, blank where it was cut off before anything was noted; undone, its counts stay those
    of the taking in.
    """

    run: int
    at: datetime
    who: str
    file: str
    sha256: str
    target: str
    way: str
    layout: str
    prefix: str
    backup: str
    state: str
    counts: Counts


class StoredStep(NamedTuple):
    """What became of a file at a time, and by whom; `content` has the sums and what was recorded, or why it went."""

    what: str
    counts: Counts
    content: Mapping[str, Any]
    who: str
    at: datetime


def add_run(session: Session, new: NewRun, author: Author) -> int:
    """Note that a file is taken in; one of the same prefix goes on where it was."""
    there = session.execute(select(_R.id).where(_R.prefix == new.prefix)).scalar_one_or_none()
    if there is not None:
        return int(there)
    return add_row(session, t.import_run, {**new._asdict(), **_by(author)})


def add_step(session: Session, run: int, what: str, counts: Counts, content: str, author: Author) -> None:
    """Note what became of a file."""
    values = {"run_id": run, "what": what, **counts._asdict(), "content": content, **_by(author)}
    add_row(session, t.import_step, values)


def add_layout(session: Session, source: str, target: str, content: str, author: Author) -> None:
    """Remember how a source was read, unless it is remembered so already."""
    if layout_of(session, source) != content:
        add_row(session, t.import_layout, {"source": source, "target": target, "content": content, **_by(author)})


def _by(author: Author) -> dict[str, object]:
    return {"staff_id": author.staff, "recorded_at": instant(author.now)}


def layout_of(session: Session, source: str) -> str | None:
    """Return how a source was read the last time."""
    latest = select(_L.content).where(_L.source == source).order_by(_L.id.desc()).limit(1)
    return session.execute(latest).scalar_one_or_none()


def load_runs(session: Session) -> list[StoredRun]:
    """Return the files that were taken in, the latest first."""
    states: dict[int, str] = {}
    counted: dict[int, Counts] = {}
    statement = select(_S.run_id, _S.what, _S.rows, _S.recorded, _S.refused).order_by(_S.id)
    for run, what, *counts in session.execute(statement):
        states[run] = what
        if what != UNDONE:
            counted[run] = Counts(*counts)
    columns = (_R.id, _R.recorded_at, t.staff.c.name, _R.file_name, _R.sha256, _R.target, _R.way)
    more = (_R.layout, _R.prefix, _R.backup)
    rows = session.execute(select(*columns, *more).join_from(t.import_run, t.staff).order_by(_R.id.desc()))
    found = []
    for run, at, who, file, sha256, *rest in rows:
        state, of = states.get(run, ""), counted.get(run, Counts(0, 0, 0))
        when = _moment(at)
        target, way, layout, prefix, backup = rest
        found.append(StoredRun(run, when, who, file, sha256.hex(), target, way, layout, prefix, backup, state, of))
    return found


def load_steps(session: Session, run: int) -> list[StoredStep]:
    """Return what became of a file, in that order."""
    columns = (_S.what, _S.rows, _S.recorded, _S.refused, _S.content, t.staff.c.name, _S.recorded_at)
    statement = select(*columns).join_from(t.import_step, t.staff).where(_S.run_id == run).order_by(_S.id)
    found = []
    for what, rows, recorded, refused, content, who, at in session.execute(statement):
        try:
            said = json.loads(content)
        except ValueError as error:
            raise damaged_file() from error
        found.append(StoredStep(what, Counts(rows, recorded, refused), said, who, _moment(at)))
    return found


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise damaged_file() from error


def undone_before(session: Session, sha256: bytes, target: str) -> int:
    """Return how often the same file was taken in as the same and undone again."""
    statement = (
        select(func.count(func.distinct(_S.run_id)))
        .join_from(t.import_step, t.import_run)
        .where(_R.sha256 == sha256, _R.target == target, _S.what == UNDONE)
    )
    return int(session.execute(statement).scalar_one())


# ---- what a file has made -------------------------------------------------------------------------------------------


def begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Return the condition that an id is one of a file's rows; by a range, so that the index serves."""
    return (column >= prefix + "-") & (column < prefix + ".")


def made_entries(session: Session, prefix: str) -> list[int]:
    """Return the entries a file has made that nobody has reversed, the latest first."""
    e, r = t.entry.c, t.entry.alias("r")
    reversed_ = select(r.c.id).where(r.c.reverses == e.id).exists()
    statement = select(e.id).where(begins(e.request_id, prefix), ~reversed_).order_by(e.id.desc())
    return list(session.execute(statement).scalars())


def made_customers(session: Session, prefix: str) -> list[tuple[int, str]]:
    """Return the customers whose files a file has made: id and number."""
    c, f = t.customer.c, t.file_change.c
    statement = (
        select(c.id, c.no)
        .join_from(t.file_change, t.customer, f.customer_id == c.id)
        .where(begins(f.request_id, prefix), f.field == "no", f.old == "")
        .order_by(c.id)
    )
    return [(int(number), str(no)) for number, no in session.execute(statement)]


def built_on(session: Session, prefix: str) -> list[str]:
    """Return the numbers of the customers a file has made whose files or accounts somebody else has gone on with."""
    made = made_customers(session, prefix)
    ids = select(t.file_change.c.customer_id).where(
        begins(t.file_change.c.request_id, prefix), t.file_change.c.field == "no", t.file_change.c.old == ""
    )
    f, e = t.file_change.c, t.entry.c
    own = begins(e.request_id, prefix)
    r = t.entry.alias("r")
    taken_back = select(r.c.id).where(r.c.reverses == e.id).exists()
    others = select(e.customer_id).where(e.customer_id.in_(ids), ~own, e.reverses.is_(None), ~taken_back)
    changed = select(f.customer_id).where(f.customer_id.in_(ids), ~begins(f.request_id, prefix))
    touched = set(session.execute(others).scalars()) | set(session.execute(changed).scalars())
    return [no for number, no in made if number in touched]


def made_items(session: Session, prefix: str) -> list[str]:
    """Return the ids of what a file has put on the price list."""
    c = t.service.c
    return list(session.execute(select(c.request_id).where(begins(c.request_id, prefix)).order_by(c.id)).scalars())


def everybody(session: Session, without: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the numbers of all customers with the digits of their phones, but for those a file itself has made."""
    own = {number for number, _no in made_customers(session, without)}
    phones: dict[int, list[str]] = {}
    p, c = t.customer_phone.c, t.customer.c
    for number, digits in session.execute(select(p.customer_id, p.digits)):
        phones.setdefault(number, []).append(digits)
    for number, no in session.execute(select(c.id, c.no)):
        if number not in own:
            yield str(no), tuple(phones.get(number, ()))


def closed_by_undoing(session: Session) -> set[str]:
    """Return the customers made by imports that were undone: their numbers are free for the same file again."""
    undone = session.execute(select(_R.prefix).join_from(t.import_step, t.import_run).where(_S.what == UNDONE))
    found: set[str] = set()
    for prefix in undone.scalars():
        found |= {no for _number, no in made_customers(session, prefix)}
    if not found:
        return found
    closed = session.execute(select(t.customer.c.no).where(t.customer.c.closed == 1)).scalars()
    return found & set(closed)
