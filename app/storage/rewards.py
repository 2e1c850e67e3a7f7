"""Rewards for paying on time: which were given, and not taken back."""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.journal import EntryKind
from app.storage import tables as t
from app.storage.journal import chunks

_E = t.entry.c


class GivenReward(NamedTuple):
    """A reward a customer (internal id) was given: its entry, and which one of theirs it was."""

    customer: int
    entry: int
    nth: int


def rewards_given(session: Session, customers: Collection[int]) -> list[GivenReward]:
    """Return the rewards given in some files and not reversed, in the order given."""
    undoing = aliased(t.entry)
    statement = (
        select(_E.customer_id, _E.id, _E.facts)
        .outerjoin_from(t.entry, undoing, undoing.c.reverses == _E.id)
        .where(_E.kind == EntryKind.TOP_UP.value, _E.facts.contains('"reward":'), undoing.c.id.is_(None))
    )
    found = [
        GivenReward(customer, entry, json.loads(facts)["reward"])
        for chunk in chunks(sorted(customers))
        for customer, entry, facts in session.execute(statement.where(_E.customer_id.in_(chunk)))
    ]
    return sorted(found, key=lambda each: each.entry)
