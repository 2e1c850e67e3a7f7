"""Taking a person out of the book: the one module that gets past the guards of what is recorded.

What becomes of each column stands in `core.privacy.fates`; this module does it to every table there is, without naming
them one by one. The guards let changes through only while the table `erasing` names somebody, which it does within one
transaction and never outside of it.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, Table, delete, func, insert, not_, or_, select, update
from sqlalchemy.orm import Session

from app.core.audit import ATTACHMENT_REMOVED as REMOVED
from app.core.customer import Change, CustomerFile, updated
from app.core.journal import canonical
from app.core.privacy.erasing import anonymised, pseudonym
from app.core.privacy.fates import TABLES, Fate
from app.core.reminder.kinds import RuleKind
from app.storage import tables as t
from app.storage.attachments import erased_sha256
from app.storage.customers import (
    Author,
    FileRows,
    StoredFile,
    load_by_id,
    log_rows,
    row_digest,
    write_files,
    write_requests,
)
from app.storage.journal import chunks, instant
from app.storage.kept_rows import add_row
from app.storage.table_sums import SUMMED, changing

_OWN = frozenset({"customer", "customer_key", "customer_phone", "customer_card", "customer_group"})
"""Written with the file itself."""


class Erased(NamedTuple):
    """An erasure as recorded: no word of who it was."""

    request: str
    digest: bytes
    customer: int
    on: date
    reason: str
    file_since: datetime
    counts: Mapping[str, int]
    who: str
    recorded_at: datetime


def about(table: Table, customers: Collection[int]) -> ColumnElement[bool]:
    """Return which rows of a table are about customers (internal ids), by the column its fate names."""
    if table.name == "entry":  # texts of an entry that moved something of theirs may name them, whoever it is about
        moved = select(t.posting.c.entry_id).where(t.posting.c.customer_id.in_(customers))
        return or_(t.entry.c.customer_id.in_(customers), t.entry.c.id.in_(moved))
    column = table.c[TABLES[table.name].person]
    if column.name == "customer_id" or table is t.customer:
        return column.in_(customers)
    parent = next(iter(column.foreign_keys)).column
    return column.in_(select(parent).where(about(parent.table, customers)))


def erase(
    session: Session, customers: Sequence[int], salt: Callable[[], bytes], key: Callable[[CustomerFile], str]
) -> dict[str, int]:
    """Take customers out of every table but their own rows' amounts; return how many rows of each were touched.

    `salt` gives random bytes, `key` what a file is found by. The transaction is still to be committed, and what it has
    freed to be overwritten (`storage.cleaning`).
    """
    session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    session.execute(insert(t.erasing), [{"customer_id": customer} for customer in customers])
    numbers = {customer: load_by_id(session, customer).file.no for customer in customers}
    counts = {
        "kept_text": _drop_texts(session, customers),
        **{table.name: _drop(session, table, customers) for table in _dropped()},
        "file_request": _requests(session, t.file_request.c.customer_id.in_(customers), salt),
        "attachment": _attachments(session, t.attachment.c.customer_id.in_(customers)),
        "statement_run": _runs(session, {no: pseudonym(customer) for customer, no in numbers.items()}),
        "reminder": _reminders(session, customers),
        "contact_step": _steps(session, customers),
        "referrer": _referrers(session, customers, numbers, key),
        "customer": _files(session, customers, key),
    }
    session.execute(delete(t.erasing))
    return {name: count for name, count in counts.items() if count}


def remove_attachment(session: Session, attachment: int, salt: Callable[[], bytes]) -> str:
    """Take one attachment's content and name out of the book, and what the request it came by said; its row stays.

    Returns the id of that request. As with `erase`, the transaction is still to be committed, and what it has freed to
    be overwritten.
    """
    c = t.attachment.c
    customer, request = session.execute(select(c.customer_id, c.request_id).where(c.id == attachment)).one()
    session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    session.execute(insert(t.erasing).values(customer_id=customer))
    _requests(session, t.file_request.c.request_id == request, salt)
    _attachments(session, c.id == attachment)
    session.execute(delete(t.erasing))
    return str(request)


def last_freed(session: Session) -> datetime | None:
    """Return when somebody was erased or an attachment was removed last, None where that never was."""
    e, f = t.erasure.c, t.file_change.c
    at = [
        session.execute(select(func.max(e.recorded_at))).scalar_one(),
        session.execute(select(func.max(f.changed_at)).where(f.field == REMOVED)).scalar_one(),
    ]
    return max((datetime.fromisoformat(each) for each in at if each is not None), default=None)


def _dropped() -> list[Table]:
    """Return the tables whose rows go, what names others before what is named."""
    gone = {name for name, of in TABLES.items() if of.row is Fate.DROP} - _OWN - {"kept_text"}
    return [table for table in reversed(t.metadata.sorted_tables) if table.name in gone]


def _drop(session: Session, table: Table, customers: Collection[int]) -> int:
    which = about(table, customers)
    count = session.execute(select(func.count()).select_from(table).where(which)).scalar_one()
    if table in SUMMED:
        with changing(session, table, which):
            session.execute(delete(table).where(which))
    else:
        session.execute(delete(table).where(which))
    return count


def _drop_texts(session: Session, customers: Collection[int]) -> int:
    """Take out what people wrote beside rows about the customers; the rows' digests of it stay."""
    which = _own_texts(customers)
    count = session.execute(select(func.count()).select_from(t.kept_text).where(which)).scalar_one()
    session.execute(delete(t.kept_text).where(which))
    return count


