"""Taking a reminder from the queue to send it, and writing what became of that, within a transaction.

Whoever sends takes first, in a transaction that ends before anything goes out, and settles afterwards in another: what
was taken is never taken again, so a program that ends in between leaves a reminder that nobody sends a second time.
"""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.core.customer import CustomerFile
from app.core.journal import canonical
from app.core.mail import SendTo
from app.core.outgoing import Outcome, Result
from app.core.reminder import conduct
from app.core.reminder.board import Claim, Held, state_after, ways_left
from app.core.reminder.conduct import Addressee, Answer, Verdict
from app.core.reminder.facts import Facts
from app.core.reminder.kinds import MARKETING, Happened, State, Way
from app.core.reminder.plan import Reason, recheck
from app.core.reminder.queue import check_run
from app.core.reminder.reach import addressee_of
from app.core.reminder.requests import ContactResult, ContactWay
from app.core.reminder.wish import Wish
from app.core.ways import SENDABLE
from app.errors import CounterbookError, Message, Refused, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.known import living
from app.services.reminder_facts import facts_of, policy_of
from app.services.reminder_messages import Said, said
from app.storage import contacts
from app.storage.contacts import NewContact
from app.storage.customers import Author, StoredFile
from app.storage.families import file_and_merged
from app.storage.kept_rows import Signed
from app.storage.kept_texts import KeptText
from app.storage.mail import load_account
from app.storage.reminder_policy import load_policy
from app.storage.reminder_queue import Tried, done_ways, tried
from app.storage.reminders import By, Move, StoredReminder, last_run, load_reminder, move, refresh
from app.storage.store import Session

REMEMBERED = timedelta(days=9)
"""How far back contacts may count: seven days, and one for the zones at either end."""

_STATES = {
    State.SENDING: N_("This reminder is being sent just now."),
    State.INTERRUPTED: N_("Nobody knows whether this reminder went out; find out and say so first."),
    State.FAILED: N_("This reminder did not go out; have it tried once more first."),
    State.SENT: N_("This reminder has gone out already."),
    State.DONE: N_("This reminder has been seen to already."),
    State.SKIPPED: N_("This reminder was left out."),
    State.CANCELLED: N_("This reminder took itself back."),
}


class Row(NamedTuple):
    """A reminder with the file of its customer, all files merged into that, and which ways of it were tried."""

    stored: StoredReminder
    file: StoredFile
    family: Collection[int]
    tried: dict[Way, Tried]

    @property
    def left(self) -> tuple[Way, ...]:
        """The ways still to be done."""
        return ways_left(self.stored.wish.ways, done_ways(self.tried))

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return max((each.attempt for each in self.tried.values()), default=0)

    def held(self, message: Message, until: datetime | None = None, state: State | None = None) -> Held:
        """Return that it was not taken."""
        file = self.file.file
        return Held(self.stored.id, message, until, state or self.stored.state, file.no, file.name)


def row_of(session: Session, reminder: int) -> Row:
    """Return a reminder with what belongs to it; refused when there is no such reminder."""
    stored = load_reminder(session, reminder)
    if stored is None:
        refuse("reminder", N_("reminder: there is no reminder {number} in the queue."), number=reminder)
    file = living(session, stored.wish.customer)
    return Row(stored, file, file_and_merged(session, file.id), tried(session, [reminder]).get(reminder, {}))


def state_words(state: State) -> Message:
    """Return in a sentence why a reminder in a state is not taken."""
    return Message(_STATES[state])


def by_of(around: Circumstances, now: datetime) -> By:
    """Return who changes a row, and when."""
    return By(now, around.today(), around.staff)


def said_so(around: Circumstances, text: str) -> KeptText | None:
    """Return a text as it is kept beside an event; None where there is none."""
    return KeptText(around.salt(), canonical({"text": text})) if text else None


# ---- conduct --------------------------------------------------------------------------------------------------------


def zone_of(file: CustomerFile, at: datetime) -> tzinfo | None:
    """Return the zone where a customer lives, else that of this computer at a moment."""
    return zone_named(file.timezone, at)


