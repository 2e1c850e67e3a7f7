"""Making a statement out of one reading of a customer's postings.

Nothing is asked for twice: opening, lines, closing, open charges, lots, passes and ageing are all sums of the same
moves, so a statement cannot begin with another figure than the one before it ended with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from app.core.ageing import BUCKETS, AgeingLine, age, parted
from app.core.items import Item, ItemKind, TermChange, terms_on
from app.core.journal import BAD_DEBT, BONUS, DISCOUNT, PASS, PRINCIPAL, RECEIVABLE, ROUNDING, SALES, EntryKind
from app.core.ledger import Holding, Owner
from app.core.owing.plan_dates import Followed
from app.core.past_sales import sold_name
from app.core.receipt import Party, has_receipt
from app.core.statement import (
    AccountLine,
    AccountPart,
    Expiring,
    Flow,
    LastStatement,
    OpenCharge,
    PassPart,
    Period,
    PrepaidLine,
    PrepaidPart,
    Statement,
    StatementKind,
)
from app.core.statement_check import check

__all__ = ["Happening", "Move", "Origin", "Source", "check", "make_statement", "shown"]

# ---- what it is made of ---------------------------------------------------------------------------------------------


class Move(NamedTuple):
    """A posting of the customer's own on an item; `amount` in minor units and `units` are debit positive.

    `against` is the account on the other side of its pair, blank where that is another customer's. `leads` says that
    it stands first in its pair, as the debit did when the pair was made.
    """

    account: str
    item: int
    amount: int
    units: int
    against: str = ""
    leads: bool = True


class Happening(NamedTuple):
    """An entry as far as it moved something of the customer's.

    `meant` is the kind of what a reversal takes back, else the entry's own. `own` says that it is the customer's and
    not another's that touched the account: a transfer received, a file merged into this one.
    """

    entry: int
    id: str
    on: date
    kind: EntryKind
    meant: EntryKind
    own: bool
    reverses: int | None
    moves: tuple[Move, ...]


class Origin(NamedTuple):
    """The sale that made a charge, in whichever file it was then: its entry, and which of its charges this one is."""

    entry: int
    nth: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that one customer's statements are made of, whatever their dates; read in one go by `storage`.

    `happenings` come in the order (date, entry). `items`, `changes` (of terms, by item), `origins` (of charges, by
    item) and `texts` (by entry and field; `service` is what a pass sold is for) hold at least what is needed for
    periods up to the day it was read for. `disputed` are the items of charges in dispute now. `last` is the statement
    issued for the days before those it was read for; None where there is none. `parts` says of charges (by item) that
    belong to others what they are: interest, a fee, or costs. `plans` are the payment plans charges are or were in.
    """

    customer: Owner
    happenings: tuple[Happening, ...] = ()
    items: Mapping[int, Item] = field(default_factory=dict)
    changes: Mapping[int, Sequence[TermChange]] = field(default_factory=dict)
    origins: Mapping[int, Origin] = field(default_factory=dict)
    texts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    disputed: frozenset[int] = frozenset()
    last: LastStatement | None = None
    parts: Mapping[int, str] = field(default_factory=dict)
    plans: Sequence[Followed] = ()


# ---- the statement --------------------------------------------------------------------------------------------------


def make_statement(
    source: Source, period: Period, kind: StatementKind, *, expiring_days: int, made_on: date
) -> Statement:
    """Return a customer's statement for a period, by entries dated up to its end alone.

    `expiring_days` is how long ahead what expires is listed; `made_on` the day up to which later payments are told.
    """
    view = _View(source, period)
    holdings = view.holdings()
    charges = view.charges(holdings)
    owner = source.customer
    aged = age([owner], parted(holdings, source.plans, period.end), period.end)
    nothing = AgeingLine(owner.number, owner.name, 0, 0, (0,) * (len(BUCKETS) + 1), 0)
    return Statement(
        customer=Party(owner.number, owner.name),
        period=period,
        kind=kind,
        account=view.account(),
        charges=tuple(charge for _, charge in charges),
        prepaid=PrepaidPart(
            principal=view.money(PRINCIPAL),
            bonus=view.money(BONUS),
            lines=view.prepaid_lines(),
            passes=view.passes(),
            expired=sum(h.amount + h.bonus for h in holdings if h.kind is ItemKind.LOT and h.expired(period.end)),
        ),
        expiring=_expiring(holdings, period.end, expiring_days),
        ageing=aged[0] if aged else nothing,
        paid_since=_paid_since(source, {item for item, _ in charges}, period.end, made_on),
        disputed=tuple(charge.charge for item, charge in charges if item in source.disputed),
    )


