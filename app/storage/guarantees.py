"""Those who answer for a debt, and what came of it: taken, claimed, paid, refused, ended; never edited."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.credit.requests import GuaranteeKind, GuaranteeStepKind
from app.core.journal import canonical
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.journal import chunks, day, iso
from app.storage.kept_rows import Signed, add_signed, texts_of

_G, _S = t.guarantee.c, t.guarantee_step.c


class Guarantor(NamedTuple):
    """What people wrote of a guarantee: who guarantees, how to reach them, on what terms, and a note."""

    who: str = ""
    reach: str = ""
    terms: str = ""
    note: str = ""


class NewGuarantee(NamedTuple):
    """A guarantee to be written; without an item it is for all the customer owes, without an amount without utmost."""

    customer: int
    item: int | None
    kind: GuaranteeKind
    on: date
    ends_on: date | None
    amount: int | None
    guarantor: Guarantor


class StoredStep(NamedTuple):
    """What became of a guarantee; `entry` is the payment it paid by, `undone` says that it was taken back."""

    request: str
    what: GuaranteeStepKind
    on: date
    amount: int
    entry: int | None
    text: str
    who: str
    undone: bool = False


class StoredGuarantee(NamedTuple):
    """A guarantee as recorded, by its request, with its steps in the order recorded."""

    id: int
    request: str
    customer: int
    item: int | None
    kind: GuaranteeKind
    on: date
    ends_on: date | None
    amount: int | None
    guarantor: Guarantor
    who: str
    steps: tuple[StoredStep, ...] = ()

    @property
    def paid(self) -> int:
        """What came of it so far (minor units)."""
        return sum(step.amount for step in self.standing if step.what is GuaranteeStepKind.PAID)

    @property
    def standing(self) -> tuple[StoredStep, ...]:
        """Its steps without payments that were taken back."""
        return tuple(step for step in self.steps if not step.undone)

    @property
    def ended(self) -> StoredStep | None:
        """The step that ended it, if it was ended."""
        return next((step for step in self.steps if step.what is GuaranteeStepKind.ENDED), None)


def add_guarantee(session: Session, new: NewGuarantee, by: Signed) -> int:
    """Write a guarantee and return its number."""
    values: dict[str, object] = {
        "customer_id": new.customer,
        "item_id": new.item,
        "kind": new.kind.value,
        "on_day": new.on.isoformat(),
        "ends_on": iso(new.ends_on),
        "amount": new.amount,
    }
    return add_signed(session, t.guarantee, values, by, canonical(new.guarantor._asdict()))


def add_step(session: Session, guarantee: int, step: StoredStep, by: Signed) -> int:
    """Write what became of a guarantee; `request` and `who` of the step are those of `by`."""
    values: dict[str, object] = {
        "guarantee_id": guarantee,
        "what": step.what.value,
        "on_day": step.on.isoformat(),
        "amount": step.amount,
        "entry_id": step.entry,
    }
    return add_signed(session, t.guarantee_step, values, by, step.text)


def guarantees_of(session: Session, customers: Iterable[int]) -> list[StoredGuarantee]:
    """Return all guarantees of some customers, in the order taken."""
    found = [each for chunk in chunks(sorted(customers)) for each in _guarantees(session, _G.customer_id.in_(chunk))]
    return sorted(found, key=lambda each: each.id)


def guarantee_by(session: Session, request: str) -> StoredGuarantee | None:
    """Return the guarantee a request took, if there is one."""
    return next(iter(_guarantees(session, _G.request_id == request)), None)


def _guarantees(session: Session, which: ColumnElement[bool]) -> list[StoredGuarantee]:
    columns = (_G.id, _G.request_id, _G.customer_id, _G.item_id, _G.kind, _G.on_day, _G.ends_on, _G.amount)
    statement = (
        select(*columns, t.staff.c.name)
        .join_from(t.guarantee, t.staff, t.staff.c.id == _G.staff_id)
        .where(which)
        .order_by(_G.id)
    )
    rows = session.execute(statement).all()
    ids = [row[0] for row in rows]
    texts, steps = texts_of(session, t.guarantee, ids), _steps(session, ids)
    return [_guarantee(tuple(row), texts.get(row[0], ""), tuple(steps.get(row[0], ()))) for row in rows]


def _guarantee(row: Sequence[Any], text: str, steps: tuple[StoredStep, ...]) -> StoredGuarantee:
    number, request, customer, item, kind, on, ends, amount, who = row
    try:
        guarantor = Guarantor(**json.loads(text)) if text else Guarantor()
    except (ValueError, TypeError) as error:
        raise damaged_file() from error
    kind_, first, last = GuaranteeKind(kind), date.fromisoformat(on), day(ends)
    return StoredGuarantee(number, request, customer, item, kind_, first, last, amount, guarantor, who, steps)


def _steps(session: Session, guarantees: Sequence[int]) -> dict[int, list[StoredStep]]:
    found: dict[int, list[StoredStep]] = {}
    columns = (_S.guarantee_id, _S.id, _S.request_id, _S.what, _S.on_day, _S.amount, _S.entry_id, t.staff.c.name)
    undoing = t.entry.c
    statement = (
        select(*columns, undoing.id)
        .join_from(t.guarantee_step, t.staff, t.staff.c.id == _S.staff_id)
        .outerjoin(t.entry, undoing.reverses == _S.entry_id)
        .order_by(_S.id)
    )
    for chunk in chunks(guarantees):
        rows = session.execute(statement.where(_S.guarantee_id.in_(chunk))).all()
        texts = texts_of(session, t.guarantee_step, [row[1] for row in rows])
        for guarantee, number, request, what, on, amount, entry, who, undone in rows:
            text, kind = texts.get(number, ""), GuaranteeStepKind(what)
            taken_back = undone is not None
            step = StoredStep(request, kind, date.fromisoformat(on), amount or 0, entry, text, who, taken_back)
            found.setdefault(guarantee, []).append(step)
    return found
