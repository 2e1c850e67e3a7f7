"""What the book itself can tell of each point of a prepaid account: pure, facts in, a verdict and its sentence out."""

from datetime import date
from typing import NamedTuple

from app.core.money import Money
from app.core.review_requests import Point, Verdict
from app.errors import Message
from app.i18n.mark import N_

_NAMED = 10  # entries that are named; of more it is said that there are more


class AccountFacts(NamedTuple):
    """What is known of an account as of the day of a round; amounts are minor units.

    `stored` are principal, bonus and passes as the book keeps them, `summed` the same added up from the postings. Of
    top-ups by tenders other than cash, `expected` came within the days that bills tell of, `unproven` of that no
    payment proves, `untold` came on other days. `lots` still hold anything, `with_terms` of them were sold with the
    shop's terms, `papers` are attached to the file.
    """

    stored: tuple[int, int, int] = (0, 0, 0)
    summed: tuple[int, int, int] = (0, 0, 0)
    as_of_sum: int = 0
    expected: int = 0
    unproven: int = 0
    unproven_entries: tuple[int, ...] = ()
    untold: int = 0
    lots: int = 0
    with_terms: int = 0
    papers: int = 0
    expired: int = 0
    soon: int = 0
    soon_on: date | None = None
    owed: int = 0
    overdue: int = 0


class Told(NamedTuple):
    """What the book says of a point."""

    point: Point
    verdict: Verdict
    message: Message


def told(facts: AccountFacts) -> tuple[Told, ...]:
    """Return what the book says of each point it can judge; `Point.OTHER` is for people alone."""
    return (_amounts(facts), _arrived(facts), _terms(facts), _expiry(facts), _charges(facts))


def _amounts(facts: AccountFacts) -> Told:
    if facts.stored != facts.summed:
        text = N_("The book keeps {stored}, its postings come to {summed}; have the whole book proven.")
        values = {"stored": Money(sum(facts.stored)), "summed": Money(sum(facts.summed))}
        return Told(Point.AMOUNTS, Verdict.WRONG, Message(text, values))
    if min(facts.summed) < 0:
        return Told(Point.AMOUNTS, Verdict.WRONG, Message(N_("Something on this account is below zero.")))
    text = N_("The postings come to what the book keeps; {amount} was held on the day.")
    return Told(Point.AMOUNTS, Verdict.RIGHT, Message(text, {"amount": Money(facts.as_of_sum)}))


def _arrived(facts: AccountFacts) -> Told:
    if facts.unproven:
        text = N_("Of {expected} topped up otherwise than in cash, no bill proves {unproven} (entries {entries}).")
        numbers = ", ".join(map(str, facts.unproven_entries[:_NAMED]))
        if len(facts.unproven_entries) > _NAMED:
            numbers += ", …"
        values = {"expected": Money(facts.expected), "unproven": Money(facts.unproven), "entries": numbers}
        return Told(Point.ARRIVED, Verdict.OPEN, Message(text, values))
    if facts.untold:
        text = N_("{amount} came on days of which no bill was read.")
        return Told(Point.ARRIVED, Verdict.OPEN, Message(text, {"amount": Money(facts.untold)}))
    if not facts.expected:
        return Told(Point.ARRIVED, Verdict.NONE, Message(N_("Nothing was topped up otherwise than in cash.")))
    text = N_("All of {expected} topped up otherwise than in cash is proven by bills.")
    return Told(Point.ARRIVED, Verdict.RIGHT, Message(text, {"expected": Money(facts.expected)}))


def _terms(facts: AccountFacts) -> Told:
    if not facts.lots:
        return Told(Point.TERMS, Verdict.NONE, Message(N_("Nothing is left on this account.")))
    values: dict[str, object] = {"n": facts.lots, "with_terms": facts.with_terms, "papers": facts.papers}
    if facts.with_terms < facts.lots:
        text = N_("Sold with the shop’s terms: {with_terms} of {n} lots and passes.")
        return Told(Point.TERMS, Verdict.OPEN, Message(text, values))
    if not facts.papers:
        text = N_("Sold with the shop’s terms: {with_terms} of {n} lots and passes; no signed paper is attached.")
        return Told(Point.TERMS, Verdict.OPEN, Message(text, values))
    text = N_("Sold with the shop’s terms: {with_terms} of {n} lots and passes; papers attached: {papers}.")
    return Told(Point.TERMS, Verdict.RIGHT, Message(text, values))


def _expiry(facts: AccountFacts) -> Told:
    if facts.expired:
        text = N_("{amount} has expired and is still held; extend it or take it out.")
        return Told(Point.EXPIRY, Verdict.OPEN, Message(text, {"amount": Money(facts.expired)}))
    if facts.soon and facts.soon_on is not None:
        text = N_("{amount} expires soon, the first of it on {date}.")
        return Told(Point.EXPIRY, Verdict.RIGHT, Message(text, {"amount": Money(facts.soon), "date": facts.soon_on}))
    return Told(Point.EXPIRY, Verdict.RIGHT, Message(N_("Nothing has expired.")))


def _charges(facts: AccountFacts) -> Told:
    if facts.overdue:
        text = N_("{overdue} is overdue while prepaid money is held.")
        return Told(Point.CHARGES, Verdict.OPEN, Message(text, {"overdue": Money(facts.overdue)}))
    if facts.owed:
        text = N_("{owed} is owed and not due yet.")
        return Told(Point.CHARGES, Verdict.RIGHT, Message(text, {"owed": Money(facts.owed)}))
    return Told(Point.CHARGES, Verdict.RIGHT, Message(N_("Nothing is owed.")))