class _View:
    """A customer's postings as they were known at the end of a period."""

    def __init__(self, source: Source, period: Period) -> None:
        self._source = source
        self._period = period
        self._known = [happening for happening in source.happenings if happening.on <= period.end]
        self._undone = {each.reverses: each.entry for each in self._known if each.reverses is not None}

    # ---- what is owed -----------------------------------------------------------------------------------------------

    def account(self) -> AccountPart:
        """Return what was owed before, what moved it, and what is owed at the end, which is summed by itself."""
        opening = balance = closing = 0
        due = self._first_due()
        lines: list[AccountLine] = []
        for each in self._known:
            closing += sum(move.amount for move in each.moves if move.account == RECEIVABLE)
            debit, credit = _owed(each)
            balance += debit - credit
            if each.on < self._period.start:
                opening = balance
            elif debit or credit:
                line = (*self._head(each), debit, credit, balance, due.get(each.entry), each.reverses)
                lines.append(AccountLine(*line, self._undone.get(each.entry), _discount(each)))
        return AccountPart(opening, tuple(lines), closing)

    def _head(self, each: Happening) -> tuple[int, str, date, EntryKind, str, str]:
        texts = self._source.texts.get(each.entry, {})
        reference = texts.get("reference", "") if each.own else ""
        return each.entry, each.id, each.on, each.kind, shown(each.meant, texts, own=each.own), reference

    def _first_due(self) -> dict[int, date]:
        """Return the earliest due date of the charges each entry made."""
        found: dict[int, date] = {}
        for item in self._source.items.values():
            if item.is_charge:
                _, due_on = self._terms(item)
                due = due_on or item.on
                found[item.entry] = min(found.get(item.entry, due), due)
        return found

    def _terms(self, item: Item) -> tuple[date | None, date | None]:
        return terms_on(item, self._source.changes.get(item.id, ()), self._period.end)

    def charges(self, holdings: Iterable[Holding]) -> list[tuple[int, OpenCharge]]:
        """Return the charges open at the end with their items, earliest due first, then oldest."""
        found: list[tuple[tuple[date, date, int], int, OpenCharge]] = []
        for h in holdings:
            if h.kind is not ItemKind.CHARGE or not h.amount:
                continue
            item = self._source.items[h.item]
            origin = self._source.origins.get(h.item, Origin(item.entry))
            texts = self._source.texts.get(origin.entry, {})
            part = self._source.parts.get(h.item, "")
            charge = OpenCharge(
                h.name,
                item.entry,
                h.on,
                h.due,
                shown(EntryKind.INTEREST if part else EntryKind.SALE, texts),
                texts.get("reference", ""),
                h.price,
                h.amount,
                origin.nth,
                origin.of,
                part,
            )
            found.append(((h.due, h.on, h.item), h.item, charge))
        return [(item, charge) for _, item, charge in sorted(found)]

    def holdings(self) -> list[Holding]:
        """Return what is left of items at the end, in the order they were made, with the terms known by then."""
        left: dict[int, list[int]] = {}
        for each in self._known:
            for account, item, amount, units, *_ in each.moves:
                if account in _LEFT:
                    place, sign = _LEFT[account]
                    sums = left.setdefault(item, [0, 0, 0])
                    sums[place] += sign * amount
                    sums[2] -= units
        return [self._holding(self._source.items[item], sums) for item, sums in sorted(left.items()) if any(sums)]

    def _holding(self, item: Item, sums: Sequence[int]) -> Holding:
        amount, bonus, units = sums
        expires_on, due_on = self._terms(item)
        head = (item.id, item.customer, item.kind, item.name, item.on, item.service, item.days, item.starts_on)
        return Holding(*head, item.price, expires_on, due_on, amount, bonus, units, 0)

    # ---- what is held -----------------------------------------------------------------------------------------------

    def money(self, account: str) -> Flow:
        """Return how the principal or the bonus of all lots moved."""
        steps = (
            _Step(each.on, _role(each.meant, move), -move.amount)
            for each in self._known
            for move in each.moves
            if move.account == account
        )
        return _flow(steps, self._period.start)

    def prepaid_lines(self) -> tuple[PrepaidLine, ...]:
        """Return what each entry did to principal and bonus."""
        principal = bonus = 0
        lines: list[PrepaidLine] = []
        for each in self._known:
            out, into = _debit_credit(each, PRINCIPAL)
            bonus_out, bonus_into = _debit_credit(each, BONUS)
            principal += into - out
            bonus += bonus_into - bonus_out
            if each.on >= self._period.start and (out or into or bonus_out or bonus_into):
                moved = (out, into, principal, bonus_out, bonus_into, bonus)
                lines.append(PrepaidLine(*self._head(each), *moved, each.reverses, self._undone.get(each.entry)))
        return tuple(lines)

    def passes(self) -> tuple[PassPart, ...]:
        """Return the passes that could be used in the period or moved in it, in the order they were made."""
        moved: dict[int, list[tuple[Happening, Move]]] = {}
        for each in self._known:
            for move in each.moves:
                if move.account == PASS and move.units:
                    moved.setdefault(move.item, []).append((each, move))
        parts = (
            self._pass(self._source.items[item], moves) for item, moves in sorted(moved.items()) if self._has(item)
        )
        return tuple(part for part in parts if part is not None)

    def _has(self, item: int) -> bool:
        return item in self._source.items

    def _pass(self, item: Item, moves: Sequence[tuple[Happening, Move]]) -> PassPart | None:
        start = self._period.start
        expires_on, _ = self._terms(item)
        flow = _flow((_Step(each.on, _role(each.meant, move), -move.units) for each, move in moves), start)
        if item.kind is ItemKind.PASS:
            return None if flow.is_empty else PassPart(item.name, item.service, item.on, expires_on, flow)
        # A visit on a period pass goes in and out of it at once: its first posting says how many there were.
        visits = sum(
            move.units for each, move in moves if each.meant is EntryKind.PASS_USE and move.leads and each.on >= start
        )
        ran_out = expires_on is not None and expires_on < start
        moved = any(flow[1:-1])
        if not visits and not moved and (ran_out or not flow.opening):
            return None
        if not flow.closing and expires_on is not None:  # given back or moved on: it was good until then
            expires_on = min(expires_on, max(each.on for each, _ in moves))
        return PassPart(item.name, item.service, item.on, expires_on, None, visits, item.starts_on)


