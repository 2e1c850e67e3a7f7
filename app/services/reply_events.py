"""Reading the events about what comes back of statements: `statement_reply`, `dispute`, `end_dispute`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.customer import FileRequest
from app.core.statement_reply import (
    Claim,
    DisputeOutcome,
    EndDispute,
    Means,
    OpenDispute,
    Outcome,
    RecordReply,
)
from app.errors import refuse
from app.i18n.mark import N_
from app.services.fields import MAX_NUMBER, Fields, common_fields, read_attachment

MAX_CLAIMS = 200
"""The most lines one reply takes."""

MAX_REASON = 500
_MAX_LINE = 200
_MAX_TEXT = 2000


def parse_statement_reply(f: Fields) -> RecordReply:
    """Read a `statement_reply` event; `statement` is the number or the code of the slip."""
    rows = f.objects("claims")
    if len(rows) > MAX_CLAIMS:
        refuse("claims", N_("{field} takes at most {most} in all."), field="claims", most=MAX_CLAIMS)
    request = RecordReply(
        **common_fields(f),
        statement=f.key("statement"),
        outcome=f.choice("outcome", Outcome),
        on=f.day("on"),
        by=f.key_or_none("by") or "",
        means=f.choice("means", Means, Means.SIGNED),
        claims=tuple(map(_claim, rows)),
        attachment=read_attachment(f),
    )
    f.done()
    return request


def _claim(f: Fields) -> Claim:
    claim = Claim(
        entry=f.integer("entry", 0, most=MAX_NUMBER),
        charge=f.key_or_none("charge") or "",
        amount=f.amount_or_none("amount", zero=True),
        text=f.text("text", "", most=_MAX_TEXT),
    )
    f.done()
    return claim


def parse_dispute(f: Fields) -> OpenDispute:
    """Read a `dispute` event."""
    request = OpenDispute(
        **common_fields(f),
        customer=f.key("customer"),
        charge=f.key("charge"),
        on=f.day("on"),
        amount=f.amount_or_none("amount"),
        reason=f.text("reason", most=MAX_REASON),
    )
    f.done()
    return request


def parse_end_dispute(f: Fields) -> EndDispute:
    """Read an `end_dispute` event."""
    request = EndDispute(
        **common_fields(f),
        dispute=f.key("dispute", most=2 * _MAX_LINE + 1),  # opened by a reply it is named after that and its charge
        outcome=f.choice("outcome", DisputeOutcome),
        on=f.day("on"),
        reason=f.text("reason", most=MAX_REASON),
        credit=f.amount_or_none("credit"),
    )
    f.done()
    return request


REPLY_READERS: Mapping[str, Callable[[Fields], FileRequest]] = MappingProxyType(
    {
        "statement_reply": parse_statement_reply,
        "dispute": parse_dispute,
        "end_dispute": parse_end_dispute,
    }
)
"""The verbs of what comes back of statements, and how each is read; unknown fields are refused."""
