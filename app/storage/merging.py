"""Two files of one customer made one, and parted again: what the journal's merging does to the files themselves.

The customer's cards go along, so that scanning one opens the file that lives on, and so does what stops sales to them.
What is read or written here goes straight to the tables: files that wait to be written must be written before.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.account import Terms
from app.core.cards import card_key
from app.core.customer import Card, Change, CustomerFile, changes, read_cards
from app.core.holds import carried, parted
from app.storage import tables as t
from app.storage.customers import Author, FileRows, StoredFile, load_by_id, log_rows, write_files

_MERGES = "counterbook_merges"

KeyMaker = Callable[[CustomerFile], str]
"""Makes the key a file is found by."""


class _Rewritten(NamedTuple):
    """A file before and after, and whether it is another one it was merged into."""

    old: StoredFile
    new: StoredFile
    merged: tuple[Change, ...] = ()


def close_as_merged(
    session: Session, gone: int, into: int, author: Author, key: KeyMaker, on: date
) -> tuple[Terms, ...]:
    """Close a file whose account has moved into another one and say so in it; return the new terms of both."""
    old, survivor = load_by_id(session, gone), load_by_id(session, into)
    new = old._replace(file=replace(old.file, closed=True, cards=()), merged_into=into)
    kept = carried(old.file, survivor.file, on)
    kept = replace(kept, cards=(*kept.cards, *old.file.cards))
    rewritten = [_Rewritten(old, new, (Change("merged_into", "", survivor.file.no),))]
    if kept != survivor.file:
        rewritten.append(_Rewritten(survivor, survivor._replace(file=kept)))
    return _save(session, rewritten, author, key)


def reopen_merged(session: Session, gone: int, author: Author, merge: str, key: KeyMaker) -> tuple[Terms, ...]:
    """Open a file again whose merging (by the request `merge`) has been reversed; return the new terms of both.

    The cards and holds that came with it go back to it as they are now, from the file they have come to by later
    mergings, too.
    """
    old = load_by_id(session, gone)
    into = load_by_id(session, old.merged_into or gone)
    survivor = _survivor(session, into)
    named = {card_key(card.no) for card in _cards_before(session, gone, merge)}
    back = tuple(card for card in survivor.file.cards if card_key(card.no) in named)
    mine, its = parted(old.file, survivor.file, _changed_by(session, survivor.id, merge))
    new = old._replace(file=replace(mine, closed=False, cards=(*mine.cards, *back)), merged_into=None)
    rewritten = [_Rewritten(old, new, (Change("merged_into", into.file.no, ""),))]
    its = replace(its, cards=tuple(card for card in its.cards if card not in back))
    if its != survivor.file:
        rewritten.insert(0, _Rewritten(survivor, survivor._replace(file=its)))
    return _save(session, rewritten, author, key)


def _survivor(session: Session, file: StoredFile) -> StoredFile:
    """Return the file a file's cards have gone to, through all its mergings."""
    while file.merged_into is not None:
        file = load_by_id(session, file.merged_into)
    return file


def _cards_before(session: Session, customer: int, merge: str) -> tuple[Card, ...]:
    """Return the cards a file had before it was merged, as its log has them."""
    c = t.file_change.c
    logged = select(c.old).where(c.customer_id == customer, c.request_id == merge, c.field == "cards")
    return read_cards(session.execute(logged.order_by(c.id)).scalars().first() or "")


def _changed_by(session: Session, customer: int, merge: str) -> set[str]:
    """Return the fields of a file that a merging changed, as its log has them."""
    c = t.file_change.c
    return set(session.execute(select(c.field).where(c.customer_id == customer, c.request_id == merge)).scalars())


def _save(session: Session, rewritten: list[_Rewritten], author: Author, key: KeyMaker) -> tuple[Terms, ...]:
    rows = FileRows()
    for old, new, merged in rewritten:
        rows.changed[new.id] = (new, key(new.file))
        rows.changes += log_rows(new.id, [*merged, *changes(old.file, new.file)], author)
    write_files(session, rows)
    session.info[_MERGES] = merges_in(session) + 1
    return tuple(new.terms for _, new, _ in rewritten)


def merges_in(session: Session) -> int:
    """Return how many files this session has closed as merged or opened again; what was read before is then stale."""
    return int(session.info.get(_MERGES, 0))
