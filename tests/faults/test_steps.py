"""Some of the use cases disturbed in every way; all of them, everywhere, by `python -m tests.faults.steps`."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.faults import tracer
from tests.real.program import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill"),
    pytest.mark.skipif(not tracer.CAN_FAIL, reason="processes are walked by ptrace, by the numbers of their calls"),
]


def disturbed(*arguments: str) -> dict[str, dict[str, Any]]:
    """Disturb steps in a process that has never opened a book; return the counts of each family."""
    command = [sys.executable, "-m", "tests.faults.steps", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ}, capture_output=True, encoding="utf-8", timeout=1800, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["family"]: row for row in rows}


def test_a_use_case_that_is_disturbed_leaves_the_book_as_it_was_or_as_it_becomes() -> None:
    found = disturbed("--per-step", "1", "--every", "12", "--seed", "3")
    assert {name: row["examples"] for name, row in found.items()} == {name: [] for name in found}
    assert set(found) == {"kill", "power", "full", "once", "gone"}
    assert all(row["kills"] == row["steps"] > 7 for row in found.values())
    said = [sentence for name in ("full", "once") for sentence in found[name]["said"]]
    assert any("is full" in sentence for sentence in said)
    assert any("check the drive" in sentence for sentence in said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "sabotage", "shows"), [("kill", "torn", "half"), ("kill", "early", "lost"), ("power", "off", "lost")]
)
def test_breaking_the_promise_would_show(family: str, sabotage: str, shows: str) -> None:
    """A commit in two parts, an answer before the commit, a commit that is not synced."""
    found = disturbed("--families", family, "--sabotage", sabotage, "--per-step", "3", "--every", "10", "--seed", "1")
    assert found[family][shows] > 0
