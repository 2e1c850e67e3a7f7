"""Outside programs that read our exports and add them up themselves; balances in minor units, zero ones left out."""

import csv
import io
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

BEANCOUNT_NAMES = {
    "tender.bank": "Assets:Tender:Bank",
    "tender.cash": "Assets:Tender:Cash",
    "receivable": "Assets:Receivable",
    "prepaid.principal": "Liabilities:Prepaid:Principal",
    "sales": "Income:Sales",
}
"""The accounts that real data move, as the export for beancount names them."""


def hledger(path: Path, currency: str) -> dict[str, int]:
    """Add a journal up by hledger."""
    program = shutil.which("hledger")
    if program is None:
        pytest.skip("hledger is not installed")
    command = [program, "-f", str(path), "balance", "--flat", "--no-total", "-O", "csv"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["account", "balance"]
    return {account: _minor(balance, currency) for account, balance in rows[1:]}


def _minor(balance: str, currency: str) -> int:
    number, _, unit = balance.partition(" ")
    assert unit == currency
    minor = Decimal(number) * 100
    assert minor == int(minor)
    return int(minor)


def beancount(path: Path, currency: str) -> dict[str, int]:
    """Load a ledger by beancount, which checks it, and add its postings up."""
    loader = pytest.importorskip("beancount.loader", reason="beancount is not installed")
    data = pytest.importorskip("beancount.core.data")
    entries, errors, _options = loader.load_file(str(path))
    assert errors == []
    sums: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, data.Transaction) else ():
            assert posting.units.currency == currency
            sums[posting.account] += _minor(f"{posting.units.number} {currency}", currency)
    return {account: total for account, total in sums.items() if total}


def trial_balance(rows: list[dict[str, str]]) -> dict[str, int]:
    """Our own trial balance in minor units, debit positive."""
    sides = ((row["account"], Decimal(row["debit"]) - Decimal(row["credit"])) for row in rows)
    return {account: int(amount * 100) for account, amount in sides if amount}
