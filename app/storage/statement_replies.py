"""What came back of statements, and how each period stands."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, insert, select
from sqlalchemy.orm import Session, aliased

from app.core.journal import canonical
from app.core.statement import Period
from app.core.statement_reply import Claim, Means, MonthRow, Outcome, Reply, number_key
from app.storage import tables as t
from app.storage.attachments import is_there
from app.storage.customers import Author, Problem, damaged_file, row_digest
from app.storage.journal import instant
from app.storage.kept_texts import KeptText, keep_text, kept_texts

_R, _S = t.statement_reply.c, t.statement.c
_ENDED = re.compile(r"(.*?)0*([1-9][0-9]*)")
_SHORT = re.compile(r"(.*?)([1-9][0-9]*)")
_LONGEST_END = 18  # digits


# ---- the statement a reply is to ------------------------------------------------------------------------------------


class Sent(NamedTuple):
    """A statement that was issued, as far as a reply to it must know; the digest is that of its paper's content."""

    id: int
    no: str
    customer: int
    period: Period
    content_digest: bytes
    issued_at: datetime


def sent_by_id(session: Session, statement: int) -> Sent | None:
    """Return the statement of an internal id, if there is one."""
    return _sent(session, _S.id == statement)


def sent_by_number(session: Session, typed: str) -> Sent | None:
    """Return the statement of a number; typed in other case or width or with blanks it must be the only one."""
    exact = _sent(session, _S.no == typed)
    if exact is not None or not typed.strip():
        return exact
    key = number_key(typed)
    alike = _sent(session, _S.no.in_({key, key.upper()}))  # what the index finds: numbers are plain, nearly always
    if alike is not None:
        return alike
    return _sent(session, func.replace(func.lower(_S.no), " ", "") == key)


def sent_by_end(session: Session, typed: str) -> Sent | None:
    """Return the only statement of a number typed without zeros or letters, as 17 or S17 for S000017; else None.

    With some of the zeros and not all it may as well lack another digit: then it is nobody's.
    """
    wanted = _SHORT.fullmatch(number_key(typed))
    if wanted is None or len(wanted[2]) > _LONGEST_END:
        return None
    rows = session.execute(select(_S.id, _S.no).where(_S.no.like(f"%{wanted[2]}")))
    found = [id_ for id_, no in rows if (ended := _ENDED.fullmatch(number_key(no))) and _alike(wanted, ended)]
    return sent_by_id(session, found[0]) if len(found) == 1 else None


def _alike(wanted: re.Match[str], ended: re.Match[str]) -> bool:
    return wanted[2] == ended[2] and wanted[1] in ("", ended[1])


def _sent(session: Session, which: ColumnElement[bool]) -> Sent | None:
    statement = select(_S.id, _S.no, _S.customer_id, _S.period_from, _S.period_to, _S.content_digest, _S.issued_at)
    rows = session.execute(statement.where(which).limit(2)).all()
    if len(rows) != 1:
        return None
    number, no, customer, start, end, digest, issued_at = rows[0]
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    return Sent(number, no, customer, period, digest, datetime.fromisoformat(issued_at))


def paper_text(session: Session, statement: int) -> str | None:
    """Return the frozen content of a statement's paper; None once it is erased."""
    p = t.statement_paper.c
    return session.execute(select(p.content).where(p.statement_id == statement)).scalar_one_or_none()


def attachment_owner(session: Session, attachment: int | str) -> tuple[int, int] | None:
    """Return id and customer of an attachment named by its id or by the request it was attached by, if it is there."""
    c = t.attachment.c
    which = c.id == attachment if isinstance(attachment, int) else c.request_id == attachment
    row = session.execute(select(c.id, c.customer_id).where(which, is_there())).one_or_none()
    return None if row is None else (row[0], row[1])


# ---- replies --------------------------------------------------------------------------------------------------------


class NewReply(NamedTuple):
    """A reply to be written."""

    statement: int
    outcome: Outcome
    on: date
    by: str
    means: Means
    claims: tuple[Claim, ...]
    note: str
    attachment: int | None


