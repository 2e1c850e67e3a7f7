"""By which terms charges were made: what the facts of their entries keep where terms say more than a due date."""

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.owing.terms import PaymentTerms
from app.core.plain import built
from app.storage import tables as t
from app.storage.journal import chunks
from app.storage.lineage import first_items


def terms_of_charges(session: Session, items: Collection[int]) -> dict[int, PaymentTerms]:
    """Return the terms of charges (internal ids) that have more of them than a due date, wherever they were moved."""
    first = first_items(session, sorted(items))
    made = {item: first.get(item, item) for item in items}
    found: dict[int, PaymentTerms] = {}
    i, e = t.item.c, t.entry.c
    for chunk in chunks(sorted(set(made.values()))):
        entries = select(i.entry_id).where(i.id.in_(chunk)).distinct()
        rows = select(e.facts).where(e.id.in_(entries), e.facts.contains('"payment_terms":', autoescape=True))
        for facts in session.execute(rows).scalars():
            found.update(_terms_in(facts))
    return {item: found[origin] for item, origin in made.items() if origin in found}


def _terms_in(facts: str) -> dict[int, PaymentTerms]:
    noted = json.loads(facts)["payment_terms"]
    return {item: built(PaymentTerms, each["terms"]) for each in noted for item in each["charges"]}
