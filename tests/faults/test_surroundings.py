"""Some of the use cases in wrong surroundings; all of them by `python -m tests.faults.surroundings`."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults import tracer
from tests.real.program import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("surroundings"),
    pytest.mark.skipif(not tracer.AVAILABLE, reason="steps are done in forked processes"),
]


def test_a_use_case_is_refused_in_words_and_done_when_things_are_right_again() -> None:
    command = [sys.executable, "-m", "tests.faults.surroundings", "--every", "9", "--seed", "2"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ}, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.stdout, done.stderr
    rows = {row["family"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert set(rows) >= {"newer", "file", "clock"}
    assert {name: row["examples"] for name, row in rows.items()} == {name: [] for name in rows}
    for family, words in (("newer", "a newer version of the program"), ("file", "is read-only")):
        assert rows[family]["said"]
        assert all(words in said for said in rows[family]["said"]), family
    assert done.returncode == 0