def zone_named(name: str, at: datetime) -> tzinfo | None:
    """Return the zone of a name; of this computer at a moment where it is blank, or there is no table of it."""
    try:
        return ZoneInfo(name) if name else at.astimezone().tzinfo
    except (ValueError, LookupError, OSError):
        return at.astimezone().tzinfo


def addressee_in(session: Session, file: CustomerFile) -> Addressee:
    """Return the customer of a file as conduct sees them."""
    return addressee_of(file, load_account(session).serves)


def may_contact(
    session: Session, file: StoredFile, way: Way, at: datetime, to: Addressee, *, advertising: bool = False
) -> Verdict:
    """Say whether a customer may be contacted by a way at an aware moment, all contacts of the log considered."""
    family = file_and_merged(session, file.id)
    recent = contacts.contacts_since(session, at - REMEMBERED, family)
    there = at.astimezone(zone_of(file.file, at))
    made = [contact for of_one in recent.values() for contact in of_one]
    return conduct.verdict(load_policy(session).conduct, way, there, made, to, advertising=advertising)


def is_wanted(session: Session, row: Row, today: date) -> tuple[Wish | Reason, Facts]:
    """Return a reminder as it is wanted today, or why it is not any longer, and the facts that say so."""
    facts = facts_of(session, row.file.id, today)
    return recheck(row.stored.wish, facts, policy_of(session), today), facts


# ---- taking ---------------------------------------------------------------------------------------------------------


def take(session: Session, around: Circumstances, reminder: int, way: Way, *, again: bool = False) -> Claim | Held:
    """Take a reminder to send it by one way now, or say why not; a paid one takes itself back.

    `again` is a person's word that one that did not go out shall be tried once more. Refuses an unknown reminder, and a
    clock that was set back.
    """
    today, now = around.today(), around.now()
    check_run(today, last_run(session))
    row = row_of(session, reminder)
    held = _not_now(row, way, today, again=again)
    if held is not None:
        return held
    fresh, facts = is_wanted(session, row, today)
    if isinstance(fresh, Reason):
        return _taken_back(session, around, row, fresh, now)
    if way not in ways_left(fresh.ways, done_ways(row.tried)):
        return row.held(Message(N_("This reminder does not go this way any more.")))
    to_whom = addressee_in(session, row.file.file)
    verdict = may_contact(session, row.file, way, now, to_whom, advertising=fresh.rule in MARKETING)
    if verdict.answer is not Answer.OK:
        return row.held(verdict.message or state_words(row.stored.state), verdict.until)
    try:
        text = said(session, fresh, row.file.file, facts, way, today)
        to = _address(session, row.file.file, way)
    except Refused as refused:
        return row.held(refused.message)
    return _write_claim(session, around, row, _Taking(way, fresh, text, to, now))


def _not_now(row: Row, way: Way, today: date, *, again: bool) -> Held | None:
    stored = row.stored
    takes = {State.QUEUED, State.FAILED} if again else {State.QUEUED}
    if stored.state not in takes:
        return row.held(state_words(stored.state))
    if way not in SENDABLE:
        return row.held(Message(N_("A call or a decision is not sent; note what came of it.")))
    if stored.snoozed_to is not None and stored.snoozed_to > today:
        return row.held(Message(N_("This reminder was put off to {date}."), {"date": stored.snoozed_to}))
    return None


def _taken_back(session: Session, around: Circumstances, row: Row, reason: Reason, now: datetime) -> Held:
    """Let a reminder that is no longer wanted take itself back."""
    change = Move(Happened.GONE, State.CANCELLED, text=said_so(around, reason.why.value))
    move(session, row.stored.id, row.stored.state, change, by_of(around, now))
    return row.held(reason.message, state=State.CANCELLED)


def _address(session: Session, file: CustomerFile, way: Way) -> str:
    """Return where a message goes; blank for a letter, whose address stands on it. Refused when there is none.

    A message copied by hand may go without a number: a person knows where in WeChat.
    """
    if way is Way.LETTER:
        return ""
    by_mail = way is Way.EMAIL or (way is Way.SERVICE and load_account(session).service_to is SendTo.EMAIL)
    to = file.email if by_mail else next(iter(phones_of(file)), "")
    if not to and way is not Way.MESSAGE:
        refuse("customer", N_("The customer’s file has no address this could go to."))
    return to


