"""Reading the events about plans, guarantees, cases, proof and write-offs: `plan`, `guarantee`, `case` and others."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.credit.requests import (
    ApproveWriteOffs,
    CaseStepKind,
    CreditRequest,
    EndPlan,
    GuaranteeKind,
    GuaranteeStepKind,
    KeepProof,
    MakePlan,
    OpenCase,
    ProofKind,
    ProofOf,
    StepCase,
    StepGuarantee,
    TakeGuarantee,
)
from app.core.owing.plans import MAX_PARTS
from app.core.requests import Tender
from app.errors import refuse
from app.i18n.mark import N_
from app.services.credit_fields import instalment
from app.services.fields import Fields, common_fields, read_attachment, whole

MAX_CHARGES = 1000
"""The most charges one request names."""

MAX_GRACE = 366
"""The most days of grace of a plan."""

_MAX_REASON = 500
_MAX_LINE = 200
_MAX_TEXT = 2000


def _charges(f: Fields) -> tuple[str, ...]:
    found = f.keys("charges")
    if len(found) > MAX_CHARGES:
        refuse("charges", N_("{field} takes at most {most} in all."), field="charges", most=MAX_CHARGES)
    return found


# ---- plans ----------------------------------------------------------------------------------------------------------


def _plan(f: Fields) -> MakePlan:
    return MakePlan(
        **common_fields(f),
        customer=f.key("customer"),
        on=f.day("on"),
        charges=_charges(f),
        instalments=tuple(map(instalment, f.objects("instalments"))),
        grace_days=f.integer("grace_days", 3, most=MAX_GRACE),
        missed_most=f.integer("missed_most", 0, most=MAX_PARTS),
    )


def _end_plan(f: Fields) -> EndPlan:
    return EndPlan(
        **common_fields(f),
        plan=f.key("plan"),
        on=f.day("on"),
        reason=f.text("reason", most=_MAX_REASON),
        fall_back=f.boolean("fall_back", default=True),
    )


# ---- proof ----------------------------------------------------------------------------------------------------------


def _proof(f: Fields) -> KeepProof:
    return KeepProof(
        **common_fields(f),
        customer=f.key("customer"),
        about=f.choice("about", ProofOf),
        of=f.key("of", most=2 * _MAX_LINE + 1),
        what=f.choice("what", ProofKind),
        on=f.day("on"),
        attachment=read_attachment(f),
    )


# ---- guarantees -----------------------------------------------------------------------------------------------------


def _guarantee(f: Fields) -> TakeGuarantee:
    return TakeGuarantee(
        **common_fields(f),
        customer=f.key("customer"),
        kind=f.choice("kind", GuaranteeKind),
        who=f.key("who"),
        reach=f.text("reach", "", most=_MAX_TEXT),
        terms=f.text("terms", "", most=_MAX_TEXT),
        on=f.day("on"),
        ends_on=f.day_or_none("ends_on"),
        amount=f.amount_or_none("amount"),
        charge=f.key_or_none("charge") or "",
    )


def _guarantee_step(f: Fields) -> StepGuarantee:
    return StepGuarantee(
        **common_fields(f),
        guarantee=f.key("guarantee"),
        what=f.choice("what", GuaranteeStepKind),
        on=f.day("on"),
        amount=f.amount_or_none("amount"),
        tender=f.choice("tender", Tender) if f.given("tender") else None,
    )


# ---- cases ----------------------------------------------------------------------------------------------------------


def _case(f: Fields) -> OpenCase:
    return OpenCase(**common_fields(f), customer=f.key("customer"), on=f.day("on"), charges=_charges(f))


def _case_step(f: Fields) -> StepCase:
    return StepCase(
        **common_fields(f),
        case=f.key("case"),
        what=f.choice("what", CaseStepKind),
        on=f.day("on"),
        next_on=f.day_or_none("next_on"),
        amount=f.amount_or_none("amount"),
    )


# ---- write-offs -----------------------------------------------------------------------------------------------------


def _write_offs(f: Fields) -> ApproveWriteOffs:
    return ApproveWriteOffs(
        **common_fields(f), charges=_charges(f), on=f.day("on"), reason=f.text("reason", most=_MAX_REASON)
    )


CREDIT_READERS: Mapping[str, Callable[[Fields], CreditRequest]] = MappingProxyType(
    {
        "plan": whole(_plan),
        "end_plan": whole(_end_plan),
        "proof": whole(_proof),
        "guarantee": whole(_guarantee),
        "guarantee_step": whole(_guarantee_step),
        "case": whole(_case),
        "case_step": whole(_case_step),
        "write_offs": whole(_write_offs),
    }
)
"""The verbs of plans and hard cases, and how each is read; unknown fields are refused."""
