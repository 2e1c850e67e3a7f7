"""What payers are known by: every living customer with phones and open charges, and whose money came before."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.payers import OpenCharge, Person
from app.core.requests import Tender
from app.storage import tables as t
from app.storage.families import merged
from app.storage.incoming import StoredPayment
from app.storage.journal import chunks, entry_texts
from app.storage.kept_rows import Signed, add_signed

_Y = t.payer.c


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


class StoredPayer(NamedTuple):
    """Whose money comes by a way from an account or under a name."""

    id: int
    customer: int
    way: Tender
    name: str
    account: str


def remembered_payers(session: Session) -> list[StoredPayer]:
    """Return all payers that are remembered."""
    rows = session.execute(select(_Y.id, _Y.customer_id, _Y.way, _Y.name, _Y.account).order_by(_Y.id))
    return [StoredPayer(number, customer, Tender(way), name, account) for number, customer, way, name, account in rows]


def remember_payer(session: Session, customer: int, paid: StoredPayment, by: Signed) -> None:
    """Remember who paid, unless that is known of this customer already, or nothing is known of the payer."""
    name, account = str(paid.said.get("name", "")), str(paid.said.get("account", ""))
    if not name and not account:
        return
    values: dict[str, object] = {"customer_id": customer, "way": paid.way.value, "name": name, "account": account}
    same = [t.payer.c[column] == value for column, value in values.items()]
    if session.execute(select(_Y.id).where(*same)).first() is None:
        add_signed(session, t.payer, values, by)


def forget_payer(session: Session, number: int) -> int | None:
    """Take a payer out; return whose they were, None where there is none of that number."""
    customer = session.execute(select(_Y.customer_id).where(_Y.id == number)).scalar_one_or_none()
    if customer is not None:
        session.execute(delete(t.payer).where(_Y.id == number))
    return customer
