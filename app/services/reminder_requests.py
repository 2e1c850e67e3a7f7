"""Requests about the reminder queue, contacts and promises, done within a transaction."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, NoReturn

from app.core.reminder.board import settled_by, ways_left
from app.core.reminder.conduct import Answer, Verdict
from app.core.reminder.kinds import MARKETING, Happened, RuleKind, State, Way
from app.core.reminder.plan import Reason
from app.core.reminder.requests import (
    CALLED,
    TALKED,
    UNDELIVERED,
    WRITTEN,
    AddStep,
    Assign,
    ContactResult,
    ContactWay,
    LogContact,
    MarkDone,
    MarkSent,
    ReminderRequest,
    Resolve,
    Skip,
    Snooze,
    StepKind,
)
from app.core.ways import SENDABLE
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_
from app.services.agreement_requests import do_agreement_request
from app.services.desk import Desk
from app.services.reminder_claims import (
    Row,
    addressee_in,
    by_of,
    is_wanted,
    may_contact,
    row_of,
    said_so,
    state_words,
    zone_of,
)
from app.services.reminder_work import Work, check_amount, check_not_ahead, check_text, last_entry, refuse_before
from app.storage import contacts, pauses, promises
from app.storage.contacts import NewContact, NewStep, way_of
from app.storage.customers import Author, StoredFile
from app.storage.families import file_and_merged
from app.storage.promises import NewPromise
from app.storage.reminder_queue import done_ways, staff_names
from app.storage.reminders import Move, assign, put_off

_WORKABLE = frozenset({State.QUEUED, State.FAILED})
_AHEAD = timedelta(minutes=5)
"""How far a clock may be off before a contact lies in the future."""


def do_reminder_request(desk: Desk, request: ReminderRequest, author: Author) -> int:
    """Do what a request asks; return the customer it is about. Raises `Refused`, then nothing has changed."""
    desk.flush()  # the customer and the charges may have been made in this very transaction
    work = Work(desk, author)
    match request:
        case MarkDone() | MarkSent() | Skip() | Snooze() | Assign() | Resolve():
            return _queue(work, request)
        case LogContact():
            return _log(work, request)
        case AddStep():
            return _step(work, request)
        case _:
            return do_agreement_request(work, request)


# ---- the queue ------------------------------------------------------------------------------------------------------


def _queue(work: Work, request: MarkDone | MarkSent | Skip | Snooze | Assign | Resolve) -> int:
    row = row_of(work.desk.session, request.reminder)
    match request:
        case MarkDone():
            _mark_done(work, request, row)
        case MarkSent():
            _mark_sent(work, request, row)
        case Skip():
            _skip(work, request, row)
        case Snooze():
            _snooze(work, request, row)
        case Assign():
            _assign(work, request, row)
        case Resolve():
            _resolve(work, request, row)
    return row.file.id


def _check_state(row: Row, states: Collection[State]) -> None:
    if row.stored.state not in states:
        if row.stored.state is State.QUEUED:
            refuse("reminder", N_("This reminder is waiting to go out; there is nothing to be found out about it."))
        raise Refused("reminder", state_words(row.stored.state))


def _mark_done(work: Work, request: MarkDone, row: Row) -> None:
    _check_state(row, _WORKABLE)
    left = row.left
    if left and left != (Way.OWNER,):
        refuse(
            "reminder",
            N_("This reminder goes to the customer: send it, note what came of the call, or skip it with a reason."),
        )
    way = Way.OWNER.value if left else ""
    work.move(row, Move(Happened.DONE, State.DONE, way), request.text)
    session = work.desk.session
    if row.stored.wish.rule is RuleKind.REVIEW and pauses.last_review(session, row.family) != work.today:
        by = work.signed(request)._replace(request=f"{request.id}/review")
        pauses.add_review(session, row.file.id, work.today, by, request.text)
    if row.stored.wish.rule is RuleKind.NOTE:
        note = pauses.note_numbered(session, int(row.stored.wish.subject))
        if note is not None and note.ended_on is None:
            by = work.signed(request)._replace(request=f"{request.id}/note")
            pauses.end_note(session, note.id, work.today, by)


def _mark_sent(work: Work, request: MarkSent, row: Row) -> None:
    _check_state(row, _WORKABLE)
    if request.way not in SENDABLE:
        refuse("way", N_("A call or a decision is not sent; note what came of it."))
    way = settled_by(ContactWay(request.way.value), row.left)
    if way is None:
        refuse("way", N_("This reminder does not go this way any more."))
    _check_wanted(work, row)
    _check_conduct(work, row.file, ContactWay(request.way.value), row, work.now, Addressed())
    new = _new_contact(row, ContactWay(request.way.value), ContactResult.SENT, work.now)
    contact = contacts.add_contact(work.desk.session, new, work.signed(request), request.text)
    _settle_way(work, row, way, Happened.SENT, contact)


def _settle_way(work: Work, row: Row, way: Way, what: Happened, contact: int | None, on: date | None = None) -> None:
    """Note that one way of a reminder is done by hand, today or on another day; the last one ends it."""
    left = ways_left(row.stored.wish.ways, {*done_ways(row.tried), way})
    ended = State.SENT if what is Happened.SENT else State.DONE
    became = row.stored.state if left else ended
    work.move(row, Move(what, became, way.value, row.attempts + 1, contact), on=on)


def _skip(work: Work, request: Skip, row: Row) -> None:
    _check_state(row, {*_WORKABLE, State.INTERRUPTED})
    check_text("reason", request.reason)
    work.move(row, Move(Happened.SKIPPED, State.SKIPPED), request.reason)


def _snooze(work: Work, request: Snooze, row: Row) -> None:
    _check_state(row, _WORKABLE)
    until, last = request.until, row.stored.wish.expires_on
    if until is not None and until <= work.today:
        refuse("until", N_("{field}: {date} is not later than today."), field="until", date=until)
    if until is not None and last is not None and until > last:
        text = N_("until: after {last} this reminder makes no sense any more; skip it if it shall not go out.")
        refuse("until", text, last=last)
    by = by_of(work.desk.around, work.now)
    put_off(work.desk.session, row.stored.id, until, said_so(work.desk.around, request.note), by)


def _assign(work: Work, request: Assign, row: Row) -> None:
    _check_state(row, {*_WORKABLE, State.INTERRUPTED})
    staff = next((id_ for id_, name in staff_names(work.desk.session).items() if name == request.staff), None)
    if request.staff and staff is None:
        refuse("staff", N_("staff: nobody here is called “{name}”."), name=request.staff)
    assign(work.desk.session, row.stored.id, staff, by_of(work.desk.around, work.now))


def _resolve(work: Work, request: Resolve, row: Row) -> None:
    _check_state(row, {State.FAILED, State.INTERRUPTED})
    last = next(reversed(row.tried.values()), None)
    way = "" if last is None else last.way.value
    attempt, contact = (0, None) if last is None else (last.attempt, last.contact)
    if not request.arrived:
        work.move(row, Move(Happened.RESOLVED, State.QUEUED, way, attempt, contact), request.note)
        return
    done = {*done_ways(row.tried), *([] if last is None else [last.way])}
    became = State.QUEUED if ways_left(row.stored.wish.ways, done) else State.SENT
    work.move(row, Move(Happened.DONE, became, way, attempt, contact), request.note)


# ---- what a contact by hand is checked for --------------------------------------------------------------------------


class Addressed(NamedTuple):
    """Who was spoken to: the customer, or somebody else."""

    debtor: bool = True


def _check_wanted(work: Work, row: Row) -> None:
    """Refuse to do what is no longer wanted: it has been paid since, for one."""
    wanted, _ = is_wanted(work.desk.session, row, work.today)
    if isinstance(wanted, Reason):
        raise Refused("reminder", wanted.message)


def _check_conduct(
    work: Work, file: StoredFile, way: ContactWay, row: Row | None, at: datetime, whom: Addressed
) -> None:
    """Refuse a contact outside the hours, over the most there may be, or by a way the customer does not want."""
    to = addressee_in(work.desk.session, file.file)._replace(is_debtor=whom.debtor)
    advertising = row is not None and row.stored.wish.rule in MARKETING
    found = may_contact(work.desk.session, file, way_of(way), at, to, advertising=advertising)
    if found.answer is not Answer.OK:
        _refuse_contact(found)


def _refuse_contact(verdict: Verdict) -> NoReturn:
    """Refuse with the sentence of conduct."""
    raise Refused("at", verdict.message or Message(N_("The customer may not be contacted now.")))


def _new_contact(row: Row, way: ContactWay, result: ContactResult, at: datetime) -> NewContact:
    on = at.astimezone(zone_of(row.file.file, at)).date()
    return NewContact(row.file.id, way, result, at, on, row.stored.id)


# ---- contacts -------------------------------------------------------------------------------------------------------


def _log(work: Work, request: LogContact) -> int:
    session, file = work.desk.session, work.file(request.customer)
    family = file_and_merged(session, file.id)
    at = work.now if request.at is None else request.at.astimezone(UTC)
    if at > work.now + _AHEAD:
        refuse("at", N_("{field}: this moment lies in the future."), field="at")
    _check_result(request)
    row = None if request.reminder is None else _reminder_of(work, request, family)
    going_out = not request.incoming and request.result is not ContactResult.FAILED
    if going_out and (row is not None or request.at is None):
        _check_conduct(work, file, request.way, row, at, Addressed(request.debtor))
    new = NewContact(
        customer=file.id,
        way=request.way,
        result=request.result,
        at=at,
        on=at.astimezone(zone_of(file.file, at)).date(),
        reminder=request.reminder,
        incoming=request.incoming,
        attachment=work.attachment(request.attachment, family),
    )
    by = work.signed(request)
    contact = contacts.add_contact(session, new, by, request.text)
    if row is not None:
        _tell_row(work, request, row, contact, new.on)
    if request.amount is not None and request.due_on is not None:
        if request.due_on < new.on:
            refuse_before("due_on", request.due_on, new.on)
        after = last_entry(work, new.on if request.at is not None else work.today)
        made = NewPromise(file.id, request.amount, request.due_on, new.on, after, contact)
        promises.add_promise(session, made, by._replace(request=f"{request.id}/promise"), request.text)
    return file.id


def _reminder_of(work: Work, request: LogContact, family: Collection[int]) -> Row:
    """Return the reminder a contact sees to; refuses another customer's, and one that nothing can be done for."""
    row = row_of(work.desk.session, request.reminder or 0)
    if row.file.id not in family and row.stored.wish.customer not in family:
        refuse(
            "reminder",
            N_("reminder: this one is customer {owner}’s, not {customer}’s."),
            owner=row.file.file.no,
            customer=request.customer,
        )
    _check_state(row, _WORKABLE)
    if not request.incoming:
        _check_wanted(work, row)
    return row


