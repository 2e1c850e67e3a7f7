"""Agreements with customers: what was agreed on how they pay, what is in force, and what runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.credit.agreement import WARN_DAYS, Agreement, in_force, warning
from app.core.credit.late import Cap
from app.core.credit.requests import EndAgreement, MakeAgreement
from app.errors import Message
from app.services.agreement_files import cap_of
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import family_of
from app.services.recording import record
from app.storage.agreements import StoredAgreement, agreed_through, agreements_of
from app.storage.customers import lines
from app.storage.families import Scope, merged
from app.storage.store import Session, Store

__all__ = ["Agreement", "AgreementLine", "Agreements", "EndAgreement", "MakeAgreement", "RunningOut"]


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement as a list shows it; `customer` is the number of the file it was made in.

    Its `ends_on` is the last day it really holds: `ended_on` says from which day a person ended it, and `why` with
    what reason. `attachment` is the signed scan's number; `in_force` tells of the day asked about.
    """

    id: str
    customer: str
    agreement: Agreement
    who: str
    at: datetime
    ended_on: date | None
    why: str
    attachment: int | None
    in_force: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A customer whose agreement runs out soon, or has run out, with none to follow; `message` says so."""

    customer: str
    name: str
    agreement: str
    ends_on: date
    message: Message


class Agreements:
    """The door to agreements, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- looking ----------------------------------------------------------------------------------------------------

    def of_customer(self, number: str, on: date | None = None) -> tuple[AgreementLine, ...]:
        """Return a customer's agreements, the last to begin first, those of files merged into theirs too."""
        with self._store.read() as session:
            return _lines(agreements_of(session, family_of(session, number)), on or self._around.today())

    def current(self, number: str, on: date | None = None) -> AgreementLine | None:
        """Return the agreement of a customer that is in force on a day, if there is one."""
        return next((line for line in self.of_customer(number, on) if line.in_force), None)

    def warning(self, number: str, on: date | None = None) -> Message | None:
        """Say that a customer's agreement runs out soon, or has run out, with none to follow."""
        with self._store.read() as session:
            known = agreements_of(session, family_of(session, number))
        return warning((each.agreement for each in known), on or self._around.today())

    def running_out(self, on: date | None = None, ahead_days: int = WARN_DAYS) -> tuple[RunningOut, ...]:
        """Return the customers with an open file whose last agreement runs out soon, or has run out, the soonest first.

        One that a person ended is not told of: somebody has decided already.
        """
        day = on or self._around.today()
        with self._store.read() as session:
            return _running_out(session, day, ahead_days)

    def cap(self, agreed_on: date | None = None) -> Cap | None:
        """Return the highest late rate that may be agreed on by the law of a day; None where no law says so."""
        with self._store.read() as session:
            return cap_of(session, agreed_on or self._around.today())

    # ---- noting -----------------------------------------------------------------------------------------------------

    def make(self, request: MakeAgreement) -> Filed:
        """Keep an agreement; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def end(self, request: EndAgreement) -> Filed:
        """Have an agreement hold no more from a day on. Raises `Refused`."""
        return record(self._store, self._around, request)


def _lines(known: Sequence[StoredAgreement], on: date) -> tuple[AgreementLine, ...]:
    now = in_force((each.agreement for each in known), on)
    newest = sorted(known, key=lambda each: (each.agreement.starts_on, each.agreement.agreed_on, each.id), reverse=True)
    return tuple(
        AgreementLine(
            id=each.agreement.id,
            customer=each.agreement.customer,
            agreement=each.agreement,
            who=each.who,
            at=each.at,
            ended_on=each.ended_on,
            why=each.why,
            attachment=each.attachment,
            in_force=now is not None and each.agreement.id == now.id,
            note=each.note,
        )
        for each in newest
    )


def _running_out(session: Session, on: date, ahead_days: int) -> tuple[RunningOut, ...]:
    scope = Scope(None, merged(session))
    soon = {owner: last for owner, last in agreed_through(session, scope).items() if (last - on).days <= ahead_days}
    of_file: dict[int, list[Agreement]] = {}
    for each in agreements_of(session) if soon else ():
        of_file.setdefault(scope.lives(each.customer), []).append(each.agreement)
    found: list[RunningOut] = []
    for line in lines(session, sorted(soon)):
        known, last = of_file[line.id], soon[line.id]
        said = warning(known, on, ahead_days)
        ending = next((each.id for each in known if each.ends_on == last), "")
        if said is not None and not line.closed:
            found.append(RunningOut(line.no, line.name, ending, last, said))
    return tuple(sorted(found, key=lambda each: (each.ends_on, each.customer)))
