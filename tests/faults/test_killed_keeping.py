"""Backing up, restoring, encrypting, moving, taking over, disturbed: the old book or the new one, never half of one."""

import pytest

from tests.faults import tracer
from tests.faults.test_steps import disturbed

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill"),
    pytest.mark.skipif(not tracer.CAN_FAIL, reason="processes are walked by ptrace, by the numbers of their calls"),
]


def test_whole_files_are_the_old_ones_or_the_new_ones() -> None:
    found = disturbed("--keeping", "--families", "kill", "power", "full", "--per-step", "2", "--seed", "3")
    assert {name: row["examples"] for name, row in found.items()} == {"kill": [], "power": [], "full": []}
    assert all(row["kills"] >= 2 * row["steps"] > 8 for row in found.values())


@pytest.mark.slow
def test_whole_files_at_more_places() -> None:
    found = disturbed("--keeping", "--per-step", "20", "--seed", "4")
    assert [row["examples"] for row in found.values()] == [[]] * 5
