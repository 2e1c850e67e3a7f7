"""Files taken in and taken back, disturbed: nothing stands half, and done once more it ends as if nothing had been."""

import pytest

from tests.faults import tracer
from tests.faults.test_steps import disturbed

IMPORTS = ("--only", "import", "import good rows", "undo import")

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill"),
    pytest.mark.skipif(not tracer.CAN_FAIL, reason="processes are walked by ptrace, by the numbers of their calls"),
]


def test_an_import_that_is_disturbed_is_nothing_or_whole_and_can_be_done_again() -> None:
    found = disturbed(*IMPORTS, "--families", "kill", "power", "full", "--per-step", "3", "--seed", "5")
    assert {name: row["examples"] for name, row in found.items()} == {"kill": [], "power": [], "full": []}
    assert [row["kills"] for row in found.values()] == [9, 9, 9]


@pytest.mark.slow
def test_imports_at_more_places() -> None:
    found = disturbed(*IMPORTS, "--per-step", "40", "--seed", "6")
    assert [row["examples"] for row in found.values()] == [[]] * 5


def test_an_import_in_two_parts_would_show() -> None:
    found = disturbed(*IMPORTS, "--families", "kill", "--sabotage", "torn", "--per-step", "12", "--seed", "1")
    assert found["kill"]["half"] > 0
