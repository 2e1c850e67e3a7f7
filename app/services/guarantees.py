"""Those who answer for customers' debts: taken, claimed, paid."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.credit.requests import GuaranteeKind, GuaranteeStepKind, ProofOf, StepGuarantee, TakeGuarantee
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import family_of, living
from app.services.proof import ProofLine, proof_about
from app.services.recording import record
from app.storage import guarantees as stored
from app.storage.disputes import place_now
from app.storage.guarantees import StoredGuarantee, StoredStep
from app.storage.items import items_by_id
from app.storage.store import Session, Store

__all__ = ["GuaranteeKind", "GuaranteeState", "GuaranteeStepKind", "GuaranteeView", "Guarantees", "StepLine"]


class GuaranteeState(StrEnum):
    """How a guarantee stands on a day."""

    OPEN = "open"
    CLAIMED = "claimed"
    PAID = "paid"
    REFUSED = "refused"
    ENDED = "ended"
    RUN_OUT = "run_out"


class StepLine(NamedTuple):
    """A step of a guarantee or a case (`id`: its request); `what` is a word of its kind, amounts are minor units.

    `undone` says that it was a payment that has been taken back since.
    """

    id: str
    what: str
    on: date
    next_on: date | None
    amount: int | None
    text: str
    who: str
    undone: bool = False


class GuaranteeView(NamedTuple):
    """A guarantee (`id`: its request) as people read it; amounts are minor units, `amount` None for no utmost.

    `charge` names the charge it is for, blank for all the customer owes. `claimed` is what was claimed last (0 where no
    amount was named), `paid` what came of it in all.
    """

    id: str
    customer: str
    kind: GuaranteeKind
    who: str
    reach: str
    terms: str
    on: date
    ends_on: date | None
    amount: int | None
    charge: str
    state: GuaranteeState
    claimed: int
    paid: int
    steps: tuple[StepLine, ...]
    proofs: tuple[ProofLine, ...]
    note: str


class Guarantees:
    """The door to guarantees, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def take(self, request: TakeGuarantee) -> Filed:
        """Note who answers for a debt; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def step(self, request: StepGuarantee) -> Filed:
        """Note what became of a guarantee; what was paid is recorded as a payment with it. Raises `Refused`."""
        return record(self._store, self._around, request)

    def of_customer(self, number: str, on: date | None = None) -> list[GuaranteeView]:
        """Return the guarantees of a customer and of files merged into theirs, in the order taken."""
        today = on or self._around.today()
        with self._store.read() as session:
            family = family_of(session, number)
            found = stored.guarantees_of(session, family)
            proofs = proof_about(session, ProofOf.GUARANTEE, [each.id for each in found])
            owner = living(session, next(iter(family))).file.no if found else ""
            return [_view(session, each, owner, proofs.get(each.id, ()), today) for each in found]


def _view(
    session: Session, each: StoredGuarantee, customer: str, proofs: tuple[ProofLine, ...], today: date
) -> GuaranteeView:
    charge = ""
    if each.item is not None:
        charge = items_by_id(session, [place_now(session, each.item)])[0].item.name
    claims = [step.amount for step in each.steps if step.what is GuaranteeStepKind.CLAIMED]
    return GuaranteeView(
        id=each.request,
        customer=customer,
        kind=each.kind,
        who=each.guarantor.who,
        reach=each.guarantor.reach,
        terms=each.guarantor.terms,
        on=each.on,
        ends_on=each.ends_on,
        amount=each.amount,
        charge=charge,
        state=_state(each, today),
        claimed=claims[-1] if claims else 0,
        paid=each.paid,
        steps=tuple(map(_line, each.steps)),
        proofs=proofs,
        note=each.guarantor.note,
    )


def _line(step: StoredStep) -> StepLine:
    return StepLine(step.request, step.what, step.on, None, step.amount or None, step.text, step.who, step.undone)


def _state(each: StoredGuarantee, today: date) -> GuaranteeState:
    """Return how a guarantee stands: by its last step that was not taken back; without any it runs out."""
    if each.standing:
        return GuaranteeState(each.standing[-1].what)
    run_out = each.ends_on is not None and each.ends_on < today
    return GuaranteeState.RUN_OUT if run_out else GuaranteeState.OPEN