def _requests(session: Session, which: ColumnElement[bool], salt: Callable[[], bytes]) -> int:
    """Let the ids of requests stay used, without what they asked for: by salt and digest it could be guessed."""
    fresh = []
    for row in session.execute(select(t.file_request).where(which)).mappings():
        new = salt()
        fresh.append({**row, "salt": new, "digest": hashlib.sha256(new).digest()})
    with changing(session, t.file_request, which):
        session.execute(delete(t.file_request).where(which))
        if fresh:
            session.execute(insert(t.file_request), fresh)
    return len(fresh)


def _attachments(session: Session, which: ColumnElement[bool]) -> int:
    c = t.attachment.c
    columns = [column for column in t.attachment.c if column.name not in ("content", "digest")]
    rows = session.execute(select(*columns).where(which)).mappings().all()
    for row in rows:
        values = {**row, "name": "", "size": 0, "sha256": erased_sha256(row["id"])}
        new = {"name": "", "size": 0, "sha256": values["sha256"], "content": b""}
        digest = row_digest(list(values.values()))
        session.execute(update(t.attachment).where(c.id == row["id"]).values(**new, digest=digest))
    return len(rows)


def _runs(session: Session, names: Mapping[str, str]) -> int:
    """Put pseudonyms for the numbers by which runs of statements were asked for some customers only."""
    count = 0
    for number, text in session.execute(select(t.statement_run.c.id, t.statement_run.c.options)).all():
        options = json.loads(text)
        if names.keys().isdisjoint(options.get("customers", ())):
            continue
        options["customers"] = sorted(names.get(each, each) for each in options["customers"])
        plain = json.dumps(options, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        _change(session, t.statement_run, t.statement_run.c.id == number, {"options": plain})
        count += 1
    return count


def _reminders(session: Session, customers: Collection[int]) -> int:
    """Take the day it speaks of and the number it names out of each reminder: a birthday is a person's own.

    Of good wishes for a birthday that day stands in what tells one from another as well, and in when they were due.
    """
    c = t.reminder.c
    count = 0
    columns = (c.id, c.rule, c.wish, c.due_on)
    for number, rule, text, due in session.execute(select(*columns).where(c.customer_id.in_(customers))).all():
        wish = json.loads(text)
        left = {name: value for name, value in wish.items() if name not in ("on", "number")}
        new: dict[str, object] = {"wish": canonical(left)} if left != wish else {}
        if rule == RuleKind.BIRTHDAY:
            year = date.fromisoformat(due).replace(month=1, day=1).isoformat()
            new |= {"occurrence": pseudonym(number), "due_on": year, "expires_on": None, "snoozed_to": None}
        if new:
            _change(session, t.reminder, c.id == number, new)
            count += 1
    return count


def _steps(session: Session, customers: Collection[int]) -> int:
    """Blank the tracking numbers of letters: by them the post tells whom they went to."""
    c = t.contact_step.c
    which = about(t.contact_step, customers) & (c.tracking != "")
    requests = session.execute(select(c.request_id).where(which)).scalars().all()
    for request in requests:
        _change(session, t.contact_step, c.request_id == request, {"tracking": ""})
    return len(requests)


def _change(session: Session, table: Table, which: ColumnElement[bool], new: Mapping[str, object]) -> None:
    """Change columns of a row and make its digest anew."""
    columns = [column for column in table.c if column.name != "digest"]
    row = session.execute(select(*columns).where(which)).mappings().one()
    digest = row_digest(list({**row, **new}.values()))
    session.execute(update(table).where(which).values(**new, digest=digest))


def _referrers(
    session: Session, customers: Collection[int], numbers: Mapping[int, str], key: Callable[[CustomerFile], str]
) -> int:
    """Let the files of those they sent name them by pseudonym, in the file and in its log."""
    rows = FileRows()
    c, log = t.customer.c, t.file_change.c
    for customer, number in numbers.items():
        named = func.json_extract(c.file, "$.referrer") == number
        others = select(c.id).where(named, c.id.not_in(customers))
        for other in session.execute(others).scalars().all():
            stored = load_by_id(session, other)
            file = updated(stored.file, {"referrer": pseudonym(customer)})
            rows.changed[other] = (stored._replace(file=file), key(file))
        for column in (log.old, log.new):
            named_in = select(log.id).where(log.field == "referrer", column == number)
            which = log.id.in_(session.execute(named_in).scalars().all())
            with changing(session, t.file_change, which):
                session.execute(update(t.file_change).where(which).values({column: pseudonym(customer)}))
    write_files(session, rows)
    return len(rows.changed)


def _files(session: Session, customers: Collection[int], key: Callable[[CustomerFile], str]) -> int:
    rows = FileRows()
    for customer in customers:
        stored = load_by_id(session, customer)
        file = anonymised(stored.file, customer)
        rows.changed[customer] = (StoredFile(stored.id, file, stored.merged_into, stored.created_at), key(file))
    write_files(session, rows)
    return len(rows.changed)


# ---- the log of erasures --------------------------------------------------------------------------------------------


class NewErasure(NamedTuple):
    """An erasure to be recorded; `file_since` is when the oldest of the person's files was made."""

    customer: int
    on: date
    reason: str
    digest: bytes
    file_since: str
    counts: Mapping[str, int]


def add_erasure(session: Session, new: NewErasure, customers: Collection[int], author: Author) -> None:
    """Record that somebody was erased, in the table of erasures and in the log of what was left of their files."""
    values: dict[str, object] = {
        "request_id": author.request,
        "request_digest": new.digest,
        "customer_id": new.customer,
        "on_day": new.on.isoformat(),
        "reason": new.reason,
        "file_since": new.file_since,
        "counts": canonical(dict(new.counts)),
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    add_row(session, t.erasure, values)
    log = [row for each in customers for row in log_rows(each, [Change("erased", "", new.reason)], author)]
    write_requests(session, [], log)


def erasures(session: Session, request: str | None = None, customer: int | None = None) -> list[Erased]:
    """Return the erasures in the order recorded: all, that of a request, or those of a customer (internal id)."""
    c = t.erasure.c
    columns = (c.request_id, c.request_digest, c.customer_id, c.on_day, c.reason, c.file_since, c.counts)
    statement = select(*columns, t.staff.c.name, c.recorded_at).join_from(t.erasure, t.staff).order_by(c.id)
    if request is not None:
        statement = statement.where(c.request_id == request)
    if customer is not None:
        statement = statement.where(c.customer_id == customer)
    return [
        Erased(
            request=name,
            digest=digest,
            customer=who,
            on=date.fromisoformat(on),
            reason=reason,
            file_since=datetime.fromisoformat(since),
            counts=json.loads(counts),
            who=by,
            recorded_at=datetime.fromisoformat(at),
        )
        for name, digest, who, on, reason, since, counts, by, at in session.execute(statement)
    ]


def texts_about(session: Session, customers: Collection[int]) -> list[str]:
    """Return what people wrote about customers beside entries and rows: what must be gone when they are."""
    e, c = t.entry_text.c, t.kept_text.c
    found = list(session.execute(select(e.text).where(about(t.entry_text, customers))).scalars())
    for table in _with_texts():
        numbers = session.execute(select(next(iter(table.primary_key))).where(about(table, customers))).scalars().all()
        for chunk in chunks(numbers):
            kept = session.execute(select(c.text).where(c.kind == table.name, c.row_id.in_(chunk))).scalars()
            found += [text for each in kept for text in texts_in(each)]
    return found


def mentions(session: Session, customers: Collection[int], texts: Collection[str]) -> dict[str, int]:
    """Return how many rows of which table name people by some texts though they are not about them.

    What somebody wrote into another customer's file, a note or a reason is theirs to change: it is shown, not touched.
    Ids of requests stand in the chain and are left out, and so is what is packed, such as PDFs of others.
    """
    found: dict[str, int] = {}
    if not texts:
        return found
    for table in t.metadata.sorted_tables:
        columns = [each for each in table.c if isinstance(each.type, String) and each.name not in _IDS]
        if not columns:
            continue
        named = or_(*(func.instr(column, text) > 0 for column in columns for text in texts))
        own = _own_texts(customers) if table is t.kept_text else _own(table, customers)
        if own is not None:
            named &= not_(func.coalesce(own, 0))  # a row about nobody is not theirs either
        count = session.execute(select(func.count()).select_from(table).where(named)).scalar_one()
        if count:
            found[table.name] = count
    return found


def _own(table: Table, customers: Collection[int]) -> ColumnElement[bool] | None:
    """Return which rows of a table are about customers, None where none is about any, or by a JSON text."""
    person = TABLES[table.name].person
    is_told = bool(person) and (person == "customer_id" or table is t.customer or bool(table.c[person].foreign_keys))
    return about(table, customers) if is_told else None


def _own_texts(customers: Collection[int]) -> ColumnElement[bool]:
    """Return which kept texts stand beside rows about customers."""
    c = t.kept_text.c
    return or_(
        *(
            (c.kind == table.name) & c.row_id.in_(select(next(iter(table.primary_key))).where(about(table, customers)))
            for table in _with_texts()
        )
    )


_IDS = frozenset({"request_id", "uuid", "hash"})


def texts_in(kept: str) -> list[str]:
    """Return the texts that a kept text holds, which is JSON; what cannot be read is for the proof to tell."""
    try:
        return [text for text in _leaves(json.loads(kept)) if text]
    except ValueError:
        return []


def _with_texts() -> list[Table]:
    """Return the tables about customers beside whose rows people write."""
    return [each for each in t.metadata.sorted_tables if "text_digest" in each.c and TABLES[each.name].person]


def _leaves(value: object) -> Iterator[str]:
    """Yield every text in what JSON held; several texts of a row are JSON within it."""
    if isinstance(value, str):
        inner = _inner(value)
        if inner is None:
            yield value
        else:
            yield from _leaves(inner)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)


def _inner(text: str) -> object:
    """Return the object a text is when it is JSON itself, else None."""
    try:
        inner: object = json.loads(text) if text.startswith("{") else None
    except ValueError:
        return None
    return inner