def _check_result(request: LogContact) -> None:
    """Refuse a result that does not go with the way, and a promise without its amount and day."""
    by_hand = CALLED if request.way in (ContactWay.PHONE, ContactWay.VISIT) else WRITTEN
    fitting = TALKED if request.incoming else by_hand
    if request.result not in fitting:
        words = ", ".join(result.value for result in ContactResult if result in fitting)
        refuse("result", N_("{field} must be one of: {words}."), field="result", words=words)
    if request.result is ContactResult.PROMISE:
        for name in ("amount", "due_on"):
            if getattr(request, name) is None:
                refuse(name, N_("{field} is missing."), field=name)
        check_amount(request.amount or 0)
        return
    for name in ("amount", "due_on"):
        if getattr(request, name) is not None:
            refuse(name, N_("{field}: only a promise has one."), field=name)


def _tell_row(work: Work, request: LogContact, row: Row, contact: int, on: date) -> None:
    """Note of a reminder that it was seen to by a contact of a day, or that somebody tried."""
    settles = request.result in TALKED or request.result is ContactResult.SENT
    way = settled_by(request.way, row.left)
    if settles and way is not None:
        what = Happened.SENT if request.result is ContactResult.SENT else Happened.DONE
        # The next step counts from the day it was really done; what was done before its own day counts from now.
        _settle_way(work, row, way, what, contact, on if row.stored.wish.due_on <= on <= work.today else None)
        return
    work.move(row, Move(Happened.TRIED, row.stored.state, contact=contact))


