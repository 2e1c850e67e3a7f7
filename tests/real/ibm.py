"""IBM's sample of bills (100 customers, 2012-2013, dates month first) as events, and what is open, from the file alone.

`python -m tests.real.ibm FILE` prints the events as JSON lines.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from tests.real import DATA
from tests.real.program import json_lines

FILE = DATA / "receivables" / "ibm_accounts_receivable_mdy.csv"


class Bill(NamedTuple):
    """One row of the file."""

    number: str
    customer: str
    on: date
    due_on: date
    settled_on: date
    amount: Decimal


def read(path: Path = FILE) -> list[Bill]:
    """Read all bills as they stand in the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Bill(
                row["invoiceNumber"],
                row["customerID"],
                day(row["InvoiceDate"]),
                day(row["DueDate"]),
                day(row["SettledDate"]),
                Decimal(row["InvoiceAmount"]),
            )
            for row in csv.DictReader(file)
        ]


def day(text: str) -> date:
    """Read a date, which this file writes month, day, year."""
    month, of_month, year = map(int, text.split("/"))
    return date(year, month, of_month)


def events(bills: Iterable[Bill]) -> Iterator[dict[str, object]]:
    """Turn bills into customers without a limit, then charges and payments in the order of their dates."""
    bills = list(bills)
    for customer in sorted({bill.customer for bill in bills}):
        yield {"do": "customer", "id": f"c-{customer}", "no": customer, "name": customer, "credit_limit": None}
    charges = ((bill.on, 0, bill.number, _charge(bill)) for bill in bills)
    payments = ((bill.settled_on, 1, bill.number, _payment(bill)) for bill in bills)
    for *_order, event in sorted((*charges, *payments), key=lambda dated: dated[:3]):
        yield event


def _charge(bill: Bill) -> dict[str, object]:
    return {
        "do": "sale",
        "id": bill.number,
        "on": bill.on.isoformat(),
        "customer": bill.customer,
        "amount": f"{bill.amount:.2f}",
        "pay": [{"with": "account", "due_on": bill.due_on.isoformat()}],
    }


def _payment(bill: Bill) -> dict[str, object]:
    return {
        "do": "payment",
        "id": f"{bill.number}-paid",
        "on": bill.settled_on.isoformat(),
        "customer": bill.customer,
        "amount": f"{bill.amount:.2f}",
        "tender": "bank",
        "against": [bill.number],
    }


COLUMNS = ("current", "1-30", "31-60", "61-90", "91+")


def ageing(bills: Iterable[Bill], on: date) -> dict[str, dict[str, Decimal]]:
    """Add up what is open at the end of a day, by customer and by how long it has been overdue."""
    found: dict[str, dict[str, Decimal]] = {}
    for bill in bills:
        if bill.on <= on < bill.settled_on:
            columns = found.setdefault(bill.customer, dict.fromkeys(COLUMNS, Decimal(0)))
            late = (on - bill.due_on).days
            columns[COLUMNS[0 if late <= 0 else min(4, (late + 29) // 30)]] += bill.amount
    return found


if __name__ == "__main__":
    sys.stdout.writelines(json_lines([event]) for event in events(read(Path(sys.argv[1]) if sys.argv[1:] else FILE)))
