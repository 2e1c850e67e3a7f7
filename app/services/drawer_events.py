"""Reading the events about the drawer: `drawer_open`, `drawer_in`, `drawer_out`, `day_end`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.customer import FileRequest
from app.core.drawer import CashIn, CashOut, CloseDay, OpenDrawer
from app.services.fields import Fields, common_fields

MAX_REASON = 500


def parse_drawer_open(f: Fields) -> OpenDrawer:
    """Read a `drawer_open` event."""
    request = OpenDrawer(**common_fields(f), on=f.day("on"), amount=f.amount("amount", zero=True))
    f.done()
    return request


def parse_drawer_in(f: Fields) -> CashIn:
    """Read a `drawer_in` event."""
    request = CashIn(
        **common_fields(f), on=f.day("on"), amount=f.amount("amount"), reason=f.text("reason", most=MAX_REASON)
    )
    f.done()
    return request


def parse_drawer_out(f: Fields) -> CashOut:
    """Read a `drawer_out` event."""
    request = CashOut(
        **common_fields(f), on=f.day("on"), amount=f.amount("amount"), reason=f.text("reason", most=MAX_REASON)
    )
    f.done()
    return request


def parse_day_end(f: Fields) -> CloseDay:
    """Read a `day_end` event."""
    request = CloseDay(
        **common_fields(f),
        on=f.day("on"),
        counted=f.amount_or_none("counted", zero=True),
        denominations=tuple(map(_denomination, f.objects("denominations"))),
    )
    f.done()
    return request


def _denomination(f: Fields) -> tuple[int, int]:
    found = (f.amount("value"), f.integer("count"))
    f.done()
    return found


DRAWER_READERS: Mapping[str, Callable[[Fields], FileRequest]] = MappingProxyType(
    {
        "drawer_open": parse_drawer_open,
        "drawer_in": parse_drawer_in,
        "drawer_out": parse_drawer_out,
        "day_end": parse_day_end,
    }
)
"""The verbs of the drawer, and how each is read; unknown fields are refused."""
