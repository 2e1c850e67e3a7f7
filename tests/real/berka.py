"""Czech bank accounts of 1993-1998 (PKDD'99, Berka) as events: a payment where money came in, a sale where it went.

`python -m tests.real.berka FILE` prints the events as JSON lines.
"""

import csv
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.real import DATA
from tests.real.program import json_lines

FILE = DATA / "prepaid" / "berka_replayable.csv.xz"


class Movement(NamedTuple):
    """One row of the file; what is rounded away belongs to the movement."""

    seq: int
    account: str
    on: str
    cents: int
    balance: int

    @property
    def id(self) -> str:
        """The name of the event made of it."""
        return f"b{self.seq}"


def read(path: Path = FILE) -> list[Movement]:
    """Read all movements in the order in which they happened."""
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            Movement(
                int(row["seq"]),
                row["account_id"],
                row["date"],
                int(row["delta_cents"]) + int(row["rounding_cents"]),
                int(row["balance_after_cents"]),
            )
            for row in csv.DictReader(file)
        ]


def events(movements: Iterable[Movement]) -> Iterator[dict[str, object]]:
    """Turn movements into events; an account is opened, without a credit limit, where it first appears."""
    known: set[str] = set()
    for movement in movements:
        if movement.account not in known:
            known.add(movement.account)
            yield {
                "do": "customer",
                "id": f"c{movement.account}",
                "no": movement.account,
                "name": f"Account {movement.account}",
                "credit_limit": None,
            }
        common = {"id": movement.id, "on": movement.on, "customer": movement.account, "amount": major(movement.cents)}
        if movement.cents > 0:
            yield {"do": "payment", "tender": "bank", **common}
        else:
            yield {"do": "sale", **common}


def major(cents: int) -> str:
    """Write the size of an amount in major units."""
    return f"{abs(cents) // 100}.{abs(cents) % 100:02}"


if __name__ == "__main__":
    sys.stdout.writelines(json_lines([event]) for event in events(read(Path(sys.argv[1]) if sys.argv[1:] else FILE)))
