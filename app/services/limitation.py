"""How long each charge can be enforced, what started that time anew, and what proves it (not legal advice)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.core.credit.evidence import WARN_DAYS, Claim, Clock, Document, clock, warning
from app.core.items import ItemKind
from app.core.ledger import Holding
from app.core.reminder.limitation import Years, years_by_law
from app.errors import Message
from app.services.desk import Circumstances
from app.services.known import family_of
from app.services.law import load_pack
from app.storage.books import load_book
from app.storage.charge_words import ChargeWords, words_of_items
from app.storage.claim_documents import ClaimCharge, claim_documents
from app.storage.families import Scope, merged
from app.storage.lineage import sold_due
from app.storage.plans import due_parts
from app.storage.reminder_facts import instalments_of
from app.storage.store import Session, Store
from app.storage.views import holdings, owners_by_id

_YEAR = 365


class ClaimClock(NamedTuple):
    """A charge with something open (minor units) and its limitation period on a day.

    `documents` are those the clock names, by name; `warning` says that the time is short, None while there is plenty.
    `text` is what was sold; of interest, a fee or costs (`part`) what was sold by the charge they belong to.
    """

    customer: str
    name: str
    charge: str
    text: str
    on: date
    open: int
    clock: Clock
    documents: Mapping[str, Document]
    warning: Message | None
    part: str = ""


class Limitation:
    """The door to limitation periods, for use by one thread. Where the law pack knows no years there are none."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def of_customer(self, number: str, on: date | None = None) -> list[ClaimClock]:
        """Return the clock of each open charge of a customer, the one that ends first at the head."""
        today = on or self._around.today()
        with self._store.read() as session:
            family = family_of(session, number)
            left = [each for customer in family for each in holdings(session, today, customer=customer)]
            return _clocks(session, left, today)

    def warnings(self, on: date | None = None) -> list[ClaimClock]:
        """Return everybody's charges whose time is short, over, or short by what is proven; fewest days left first."""
        today = on or self._around.today()
        with self._store.read() as session:
            years = years_of(session, today)
            if years is None:
                return []
            latest = today - timedelta(days=max(years.each * _YEAR - max(WARN_DAYS), 0))
            charges = (each for each in holdings(session, today) if each.kind is ItemKind.CHARGE)
            # What was taken over from another book was due long before the day it was entered here.
            left = [each for each in charges if min(each.on, each.due) <= latest]
            found = _clocks(session, left, today)
        return [each for each in found if each.warning is not None]


def years_of(session: Session, on: date) -> Years | None:
    """Return for how many years claims are enforced by the law of the shop's place; None where it knows none."""
    return years_by_law(load_pack(load_book(session).pack), on)


def _clocks(session: Session, left: Collection[Holding], today: date) -> list[ClaimClock]:
    years = years_of(session, today)
    charges = [each for each in left if each.kind is ItemKind.CHARGE and each.amount > 0]
    if years is None or not charges:
        return []
    into = merged(session)
    claims = claims_of(session, charges, into, today)
    wanted = [
        ClaimCharge(each.item, each.name, into.get(each.customer, each.customer), each.on, each.price)
        for each in charges
    ]
    documents = claim_documents(session, wanted, into)
    people = owners_by_id(session, {each.customer for each in wanted})
    words = words_of_items(session, [item for each in charges for item in (each.item, each.of or each.item)])
    found: list[ClaimClock] = []
    for each, wants in zip(charges, wanted, strict=True):
        known = documents[wants.customer]
        counted = clock(claims[each.item], known, years, today)
        proofs = {proof.document for proof in counted.proofs}
        owner, said = people[wants.customer], words.get(each.item)
        found.append(
            ClaimClock(
                customer=owner.number,
                name=owner.name,
                charge=each.name,
                text=words[each.of or each.item].text if said else "",
                on=each.on,
                open=each.amount,
                clock=counted,
                documents={document.name: document for document in known if document.name in proofs},
                warning=_told(warning(counted, today), said),
                part=each.part,
            )
        )
    return sorted(found, key=lambda each: (each.clock.last_on, each.customer, each.charge))


def _told(message: Message | None, said: ChargeWords | None) -> Message | None:
    """Return a sentence about a charge that names it as people know it."""
    if message is None or said is None or "charge" not in message.values:
        return message
    return Message(message.text, {**message.values, "charge": said.text or said.document})


def claims_of(
    session: Session, charges: Sequence[Holding], into: Mapping[int, int], today: date
) -> Mapping[int, Claim]:
    """Return the charges as the law's clock sees them: a debt by instalments counts from the last of them."""
    scope = Scope(None, into).only({into.get(each.customer, each.customer) for each in charges})
    several = instalments_of(session, scope)
    planned = due_parts(session, {each.item: each.amount for each in charges}, today)
    sold = sold_due(session, [each.item for each in charges])
    found: dict[int, Claim] = {}
    for each in charges:
        last_on = several[each.item].last_due_on if each.item in several else None
        parts = planned.get(each.item, ())
        if parts:
            last_on = max(part.last_due_on for part in parts)
        found[each.item] = Claim(each.name, each.due, last_on, None if each.item in several else sold.get(each.item))
    return found
