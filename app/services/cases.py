"""Claims handed to a lawyer or a court, with their dates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.core.credit.requests import CaseStepKind, OpenCase, ProofOf, StepCase
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.guarantees import StepLine
from app.services.known import family_of, living
from app.services.proof import ProofLine, proof_about
from app.services.recording import record
from app.storage import cases as stored
from app.storage.cases import StoredCase
from app.storage.disputes import where_now
from app.storage.items import items_by_id
from app.storage.lineage import lineages, open_of
from app.storage.store import Session, Store

__all__ = ["CaseCharge", "CaseStepKind", "CaseView", "Cases", "StepLine"]


class CaseCharge(NamedTuple):
    """A charge of a case: what was open of it when the case was opened and what is now (minor units)."""

    charge: str
    amount: int
    open: int


class CaseView(NamedTuple):
    """A case (`id`: its request) as people read it; `state` is its last step, None before the first.

    `next_on` is the day something is to happen, as the last step that named one says, None once the case is over.
    """

    id: str
    customer: str
    name: str
    on: date
    charges: tuple[CaseCharge, ...]
    state: CaseStepKind | None
    is_open: bool
    next_on: date | None
    steps: tuple[StepLine, ...]
    proofs: tuple[ProofLine, ...]
    note: str

    @property
    def open(self) -> int:
        """What is open of its charges now (minor units)."""
        return sum(each.open for each in self.charges)


class Cases:
    """The door to cases, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def open(self, request: OpenCase) -> Filed:
        """Make a case of charges; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def step(self, request: StepCase) -> Filed:
        """Note how far a case has gone; its next day comes into the reminder queue. Raises `Refused`."""
        return record(self._store, self._around, request)

    def of_customer(self, number: str) -> list[CaseView]:
        """Return the cases of a customer and of files merged into theirs, in the order opened."""
        with self._store.read() as session:
            return _views(session, stored.cases_of(session, family_of(session, number)), self._around.today())

    def running(self, on: date | None = None) -> list[CaseView]:
        """Return everybody's cases that go on, those with the soonest next day first."""
        today = on or self._around.today()
        with self._store.read() as session:
            found = _views(session, stored.cases_on(session, today), today)
        return sorted(found, key=lambda each: (each.next_on or date.max, each.on))


def _views(session: Session, cases: Sequence[StoredCase], today: date) -> list[CaseView]:
    items = {item for case in cases for item, _ in case.charges}
    left = open_of(session, lineages(session, items), today)
    names = charge_names(session, items)
    proofs = proof_about(session, ProofOf.CASE, [case.id for case in cases])
    found: list[CaseView] = []
    for case in cases:
        file = living(session, case.customer).file
        charges = tuple(CaseCharge(names[item], amount, left[item]) for item, amount in case.charges)
        found.append(_view(case, file.no, file.name, charges, proofs.get(case.id, ())))
    return found


def _view(
    case: StoredCase, number: str, name: str, charges: tuple[CaseCharge, ...], proofs: tuple[ProofLine, ...]
) -> CaseView:
    last = case.steps[-1] if case.steps else None
    return CaseView(
        id=case.request,
        customer=number,
        name=name,
        on=case.on,
        charges=charges,
        state=None if last is None else last.what,
        is_open=case.ended is None,
        next_on=None if last is None else last.next_on,
        steps=tuple(StepLine(s.request, s.what, s.on, s.next_on, s.amount, s.text, s.who) for s in case.steps),
        proofs=proofs,
        note=case.text,
    )


def charge_names(session: Session, items: set[int]) -> Mapping[int, str]:
    """Return what charges are called now: one may have moved to another file, or back."""
    place = {item: item for item in items}
    place |= {item: now for item, (now, _) in where_now(session, sorted(items)).items()}
    names = {each.item.id: each.item.name for each in items_by_id(session, sorted(set(place.values())))}
    return {item: names[now] for item, now in place.items()}
