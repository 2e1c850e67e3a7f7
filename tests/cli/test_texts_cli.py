"""The texts of reminders by the command line: recorded by `apply`, shown by `show texts`."""

import json

import pytest

from app.cli.main import console

EVENTS = [
    {"do": "reminder_text", "id": "t1", "name": "overdue_gentle", "language": "en", "subject": "Hello {customer}",
     "body": "Please pay {overdue} by {pay_by}."},
    {"do": "reminder_text", "id": "t2", "name": "overdue_gentle", "language": "en", "subject": "x",
     "body": "Please pay {sum}."},
]  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, process_language):
    book, events = tmp_path / "shop.cbook", tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(event) for event in EVENTS), encoding="utf-8")
    console(["--book", str(book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"])
    capsys.readouterr()

    def command(*arguments):
        code = console(["--book", str(book), "--lang", "en", *arguments])
        return code, capsys.readouterr().out

    code, answers = command("--json", "apply", str(events))
    first, second = map(json.loads, answers.splitlines())
    assert (code, first["ok"], second["ok"], second["field"]) == (1, True, False, "body")
    assert "{sum}" in second["error"]
    return command


def test_texts_are_shown_as_json(run):
    code, out = run("--json", "show", "texts")
    found = json.loads(out)
    [own] = [text for text in found if text["own"]]
    assert code == 0
    assert (own["name"], own["language"], own["subject"]) == ("overdue_gentle", "en", "Hello {customer}")
    assert own["recorded_at"]
    assert all(text["body"] for text in found)


def test_texts_are_shown_to_people(run):
    code, out = run("show", "texts")
    assert code == 0
    assert "the shop's own" in out
    assert "Please pay" not in out
    _, out = run("show", "texts", "--all")
    assert "Please pay {overdue} by {pay_by}." in out
