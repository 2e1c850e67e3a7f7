"""Everything that happened to a customer, from the journal, the log of the file, and the attachments, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.journal import IN_LIMIT, entry_texts

_TOLD = ("description", "reason", "note", "override", "reference")  # the first of these says what an entry was about


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: an entry, a change to the file, an attachment.

    `kind` is the entry's verb, or `made`, `changed`, `closed`, `reopened`, `merged`, `attached`, `remark`; `field` is
    the field changed, `old` and `text` its value before and after. `customer` is the number of the file it stands in:
    the one asked for, or one merged into it. `on` is the business date of an entry.
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


def file_and_merged(session: Session, customer: int) -> dict[int, str]:
    """Return id and number of a customer and of every file merged into it, and into those."""
    c = t.customer.c
    found: dict[int, str] = {}
    waiting = [customer]
    while waiting:
        rows = session.execute(select(c.id, c.no).where(c.id.in_(waiting[:IN_LIMIT]))).all()
        found.update({row[0]: row[1] for row in rows})
        merged = session.execute(select(c.id).where(c.merged_into.in_(waiting[:IN_LIMIT]))).scalars()
        waiting = waiting[IN_LIMIT:] + [id_ for id_ in merged if id_ not in found]
    return found


def timeline(session: Session, customer: int) -> list[Happening]:
    """Return everything that happened to a customer and to the files merged into theirs, newest first."""
    files = file_and_merged(session, customer)
    happenings = [*_entries(session, files), *file_changes(session, files), *_attachments(session, files)]
    order = {id(each): place for place, each in enumerate(happenings)}  # of one instant, what came later stands first
    return sorted(happenings, key=lambda each: (each.when, order[id(each)]), reverse=True)


def _entries(session: Session, files: dict[int, str]) -> list[Happening]:
    c, p = t.entry.c, t.posting.c
    ids = list(files)
    touching: dict[int, str] = {}
    for start in range(0, len(ids), IN_LIMIT):
        chunk = ids[start : start + IN_LIMIT]
        own = select(c.id.label("entry"), c.customer_id.label("customer")).where(c.customer_id.in_(chunk))
        moved = select(p.entry_id, p.customer_id).where(p.customer_id.in_(chunk))
        for entry, customer in session.execute(union(own, moved)):
            touching[entry] = files[customer] if entry not in touching else min(touching[entry], files[customer])
    numbers = sorted(touching)
    texts = entry_texts(session, numbers)
    found: list[Happening] = []
    for start in range(0, len(numbers), IN_LIMIT):
        for row in session.execute(_entry_rows(numbers[start : start + IN_LIMIT])):
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
    for start in range(0, len(ids), IN_LIMIT):
        statement = (
            select(c.customer_id, c.field, c.old, c.new, t.staff.c.name, c.changed_at, c.request_id)
            .join_from(t.file_change, t.staff)
            .where(c.customer_id.in_(ids[start : start + IN_LIMIT]))
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
        case "note" | "reference":
            return "remark"
        case _:
            return "changed"


def _attachments(session: Session, files: dict[int, str]) -> list[Happening]:
    c = t.attachment.c
    ids = list(files)
    found: list[Happening] = []
    for start in range(0, len(ids), IN_LIMIT):
        statement = (
            select(c.customer_id, c.name, c.added_at, c.request_id, t.staff.c.name)
            .join_from(t.attachment, t.staff)
            .where(c.customer_id.in_(ids[start : start + IN_LIMIT]))
            .order_by(c.id)
        )
        for customer, name, added_at, request, who in session.execute(statement):
            found.append(Happening(datetime.fromisoformat(added_at), "attached", name, who, request, files[customer]))
    return found
