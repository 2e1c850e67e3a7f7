"""The log of contacts, and what customers and shop agreed in them: promises, pauses, dated notes, reviews."""

from collections.abc import Collection, Sequence
from datetime import date

from app.core.reminder.agreed import Agreed, OpenNote, OpenPause, PromiseLine, Promises
from app.core.reminder.board import LoggedContact
from app.core.reminder.promise import Standing, kept_rate, standings
from app.core.reminder.requests import (
    AddNote,
    AddStep,
    ContactResult,
    ContactWay,
    EndNote,
    EndPause,
    LogContact,
    PauseReminders,
    RecordPromise,
    RecordReview,
    WithdrawPromise,
)
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import family_of
from app.services.reminder_facts import policy_of
from app.services.reminder_queue import record
from app.storage import contacts as stored
from app.storage import pauses as agreements
from app.storage import promises as promised
from app.storage.customers import lines
from app.storage.families import Scope, file_and_merged, merged
from app.storage.mail import MailedStatement, mailed_to
from app.storage.promises import StoredPromise
from app.storage.reminder_history import payments_since
from app.storage.store import Session, Store

__all__ = ["Agreed", "Contacts", "LoggedContact", "PromiseLine", "Promises"]


class Contacts:
    """The door to contacts and what came of them, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- looking ----------------------------------------------------------------------------------------------------

    def of_customer(self, number: str, limit: int | None = None) -> Sequence[LoggedContact]:
        """Return a customer's contacts and those of files merged into theirs, newest first, mailed statements too."""
        with self._store.read() as session:
            family = family_of(session, number)
            made = stored.contacts_of(session, family, limit)
            mails = [_mail(each, family[each.customer]) for each in mailed_to(session, list(family))]
        return sorted((*made, *mails), key=lambda each: each.at, reverse=True)[:limit]

    def promises(self, number: str, today: date | None = None) -> Promises:
        """Return how a customer's promises stand, in order of their days, and how many of those decided were kept."""
        with self._store.read() as session:
            return _promises(session, family_of(session, number), today or self._around.today())

    def all_promises(self, today: date | None = None) -> Sequence[PromiseLine]:
        """Return everybody's promises, in order of their days."""
        on = today or self._around.today()
        with self._store.read() as session:
            into = merged(session)
            owners = {into.get(each, each) for each in promised.customers_with_promises(session)}
            families = [file_and_merged(session, owner) for owner in sorted(owners)]
            found = [line for family in families for line in _promises(session, family, on).lines]
        return sorted(found, key=lambda line: (line.due_on, line.customer, line.id))

    def agreed(self, number: str, today: date | None = None) -> Agreed:
        """Return the pauses and dated notes of a customer that hold or are still to come, and the last review."""
        on = today or self._around.today()
        with self._store.read() as session:
            family = family_of(session, number)
            pauses = [
                each
                for each in agreements.pauses_of(session, family)
                if (each.ended_on is None or each.ended_on > on)
                and (each.pause.ends_on is None or each.pause.ends_on >= on)
            ]
            notes = [each for each in agreements.notes_of(session, family) if each.ended_on is None]
            return Agreed(
                pauses=tuple(OpenPause(each.request, each.pause, each.who) for each in pauses),
                notes=tuple(OpenNote(each.request, each.on, each.text) for each in notes),
                last_review=agreements.last_review(session, family),
            )

    # ---- noting -----------------------------------------------------------------------------------------------------

    def log(self, request: LogContact) -> Filed:
        """Note a contact; with a reminder it sees to that one. The same request again changes nothing.

        One that is being made now, or sees to a reminder, is refused outside the hours and the counts of conduct.
        """
        return record(self._store, self._around, request)

    def step(self, request: AddStep) -> Filed:
        """Note what became of a letter or a message on its way. Raises `Refused`."""
        return record(self._store, self._around, request)

    def promise(self, request: RecordPromise) -> Filed:
        """Note what a customer said they will pay. Raises `Refused`."""
        return record(self._store, self._around, request)

    def withdraw(self, request: WithdrawPromise) -> Filed:
        """Take a promise out of the count, with a reason. Raises `Refused`."""
        return record(self._store, self._around, request)

    def pause(self, request: PauseReminders) -> Filed:
        """Ask nothing of a customer for a while. Raises `Refused`."""
        return record(self._store, self._around, request)

    def end_pause(self, request: EndPause) -> Filed:
        """End a pause. Raises `Refused`."""
        return record(self._store, self._around, request)

    def note(self, request: AddNote) -> Filed:
        """Note something to be reminded of on a day. Raises `Refused`."""
        return record(self._store, self._around, request)

    def end_note(self, request: EndNote) -> Filed:
        """Take a dated note out. Raises `Refused`."""
        return record(self._store, self._around, request)

    def review(self, request: RecordReview) -> Filed:
        """Note that a customer's account was looked through. Raises `Refused`."""
        return record(self._store, self._around, request)


def _promises(session: Session, family: Collection[int], today: date) -> Promises:
    """Return how the promises of one customer stand; those withdrawn are told, and count for nothing."""
    every = promised.promises_of(session, family)
    counting = [each.promise for each in every if each.withdrawn_on is None]
    since = min((each.made_on for each in counting), default=today)
    paid = payments_since(session, Scope(family, merged(session)), since)
    payments = [payment for of_one in paid.values() for payment in of_one]
    found = standings(counting, payments, today, policy_of(session).grace_days)
    standing = {each.promise.id: each for each in found}
    names = {line.id: (line.no, line.name) for line in lines(session, sorted(family))}
    rows = [_line(each, standing.get(each.promise.id), *names[each.customer]) for each in every]
    return Promises(tuple(sorted(rows, key=lambda row: (row.due_on, row.made_on, row.id))), kept_rate(found))


def _mail(mailed: MailedStatement, customer: str) -> LoggedContact:
    """Return a mailed statement as the log has it; nobody is pressed by one, so it counts for no rule of conduct."""
    return LoggedContact(
        id=0,
        request="",
        customer=customer,
        way=ContactWay.EMAIL,
        result=ContactResult.SENT,
        on=mailed.at.astimezone().date(),
        at=mailed.at,
        who=mailed.who,
        statement=mailed.no,
    )


def _line(each: StoredPromise, standing: Standing | None, customer: str, name: str) -> PromiseLine:
    return PromiseLine(
        id=each.request,
        customer=customer,
        name=name,
        amount=each.promise.amount,
        due_on=each.promise.due_on,
        made_on=each.promise.made_on,
        text=each.text,
        who=each.who,
        standing=standing,
        withdrawn_on=each.withdrawn_on,
        why=each.why,
    )
