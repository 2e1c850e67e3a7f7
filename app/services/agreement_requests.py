"""Requests about what is agreed with customers: promises, pauses, dated notes, reviews; within a transaction."""

from app.core.reminder.facts import Pause, PauseKind
from app.core.reminder.requests import (
    AddNote,
    EndNote,
    EndPause,
    PauseReminders,
    RecordPromise,
    RecordReview,
    ReminderRequest,
    WithdrawPromise,
)
from app.errors import refuse
from app.i18n.mark import N_
from app.services.rating_requests import keep_decision
from app.services.reminder_work import Work, check_amount, check_not_ahead, check_text, last_entry, refuse_before
from app.storage import pauses, promises
from app.storage.promises import NewPromise


def do_agreement_request(work: Work, request: ReminderRequest) -> int:
    """Do what a request asks; return the customer it is about. Raises `Refused`."""
    match request:
        case RecordPromise():
            done = _promise(work, request)
        case WithdrawPromise():
            done = _withdraw(work, request)
        case PauseReminders():
            done = _pause(work, request)
        case EndPause():
            done = _end_pause(work, request)
        case AddNote():
            done = _note(work, request)
        case EndNote():
            done = _end_note(work, request)
        case RecordReview():
            done = _review(work, request)
        case _:
            raise TypeError(request)
    return done


# ---- promises -------------------------------------------------------------------------------------------------------


def _promise(work: Work, request: RecordPromise) -> int:
    file = work.file(request.customer)
    check_amount(request.amount)
    check_not_ahead("on", request.on, work.today)
    if request.due_on < request.on:
        refuse_before("due_on", request.due_on, request.on)
    after = last_entry(work, request.on)
    made = NewPromise(file.id, request.amount, request.due_on, request.on, after)
    promises.add_promise(work.desk.session, made, work.signed(request), request.note)
    return file.id


def _withdraw(work: Work, request: WithdrawPromise) -> int:
    found = promises.promise_by(work.desk.session, request.promise)
    if found is None:
        refuse("promise", N_("promise: there is no promise “{promise}”."), promise=request.promise)
    if found.withdrawn_on is not None:
        refuse("promise", N_("promise: this one was withdrawn on {on} already."), on=found.withdrawn_on)
    check_text("reason", request.reason)
    promises.end_promise(work.desk.session, found.promise.id, work.today, work.signed(request), request.reason)
    return found.customer


# ---- pauses, notes, reviews -----------------------------------------------------------------------------------------


def _pause(work: Work, request: PauseReminders) -> int:
    file = work.file(request.customer)
    check_text("reason", request.reason)
    if request.kind is PauseKind.UNTIL and request.until is None:
        refuse("until", N_("{field} is missing."), field="until")
    if request.until is not None and request.until < request.starts_on:
        refuse_before("until", request.until, request.starts_on)
    pause = Pause(request.kind, request.starts_on, request.until, request.reason)
    pauses.add_pause(work.desk.session, file.id, pause, work.signed(request))
    return file.id


def _end_pause(work: Work, request: EndPause) -> int:
    found = pauses.pause_by(work.desk.session, request.pause)
    if found is None:
        refuse("pause", N_("pause: there is no pause “{pause}”."), pause=request.pause)
    if found.ended_on is not None:
        refuse("pause", N_("pause: this one was ended on {on} already."), on=found.ended_on)
    if request.on < found.pause.starts_on:
        refuse_before("on", request.on, found.pause.starts_on)
    # A pause ends once: a wrong year typed here could not be put right any more.
    check_not_ahead("on", request.on, max(work.today, found.pause.starts_on))
    pauses.end_pause(work.desk.session, found.id, request.on, work.signed(request), request.reason)
    return found.customer


def _note(work: Work, request: AddNote) -> int:
    file = work.file(request.customer)
    check_text("text", request.text)
    pauses.add_note(work.desk.session, file.id, request.on, work.signed(request), request.text)
    return file.id


def _end_note(work: Work, request: EndNote) -> int:
    found = pauses.note_by(work.desk.session, request.dated_note)
    if found is None:
        refuse("dated_note", N_("dated_note: there is no dated note “{note}”."), note=request.dated_note)
    if found.ended_on is not None:
        refuse("dated_note", N_("dated_note: this one was taken out on {on} already."), on=found.ended_on)
    pauses.end_note(work.desk.session, found.id, work.today, work.signed(request))
    return found.customer


def _review(work: Work, request: RecordReview) -> int:
    """Note a review; a reminder that asks for one takes itself back when it is planned next.

    Where a class is decided, the rating is kept as it stands within this transaction.
    """
    file = work.file(request.customer)
    check_not_ahead("on", request.on, work.today)
    if request.credit is not None:
        keep_decision(work, file.id, request.credit, request)
    pauses.add_review(work.desk.session, file.id, request.on, work.signed(request), request.text)
    return file.id
