"""Payment plans: proposed, agreed on, printed to be signed, followed, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.core.credit.requests import EndPlan, MakePlan, PlanOutcome, ProofKind, ProofOf
from app.core.owing import plans as rules
from app.core.owing.plans import PartState, Plan, PlanCharge, PlanPart, Portion, Progress, Rhythm
from app.core.owing.terms import Instalment
from app.errors import refuse
from app.i18n.mark import N_
from app.services.cases import charge_names
from app.services.desk import Circumstances, Desk
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.file_desk import Filed
from app.services.known import family_of, living
from app.services.naming import naming
from app.services.plan_papers import made_paper, paper_of_draft, paper_of_plan
from app.services.plan_requests import planned
from app.services.proof import ProofLine, proof_about
from app.services.recording import record
from app.storage import plans as stored
from app.storage.plans import StoredPlan
from app.storage.store import Session, Store

if TYPE_CHECKING:
    from app.documents.statement import Drawn

__all__ = ["EndPlan", "MakePlan", "PlanDraft", "PlanOutcome", "PlanView", "Plans", "Progress", "Rhythm"]


class PlanDraft(NamedTuple):
    """A plan that may be made: which instalment pays what, and the due dates its charges get."""

    plan: Plan
    portions: tuple[Portion, ...]
    due_dates: Mapping[str, date]


class PlanView(NamedTuple):
    """A plan (`id`: its request) as people read it on a day; amounts are minor units.

    Its charges bear the names they have now. `ended` is None while it counts; `next` is the part to be paid next, None
    when all is paid or the plan ended. `signed` is the proof kept of it.
    """

    id: str
    customer: str
    name: str
    plan: Plan
    progress: Progress
    made_on: date
    who: str
    note: str
    signed: tuple[ProofLine, ...] = ()
    ended: PlanOutcome | None = None
    ended_on: date | None = None
    why: str = ""

    @property
    def charges(self) -> tuple[PlanCharge, ...]:
        """The charges it covers, with what was open of them."""
        return self.plan.charges

    @property
    def open(self) -> int:
        """What is still to be paid of it (minor units)."""
        return self.progress.open

    @property
    def is_signed(self) -> bool:
        """Whether the signed sheet is kept."""
        return any(each.what is ProofKind.SIGNED for each in self.signed)

    @property
    def next(self) -> PlanPart | None:
        """The part to be paid next, missed ones first."""
        if self.ended is not None:
            return None
        return next((part for part in self.progress.parts if part.state is not PartState.PAID), None)


class Plans:
    """The door to payment plans, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- making one -------------------------------------------------------------------------------------------------

    def propose(
        self,
        number: str,
        charges: Sequence[str],
        parts: int,
        first_on: date,
        rhythm: Rhythm,
        on: date | None = None,
    ) -> tuple[Instalment, ...]:
        """Spread what is open of charges over equal instalments; refused where that cannot be."""
        day = on or self._around.today()
        with self._store.read() as session, naming(session):
            account = Desk(session, self._around).accounts.account(number, day, charges=charges)
            amount = sum(account.charge(name, "charges").free.amount for name in dict.fromkeys(charges))
        if not amount:
            refuse("charges", N_("charges: a plan needs charges with something open on them."))
        return rules.equal(amount, parts, first_on, rhythm)

    def check(self, request: MakePlan) -> PlanDraft:
        """Return the plan a request asks for; refuses whatever making it would refuse, and writes nothing."""
        with self._store.read() as session, naming(session):
            plan = planned(Desk(session, self._around), request).plan
        return PlanDraft(plan, rules.portions(plan), rules.due_dates(plan))

    def make(self, request: MakePlan) -> Filed:
        """Agree on a plan: its charges get its due dates. The same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def end(self, request: EndPlan) -> Filed:
        """End a plan: its charges get their own due dates back, if it falls back. Raises `Refused`."""
        return record(self._store, self._around, request)

    # ---- looking ----------------------------------------------------------------------------------------------------

    def of_customer(self, number: str, on: date | None = None, *, ended: bool = True) -> list[PlanView]:
        """Return the plans of a customer and of files merged into theirs, in the order made."""
        today = on or self._around.today()
        with self._store.read() as session:
            found = stored.plans_of(session, family_of(session, number))
            return _views(session, [each for each in found if ended or each.ended is None], today)

    def running(self, on: date | None = None) -> list[PlanView]:
        """Return everybody's plans that count on a day and are not paid, missed ones first, then the soonest part."""
        today = on or self._around.today()
        with self._store.read() as session:
            found = [each for each in _views(session, stored.plans_on(session, today), today) if each.open]
        return sorted(found, key=_urgency)

    def find(self, plan: str, on: date | None = None) -> PlanView:
        """Return a plan by its request; refused when there is none."""
        with self._store.read() as session:
            return _views(session, [_known(session, plan)], on or self._around.today())[0]

    # ---- on paper ---------------------------------------------------------------------------------------------------

    def sheet(self, plan: str, languages: Sequence[str] = ()) -> "Drawn":
        """Draw the sheet of a plan to be signed, in the customer's language or those given; refuses an unknown plan."""
        with self._store.read() as session:
            view = _views(session, [_known(session, plan)], self._around.today())[0]
            paper = paper_of_plan(session, view.customer, view.plan, languages)
        return made_paper(paper)

    def save_sheet(self, plan: str, path: Path, languages: Sequence[str] = ()) -> "Drawn":
        """Write the sheet of a plan into a file, whole or not at all; refuses the book's own file."""
        drawn = self.sheet(plan, languages)
        with self._store.read() as session:
            said = NewExport("plan", "pdf", 1, b"", _known(session, plan).customer)
        write_noted(self._store, self._around, path, [drawn.pdf], lambda: said)
        return drawn

    def draft_sheet(self, request: MakePlan, languages: Sequence[str] = ()) -> "Drawn":
        """Draw the sheet of a plan not made yet; refuses whatever making it would refuse, and writes nothing."""
        with self._store.read() as session, naming(session):
            plan = planned(Desk(session, self._around), request).plan
            paper = paper_of_draft(session, request.customer, plan, languages)
        return made_paper(paper)


def _known(session: Session, plan: str) -> StoredPlan:
    found = stored.plan_by(session, plan)
    if found is None:
        refuse("plan", N_("plan: there is no plan “{plan}”."), plan=plan)
    return found


def _views(session: Session, plans: Sequence[StoredPlan], today: date) -> list[PlanView]:
    names = charge_names(session, {item for each in plans for item in each.items})
    proofs = proof_about(session, ProofOf.PLAN, [each.id for each in plans])
    found: list[PlanView] = []
    for each in plans:
        on = today if each.ended_on is None else min(today, each.ended_on)  # one that ended stands as it ended
        left = stored.open_of_plans(session, [each], on)[each.id]
        file = living(session, each.customer).file
        charges = [c._replace(name=names[item]) for item, c in zip(each.items, each.plan.charges, strict=True)]
        plan = replace(each.plan, customer=file.no, charges=tuple(charges))
        found.append(
            PlanView(
                id=plan.id,
                customer=file.no,
                name=file.name,
                plan=plan,
                progress=rules.progress(plan, sum(left.values()), on),
                made_on=plan.made_on,
                who=each.who,
                note=each.text,
                signed=proofs.get(each.id, ()),
                ended=each.ended,
                ended_on=each.ended_on,
                why=each.why,
            )
        )
    return found


def _urgency(view: PlanView) -> tuple[bool, date, str]:
    part = view.next
    if part is None:
        return True, date.max, view.customer
    return part.state is not PartState.MISSED, part.due_on, view.customer
