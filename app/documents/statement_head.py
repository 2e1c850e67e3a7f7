"""What a statement says of itself at its head."""

from app.documents.letterhead import CUSTOMER_NO, MADE_ON, Heading
from app.documents.statement_looks import Setter
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

TITLE = N_("Statement of account")
PERIOD = N_("Period")
FROM_TO = N_("{start} to {end}")
CURRENCY = N_("Currency")
SECOND_REQUEST = N_("Second request")
REQUEST = N_("Request no. {n}")


def heading(set_: Setter) -> Heading:
    """Return what a statement says of itself: number, period, day, currency, and whether it asks again for a reply."""
    paper = set_.paper
    period = paper.statement.period
    facts = (
        (CUSTOMER_NO, paper.statement.customer.number),
        (PERIOD, set_.wording.first(Message(FROM_TO, {"start": period.start, "end": period.end}))),
        (MADE_ON, fmt.short_date(paper.made_on)),
        (CURRENCY, paper.currency.code),
    )
    asked = []
    if paper.request > 1:
        asked.append(Message(SECOND_REQUEST) if paper.request == 2 else Message(REQUEST, {"n": paper.request}))  # noqa: PLR2004
    return Heading(TITLE, paper.number, paper.copy, facts, asked)


def shown_number(set_: Setter) -> str:
    """Return the number of the statement, or a dash where it has none yet."""
    return set_.paper.number or "—"
