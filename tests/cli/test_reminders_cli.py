"""The reminder queue by the command line: planned by `remind`, shown with promises, contacts and what is agreed."""

import json

import pytest

from app.cli.main import console

DUE, OVERDUE = "2026-02-08", "2026-02-15"
EVENTS = [
    {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "phones": ["13800004567"], "credit_limit": "500.00"},
    {"do": "sale", "id": "s1", "on": "2026-01-09", "customer": "C001", "amount": "30.00", "description": "剪发",
     "pay": [{"with": "account", "due_on": DUE}]},
]  # fmt: skip
AGREED = [
    {"do": "promise", "id": "p1", "on": "2026-02-01", "customer": "C001", "amount": "20.00", "due_on": "2026-02-10"},
    {"do": "pause", "id": "z1", "on": "2026-03-01", "until": "2999-04-30", "kind": "silence", "customer": "C001",
     "reason": "in hospital"},
    {"do": "pause", "id": "z2", "on": "2026-03-01", "kind": "dispute", "customer": "C001", "reason": "wrong colour"},
    {"do": "contact", "id": "k1", "customer": "C001", "way": "phone", "result": "reached", "at": "2026-02-20T10:00",
     "text": "pays\nnext week"},
]  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, process_language):
    book = tmp_path / "shop.cbook"

    def command(*arguments):
        code = console(["--book", str(book), "--lang", "en", *arguments])
        return code, capsys.readouterr().out

    def apply(events):
        lines = tmp_path / "events.jsonl"
        lines.write_text("\n".join(json.dumps(event) for event in events), encoding="utf-8")
        code, out = command("--json", "apply", str(lines))
        assert code == 0, out

    command("new", "--name", "Shop", "--currency", "CNY", "--language", "en")
    apply(EVENTS)
    command.apply = apply
    return command


def test_a_dry_run_says_what_would_come_and_changes_nothing(run):
    for _again in range(2):
        code, out = run("--json", "remind", "--on", OVERDUE, "--dry-run")
        answer = json.loads(out)
        [wish] = answer["planned"]
        assert (code, answer["new"], answer["dry_run"]) == (0, 1, True)
        assert (wish["customer"], wish["rule"], wish["stage"], wish["amount"]) == ("C001", "overdue", 1, "30.00")
    _, out = run("remind", "--on", OVERDUE, "--dry-run")
    assert "王小明" in out
    assert "1 reminder new." in out
    assert json.loads(run("--json", "show", "reminders")[1]) == []


def test_planned_twice_it_stands_there_once(run):
    assert "1 reminder new." in run("remind", "--on", OVERDUE)[1]
    assert "0 reminders new." in run("remind", "--on", OVERDUE)[1]
    _, out = run("--json", "show", "reminders", "C001", "--as-of", OVERDUE)
    [row] = json.loads(out)
    assert (row["customer"], row["ways"], row["days"], row["state"]) == ("C001", ["message"], 7, "queued")
    assert "王小明" in run("show", "reminders", "--as-of", OVERDUE)[1]


def test_a_day_before_the_last_run_and_a_day_to_come_are_refused(run):
    run("remind", "--on", OVERDUE)
    assert run("remind", "--on", DUE)[0] == 1
    assert run("remind", "--on", "2999-01-01")[0] == 1


def test_a_clock_that_was_ahead_is_got_over_by_a_persons_word(run):
    run("remind", "--on", OVERDUE)
    for more in (("--dry-run",), ()):
        assert run("remind", "--on", DUE, *more)[0] == 1
        assert run("remind", "--on", DUE, "--clock-is-right", *more)[0] == 0
    assert run("remind", "--on", DUE)[0] == 0


def test_what_is_agreed_is_said_with_its_end(run):
    run.apply(AGREED)
    _, out = run("show", "contacts", "C001")
    assert "Not reminded of anything from 2026-03-01 through 2999-04-30: in hospital" in out
    assert "No money is asked for since 2026-03-01, because of a dispute: wrong colour" in out
    assert "pays next week" in out  # one line for each contact
    found = json.loads(run("--json", "show", "contacts", "C001")[1])
    assert [each["kind"] for each in found["pauses"]] == ["silence", "dispute"]
    assert [each["result"] for each in found["contacts"]] == ["reached"]


def test_promises_are_shown_with_what_became_of_them(run):
    run.apply(AGREED)
    [line] = json.loads(run("--json", "show", "promises", "C001", "--as-of", "2026-02-20")[1])
    assert (line["amount"], line["paid"], line["outcome"]) == ("20.00", "0.00", "broken")
    _, out = run("show", "promises", "C001", "--as-of", "2026-02-20")
    assert "Broken" in out
    assert "Kept: 0 % of the promises decided." in out
