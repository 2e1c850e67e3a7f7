"""What the rows of receivables and credit have in common: proving that they are what was written."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.customers import Problem, row_digest

CREDIT_TABLES = (
    *(t.agreement, t.agreement_end, t.payment_plan, t.payment_plan_end, t.credit_review),
    *(t.guarantee, t.guarantee_step, t.legal_case, t.legal_case_step, t.proof),
)
"""The tables of receivables and credit whose rows have digests."""


def verify_credit(session: Session) -> list[Problem]:
    """Return the rows of agreements, plans, reviews, guarantees, cases and proof that are not what was written."""
    problems: list[Problem] = []
    for table in CREDIT_TABLES:
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest).order_by(table.c.id)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, values[0]))
    return problems
