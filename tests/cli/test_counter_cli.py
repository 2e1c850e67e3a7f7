"""The account card and refund proposals from the command line."""

import json

import pytest

from app import bootstrap
from app.cli.main import console
from tests.services.test_cases import circumstances

C = {"customer": "C001"}
EVENTS = [
    {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "hold": "cheque bounced", "credit_limit": None},
    {"do": "top_up", "id": "t1", **C, "on": "2025-09-01", "paid": "500.00", "bonus": "50.00", "tender": "wechat"},
    {"do": "sale", "id": "s1", **C, "on": "2025-09-10", "amount": "220.00", "description": "染发"},
    {"do": "pass_sale", "id": "p1", **C, "on": "2025-09-11", "service": "洗车", "count": 10, "paid": "300.00",
     "tender": "cash"},
    {"do": "pass_use", "id": "u1", **C, "on": "2025-09-12", "service": "洗车"},
    {"do": "reverse", "id": "x1", "on": "2025-09-12", "entry": "u1", "reason": "wrong customer"},
]  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """A way to ask for a view; returns the exit code and what was printed."""
    monkeypatch.setattr(bootstrap, "circumstances", circumstances)
    book, events = str(tmp_path / "shop.cbook"), tmp_path / "events.jsonl"
    events.write_text("".join(json.dumps(event) + "\n" for event in EVENTS))
    assert console(["--book", book, "new", "--name", "Shop", "--currency", "CNY", "--language", "en"]) == 0
    assert console(["--book", book, "apply", str(events)]) == 0
    capsys.readouterr()

    def ask(*arguments):
        code = console(["--book", book, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


def test_the_card_as_json(run):
    code, out, _err = run("--json", "show", "card", "C001")
    card = json.loads(out)
    assert code == 0
    assert (card["name"], card["principal"], card["bonus"], card["owed"]) == ("王小明", "300.00", "30.00", "0.00")
    assert (card["merged_into"], card["credit_limit"], card["has_pin"]) == (None, None, False)
    assert [lot["lot"] for lot in card["lots"]] == ["t1"]
    assert [(each["service"], each["left"]) for each in card["passes"]] == [("洗车", 10)]
    assert [(notice["kind"], notice["text"]) for notice in card["notices"]] == [("hold", "cheque bounced")]
    assert [line["id"] for line in card["lines"]] == ["x1", "u1", "p1", "s1", "t1"]
    first = card["lines"][-1]
    assert (first["on"], first["tenders"], first["paid"], first["principal_after"], first["due_on"]) == (
        *("2025-09-01", ["wechat"], "500.00"),
        *("500.00", None),
    )
    assert card["lines"][1]["reversed_by"] == card["lines"][0]["entry"]


def test_the_card_for_people(run):
    code, out, _err = run("show", "card", "C001", "--lines", "2")
    assert code == 0
    assert "cheque bounced" in out
    assert "On hold" in out
    assert ("wrong customer" in out, "染发" in out) == (True, False)
    assert run("show", "card", "C999")[0] == 1


def test_a_refund_as_json(run):
    code, out, _err = run("--json", "show", "refund", "C001", "--on", "2025-11-01", "--lot", "t1")
    found = json.loads(out)
    assert code == 0
    assert (found["reason"], found["total"], found["kept"]) == ("customer", "280.00", "20.00")
    assert found["other"] == {"cooling_off": "0.00", "shop": "300.00", "mutual": "300.00"}
    assert (found["lines"][0]["lot"], found["lines"][0]["rule"]) == ("t1", "art19")
    assert "法释〔2025〕4号" in found["source"]


def test_a_refund_for_people(run):
    code, out, _err = run("show", "refund", "C001", "--on", "2025-09-12", "--reason", "cooling_off")
    assert code == 0
    assert "cooling off" in out
    assert ("300.00" in out, "法释〔2025〕4号" in out) == (True, True)
    assert run("show", "refund", "C001", "--lot", "nothing")[0] == 1
