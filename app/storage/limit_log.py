"""How limits came to be, out of the log of changes: those of a customer's file, and those of the shop's groups."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.storage import tables as t

LIMIT_FIELDS = ("credit_limit", "overdue_limit", "grace_days", "on_total", "on_overdue", "credit_group")
GROUPS = "settings.credit_groups"
_MADE = "no"
_F = t.file_change.c


@dataclass(slots=True)
class LoggedChange:
    """What one request changed of limits: the old and the new text of each field, when, by whom, and its note."""

    at: datetime
    who: str
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    note: str = ""

    @property
    def made(self) -> bool:
        """Whether this made the file."""
        return _MADE in self.texts


def of_customer(session: Session, customer: int) -> list[LoggedChange]:
    """Return what changed a customer's limits, and what made their file, in order."""
    return _changes(session, _F.customer_id == customer, (*LIMIT_FIELDS, _MADE))


def of_groups(session: Session) -> list[tuple[LoggedChange, Mapping[str, object], Mapping[str, object]]]:
    """Return what changed the shop's groups, in order, with the groups before and after as JSON, by their names."""
    found = _changes(session, _F.customer_id.is_(None), (GROUPS,))
    return [(each, _by_name(each.texts[GROUPS][0]), _by_name(each.texts[GROUPS][1])) for each in found]


def _changes(session: Session, whose: ColumnElement[bool], names: Iterable[str]) -> list[LoggedChange]:
    wanted = [*names]
    asked = select(_F.request_id).where(whose, _F.field.in_(wanted))
    rows = session.execute(
        select(_F.request_id, _F.changed_at, t.staff.c.name, _F.field, _F.old, _F.new)
        .join_from(t.file_change, t.staff, t.staff.c.id == _F.staff_id)
        .where(whose, _F.request_id.in_(asked), or_(_F.field.in_(wanted), _F.field == "note"))
        .order_by(_F.id)
    )
    found: dict[str, LoggedChange] = {}
    for request, at, who, name, old, new in rows:
        change = found.setdefault(request, LoggedChange(datetime.fromisoformat(at), who))
        if name == "note":
            change.note = new
        else:
            change.texts[name] = (old, new)
    return list(found.values())


def _by_name(text: str) -> Mapping[str, object]:
    """Return the groups in a setting's text; it is blank or a list of objects with names."""
    rows = json.loads(text) if text else []
    return {str(row["name"]): row for row in rows}
