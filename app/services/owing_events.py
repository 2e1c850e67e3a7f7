"""Reading the events that stop sales to a customer and let them go on: `hold`, `end_hold`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.customer import FileRequest
from app.core.holds import EndHold, PutHold
from app.core.owing.limits import Cause, Scope
from app.services.fields import Fields, common_fields

MAX_REASON = 500


def parse_hold(f: Fields) -> PutHold:
    """Read a `hold` event."""
    request = PutHold(
        **common_fields(f),
        customer=f.key("customer"),
        reason=f.text("reason", most=MAX_REASON),
        starts_on=f.day("starts_on"),
        ends_on=f.day_or_none("ends_on"),
        cause=f.choice("cause", Cause, Cause.OWNER),
        scope=f.choice("scope", Scope, Scope.ACCOUNT),
    )
    f.done()
    return request


def parse_end_hold(f: Fields) -> EndHold:
    """Read an `end_hold` event."""
    request = EndHold(
        **common_fields(f),
        customer=f.key("customer"),
        hold=f.text("hold", "", most=MAX_REASON),
        on=f.day("on"),
        reason=f.text("reason", most=MAX_REASON),
    )
    f.done()
    return request


OWING_READERS: Mapping[str, Callable[[Fields], FileRequest]] = MappingProxyType(
    {"hold": parse_hold, "end_hold": parse_end_hold}
)
"""The verbs of holds, and how each is read; unknown fields are refused."""
