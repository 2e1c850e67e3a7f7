"""What proves a claim: the contents of an evidence pack, and the limitation period with the document behind each step.

Nothing here is legal advice; who brings a claim asks a lawyer. 时效规定 Art. 8: a demand counts once it arrived, or
should have; a letter handed to the post is none. The pack says what is missing rather than looking complete.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.money import Money
from app.core.reminder.limitation import Ground, Interruption, Years, last_day
from app.errors import Message
from app.i18n.mark import N_

WARN_DAYS = (180, 90, 30)
"""How many days before its end a limitation period is pointed out."""


class Part(StrEnum):
    """The parts of an evidence pack, in the order of its contents."""

    AGREEMENT = "agreement"
    CHARGE = "charge"
    PLAN = "plan"
    STATEMENT = "statement"
    PROMISE = "promise"
    PAYMENT = "payment"
    ACKNOWLEDGED = "acknowledged"
    LETTER = "letter"
    CONTACT = "contact"
    CLAIM = "claim"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that proves: what it is, its day, how it is known, and what of it is kept in the book.

    `name` tells it from others, `label` is what people call it (blank: the name). `file` names the attachment or the
    paper stored, blank where there is none. `charges` are those it is about, none of them named for all. For letters
    `delivered_on` is the day of arrival, `tracking` the waybill's number and `receipt` the attachment that proves the
    arrival. `confirmed_on` is when the customer signed or confirmed it. `late` says of a charge that it is not what was
    sold, but the interest, a fee or the costs of paying late.
    """

    part: Part
    name: str
    on: date
    file: str = ""
    amount: int = 0
    charges: tuple[str, ...] = ()
    delivered_on: date | None = None
    tracking: str = ""
    receipt: str = ""
    confirmed_on: date | None = None
    label: Message | None = None
    late: bool = False

    @property
    def shown(self) -> Message | str:
        """What people call it."""
        return self.label or self.name

    def about(self, charge: str) -> bool:
        """Whether it is about a charge."""
        return not self.charges or charge in self.charges


class Entry(NamedTuple):
    """A line of the contents: its number, the document, what it proves, and what is missing of it."""

    number: int
    document: Document
    proves: Message
    missing: tuple[Message, ...]


class Pack(NamedTuple):
    """An evidence pack: its contents in order, and what is missing on the whole."""

    entries: tuple[Entry, ...]
    missing: tuple[Message, ...]


_PROVES = {
    Part.AGREEMENT: N_("What was agreed on {on}"),
    Part.CHARGE: N_("That {amount} was sold on account on {on}"),
    Part.PLAN: N_("That the customer agreed on {on} to pay {amount} by instalments"),
    Part.STATEMENT: N_("That {amount} was owed by the statement of {on}"),
    Part.PROMISE: N_("That the customer promised on {on} to pay {amount}"),
    Part.PAYMENT: N_("That {amount} was paid on {on}"),
    Part.ACKNOWLEDGED: N_("That the customer admitted the debt on {on}"),
    Part.LETTER: N_("That {amount} was asked for by a letter of {on}"),
    Part.CONTACT: N_("That the customer was asked to pay on {on}"),
    Part.CLAIM: N_("That the claim was brought before a court on {on}"),
    Part.OTHER: N_("A document of {on}"),
}


_LATE = N_("That {amount} was charged on {on} for paying late")


def contents(documents: Iterable[Document], charges: Iterable[str]) -> Pack:
    """Return the contents of a pack for some charges: by parts, then by day; what is about others is left out."""
    wanted = tuple(dict.fromkeys(charges))
    kept = [each for each in documents if not each.charges or any(each.about(charge) for charge in wanted)]
    kept.sort(key=lambda each: (list(Part).index(each.part), each.on, each.name))
    entries = tuple(Entry(number, each, _proves(each), tuple(_gaps(each))) for number, each in enumerate(kept, start=1))
    return Pack(entries, tuple(_missing(kept, wanted)))


def _proves(document: Document) -> Message:
    text = _LATE if document.late else _PROVES[document.part]
    values = {"on": document.on, "amount": Money(document.amount)}
    return Message(text, {name: value for name, value in values.items() if f"{{{name}}}" in text})


NO_COPY = N_("There is no copy of {name} in the book.")
"""What is said of every document nothing of which is kept: of most sales, so that lists may gather them."""


def _gaps(document: Document) -> Iterator[Message]:
    if not document.file:
        yield Message(NO_COPY, {"name": document.shown})
    if document.part is Part.LETTER:
        if document.delivered_on is None:
            yield Message(
                N_("Nothing says that {name} arrived: it starts no limitation period anew."), {"name": document.shown}
            )
        elif not document.receipt:
            yield Message(N_("{name} has no proof of arrival; add the receipt."), {"name": document.shown})
        if not document.tracking:
            yield Message(N_("{name} has no tracking number."), {"name": document.shown})
    if document.part in (Part.STATEMENT, Part.PLAN, Part.AGREEMENT) and document.confirmed_on is None:
        yield Message(
            N_("The customer has not confirmed {name}; silence is no confirmation."), {"name": document.shown}
        )


