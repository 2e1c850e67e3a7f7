"""Requests about payments of bills, done within a transaction: tied, recorded, put aside, undone."""

from app.core.incoming import PayKind
from app.core.incoming_requests import (
    ArrivalRequest,
    ExplainEntry,
    ForgetPayer,
    IgnoreIncoming,
    PostPayment,
    PostTopUp,
    TieIncoming,
    UndoStep,
)
from app.core.money import Money
from app.core.named import Named
from app.core.owing.checks import check_reason
from app.core.requests import Allocation, Payment, Request, TopUp
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk, free_id
from app.services.journal import record_at
from app.services.known import living
from app.services.reminder_work import Work
from app.storage.arrival_steps import EXPLAIN, IGNORE, TIE, UNDO, NewStep, add_step, step_by
from app.storage.customers import Author
from app.storage.incoming import StoredPayment, payment_numbered
from app.storage.payers import forget_payer, remember_payer
from app.storage.tender_entries import NON_CASH, PROVES, TenderEntry, tender_entries


def do_arrival_request(desk: Desk, request: ArrivalRequest, author: Author) -> int | None:
    """Do what a request asks; return the customer it is about, if it is about one. Raises `Refused`."""
    desk.flush()  # the entry it names may have been made in this very transaction
    work = Work(desk, author)
    match request:
        case TieIncoming():
            return _tie(work, request)
        case PostPayment() | PostTopUp():
            return _post(work, request)
        case IgnoreIncoming():
            _ignore(work, request)
            return None
        case ExplainEntry():
            return _explain(work, request)
        case UndoStep():
            return _undo(work, request)
        case ForgetPayer():
            return _forget(work, request)
        case _:
            raise TypeError(request)


def _open_payment(work: Work, number: int) -> StoredPayment:
    """Return a payment of which something is left; refused where nothing can be made of it."""
    found = payment_numbered(work.desk.session, number)
    if found is None:
        refuse("incoming", N_("incoming: there is no payment {number}."), number=number)
    if found.kind not in (PayKind.PAYMENT, PayKind.REFUND):
        refuse("incoming", N_("incoming: line {line} of the bill is no payment of a customer."), line=found.line)
    if found.ignored:
        refuse("incoming", N_("incoming: this payment was put aside; undo that first."))
    if not found.left:
        refuse("incoming", N_("incoming: this payment proves other entries already, in whole."))
    return found


# ---- ties -----------------------------------------------------------------------------------------------------------


def _tie(work: Work, request: TieIncoming) -> int:
    paid = _open_payment(work, request.incoming)
    entry = _entry(work, request.entry, paid)
    amount = request.amount if request.amount is not None else _smaller(paid.left, entry.left)
    for whole in (paid.left, entry.left):
        if amount == 0 or (amount > 0) != (whole > 0) or abs(amount) > abs(whole):
            refuse("amount", N_("amount: at most {most} can be tied."), most=Money(_smaller(paid.left, entry.left)))
    customer = living(work.desk.session, entry.customer).id
    _add_tie(work, request, paid, NewStep(TIE, paid.id, customer, entry.entry, amount))
    return customer


def _smaller(one: int, other: int) -> int:
    return min(one, other, key=abs)


def _add_tie(work: Work, request: TieIncoming | PostPayment | PostTopUp, paid: StoredPayment, new: NewStep) -> None:
    by = work.signed(request)
    add_step(work.desk.session, new, by, request.note)
    if request.remember and new.customer is not None:
        remember_payer(work.desk.session, new.customer, paid, by)


def _entry(work: Work, number: int, paid: StoredPayment) -> TenderEntry:
    """Return what an entry says came in by the payment's way; refused where that is nothing, or is proven."""
    found = tender_entries(work.desk.session, PROVES.get(paid.way, (paid.way,)), entry=number)
    found.sort(key=lambda each: not each.left)  # what is proven already stands behind
    if not found:
        refuse("entry", N_("entry: entry {entry} has no such payment, or has been reversed."), entry=number)
    if (found[0].amount > 0) != (paid.amount > 0):
        refuse("entry", N_("entry: one of the two came in and the other went out."))
    if not found[0].left:
        refuse("entry", N_("entry: another payment proves entry {entry} already."), entry=number)
    return found[0]


# ---- recorded -------------------------------------------------------------------------------------------------------


def _post(work: Work, request: PostPayment | PostTopUp) -> int:
    paid = _open_payment(work, request.incoming)
    if paid.left < 0:
        refuse("incoming", N_("incoming: money that was given back is recorded as a refund at the counter."))
    customer = living(work.desk.session, work.file(request.customer).id)
    entry = record_at(work.desk, _posting(work, request, paid, customer.file.no)).entry
    work.desk.flush()
    _add_tie(work, request, paid, NewStep(TIE, paid.id, customer.id, entry, paid.left))
    return customer.id


def _posting(work: Work, request: PostPayment | PostTopUp, paid: StoredPayment, customer: str) -> Request:
    """Return the payment or the top-up that is recorded, on the day the money came in."""
    reference = request.reference or paid.payment or str(paid.said.get("reference", ""))
    request_id = free_id(work.desk, f"{request.id}/entry")
    if isinstance(request, PostTopUp):
        return TopUp(
            id=request_id,
            on=paid.on,
            customer=customer,
            paid=paid.left,
            tender=paid.way,
            bonus=request.bonus,
            expires_on=request.expires_on,
            order=request.order,
            priority=request.priority,
            terms=request.terms,
            reference=reference,
            note=request.note,
        )
    return Payment(
        id=request_id,
        on=paid.on,
        customer=customer,
        amount=paid.left,
        tender=paid.way,
        against=request.parts or tuple(map(Allocation, request.against)),
        discount=request.discount,
        rounding=request.rounding,
        reference=reference,
        note=request.note,
    )


# ---- put aside, explained, undone -----------------------------------------------------------------------------------


def _ignore(work: Work, request: IgnoreIncoming) -> None:
    check_reason(request.reason)
    paid = _open_payment(work, request.incoming)
    add_step(work.desk.session, NewStep(IGNORE, paid.id), work.signed(request), request.reason)


def _explain(work: Work, request: ExplainEntry) -> int:
    check_reason(request.reason)
    session = work.desk.session
    found = tender_entries(session, NON_CASH, entry=request.entry)
    left = sum(each.left for each in found)
    if not found:
        text = N_("entry: entry {entry} has no money that came in elsewhere than in the drawer, or has been reversed.")
        refuse("entry", text, entry=request.entry)
    if not left:
        refuse("entry", N_("entry: entry {entry} is proven or explained already."), entry=request.entry)
    customer = living(session, found[0].customer).id
    new = NewStep(EXPLAIN, None, customer, request.entry, left)
    add_step(session, new, work.signed(request), request.reason)
    return customer


def _undo(work: Work, request: UndoStep) -> int | None:
    check_reason(request.reason)
    session = work.desk.session
    found = step_by(session, request.step)
    if found is None or found.what == UNDO:
        refuse("step", N_("step: there is no such step “{step}”."), step=Named(request.step))
    if found.undone:
        refuse("step", N_("step: this one was undone already, or its entry has been reversed."))
    new = NewStep(UNDO, found.incoming, found.customer, found.entry, found.amount, undoes=found.id)
    add_step(session, new, work.signed(request), request.reason)
    return found.customer


def _forget(work: Work, request: ForgetPayer) -> int:
    customer = forget_payer(work.desk.session, request.payer)
    if customer is None:
        refuse("payer", N_("payer: there is no payer {number}."), number=request.payer)
    return customer
