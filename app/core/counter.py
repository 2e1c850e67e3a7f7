"""What the counter sees of a customer at one glance: the account, what must not be overlooked, the last entries.

Amounts are minor units throughout, units the visits of passes. Everything here is reckoned from what was read; the day
it is looked at comes in as a date.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import Calendar, Card, CustomerFile
from app.core.items import ItemKind
from app.core.journal import BONUS, PASS, PRINCIPAL, RECEIVABLE, TENDERS, EntryKind, Held, Posting
from app.core.ledger import Balance, ChargeLine, Holding, InDispute, LotLine, PassLine, in_dispute, shown_text

LunarDay = Callable[[int, int, date], date | None]
"""Finds the next day, on a date or later, on which a day (month, day) of the lunar calendar falls; None if unknown."""


# ---- what must not be overlooked ------------------------------------------------------------------------------------


class NoticeKind(StrEnum):
    """What a notice is about."""

    HOLD = "hold"
    HOLD_ALL = "hold_all"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    BIRTHDAY = "birthday"
    NOTE = "note"
    CARD_LOST = "card_lost"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before anything is done for a customer.

    `hold` and `hold_all` (which stops sales paid at once, too): `text` is the reason.
    `overdue`: `amount` since `on`, the earliest due date, `days` ago.
    `disputed`: `amount` of charges the customer disputes, the first `on`, `days` ago. `expired`: money of
    lots (`amount`, since `on`), or `units` of a `service`. `expiring`: the same, through `on`, in `days`; a period pass
    has a service and no units. `birthday`: the day it is kept `on`, in `days`. `note`: `text`. `card_lost`: `text` is
    its number, lost `on`. `merged`: `text` is the number of the file that has the account now.
    """

    kind: NoticeKind
    text: str = ""
    amount: int = 0
    on: date | None = None
    days: int = 0
    service: str = ""
    units: int = 0


class Ahead(NamedTuple):
    """How many days ahead the shop wants to be told of money that expires, and of birthdays."""

    expiring: int
    birthday: int


def notices(
    file: CustomerFile,
    merged_into: str,
    holdings: Sequence[Holding],
    on: date,
    ahead: Ahead,
    lunar: LunarDay,
    disputes: Sequence[InDispute] = (),
) -> tuple[Notice, ...]:
    """Return what must not be overlooked about a customer on a day, the gravest first.

    `file.hold` is the reason of the hold that stands on that day, whatever kind of hold it is.
    `holdings` is what is left of the customer's items on that day, charges in payment plans by instalments. Of a closed
    file only what is still open counts.
    """
    found: list[Notice] = []
    if merged_into:
        found.append(Notice(NoticeKind.MERGED, merged_into))
    if file.hold:
        found.append(Notice(NoticeKind.HOLD, file.hold))
    found += [Notice(NoticeKind.CARD_LOST, card.no, on=card.lost_on) for card in file.cards if _is_missed(card, file)]
    found += _overdue(holdings, on)
    found += _disputed(holdings, disputes, on)
    found += [Notice(NoticeKind.NOTE, note.text) for note in file.notes if note.counter]
    found += _expired(holdings, on)
    found += _expiring(holdings, on, ahead.expiring)
    if not file.closed:
        found += _birthday(file, on, ahead.birthday, lunar)
    return tuple(found)


def _is_missed(card: Card, file: CustomerFile) -> bool:
    """Whether a card is lost and the customer has had no other one since."""
    if card.lost_on is None or card.replaced_by:
        return False
    return not any(other.lost_on is None and (other.since or date.min) >= card.lost_on for other in file.cards)


def _overdue(holdings: Iterable[Holding], on: date) -> list[Notice]:
    late = [h for h in holdings if h.kind is ItemKind.CHARGE and h.amount > 0 and h.due < on]
    if not late:
        return []
    first = min(h.due for h in late)
    return [Notice(NoticeKind.OVERDUE, amount=sum(h.amount for h in late), on=first, days=(on - first).days)]


def disputed_amount(holdings: Iterable[Holding], disputes: Iterable[InDispute]) -> int:
    """Return how much of a customer's charges is in dispute, given what is left of their items, parted or not."""
    left: dict[int, int] = defaultdict(int)
    for holding in holdings:
        left[holding.item] += holding.amount
    return sum(in_dispute(each.amount, left.get(each.item, 0)) for each in disputes)


