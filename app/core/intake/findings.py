"""What is said of a row of a file: refused and why, taken with a warning, or passed over as no data."""

from enum import StrEnum
from typing import NamedTuple

from app.errors import Message


class Weight(StrEnum):
    """What becomes of the row."""

    REFUSED = "refused"
    WARNED = "warned"
    SKIPPED = "skipped"


class Finding(NamedTuple):
    """One thing said of a row: its line, the column's name in the file and the field it is taken as, what stands there.

    Line 0 is the file as a whole.
    """

    line: int
    column: str
    field: str
    value: str
    reason: Message
    weight: Weight = Weight.REFUSED
