"""Issued statements in the book: numbered without gaps, with the paper as it was sent and every copy made of it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, insert, select
from sqlalchemy.orm import Session, aliased

from app.core.customer import StatementBy
from app.core.statement import Period, StatementKind
from app.core.statement_run import IssuedStatement
from app.storage import tables as t
from app.storage.customers import Problem, row_digest
from app.storage.journal import chunks, day, instant, iso

_S, _Q, _Y, _A, _C = (
    t.statement.c,
    t.statement_paper.c,
    t.statement_copy.c,
    t.statement_reply.c,
    t.customer.c,
)

ON_PAPER = ("print", "second")
"""Ways a copy is made that put it on paper."""


class NewStatement(NamedTuple):
    """A statement to be recorded; `head_entry` is the last entry of the journal its figures know of."""

    id: int
    no: str
    run: int
    customer: int
    period: Period
    kind: StatementKind
    language: str
    delivery: StatementBy
    owed: int
    principal: int
    bonus: int
    reply_by: date | None
    head_entry: int
    pages: int
    staff: int
    issued_at: datetime


class Paper(NamedTuple):
    """What was sent: the paper as canonical JSON, the PDF, and the salt of the content's digest."""

    salt: bytes
    content: str
    pdf: bytes

    @property
    def content_digest(self) -> bytes:
        """The digest that stands for the content, so that it can be erased later."""
        return content_digest(self.salt, self.content)


def content_digest(salt: bytes, content: str) -> bytes:
    """Return the digest that stands for a paper's content."""
    return hashlib.sha256(salt + content.encode()).digest()


# ---- numbers --------------------------------------------------------------------------------------------------------


def last_statement(session: Session) -> int:
    """Return the highest id given; ids have no gaps, and numbers are made of them."""
    return session.execute(select(func.max(_S.id))).scalar_one() or 0


def number_taken(session: Session, no: str) -> bool:
    """Whether some statement bears a number already, which happens when the shop changes how it numbers."""
    return session.execute(select(_S.id).where(_S.no == no)).first() is not None


def numbers(session: Session, ids: Sequence[int]) -> list[str]:
    """Return the numbers of a few statements, in the order of their ids."""
    return list(session.execute(select(_S.no).where(_S.id.in_(ids)).order_by(_S.id)).scalars())


def add_statement(session: Session, new: NewStatement, paper: Paper) -> None:
    """Write a statement and what was sent; the transaction decides whether both last."""
    values: dict[str, Any] = {
        "id": new.id,
        "no": new.no,
        "run_id": new.run,
        "customer_id": new.customer,
        "period_from": new.period.start.isoformat(),
        "period_to": new.period.end.isoformat(),
        "kind": new.kind.value,
        "language": new.language,
        "delivery": new.delivery.value,
        "owed": new.owed,
        "principal": new.principal,
        "bonus": new.bonus,
        "reply_by": iso(new.reply_by),
        "head_entry": new.head_entry,
        "content_digest": paper.content_digest,
        "pdf_sha256": hashlib.sha256(paper.pdf).digest(),
        "pages": new.pages,
        "staff_id": new.staff,
        "issued_at": instant(new.issued_at),
    }
    session.execute(insert(t.statement).values(**values, digest=row_digest(list(values.values()))))
    content = {"salt": paper.salt, "content": paper.content, "pdf": paper.pdf}
    session.execute(insert(t.statement_paper).values(statement_id=new.id, **content))


def has_one(session: Session, customer: int, period: Period) -> bool:
    """Whether a customer has a statement for the very period."""
    same = and_(_S.period_from == period.start.isoformat(), _S.period_to == period.end.isoformat())
    return session.execute(select(_S.id).where(_S.customer_id == customer, same).limit(1)).first() is not None


# ---- what was sent --------------------------------------------------------------------------------------------------


class Sent(NamedTuple):
    """A statement with what was sent, but for the PDF; `content` is None once it was erased."""

    id: int
    no: str
    language: str
    delivery: StatementBy
    content_digest: bytes
    salt: bytes | None
    content: str | None

    @property
    def is_sound(self) -> bool:
        """Whether the content is what was written."""
        return _is_content(self.content_digest, self.salt, self.content)


_SENT = select(*(_S.id, _S.no, _S.language, _S.delivery, _S.content_digest), _Q.salt, _Q.content).join_from(
    t.statement, t.statement_paper, _Q.statement_id == _S.id, isouter=True
)


def sent(session: Session, ids: Sequence[int]) -> list[Sent]:
    """Return statements with what was sent, in the order asked for."""
    found: dict[int, Sent] = {}
    for chunk in chunks(ids):
        found.update({row[0]: _sent(tuple(row)) for row in session.execute(_SENT.where(_S.id.in_(chunk)))})
    return [found[id_] for id_ in ids if id_ in found]


