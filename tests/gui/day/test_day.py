"""A day of a shop by keys alone: from the first start to the day's end; afterwards the command line agrees with it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.storage.engine import sqlite3
from tests.gui.day.screen import Screen, TooLate, looked_at, missing

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(
    bool(missing()) or not sys.platform.startswith("linux"),
    reason=f"a screen nobody sees takes Linux and {', '.join(missing()) or 'nothing more'}",
)


class Shop:
    """The shop's computer: the program on its screen, and the book looked at from beside it."""

    def __init__(self, screen: Screen, home: Path) -> None:
        self.screen = screen
        self.home = home
        self.book = home / "Documents" / "shop.cbook"
        more = {name: os.environ[name] for name in ("PYTHONDONTWRITEBYTECODE",) if name in os.environ}
        more |= {"PYTHONFAULTHANDLER": "1"}
        self.program = screen.start(sys.executable, "-m", "app", PYTHONPATH=str(ROOT), **more)

    # ---- by keys ----------------------------------------------------------------------------------------------------

    def opens(self, key: str, title: str) -> None:
        """Press a key, again if nothing comes of it because the customer is only coming, until its dialog opens."""
        for _again in range(8):
            self.screen.key(key)
            try:
                self.screen.until_active(title, 4)
            except TooLate:
                continue
            return
        self.screen.until_active(title)

    def recorded(self, entries: int) -> None:
        """Press Enter and wait until so many entries stand in the book and the dialog is gone."""
        self.screen.key("Return")
        self.screen.until(lambda: self.count("entry") == entries, f"entry {entries}")
        self.screen.until_active("Counterbook")

    # ---- from beside ------------------------------------------------------------------------------------------------

    def count(self, table: str) -> int:
        """Return how many rows a table of the book has."""
        if not self.book.exists():
            return 0
        connection = sqlite3.connect(f"{self.book.as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            return found
        except sqlite3.OperationalError:  # it is just being made
            return 0
        finally:
            connection.close()

    def ask(self, *command: str) -> Any:
        """Ask the command line about the book."""
        program = [sys.executable, "-m", "app", "--book", str(self.book), "--json", *command]
        answer = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)


def first_run(shop: Shop) -> None:
    """Four questions: the shop's name, the language, the currency, where to keep the book."""
    screen = shop.screen
    screen.until_active("Counterbook")
    screen.type("云溪理发")
    screen.key("Tab", "Tab")
    screen.type("CNY")
    screen.key("Tab", "Return")
    screen.until_active("云溪理发 — Counterbook")


def new_customer(shop: Shop) -> None:
    """A name, a phone, Enter; from the file that opens back to the counter, and there by pinyin."""
    shop.screen.key("ctrl+2")
    shop.opens("ctrl+n", "New customer")
    shop.screen.type("王小明")
    shop.screen.key("Tab")
    shop.screen.type("13800004567")
    shop.screen.key("Return")
    shop.screen.until(lambda: shop.count("customer") == 1, "the customer's file")
    shop.screen.until_active("Counterbook")
    shop.screen.key("ctrl+1", "ctrl+k")
    shop.screen.type("wxm")
    shop.screen.key("Return")


def top_up_and_sell(shop: Shop) -> None:
    """500 paid ahead; a haircut from it; a perm on account, which nobody without credit gets without a reason."""
    screen = shop.screen
    shop.opens("F2", "Top up")
    screen.type("500")
    shop.recorded(1)
    shop.opens("F3", "Sale")
    screen.type("剪发")
    screen.key("Tab", "Tab")
    screen.type("80")
    shop.recorded(2)
    shop.opens("F3", "Sale")
    screen.type("烫发")
    screen.key("Tab", "Tab")
    screen.type("200")
    screen.key(*["Tab"] * 6, "Right", "Return")
    screen.type("老客户，月底付")
    shop.recorded(3)


def take_and_undo(shop: Shop) -> None:
    """150 of what is owed; then the haircut, third from above, is found to be wrong."""
    shop.opens("F5", "Take a payment")
    shop.screen.type("150")
    shop.recorded(4)
    shop.screen.key("Down", "Down", "Down")
    shop.opens("ctrl+r", "Reverse")
    shop.screen.type("价格不对")
    shop.recorded(5)


def save_receipt(shop: Shop) -> Path:
    """The last entry's receipt as a file."""
    path = shop.home / "slip.pdf"
    shop.opens("F8", "Receipt")
    shop.opens("ctrl+s", "Save as PDF")
    shop.screen.type(str(path))
    shop.screen.key("Return")
    shop.screen.until(lambda: shop.count("receipt_copy") == 1 and path.exists(), "the receipt")
    shop.screen.until_active("Receipt")
    shop.screen.key("Escape")
    shop.screen.until_active("Counterbook")
    return path


def close_day(shop: Shop) -> None:
    """Five short of what should be in the drawer, with a note."""
    shop.screen.key("ctrl+8")
    shop.screen.type("645")
    shop.screen.key("Return")
    shop.screen.type("少五元")
    shop.screen.key("ctrl+Return")
    shop.screen.until(lambda: shop.count("day_end") == 1, "the day's end")


def test_a_day_by_keys_alone(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    with Screen(home) as screen, looked_at(screen, tmp_path / "screen.png"):
        screen.teach(Path(__file__).read_text(encoding="utf-8"))
        shop = Shop(screen, home)
        first_run(shop)
        new_customer(shop)
        top_up_and_sell(shop)
        take_and_undo(shop)
        receipt = save_receipt(shop)
        close_day(shop)
        screen.key("alt+F4")
        assert shop.program.wait(30) == 0

    assert receipt.read_bytes().startswith(b"%PDF-")
    assert shop.ask("verify")["ok"] is True
    assert shop.ask("show", "customers")[0]["name"] == "王小明"
    [balance] = shop.ask("show", "balances")
    assert (balance["principal"], balance["bonus"], balance["owed"]) == ("500.00", "0.00", "50.00")
    ledger = shop.ask("show", "ledger", "0001")
    assert [line["kind"] for line in ledger] == ["top_up", "sale", "sale", "payment", "reverse"]
    assert [line["principal_after"] for line in ledger] == ["500.00", "420.00", "420.00", "420.00", "500.00"]
    assert [line["owed_after"] for line in ledger] == ["0.00", "0.00", "200.00", "50.00", "50.00"]
    [charge] = shop.ask("show", "charges", "0001")
    assert (charge["amount"], charge["open"]) == ("200.00", "50.00")
    [end] = shop.ask("show", "day", time.strftime("%Y-%m-%d"))["ends"]
    assert (end["expected_cash"], end["counted"], end["difference"]) == ("650.00", "645.00", "-5.00")
    assert end["note"] == "少五元"
    assert shop.count("receipt") == 1
    assert "Traceback" not in (shop.home / f"{Path(sys.executable).name}.log").read_text(encoding="utf-8")
