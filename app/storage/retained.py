"""What stands between a customer and being erased: what is open with them, and when they were last seen."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.credit.requests import CASE_ENDS
from app.core.privacy.retention import Standing
from app.storage import tables as t
from app.storage.disputes import in_dispute_now


def standing_of(session: Session, customers: Collection[int]) -> Standing:
    """Return what is true of one customer now; `customers` are all files of theirs (internal ids)."""
    b, i, c = t.customer_balance.c, t.item_balance.c, t.customer.c
    sums = select(func.sum(b.principal + b.bonus + b.passes), func.sum(b.owed)).where(b.customer_id.in_(customers))
    held, owed = session.execute(sums).one()
    units = select(func.count()).select_from(t.item_balance).where(i.customer_id.in_(customers), i.units != 0)
    made = session.execute(select(func.max(c.created_at)).where(c.id.in_(customers))).scalar_one()
    return Standing(
        last_on=_last_entry(session, customers) or datetime.fromisoformat(made).date(),
        held=held or 0,
        owed=owed or 0,
        disputed=bool(in_dispute_now(session, customers)),
        in_case=_in_case(session, customers),
        units_left=session.execute(units).scalar_one() > 0,
    )


def _last_entry(session: Session, customers: Collection[int]) -> date | None:
    """Return the day of the last entry that moved something of theirs."""
    p, e = t.posting.c, t.entry.c
    days = [
        session.execute(select(func.max(column)).where(owner.in_(customers))).scalar_one()
        for column, owner in ((p.posted_on, p.customer_id), (e.posted_on, e.customer_id))
    ]
    return max((date.fromisoformat(each) for each in days if each is not None), default=None)


def _in_case(session: Session, customers: Collection[int]) -> bool:
    c, s = t.legal_case.c, t.legal_case_step.c
    over = select(s.case_id).where(s.what.in_([each.value for each in CASE_ENDS]))
    going = select(func.count()).select_from(t.legal_case).where(c.customer_id.in_(customers), c.id.not_in(over))
    return session.execute(going).scalar_one() > 0


def unerased(session: Session) -> list[int]:
    """Return the files (internal ids) that live on for themselves and are closed: those whose time may be over."""
    c = t.customer.c
    gone = select(t.erasure.c.customer_id)
    statement = select(c.id).where(c.closed == 1, c.merged_into.is_(None), c.id.not_in(gone)).order_by(c.id)
    return list(session.execute(statement).scalars())
