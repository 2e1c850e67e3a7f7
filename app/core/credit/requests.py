"""What people ask of agreements, payment plans, guarantees, cases, proof and write-offs: each known again by its id.

What a request is about is named by the id of the request that made it; a charge by its name.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.credit.late import LateRule
from app.core.customer import FileRequest
from app.core.owing.terms import AT_ONCE, Instalment, PaymentTerms
from app.core.requests import Tender


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRequest(FileRequest):
    """What every request about agreements, plans, guarantees, cases, proof and write-offs bears."""


# ---- agreements -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAgreement(CreditRequest):
    """A customer and the shop agree on how sales on account are paid, from a day on, `ends_on` the last one (or None).

    `attachment` is the signed paper: the id of an attachment of the customer, or of the request it was attached by.
    """

    customer: str
    agreed_on: date
    starts_on: date
    ends_on: date | None = None
    terms: PaymentTerms = AT_ONCE
    place: str = ""
    way: str = ""
    late: LateRule | None = None
    recourse: str = ""
    attachment: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAgreement(CreditRequest):
    """An agreement holds no more from a day on, with a reason."""

    agreement: str
    on: date
    reason: str


# ---- plans ----------------------------------------------------------------------------------------------------------


class PlanOutcome(StrEnum):
    """How a plan ended: all was paid, too many instalments were missed, or a person called it off."""

    DONE = "done"
    FALLEN = "fallen"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePlan(CreditRequest):
    """A customer agrees on a day to pay charges by instalments; what is open of the charges must come to their sum.

    Days of grace go by before an instalment counts as missed; with more than `missed_most` missed the plan falls back.
    """

    customer: str
    on: date
    charges: tuple[str, ...]
    instalments: tuple[Instalment, ...]
    grace_days: int = 3
    missed_most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPlan(CreditRequest):
    """A plan ends, with a reason; with `fall_back` what is open of its charges is due on their own dates again."""

    plan: str
    on: date
    reason: str
    fall_back: bool = True


# ---- proof ----------------------------------------------------------------------------------------------------------


class ProofOf(StrEnum):
    """What something proves; the words are those of the tables, but for a charge."""

    AGREEMENT = "agreement"
    PLAN = "plan"
    GUARANTEE = "guarantee"
    CASE = "case"
    DISPUTE = "dispute"
    CHARGE = "charge"


class ProofKind(StrEnum):
    """What a proof is: the signed paper, evidence, what the carrier or the court gave, or that the debt is admitted."""

    SIGNED = "signed"
    EVIDENCE = "evidence"
    RECEIPT = "receipt"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepProof(CreditRequest):
    """Something kept that proves something; `of` names what, by its request or, for a charge, by its name.

    `attachment` is the id of an attachment of the customer, or of the request it was attached by; only that a debt was
    admitted (民法典 Art. 195) may be noted without one. `on` is the day of the paper.
    """

    customer: str
    about: ProofOf
    of: str
    what: ProofKind
    on: date
    attachment: int | str | None = None


# ---- guarantees -----------------------------------------------------------------------------------------------------


class GuaranteeKind(StrEnum):
    """Who answers for a debt: a person, a firm, or a service that does so for a fee."""

    PERSON = "person"
    COMPANY = "company"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeGuarantee(CreditRequest):
    """Somebody answers for a customer's debts, or for one charge: who, how to reach them, on what terms.

    `amount` (minor units) is the utmost, None for no utmost; `ends_on` the last day on which it can be claimed.
    """

    customer: str
    kind: GuaranteeKind
    who: str
    reach: str = ""
    terms: str = ""
    on: date
    ends_on: date | None = None
    amount: int | None = None
    charge: str = ""


class GuaranteeStepKind(StrEnum):
    """What became of a guarantee."""

    CLAIMED = "claimed"
    PAID = "paid"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGuarantee(CreditRequest):
    """Something happened to a guarantee. What was paid (`amount`, `tender`) is recorded as the payment it is."""

    guarantee: str
    what: GuaranteeStepKind
    on: date
    amount: int | None = None
    tender: Tender | None = None


# ---- cases ----------------------------------------------------------------------------------------------------------


class CaseStepKind(StrEnum):
    """How far a claim has gone; settled and closed are the ends of it."""

    HANDED_OVER = "handed_over"
    FILED = "filed"
    HEARING = "hearing"
    JUDGMENT = "judgment"
    ENFORCEMENT = "enforcement"
    SETTLED = "settled"
    CLOSED = "closed"


CASE_ENDS = frozenset({CaseStepKind.SETTLED, CaseStepKind.CLOSED})
"""The steps after which a case is over."""

IN_COURT = frozenset({CaseStepKind.FILED, CaseStepKind.ENFORCEMENT})
"""The steps that start the limitation period anew: a claim brought, a judgment enforced (民法典 Art. 195)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(CreditRequest):
    """Charges of a customer become a case for a lawyer or a court; none named means all that are open."""

    customer: str
    on: date
    charges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCase(CreditRequest):
    """A case goes on; `next_on` is the day something is to happen, such as a hearing, and comes into the queue.

    `amount` is what was claimed, granted or agreed by the step. The note says what happened.
    """

    case: str
    what: CaseStepKind
    on: date
    next_on: date | None = None
    amount: int | None = None


# ---- write-offs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveWriteOffs(CreditRequest):
    """Charges are given up as bad debts, each wholly, with one reason: all of them or none."""

    charges: tuple[str, ...]
    on: date
    reason: str


KEEPS_NOTE = (MakePlan, KeepProof, TakeGuarantee, StepGuarantee, OpenCase, StepCase, ApproveWriteOffs)
"""The requests whose note is kept with what they do; that of the others is a remark in the customer's log."""
