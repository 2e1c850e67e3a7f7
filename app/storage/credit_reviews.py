"""Reviews of ratings: what the figures said when an account was looked through, and the class decided then."""

import json
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.credit.rating import Rating
from app.core.credit.rating_json import rating_json, read_rating
from app.core.credit.reviews import Reviewed
from app.core.journal import canonical
from app.core.ways import CreditClass
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.families import Scope
from app.storage.journal import chunks
from app.storage.kept_rows import Signed, add_signed, texts_of

_R, _V = t.credit_review.c, t.account_review.c


class Decision(NamedTuple):
    """What is decided of a customer (internal id) at a review, and the rating as it stood."""

    customer: int
    rating: Rating
    credit: CreditClass


def add_credit_review(session: Session, decision: Decision, on: date, by: Signed) -> int:
    """Write what a review found and decided; return the number of the row. What was said stands with the review."""
    rating = decision.rating
    values: dict[str, object] = {
        "customer_id": decision.customer,
        "on_day": on.isoformat(),
        "suggested": "" if rating.credit is None else rating.credit.value,
        "decided": decision.credit.value,
        "content": canonical(rating_json(rating)),
    }
    return add_signed(session, t.credit_review, values, by)


def credit_reviews(session: Session, customers: Iterable[int]) -> list[Reviewed]:
    """Return the reviews by which the class of some customers was decided, the newest first."""
    columns = (_R.id, _R.request_id, t.customer.c.no, _R.on_day, _R.suggested, _R.decided, _R.content, t.staff.c.name)
    statement = (
        select(*columns, _V.id)
        .join_from(t.credit_review, t.customer, t.customer.c.id == _R.customer_id)
        .join(t.staff, t.staff.c.id == _R.staff_id)
        .outerjoin(t.account_review, _V.request_id == _R.request_id)
    )
    ids = sorted(customers)
    rows = [row for chunk in chunks(ids) for row in session.execute(statement.where(_R.customer_id.in_(chunk)))]
    texts = texts_of(session, t.account_review, [row[-1] for row in rows if row[-1] is not None])
    found = []
    for number, request, no, day, suggested, decided, content, who, review in rows:
        on = date.fromisoformat(day)
        try:
            rating = read_rating(json.loads(content), on, CreditClass(suggested) if suggested else None)
            made = Reviewed(
                id=request,
                customer=no,
                on=on,
                rating=rating,
                credit=CreditClass(decided),
                who=who,
                note=texts.get(review, ""),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise damaged_file() from error
        found.append((on, number, made))
    return [made for *_order, made in sorted(found, key=lambda each: each[:2], reverse=True)]


def last_decisions(session: Session, scope: Scope) -> dict[int, tuple[date, CreditClass]]:
    """Return the day and the class of each customer's last review by which one was decided."""
    last = select(func.max(_R.id).label("id")).group_by(_R.customer_id)
    statement = select(_R.customer_id, _R.on_day, _R.decided).where(_R.id.in_(last)).order_by(_R.id)
    found: dict[int, tuple[date, CreditClass]] = {}
    for customer, on, decided in scope.rows(session, statement, _R.customer_id):
        found[scope.lives(customer)] = (date.fromisoformat(on), CreditClass(decided))
    return found
