"""Everything that happened to a customer as rows: journal, log of the file, attachments, statements, contacts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select, union
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage import timeline_arrivals, timeline_reminders
from app.storage.families import file_and_merged
from app.storage.journal import chunks, day, entry_texts
from app.storage.kept_texts import kept_texts
from app.storage.mail import mailed_to

_TOLD = ("description", "reason", "note", "override", "reference")  # the first of these says what an entry was about


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: an entry, a change to the file, an attachment, a statement, a dispute.

    `kind` is the entry's verb, or `made`, `changed`, `closed`, `reopened`, `merged`, `attached`, `detached`,
    `remark`; `field` is the field changed, `old` and `text` its value before and after. What was attached has a blank
    text once it is removed. `statement` was issued, it went out by e-mail (`statement_mailed`), and it was `confirmed`,
    `disputed`, or its reply `taken_back`; a charge was put in `dispute`, which was `accepted`, `rejected` or
    `withdrawn`. What is told of contacts and reminders stands in `storage.timeline_reminders`, of payments of bills in
    `storage.timeline_arrivals`. `customer` is the number
    of the file it stands in: the one asked for, or one merged into it. `on` is the business date of an entry, the day
    of a reply or a dispute.
    """

    when: datetime
    kind: str
    text: str
    who: str
    request: str
    customer: str
    on: date | None = None
    entry: int | None = None
    field: str = ""
    old: str = ""


def timeline(session: Session, customer: int) -> list[Happening]:
    """Return everything that happened to a customer and to the files merged into theirs, newest first."""
    files = file_and_merged(session, customer)
    happenings = [
        *_entries(session, files),
        *file_changes(session, files),
        *_attachments(session, files),
        *_statements(session, files),
        *_disputes(session, files),
        *_contacts(session, files),
    ]
    order = {id(each): place for place, each in enumerate(happenings)}  # of one instant, what came later stands first
    return sorted(happenings, key=lambda each: (each.when, order[id(each)]), reverse=True)


def _entries(session: Session, files: dict[int, str]) -> list[Happening]:
    c, p = t.entry.c, t.posting.c
    ids = list(files)
    touching: dict[int, str] = {}
    for chunk in chunks(ids):
        own = select(c.id.label("entry"), c.customer_id.label("customer")).where(c.customer_id.in_(chunk))
        moved = select(p.entry_id, p.customer_id).where(p.customer_id.in_(chunk))
        for entry, customer in session.execute(union(own, moved)):
            touching[entry] = files[customer] if entry not in touching else min(touching[entry], files[customer])
    numbers = sorted(touching)
    texts = entry_texts(session, numbers)
    found: list[Happening] = []
    for chunk in chunks(numbers):
        for row in session.execute(_entry_rows(chunk)):
            told = texts.get(row[0], {})
            found.append(
                Happening(
                    when=datetime.fromisoformat(row[3]),
                    kind=row[1],
                    text=next((told[name] for name in _TOLD if name in told), ""),
                    who=row[5],
                    request=row[4],
                    customer=files.get(row[6] or 0, touching[row[0]]),
                    on=date.fromisoformat(row[2]),
                    entry=row[0],
                )
            )
    return found


def _entry_rows(numbers: Sequence[int]) -> Select[int, str, str, str, str, str, int | None]:
    c = t.entry.c
    columns = select(c.id, c.kind, c.posted_on, c.recorded_at, c.request_id, t.staff.c.name, c.customer_id)
    return columns.join_from(t.entry, t.staff).where(c.id.in_(numbers)).order_by(c.id)


def file_changes(session: Session, files: dict[int, str]) -> list[Happening]:
    """Return the log of some files, oldest first; `files` are their ids with their numbers."""
    c = t.file_change.c
    ids = list(files)
    found: list[Happening] = []
    for chunk in chunks(ids):
        statement = (
            select(c.customer_id, c.field, c.old, c.new, t.staff.c.name, c.changed_at, c.request_id)
            .join_from(t.file_change, t.staff)
            .where(c.customer_id.in_(chunk))
            .order_by(c.id)
        )
        for customer, name, old, new, who, changed_at, request in session.execute(statement):
            when, kind = datetime.fromisoformat(changed_at), _kind(name, new)
            found.append(Happening(when, kind, new, who, request, files[customer], field=name, old=old))
    return found


def _kind(name: str, new: str) -> str:
    match name:
        case "no":
            return "made"
        case "closed":
            return "closed" if new == "true" else "reopened"
        case "merged_into" if new:
            return "merged"
        case "attachment.removed":
            return "detached"
        case "note" | "reference" | "reason":
            return "remark"
        case _:
            return "changed"


