"""Killed between any two system calls: sixty times here, a thousand by `python -m tests.faults`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults import tracer
from tests.real.program import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill"),
    pytest.mark.skipif(not tracer.AVAILABLE, reason="processes are walked by ptrace, which is Linux"),
]


def killed(kills: int, seed: int, sabotage: str = "") -> dict[str, Any]:
    """Kill in a process of its own, which has never opened a book."""
    command = [sys.executable, "-m", "tests.faults", "--json", "--kills-only", "--workers", "1"]
    command += ["--kills", str(kills), "--seed", str(seed)]
    command += ["--sabotage", sabotage] if sabotage else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_was_answered_survives_and_the_rest_is_whole_or_absent() -> None:
    found = killed(60, seed=5)
    assert (found["runs"], found["kills"]) == (60, 60)
    assert found["examples"] == []
    assert (found["lost"], found["half"], found["unbalanced"], found["not_verified"]) == (0, 0, 0, 0)
    assert found["differs_after_retry"] == 0
    assert found["answered"] > 0
    assert found["unanswered_whole"] > 0  # some were killed between the commit and the answer


def test_an_answer_before_the_commit_would_show() -> None:
    assert killed(16, seed=6, sabotage="early")["lost"] > 0


def test_a_commit_in_two_parts_would_show() -> None:
    found = killed(32, seed=7, sabotage="torn")
    assert found["half"] > 0
    assert found["not_verified"] > 0


# ---- power cut ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not tracer.NAMES, reason="the numbers of this machine's system calls are not known here")
@pytest.mark.parametrize("mode", ["single", "bulk", "together"])
def test_every_answer_comes_after_what_it_answers_is_on_the_disk(mode: str, tmp_path: Path) -> None:
    unsynced, answers = order_of_calls(tmp_path, mode)
    assert answers > 0
    assert unsynced == 0


@pytest.mark.skipif(not tracer.NAMES, reason="the numbers of this machine's system calls are not known here")
def test_a_commit_without_sync_would_show(tmp_path: Path) -> None:
    unsynced, answers = order_of_calls(tmp_path, "single", sabotage="lax")
    assert unsynced > 0
    assert answers > 0


def order_of_calls(folder: Path, mode: str, sabotage: str = "") -> tuple[int, int]:
    """Count the answers given while something written was not synced, and all answers."""
    script = (
        "import sys; from pathlib import Path; from tests.faults import kill;"
        "print(*kill.unsynced_answers(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))"
    )
    command = [sys.executable, "-c", script, str(folder), mode, sabotage]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.stdout, done.stderr
    unsynced, answers = map(int, done.stdout.split())
    return unsynced, answers
