"""Which entries names belong to: request ids, and the names of lots and charges."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import EntryKind
from app.core.named import Origin
from app.storage import tables as t


def origins(session: Session, names: Iterable[str]) -> dict[str, Origin]:
    """Return the entry each name belongs to: its own, else that which made the lot or charge of that name."""
    wanted = list(dict.fromkeys(names))
    e, i = t.entry.c, t.item.c
    made = (
        select(i.name, e.id, e.kind, e.posted_on)
        .join_from(t.item, t.entry, e.id == i.entry_id)
        .where(i.name.in_(wanted))
        .order_by(i.id)
    )
    own = select(e.request_id, e.id, e.kind, e.posted_on).where(e.request_id.in_(wanted))
    found: dict[str, Origin] = {}
    for statement in (made, own):
        for name, entry, kind, on in session.execute(statement):
            part = name.rpartition("/")[2] if statement is made and "/" in name else ""
            found[name] = Origin(entry, EntryKind(kind), date.fromisoformat(on), part)
    return found
