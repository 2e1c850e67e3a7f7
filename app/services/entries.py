"""One entry in full: what was recorded, by whom and when, and what it did to each lot and charge.

The counter shows it when somebody opens a line, and takes the line itself from it where only a number is known.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.core.items import Item, ItemKind
from app.core.journal import effects
from app.core.receipt import Occasion, Party
from app.core.requests import SaleLine, Tender
from app.errors import refuse
from app.i18n.mark import N_
from app.storage import receipts as stored
from app.storage.store import Store

__all__ = ["Entries", "EntryDetail", "Moved", "OtherEntry"]


class Moved(NamedTuple):
    """What an entry did to one lot, pass or charge: the change of each part, and the terms it has by this entry.

    `amount` is principal, money on a pass, or what is open; `made` says that the entry made it. `mine` is False for
    the lots another customer got by a transfer.
    """

    kind: ItemKind
    name: str
    on: date
    service: str
    amount: int
    bonus: int
    units: int
    written_off: int
    made: bool
    mine: bool
    expires_on: date | None
    due_on: date | None


class OtherEntry(NamedTuple):
    """Another entry one names: the one it reverses, or the one that reversed it."""

    entry: int
    kind: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """Everything that is known of an entry. `recorded_at` is UTC; money in minor units, what came in positive."""

    entry: int
    id: str
    kind: str
    on: date
    recorded_at: datetime
    staff: str
    customer: Party
    texts: Mapping[str, str]
    lines: tuple[SaleLine, ...]
    tenders: tuple[tuple[Tender, int], ...]
    moves: tuple[Moved, ...]
    list_amount: int | None
    receiver: Party | None
    has_terms: bool
    reverses: OtherEntry | None
    reversed_by: OtherEntry | None
    receipt: str


class Entries:
    """Looking at entries one at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def detail(self, entry: int) -> EntryDetail:
        """Return one entry in full; refused where there is none of that number, or none of a customer's."""
        with self._store.read() as session:
            found = stored.find_entry(session, entry)
            occasion = stored.occasion_of(session, found) if found is not None else None
            if occasion is None:
                refuse("entry", N_("There is no entry {entry}."), entry=entry)
            issued = stored.issued_for(session, entry)
        return _detail(occasion, issued.no if issued is not None else "")


def _detail(occasion: Occasion, receipt: str) -> EntryDetail:
    entry = occasion.entry
    list_amount = entry.facts.get("list_amount")
    tenders = ((tender, sum(p.amount for p in entry.postings if p.account == f"tender.{tender}")) for tender in Tender)
    before, after = occasion.reverses, occasion.reversed_by
    return EntryDetail(
        entry=entry.number,
        id=entry.request,
        kind=entry.kind.value,
        on=entry.on,
        recorded_at=entry.recorded_at,
        staff=occasion.staff,
        customer=occasion.customer,
        texts={name: text for name, text in occasion.texts.items() if name != "lines"},
        lines=_lines(occasion.texts.get("lines", "")),
        tenders=tuple((tender, amount) for tender, amount in tenders if amount),
        moves=tuple(_moves(occasion)),
        list_amount=list_amount if isinstance(list_amount, int) else None,
        receiver=occasion.receiver,
        has_terms=bool(occasion.terms),
        reverses=OtherEntry(before.entry, before.kind.value, before.on) if before is not None else None,
        reversed_by=OtherEntry(after.entry, after.kind.value, after.on) if after is not None else None,
        receipt=receipt,
    )


def _lines(text: str) -> tuple[SaleLine, ...]:
    if not text:
        return ()
    return tuple(SaleLine(str(each["text"]), str(each["quantity"]), int(each["price"])) for each in json.loads(text))


def _moves(occasion: Occasion) -> list[Moved]:
    """Return what changed, item by item, in the order the entry names them; new terms without amounts too."""
    entry = occasion.entry
    terms = {change.item: (change.expires_on, change.due_on) for change in entry.terms}
    moves = []
    changed = effects(entry.postings)
    for item_id in dict.fromkeys([*changed, *terms]):
        item = occasion.items.get(item_id)
        if item is not None:
            amount, bonus, units, written_off = changed.get(item_id, (0, 0, 0, 0))
            expires_on, due_on = terms.get(item_id, (item.expires_on, item.due_on))
            kind, name, on, service = item.kind, item.name, item.on, item.service
            made, mine = item.entry == entry.number, _is_mine(item, occasion)
            moves.append(
                Moved(kind, name, on, service, amount, bonus, units, written_off, made, mine, expires_on, due_on)
            )
    return moves


def _is_mine(item: Item, occasion: Occasion) -> bool:
    return item.customer == occasion.entry.customer