def phones_of(file: CustomerFile) -> tuple[str, ...]:
    """Return the numbers a customer can be reached at: their own, then those of the people to speak to."""
    return tuple(dict.fromkeys([*file.phones, *(contact.phone for contact in file.contacts if contact.phone)]))


class _Taking(NamedTuple):
    """What is taken: by which way, what is wanted today, the text, where it goes, when."""

    way: Way
    wish: Wish
    text: Said
    to: str
    at: datetime


def _write_claim(session: Session, around: Circumstances, row: Row, taking: _Taking) -> Claim:
    """Write the contact and that the reminder is being sent: from here on nobody else takes it."""
    stored, way, now = row.stored, taking.way, taking.at
    by = by_of(around, now)
    refresh(session, stored.id, taking.wish, by)
    if stored.state is State.FAILED:
        move(session, stored.id, State.FAILED, Move(Happened.RESOLVED, State.QUEUED, way.value), by)
    attempt = row.attempts + 1
    salt = around.salt()
    request = f"reminder/{stored.id}/{attempt}/{salt.hex()[-8:]}"
    signed = Signed(request, _digest(salt, request), salt, Author(around.staff, now, request))
    contact = contacts.add_contact(
        session,
        NewContact(
            customer=row.file.id,
            way=ContactWay(way.value),
            result=ContactResult.BEGUN,
            at=now,
            on=now.astimezone(zone_of(row.file.file, now)).date(),
            reminder=stored.id,
        ),
        signed,
        taking.text.text.body,
    )
    change = Move(Happened.CLAIMED, State.SENDING, way.value, attempt, contact)
    if move(session, stored.id, State.QUEUED, change, by) is None:
        raise LookupError(stored.id)  # it was queued a moment ago, in this very transaction
    return Claim(
        id=stored.id,
        way=way,
        contact=contact,
        attempt=attempt,
        at=now,
        wish=taking.wish,
        file=row.file.file,
        to=taking.to,
        language=taking.text.language,
        text=taking.text.text,
    )


def _digest(salt: bytes, request: str) -> bytes:
    return hashlib.sha256(salt + request.encode()).digest()


# ---- settling -------------------------------------------------------------------------------------------------------

_WHAT = {
    Outcome.ACCEPTED: Happened.SENT,
    Outcome.REFUSED: Happened.FAILED,
    Outcome.FAILED: Happened.FAILED,
    Outcome.UNCLEAR: Happened.UNCLEAR,
}


def settle(session: Session, around: Circumstances, claim: Claim, result: Result) -> State:
    """Write what became of an attempt; return the reminder's state then.

    One that was meanwhile found interrupted is settled all the same: whoever sent it knows better. What a person has
    settled since stays as they said.
    """
    row = row_of(session, claim.id)
    last = row.tried.get(claim.way)
    open_still = row.stored.state in (State.SENDING, State.INTERRUPTED)
    if not open_still or last is None or last.contact != claim.contact:
        return row.stored.state
    done = {*done_ways(row.tried), *([claim.way] if result.outcome is Outcome.ACCEPTED else [])}
    became = state_after(result.outcome, ways_left(row.stored.wish.ways, done))
    words = result.answer or ("" if result.message is None else str(CounterbookError(result.message)))
    change = Move(_WHAT[result.outcome], became, claim.way.value, claim.attempt, claim.contact, said_so(around, words))
    move(session, claim.id, row.stored.state, change, by_of(around, around.now()))
    return became


def interrupt(session: Session, around: Circumstances, reminder: int) -> None:
    """Note of a reminder that was being sent that nobody knows whether it went out."""
    row = row_of(session, reminder)
    last = next((each for each in reversed(row.tried.values()) if each.what is Happened.CLAIMED), None)
    way, attempt, contact = ("", 0, None) if last is None else (last.way.value, last.attempt, last.contact)
    change = Move(Happened.UNCLEAR, State.INTERRUPTED, way, attempt, contact)
    move(session, reminder, State.SENDING, change, by_of(around, around.now()))
