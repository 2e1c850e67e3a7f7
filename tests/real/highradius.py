"""HighRadius' open bills (553 customers, 9,681 bills) as events; one customer is written in up to eleven ways.

Numbers come with leading zeros or without, for the same customer. Who is who is told by the number alone, as people
count: a name is spelled differently from bill to bill, and several customers share one.
"""

import csv
import lzma
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from tests.real import DATA

FILE = DATA / "receivables" / "highradius_open_items_iso_predicted.csv.xz"


class Bill(NamedTuple):
    """One row of the file; `customer` is the number without leading zeros."""

    number: str
    customer: str
    name: str
    on: date
    due_on: date
    amount: Decimal


def read(path: Path = FILE) -> list[Bill]:
    """Read all bills; 27 of them say they were due before they were made, and count as due when made."""
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        return [_bill(row) for row in csv.DictReader(file)]


def _bill(row: dict[str, str]) -> Bill:
    on, due_on = (date.fromisoformat(row[name][:10]) for name in ("posting_date", "due_in_date"))
    number = row["doc_id"].removesuffix(".0")
    amount = Decimal(row["converted_usd"])
    return Bill(number, row["cust_number"].lstrip("0"), row["name_customer"], on, max(on, due_on), amount)


def events(bills: Iterable[Bill]) -> Iterator[dict[str, object]]:
    """Turn bills into customers, by the first name each was given, and charges in the order of their dates."""
    bills = list(bills)
    names: dict[str, str] = {}
    for bill in bills:
        names.setdefault(bill.customer, bill.name)
    for customer, name in sorted(names.items()):
        yield {"do": "customer", "id": f"c-{customer}", "no": customer, "name": name, "credit_limit": None}
    for bill in sorted(bills, key=lambda each: (each.on, each.number)):
        yield {
            "do": "sale",
            "id": bill.number,
            "on": bill.on.isoformat(),
            "customer": bill.customer,
            "amount": f"{bill.amount:.2f}",
            "pay": [{"with": "account", "due_on": bill.due_on.isoformat()}],
        }
