"""The worked cases of CASES.md (Prepaid lots, Allocation, Ageing), one shared table, here through the services.

`Shop` is the driver every rule test uses: a real book, a fixed clock, events in the shape of the command line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.core.money import plain
from app.errors import Refused
from app.services.books import create_book, open_book
from app.services.customer_events import FILE_READERS
from app.services.customers import CustomerFiles
from app.services.desk import Circumstances
from app.services.events import READERS, read_request
from app.services.fields import Fields
from app.services.journal import Journal
from app.services.views import Views
from app.storage.engine import sqlite3
from tests.quick import folder_in_memory

TODAY = date(2025, 11, 20)

Event = dict[str, Any]
Row = dict[str, Any]


def circumstances(today: date = TODAY) -> Circumstances:
    """Return a clock that stands still and salt that is no secret."""
    return Circumstances(
        now=lambda: datetime(today.year, today.month, today.day, 9, tzinfo=UTC),
        today=lambda: today,
        salt=lambda: b"0123456789abcdef",
    )


@cache
def _empty_book(currency: str) -> bytes:
    """Return a new book's file, made once."""
    around = circumstances()
    with folder_in_memory() as folder:
        path = folder / "new.cbook"
        create_book(
            path, name="Shop", currency=currency, language="en", pack="CN", now=around.now, random=around.salt
        ).dispose()
        return path.read_bytes()


