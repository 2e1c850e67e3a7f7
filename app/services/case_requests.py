"""Requests about claims handed to a lawyer or a court, done within a transaction.

The day something is to happen comes into the reminder queue as a dated note; the next step takes that note out.
"""

from app.core.credit.requests import CASE_ENDS, OpenCase, StepCase
from app.core.customer import FileRequest
from app.core.items import Position
from app.core.money import Money
from app.core.named import Named
from app.core.reminder.requests import AddNote, EndNote
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.agreement_requests import do_agreement_request
from app.services.desk import free_id
from app.services.known import living
from app.services.reminder_work import Work, check_amount, check_not_ahead, refuse_before
from app.services.shop_words import said
from app.storage import cases as stored
from app.storage import pauses
from app.storage.cases import StoredCase, StoredStep


def open_case(work: Work, request: OpenCase) -> int:
    """Make a case of charges: those named, or all that are open. Raises `Refused`."""
    desk = work.desk
    check_not_ahead("on", request.on, work.today)
    if len(set(request.charges)) < len(request.charges):
        refuse("charges", N_("charges: one of them is named twice."))
    account = desk.accounts.account(request.customer, request.on, charges=request.charges)
    found = [account.charge(name, "charges") for name in request.charges] or account.open_charges()
    if not found:
        refuse("charges", N_("charges: the customer owes nothing on that date."))
    running = stored.charges_in_cases(desk.session, work.today)
    for position in found:
        _check(position, running)
    charges = [(position.item.id, position.free.amount) for position in found]
    stored.add_case(desk.session, account.id, request.on, charges, work.signed(request), request.note)
    return account.id


def _check(position: Position, running: frozenset[int]) -> None:
    name = Named(position.item.name)
    if position.free.amount + position.free.written_off == 0:
        refuse("charges", N_("charges: nothing is open on “{name}” on that date."), name=name)
    if position.item.id in running:
        refuse("charges", N_("charges: “{name}” is in a case already; close that one first."), name=name)


def step_case(work: Work, request: StepCase) -> tuple[int, tuple[FileRequest, ...]]:
    """Note how far a case has gone; return the customer and the requests about notes. Raises `Refused`."""
    found = stored.case_by(work.desk.session, request.case)
    if found is None:
        refuse("case", N_("case: there is no case “{case}”."), case=request.case)
    if found.ended is not None:
        refuse("case", N_("case: this one ended on {on} already."), on=found.ended.on)
    check_not_ahead("on", request.on, work.today)
    if request.on < found.on:
        refuse_before("on", request.on, found.on)
    if request.amount is not None:
        check_amount(request.amount)
    if request.next_on is not None:
        if request.what in CASE_ENDS:
            refuse("next_on", N_("next_on: a case that is over has no next day."))
        if request.next_on < request.on:
            refuse_before("next_on", request.next_on, request.on)
    also = _notes(work, request, found)
    step = StoredStep("", request.what, request.on, request.next_on, request.amount, request.note)
    stored.add_step(work.desk.session, found.id, step, work.signed(request))
    for each in also:
        do_agreement_request(work._replace(author=work.author._replace(request=each.id)), each)
    return found.customer, also


def _notes(work: Work, request: StepCase, found: StoredCase) -> tuple[AddNote | EndNote, ...]:
    """Return what becomes of the notes in the queue: that of the last step is over, that of this one begins."""
    session = work.desk.session
    waiting = [f"{step.request}/next" for step in found.steps if step.next_on is not None]
    over = [name for name in waiting if (note := pauses.note_by(session, name)) is not None and note.ended_on is None]
    wanted: list[AddNote | EndNote] = [
        EndNote(id=free_id(work.desk, f"{request.id}/over/{nth}"), dated_note=name)
        for nth, name in enumerate(over, start=1)
    ]
    if request.next_on is not None:
        number = living(session, found.customer).file.no
        text = request.note or _text(work, found)
        name = free_id(work.desk, f"{request.id}/next")
        wanted.append(AddNote(id=name, customer=number, on=request.next_on, text=text))
    return tuple(wanted)


def _text(work: Work, found: StoredCase) -> str:
    amount = Money(sum(amount for _, amount in found.charges))
    values = {"amount": amount, "on": found.on}
    return said(work.desk.session, Message(N_("The case of {on} about {amount} goes on today."), values))