_LEFT: Mapping[str, tuple[int, int]] = MappingProxyType(
    {RECEIVABLE: (0, 1), PRINCIPAL: (0, -1), BONUS: (1, -1), PASS: (0, -1)}
)
"""Where the amount of a posting counts in what is left of its item, and with which sign."""


def _owed(each: Happening) -> tuple[int, int]:
    """Return what an entry charged and what it paid or credited.

    Money that comes in for what had been written off counts on both sides: the claim stands again, and is paid.
    """
    debit, credit = _debit_credit(each, RECEIVABLE)
    if each.meant is EntryKind.PAYMENT:
        recovered = sum(abs(move.amount) for move in each.moves if move.account == BAD_DEBT)
        return debit + recovered, credit + recovered
    return debit, credit


def _discount(each: Happening) -> int:
    """Return what a payment paid off without money: discount and rounding. Bonus settles what is owed as money does."""
    if each.meant is not EntryKind.PAYMENT:
        return 0
    given_up = (move for move in each.moves if move.account == RECEIVABLE and move.against in (DISCOUNT, ROUNDING))
    return sum(abs(move.amount) for move in given_up)


def _debit_credit(each: Happening, account: str) -> tuple[int, int]:
    debit = credit = 0
    for move in each.moves:
        if move.account == account:
            if move.amount > 0:
                debit += move.amount
            else:
                credit -= move.amount
    return debit, credit