def _disputed(holdings: Iterable[Holding], disputes: Sequence[InDispute], on: date) -> list[Notice]:
    if not disputes:
        return []
    first = min(each.on for each in disputes)
    amount = disputed_amount(holdings, disputes)
    return [Notice(NoticeKind.DISPUTED, amount=amount, on=first, days=(on - first).days)]


def _expired(holdings: Iterable[Holding], on: date) -> list[Notice]:
    """Return what is past its expiry and waits for the owner; a period pass that has run out needs no decision."""
    gone = [h for h in holdings if h.kind in (ItemKind.LOT, ItemKind.PASS) and h.expired(on) and _holds(h)]
    return _gathered(NoticeKind.EXPIRED, gone, on, lambda h: (h.kind is ItemKind.PASS, h.service))


def _expiring(holdings: Iterable[Holding], on: date, within: int) -> list[Notice]:
    """Return what can be used for a few days more only, by service and last day; what ends first stands first."""
    soon = [
        h
        for h in holdings
        if h.kind is not ItemKind.CHARGE
        and h.expires_on is not None
        and 0 <= (h.expires_on - on).days <= within
        and _holds(h)
    ]
    soon.sort(key=lambda h: h.expires_on or date.max)
    return _gathered(NoticeKind.EXPIRING, soon, on, lambda h: (h.kind, h.service, h.expires_on))


def _holds(holding: Holding) -> bool:
    if holding.kind is ItemKind.LOT:
        return holding.amount + holding.bonus > 0
    return holding.units > 0


def _gathered(
    kind: NoticeKind, holdings: Iterable[Holding], on: date, key: Callable[[Holding], object]
) -> list[Notice]:
    """Return one notice for all lots or passes alike; its day is the earliest expiry among them."""
    alike: dict[object, list[Holding]] = {}
    for holding in holdings:
        alike.setdefault(key(holding), []).append(holding)
    found: list[Notice] = []
    for group in alike.values():
        day = min(h.expires_on or date.max for h in group)
        found.append(
            Notice(
                kind,
                amount=sum(h.amount + h.bonus for h in group),
                on=day,
                days=abs((day - on).days),
                service=group[0].service,
                units=sum(h.units for h in group if h.kind is ItemKind.PASS),
            )
        )
    return found


def _birthday(file: CustomerFile, on: date, within: int, lunar: LunarDay) -> list[Notice]:
    day = next_birthday(file.birthday, file.birthday_calendar, on, lunar)
    if day is None or (day - on).days > within:
        return []
    return [Notice(NoticeKind.BIRTHDAY, on=day, days=(day - on).days)]


def next_birthday(birthday: str, calendar: Calendar, on: date, lunar: LunarDay) -> date | None:
    """Return the next day, on a date or later, on which a birthday (`1990-05-01` or `05-01`) is kept.

    February 29 is kept on the 28th in a year without it: nobody shall be congratulated late.
    """
    if not birthday:
        return None
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    if calendar is Calendar.LUNAR:
        return lunar(month, day, on)
    for year in (on.year, on.year + 1):
        if year > date.max.year:
            return None
        kept = _solar(year, month, day)
        if kept >= on:
            return kept
    return None