def _step(work: Work, request: AddStep) -> int:
    session = work.desk.session
    contact = contacts.find_contact(session, request.contact)
    if contact is None:
        refuse("contact", N_("contact: there is no contact “{contact}” in the log."), contact=request.contact)
    fitting = _STEPS_OF.get(contact.way, frozenset())
    if request.what not in fitting:
        refuse("what", N_("what: a contact by this way cannot have been “{what}”."), what=request.what.value)
    check_not_ahead("on", request.on, work.today)
    if request.on < contact.on:
        refuse("on", N_("on: {date} lies before {day}, the day of the contact."), date=request.on, day=contact.on)
    family = file_and_merged(session, contact.customer)
    attachment = work.attachment(request.attachment, family)
    new = NewStep(contact.id, request.what, request.on, request.tracking, attachment)
    contacts.add_step(session, new, work.signed(request))
    if request.what in UNDELIVERED and contact.reminder is not None:
        _came_back(work, row_of(session, contact.reminder), contact.id)
    return contact.customer


_ON_PAPER = frozenset({StepKind.POSTED, StepKind.DELIVERED, StepKind.RETURNED, StepKind.RECEIPT})
_AS_DATA = frozenset({StepKind.DELIVERED, StepKind.BOUNCED})
_STEPS_OF = {
    ContactWay.LETTER: _ON_PAPER,
    ContactWay.EMAIL: _AS_DATA,
    ContactWay.MESSAGE: _AS_DATA,
    ContactWay.SERVICE: _AS_DATA,
}


def _came_back(work: Work, row: Row, contact: int) -> None:
    """Let a reminder fail that came back; what is over otherwise, or is being sent again, stays as it is."""
    last = next((each for each in row.tried.values() if each.contact == contact), None)
    if last is None or row.stored.state not in (State.SENT, State.QUEUED, State.FAILED):
        return
    became = State.FAILED if row.stored.state is State.SENT else row.stored.state
    work.move(row, Move(Happened.RETURNED, became, last.way.value, last.attempt, contact))
