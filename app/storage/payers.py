"""What payers are known by: every living customer with phones and open charges, in a few selects."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.payers import OpenCharge, Person
from app.storage import tables as t
from app.storage.families import merged
from app.storage.journal import chunks, entry_texts


def people(session: Session) -> tuple[list[Person], Mapping[int, int]]:
    """Return every customer who lives on, and for files merged away whose they are now (internal ids)."""
    living = merged(session)
    c, p = t.customer.c, t.customer_phone.c
    phones: dict[int, list[str]] = defaultdict(list)
    for customer, digits in session.execute(select(p.customer_id, p.digits)):
        phones[living.get(customer, customer)].append(digits)
    charges = _open_charges(session, living)
    rows = session.execute(select(c.id, c.no, c.name).where(c.merged_into.is_(None)))
    found = [
        Person(number, no, name, tuple(dict.fromkeys(phones.get(number, ()))), tuple(charges.get(number, ())))
        for number, no, name in rows
    ]
    return found, living


def _open_charges(session: Session, living: Mapping[int, int]) -> dict[int, list[OpenCharge]]:
    i, b = t.item.c, t.item_balance.c
    statement = (
        select(i.customer_id, i.name, b.amount, b.due_on, i.since_on, i.entry_id)
        .join_from(t.item, t.item_balance, b.item_id == i.id)
        .where(i.is_charge == 1, b.is_open == 1, b.amount > 0)
        .order_by(i.id)
    )
    rows = session.execute(statement).all()
    entries = sorted({row[-1] for row in rows})
    texts = {number: said for chunk in chunks(entries) for number, said in entry_texts(session, chunk).items()}
    found: dict[int, list[OpenCharge]] = defaultdict(list)
    for customer, name, amount, due, since, entry in rows:
        reference = texts.get(entry, {}).get("reference", "")
        charge = OpenCharge(name, amount, date.fromisoformat(due or since), reference)
        found[living.get(customer, customer)].append(charge)
    return found
