"""Charges as people know them: the day, the number on the shop's own papers, what was sold; by the first sale of each.

A merging gives a charge another name and another entry: what was sold is still that of the charge it was before.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.journal import chunks, entry_texts
from app.storage.lineage import first_items
from app.storage.sold import sold_by_item

_I = t.item.c


class ChargeWords(NamedTuple):
    """A charge as people know it: `document` is the shop's own number of it, or that of its entry."""

    on: date
    document: str
    text: str
    entry: int = 0


def charge_words(session: Session, names: Iterable[str]) -> dict[str, ChargeWords]:
    """Return how people know charges, by their names; one there is not is left out."""
    items: dict[int, str] = {}
    for chunk in chunks(sorted(set(names))):
        rows = session.execute(select(_I.id, _I.name).where(_I.is_charge == 1, _I.name.in_(chunk)))
        items.update({row[0]: row[1] for row in rows})
    return {items[item]: words for item, words in words_of_items(session, items).items()}


def words_of_items(session: Session, items: Iterable[int]) -> dict[int, ChargeWords]:
    """Return how people know charges, by their ids."""
    wanted = sorted(set(items))
    first: Mapping[int, int] = first_items(session, wanted)
    every = sorted({first.get(item, item) for item in wanted})
    entries: dict[int, tuple[int, date]] = {}
    for chunk in chunks(every):
        rows = session.execute(select(_I.id, _I.entry_id, _I.since_on).where(_I.id.in_(chunk)))
        entries.update({row[0]: (row[1], date.fromisoformat(row[2])) for row in rows})
    texts = entry_texts(session, sorted({entry for entry, _ in entries.values()}))
    sold = sold_by_item(session, every)
    found: dict[int, ChargeWords] = {}
    for item in wanted:
        origin = first.get(item, item)
        if origin in entries:
            entry, on = entries[origin]
            document = texts.get(entry, {}).get("reference", "") or str(entry)
            found[item] = ChargeWords(on, document, sold.get(origin, ""), entry)
    return found
