"""Which card is whose: `customer_card` is derived from the files, written beside them, and asked by the scanner."""

import json
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.cards import card_key
from app.core.customer import CustomerFile
from app.storage import tables as t
from app.storage.journal import chunks, iso


def holders(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Return the customers (by internal id) who have cards, by the numbers as they are compared."""
    found: dict[str, int] = {}
    c = t.customer_card.c
    for chunk in chunks(keys):
        rows = session.execute(select(c.no, c.customer_id).where(c.no.in_(chunk)))
        found.update({row[0]: row[1] for row in rows})
    return found


def write_cards(session: Session, files: Iterable[tuple[int, CustomerFile]], changed: Sequence[int] = ()) -> None:
    """Write the cards of some files; `changed` are the customers among them who may have had cards before."""
    for chunk in chunks(changed):
        session.execute(delete(t.customer_card).where(t.customer_card.c.customer_id.in_(chunk)))
    rows = [
        {"no": card_key(card.no), "customer_id": customer, "lost_on": iso(card.lost_on)}
        for customer, file in files
        for card in file.cards
    ]
    if rows:
        session.execute(insert(t.customer_card), rows)


def rebuild_cards(session: Session) -> None:
    """Make the table anew from the files."""
    session.execute(delete(t.customer_card))
    c = t.customer.c
    rows = session.execute(select(c.id, c.file).where(c.file.contains('"cards":', autoescape=True)))
    cards = [
        {"no": no, "customer_id": customer, "lost_on": lost_on}
        for customer, text in rows
        for no, lost_on in cards_in(json.loads(text))
    ]
    if cards:
        session.execute(insert(t.customer_card), cards)


def cards_in(content: dict[str, object]) -> Iterator[tuple[str, str | None]]:
    """Yield number, as it is compared, and day of loss of every card in a file's JSON."""
    rows = content.get("cards", ())
    for card in rows if isinstance(rows, list) else ():
        yield card_key(str(card["no"])), card.get("lost_on")


def load_cards(session: Session) -> dict[int, dict[str, str | None]]:
    """Return all there is in the table: the day each card was lost, by customer and number."""
    found: dict[int, dict[str, str | None]] = {}
    c = t.customer_card.c
    for no, customer, lost_on in session.execute(select(c.no, c.customer_id, c.lost_on)):
        found.setdefault(customer, {})[no] = lost_on
    return found
