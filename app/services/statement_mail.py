"""Statements by e-mail: the very PDF that was issued, with a short text, each mailed once.

That one is being mailed is noted in the book before it goes out and taken back when it is known what became of it; a
note that is found later says that it may have gone out. A copy counts only once the mail server has taken it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.core.file_names import new_name
from app.core.outgoing import Attachment, Outcome, Outgoing, Result, SendRow, Sent
from app.core.reminder.kinds import RuleKind, Way
from app.core.reminder.template import Template
from app.core.reminder.texts import STATEMENT_MAIL
from app.core.reminder.wish import Wish
from app.core.staff.rights import Act
from app.core.statement_run import IssuedStatement
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_
from app.messaging.channel import Channel
from app.services.desk import Circumstances
from app.services.known import living
from app.services.mail import hand_over
from app.services.reminder_texts import ReminderTexts
from app.services.rights import allow, check_act
from app.services.statement_copies import kept_pdf, statement_id
from app.storage import statements as stored
from app.storage.customers import StoredFile, load_files
from app.storage.mail import MAILED, Mailing, drop_mailing, load_mailings, mailed, save_mailing
from app.storage.store import Session, Store

_UNDER_WAY = timedelta(minutes=15)
"""A mail that was begun so long ago is not being sent any more: all time-outs together are shorter."""

_NO_EMAIL = N_("The customer has no e-mail address; enter it in the customer’s file.")
_OPTED_OUT = N_("The customer does not want e-mail; print the statement instead.")
_MAILED = N_("Statement {no} was mailed on {on} already.")
_SENDING = N_("Statement {no} is being mailed at this moment.")
_UNCLEAR = N_("Statement {no} may have been mailed before: say whether it arrived first.")


class UnclearStatement(NamedTuple):
    """A statement whose mail may have gone out or not, and since when."""

    no: str
    number: str
    name: str
    begun_at: datetime


class Mailable(NamedTuple):
    """A statement that is to be mailed: to whom, on which day it was mailed before, and why it cannot be, if so."""

    no: str
    number: str
    name: str
    email: str
    mailed_on: date | None = None
    problem: Message | None = None


class Draft(NamedTuple):
    """A statement's mail as it would go out now."""

    to: str
    to_name: str
    text: Template
    attachment: Attachment


