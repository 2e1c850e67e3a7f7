"""What the book says of its customers as of a date: the values views answer with, and the sums they are made of.

Amounts are minor units throughout. Where a view has only what is left of items to go by, it reads `Holding`s.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.core.items import ItemKind
from app.core.journal import ACCOUNTS, Held


class Owner(NamedTuple):
    """A customer as lists name them: internal id, number, name, and whether the file is closed."""

    id: int
    number: str
    name: str
    closed: bool = False


class Holding(NamedTuple):
    """An item as of a date: what is left of it, and the terms known by entries dated up to it.

    `amount` is the principal of a lot, the money of a pass, what is open of a charge (see `core.items.Left`). `of` and
    `part` are those of `core.items.Position`, `of_name` is what that charge is called.
    """

    item: int
    customer: int
    kind: ItemKind
    name: str
    on: date
    service: str
    days: int | None
    starts_on: date | None
    price: int
    expires_on: date | None
    due_on: date | None
    amount: int
    bonus: int
    units: int
    written_off: int
    of: int | None = None
    part: str = ""
    of_name: str = ""

    def expired(self, on: date) -> bool:
        """Whether a lot or pass may no longer be used on a date; it may be through its expiry date."""
        return self.expires_on is not None and self.expires_on < on

    @property
    def due(self) -> date:
        """The day a charge is to be paid by."""
        return self.due_on or self.on


# ---- balances -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassLeft:
    """What a customer has left of a service: visits, or (left None) any number of them until a day.

    `left` counts visits on passes past their expiry too, as long as the owner has not expired them; `expired` says how
    many of them these are.
    """

    service: str
    left: int | None
    until: date | None = None
    expired: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """What the shop holds for a customer and what the customer owes.

    `expired` is the principal and bonus of lots past their expiry; it is counted in `principal` and `bonus` as well.
    """

    customer: str
    name: str
    principal: int = 0
    bonus: int = 0
    expired: int = 0
    passes: tuple[PassLeft, ...] = ()
    owed: int = 0
    overdue: int = 0


@dataclass(slots=True)
class _Sum:
    principal: int = 0
    bonus: int = 0
    expired: int = 0
    owed: int = 0
    overdue: int = 0
    visits: dict[str, list[int]] = field(default_factory=dict)
    periods: list[PassLeft] = field(default_factory=list)

    def add(self, holding: Holding, on: date) -> None:
        """Count one item in."""
        match holding.kind:
            case ItemKind.LOT:
                self.principal += holding.amount
                self.bonus += holding.bonus
                if holding.expired(on):
                    self.expired += holding.amount + holding.bonus
            case ItemKind.CHARGE:
                self.owed += holding.amount
                if holding.due < on:
                    self.overdue += holding.amount
            case ItemKind.PASS:
                if holding.units > 0:
                    visits = self.visits.setdefault(holding.service, [0, 0])
                    visits[0] += holding.units
                    visits[1] += holding.units if holding.expired(on) else 0
            case ItemKind.PERIOD:
                if holding.units > 0 and (holding.starts_on or holding.on) <= on and not holding.expired(on):
                    self.periods.append(PassLeft(holding.service, None, holding.expires_on))

    def passes(self) -> tuple[PassLeft, ...]:
        """Return session passes by service, then the period passes that run."""
        visits = (PassLeft(service, left, expired=expired) for service, (left, expired) in self.visits.items())
        return (*visits, *self.periods)


def balances(
    owners: Iterable[Owner], holdings: Iterable[Holding], on: date, held: Mapping[int, Held] | None = None
) -> list[Balance]:
    """Return the balance of each of the owners, in their order.

    `holdings` is all that anything is left of. Where the sums are known, by customer, as `held`, only passes, expired
    lots and overdue charges are needed.
    """
    sums: dict[int, _Sum] = {}
    for holding in holdings:
        found = sums.get(holding.customer)
        if found is None:
            found = sums[holding.customer] = _Sum()
        found.add(holding, on)
    if held is None:
        held = {customer: Held(s.principal, s.bonus, 0, s.owed) for customer, s in sums.items()}
    return [_balance(owner, held.get(owner.id, _NOTHING_HELD), sums.get(owner.id, _NOTHING)) for owner in owners]


_NOTHING = _Sum()
_NOTHING_HELD = Held()


def _balance(owner: Owner, h: Held, s: _Sum) -> Balance:
    passes = s.passes() if s.visits or s.periods else ()
    return Balance(owner.number, owner.name, h.principal, h.bonus, s.expired, passes, h.owed, s.overdue)


# ---- items, one line each -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot of money paid ahead."""

    lot: str
    on: date
    principal: int
    bonus: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A charge: the amount it was made with, what of it is open, and what was sold by it, as far as that is known.

    `disputed` is how much of it the customer disputes, 0 where nothing is in dispute. `of` names the charge whose
    interest, fee or costs it is, and `part` says which; both are blank for all others. `late` is how much is overdue,
    `late_since` the earliest day that was due: of a charge in a payment plan the instalments missed.
    """

    charge: str
    on: date
    due_on: date
    amount: int
    open: int
    written_off: int = 0
    text: str = ""
    disputed: int = 0
    of: str = ""
    part: str = ""
    late: int = 0
    late_since: date | None = None


@dataclass(frozen=True, slots=True)
class PassLine:
    """A session pass (`left` visits) or a period pass (`left` None, `days` from `starts_on`); `value` is money left."""

    lot: str
    service: str
    on: date
    left: int | None
    value: int
    expires_on: date | None
    starts_on: date | None
    days: int | None


def lot_lines(holdings: Iterable[Holding], *, settled: bool) -> list[LotLine]:
    """Return the lots of money; with `settled` those with nothing left too."""
    return [
        LotLine(h.name, h.on, h.amount, h.bonus, h.expires_on)
        for h in holdings
        if h.kind is ItemKind.LOT and (settled or h.amount or h.bonus)
    ]


class Late(NamedTuple):
    """How much of a charge is overdue (minor units), and the earliest day that was due."""

    amount: int = 0
    since: date | None = None


def late_of(holdings: Iterable[Holding], on: date) -> dict[int, Late]:
    """Return what is overdue of charges on a day, by item; one may be given in parts that are due on different days."""
    found: dict[int, Late] = {}
    for each in holdings:
        if each.kind is ItemKind.CHARGE and each.amount > 0 and each.due < on:
            amount, since = found.get(each.item, _IN_TIME)
            found[each.item] = Late(amount + each.amount, min(since or each.due, each.due))
    return found


_IN_TIME = Late()


def charge_lines(
    holdings: Iterable[Holding],
    sold: Mapping[int, str],
    disputed: Mapping[int, int],
    late: Mapping[int, Late],
    *,
    settled: bool,
) -> list[ChargeLine]:
    """Return the charges; with `settled` those with nothing open too.

    `sold` says what was sold, `disputed` how much was put in dispute, `late` what is overdue, by item.
    """
    return [
        ChargeLine(
            charge=h.name,
            on=h.on,
            due_on=h.due,
            amount=h.price,
            open=h.amount,
            written_off=h.written_off,
            text=sold.get(h.item, ""),
            disputed=in_dispute(disputed.get(h.item, 0), h.amount),
            of=h.of_name,
            part=h.part,
            late=late.get(h.item, _IN_TIME).amount,
            late_since=late.get(h.item, _IN_TIME).since,
        )
        for h in holdings
        if h.kind is ItemKind.CHARGE and (settled or h.amount)
    ]


class InDispute(NamedTuple):
    """A charge in dispute, as it is now: the item, whose it is, how much of it was put in dispute, by what and when."""

    item: int
    customer: int
    amount: int
    on: date
    dispute: int
    request: str


def in_dispute(amount: int, left: int) -> int:
    """Return how much of what was put in dispute still is, while so much of the charge is open.

    A charge with nothing open any more is in dispute as it was: somebody still waits for an answer.
    """
    return min(amount, left) if left > 0 else amount


def pass_lines(holdings: Iterable[Holding], on: date, *, settled: bool) -> list[PassLine]:
    """Return session and period passes; with `settled` those used up or run out too."""
    return [
        PassLine(
            h.name,
            h.service,
            h.on,
            h.units if h.kind is ItemKind.PASS else None,
            h.amount,
            h.expires_on,
            h.starts_on,
            h.days,
        )
        for h in holdings
        if h.kind in (ItemKind.PASS, ItemKind.PERIOD) and (settled or _pass_lives(h, on))
    ]


def _pass_lives(holding: Holding, on: date) -> bool:
    ran_out = holding.kind is ItemKind.PERIOD and holding.expired(on)
    return holding.amount > 0 or (holding.units > 0 and not ran_out)


# ---- the ledger of one customer -------------------------------------------------------------------------------------


class Step(NamedTuple):
    """What one entry did to a customer's account."""

    entry: int
    id: str
    on: date
    kind: str
    principal: int
    bonus: int
    owed: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry on a customer's account, and what was held and owed after it.

    `id` is its request id; `text` its description, else its note, else its reason; empty where there is none, or none
    any more.
    """

    entry: int
    id: str
    on: date
    kind: str
    text: str
    principal: int
    bonus: int
    owed: int
    principal_after: int
    bonus_after: int
    owed_after: int


TEXT_FIELDS = ("description", "note", "reason")
"""The free texts an entry may be known by, the best first."""


def shown_text(texts: Mapping[str, str]) -> str:
    """Return the text an entry is known by, or an empty one."""
    return next((texts[name] for name in TEXT_FIELDS if texts.get(name)), "")


def run(steps: Iterable[Step], texts: Mapping[int, Mapping[str, str]], from_: date | None = None) -> list[LedgerLine]:
    """Return the lines of a ledger from a date on, with running figures that count everything before it.

    `steps` come from the first entry on, in the order (date, entry number).
    """
    principal = bonus = owed = 0
    lines: list[LedgerLine] = []
    for step in steps:
        principal += step.principal
        bonus += step.bonus
        owed += step.owed
        if from_ is None or step.on >= from_:
            text = shown_text(texts.get(step.entry, {}))
            deltas = (step.principal, step.bonus, step.owed)
            lines.append(LedgerLine(step.entry, step.id, step.on, step.kind, text, *deltas, principal, bonus, owed))
    return lines


# ---- the trial balance ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrialLine:
    """The net balance of an account, on its debit or its credit side."""

    account: str
    debit: int
    credit: int


def trial_lines(sums: Mapping[str, int], accounts: Sequence[str] = ACCOUNTS) -> list[TrialLine]:
    """Return one line for each account that has a sum (debit positive), in the order of the accounts."""
    return [TrialLine(name, max(sums[name], 0), max(-sums[name], 0)) for name in accounts if name in sums]
