"""What ratings need of customers' files: the class decided, the owner's own, and how often accounts are reviewed."""

import json
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.owing.override import Override, read_override
from app.core.ways import CreditClass
from app.storage import tables as t
from app.storage.credit_reviews import last_decisions
from app.storage.customers import damaged_file
from app.storage.families import Scope, merged

_C = t.customer.c


class RatedFile(NamedTuple):
    """A file as ratings go by it; `since` is the day the customer became one.

    `last` is the day of the last review by which a class was decided, None once another one was set by hand.
    """

    no: str
    name: str
    closed: bool
    decided: CreditClass
    override: Override | None
    months: int
    since: date
    last: date | None


def rated_files(session: Session, customers: Collection[int] | None) -> dict[int, RatedFile]:
    """Return some files by internal id, in their order; None is all whose accounts are looked through in a rhythm."""
    into = merged(session)
    last = last_decisions(session, Scope(customers, into))
    statement = select(_C.id, _C.no, _C.name, _C.closed, _C.created_at, _C.file).where(_C.merged_into.is_(None))
    if customers is None:
        statement = statement.where(func.instr(_C.file, '"review_months"') > 0)
    found: dict[int, RatedFile] = {}
    for id_, no, name, closed, created, text in Scope(customers, {}).rows(session, statement.order_by(_C.id), _C.id):
        try:
            file = json.loads(text)
            decided = CreditClass(file.get("credit_class", CreditClass.NORMAL))
            found[id_] = RatedFile(
                no=no,
                name=name,
                closed=bool(closed),
                decided=decided,
                override=read_override(file["override"]) if "override" in file else None,
                months=file.get("review_months", 0),
                since=date.fromisoformat(file.get("since", created[:10])),
                last=last[id_][0] if id_ in last and last[id_][1] is decided else None,
            )
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise damaged_file() from error
    return found
