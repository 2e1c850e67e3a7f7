"""What comes back of statements, by commands alone: the verbs, `show replies`, `show disputes`, `show statements`."""

from datetime import date

import pytest

from app.cli.main import console
from app.core.statement import month_of
from app.services.books import open_book
from tests.cli.test_cases_cli import CommandLine
from tests.services.helpers_customers import circumstances
from tests.services.helpers_replies import issue

APRIL = month_of(date(2026, 4, 1))
ON = "2026-05-20"


class Opened:
    """A book on the day the statement is issued, which is long ago for the command line."""

    def __init__(self, path):
        self.around = circumstances()
        self.store, _ = open_book(path, lambda _path: None)


@pytest.fixture(name="shop")
def shop_by_commands(tmp_path, capsys):
    shop = CommandLine(tmp_path, capsys)
    scan = tmp_path / "回执.pdf"
    scan.write_bytes(b"%PDF")
    first = shop.apply(
        {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "credit_limit": None},
        {"do": "sale", "id": "s1", "on": "2026-04-09", "customer": "C001", "amount": "110.00",
         "pay": [{"with": "account"}]},
        {"do": "sale", "id": "s2", "on": "2026-04-10", "customer": "C001", "amount": "20.00",
         "pay": [{"with": "account"}]},
        {"do": "attach", "id": "a1", "customer": "C001", "file": str(scan)},
    )  # fmt: skip
    assert all(answer["ok"] for answer in first)
    opened = Opened(shop.book)
    assert issue(opened, "C001", APRIL) == "S000001"
    opened.store.dispose()
    return shop


DISPUTED = {
    "do": "statement_reply",
    "id": "r1",
    "on": ON,
    "statement": "s000001",
    "outcome": "disputed",
    "by": "王小明",
    "means": "sealed",
    "attachment": "a1",
    "note": "来过电话",
    "claims": [{"entry": 1, "charge": "s1", "amount": "10.00", "text": "只剪了一次"}],
}


def test_a_reply_that_disputes(shop):
    [answer] = shop.apply(DISPUTED)
    assert answer == {"line": 1, "id": "r1", "ok": True, "entry": None}
    [reply] = shop.show("replies", "S000001")
    assert reply.pop("recorded_at")
    assert reply.pop("staff") == ""  # nobody has signed in
    assert reply == {
        "id": "r1",
        "on": ON,
        "outcome": "disputed",
        "by": "王小明",
        "means": "sealed",
        "claims": [{"entry": 1, "charge": "s1", "amount": "10.00", "text": "只剪了一次"}],
        "note": "来过电话",
        "attachment": 1,
    }
    assert shop.show("disputes") == [
        {
            "dispute": "r1/s1",
            "customer": "C001",
            "charge": "s1",
            "amount": "100.00",
            "on": ON,
            "reason": "只剪了一次",
            "statement": "S000001",
            "ended": None,
            "ended_on": None,
            "end_reason": "",
        }
    ]
    assert shop.show("disputes", "C001") == shop.show("disputes")
    assert [charge.get("disputed") for charge in shop.show("charges", "C001")] == ["100.00", None]
    [card] = shop.run("show", "card", "C001")[1]
    assert [charge.get("disputed") for charge in card["charges"]] == ["100.00", None]
    [notice] = [each for each in card["notices"] if each["kind"] == "disputed"]
    assert (notice["amount"], notice["on"]) == ("100.00", ON)
    assert [line.get("disputed") for line in shop.show("ageing")] == ["100.00"]
    assert shop.run("verify")[0] == 0


