"""How long the law has a shop keep what it knows of a customer, and from when on the person may be erased.

Every figure is a row of the rule pack with its source; a pack without one asks for nothing. Amounts are never erased,
so what the law says of accounts bars no erasure: it only says until when the amounts themselves would be needed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from app.core.lawpack import LawPack, LegalValue
from app.core.money import Money
from app.errors import Message
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is true of a customer on a day. Amounts in minor units.

    `last_on` is the day of the last entry about them, or of their file where there is none; `held` what the shop holds
    for them, passes included, `owed` what they owe. `disputed` and `in_case`: a dispute or a case about them is open.
    `id_kept` says that the shop had to keep their ID, `units_left` that a pass has visits left though no money.
    """

    last_on: date
    held: int = 0
    owed: int = 0
    disputed: bool = False
    in_case: bool = False
    id_kept: bool = False
    units_left: bool = False


class Reason(NamedTuple):
    """Why something is kept until a day: the row of the rule pack, None where the shop has set it itself."""

    until: date
    message: Message
    row: LegalValue | None = None


@dataclass(frozen=True, slots=True)
class Erasable:
    """The person may be erased now. `amounts_until`: how long the law has the amounts kept, which stay anyway."""

    amounts_until: Reason | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """The person may be erased after a day, `until`; the file can be set aside before that, and only be stored."""

    until: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Something must be settled with the customer first, whatever the law says: what, in sentences."""

    messages: tuple[Message, ...]


Answer: TypeAlias = Erasable | NotYet | Unsettled

RULES = ("record_years", "limitation_years", "id_record_years", "accounting_years")
"""The rows of a rule pack that say how long something is kept."""

MAX_YEARS = 50
"""The longest time a shop may set for itself, in years."""


def erasable(standing: Standing, on: date, pack: LawPack, own_years: int = 0) -> Answer:
    """Say whether a customer may be erased on a day; `own_years` is what the shop keeps beyond what the law asks for.

    Years run from the last entry; the last day of the longest of them still bars, the next one does not.
    """
    open_matters = tuple(_open(standing))
    if open_matters:
        return Unsettled(open_matters)
    reasons = tuple(sorted(_reasons(standing, on, pack, own_years), key=lambda each: each.until, reverse=True))
    barring = tuple(each for each in reasons if each.until >= on)
    if barring:
        return NotYet(barring[0].until, barring)
    return Erasable(_amounts(standing, on, pack))


def _open(standing: Standing) -> Iterable[Message]:
    if standing.held:
        text = N_("The shop still holds {amount} for this customer; pay it back or use it up first.")
        yield Message(text, {"amount": Money(standing.held)})
    if standing.units_left:
        yield Message(N_("There are visits left on a pass of this customer; use or expire them first."))
    if standing.owed:
        text = N_("This customer still owes {amount}; take the payment or write it off first.")
        yield Message(text, {"amount": Money(standing.owed)})
    if standing.disputed:
        yield Message(N_("A dispute of this customer is open; end it first."))
    if standing.in_case:
        yield Message(N_("A case against this customer is open; close it first."))


def _reasons(standing: Standing, on: date, pack: LawPack, own_years: int) -> Iterable[Reason]:
    rules = [
        ("record_years", N_("Records of what customers bought and used are kept until {on} ({source}).")),
        ("limitation_years", N_("Claims about the last entry can be brought until {on} ({source}).")),
    ]
    if standing.id_kept:
        rules.append(("id_record_years", N_("Name and ID of who bought a card are kept until {on} ({source}).")))
    for rule, text in rules:
        row = pack.value(rule, on)
        if row is not None:
            until = years_later(standing.last_on, row.value)
            yield Reason(until, Message(text, {"on": until, "source": row.source}), row)
    if own_years:
        until = years_later(standing.last_on, own_years)
        yield Reason(until, Message(N_("The shop itself keeps its files until {on}."), {"on": until}))


def _amounts(standing: Standing, on: date, pack: LawPack) -> Reason | None:
    row = pack.value("accounting_years", on)
    if row is None:
        return None
    until = years_later(date(standing.last_on.year, 12, 31), row.value)
    text = N_("The amounts stay; accounts are kept until {on} ({source}).")
    return Reason(until, Message(text, {"on": until, "source": row.source}), row)


def years_later(day: date, years: int) -> date:
    """Return the same day some years later, 28 February for the 29th; the last of all beyond the calendar."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def due(customers: Iterable[tuple[int, Standing]], on: date, pack: LawPack, own_years: int = 0) -> tuple[int, ...]:
    """Return the customers whose time is over and whom the shop should erase now, the longest waiting first."""
    found = [
        (standing.last_on, customer)
        for customer, standing in customers
        if isinstance(erasable(standing, on, pack, own_years), Erasable)
    ]
    return tuple(customer for _, customer in sorted(found))
