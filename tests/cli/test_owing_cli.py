"""What customers may owe, by the command line: recorded by `apply` with what it says, shown by `show credit`."""

import json

import pytest

from app.cli.main import console

TERMS = {
    "name": "三期",
    "slices": [
        {"share": "33.33", "due": {"rule": "net"}},
        {"share": "66.67", "due": {"rule": "month_end", "days": 15, "months": 1}},
    ],
    "early": [{"share": "2.5", "days": 10}, {"amount": "5.00", "days": 20}],
}
SUPPLY = {"supply": "catch_up", "reason": "old debts", "pay": "100.00", "bought": "50.00"}
EVENTS = [
    {"do": "settings", "id": "set", "payment_terms": [TERMS],
     "credit_groups": [{"name": "王家", "credit_limit": "900.00", "on_total": "warn"}]},
    {"do": "customer", "id": "a", "no": "A", "name": "王明", "credit_limit": "500.00", "overdue_limit": "0.00",
     "grace_days": 3, "on_overdue": "refuse", "credit_group": "王家", "payment_terms": "三期"},
    {"do": "customer", "id": "b", "no": "B", "name": "王亮", "credit_limit": None, "credit_group": "王家"},
    {"do": "sale", "id": "s1", "on": "2026-01-05", "customer": "B", "amount": "600.00"},
    {"do": "sale", "id": "s2", "on": "2026-01-05", "customer": "A", "amount": "400.00"},
    {"do": "customer", "id": "a2", "no": "A", "credit_limit": "100.00", "note": "three times late"},
    {"do": "hold", "id": "h", "customer": "A", "reason": "late again", "cause": "overdue", "starts_on": "2026-01-05"},
    {"do": "customer", "id": "a3", "no": "A", "supply": SUPPLY},
    {"do": "sale", "id": "s3", "on": "2026-01-05", "customer": "A", "amount": "1.00"},
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
        return code, capsys.readouterr().out

    command.events = events
    return command


@pytest.fixture
def done(run):
    code, answers = run("--json", "apply", str(run.events))
    assert code == 1
    return {row["id"]: row for row in map(json.loads, answers.splitlines())}


def test_what_is_said_of_what_was_recorded_stands_in_its_answer(run, done):
    assert "said" not in done["s1"]
    [said] = done["s2"]["said"]
    assert said == "¥400.00 more would bring what the group 王家 owes to ¥1,000.00; its limit is ¥900.00."
    assert done["a2"]["said"][0].startswith("¥400.00 is owed already, more than the limit of ¥100.00")
    assert (done["s3"]["ok"], done["s3"]["field"]) == (False, "pay")


def test_it_is_said_to_people_too(run, capsys):
    console(["--book", str(run.events.with_name("shop.cbook")), "--lang", "en", "apply", str(run.events)])
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("line 5, recorded: ¥400.00 more would bring")
    assert said[-1].startswith("line 9: pay: ")


def test_how_a_customer_stands(run, done):
    code, out = run("--json", "show", "credit", "A", "--as-of", "2026-01-31")
    found = json.loads(out)
    assert code == 0
    figures = [found[name] for name in ("owed", "overdue", "room", "credit_limit")]
    assert figures == ["400.00", "133.32", "-300.00", "100.00"]
    assert (found["group"]["owed"], [each["customer"] for each in found["group"]["members"]]) == ("1000.00", ["A", "B"])
    assert (found["payment_terms"], found["supply"], found["terms_from"]) == (TERMS, SUPPLY, "file")
    assert [(hold["id"], hold["stands"], hold["lifted"]) for hold in found["holds"]] == [("h", True, None)]
    assert [(line["group"], line["new"]["credit_limit"], line["why"]) for line in found["history"]] == [
        ("", "100.00", "three times late"),
        ("", "500.00", ""),
        ("王家", "900.00", ""),
    ]
    found = json.loads(run("--json", "show", "credit", "A", "--as-of", "2026-01-06")[1])
    assert found["holds"][0]["lifted"] == "The hold is lifted: nothing is overdue on 2026-01-06."


def test_people_read_it_as_a_table(run, done):
    code, out = run("show", "credit", "A", "--as-of", "2026-01-31")
    assert code == 0
    for text in ("王家: 1,000.00 of 900.00", "late again", "stands", "three times late", "only if older debts"):
        assert text in out
    code, out = run("show", "customer", "A")
    assert code == 0
    for text in ("三期", "Credit group", "only if older debts are paid as well", "late again"):
        assert text in out
    assert run("show", "credit", "nobody")[0] == 1


def test_a_file_is_shown_in_the_form_it_is_given_in(run, done):
    shown = json.loads(run("--json", "show", "customer", "A")[1])
    names = ("payment_terms", "supply", "overdue_limit", "grace_days", "on_total", "on_overdue", "credit_group")
    again = {"do": "customer", "id": "again", "no": "A", **{name: shown[name] for name in names}}
    run.events.write_text(json.dumps(again), encoding="utf-8")
    assert run("apply", str(run.events))[0] == 0
    assert json.loads(run("--json", "show", "customer", "A")[1]) == shown