def add_reply(session: Session, new: NewReply, salt: bytes, digest: bytes, author: Author) -> int:
    """Write what came back of a statement and return its id; `digest` is that of its request, of the same salt.

    Names and free texts are kept apart from the row, so that they can be erased.
    """
    number: int = (session.execute(select(func.max(_R.id))).scalar_one() or 0) + 1
    kept = KeptText(salt, canonical({"by": new.by, "claims": [claim.text for claim in new.claims], "note": new.note}))
    values: dict[str, object] = {
        "id": number,
        "request_id": author.request,
        "request_digest": digest,
        "statement_id": new.statement,
        "outcome": new.outcome.value,
        "on_day": new.on.isoformat(),
        "means": new.means.value,
        "claims": canonical([[claim.entry, claim.charge, claim.amount] for claim in new.claims]),
        "text_digest": kept.digest,
        "attachment_id": new.attachment,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.statement_reply).values(**values, digest=row_digest(list(values.values()))))
    keep_text(session, t.statement_reply, number, kept)
    return number


def last_outcome(session: Session, statement: int) -> str:
    """Return what counts as having come back of a statement: the outcome recorded last, blank for nothing."""
    newest = select(_R.outcome).where(_R.statement_id == statement).order_by(_R.id.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none() or ""


def replies_to(session: Session, statement: int) -> list[Reply]:
    """Return what came back of a statement in the order recorded; texts that were erased are blank."""
    columns = (_R.id, _R.request_id, _R.outcome, _R.on_day, _R.means, _R.claims, _R.attachment_id)
    of_it = select(*columns, t.staff.c.name, _R.recorded_at).join_from(t.statement_reply, t.staff)
    rows = session.execute(of_it.where(_R.statement_id == statement).order_by(_R.id)).all()
    texts = kept_texts(session, t.statement_reply, [row[0] for row in rows])
    try:
        return [_reply(tuple(row), json.loads(texts.get(row[0], "{}"))) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged_file() from error


def _reply(row: Sequence[Any], texts: Mapping[str, Any]) -> Reply:
    _, request, outcome, on, means, claims, attachment, staff, recorded_at = row
    parts: list[list[Any]] = json.loads(claims) if claims else []
    words = texts.get("claims") or [""] * len(parts)
    return Reply(
        id=request,
        outcome=Outcome(outcome),
        on=date.fromisoformat(on),
        by=texts.get("by", ""),
        means=Means(means),
        claims=tuple(
            Claim(entry=entry, charge=charge, amount=amount, text=text)
            for (entry, charge, amount), text in zip(parts, words, strict=True)
        ),
        note=texts.get("note", ""),
        attachment=attachment,
        staff=staff,
        recorded_at=datetime.fromisoformat(recorded_at),
    )


# ---- how periods stand ----------------------------------------------------------------------------------------------


def month_rows(session: Session, period: Period | None = None) -> dict[Period, MonthRow]:
    """Return how the statements of each period, or of one, stand; the newest period first.

    Of several statements of a customer for a period the last one counts, and of several replies to it the last one.
    """
    ranges = select(_S.period_from, _S.period_to, _S.customer_id, func.max(_S.id).label("id"))
    ranges = ranges.group_by(_S.period_from, _S.period_to, _S.customer_id)
    if period is not None:
        ranges = ranges.where(_S.period_from == period.start.isoformat(), _S.period_to == period.end.isoformat())
    last = ranges.subquery()
    newest = select(_R.statement_id, func.max(_R.id).label("id")).group_by(_R.statement_id).subquery()
    reply = aliased(t.statement_reply)
    confirmed, disputed = ((reply.c.outcome == each.value) for each in (Outcome.CONFIRMED, Outcome.DISPUTED))
    counts = (
        func.count(),
        func.sum(case((confirmed, 1), else_=0)),
        func.sum(case((disputed, 1), else_=0)),
        func.sum(_S.owed),
        func.sum(case((confirmed, _S.owed), else_=0)),
    )
    statement = (
        select(last.c.period_from, last.c.period_to, *counts)
        .join_from(last, t.statement, _S.id == last.c.id)
        .outerjoin(newest, newest.c.statement_id == last.c.id)
        .outerjoin(reply, reply.c.id == newest.c.id)
        .group_by(last.c.period_from, last.c.period_to)
        .order_by(last.c.period_to.desc(), last.c.period_from.desc())
    )
    found: dict[Period, MonthRow] = {}
    for start, end, sent, yes, no, owed, owed_confirmed in session.execute(statement):
        row = MonthRow(sent, yes, no, sent - yes - no, owed, owed_confirmed)
        found[Period(date.fromisoformat(start), date.fromisoformat(end))] = row
    return found


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_statement_replies(session: Session) -> list[Problem]:
    """Return the replies whose rows are not what was written."""
    problems: list[Problem] = []
    for row in session.execute(select(t.statement_reply).order_by(_R.id)):
        *values, digest = tuple(row)
        if row_digest(values) != digest:
            problems.append(Problem("statement_reply", values[0]))
    return problems
