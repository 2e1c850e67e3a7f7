"""Requests about those who answer for a debt, done within a transaction; what they pay is the payment it is."""

from app.core.credit.requests import GuaranteeStepKind, ProofOf, StepGuarantee, TakeGuarantee
from app.core.money import Money
from app.core.named import Named
from app.core.owing.checks import check_order
from app.core.requests import Allocation, Payment
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import free_id
from app.services.journal import record_at
from app.services.known import family_of, living
from app.services.reminder_work import Work, check_amount, check_not_ahead, check_text, refuse_before
from app.storage import guarantees as stored
from app.storage import proof
from app.storage.disputes import place_now
from app.storage.guarantees import Guarantor, NewGuarantee, StoredGuarantee, StoredStep
from app.storage.items import items_by_id


def take_guarantee(work: Work, request: TakeGuarantee) -> int:
    """Note that somebody answers for a customer's debts, or for one of them. Raises `Refused`."""
    file = work.file(request.customer)
    check_text("who", request.who)
    check_not_ahead("on", request.on, work.today)
    check_order(request.on, request.ends_on, "ends_on")
    if request.amount is not None:
        check_amount(request.amount)
    guarantor = Guarantor(request.who, request.reach, request.terms, request.note)
    item = _charge(work, request) if request.charge else None
    new = NewGuarantee(file.id, item, request.kind, request.on, request.ends_on, request.amount, guarantor)
    stored.add_guarantee(work.desk.session, new, work.signed(request))
    return file.id


def _charge(work: Work, request: TakeGuarantee) -> int:
    found = proof.row_named(work.desk.session, ProofOf.CHARGE, request.charge)
    if found is None or found[1] not in family_of(work.desk.session, request.customer):
        refuse(
            "charge",
            N_("{field}: customer {customer} has no charge “{name}”."),
            field="charge",
            customer=request.customer,
            name=Named(request.charge),
        )
    return found[0]


def step_guarantee(work: Work, request: StepGuarantee) -> int:
    """Note what became of a guarantee; what was paid by it is recorded as a payment. Raises `Refused`."""
    found = stored.guarantee_by(work.desk.session, request.guarantee)
    if found is None:
        text = N_("guarantee: there is no guarantee “{guarantee}”.")
        refuse("guarantee", text, guarantee=request.guarantee)
    if found.ended is not None:
        refuse("guarantee", N_("guarantee: this one ended on {on} already."), on=found.ended.on)
    check_not_ahead("on", request.on, work.today)
    if request.on < found.on:
        refuse_before("on", request.on, found.on)
    if request.amount is not None:
        check_amount(request.amount)
    if request.what is GuaranteeStepKind.CLAIMED and found.ends_on is not None and request.on > found.ends_on:
        refuse("on", N_("on: the guarantee could be claimed through {last} only."), last=found.ends_on)
    if request.what not in (GuaranteeStepKind.CLAIMED, GuaranteeStepKind.PAID) and request.amount is not None:
        refuse("amount", N_("amount: only what is claimed or paid has an amount."))
    entry = _payment(work, request, found) if request.what is GuaranteeStepKind.PAID else None
    step = StoredStep("", request.what, request.on, request.amount or 0, entry, request.note, "")
    stored.add_step(work.desk.session, found.id, step, work.signed(request))
    return found.customer


def _payment(work: Work, request: StepGuarantee, found: StoredGuarantee) -> int:
    """Record what was paid by a guarantee, for its own charge first where it has one; return the entry."""
    if request.amount is None:
        refuse("amount", N_("{field} is missing."), field="amount")
    if request.tender is None:
        refuse("tender", N_("{field} is missing."), field="tender")
    if found.amount is not None and found.paid + request.amount > found.amount:
        refuse(
            "amount",
            N_("amount: with {paid} paid already, {amount} is above the {most} guaranteed; record it as a payment."),
            paid=Money(found.paid),
            amount=Money(request.amount),
            most=Money(found.amount),
        )
    session = work.desk.session
    payment = Payment(
        id=free_id(work.desk, f"{request.id}/payment"),
        on=request.on,
        customer=living(session, found.customer).file.no,
        amount=request.amount,
        tender=request.tender,
        against=() if found.item is None else (Allocation(_name(work, found.item)),),
        note=request.note,
        reference=request.reference,
    )
    entry = record_at(work.desk, payment).entry
    work.desk.flush()
    return entry


def _name(work: Work, item: int) -> str:
    """Return what a charge is called now: it may have moved to another file."""
    return items_by_id(work.desk.session, [place_now(work.desk.session, item)])[0].item.name
