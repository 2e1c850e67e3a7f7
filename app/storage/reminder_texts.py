"""The shop's own texts of reminders: rows that are only ever added, the last of a name and language counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core.customer import Change, content_digest
from app.core.reminder.template import Template
from app.core.reminder.texts import RecordText, ReminderText
from app.storage import tables as t
from app.storage.customers import Author, Problem, log_rows, row_digest, write_requests
from app.storage.journal import instant

_T = t.reminder_text.c


def own_texts(session: Session) -> dict[tuple[str, str], ReminderText]:
    """Return the texts of the shop that count, by name and language; those taken back are not there."""
    found: dict[tuple[str, str], ReminderText] = {}
    columns = select(_T.name, _T.language, _T.subject, _T.body, _T.recorded_at).order_by(_T.id)
    for name, language, subject, body, recorded_at in session.execute(columns):
        found.pop((name, language), None)
        if body:
            at = datetime.fromisoformat(recorded_at)
            found[name, language] = ReminderText(name, language, Template(subject, body), own=True, recorded_at=at)
    return found


def add_text(
    session: Session, request: RecordText, template: Template | None, author: Author, remarks: Sequence[Change] = ()
) -> None:
    """Write a text, or that the program's counts again, and log it with what was remarked on it."""
    number = (session.execute(select(func.max(_T.id))).scalar_one() or 0) + 1
    subject, body = ("", "") if template is None else (template.subject, template.body)
    values: dict[str, object] = {
        "id": number,
        "request_id": request.id,
        "request_digest": content_digest(b"", request),
        "name": request.name,
        "language": request.language,
        "subject": subject,
        "body": body,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.reminder_text).values(**values, digest=row_digest(list(values.values()))))
    change = Change(f"reminder_text.{request.name}.{request.language}", "", request.id)
    rows = [{**row, "customer_id": None} for row in log_rows(0, [change, *remarks], author)]
    write_requests(session, [], rows)


def verify_texts(session: Session) -> list[Problem]:
    """Return the texts that are not what was written."""
    columns = [column for column in t.reminder_text.c if column.name != "digest"]
    problems: list[Problem] = []
    for row in session.execute(select(*columns, _T.digest).order_by(_T.id)):
        *values, digest = tuple(row)
        if row_digest(values) != digest:
            problems.append(Problem("reminder_text", row.id))
    return problems
