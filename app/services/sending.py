"""Sending: reminders out of the queue and statements as they were issued, each once, with a report of all of them.

What is to go out is taken in one transaction, sent outside any, and what became of it is written in another. A program
that ends in between leaves it taken: it is found as something that may have gone out, and only a person decides. The
line is opened before anything is taken, so that a wrong password fails nobody's message.
"""

from collections.abc import Callable, Sequence
from functools import partial

from app.core.outgoing import Outgoing, SendReport, SendRow, Sent
from app.core.reminder.board import Held
from app.core.reminder.kinds import State, Way
from app.errors import BookUnusable, Message, Refused
from app.i18n.mark import N_
from app.messaging.channel import Channel
from app.services.mail import Mail, hand_over
from app.services.reminder_queue import ReminderQueue
from app.services.statement_mail import Draft, Mailable, StatementMail, UnclearStatement

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_FAILURES = 5
"""So many messages in a row that could not be handed over say that something else is wrong than the messages."""

_STOPPED = N_("Several messages in a row could not be handed over; sending was stopped.")


Job = Callable[[str, Channel], tuple[SendRow, Message | None]]
"""Sends one of many, by its key, if it may go; returns its line of the report, and why no other can be sent, if so."""


class Sending:
    """The door to everything the program sends by itself; for the `net` lane."""

    def __init__(self, queue: ReminderQueue, mail: Mail, statements: StatementMail) -> None:
        self._queue = queue
        self._mail = mail
        self._statements = statements

    # ---- reminders --------------------------------------------------------------------------------------------------

    def send_one(self, reminder: int, way: Way = Way.EMAIL) -> SendRow:
        """Send a reminder by one way now, one that failed too: a person asks for this very one.

        Raises `Refused` when nothing can be sent at all; it was not taken, then.
        """
        report = self._send([str(reminder)], partial(self._reminder, way=way, again=True), way, _no_steps, _never)
        if report.rows or report.error is None:
            return report.rows[0]
        raise Refused("", report.error)

    def send_all(
        self, reminders: Sequence[int], progress: Progress, cancelled: Cancelled, way: Way = Way.EMAIL
    ) -> SendReport:
        """Send reminders by one way, one after the other, until done or `cancelled`; each may be given once only."""
        keys = [str(each) for each in dict.fromkeys(reminders)]
        return self._send(keys, partial(self._reminder, way=way, again=False), way, progress, cancelled)

    def _reminder(self, key: str, channel: Channel, *, way: Way, again: bool) -> tuple[SendRow, Message | None]:
        """Take a reminder and send it."""
        try:
            claim = self._queue.claim(int(key), way, again=again)
        except Refused as error:
            return SendRow(key, "", "", Sent.UNABLE, error.message), None
        if isinstance(claim, Held):
            return SendRow(key, claim.customer, claim.name, _held(claim), claim.message), None
        outgoing = Outgoing(
            key=claim.key,
            to=claim.to,
            to_name=claim.name,
            subject=claim.subject,
            body=claim.body,
            at=claim.at.astimezone(),
        )
        tried = hand_over(channel, outgoing, partial(self._queue.finish, claim))
        sent, message, answer = Sent(tried.result.outcome.value), tried.result.message, tried.result.answer
        return SendRow(key, claim.customer, claim.name, sent, message, answer), tried.stop

    # ---- statements -------------------------------------------------------------------------------------------------

    def send_statements(
        self, nos: Sequence[str], progress: Progress, cancelled: Cancelled, *, again: bool = False
    ) -> SendReport:
        """Mail statements as they were issued, each with its PDF, and count a copy of each that was taken.

        One that was mailed before is left alone unless `again` says so, so that a run that was stopped can be begun
        anew. One that may have gone out is never sent before a person has settled it.
        """
        job = partial(self._statements.send, again=again)
        return self._send(list(dict.fromkeys(nos)), job, Way.EMAIL, progress, cancelled)

    def mailable_statements(self, nos: Sequence[str]) -> list[Mailable]:
        """Say of statements which can be mailed, in the order of their numbers; nothing is sent."""
        return self._statements.mailable(nos)

    def statement_draft(self, no: str) -> Draft:
        """Return a statement's mail as it would go out now. Raises `Refused` when it cannot be mailed."""
        return self._statements.draft(no)

    def unclear_statements(self) -> list[UnclearStatement]:
        """Return the statements whose mail may have gone out or not, oldest first."""
        return self._statements.unclear()

    def settle_statement(self, no: str, *, arrived: bool) -> None:
        """Note what a person found out about the mail of a statement; what did not arrive may be sent again."""
        self._statements.settle(no, arrived=arrived)

    # ---- both -------------------------------------------------------------------------------------------------------

    def _send(self, keys: Sequence[str], job: Job, way: Way, progress: Progress, cancelled: Cancelled) -> SendReport:
        rows: list[SendRow] = []
        stop: Message | None = None
        try:
            with self._mail.opened(way) as channel:
                for key in keys:
                    progress(len(rows), len(keys))
                    if cancelled():
                        break
                    row, stop = job(key, channel)
                    rows.append(row)
                    stop = stop or _wearied(rows)
                    if stop is not None:
                        break
        except (Refused, BookUnusable) as error:
            stop = error.message
        progress(len(rows), len(keys))
        return SendReport(rows=tuple(rows), left=len(keys) - len(rows), error=stop)


def _held(held: Held) -> Sent:
    """Return in a word why a reminder was not taken."""
    if held.state is State.CANCELLED:
        return Sent.GONE
    if held.state is not State.QUEUED:
        return Sent.KEPT
    return Sent.UNABLE if held.until is None else Sent.HELD


def _wearied(rows: Sequence[SendRow]) -> Message | None:
    """Say that sending should stop: nothing came through for a while."""
    tried = [row.sent for row in rows if row.sent in _TRIED][-_FAILURES:]
    return Message(_STOPPED) if len(tried) == _FAILURES and _LOST.issuperset(tried) else None


_TRIED = frozenset({Sent.ACCEPTED, Sent.REFUSED, Sent.FAILED, Sent.UNCLEAR})
_LOST = frozenset({Sent.FAILED, Sent.UNCLEAR})


def _no_steps(_done: int, _of: int) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False
