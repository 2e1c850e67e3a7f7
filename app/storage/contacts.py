"""The log of contacts: what the program sent and what people did by hand, and what became of each on its way."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, insert, select
from sqlalchemy.orm import Session

from app.core.reminder import conduct
from app.core.reminder.board import LastWord, LoggedContact, Step
from app.core.reminder.kinds import Happened, RuleKind, Way
from app.core.reminder.requests import UNDELIVERED, ContactResult, ContactWay, StepKind
from app.storage import tables as t
from app.storage.customers import row_digest
from app.storage.families import merged
from app.storage.journal import chunks, instant
from app.storage.kept_rows import Signed, add_row, texts_of

_N, _S, _E, _R = t.contact.c, t.contact_step.c, t.reminder_event.c, t.reminder.c

_CAME_TO = {
    Happened.SENT: ContactResult.SENT,
    Happened.DONE: ContactResult.SENT,
    Happened.UNCLEAR: ContactResult.UNCLEAR,
    Happened.FAILED: ContactResult.FAILED,
    Happened.RETURNED: ContactResult.FAILED,
    Happened.RESOLVED: ContactResult.FAILED,
}
"""What a contact the program made came to, by what happened last to its reminder through it."""


# ---- writing --------------------------------------------------------------------------------------------------------


class NewContact(NamedTuple):
    """A contact to be written; `on` is its day where the customer lives."""

    customer: int
    way: ContactWay
    result: ContactResult
    at: datetime
    on: date
    reminder: int | None = None
    incoming: bool = False
    attachment: int | None = None


def add_contact(session: Session, new: NewContact, by: Signed, text: str = "") -> int:
    """Write a contact and return its number; `text` is what was said, and is kept beside it."""
    values: dict[str, object] = {
        **by.columns,
        "customer_id": new.customer,
        "reminder_id": new.reminder,
        "way": new.way.value,
        "result": new.result.value,
        "incoming": int(new.incoming),
        "at": instant(new.at.astimezone(UTC)),
        "on_day": new.on.isoformat(),
        "attachment_id": new.attachment,
    }
    return add_row(session, t.contact, values, by.salt, text)


class NewStep(NamedTuple):
    """What became of a contact on its way, to be written."""

    contact: int
    what: StepKind
    on: date
    tracking: str
    attachment: int | None


def add_step(session: Session, new: NewStep, by: Signed) -> None:
    """Write what became of a contact on its way."""
    steps = select(func.max(_S.nth)).where(_S.contact_id == new.contact)
    own: dict[str, object] = {
        **by.columns,
        "contact_id": new.contact,
        "nth": (session.execute(steps).scalar_one() or 0) + 1,
        "what": new.what.value,
        "on_day": new.on.isoformat(),
        "tracking": new.tracking,
        "attachment_id": new.attachment,
        "at": instant(by.author.now),
    }
    values = [own[column.name] for column in t.contact_step.c if column.name != "digest"]
    session.execute(insert(t.contact_step).values(**own, digest=row_digest(values)))


# ---- reading --------------------------------------------------------------------------------------------------------


class ContactOwner(NamedTuple):
    """Whose a contact is, the reminder it saw to, and how and when it was made."""

    id: int
    customer: int
    reminder: int | None
    way: ContactWay
    on: date


def find_contact(session: Session, contact: int | str) -> ContactOwner | None:
    """Return a contact by its number or by its request, if there is one."""
    which = _N.id == contact if isinstance(contact, int) else _N.request_id == contact
    row = session.execute(select(_N.id, _N.customer_id, _N.reminder_id, _N.way, _N.on_day).where(which)).one_or_none()
    return None if row is None else ContactOwner(*row[:3], ContactWay(row[3]), date.fromisoformat(row[4]))


_COLUMNS = (
    *(_N.id, _N.request_id, t.customer.c.no, _N.way, _N.result, _N.on_day, _N.at, t.staff.c.name, _N.incoming),
    *(_N.reminder_id, _R.rule, _N.attachment_id),
)


def contacts_of(session: Session, customers: Iterable[int], limit: int | None = None) -> list[LoggedContact]:
    """Return the contacts with some customers, newest first, at most so many."""
    found: list[Any] = []
    for chunk in chunks(sorted(customers)):
        found += session.execute(_listed(_N.customer_id.in_(chunk)).limit(limit))
    found.sort(key=lambda row: (row.at, row.id), reverse=True)
    return _logged(session, found[:limit])


def _listed(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join_from(t.contact, t.customer)
        .join(t.staff, t.staff.c.id == _N.staff_id)
        .outerjoin(t.reminder, _R.id == _N.reminder_id)
        .where(which)
        .order_by(_N.at.desc(), _N.id.desc())
    )


def _logged(session: Session, rows: Sequence[Any]) -> list[LoggedContact]:
    ids = [row[0] for row in rows]
    texts = texts_of(session, t.contact, ids)
    steps = _steps(session, ids)
    begun = [row[0] for row in rows if row[4] == ContactResult.BEGUN]
    came = came_to(session, begun)
    found = []
    for number, request, no, way, result, on, at, who, incoming, reminder, rule, attachment in rows:
        on_way = steps.get(number, ())
        known = came.get(number, ContactResult(result))
        if any(step.what in UNDELIVERED for step in on_way):
            known = ContactResult.FAILED
        found.append(
            LoggedContact(
                id=number,
                request=request,
                customer=no,
                way=ContactWay(way),
                result=known,
                on=date.fromisoformat(on),
                at=datetime.fromisoformat(at),
                who=who,
                text=texts.get(number, ""),
                incoming=bool(incoming),
                reminder=reminder,
                rule=None if rule is None else RuleKind(rule),
                attachment=attachment,
                steps=on_way,
            )
        )
    return found


def _steps(session: Session, contacts: Sequence[int]) -> dict[int, tuple[Step, ...]]:
    found: dict[int, tuple[Step, ...]] = {}
    columns = (_S.contact_id, _S.what, _S.on_day, _S.tracking, _S.attachment_id, t.staff.c.name, _S.at)
    listed = select(*columns).join_from(t.contact_step, t.staff).order_by(_S.contact_id, _S.nth)
    for chunk in chunks(contacts):
        for contact, what, on, tracking, attachment, who, at in session.execute(listed.where(_S.contact_id.in_(chunk))):
            step = Step(StepKind(what), date.fromisoformat(on), tracking, attachment, who, datetime.fromisoformat(at))
            found[contact] = (*found.get(contact, ()), step)
    return found


def came_to(session: Session, contacts: Sequence[int]) -> dict[int, ContactResult]:
    """Return what contacts the program made came to, as far as that is known."""
    found: dict[int, ContactResult] = {}
    events = select(_E.contact_id, _E.what).where(_E.what.in_([what.value for what in _CAME_TO])).order_by(_E.id)
    for chunk in chunks(contacts):
        for contact, what in session.execute(events.where(_E.contact_id.in_(chunk))):
            found[contact] = _CAME_TO[Happened(what)]
    return found


def last_words(session: Session, customers: Collection[int] | None = None) -> dict[int, LastWord]:
    """Return the last contact with each customer there was one with, as they live on: of some, or of everybody."""
    into = merged(session)
    newest_of: dict[int, int] = {}
    newest = select(func.max(_N.id)).group_by(_N.customer_id)
    found: dict[int, LastWord] = {}
    portions = [newest] if customers is None else [newest.where(_N.customer_id.in_(c)) for c in chunks([*customers])]
    for portion in portions:
        rows = session.execute(
            select(_N.id, _N.customer_id, _N.way, _N.result, _N.on_day, _N.incoming).where(_N.id.in_(portion))
        ).all()
        texts = texts_of(session, t.contact, [row[0] for row in rows])
        came = came_to(session, [row[0] for row in rows if row[3] == ContactResult.BEGUN])
        for number, customer, way, result, on, incoming in rows:
            known = came.get(number, ContactResult(result))
            text = texts.get(number, "")
            word = LastWord(date.fromisoformat(on), ContactWay(way), known, text, bool(incoming))
            lives = into.get(customer, customer)
            if number > newest_of.get(lives, 0):
                found[lives], newest_of[lives] = word, number
    return found


# ---- for conduct ----------------------------------------------------------------------------------------------------

_AS_CALLS = {ContactWay.VISIT: Way.PHONE}  # who comes to the door is as near as who calls


def way_of(way: ContactWay) -> Way:
    """Return the way whose rules of conduct hold for a contact."""
    return _AS_CALLS.get(way) or Way(way.value)


def contacts_since(
    session: Session, since: datetime, customers: Collection[int] | None = None
) -> dict[int, list[conduct.Contact]]:
    """Return the contacts from a moment on that count towards the most there may be, by customer as they live on.

    Customers who came or called by themselves do not count, nor what for certain did not go out.
    """
    into = merged(session)
    recent = select(_N.id, _N.customer_id, _N.way, _N.result, _N.at).where(
        _N.at >= instant(since.astimezone(UTC)), _N.incoming == 0
    )
    portions = [recent] if customers is None else [recent.where(_N.customer_id.in_(c)) for c in chunks([*customers])]
    rows = [row for portion in portions for row in session.execute(portion)]
    came = came_to(session, [row[0] for row in rows if row[3] == ContactResult.BEGUN])
    found: dict[int, list[conduct.Contact]] = {}
    for number, customer, way, result, at in rows:
        if came.get(number, ContactResult(result)) is not ContactResult.FAILED:
            contact = conduct.Contact(datetime.fromisoformat(at), way_of(ContactWay(way)))
            found.setdefault(into.get(customer, customer), []).append(contact)
    return found
