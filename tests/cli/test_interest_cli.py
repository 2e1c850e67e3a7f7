"""Agreements, late interest, incentives and rates by the command line, in JSON and for people."""

import json
import re

import pytest

from app.cli.main import console
from app.services.customer_events import FILE_READERS
from app.services.events import READERS

LATE = {"table": "CN-LPR-1Y", "times": "1.5", "fee": "20.00"}
TERMS = {"name": "30 days", "due": {"days": 30}, "early": [{"share": "2", "days": 3000}]}
EVENTS = [
    {"do": "settings", "id": "set", "streak_rule": {"length": 1, "share": "1"}, "late_rule": LATE,
     "own_rates": [{"table": "CN-LPR-1Y", "from": "2025-05-20", "rate": "3.00"}], "early_form": "discount"},
    {"do": "customer", "id": "c", "no": "C1", "name": "王小明", "credit_limit": None},
    {"do": "agreement", "id": "a1", "customer": "C1", "agreed_on": "2024-01-02", "terms": TERMS, "late": LATE,
     "way": "bank"},
    {"do": "sale", "id": "s1", "on": "2024-06-20", "customer": "C1", "amount": "12000.00",
     "pay": [{"with": "account"}]},
    {"do": "payment", "id": "m1", "on": "2025-01-10", "customer": "C1", "amount": "4000.00", "tender": "bank"},
    {"do": "interest", "id": "i1", "on": "2025-06-30", "charge": "s1"},
    {"do": "sale", "id": "s2", "on": "2025-07-01", "customer": "C1", "amount": "50.00", "pay": [{"with": "account"}]},
    {"do": "payment", "id": "m2", "on": "2025-07-01", "customer": "C1", "amount": "50.00", "tender": "cash",
     "against": ["s2"]},
]  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, process_language):
    book = tmp_path / "shop.cbook"
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(event) for event in EVENTS), encoding="utf-8")
    console(["--book", str(book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"])
    capsys.readouterr()

    def command(*arguments):
        code = console(["--book", str(book), "--lang", "en", *arguments])
        out = capsys.readouterr().out
        assert code == 0, out
        return out

    command("--json", "apply", str(events))
    return command


def asked(run, *arguments):
    return json.loads(run("--json", "show", *arguments))


def test_an_agreement_reads_as_it_was_written(run):
    [agreement] = asked(run, "agreements", "C1")
    assert agreement["late"] == {**LATE, "free_days": 0}
    assert (agreement["terms"]["name"], agreement["way"], agreement["in_force"]) == ("30 days", "bank", True)
    shown = run("show", "agreements", "C1")
    assert "CN-LPR-1Y × 1.5, fee 20.00" in shown
    assert "a1" in shown  # the name to end it by


def test_what_could_be_charged_and_what_was(run):
    """450.30 by hand: 12,000 × (1 × 5.175 + 91 × 5.025 + 82 × 4.65) + 8,000 × (129 × 4.65 + 42 × 4.5), by 36,500."""
    found = asked(run, "interest", "C1", "--as-of", "2025-06-30")
    [could] = found["could_be_charged"]
    assert (could["interest"], could["fee"], could["charged"]) == ("0.00", "20.00", "450.30")
    assert [stretch["rate"] for stretch in could["stretches"]] == ["5.175", "5.025", "4.65", "4.65", "4.5"]
    [charged] = found["charged"]
    assert (charged["id"], charged["charge"], charged["kind"], charged["amount"]) == ("i1", "s1", "interest", "450.30")
    assert [each["charge"] for each in asked(run, "interest")["could_be_charged"]] == ["s1"]
    assert "Late interest" in run("show", "interest", "C1")


def test_what_helps_to_pay(run):
    found = asked(run, "incentives", "C1", "--as-of", "2025-07-01")
    assert [(each["charge"], each["saved"]) for each in found["early"]] == [("s1", "160.00")]
    assert [(each["reward"], each["bonus"], each["waiting"]) for each in found["rewards"]] == [(1, "0.50", 1)]
    assert asked(run, "incentives")["rewards"][0]["customer"] == "C1"
    assert "0.50" in run("show", "incentives")


def test_tables_of_rates_and_settings(run):
    rows = asked(run, "rates")
    assert {"table": "CN-LPR-1Y", "from": "2025-05-20", "rate": "3", "own": True} in rows
    assert {"table": "CN-LPR-1Y", "from": "2024-07-22", "rate": "3.35", "own": False} in rows
    settings = asked(run, "settings")
    assert settings["late_rule"] == {**LATE, "free_days": 0}
    assert settings["streak_rule"] == {"length": 1, "share": "1", "least": "0.00", "most": None}
    assert settings["own_rates"] == [{"table": "CN-LPR-1Y", "from": "2025-05-20", "rate": "3"}]
    assert "1 % for 1 charge paid on time" in run("show", "settings")


def test_a_charge_says_what_it_belongs_to(run):
    rows = {row["charge"]: row for row in asked(run, "charges", "C1")}
    assert (rows["i1"]["part"], rows["i1"]["of"], "part" in rows["s1"]) == ("interest", "s1", False)
    assert "Late interest of s1" in run("show", "charges", "C1")
    assert "Late interest or fee" in run("show", "ledger", "C1")


def test_the_help_of_apply_names_every_verb(capsys, process_language):
    with pytest.raises(SystemExit):
        console(["--lang", "en", "apply", "--help"])
    named = set(re.findall(r"[a-z_]+", capsys.readouterr().out))
    assert {*READERS, *FILE_READERS} <= named
