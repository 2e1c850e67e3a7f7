"""Who belongs to which credit group, and what its members owe: `customer_group` is derived from the files."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.customer import CustomerFile
from app.storage import tables as t
from app.storage.journal import chunks

_G, _B = t.customer_group.c, t.item_balance.c


def write_groups(session: Session, files: Iterable[tuple[int, CustomerFile]], changed: Sequence[int] = ()) -> None:
    """Write the groups of some files; `changed` are the customers among them who may have had one before."""
    for chunk in chunks(changed):
        session.execute(delete(t.customer_group).where(_G.customer_id.in_(chunk)))
    rows = [{"customer_id": customer, "name": file.credit_group} for customer, file in files if file.credit_group]
    if rows:
        session.execute(insert(t.customer_group), rows)


def rebuild_groups(session: Session) -> None:
    """Make the table anew from the files."""
    session.execute(delete(t.customer_group))
    c = t.customer.c
    rows = session.execute(select(c.id, c.file).where(c.file.contains('"credit_group":', autoescape=True))).all()
    found = [{"customer_id": row[0], "name": name} for row in rows if (name := json.loads(row[1]).get("credit_group"))]
    if found:
        session.execute(insert(t.customer_group), found)


def load_groups(session: Session) -> dict[int, str]:
    """Return all there is in the table: the group of each customer who has one."""
    return {row[0]: row[1] for row in session.execute(select(_G.customer_id, _G.name))}


def members(session: Session, name: str) -> tuple[tuple[str, str], ...]:
    """Return numbers and names of a group's members, without files merged away, in the order of the numbers."""
    c = t.customer.c
    rows = select(c.no, c.name).join_from(t.customer_group, t.customer).where(_G.name == name, c.merged_into.is_(None))
    return tuple((row[0], row[1]) for row in session.execute(rows.order_by(c.no)))
