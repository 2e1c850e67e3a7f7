"""Letters of the reminder queue: numbered without gaps, each a contact, with the paper as it was sent."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.customers import Problem, row_digest
from app.storage.journal import chunks, day
from app.storage.statements import KeptPdf, Paper, content_digest

_L, _Q, _N, _S, _C = t.letter.c, t.letter_paper.c, t.contact.c, t.contact_step.c, t.customer.c

POSTED = "posted"
"""The step of a letter that was handed to the post."""


def last_letter(session: Session) -> int:
    """Return the highest number given; they have no gaps."""
    return session.execute(select(func.max(_L.number))).scalar_one() or 0


def number_taken(session: Session, no: str) -> bool:
    """Whether some letter bears a number already, which happens when the shop changes how it numbers."""
    return session.execute(select(_L.contact_id).where(_L.no == no)).first() is not None


def add_letter(session: Session, contact: int, number: int, no: str, pages: int, paper: Paper) -> None:
    """Write a letter and what was sent; the transaction decides whether both last."""
    values: dict[str, Any] = {
        "contact_id": contact,
        "number": number,
        "no": no,
        "content_digest": paper.content_digest,
        "pdf_sha256": hashlib.sha256(paper.pdf).digest(),
        "pages": pages,
    }
    session.execute(insert(t.letter).values(**values, digest=row_digest(list(values.values()))))
    content = {"salt": paper.salt, "content": paper.content, "pdf": paper.pdf}
    session.execute(insert(t.letter_paper).values(contact_id=contact, **content))


# ---- what was sent --------------------------------------------------------------------------------------------------


class SentLetter(NamedTuple):
    """A letter with what was sent, but for the PDF; `content` is None once it was erased."""

    contact: int
    no: str
    reminder: int | None
    customer: str
    name: str
    pages: int
    issued_at: datetime
    content_digest: bytes
    salt: bytes | None
    content: str | None
    posted_on: date | None

    @property
    def is_sound(self) -> bool:
        """Whether the content is what was written."""
        return is_content(self.content_digest, self.salt, self.content)


def is_content(digest: bytes, salt: object, content: object) -> bool:
    """Whether a content is the one a digest stands for; a damaged book may hold anything."""
    if not (isinstance(salt, bytes) and isinstance(content, str)):
        return False
    try:
        return content_digest(salt, content) == digest
    except UnicodeEncodeError:
        return False


def _selected() -> Any:  # noqa: ANN401 - a select of columns of many kinds
    posted = select(func.min(_S.on_day)).where(_S.contact_id == _L.contact_id, _S.what == POSTED).scalar_subquery()
    return (
        select(
            *(_L.contact_id, _L.no, _N.reminder_id, _C.no.label("customer"), _C.name, _L.pages, _N.at),
            *(_L.content_digest, _Q.salt, _Q.content, posted.label("posted_on")),
        )
        .join_from(t.letter, t.contact, _N.id == _L.contact_id)
        .join(t.customer, _C.id == _N.customer_id)
        .outerjoin(t.letter_paper, _Q.contact_id == _L.contact_id)
        .order_by(_L.number)
    )


def sent_letters(
    session: Session,
    *,
    contacts: Sequence[int] | None = None,
    nos: Sequence[str] | None = None,
    reminders: Sequence[int] | None = None,
    customer: str = "",
    unposted: bool = False,
) -> list[SentLetter]:
    """Return letters in the order of their numbers: those of contacts, numbers or reminders, a customer's, or all.

    `unposted` leaves out what was handed to the post.
    """
    statement = _selected()
    if customer:
        statement = statement.where(_C.no == customer)
    if unposted:
        statement = statement.where(
            ~select(_S.contact_id).where(_S.contact_id == _L.contact_id, _S.what == POSTED).exists()
        )
    for column, values in ((_L.contact_id, contacts), (_L.no, nos), (_N.reminder_id, reminders)):
        if values is not None:
            found = [each for chunk in chunks(values) for each in session.execute(statement.where(column.in_(chunk)))]
            return sorted(map(_sent, found), key=lambda each: each.contact)
    return [_sent(row) for row in session.execute(statement)]


def count_unposted(session: Session) -> int:
    """Return how many letters were not handed to the post yet."""
    posted = select(_S.contact_id).where(_S.contact_id == _L.contact_id, _S.what == POSTED).exists()
    return session.execute(select(func.count()).select_from(t.letter).where(~posted)).scalar_one()


def _sent(row: Any) -> SentLetter:  # noqa: ANN401 - a row
    contact, no, reminder, customer, name, pages, at, digest, salt, content, posted = tuple(row)
    issued_at = datetime.fromisoformat(at)
    return SentLetter(contact, no, reminder, customer, name, pages, issued_at, digest, salt, content, day(posted))


def load_letter_pdf(session: Session, contact: int) -> KeptPdf | None:
    """Return the PDF of a letter; None once it was erased."""
    row = session.execute(
        select(_Q.pdf, _L.pdf_sha256)
        .join_from(t.letter, t.letter_paper, _Q.contact_id == _L.contact_id)
        .where(_L.contact_id == contact)
    ).one_or_none()
    return None if row is None else KeptPdf(*row)


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_letters(session: Session) -> list[Problem]:
    """Return the letters whose rows or numbers are not what was written, and the papers that do not fit theirs.

    A paper that is not there was erased. PDFs are read one at a time.
    """
    problems: list[Problem] = []
    columns = [column for column in t.letter.c if column.name != "digest"]
    rows = session.execute(select(*columns, _L.digest).order_by(_L.number))
    for expected, row in enumerate(rows, start=1):
        *values, digest = tuple(row)
        if row_digest(values) != digest or row.number != expected:
            problems.append(Problem("letter", row.no))
    papers = select(_L.no, _L.content_digest, _L.pdf_sha256, _Q.salt, _Q.content, _Q.pdf)
    papers = papers.join_from(t.letter, t.letter_paper, _Q.contact_id == _L.contact_id).order_by(_L.number)
    for no, digest, sha256, salt, content, pdf in session.execute(papers.execution_options(yield_per=20)):
        if not (is_content(digest, salt, content) and KeptPdf(pdf, sha256).is_sound):
            problems.append(Problem("letter_paper", no))
    return problems
