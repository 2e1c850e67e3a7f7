"""The shop's mail account in the book, and which statements are just being mailed. No secret is ever in here."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.customer import Change
from app.core.mail import MailAccount, as_json, changes, from_json
from app.storage import tables as t
from app.storage.customers import Author
from app.storage.journal import chunks, instant
from app.storage.settings import drop_value, load_values, log_changes, save_value
from app.storage.store import Session

_ACCOUNT = "mail."
_MAILING = "mailing."

MAILED = "mail"
"""How a copy of a statement is made that went out by e-mail."""


def load_account(session: Session) -> MailAccount:
    """Return the shop's mail account; what was never set has its default."""
    return from_json(load_values(session, _ACCOUNT))


def save_account(
    session: Session, old: MailAccount, new: MailAccount, author: Author, remarks: Sequence[Change]
) -> None:
    """Write what differs and log it."""
    before = as_json(old)
    for name, text in as_json(new).items():
        if text != before[name]:
            save_value(session, _ACCOUNT + name, text)
    log_changes(session, [*changes(old, new), *remarks], author)


class Mailing(NamedTuple):
    """A statement (by its id) that is being mailed since an instant, or was; `unclear` once that is known."""

    statement: int
    attempt: int
    begun_at: datetime
    unclear: bool = False


def load_mailings(session: Session) -> dict[int, Mailing]:
    """Return the statements of which nobody knows whether they were mailed, by id; what cannot be read is unclear."""
    rows = load_values(session, _MAILING)
    return {int(name): _mailing(int(name), text) for name, text in rows.items() if name.isdecimal()}


def _mailing(statement: int, text: str) -> Mailing:
    try:
        values = json.loads(text)
        begun_at = datetime.fromisoformat(values["begun_at"])
        return Mailing(statement, int(values["attempt"]), begun_at, bool(values["unclear"]))
    except (ValueError, TypeError, KeyError):
        return Mailing(statement, 1, datetime.fromtimestamp(0, UTC), unclear=True)


def save_mailing(session: Session, mailing: Mailing) -> None:
    """Note that a statement is being mailed, or may have been."""
    values = {"attempt": mailing.attempt, "begun_at": instant(mailing.begun_at), "unclear": mailing.unclear}
    save_value(session, f"{_MAILING}{mailing.statement}", json.dumps(values))


def drop_mailing(session: Session, statement: int) -> None:
    """Note that it is known what became of a statement's mail."""
    drop_value(session, f"{_MAILING}{statement}")


def mailed(session: Session, statements: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    """Return how often each statement was mailed, and when last; those that never were are not there."""
    copies = t.statement_copy.c
    asked = select(copies.statement_id, func.count(), func.max(copies.made_at)).where(copies.made_as == MAILED)
    return {
        row[0]: (row[1], datetime.fromisoformat(row[2]))
        for chunk in chunks(statements)
        for row in session.execute(asked.where(copies.statement_id.in_(chunk)).group_by(copies.statement_id))
    }


class MailedStatement(NamedTuple):
    """A statement that was mailed to a customer (by internal id): its number, when, and by whom."""

    customer: int
    no: str
    at: datetime
    who: str


def mailed_to(session: Session, customers: Sequence[int]) -> list[MailedStatement]:
    """Return every time a statement was mailed to some customers, oldest first."""
    s, copies = t.statement.c, t.statement_copy.c
    columns = (s.customer_id, s.no, copies.made_at, t.staff.c.name)
    asked = select(*columns).join_from(t.statement_copy, t.statement, s.id == copies.statement_id)
    asked = asked.join(t.staff, t.staff.c.id == copies.staff_id).where(copies.made_as == MAILED)
    found = [
        MailedStatement(customer, no, datetime.fromisoformat(at), who)
        for chunk in chunks(customers)
        for customer, no, at, who in session.execute(asked.where(s.customer_id.in_(chunk)))
    ]
    return sorted(found, key=lambda each: each.at)