def _attachments(session: Session, files: dict[int, str]) -> list[Happening]:
    c = t.attachment.c
    ids = list(files)
    found: list[Happening] = []
    for chunk in chunks(ids):
        statement = (
            select(c.customer_id, c.name, c.added_at, c.request_id, t.staff.c.name)
            .join_from(t.attachment, t.staff)
            .where(c.customer_id.in_(chunk))
            .order_by(c.id)
        )
        for customer, name, added_at, request, who in session.execute(statement):
            found.append(Happening(datetime.fromisoformat(added_at), "attached", name, who, request, files[customer]))
    return found


# ---- statements and disputes ----------------------------------------------------------------------------------------

_OUTCOMES = {"none": "taken_back"}  # the other words of a reply say what happened as they are


def _statements(session: Session, files: dict[int, str]) -> list[Happening]:
    """Return the statements issued to some files, how each was mailed, and what came back of it."""
    s, r = t.statement.c, t.statement_reply.c
    sent = select(s.id, s.customer_id, s.no, s.issued_at, s.no, t.staff.c.name).join_from(t.statement, t.staff)
    found = [
        Happening(datetime.fromisoformat(issued_at), "statement", no, who, request, files[customer])
        for _, customer, no, issued_at, request, who in _rows(session, sent.order_by(s.id), s.customer_id, files)
    ]
    found += [
        Happening(mail.at, "statement_mailed", mail.no, mail.who, "", files[mail.customer])
        for mail in mailed_to(session, list(files))
    ]
    columns = (r.id, s.customer_id, s.no, r.recorded_at, r.request_id, t.staff.c.name, r.outcome, r.on_day)
    replies = select(*columns).join_from(t.statement_reply, t.statement).join(t.staff, t.staff.c.id == r.staff_id)
    rows = list(_rows(session, replies.order_by(r.id), s.customer_id, files))
    texts = _kept(session, t.statement_reply, rows)
    for number, customer, no, recorded_at, request, who, outcome, on in rows:
        text = "  ".join(part for part in (no, texts.get(number, {}).get("by", "")) if part)
        kind, when = _OUTCOMES.get(outcome, outcome), datetime.fromisoformat(recorded_at)
        found.append(Happening(when, kind, text, who, request, files[customer], on=day(on)))
    return found


def _disputes(session: Session, files: dict[int, str]) -> list[Happening]:
    """Return the disputes of some files, opened and ended."""
    d, e, name = t.dispute.c, t.dispute_end.c, t.item.c.name
    columns = (d.id, d.customer_id, name, d.recorded_at, d.request_id, t.staff.c.name, d.on_day)
    opened = select(*columns).join_from(t.dispute, t.item).join(t.staff, t.staff.c.id == d.staff_id)
    columns = (e.dispute_id, d.customer_id, name, e.recorded_at, e.request_id, t.staff.c.name, e.on_day)
    ended = select(*columns, e.outcome).join_from(t.dispute_end, t.dispute).join(t.item, t.item.c.id == d.item_id)
    ended = ended.join(t.staff, t.staff.c.id == e.staff_id)
    found: list[Happening] = []
    for table, statement in ((t.dispute, opened.order_by(d.id)), (t.dispute_end, ended.order_by(e.dispute_id))):
        rows = list(_rows(session, statement, d.customer_id, files))
        texts = _kept(session, table, rows)
        for number, customer, charge, recorded_at, request, who, on, *outcome in rows:
            text = "  ".join(part for part in (charge, texts.get(number, {}).get("reason", "")) if part)
            kind, when = (*outcome, "dispute")[0], datetime.fromisoformat(recorded_at)
            found.append(Happening(when, kind, text, who, request, files[customer], on=day(on)))
    return found


def _contacts(session: Session, files: dict[int, str]) -> list[Happening]:
    """Return contacts, promises, pauses, notes, reviews and reminders of some files, and what proved their payments."""
    return [
        Happening(
            each.when,
            each.kind,
            each.text,
            each.who,
            each.request,
            files[each.customer],
            on=each.on,
            field=each.field,
            old=each.old,
        )
        for each in (*timeline_reminders.told(session, list(files)), *timeline_arrivals.told(session, list(files)))
    ]


def _rows(session: Session, statement: Select[Any], owner: ColumnElement[int], files: dict[int, str]) -> Iterator[Any]:
    ids = list(files)
    for chunk in chunks(ids):
        yield from session.execute(statement.where(owner.in_(chunk)))


def _kept(session: Session, table: Table, rows: Sequence[Any]) -> dict[int, Mapping[str, str]]:
    """Return the texts kept beside rows; what cannot be read is left out, for the proof to find."""
    found: dict[int, Mapping[str, str]] = {}
    for number, text in kept_texts(session, table, [row[0] for row in rows]).items():
        try:
            found[number] = dict(json.loads(text))
        except (ValueError, TypeError):
            continue
    return found