# ---- flows ----------------------------------------------------------------------------------------------------------


class _Step(NamedTuple):
    on: date
    role: str
    change: int


_OUT = ("used", "expired", "paid_back")
"""The parts of a flow that are counted as they go out."""

_ROLES: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.TOP_UP: "came_in",
        EntryKind.OPENING: "came_in",
        EntryKind.PAYMENT: "came_in",
        EntryKind.REFUND: "paid_back",
        EntryKind.EXPIRE: "expired",
        EntryKind.TRANSFER: "moved",
        EntryKind.MERGE: "moved",
    }
)
"""Where in a flow an entry of a kind counts; all others use something, or give back what was used."""


def _role(meant: EntryKind, move: Move) -> str:
    """Return where a move counts. Of a refund only what went out is paid back: bonus lapses, what is kept is used."""
    if meant is EntryKind.REFUND and move.account == BONUS:
        return "expired"
    if meant is EntryKind.REFUND and move.account == PRINCIPAL and move.against == SALES:
        return "used"
    if meant is EntryKind.PASS_SALE and move.account == PASS:
        return "came_in"
    return _ROLES.get(meant, "used")


def _flow(steps: Iterable[_Step], start: date) -> Flow:
    opening = closing = 0
    parts = dict.fromkeys(("came_in", *_OUT, "moved"), 0)
    for on, role, change in steps:
        closing += change
        if on < start:
            opening += change
        else:
            parts[role] += -change if role in _OUT else change
    return Flow(opening=opening, closing=closing, **parts)


# ---- what is told besides -------------------------------------------------------------------------------------------


def _expiring(holdings: Iterable[Holding], end: date, days: int) -> tuple[Expiring, ...]:
    """Return what is left at the end and may be used for so many days more at most; what ends first stands first."""
    soon = [
        (h.expires_on, h.item, h)
        for h in holdings
        if h.kind is not ItemKind.CHARGE and h.expires_on is not None and 0 <= (h.expires_on - end).days <= days
    ]
    return tuple(
        Expiring(
            h.name,
            h.service,
            expires_on,
            h.amount if h.kind is ItemKind.LOT else 0,
            h.bonus,
            h.units if h.kind is ItemKind.PASS else None,
        )
        for expires_on, _, h in sorted(soon)
        if (h.amount or h.bonus if h.kind is ItemKind.LOT else h.units)
    )


def _paid_since(source: Source, charges: set[int], end: date, made_on: date) -> int:
    """Return what was paid after the period on the charges that were open at its end, discounts included."""
    return -sum(
        move.amount
        for each in source.happenings
        if end < each.on <= made_on and each.meant in (EntryKind.PAYMENT, EntryKind.SETTLE)
        for move in each.moves
        if move.account == RECEIVABLE and move.item in charges
    )


def shown(kind: EntryKind, texts: Mapping[str, str], *, own: bool = True) -> str:
    """Return what a customer knows an entry by: what was sold, else the remark on its receipt; blank for neither.

    What only the shop is to read, such as why a debt was written off, or another customer's remark, is never shown.
    `kind` is that of what was reversed where the texts are a reversal's.
    """
    if not own:
        return ""
    if kind is EntryKind.INTEREST:
        return texts.get("reason", "")  # what costs are, which the customer may ask
    sold = sold_name(texts, texts.get("service", ""))
    if sold or not has_receipt(kind):
        return sold
    return texts.get("note") or texts.get("reason", "")
