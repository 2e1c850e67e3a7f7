"""The daily digests and the log of exports: written once, never changed."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit_digest import LOGS, DayDigest, LogEnd, content, read_content
from app.core.journal import TENDERS
from app.storage import tables as t
from app.storage.audit import Between
from app.storage.customers import Author, Problem, damaged_file, row_digest
from app.storage.journal import instant
from app.storage.kept_rows import add_row

_G = t.day_digest.c
_SHOWN = (t.day_digest, t.export_log, t.erasure, t.consent, t.import_run, t.import_step, t.import_layout)


def load_digests(session: Session) -> list[DayDigest]:
    """Return all digests in the order of their days."""
    try:
        return [read_content(text) for text in session.execute(select(_G.content).order_by(_G.on_day)).scalars()]
    except ValueError as error:
        raise damaged_file() from error


def add_digest(session: Session, day: DayDigest, author: Author) -> None:
    """Write a day's digest; the guard refuses a second one of a day."""
    values: dict[str, object] = {
        "on_day": day.on.isoformat(),
        "content": content(day),
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    add_row(session, t.day_digest, values)


class Counts(NamedTuple):
    """How much was recorded between two instants."""

    entries: int
    changes: int


def counts(session: Session, when: Between) -> Counts:
    """Count the entries and the lines of the log recorded between two instants."""
    entries = select(func.count()).select_from(t.entry).where(when.of(t.entry.c.recorded_at))
    changes = select(func.count()).select_from(t.file_change).where(when.of(t.file_change.c.changed_at))
    return Counts(session.execute(entries).scalar_one(), session.execute(changes).scalar_one())


def tenders(session: Session, when: Between) -> dict[str, int]:
    """Return what came in less what went out, by account, of the entries recorded between two instants."""
    p, e = t.posting.c, t.entry.c
    statement = (
        select(p.account, func.sum(p.amount))
        .join_from(t.posting, t.entry, e.id == p.entry_id)
        .where(when.of(e.recorded_at), p.account.in_(TENDERS))
        .group_by(p.account)
    )
    return {account: amount for account, amount in session.execute(statement) if amount}


def held(session: Session) -> dict[str, int]:
    """Return what the shop holds and is owed now, by kind."""
    c = t.customer_balance.c
    kinds = ("principal", "bonus", "passes", "owed")
    row = session.execute(select(*(func.coalesce(func.sum(c[name]), 0) for name in kinds))).one()
    return dict(zip(kinds, row, strict=True))


def last_before(session: Session, end: datetime | None) -> datetime | None:
    """Return when an entry or a change was last recorded before an instant (None: ever), None without any."""
    when = Between(None, end)
    latest = [
        session.execute(select(column).where(when.of(column)).order_by(number.desc()).limit(1)).scalar_one_or_none()
        for column, number in ((t.entry.c.recorded_at, t.entry.c.id), (t.file_change.c.changed_at, t.file_change.c.id))
    ]
    found = max((each for each in latest if each is not None), default=None)
    return None if found is None else datetime.fromisoformat(found)


def hashes(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return the hashes (hex) of some entries, as far as there are any."""
    e = t.entry.c
    return {row[0]: row[1].hex() for row in session.execute(select(e.id, e.hash).where(e.id.in_(numbers)))}


# ---- what is only ever added to -------------------------------------------------------------------------------------


def log_ends(session: Session) -> dict[str, LogEnd]:
    """Return how far each of `LOGS` has come."""
    return {name: _run(session, name)[-1] for name in LOGS}


def log_marks(session: Session, wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    """Return the hashes (hex) of logs up to the lines wanted, by table and line, as far as there are such lines."""
    return {(name, end.last): end.mark for name, lines in wanted.items() for end in _run(session, name, lines)}


def _run(session: Session, name: str, lines: Collection[int] = ()) -> list[LogEnd]:
    """Go through a log from its beginning; return what its hash was at some lines, and at its end."""
    found, mark, last = [], b"", 0
    table = t.metadata.tables[name]
    statement = select(*table.c).order_by(table.c.id)
    if table is t.file_change:  # what it says of customers goes with them when they are erased
        statement = statement.where(table.c.customer_id.is_(None))
    for row in session.execute(statement):
        last, mark = row[0], hashlib.sha256(mark + row_digest([*row])).digest()
        if last in lines:
            found.append(LogEnd(last, mark.hex()))
    return [*found, LogEnd(last, mark.hex())]


# ---- exports --------------------------------------------------------------------------------------------------------


class NewExport(NamedTuple):
    """Data that goes out; `sha256` of the file, empty where it is none."""

    what: str
    form: str
    rows: int
    sha256: bytes = b""
    customer: int | None = None


def add_export(session: Session, new: NewExport, author: Author) -> None:
    """Note that data went out."""
    values: dict[str, object] = {
        "what": new.what,
        "form": new.form,
        "customer_id": new.customer,
        "rows": new.rows,
        "sha256": new.sha256,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    add_row(session, t.export_log, values)


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_shown(session: Session) -> list[Problem]:
    """Return the digests, exports, erasures and consents that are not what was written, and doors left open."""
    problems: list[Problem] = []
    for table in _SHOWN:
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest).order_by(table.c.id)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, values[0]))
    problems += [Problem("erasing", row[0]) for row in session.execute(select(t.erasing.c.customer_id))]
    return problems
