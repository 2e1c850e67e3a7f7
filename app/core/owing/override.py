"""The owner's own word over a customer's class: what it is, for how long, and why. It stands in the customer's file."""

from dataclasses import dataclass
from datetime import date

from app.core.ways import CreditClass


@dataclass(frozen=True, slots=True)
class Override:
    """The owner's own class for a customer (`id`: its request), from a day through another one, with who and why."""

    id: str
    credit: CreditClass
    reason: str
    made_on: date
    ends_on: date
    who: str = ""

    def holds(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.made_on <= on <= self.ends_on


def read_override(row: dict[str, str]) -> Override:
    """Read an override as it stands in a file's JSON."""
    days = {name: date.fromisoformat(row[name]) for name in ("made_on", "ends_on")}
    return Override(row["id"], CreditClass(row["credit"]), row["reason"], **days, who=row.get("who", ""))
