"""What was kept to prove something: papers signed, evidence, receipts, and debts admitted, each with its attachment."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from app.core.credit.requests import ProofKind, ProofOf
from app.storage import tables as t
from app.storage.journal import chunks
from app.storage.kept_rows import Signed, add_signed, texts_of

_X, _A = t.proof.c, t.attachment.c

ROWS: Mapping[ProofOf, Table] = {
    ProofOf.AGREEMENT: t.agreement,
    ProofOf.PLAN: t.payment_plan,
    ProofOf.GUARANTEE: t.guarantee,
    ProofOf.CASE: t.legal_case,
    ProofOf.DISPUTE: t.dispute,
    ProofOf.CHARGE: t.item,
}
"""The tables of what may be proven: each with the id of its row and, but for charges, the request that made it."""


class NewProof(NamedTuple):
    """A proof to be written: of which row of which kind."""

    customer: int
    about: ProofOf
    row: int
    what: ProofKind
    on: date
    attachment: int | None = None


class StoredProof(NamedTuple):
    """A proof as recorded, by its request; `file` is the attachment's name, blank where there is none."""

    request: str
    customer: int
    about: ProofOf
    row: int
    what: ProofKind
    on: date
    attachment: int | None
    file: str
    text: str
    who: str


def add_proof(session: Session, new: NewProof, by: Signed, text: str = "") -> int:
    """Write a proof and return its number."""
    values: dict[str, object] = {
        "customer_id": new.customer,
        "kind": new.about.value,
        "row_id": new.row,
        "what": new.what.value,
        "on_day": new.on.isoformat(),
        "attachment_id": new.attachment,
    }
    return add_signed(session, t.proof, values, by, text)


def proof_of(session: Session, customers: Collection[int]) -> list[StoredProof]:
    """Return all proof kept of some customers, in the order recorded."""
    found = [each for chunk in chunks(sorted(customers)) for each in _proofs(session, _X.customer_id.in_(chunk))]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def proof_about(session: Session, about: ProofOf, rows: Iterable[int]) -> dict[int, list[StoredProof]]:
    """Return the proof of some rows of one kind, by row, in the order recorded."""
    found: dict[int, list[StoredProof]] = {}
    for chunk in chunks(sorted(set(rows))):
        for _, each in _proofs(session, (_X.kind == about.value) & _X.row_id.in_(chunk)):
            found.setdefault(each.row, []).append(each)
    return found


def row_named(session: Session, about: ProofOf, name: str) -> tuple[int, int] | None:
    """Return id and customer of a row by the request that made it, of a charge by its name; None if there is none."""
    c = ROWS[about].c
    which = (c.name == name) & (c.is_charge == 1) if about is ProofOf.CHARGE else c.request_id == name
    row = session.execute(select(c.id, c.customer_id).where(which)).one_or_none()
    return None if row is None else (row[0], row[1])


def names_of(session: Session, about: ProofOf, rows: Iterable[int]) -> dict[int, str]:
    """Return what rows are named by: the request that made each, of a charge its name."""
    c = ROWS[about].c
    name = c.name if about is ProofOf.CHARGE else c.request_id
    found: dict[int, str] = {}
    for chunk in chunks(sorted(set(rows))):
        found.update({row[0]: row[1] for row in session.execute(select(c.id, name).where(c.id.in_(chunk)))})
    return found


def _proofs(session: Session, which: ColumnElement[bool]) -> list[tuple[int, StoredProof]]:
    columns = (_X.id, _X.request_id, _X.customer_id, _X.kind, _X.row_id, _X.what, _X.on_day, _X.attachment_id)
    statement = (
        select(*columns, _A.name, t.staff.c.name)
        .join_from(t.proof, t.staff, t.staff.c.id == _X.staff_id)
        .outerjoin(t.attachment, _A.id == _X.attachment_id)
        .where(which)
        .order_by(_X.id)
    )
    rows = session.execute(statement).all()
    texts = texts_of(session, t.proof, [row[0] for row in rows])
    return [
        (
            number,
            StoredProof(
                request=request,
                customer=customer,
                about=ProofOf(about),
                row=row,
                what=ProofKind(what),
                on=date.fromisoformat(on),
                attachment=attachment,
                file=file or "",
                text=texts.get(number, ""),
                who=who,
            ),
        )
        for number, request, customer, about, row, what, on, attachment, file, who in rows
    ]
