"""The table of settings: one row a setting, its value as JSON. Other tables of names and values may live here too.

A name has its kind before a point: `settings.paper` is a setting of the shop.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.core.customer import Change
from app.core.settings import Settings, as_json, from_json
from app.storage import tables as t
from app.storage.books import load_book
from app.storage.customers import Author, Problem, log_rows, row_digest, write_requests

_SETTINGS = "settings."


def load_settings(session: Session) -> Settings:
    """Return the shop's settings; what was never set has its default, the shop's name is then the book's."""
    return from_json(load_book(session).name, load_values(session, _SETTINGS))


def save_settings(session: Session, old: Settings, new: Settings) -> None:
    """Write the settings that differ."""
    before = as_json(old)
    for name, text in as_json(new).items():
        if text != before[name]:
            save_value(session, _SETTINGS + name, text)


def log_changes(session: Session, changes: Sequence[Change], author: Author) -> None:
    """Log what changed in the shop rather than in a customer's file."""
    rows = [{**row, "customer_id": None} for row in log_rows(0, changes, author)]
    write_requests(session, [], rows)


class Logged(NamedTuple):
    """What the log says of the shop: when (UTC), by whom, and what it was then."""

    at: datetime
    who: str
    new: str


def last_logged(session: Session, field: str) -> Logged | None:
    """Return the last change of something of the shop's that the log has, None where there is none."""
    c = t.file_change.c
    asked = (
        select(c.changed_at, t.staff.c.name, c.new)
        .join_from(t.file_change, t.staff, t.staff.c.id == c.staff_id)
        .where(c.customer_id.is_(None), c.field == field)
    )
    row = session.execute(asked.order_by(c.id.desc()).limit(1)).first()
    return None if row is None else Logged(datetime.fromisoformat(row[0]), row[1], row[2])


# ---- names and values -----------------------------------------------------------------------------------------------


def load_values(session: Session, prefix: str) -> Mapping[str, str]:
    """Return the JSON texts stored under names that begin so, by the rest of their names, in the order of the names."""
    key = t.setting.c.key
    rows = session.execute(select(key, t.setting.c.value).where(key.startswith(prefix, autoescape=True)).order_by(key))
    return {row[0].removeprefix(prefix): row[1] for row in rows if all(isinstance(part, str) for part in row)}


def save_value(session: Session, key: str, text: str) -> None:
    """Write a JSON text under a name, in place of what stood there."""
    statement = upsert(t.setting).values(key=key, value=text, digest=row_digest([key, text]))
    new = {"value": statement.excluded.value, "digest": statement.excluded.digest}
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=new))


def drop_value(session: Session, key: str) -> None:
    """Forget what stands under a name; nothing happens when there is nothing."""
    session.execute(delete(t.setting).where(t.setting.c.key == key))


def verify_settings(session: Session) -> list[Problem]:
    """Return the settings whose row is not what was written."""
    rows = session.execute(select(t.setting.c.key, t.setting.c.value, t.setting.c.digest).order_by(t.setting.c.key))
    return [Problem("setting", str(row[0])) for row in rows if row_digest([row[0], row[1]]) != row[2]]