def sent_in(session: Session, run: int, after: int, limit: int) -> list[Sent]:
    """Return some statements of a run, those after an id, in the order of their numbers."""
    rows = session.execute(_SENT.where(_S.run_id == run, _S.id > after).order_by(_S.id).limit(limit))
    return [_sent(tuple(row)) for row in rows]


def _sent(row: tuple[Any, ...]) -> Sent:
    id_, no, language, delivery, *rest = row
    return Sent(id_, no, language, StatementBy(delivery), *rest)


class KeptPdf(NamedTuple):
    """A PDF as it was issued, and the SHA-256 it had then; a damaged book may hold anything in its place."""

    pdf: Any
    sha256: bytes

    @property
    def is_sound(self) -> bool:
        """Whether it is what was written."""
        return isinstance(self.pdf, bytes) and hashlib.sha256(self.pdf).digest() == self.sha256


def load_pdf(session: Session, statement: int) -> KeptPdf | None:
    """Return the PDF of a statement; None once it was erased."""
    row = session.execute(
        select(_Q.pdf, _S.pdf_sha256)
        .join_from(t.statement, t.statement_paper, _Q.statement_id == _S.id)
        .where(_S.id == statement)
    ).one_or_none()
    return None if row is None else KeptPdf(*row)


def ids_of(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """Return the ids of statements by their numbers, as far as there are any."""
    found: dict[str, int] = {}
    for chunk in chunks(numbers):
        found.update({row[0]: row[1] for row in session.execute(select(_S.no, _S.id).where(_S.no.in_(chunk)))})
    return found


# ---- lists ----------------------------------------------------------------------------------------------------------


def issued(
    session: Session,
    *,
    ids: Sequence[int] | None = None,
    period: Period | None = None,
    customer: str = "",
    run: int | None = None,
) -> list[IssuedStatement]:
    """Return statements as lists show them, in the order of their numbers; `changed` is left at zero."""
    statement = _LISTED
    if period is not None:
        statement = statement.where(is_for(period))
    if customer:
        statement = statement.where(_C.no == customer)
    if run is not None:
        statement = statement.where(_S.run_id == run)
    if ids is None:
        return [_issued(tuple(row)) for row in session.execute(statement.order_by(_S.id))]
    return [
        _issued(tuple(row))
        for chunk in chunks(sorted(ids))
        for row in session.execute(statement.where(_S.id.in_(chunk)).order_by(_S.id))
    ]


def is_for(period: Period) -> ColumnElement[bool]:
    """Match statements for a period."""
    return and_(_S.period_from == period.start.isoformat(), _S.period_to == period.end.isoformat())


def matching(period: Period | None, run: int | None) -> list[ColumnElement[bool]]:
    """Match statements of a period and of a run, where they are given."""
    found = [] if period is None else [is_for(period)]
    return found if run is None else [*found, _S.run_id == run]


def is_one(statement: int) -> list[ColumnElement[bool]]:
    """Match the statement of an id."""
    return [_S.id == statement]


_LAST_COPY = aliased(t.statement_copy)
_OTHER = aliased(t.statement_copy)
_LAST_REPLY = aliased(t.statement_reply)


def _listed() -> Select[Any]:
    copies = select(func.max(_OTHER.c.nth)).where(_OTHER.c.statement_id == _S.id).scalar_subquery()
    seconds = select(func.count()).where(_OTHER.c.statement_id == _S.id, _OTHER.c.made_as == "second")
    last_reply = select(func.max(_A.id)).where(_A.statement_id == _S.id).scalar_subquery()
    return (
        select(
            *(_S.id, _S.no, _S.run_id, _S.customer_id, _C.no, _C.name, _S.period_from, _S.period_to, _S.kind),
            *(_S.language, _S.delivery, _S.owed, _S.principal, _S.bonus, _S.reply_by, _S.issued_at, _S.pages),
            *(_LAST_COPY.c.nth, _LAST_COPY.c.made_at, _LAST_COPY.c.made_as, seconds.scalar_subquery()),
            *(_LAST_REPLY.c.outcome, _LAST_REPLY.c.on_day),
        )
        .join_from(t.statement, t.customer, _C.id == _S.customer_id)
        .outerjoin(_LAST_COPY, and_(_LAST_COPY.c.statement_id == _S.id, _LAST_COPY.c.nth == copies))
        .outerjoin(_LAST_REPLY, _LAST_REPLY.c.id == last_reply)
    )


_LISTED = _listed()


def _issued(row: tuple[Any, ...]) -> IssuedStatement:
    id_, no, run, customer, number, name, start, end, kind, language, delivery, *rest = row
    owed, principal, bonus, reply_by, issued_at, pages, copies, made_at, made_as, seconds, outcome, replied_on = rest
    there = outcome is not None and outcome != "none"
    return IssuedStatement(
        id=id_,
        no=no,
        run=run,
        customer=customer,
        number=number,
        name=name,
        period=Period(date.fromisoformat(start), date.fromisoformat(end)),
        kind=StatementKind(kind),
        language=language,
        delivery=StatementBy(delivery),
        owed=owed,
        principal=principal,
        bonus=bonus,
        reply_by=day(reply_by),
        issued_at=datetime.fromisoformat(issued_at),
        copies=copies or 0,
        last_made_at=None if made_at is None else datetime.fromisoformat(made_at),
        last_made_as=made_as or "",
        pages=pages,
        outcome=outcome if there else "",
        replied_on=day(replied_on) if there else None,
        requests=1 + seconds,
    )


def issued_summary(session: Session, run: int) -> tuple[str, str, int, dict[str, int]]:
    """Return first and last number, pages, and how many by each way of delivery, of what a run issued."""
    statement = select(_S.delivery, func.count(), func.sum(_S.pages), func.min(_S.id), func.max(_S.id))
    rows = session.execute(statement.where(_S.run_id == run).group_by(_S.delivery)).all()
    if not rows:
        return "", "", 0, {}
    ends = (min(row[3] for row in rows), max(row[4] for row in rows))
    numbers = {row[0]: row[1] for row in session.execute(select(_S.id, _S.no).where(_S.id.in_(ends)))}
    by_delivery = {row[0]: row[1] for row in rows}
    return numbers[ends[0]], numbers[ends[1]], sum(row[2] for row in rows), by_delivery


# ---- copies ---------------------------------------------------------------------------------------------------------


class Copies(NamedTuple):
    """How many copies were made of a statement: all, those on paper, and the second requests among them."""

    all: int = 0
    on_paper: int = 0
    seconds: int = 0

    @property
    def marks(self) -> tuple[int, int]:
        """What the next copy on paper says of those before it."""
        return self.on_paper, self.seconds


def copies_of(session: Session, ids: Sequence[int]) -> dict[int, Copies]:
    """Return how many copies were made of statements; those of which none was are not there."""
    paper = func.count().filter(_Y.made_as.in_(ON_PAPER))
    seconds = func.count().filter(_Y.made_as == "second")
    statement = select(_Y.statement_id, func.count(), paper, seconds).group_by(_Y.statement_id)
    return {
        row[0]: Copies(*row[1:])
        for chunk in chunks(ids)
        for row in session.execute(statement.where(_Y.statement_id.in_(chunk)))
    }


def add_copies(session: Session, counts: Mapping[int, int], made_as: str, staff: int, made_at: datetime) -> None:
    """Count copies of statements; `counts` says which copy it is of each."""
    rows = []
    for statement, nth in counts.items():
        values: dict[str, Any] = {
            "statement_id": statement,
            "nth": nth,
            "made_as": made_as,
            "staff_id": staff,
            "made_at": instant(made_at),
        }
        rows.append(values | {"digest": row_digest(list(values.values()))})
    if rows:
        session.execute(insert(t.statement_copy), rows)


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_statements(session: Session) -> list[Problem]:
    """Return the statements and copies whose rows are not what was written, and the papers that do not fit theirs.

    A paper that is not there was erased. PDFs are read one at a time.
    """
    problems: list[Problem] = []
    columns = [column for column in t.statement.c if column.name != "digest"]
    for row in session.execute(select(*columns, _S.digest).order_by(_S.id)):
        *values, digest = tuple(row)
        if row_digest(values) != digest:
            problems.append(Problem("statement", row[0]))
    papers = select(_S.id, _S.content_digest, _S.pdf_sha256, _Q.salt, _Q.content, _Q.pdf)
    papers = papers.join_from(t.statement, t.statement_paper, _Q.statement_id == _S.id).order_by(_S.id)
    for id_, digest, sha256, *paper in session.execute(papers.execution_options(yield_per=20)):
        if not _fits(digest, sha256, *paper):
            problems.append(Problem("statement_paper", id_))
    return problems + _verify_copies(session)


def _fits(digest: bytes, sha256: bytes, salt: object, content: object, pdf: object) -> bool:
    return _is_content(digest, salt, content) and KeptPdf(pdf, sha256).is_sound


def _is_content(digest: bytes, salt: object, content: object) -> bool:
    if not (isinstance(salt, bytes) and isinstance(content, str)):
        return False
    return hashlib.sha256(salt + content.encode("utf-8", "surrogatepass")).digest() == digest


def _verify_copies(session: Session) -> list[Problem]:
    problems: list[Problem] = []
    counts: dict[object, int] = {}
    columns = [column for column in t.statement_copy.c if column.name != "digest"]
    for row in session.execute(select(*columns, _Y.digest).order_by(_Y.statement_id, _Y.nth)):
        *values, digest = tuple(row)
        counts[row[0]] = counts.get(row[0], 0) + 1
        if row_digest(values) != digest or row[1] != counts[row[0]]:
            problems.append(Problem("statement_copy", row[0]))
    return problems