class StatementMail:
    """Mails statements for `Sending`."""

    def __init__(self, store: Store, around: Circumstances, texts: ReminderTexts) -> None:
        self._store = store
        self._around = around
        self._texts = texts

    def unclear(self) -> list[UnclearStatement]:
        """Return the statements whose mail may have gone out or not, oldest first."""
        with self._store.read() as session:
            noted = [each for each in load_mailings(session).values() if self._is_over(each)]
            found = {each.id: each for each in stored.issued(session, ids=[each.statement for each in noted])}
        rows = [
            UnclearStatement(
                found[each.statement].no, found[each.statement].number, found[each.statement].name, each.begun_at
            )
            for each in noted
            if each.statement in found
        ]
        return sorted(rows, key=lambda row: (row.begun_at, row.no))

    def settle(self, no: str, *, arrived: bool) -> None:
        """Note whether a mail that was unclear arrived; refused when there is none."""
        with self._store.write() as session:
            check_act(session, self._around, Act.MAIL_STATEMENTS, no)
            statement = statement_id(session, no)
            mailing = load_mailings(session).get(statement)
            if mailing is None:
                refuse("statement", N_("statement: nothing is unclear about the mail of {no}."), no=no)
            if not self._is_over(mailing):
                refuse("statement", _SENDING, no=no)
            self._close(session, statement, arrived=arrived)

    def send(self, no: str, channel: Channel, *, again: bool) -> tuple[SendRow, Message | None]:
        """Mail one statement if it may be; return its line of the report and why no other can be sent, if so."""
        row = SendRow(no, "", "", Sent.UNABLE)
        try:
            allow(self._store, self._around, Act.MAIL_STATEMENTS, no)
            statement = self._find(no)
            row = row._replace(key=statement.no, customer=statement.number, name=statement.name)
            draft = self._draft(statement)
        except Refused as error:
            return row._replace(message=error.message), None
        taken = self._take(statement, again=again)
        if isinstance(taken, Message):
            return row._replace(sent=Sent.KEPT, message=taken), None
        outgoing = Outgoing(
            key=f"s{statement.id}-{taken.attempt}",
            to=draft.to,
            to_name=draft.to_name,
            subject=draft.text.subject,
            body=draft.text.body,
            at=taken.begun_at.astimezone(),
            attachments=(draft.attachment,),
        )
        tried = hand_over(channel, outgoing, lambda result: self._finish(taken, result))
        outcome, message, answer = tried.result
        return row._replace(sent=Sent(outcome.value), message=message, answer=answer), tried.stop

    def mailable(self, nos: Sequence[str]) -> list[Mailable]:
        """Say of statements which can be mailed, in the order of their numbers; those that are not there are left out.

        Few selects for all of them: a run has thousands.
        """
        with self._store.read() as session:
            found = stored.issued(session, ids=list(stored.ids_of(session, nos).values()))
            files = load_files(session, list(dict.fromkeys(each.number for each in found)))
            times = mailed(session, [each.id for each in found])
            noted = load_mailings(session)
            rows = []
            for each in found:
                file = _living(session, files[each.number])
                _times, last = times.get(each.id, (0, None))
                mailed_on = None if last is None else last.astimezone().date()
                problem = self._kept_back(noted.get(each.id), each.no) or _unreachable(file)
                rows.append(Mailable(each.no, each.number, file.file.name, file.file.email, mailed_on, problem))
        return rows

    def draft(self, no: str) -> Draft:
        """Return a statement's mail as it would go out now. Raises `Refused` when it cannot be mailed."""
        return self._draft(self._find(no))

    # ---- transactions -----------------------------------------------------------------------------------------------

    def _find(self, no: str) -> IssuedStatement:
        with self._store.read() as session:
            return stored.issued(session, ids=[statement_id(session, no)])[0]

    def _draft(self, statement: IssuedStatement) -> Draft:
        """Read and write what is mailed; refused when there is no address, PDF or text."""
        with self._store.read() as session:
            file = living(session, statement.customer)
            problem = _unreachable(file)
            if problem is not None:
                raise Refused("email", problem)
            pdf = kept_pdf(session, statement.id, statement.no)
        wish = _wish(statement, file.id, self._around.today())
        text = self._texts.message(wish, file.file.no, Way.EMAIL).text
        return Draft(file.file.email, file.file.name, text, Attachment(_file_name(statement), pdf))

    def _take(self, statement: IssuedStatement, *, again: bool) -> Mailing | Message:
        """Note that a statement is being mailed, or say why it is not to be."""
        with self._store.write() as session:
            back = self._kept_back(load_mailings(session).get(statement.id), statement.no)
            if back is not None:
                return back
            times, last = mailed(session, [statement.id]).get(statement.id, (0, None))
            if last is not None and not again:
                return Message(_MAILED, {"no": statement.no, "on": last.astimezone().date()})
            mailing = Mailing(statement.id, times + 1, self._around.now())
            save_mailing(session, mailing)
            return mailing

    def _finish(self, mailing: Mailing, result: Result) -> None:
        with self._store.write() as session:
            if result.outcome is Outcome.UNCLEAR:
                save_mailing(session, mailing._replace(unclear=True))
            else:
                self._close(session, mailing.statement, arrived=result.outcome is Outcome.ACCEPTED)

    def _close(self, session: Session, statement: int, *, arrived: bool) -> None:
        """Take the note back, and count a copy of what was mailed."""
        drop_mailing(session, statement)
        if arrived:
            before = stored.copies_of(session, [statement]).get(statement, stored.Copies())
            stored.add_copies(session, {statement: before.all + 1}, MAILED, self._around.staff, self._around.now())

    def _kept_back(self, noted: Mailing | None, no: str) -> Message | None:
        """Say why a statement is not mailed now: it is being mailed, or may have been."""
        if noted is None:
            return None
        return Message(_UNCLEAR if self._is_over(noted) else _SENDING, {"no": no})

    def _is_over(self, mailing: Mailing) -> bool:
        """Whether a mail is certainly not being sent any more."""
        return mailing.unclear or self._around.now() - mailing.begun_at > _UNDER_WAY


def _living(session: Session, file: StoredFile) -> StoredFile:
    """Return the file a customer lives on in; most were never merged and need no other look."""
    return file if file.merged_into is None else living(session, file.id)


def _unreachable(file: StoredFile) -> Message | None:
    """Say why a customer gets no e-mail; None when they do."""
    if not file.file.email:
        return Message(_NO_EMAIL)
    return Message(_OPTED_OUT) if Way.EMAIL in file.file.opted_out else None


def _wish(statement: IssuedStatement, customer: int, today: date) -> Wish:
    """Return what the text speaks of: the statement's number and the day a reply is asked for, unless it is past."""
    reply_by = statement.reply_by if statement.reply_by is not None and statement.reply_by >= today else None
    return Wish(
        rule=RuleKind.STATEMENT,
        customer=customer,
        subject=statement.no,
        occurrence="mail",
        due_on=statement.period.end,
        ways=(Way.EMAIL,),
        template=STATEMENT_MAIL,
        amount=statement.owed,
        on=reply_by,
        number=statement.no,
    )


def _file_name(statement: IssuedStatement) -> str:
    """Return the name of the PDF as "number customer month.pdf", the one it has when it is saved."""
    month = statement.period.month or f"{statement.period.start.isoformat()}_{statement.period.end.isoformat()}"
    return new_name(f"{statement.no} {statement.name} {month}", ".pdf", set())
