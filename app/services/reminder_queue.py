"""The reminder queue: what is to be done today, for whom, said how; and sending, so that nothing goes out twice.

Sending a reminder takes two short transactions with the sending between them: `claim` checks once more that it is
wanted and that the customer may be contacted, and writes the contact; `finish` writes what became of it.
"""

from collections.abc import Sequence
from datetime import date

from app.core.outgoing import Result
from app.core.reminder.board import Board, Claim, Held, QueueDetail, QueueRow
from app.core.reminder.kinds import State, Way
from app.core.reminder.requests import Assign, MarkDone, MarkSent, ReminderRequest, Resolve, Skip, Snooze
from app.core.staff.rights import Act
from app.services import reminder_board, reminder_claims
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.services.rights import check_act
from app.storage import reminder_queue as stored
from app.storage.store import Store

__all__ = ["Board", "Claim", "Held", "QueueDetail", "QueueRow", "ReminderQueue"]


class ReminderQueue:
    """The door to the queue, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- looking at it ----------------------------------------------------------------------------------------------

    def board(self, today: date | None = None, customer: str = "") -> Board:
        """Return all that is open on a day, or what is of one customer (by number), in groups."""
        with self._store.read() as session:
            return reminder_board.board(session, self._around, today or self._around.today(), customer)

    def count(self, today: date | None = None) -> int:
        """Return how many reminders are to be seen to on a day: the number at the rail."""
        with self._store.read() as session:
            return stored.count_to_do(session, today or self._around.today())

    def row(self, reminder: int, today: date | None = None) -> QueueDetail:
        """Return all that is known of one reminder and its customer on a day; refused when there is no such one."""
        with self._store.read() as session:
            return reminder_board.detail(session, self._around, reminder, today or self._around.today())

    def staff(self) -> Sequence[str]:
        """Return the names of those a reminder may be given to; the owner of a shop without staff has none."""
        with self._store.read() as session:
            return sorted(name for name in stored.staff_names(session).values() if name)

    # ---- sending ----------------------------------------------------------------------------------------------------

    def claim(self, reminder: int, way: Way, *, again: bool = False) -> Claim | Held:
        """Take a reminder to send it by one way now, or say why it may not go.

        In one transaction it is asked for once more (a paid one takes itself back), conduct is kept to, and the contact
        is written. After that it must be sent, once, and `finish`ed. Nothing takes it a second time. `again` is a
        person's word that one that failed shall be tried once more. Refuses an unknown reminder, and every one while
        the clock is behind the last planning.
        """
        with self._store.write() as session:
            check_act(session, self._around, Act.SEND_REMINDERS, str(reminder))
            return reminder_claims.take(session, self._around, reminder, way, again=again)

    def finish(self, claim: Claim, result: Result) -> State:
        """Write what became of an attempt; return the reminder's state then."""
        with self._store.write() as session:
            return reminder_claims.settle(session, self._around, claim, result)

    def interrupted(self) -> Sequence[int]:
        """Note at the start of the program what was being sent when it ended; return what may have gone out or not."""
        with self._store.read() as session:
            waiting = stored.being_sent(session)
        if waiting:
            with self._store.write() as session:
                waiting = stored.being_sent(session)
                for reminder in waiting:
                    reminder_claims.interrupt(session, self._around, reminder)
        return waiting

    # ---- by hand ----------------------------------------------------------------------------------------------------

    def mark_sent(self, request: MarkSent) -> Filed:
        """Note that a text was sent by hand, now; refused outside the hours of conduct. Raises `Refused`."""
        return record(self._store, self._around, request)

    def mark_done(self, request: MarkDone) -> Filed:
        """Note what the owner decided or checked. Raises `Refused`."""
        return record(self._store, self._around, request)

    def skip(self, request: Skip) -> Filed:
        """Leave a reminder out for good. Raises `Refused`."""
        return record(self._store, self._around, request)

    def snooze(self, request: Snooze) -> Filed:
        """Put a reminder off to a day, or bring it back. Raises `Refused`."""
        return record(self._store, self._around, request)

    def assign(self, request: Assign) -> Filed:
        """Give a reminder to a member of the staff, or to nobody. Raises `Refused`."""
        return record(self._store, self._around, request)

    def resolve(self, request: Resolve) -> Filed:
        """Note whether what failed, or may have gone out, arrived; else it is queued again. Raises `Refused`."""
        return record(self._store, self._around, request)


def record(store: Store, around: Circumstances, request: ReminderRequest) -> Filed:
    """Do what a request asks in a transaction of its own; the same request again changes nothing. Raises `Refused`."""
    with store.write() as session:
        desk = Desk(session, around)
        filed = FileDesk(desk, store.path).record(request)
        desk.flush()
        return filed