class Shop:
    """A book in a file, driven by events; amounts go in and come out as text in major units."""

    def __init__(self, folder: Path, today: date = TODAY, currency: str = "CNY") -> None:
        self.path = folder / "shop.cbook"
        self.around = circumstances(today)
        self.path.write_bytes(_empty_book(currency))
        self.store, self.book = open_book(self.path)
        self.journal = Journal(self.store, self.around)
        self.files = CustomerFiles(self.store, self.around)
        self.views = Views(self.store, self.around.today)
        self._made = 0

    def close(self) -> None:
        self.store.dispose()

    # ---- events ---------------------------------------------------------------------------------------------------

    def customer(self, *numbers: str, **fields: Any) -> None:
        """Make customers; without a word on credit they may owe without limit."""
        for number in numbers:
            self.do("customer", no=number, name=number, **{"credit_limit": None, **fields})

    def do(self, do: str, id: str = "", **fields: Any) -> int | None:  # noqa: A002 - the field's name
        """Record one event and return its entry's number; `from_` and `with_` stand for words of Python."""
        self._made += 1
        event = {"do": do, "id": id or f"auto-{self._made}"} | {name.rstrip("_"): v for name, v in fields.items()}
        return self.record(event)

    def record(self, event: Event) -> int | None:
        """Record an event as `apply` would."""
        fields = Fields(event, self.book.decimals)
        do = fields.word("do", (*READERS, *FILE_READERS))
        if do in FILE_READERS:
            self.files.record(FILE_READERS[do](fields))
            return None
        return self.journal.record(read_request(do, fields)).entry

    def refused(self, do: str, id: str = "", **fields: Any) -> Refused:  # noqa: A002 - the field's name
        """Have an event refused, prove that it changed nothing, and return why."""
        before = self.dump()
        with pytest.raises(Refused) as caught:
            self.do(do, id, **fields)
        assert self.dump() == before
        assert str(caught.value)
        return caught.value

    # ---- answers --------------------------------------------------------------------------------------------------

    def show(self, view: str, *arguments: str) -> list[Row]:
        """Answer as `show VIEW … --json` does."""
        words = list(arguments)
        options = {w: words.pop(words.index(w) + 1) for w in arguments if w.startswith("--") and w != "--all"}
        number = next((w for w in words if not w.startswith("--")), "")
        on = date.fromisoformat(options["--as-of"]) if "--as-of" in options else None
        settled = "--all" in words
        answers: dict[str, Callable[[], Sequence[Any]]] = {
            "lots": lambda: self.views.lots(number, on, settled=settled),
            "charges": lambda: self.views.charges(number, on, settled=settled),
            "passes": lambda: self.views.passes(number, on, settled=settled),
            "ledger": lambda: self.views.ledger(number),
            "balances": lambda: self.views.balances(on),
            "trial-balance": lambda: self.views.trial_balance(on),
            "ageing": lambda: self.views.ageing(on),
        }
        rows = [_row(line) for line in answers[view]()]
        return [_ageing(row) for row in rows] if view == "ageing" else rows

    def lot(self, name: str, as_of: str = "9999-12-31") -> tuple[str, str]:
        """Return (principal or pass money, bonus) of a lot by its postings alone, as of a date."""
        found = self.sql(
            "SELECT -sum(p.amount) FILTER (WHERE account != 'prepaid.bonus'), "
            "-sum(p.amount) FILTER (WHERE account = 'prepaid.bonus') FROM posting p JOIN item i ON i.id = p.item_id "
            "WHERE i.name = ? AND NOT i.is_charge AND posted_on <= ?",
            (name, as_of),
        )
        return plain(found[0][0] or 0, 2), plain(found[0][1] or 0, 2)

    def units(self, name: str, as_of: str = "9999-12-31") -> int:
        """Return the visits left on a pass by its postings alone, as of a date."""
        return self.sql(
            "SELECT coalesce(-sum(units), 0) FROM posting p JOIN item i ON i.id = p.item_id "
            "WHERE i.name = ? AND NOT i.is_charge AND posted_on <= ?",
            (name, as_of),
        )[0][0]

    def open(self, name: str, as_of: str = "9999-12-31") -> str:
        """Return what is open of a charge by its postings alone, as of a date."""
        found = self.sql(
            "SELECT coalesce(sum(p.amount), 0) FROM posting p JOIN item i ON i.id = p.item_id "
            "WHERE i.name = ? AND i.is_charge AND account = 'receivable' AND posted_on <= ?",
            (name, as_of),
        )
        return plain(found[0][0], 2)

    def moved(self, entry: str) -> dict[str, str]:
        """Return what an entry did to each account, debit positive."""
        found = self.sql(
            "SELECT account, sum(p.amount) FROM posting p JOIN entry e ON e.id = p.entry_id "
            "WHERE request_id = ? GROUP BY account HAVING sum(p.amount) != 0",
            (entry,),
        )
        return {account: plain(amount, 2) for account, amount in found}

    def sql(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read the file with another program's eyes."""
        return read_file(self.path, statement, values)

    def dump(self) -> list[tuple[Any, ...]]:
        """Return every row of every table."""
        return dump(self.path)


def read_file(path: Path, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Ask a book's file by SQLite alone."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def dump(path: Path) -> list[tuple[Any, ...]]:
    """Return every row of every table of a book's file."""
    connection = sqlite3.connect(path)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]
        return [(name, *row) for name in names for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1")]
    finally:
        connection.close()


@pytest.fixture
def shop():
    with folder_in_memory() as folder:
        made = Shop(folder)
        made.customer("C001", "C002")
        yield made
        made.close()


def _row(line: Any) -> Row:
    row: Row = {}
    for name in line.__slots__:
        value = getattr(line, name)
        if isinstance(value, date):
            row[name] = value.isoformat()
        elif name == "passes":
            row[name] = [{"service": p.service, "left": p.left} for p in value]
        elif name == "overdue" and isinstance(value, tuple):
            row[name] = [plain(amount, 2) for amount in value]
        elif isinstance(value, int) and name not in ("entry", "left", "days"):
            row[name] = plain(value, 2)
        else:
            row[name] = value
    return row


def _ageing(row: Row) -> Row:
    return row | dict(zip(("1-30", "31-60", "61-90", "91+"), row.pop("overdue"), strict=True))


# ---- the table ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Events, what is refused of them (by line: the field), and what views answer then.

    Answers give the fields that matter of each row, in order. `postings` are the amounts an entry takes from an item.
    """

    name: str
    events: list[Event]
    shows: list[tuple[str, list[Row]]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    postings: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    entries: int | None = None


def _event(do: str, id_: str, on: str, **fields: Any) -> Event:
    return {"do": do, "id": id_, "on": on, "customer": "C001"} | {name.rstrip("_"): v for name, v in fields.items()}


def _top_up(id_: str, on: str, paid: object, **fields: Any) -> Event:
    return _event("top_up", id_, on, paid=paid, tender="cash", **fields)


def _sale(id_: str, on: str, amount: str, **fields: Any) -> Event:
    return _event("sale", id_, on, amount=amount, **fields)


def _owed(id_: str, on: str, amount: str, **part: Any) -> Event:
    return _sale(id_, on, amount, pay=[{"with": "account", **part}])


def _payment(id_: str, on: str, amount: str, **fields: Any) -> Event:
    return _event("payment", id_, on, amount=amount, tender="bank", **fields)


NOTHING_AGED = {"1-30": "0.00", "31-60": "0.00", "61-90": "0.00", "91+": "0.00"}
YESTERDAY, TOMORROW = ((TODAY + timedelta(days=n)).isoformat() for n in (-1, 1))

LOTS = [
    Case(
        "A1_one_lot_spent_in_part",
        [_top_up("t1", "2025-01-05", "100.00"), _sale("s1", "2025-01-06", "40.00")],
        [("lots C001", [{"lot": "t1", "on": "2025-01-05", "principal": "60.00", "bonus": "0.00", "expires_on": None}])],
        postings={("s1", "t1"): [4000]},
    ),
    Case(
        "A2_two_lots_the_older_first",
        [
            _top_up("t1", "2025-01-05", "30.00"),
            _top_up("t2", "2025-01-06", "50.00"),
            _sale("s1", "2025-01-07", "60.00"),
        ],
        [
            ("lots C001 --all", [{"lot": "t1", "principal": "0.00"}, {"lot": "t2", "principal": "20.00"}]),
            ("lots C001", [{"lot": "t2", "principal": "20.00"}]),
        ],
        postings={("s1", "t1"): [3000], ("s1", "t2"): [3000]},
    ),
    Case(
        "A3_one_lot_spent_twice",
        [
            _top_up("t1", "2025-01-05", "100.00"),
            _sale("s1", "2025-01-06", "25.00"),
            _sale("s2", "2025-01-07", "35.00"),
        ],
        [("lots C001", [{"lot": "t1", "principal": "40.00"}])],
        postings={("s1", "t1"): [2500], ("s2", "t1"): [3500]},
    ),
    Case(
        "A5_bonus_first",
        [
            _top_up("t1", "2025-01-05", "70.00", bonus="30.00", order="bonus_first"),
            _sale("s1", "2025-01-06", "80.00"),
        ],
        [
            ("lots C001", [{"lot": "t1", "principal": "20.00", "bonus": "0.00"}]),
            ("balances", [{"customer": "C001", "principal": "20.00", "bonus": "0.00", "owed": "0.00"}]),
        ],
        postings={("s1", "t1"): [5000, 3000]},
    ),
    Case(
        "A8_typed_digits_of_a_binary_number",
        [
            _top_up("t1", "2025-01-05", "17.9699999999999988631316"),
            _top_up("t2", "2025-01-05", 17.97),
            _top_up("t3", "2025-01-05", "17.97"),
        ],
        [("lots C001", [{"lot": "t3", "principal": "17.97"}])],
        refused={"t1": "paid", "t2": "paid"},
        entries=1,
    ),
    Case(
        "A9_exactly_85_72_left_in_every_view",
        [_top_up("t1", "2025-01-05", "100.00"), _sale("s1", "2025-01-06", "14.28")],
        [
            ("lots C001", [{"principal": "85.72"}]),
            ("balances", [{"principal": "85.72", "owed": "0.00"}]),
            ("ledger C001", [{"principal_after": "100.00"}, {"principal": "-14.28", "principal_after": "85.72"}]),
            ("ageing", [{"prepaid": "-85.72", "current": "0.00", **NOTHING_AGED, "total": "-85.72"}]),
            (
                "trial-balance",
                [
                    {"account": "tender.cash", "debit": "100.00", "credit": "0.00"},
                    {"account": "prepaid.principal", "debit": "0.00", "credit": "85.72"},
                    {"account": "sales", "debit": "0.00", "credit": "14.28"},
                ],
            ),
        ],
    ),
    Case(
        "A14_expiry_before_its_own_date",
        [
            _top_up("t1", "2025-01-05", "100.00", expires_on="2025-01-04"),
            _top_up("t2", "2025-01-05", "100.00", expires_on="2025-01-05"),
        ],
        [("lots C001 --as-of 2025-01-05", [{"lot": "t2", "expires_on": "2025-01-05"}])],
        refused={"t1": "expires_on"},
        entries=1,
    ),
    Case(
        "A15_the_same_request_twice",
        [_top_up("t1", "2025-01-05", "100.00"), _top_up("t1", "2025-01-05", "100.00")],
        [("lots C001", [{"lot": "t1", "principal": "100.00"}])],
        entries=1,
    ),
    Case(
        "A_order_of_use_priority_expiry_none_last_then_older",
        [
            _top_up("none-older", "2025-01-01", "10.00"),
            _top_up("none-newer", "2025-01-02", "10.00"),
            _top_up("late", "2025-01-03", "10.00", expires_on="2025-12-31"),
            _top_up("soon", "2025-01-04", "10.00", expires_on="2025-06-30"),
            _top_up("second", "2025-01-01", "10.00", expires_on="2025-02-01", priority=1),
            _sale("s1", "2025-01-10", "35.00"),
        ],
        [
            (
                "lots C001 --all --as-of 2025-01-10",
                [
                    {"lot": "none-older", "principal": "0.00"},
                    {"lot": "none-newer", "principal": "5.00"},
                    {"lot": "late", "principal": "0.00"},
                    {"lot": "soon", "principal": "0.00"},
                    {"lot": "second", "principal": "10.00"},
                ],
            )
        ],
    ),
]

AGEING = [
    Case(
        "C4_instalments_are_paid_in_the_order_they_fall_due",
        [
            _owed(
                "s1",
                "2025-01-01",
                "100.00",
                instalments=[
                    {"due_on": "2025-01-31", "amount": "30.00"},
                    {"due_on": "2025-03-02", "amount": "50.00"},
                    {"due_on": "2025-04-01", "amount": "20.00"},
                ],
            ),
            _payment("m1", "2025-01-15", "40.00"),
        ],
        [
            (
                "charges C001 --all",
                [
                    {"charge": "s1", "due_on": "2025-01-31", "amount": "30.00", "open": "0.00"},
                    {"charge": "s1/2", "due_on": "2025-03-02", "amount": "50.00", "open": "40.00"},
                    {"charge": "s1/3", "due_on": "2025-04-01", "amount": "20.00", "open": "20.00"},
                ],
            ),
            ("charges C001", [{"charge": "s1/2", "open": "40.00"}, {"charge": "s1/3", "open": "20.00"}]),
        ],
    ),
    Case(
        "C6_a_cent_is_still_listed",
        [_owed("s1", "2025-01-01", "100.00"), _payment("m1", "2025-01-15", "99.99")],
        [
            ("charges C001", [{"charge": "s1", "open": "0.01"}]),
            ("ageing --as-of 2025-01-15", [{"customer": "C001", "prepaid": "0.00", "1-30": "0.01", "total": "0.01"}]),
        ],
    ),
    Case(
        "C7_an_advance_stays_in_the_prepaid_column",
        [_top_up("t1", "2025-01-01", "1000.00")],
        [("ageing", [{"prepaid": "-1000.00", "current": "0.00", **NOTHING_AGED, "total": "-1000.00"}])],
    ),
    Case(
        "C7_an_advance_beside_a_charge_is_not_netted",
        [_top_up("t1", "2025-01-01", "1000.00"), _owed("s1", "2025-01-01", "300.00", due_on="2025-01-31")],
        [
            (
                "ageing --as-of 2025-01-31",
                [{"prepaid": "-1000.00", "current": "300.00", **NOTHING_AGED, "total": "-700.00"}],
            ),
            (
                "ageing --as-of 2025-02-01",
                [{"prepaid": "-1000.00", "current": "0.00", **NOTHING_AGED, "1-30": "300.00", "total": "-700.00"}],
            ),
        ],
    ),
    Case(
        "C9_a_paid_charge_is_not_listed",
        [_owed("s1", "2025-01-01", "100.00"), _payment("m1", "2025-01-15", "100.00")],
        [
            ("charges C001", []),
            ("ageing", []),
            ("ageing --as-of 2025-01-14", [{"current": "0.00", "1-30": "100.00", "total": "100.00"}]),
        ],
    ),
    Case(
        "C10_a_receipt_dated_tomorrow_does_not_count_today",
        [_owed("s1", YESTERDAY, "100.00"), _payment("m1", TOMORROW, "60.00")],
        [
            ("ageing", [{"current": "0.00", "1-30": "100.00", "total": "100.00"}]),
            ("charges C001", [{"open": "100.00"}]),
            ("balances", [{"owed": "100.00", "overdue": "100.00"}]),
            (f"ageing --as-of {TOMORROW}", [{"1-30": "40.00", "total": "40.00"}]),
        ],
    ),
    Case(
        "C_every_bucket_by_its_first_and_last_day",
        [
            _owed(f"s{days}", "2025-01-01", "1.00", due_on=(date(2025, 9, 30) - timedelta(days=days)).isoformat())
            for days in (0, 1, 30, 31, 60, 61, 90, 91, 200)
        ],
        [
            (
                "ageing --as-of 2025-09-30",
                [
                    {
                        "prepaid": "0.00",
                        "current": "1.00",
                        "1-30": "2.00",
                        "31-60": "2.00",
                        "61-90": "2.00",
                        "91+": "2.00",
                        "total": "9.00",
                    }
                ],
            )
        ],
    ),
]

ALLOCATION = [
    Case(
        "D2_a_credit_is_not_a_payment",
        [
            _owed("s1", "2025-01-01", "50.00"),
            {"do": "credit", "id": "d1", "on": "2025-01-05", "sale": "s1", "amount": "30.00", "reason": "returned"},
        ],
        [
            ("charges C001", [{"charge": "s1", "amount": "50.00", "open": "20.00"}]),
            ("balances", [{"principal": "0.00", "owed": "20.00"}]),
            (
                "trial-balance",
                [{"account": "receivable", "debit": "20.00"}, {"account": "sales", "credit": "20.00"}],
            ),
        ],
    ),
    Case(
        "D3_a_receipt_used_week_by_week",
        [
            _payment("m1", "2025-01-01", "400.00"),
            _sale("s1", "2025-01-08", "50.00"),
            _sale("s2", "2025-01-15", "50.00"),
        ],
        [
            ("lots C001 --as-of 2025-01-07", [{"lot": "m1", "principal": "400.00"}]),
            ("lots C001 --as-of 2025-01-08", [{"lot": "m1", "principal": "350.00"}]),
            ("lots C001 --as-of 2025-01-15", [{"lot": "m1", "principal": "300.00"}]),
            ("balances --as-of 2025-01-14", [{"principal": "350.00"}]),
        ],
    ),
    Case(
        "D5_allocations_add_up",
        [
            _owed("s1", "2025-01-01", "5000.00"),
            _payment("m1", "2025-01-05", "100.00", against=[{"charge": "s1", "amount": "100.00"}]),
            _payment("m2", "2025-01-06", "100.00", against=[{"charge": "s1", "amount": "100.00"}]),
        ],
        [
            ("charges C001 --as-of 2025-01-05", [{"open": "4900.00"}]),
            ("charges C001", [{"charge": "s1", "open": "4800.00"}]),
        ],
    ),
    Case(
        "D5_an_allocation_above_what_is_open",
        [
            _owed("s1", "2025-01-01", "100.00"),
            _payment("m1", "2025-01-05", "200.00", against=[{"charge": "s1", "amount": "200.00"}]),
        ],
        [("charges C001", [{"open": "100.00"}]), ("lots C001", [])],
        refused={"m1": "against"},
        entries=1,
    ),
    Case(
        "D6_a_receipt_held_and_refunded_in_part",
        [
            _payment("m1", "2025-01-01", "1000.00"),
            _event("refund", "r1", "2025-01-05", amount="500.00", tender="bank", reason="asked for"),
        ],
        [
            ("lots C001", [{"lot": "m1", "principal": "500.00"}]),
            ("ageing", [{"prepaid": "-500.00", "total": "-500.00"}]),
        ],
    ),
]

CASES = [*LOTS, *AGEING, *ALLOCATION]
CUSTOMER: Event = {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "credit_limit": None}


def matches(found: list[Row], expected: list[Row]) -> bool:
    """Whether rows are as many as expected, with the fields that matter."""
    return len(found) == len(expected) and all(
        row.items() >= part.items() for row, part in zip(found, expected, strict=True)
    )


def check_postings(path: Path, case: Case) -> None:
    """Prove by the file itself which postings an entry made on an item, and how many entries there are."""
    for (entry, item), amounts in case.postings.items():
        found = read_file(
            path,
            "SELECT amount FROM posting p JOIN entry e ON e.id = p.entry_id JOIN item i ON i.id = p.item_id "
            "WHERE e.request_id = ? AND i.name = ? ORDER BY seq",
            (entry, item),
        )
        assert [amount for (amount,) in found] == amounts
    if case.entries is not None:
        assert read_file(path, "SELECT count(*) FROM entry") == [(case.entries,)]


# ---- the cases through the services -------------------------------------------------------------------------------


def _run(shop: Shop, case: Case) -> None:
    answers: dict[str, int | None] = {}
    for event in case.events:
        if event["id"] in case.refused:
            with pytest.raises(Refused) as caught:
                shop.record(event)
            assert caught.value.field == case.refused[event["id"]]
        else:
            entry = shop.record(event)
            assert answers.setdefault(event["id"], entry) == entry
    for view, expected in case.shows:
        rows = shop.show(*view.split())
        assert matches(rows, expected), (view, rows)
    check_postings(shop.path, case)


@pytest.fixture
def one_customer():
    with folder_in_memory() as folder:
        made = Shop(folder)
        made.record(CUSTOMER)
        yield made
        made.close()


@pytest.mark.parametrize("case", LOTS, ids=lambda case: case.name)
def test_case_prepaid_lots(case, one_customer):
    _run(one_customer, case)


@pytest.mark.parametrize("case", ALLOCATION, ids=lambda case: case.name)
def test_case_allocation(case, one_customer):
    _run(one_customer, case)


@pytest.mark.parametrize("case", AGEING, ids=lambda case: case.name)
def test_case_ageing(case, one_customer):
    _run(one_customer, case)


BUSY_MONTH: list[Event] = [
    CUSTOMER,
    CUSTOMER | {"id": "c2", "no": "C002", "name": "李雷"},
    _top_up("t1", "2025-01-02", "500.00", bonus="50.00"),
    _owed("s1", "2025-01-03", "120.00", due_on="2025-01-20"),
    _sale("s2", "2025-01-04", "77.77"),
    _payment("m1", "2025-01-25", "50.00"),
    _owed("s3", "2025-01-05", "30.00", due_on="2025-03-20") | {"customer": "C002"},
    _payment("m2", "2025-02-10", "100.00") | {"customer": "C002"},
    _event("transfer", "x1", "2025-02-01", to="C002", amount="40.00"),
    _event("settle", "k1", "2025-03-01", amount="30.00"),
    {"do": "credit", "id": "d1", "on": "2025-03-05", "sale": "s1", "amount": "10.00", "reason": "scratched"},
    {"do": "reverse", "id": "r1", "on": "2025-03-15", "entry": "m1", "reason": "bounced"},
    {"do": "write_off", "id": "w1", "on": "2025-04-20", "charge": "s1", "reason": "gone"},
]
"""Everything that moves principal or charges, for C14."""

BUSY_DATES = [(date(2025, 1, 1) + timedelta(days=n)).isoformat() for n in range(120)]


def cents(text: str) -> int:
    """Read an amount of a view, minus sign and all."""
    return int(text.replace(".", ""))


def check_ageing(ageing: list[Row], balances: list[Row]) -> None:
    """C14: prepaid + current + all buckets = total = owed − principal, for every customer."""
    lines = {row["customer"]: row for row in ageing}
    for balance in balances:
        row = lines.pop(balance["customer"], None)
        owed, held = cents(balance["owed"]), cents(balance["principal"])
        if row is None:
            assert owed == held == 0
            continue
        columns = [cents(row[name]) for name in ("prepaid", "current", "1-30", "31-60", "61-90", "91+")]
        assert sum(columns) == cents(row["total"]) == owed - held
        assert columns[0] == -held
        assert min(columns[1:]) >= 0
    assert not lines


def test_case_c14_prepaid_and_buckets_sum_to_the_balance_on_every_date(tmp_path):
    shop = Shop(tmp_path)
    for event in BUSY_MONTH:
        shop.record(event)
    for on in BUSY_DATES:
        check_ageing(shop.show("ageing", "--as-of", on), shop.show("balances", "--as-of", on))
    shop.close()


def test_case_c14_later_payments_do_not_count_on_a_past_date(tmp_path):
    shop = Shop(tmp_path)
    seen: dict[str, list[Row]] = {}
    for event in sorted(BUSY_MONTH, key=lambda event: event.get("on", "")):
        shop.record(event)
        for on, rows in seen.items():
            assert on >= event["on"] or shop.show("ageing", "--as-of", on) == rows
        if "on" in event:
            seen[event["on"]] = shop.show("ageing", "--as-of", event["on"])
    shop.close()
