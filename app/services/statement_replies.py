"""What comes back of statements, and charges in dispute: recorded, taken back, counted month by month.

Nothing here posts to the journal. No reply is ever made up: a statement nobody answered stays without one.
"""

from app.core.statement import Period
from app.core.statement_reply import (
    Claim,
    Dispute,
    DisputeOutcome,
    EndDispute,
    Means,
    MonthRow,
    OpenDispute,
    Outcome,
    RecordReply,
    Reply,
)
from app.core.statement_run import IssuedStatement
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.issued_statements import IssuedStatements
from app.services.recording import record
from app.services.reply_requests import known_statement, statement_typed
from app.storage import disputes as stored_disputes
from app.storage import statement_replies as stored
from app.storage.store import Store
from app.storage.views import owner_by_number

__all__ = [
    "Claim",
    "Dispute",
    "DisputeOutcome",
    "Disputes",
    "EndDispute",
    "Means",
    "MonthRow",
    "OpenDispute",
    "Outcome",
    "RecordReply",
    "Reply",
    "StatementReplies",
]


class StatementReplies:
    """The door to what came back of statements, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def find(self, typed: str) -> IssuedStatement | None:
        """Return the statement of a number as printed, or of a slip's code as a scanner gun types it; None if none.

        Case, blanks and full width make no difference; 17 does for S000017 while no other number ends so. Refused are
        a code of another book and an altered one.
        """
        with self._store.read() as session:
            found = statement_typed(session, typed) or stored.sent_by_end(session, typed)
        return None if found is None else IssuedStatements(self._store, self._around).find(found.no)

    def record(self, request: RecordReply) -> Filed:
        """Note what came back of a statement; the same request again changes nothing. Raises `Refused`.

        Each claim that names a charge opens a dispute on it, unless it is in dispute already; `none` withdraws the
        disputes that replies to the statement opened and that have not ended.
        """
        return record(self._store, self._around, request)

    def replies(self, no: str) -> list[Reply]:
        """Return what came back of a statement in the order recorded; the last one counts. Refuses an unknown one."""
        with self._store.read() as session:
            return stored.replies_to(session, known_statement(session, no).id)

    def months(self) -> list[tuple[Period, MonthRow]]:
        """Return how the statements of each period stand, the newest period first.

        Of several statements of a customer for a period the last one counts.
        """
        with self._store.read() as session:
            return list(stored.month_rows(session).items())

    def month(self, period: Period) -> MonthRow:
        """Return how the statements of a period stand."""
        with self._store.read() as session:
            return stored.month_rows(session, period).get(period, MonthRow())


class Disputes:
    """The door to charges in dispute, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def open(self, request: OpenDispute) -> Filed:
        """Put a charge in dispute; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def end(self, request: EndDispute) -> Filed:
        """End a dispute; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def of_customer(self, number: str, *, ended: bool = False) -> list[Dispute]:
        """Return a customer's disputes in the order opened; with `ended` those that are over, too.

        Those of files merged into the customer's count. Refused when there is no such customer.
        """
        with self._store.read() as session:
            owner = owner_by_number(session, number)
            if owner is None:
                refuse("customer", N_("{field}: there is no customer “{customer}”."), field="customer", customer=number)
            return stored_disputes.disputes(session, owner.id, ended=ended)

    def all(self, *, ended: bool = False) -> list[Dispute]:
        """Return everybody's disputes in the order opened; with `ended` those that are over, too."""
        with self._store.read() as session:
            return stored_disputes.disputes(session, ended=ended)
