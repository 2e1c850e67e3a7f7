"""What was made of payments and entries, what proves an entry, and all that could be made of one payment."""

from datetime import date, timedelta
from typing import NamedTuple

from app.core import matching, payouts
from app.core.incoming import PayKind
from app.core.payouts import PaidOut
from app.core.requests import Tender
from app.core.short_names import meant
from app.errors import refuse
from app.i18n.mark import N_
from app.services.arrival_lines import PaymentLine, ProposalLine, payment_line
from app.services.arrival_sources import fees_once, payers_known, people_known, recorded_entries, waiting
from app.services.journal import Posted
from app.storage import incoming as stored
from app.storage.arrival_steps import TIE, UNDO, StoredStep, names_beginning, step_by, steps_of_entry
from app.storage.store import Session, Store
from app.storage.tender_entries import explained, tender_entries
from app.storage.views import owners_by_id

__all__ = ["ArrivalSteps", "DoneLine", "PaidOut", "Proof", "StoredStep"]


class DoneLine(NamedTuple):
    """Something that was made of a payment or an entry and still holds; `amount` in minor units.

    `payment` is None where an entry was explained; `customer` and `name` are blank where a payment was put aside.
    """

    step: StoredStep
    on: date
    way: Tender
    amount: int
    payment: PaymentLine | None
    customer: str
    name: str


class Proof(NamedTuple):
    """A payment that proves an entry, or part of it (`step.amount`); without one the entry was explained."""

    step: StoredStep
    payment: PaymentLine | None


class ArrivalSteps:
    """The door to what was made of payments."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def done(self, first: date | None = None, last: date | None = None) -> list[DoneLine]:
        """Return what was made of payments and entries of some days and still holds, the latest first."""
        with self._store.read() as session:
            paid = {each.id: each for each in stored.payments(session, stored.between(first, last))}
            steps = [each for one in paid.values() for each in one.steps if each.what != UNDO]
            cleared = explained(session, first, last)
            entries = {each.step.entry: each for each in cleared}
            steps += [each.step for each in cleared]
            steps = sorted((each for each in steps if not each.undone), key=lambda each: -each.id)
            owners = owners_by_id(session, [each.customer for each in steps if each.customer is not None])
        found = []
        for step in steps:
            payment = paid.get(step.incoming) if step.incoming is not None else None
            owner = owners.get(step.customer) if step.customer is not None else None
            who = (owner.number, owner.name) if owner is not None else ("", "")
            if payment is not None:
                amount = step.amount if step.what == TIE else payment.amount
                found.append(DoneLine(step, payment.on, payment.way, amount, payment_line(payment), *who))
            elif step.entry in entries:
                entry = entries[step.entry]
                found.append(DoneLine(step, entry.on, entry.way, step.amount, None, *who))
        return found

    def proofs(self, entry: int) -> list[Proof]:
        """Return what proves an entry, in the order recorded; what was undone is left out."""
        with self._store.read() as session:
            steps = [each for each in steps_of_entry(session, entry) if not each.undone]
            found = []
            for step in steps:
                paid = stored.payment_numbered(session, step.incoming) if step.incoming is not None else None
                found.append(Proof(step, payment_line(paid) if paid is not None else None))
        return found

    def named(self, typed: str) -> str:
        """Return the whole name of the step whose name begins as typed; raises `Refused` where more than one does."""
        with self._store.read() as session:
            return meant("step", typed, names_beginning(session, typed))

    def posted(self, request: str) -> Posted:
        """Return the entry that a request about a payment recorded."""
        with self._store.read() as session:
            step = step_by(session, request)
        if step is None or step.entry is None:
            refuse("step", N_("step: there is no such step “{step}”."), step=request)
        return Posted(step.entry)

    def payouts(self, first: date | None = None, last: date | None = None) -> list[PaidOut]:
        """Return which payments at the bank, still open, are what payment services paid out. Writes nothing."""
        days = timedelta(days=payouts.MAX_DAYS + payouts.LONGEST)
        early = None if first is None else first - days
        with self._store.read() as session:
            lines = stored.payments(session, stored.between(early, last))
        moved = [
            payouts.Moved(e.way, e.kind, e.on, e.amount, e.fee)
            for e in fees_once(lines)
            if e.way in payouts.SERVICES and not e.ignored
        ]
        if not moved:
            return []
        banked = [e for e in lines if e.way is Tender.BANK and e.kind is PayKind.PAYMENT and not e.ignored]
        return payouts.payouts(waiting([e for e in banked if e.left > 0 and (first is None or e.on >= first)]), moved)

    def candidates(self, number: int) -> list[ProposalLine]:
        """Return all that could be made of a payment, the likeliest first. Writes nothing."""
        with self._store.read() as session:
            paid = stored.payment_numbered(session, number)
            if paid is None:
                refuse("incoming", N_("incoming: there is no payment {number}."), number=number)
            if paid.kind not in (PayKind.PAYMENT, PayKind.REFUND) or not paid.left:
                return []
            return _candidates(session, paid)


def _candidates(session: Session, paid: stored.StoredPayment) -> list[ProposalLine]:
    days = timedelta(days=matching.MAX_DAYS)
    entries = tender_entries(session, [paid.way], paid.on - days, paid.on + days)
    people, living = people_known(session)
    payers = payers_known(session, living)
    found = matching.candidates(waiting([paid])[0], recorded_entries(entries, living), people, payers)
    owners = owners_by_id(session, [each.customer for each in found])
    line = payment_line(paid)
    return [ProposalLine(each, line, owners[each.customer].number, owners[each.customer].name) for each in found]
