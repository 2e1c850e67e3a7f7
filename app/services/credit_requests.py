"""Requests about agreements, plans, guarantees, cases, proof and write-offs, done within a transaction.

Entries that come with a request have ids of their own, made of its id; everything is judged before anything is written.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.core.credit.requests import (
    ApproveWriteOffs,
    CreditRequest,
    EndAgreement,
    EndPlan,
    KeepProof,
    MakeAgreement,
    MakePlan,
    OpenCase,
    ProofKind,
    ProofOf,
    StepCase,
    StepGuarantee,
    TakeGuarantee,
)
from app.core.customer import FileRequest
from app.core.named import Named
from app.core.owing.checks import check_reason
from app.core.requests import WriteOff
from app.core.rules.guards import check_date
from app.errors import refuse
from app.i18n.mark import N_
from app.services import agreement_files
from app.services.case_requests import open_case, step_case
from app.services.desk import Desk, free_id
from app.services.guarantee_requests import step_guarantee, take_guarantee
from app.services.journal import record_at
from app.services.known import family_of
from app.services.plan_requests import end_plan, make_plan
from app.services.reminder_work import Work, check_not_ahead
from app.services.verbs import make_draft
from app.storage import proof
from app.storage.customers import Author
from app.storage.proof import NewProof


class Done(NamedTuple):
    """What was done: for which customer, and the requests that came with it, each with an id of its own."""

    customer: int
    also: tuple[FileRequest, ...] = ()


def do_credit_request(desk: Desk, request: CreditRequest, author: Author) -> Done:
    """Do what a request asks; raises `Refused`, then nothing has changed."""
    desk.flush()  # the charges it names may have been made in this very transaction
    work = Work(desk, author)
    match request:
        case MakeAgreement():
            done = Done(agreement_files.make_agreement(desk, request, author))
        case EndAgreement():
            done = Done(agreement_files.end_agreement(desk, request, author))
        case MakePlan():
            done = Done(make_plan(work, request))
        case EndPlan():
            done = Done(end_plan(work, request))
        case KeepProof():
            done = Done(_keep_proof(work, request))
        case TakeGuarantee():
            done = Done(take_guarantee(work, request))
        case StepGuarantee():
            done = Done(step_guarantee(work, request))
        case OpenCase():
            done = Done(open_case(work, request))
        case StepCase():
            done = Done(*step_case(work, request))
        case _:
            raise TypeError(request)
    return done


# ---- proof ----------------------------------------------------------------------------------------------------------

_UNKNOWN: Mapping[ProofOf, str] = {
    ProofOf.AGREEMENT: N_("of: the customer has no agreement “{name}”."),
    ProofOf.PLAN: N_("of: the customer has no plan “{name}”."),
    ProofOf.GUARANTEE: N_("of: the customer has no guarantee “{name}”."),
    ProofOf.CASE: N_("of: the customer has no case “{name}”."),
    ProofOf.DISPUTE: N_("of: the customer has no dispute “{name}”."),
    ProofOf.CHARGE: N_("of: the customer has no charge “{name}”."),
}


def _keep_proof(work: Work, request: KeepProof) -> int:
    session = work.desk.session
    file = work.file(request.customer)
    family = family_of(session, request.customer)
    check_not_ahead("on", request.on, work.today)
    row = proof.row_named(session, request.about, request.of)
    if row is None or row[1] not in family:
        refuse("of", _UNKNOWN[request.about], name=Named(request.of))
    attachment = work.attachment(request.attachment, family)
    if attachment is None and request.what is not ProofKind.ACKNOWLEDGED:
        refuse("attachment", N_("attachment: attach the paper first; without it nothing is proven."))
    new = NewProof(file.id, request.about, row[0], request.what, request.on, attachment)
    proof.add_proof(session, new, work.signed(request), request.note)
    return file.id


# ---- write-offs -----------------------------------------------------------------------------------------------------


def approve_write_offs(desk: Desk, request: ApproveWriteOffs) -> None:
    """Give charges up as bad debts, whosever they are: an entry for each, all of them or none. Raises `Refused`."""
    check_reason(request.reason)
    if not request.charges:
        refuse("charges", N_("charges: choose at least one."))
    if len(set(request.charges)) < len(request.charges):
        refuse("charges", N_("charges: one of them is named twice."))
    check_date(request.on, desk.today, desk.head.closed_through)
    entries = [
        WriteOff(
            id=free_id(desk, f"{request.id}/{name}"),
            on=request.on,
            charge=name,
            reason=request.reason,
            note=request.note,
            reference=request.reference,
        )
        for name in request.charges
    ]
    for each in entries:  # nothing may be refused once the first entry is made
        make_draft(desk, each)
    for each in entries:
        record_at(desk, each)
