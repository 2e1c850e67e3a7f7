"""The shop's texts of terms: rows that are only ever added."""

import json
from collections.abc import Sequence

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from app.core.customer import Change
from app.core.terms_text import TermsKind, TermsText, digest
from app.storage import tables as t
from app.storage.customers import Author, Problem, log_rows, row_digest, write_requests
from app.storage.journal import day, instant

_TERMS = [column for column in t.terms_text.c if column.name != "digest"]


def load_terms(session: Session) -> list[TermsText]:
    """Return every text ever made, in the order made."""
    return [_text(row) for row in session.execute(select(*_TERMS).order_by(t.terms_text.c.id))]


def find_terms(session: Session, name: str) -> TermsText | None:
    """Return the text made by a request, if there is one."""
    row = session.execute(select(*_TERMS).where(t.terms_text.c.request_id == name)).one_or_none()
    return None if row is None else _text(row)


def add_terms(session: Session, text: TermsText, author: Author, remarks: Sequence[Change] = ()) -> None:
    """Write a new text and log it, with what was remarked on it."""
    number = (session.execute(select(func.max(t.terms_text.c.id))).scalar_one() or 0) + 1
    values: dict[str, object] = {
        "id": number,
        "request_id": text.id,
        "kind": text.kind.value,
        "language": text.language,
        "starts_on": text.starts_on.isoformat(),
        "text": text.text,
        "sha256": text.sha256,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.terms_text).values(**values, digest=row_digest(list(values.values()))))
    change = Change(f"terms.{text.kind}.{text.language}", "", text.id)
    rows = [{**row, "customer_id": None} for row in log_rows(0, [change, *remarks], author)]
    write_requests(session, [], rows)


def _text(row: Row[tuple[object, ...]]) -> TermsText:
    _, request, kind, language, starts_on, text, sha256, *_ = tuple(row)
    return TermsText(
        id=str(request),
        kind=TermsKind(str(kind)),
        language=str(language),
        starts_on=day(str(starts_on)),  # type: ignore[arg-type]  # never NULL
        text=str(text),
        sha256=bytes(sha256),  # type: ignore[arg-type]
    )


def verify_terms(session: Session) -> list[Problem]:
    """Return the texts that are not what was written, and the entries made with a text that is not here."""
    problems: list[Problem] = []
    known: set[str] = set()
    for row in session.execute(select(*_TERMS, t.terms_text.c.digest).order_by(t.terms_text.c.id)):
        *values, kept = tuple(row)
        whole = row_digest(values) == kept and isinstance(row.text, str) and digest(row.text) == row.sha256
        if not whole:
            problems.append(Problem("terms_text", row.id))
        if isinstance(row.sha256, bytes):
            known.add(row.sha256.hex())
    entries = select(t.entry.c.id, t.entry.c.facts).where(t.entry.c.facts.contains('"terms":', autoescape=True))
    for number, facts in session.execute(entries.order_by(t.entry.c.id)):
        content = json.loads(facts)
        if "terms" in content and content["terms"] not in known:  # terms of payment stand deeper in the facts
            problems.append(Problem("entry", number))
    return problems
