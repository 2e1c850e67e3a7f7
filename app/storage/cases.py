"""Claims handed to a lawyer or a court: the charges they are about, and how far they have gone; never edited."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.credit.requests import CASE_ENDS, CaseStepKind
from app.core.journal import canonical
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.journal import chunks, day, iso
from app.storage.kept_rows import Signed, add_signed, texts_of
from app.storage.lineage import lineages

_C, _S = t.legal_case.c, t.legal_case_step.c


class StoredStep(NamedTuple):
    """How far a case has gone by a step; `next_on` is the day something is to happen."""

    request: str
    what: CaseStepKind
    on: date
    next_on: date | None
    amount: int | None
    text: str
    who: str = ""


class StoredCase(NamedTuple):
    """A case as recorded, by its request: its charges (items, with what was open of them), and its steps in order."""

    id: int
    request: str
    customer: int
    on: date
    charges: tuple[tuple[int, int], ...]
    text: str
    who: str
    steps: tuple[StoredStep, ...] = ()

    @property
    def ended(self) -> StoredStep | None:
        """The step that ended it, if it is over."""
        return next((step for step in self.steps if step.what in CASE_ENDS), None)

    def runs_on(self, on: date) -> bool:
        """Whether the case was going on on a day."""
        return self.on <= on and (self.ended is None or self.ended.on > on)


def add_case(
    session: Session, customer: int, on: date, charges: Sequence[tuple[int, int]], by: Signed, text: str
) -> int:
    """Write a case and return its number; `charges` are items with what is open of them."""
    values: dict[str, object] = {
        "customer_id": customer,
        "on_day": on.isoformat(),
        "content": canonical({"charges": [list(each) for each in charges]}),
    }
    return add_signed(session, t.legal_case, values, by, text)


def add_step(session: Session, case: int, step: StoredStep, by: Signed) -> int:
    """Write how far a case has gone; `request` and `who` of the step are those of `by`."""
    values: dict[str, object] = {
        "case_id": case,
        "what": step.what.value,
        "on_day": step.on.isoformat(),
        "next_on": iso(step.next_on),
        "amount": step.amount,
    }
    return add_signed(session, t.legal_case_step, values, by, step.text)


def cases_of(session: Session, customers: Iterable[int]) -> list[StoredCase]:
    """Return all cases of some customers, in the order opened."""
    found = [each for chunk in chunks(sorted(customers)) for each in _cases(session, _C.customer_id.in_(chunk))]
    return sorted(found, key=lambda each: each.id)


def cases_on(session: Session, on: date) -> list[StoredCase]:
    """Return everybody's cases that are going on on a day, in the order opened."""
    return [each for each in _cases(session, _C.on_day <= on.isoformat()) if each.runs_on(on)]


def case_by(session: Session, request: str) -> StoredCase | None:
    """Return the case a request opened, if there is one."""
    return next(iter(_cases(session, _C.request_id == request)), None)


def charges_in_cases(session: Session, on: date) -> frozenset[int]:
    """Return the charges (by item, whatever they have been) of the cases that are going on on a day."""
    items = {item for case in cases_on(session, on) for item, _ in case.charges}
    return frozenset().union(*lineages(session, items).values())


def _cases(session: Session, which: ColumnElement[bool]) -> list[StoredCase]:
    statement = (
        select(_C.id, _C.request_id, _C.customer_id, _C.on_day, _C.content, t.staff.c.name)
        .join_from(t.legal_case, t.staff, t.staff.c.id == _C.staff_id)
        .where(which)
        .order_by(_C.id)
    )
    rows = session.execute(statement).all()
    ids = [row[0] for row in rows]
    texts, steps = texts_of(session, t.legal_case, ids), _steps(session, ids)
    return [_case(tuple(row), texts.get(row[0], ""), tuple(steps.get(row[0], ()))) for row in rows]


def _case(row: Sequence[Any], text: str, steps: tuple[StoredStep, ...]) -> StoredCase:
    number, request, customer, on, content, who = row
    try:
        charges = tuple((int(item), int(amount)) for item, amount in json.loads(content)["charges"])
    except (ValueError, TypeError, KeyError) as error:
        raise damaged_file() from error
    return StoredCase(number, request, customer, date.fromisoformat(on), charges, text, who, steps)


def _steps(session: Session, cases: Sequence[int]) -> dict[int, list[StoredStep]]:
    found: dict[int, list[StoredStep]] = {}
    columns = (_S.case_id, _S.id, _S.request_id, _S.what, _S.on_day, _S.next_on, _S.amount, t.staff.c.name)
    statement = select(*columns).join_from(t.legal_case_step, t.staff, t.staff.c.id == _S.staff_id).order_by(_S.id)
    for chunk in chunks(cases):
        rows = session.execute(statement.where(_S.case_id.in_(chunk))).all()
        texts = texts_of(session, t.legal_case_step, [row[1] for row in rows])
        for case, number, request, what, on, next_on, amount, who in rows:
            kind, text = CaseStepKind(what), texts.get(number, "")
            step = StoredStep(request, kind, date.fromisoformat(on), day(next_on), amount, text, who)
            found.setdefault(case, []).append(step)
    return found