def test_a_dispute_opened_and_ended(shop):
    answers = shop.apply(
        {"do": "dispute", "id": "d1", "on": ON, "customer": "C001", "charge": "s2", "amount": "5.00", "reason": "?"},
        {"do": "dispute", "id": "d1", "on": ON, "customer": "C001", "charge": "s2", "amount": "5.00", "reason": "?"},
        {"do": "dispute", "id": "d2", "on": ON, "customer": "C001", "charge": "s2", "reason": "?"},
        {"do": "end_dispute", "id": "e1", "on": ON, "dispute": "d1", "outcome": "withdrawn", "reason": "found it"},
    )
    assert [answer["ok"] for answer in answers] == [True, True, False, True]
    assert answers[2]["field"] == "charge"
    assert shop.show("disputes") == []
    [ended] = shop.show("disputes", "--all")
    assert (ended["ended"], ended["ended_on"], ended["end_reason"]) == ("withdrawn", ON, "found it")
    assert all("disputed" not in charge for charge in shop.show("charges", "C001"))
    assert all("disputed" not in line for line in shop.show("ageing"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"statement": "S000009"}, "statement"),
        ({"statement": "CBS-1-00000000"}, "statement"),
        ({"statement": ""}, "statement"),
        ({"outcome": "silent"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"outcome": "none"}, "outcome"),
        ({"means": "telepathy"}, "means"),
        ({"on": "2026-05-01"}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"attachment": "a9"}, "attachment"),
        ({"attachment": 1.5}, "attachment"),
        ({"attachment": [1]}, "attachment"),
        ({"claims": {}}, "claims"),
        ({"claims": [{}] * 201}, "claims"),
        ({"claims": [{"entry": "1"}]}, "claims.entry"),
        ({"claims": [{"entry": 2**70}]}, "claims.entry"),
        ({"claims": [{"entry": 99}]}, "claims.entry"),
        ({"claims": [{"amount": "-1"}]}, "claims.amount"),
        ({"claims": [{"charge": "s1", "amount": "110.00"}]}, "claims.amount"),
        ({"claims": [{"charge": "s9"}]}, "claims.charge"),
        ({"claims": [{"paid": "1"}]}, "claims.paid"),
        ({"by": "a\nb"}, "by"),
        ({"confirmed": True}, "confirmed"),
    ],
)
def test_bad_input_is_named(shop, change, field):
    [answer] = shop.apply({**DISPUTED, **change})
    assert (answer["ok"], answer["field"]) == (False, field)
    assert answer["error"]
    assert shop.show("replies", "S000001") == []


def test_a_statement_there_is_none(shop, capsys):
    assert console(["--book", str(shop.book), "show", "replies", "S000002"]) == 1
    assert "S000002" in capsys.readouterr().err
    assert console(["--book", str(shop.book), "show", "disputes", "C009"]) == 1
    capsys.readouterr()
    assert console(["--book", str(shop.book), "show", "statements", "S000001"]) == 1  # no customer's number
    assert "S000001" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        console(["--book", str(shop.book), "show", "statements", "--period", "2026-13"])
    assert left.value.code == 2


def test_the_statements_of_a_month_and_what_came_back(shop):
    for arguments in ((), ("C001",), ("--period", "2026-04"), ("C001", "--period", "2026-04")):
        [statement] = shop.show("statements", *arguments)
        assert (statement["statement"], statement["customer"], statement["owed"]) == ("S000001", "C001", "130.00")
        assert (statement["from"], statement["to"]) == ("2026-04-01", "2026-04-30")
        assert (statement["outcome"], statement["replied_on"], statement["requests"]) == (None, None, 1)
    assert shop.show("statements", "--period", "2026-05") == []
    shop.apply(DISPUTED)
    [statement] = shop.show("statements")
    assert (statement["outcome"], statement["replied_on"]) == ("disputed", ON)


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_as_tables(shop, capsys, language):
    shop.apply(DISPUTED)
    said = {}
    for view in (("statements", "--period", "2026-04"), ("replies", "S000001"), ("disputes", "C001"), ("ageing",)):
        assert console(["--book", str(shop.book), "--lang", language, "show", *view]) == 0
        said[view[0]] = capsys.readouterr().out
    assert {"S000001", "C001", "王小明", "2026-04", "130.00", ON} <= set(said["statements"].split())
    assert {"王小明", "来过电话", "s1", "10.00", "只剪了一次"} <= set(said["replies"].split())
    assert {"r1/s1", "C001", "s1", "100.00", ON} <= set(said["disputes"].split())
    assert "100.00" in said["ageing"]
