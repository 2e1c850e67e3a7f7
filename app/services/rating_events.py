"""Reading the events about the owner's own class of a customer: `override` and `end_override`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.credit.reviews import EndOverride, SetOverride
from app.core.customer import FileRequest
from app.core.ways import CreditClass
from app.services.fields import Fields, common_fields

MAX_REASON = 500


def _override(f: Fields) -> SetOverride:
    request = SetOverride(
        **common_fields(f),
        customer=f.key("customer"),
        credit=f.choice("credit", CreditClass),
        reason=f.text("reason", most=MAX_REASON),
        on=f.day("on"),
        until=f.day("until"),
    )
    f.done()
    return request


def _end_override(f: Fields) -> EndOverride:
    request = EndOverride(
        **common_fields(f),
        customer=f.key("customer"),
        on=f.day("on"),
        reason=f.text("reason", "", most=MAX_REASON),
    )
    f.done()
    return request


RATING_READERS: Mapping[str, Callable[[Fields], FileRequest]] = MappingProxyType(
    {"override": _override, "end_override": _end_override}
)
"""The verbs about a customer's class, and how each is read; unknown fields are refused."""
