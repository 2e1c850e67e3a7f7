"""The README's section "By command": its events are recorded as they stand there, and no verb is left out."""

import json
import re
from pathlib import Path

import pytest

from app.cli.main import console
from app.services.customer_events import FILE_READERS
from app.services.events import READERS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EVENTS = re.findall(r"```json\n(.*?)```", README, re.DOTALL)[0]
NEEDS_A_STATEMENT = "there is no statement"


@pytest.fixture
def answers(tmp_path, capsys, process_language):
    book, events = tmp_path / "shop.cbook", tmp_path / "events.jsonl"
    events.write_text(EVENTS, encoding="utf-8")
    console(["--book", str(book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"])
    capsys.readouterr()
    console(["--lang", "en", "--book", str(book), "apply", "--json", str(events)])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_the_events_of_the_readme_are_recorded_but_for_the_reply_to_a_statement_nobody_issued(answers):
    refused = [answer for answer in answers if not answer["ok"]]
    assert len(answers) == EVENTS.count("\n") > len(refused) == 1
    assert NEEDS_A_STATEMENT in json.dumps(refused)


def test_the_readme_explains_every_verb():
    assert {*READERS, *FILE_READERS} <= set(re.findall(r"`([a-z_]+)`", README))