def _solar(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


# ---- the last entries -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardLine:
    """An entry on a customer's account as the counter shows it.

    `paid` is the money that came in by `tenders`, negative when it went out. `units` are the visits an entry put on
    passes for a `service`, negative when it took them; without a service when there were several. `due_on` is the
    earliest day by which what the entry put on the account is to be paid, as known now, or the day it moved that to.
    The figures `…_after` count everything up to this entry in the order of dates. `reversed_by` and `reverses` are
    numbers of entries.
    """

    entry: int
    id: str
    on: date
    kind: EntryKind
    text: str
    tenders: tuple[str, ...]
    paid: int
    service: str
    units: int
    principal: int
    bonus: int
    owed: int
    principal_after: int
    bonus_after: int
    owed_after: int
    reversed_by: int | None
    reverses: int | None
    due_on: date | None
    #: Of `units`, those on session passes; a visit on a period pass is not counted down.
    counted: int = 0


class Recent(NamedTuple):
    """An entry as it was recorded; `original` are the facts of the pass use it reverses, if it reverses one.

    `due_on` is the due date it gave to a charge that was there before.
    """

    entry: int
    id: str
    on: date
    kind: EntryKind
    facts: Mapping[str, object]
    reverses: int | None
    reversed_by: int | None
    original: Mapping[str, object] | None
    due_on: date | None = None


class Moved(NamedTuple):
    """A posting of an entry for the customer; `service` and `due_on` of its item, `made` whether the entry made it.

    `counted` says that the item is a session pass.
    """

    posting: Posting
    service: str = ""
    due_on: date | None = None
    made: bool = False
    counted: bool = False


def card_lines(
    entries: Iterable[Recent],
    moved: Mapping[int, Sequence[Moved]],
    texts: Mapping[int, Mapping[str, str]],
    after: Held,
) -> tuple[CardLine, ...]:
    """Return the lines of entries that come newest first; `after` is what was held and owed after the newest."""
    principal, bonus, owed = after.principal, after.bonus, after.owed
    lines: list[CardLine] = []
    for entry in entries:
        legs = moved.get(entry.entry, ())
        text = shown_text(texts.get(entry.entry, {}))
        line = _line(entry, legs, text, Held(principal=principal, bonus=bonus, owed=owed))
        lines.append(line)
        principal -= line.principal
        bonus -= line.bonus
        owed -= line.owed
    return tuple(lines)


def _line(entry: Recent, legs: Sequence[Moved], text: str, after: Held) -> CardLine:
    sums = dict.fromkeys((PRINCIPAL, BONUS, RECEIVABLE), 0)
    paid = 0
    tenders: dict[str, None] = {}
    for posting, *_ in legs:
        if posting.account in sums:
            sums[posting.account] += posting.amount
        elif posting.account in TENDERS:
            paid += posting.amount
            tenders[posting.account.removeprefix("tender.")] = None
    service, units = _visits(entry, legs)
    return CardLine(
        entry=entry.entry,
        id=entry.id,
        on=entry.on,
        kind=entry.kind,
        text=text,
        tenders=tuple(tenders),
        paid=paid,
        service=service,
        units=units,
        principal=-sums[PRINCIPAL],
        bonus=-sums[BONUS],
        owed=sums[RECEIVABLE],
        principal_after=after.principal,
        bonus_after=after.bonus,
        owed_after=after.owed,
        reversed_by=entry.reversed_by,
        reverses=entry.reverses,
        due_on=min((leg.due_on for leg in legs if leg.made and leg.due_on is not None), default=entry.due_on),
        counted=-sum(leg.posting.units for leg in legs if leg.counted and leg.posting.account == PASS),
    )


def _visits(entry: Recent, legs: Iterable[Moved]) -> tuple[str, int]:
    """Return the service of an entry's passes, and the visits it moved.

    A visit on a period pass moves nothing, so how many there were is known from the entry's facts alone.
    """
    facts, sign = (entry.facts, -1) if entry.original is None else (entry.original, 1)
    count = facts.get("count")
    if (entry.kind is EntryKind.PASS_USE or entry.original is not None) and isinstance(count, int):
        return str(facts.get("service", "")), sign * count
    services = {leg.service for leg in legs if leg.posting.account == PASS and leg.posting.item is not None}
    units = -sum(leg.posting.units for leg in legs if leg.posting.account == PASS)
    return (services.pop() if len(services) == 1 else ""), units


# ---- the card -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """A customer at the counter: who it is, what we hold and what they owe, what to know, the last entries.

    `merged_into` is the number of the file that has the account now, blank for none. `credit_limit` None means no
    limit. Lots, passes and charges are those with anything left; `lines` come newest first, and `more` says that there
    are older entries. `disputed` is how much of the charges is in dispute. `hold` is the reason of the hold that
    stands, blank for none, and `hold_all` says that it stops all sales, not just those on account.
    """

    number: str
    name: str
    kind: str
    closed: bool
    merged_into: str
    phones: tuple[str, ...]
    plates: tuple[str, ...]
    tier: str
    tags: tuple[str, ...]
    language: str
    hold: str
    hold_all: bool
    credit_limit: int | None
    terms_days: int
    balance: Balance
    lots: tuple[LotLine, ...]
    passes: tuple[PassLine, ...]
    charges: tuple[ChargeLine, ...]
    notices: tuple[Notice, ...]
    lines: tuple[CardLine, ...]
    has_pin: bool
    more: bool = False
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class Blocker:
    """An entry that must be reversed before another one can be: its number, and what it is known by."""

    entry: int
    id: str
    kind: EntryKind
    on: date
    text: str
