"""The worked cases of CASES.md once more, through `apply` and `show --json` of the command line."""

import json

import pytest

from app import bootstrap
from app.cli.main import console
from tests.services.test_cases import (
    AGEING,
    ALLOCATION,
    BUSY_DATES,
    BUSY_MONTH,
    CUSTOMER,
    LOTS,
    check_ageing,
    check_postings,
    circumstances,
    matches,
)


class CommandLine:
    """A book reached by commands alone, on a day that stands still."""

    def __init__(self, folder, capsys):
        self.book = folder / "shop.cbook"
        self.events = folder / "events.jsonl"
        self._capsys = capsys
        assert (
            console(["--book", str(self.book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"]) == 0
        )
        capsys.readouterr()

    def run(self, *arguments):
        """Return the exit code and the lines of JSON on stdout."""
        code = console(["--book", str(self.book), "--json", *arguments])
        return code, [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]

    def apply(self, *events):
        """Apply events and return the answers, one a line."""
        self.events.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), "utf-8")
        code, answers = self.run("apply", str(self.events))
        assert code == (0 if all(answer["ok"] for answer in answers) else 1)
        assert [answer["line"] for answer in answers] == list(range(1, len(events) + 1))
        return answers

    def show(self, *arguments):
        """Return the rows of a view."""
        code, answers = self.run("show", *arguments)
        assert code == 0
        assert len(answers) == 1
        return answers[0]


@pytest.fixture
def line(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "circumstances", circumstances)
    return CommandLine(tmp_path, capsys)


def _run(line, case):
    events = [CUSTOMER, *case.events]
    entries: dict[str, int | None] = {}
    for event, answer in zip(events, line.apply(*events), strict=True):
        assert answer["id"] == event["id"]
        if event["id"] in case.refused:
            assert answer.keys() == {"line", "id", "ok", "field", "error"}
            assert answer["field"] == case.refused[event["id"]]
            assert answer["error"]
        else:
            assert answer["ok"], answer
            assert entries.setdefault(event["id"], answer["entry"]) == answer["entry"]
    for view, expected in case.shows:
        rows = line.show(*view.split())
        assert matches(rows, expected), (view, rows)
    check_postings(line.book, case)
    assert line.run("verify")[0] == 0


@pytest.mark.parametrize("case", LOTS, ids=lambda case: case.name)
def test_case_prepaid_lots(case, line):
    _run(line, case)


@pytest.mark.parametrize("case", ALLOCATION, ids=lambda case: case.name)
def test_case_allocation(case, line):
    _run(line, case)


@pytest.mark.parametrize("case", AGEING, ids=lambda case: case.name)
def test_case_ageing(case, line):
    _run(line, case)


def test_case_c14_prepaid_and_buckets_sum_to_the_balance_on_every_date(line):
    assert all(answer["ok"] for answer in line.apply(*BUSY_MONTH))
    for on in BUSY_DATES[::4]:
        check_ageing(line.show("ageing", "--as-of", on), line.show("balances", "--as-of", on))


def test_the_views_have_the_shapes_agreed(line):
    line.apply(
        CUSTOMER,
        {
            "do": "top_up",
            "id": "t1",
            "on": "2025-01-05",
            "customer": "C001",
            "paid": "500.00",
            "bonus": "50.00",
            "tender": "wechat",
            "expires_on": None,
            "order": "proportional",
            "priority": 0,
        },
        {
            "do": "sale",
            "id": "s1",
            "on": "2025-01-09",
            "customer": "C001",
            "amount": "110.00",
            "list_amount": "130.00",
            "description": "剪发",
            "lines": [{"text": "剪发", "quantity": "1", "price": "110.00"}],
            "pay": [
                {"with": "prepaid", "amount": "66.00"},
                {"with": "cash", "amount": "14.00"},
                {"with": "account", "due_on": "2025-02-08"},
            ],
        },
        {
            "do": "pass_sale",
            "id": "p1",
            "on": "2025-01-09",
            "customer": "C001",
            "service": "洗车",
            "count": 10,
            "paid": "300.00",
            "list_price": "40.00",
            "tender": "cash",
        },
        {"do": "pass_use", "id": "u1", "on": "2025-01-12", "customer": "C001", "service": "洗车", "count": 1},
    )
    # 66 of 500 + 50: bonus 66 × 50 ÷ 550 = 6.00, principal 60.00.
    assert line.show("balances", "--as-of", "2025-02-08") == [
        {
            "customer": "C001",
            "principal": "440.00",
            "bonus": "44.00",
            "expired": "0.00",
            "passes": [{"service": "洗车", "left": 9}],
            "owed": "30.00",
            "overdue": "0.00",
        }
    ]
    assert line.show("lots", "C001") == [
        {"lot": "t1", "on": "2025-01-05", "principal": "440.00", "bonus": "44.00", "expires_on": None}
    ]
    assert line.show("charges", "C001") == [
        {"charge": "s1", "on": "2025-01-09", "due_on": "2025-02-08", "amount": "30.00", "open": "30.00"}
    ]
    assert line.show("ageing", "--as-of", "2025-02-09") == [
        {
            "customer": "C001",
            "prepaid": "-440.00",
            "current": "0.00",
            "1-30": "30.00",
            "31-60": "0.00",
            "61-90": "0.00",
            "91+": "0.00",
            "total": "-410.00",
        }
    ]
    first, second = line.show("ledger", "C001")[:2]
    assert second.pop("text") == "剪发"
    assert first.pop("text") == ""
    assert first == {
        "entry": 1,
        "id": "t1",
        "on": "2025-01-05",
        "kind": "top_up",
        "principal": "500.00",
        "bonus": "50.00",
        "owed": "0.00",
        "principal_after": "500.00",
        "bonus_after": "50.00",
        "owed_after": "0.00",
    }
    assert second == {
        "entry": 2,
        "id": "s1",
        "on": "2025-01-09",
        "kind": "sale",
        "principal": "-60.00",
        "bonus": "-6.00",
        "owed": "30.00",
        "principal_after": "440.00",
        "bonus_after": "44.00",
        "owed_after": "30.00",
    }
    # Of the sale 14 in cash, 60 principal, 30 on account; the pass 300 in cash, of which one visit of ten is used.
    assert line.show("trial-balance") == [
        {"account": "tender.cash", "debit": "314.00", "credit": "0.00"},
        {"account": "tender.wechat", "debit": "500.00", "credit": "0.00"},
        {"account": "receivable", "debit": "30.00", "credit": "0.00"},
        {"account": "prepaid.principal", "debit": "0.00", "credit": "440.00"},
        {"account": "prepaid.bonus", "debit": "0.00", "credit": "44.00"},
        {"account": "prepaid.pass", "debit": "0.00", "credit": "270.00"},
        {"account": "sales", "debit": "0.00", "credit": "134.00"},
        {"account": "bonus_granted", "debit": "44.00", "credit": "0.00"},
    ]


def test_a_book_not_begun_ages_to_nothing(line):
    assert line.show("ageing") == []
    assert line.show("balances") == []
    assert line.show("trial-balance") == []