def _missing(documents: Iterable[Document], charges: Iterable[str]) -> Iterator[Message]:
    known = tuple(documents)
    if not any(each.part is Part.AGREEMENT for each in known):
        yield Message(N_("There is no agreement in the pack."))
    for charge in charges:
        if not any(each.part is Part.CHARGE and charge in each.charges for each in known):
            yield Message(N_("Nothing in the pack proves the charge {charge}."), {"charge": charge})
    if not any(each.part is Part.LETTER and each.delivered_on is not None for each in known):
        yield Message(N_("There is no demand in the pack that arrived."))


# ---- the clock of the law -------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """A charge as the law's clock sees it: when it was due; of a debt by instalments, when the last of them is.

    `sold_due_on` is when it was due as it was sold, None where that has not changed since.
    """

    charge: str
    due_on: date
    last_due_on: date | None = None
    sold_due_on: date | None = None


class Proof(NamedTuple):
    """Something that started the time anew, with the number of the document that proves it (`Document.name`).

    `counted` is false for what came too late or moved nothing; `proven` false where nothing kept proves it.
    """

    on: date
    ground: Ground
    document: str
    counted: bool
    proven: bool


class Clock(NamedTuple):
    """A claim's limitation period on a day: from when it counts, what started it anew, and when it ends.

    `last_on` is the last day by all that is known, `proven_on` by what is proven alone; `days_left` may be negative.
    """

    charge: str
    starts_on: date
    last_on: date
    proven_on: date
    days_left: int
    proofs: tuple[Proof, ...]


def clock(claim: Claim, documents: Iterable[Document], years: Years, on: date) -> Clock:
    """Return how long a claim is enforced, and the document behind each interruption, in the order of their days.

    A later due date is proven by a signed plan alone; without one what is proven counts from the day it was due first.
    """
    starts_on = max(claim.due_on, claim.last_due_on or claim.due_on)
    known = tuple(documents)
    found = sorted(interruptions(claim.charge, known, on), key=lambda each: (each[0], each[1].name))
    last_on = last_day(starts_on, [each for each, _ in found], years)
    signed = any(each.part is Part.PLAN and each.file and each.about(claim.charge) for each in known)
    proven_from = starts_on if signed else min(starts_on, claim.sold_due_on or starts_on)
    proven_on = last_day(proven_from, [each for each, document in found if _is_proven(document)], years)
    proofs = []
    before = last_day(starts_on, [], years)
    for count, (each, document) in enumerate(found, start=1):
        after = last_day(starts_on, [one for one, _ in found[:count]], years)
        proofs.append(Proof(each.on, each.ground, document.name, after > before, _is_proven(document)))
        before = after
    return Clock(claim.charge, starts_on, last_on, proven_on, (last_on - on).days, tuple(proofs))


def interruptions(charge: str, documents: Iterable[Document], on: date) -> Iterator[tuple[Interruption, Document]]:
    """Yield what started the time of a charge anew up to a day, with the document behind it."""
    for document in documents:
        found = _interruption(document)
        if found is not None and found.on <= on and document.about(charge):
            yield found, document


_GROUNDS = {
    Part.LETTER: Ground.DEMAND,
    Part.CONTACT: Ground.DEMAND,
    Part.PAYMENT: Ground.PART_PAYMENT,
    Part.STATEMENT: Ground.CONSENT,
    Part.PLAN: Ground.CONSENT,
    Part.PROMISE: Ground.CONSENT,
    Part.ACKNOWLEDGED: Ground.CONSENT,
    Part.CLAIM: Ground.CLAIM,
}


def _interruption(document: Document) -> Interruption | None:
    """Return what a document does to the clock: a letter by arriving, a payment, or what the customer agreed to."""
    match document.part:
        case Part.LETTER:
            on = document.delivered_on
        case Part.STATEMENT:
            on = document.confirmed_on
        case Part.PLAN | Part.PROMISE | Part.ACKNOWLEDGED:
            on = document.confirmed_on or document.on
        case _:
            on = document.on
    ground = _GROUNDS.get(document.part)
    return None if on is None or ground is None else Interruption(on, ground)


def _is_proven(document: Document) -> bool:
    """Whether what is kept proves it: the receipt of a letter, the signed or stored paper of anything else."""
    return bool(document.receipt) if document.part is Part.LETTER else bool(document.file)


def warning(found: Clock, on: date) -> Message | None:
    """Say that a claim soon becomes too old to be enforced, or that it has; None while there is time."""
    values = {"charge": found.charge, "on": found.last_on, "days": found.days_left}
    if on > found.last_on:
        text = N_("{charge} could be enforced through {on} only; what the customer agrees to pay now still counts.")
        return Message(text, {"charge": found.charge, "on": found.last_on})
    if found.days_left <= max(WARN_DAYS):
        text = N_("{charge} can be enforced through {on}, for {days} days, if nothing starts the time anew.")
        return Message(text, values)
    if (found.proven_on - on).days <= max(WARN_DAYS):
        text = N_("By what is proven {charge} can be enforced through {on} only; add the receipts that are missing.")
        return Message(text, {"charge": found.charge, "on": found.proven_on})
    return None
