"""The program killed while a reminder is being sent: found as interrupted, never sent again by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.reminder.board import Claim, Held
from app.core.reminder.kinds import State, Way
from app.core.reminder.requests import ContactResult
from tests.services.helpers_reminders import Reminders

TAKES = """
import sys, time
from pathlib import Path
from app.core.outgoing import Outcome, Result
from app.core.reminder.kinds import Way
from tests.services.helpers_reminders import Reminders

shop = Reminders.opened(Path(sys.argv[1]))
claim = shop.queue.claim(1, Way.MESSAGE)
if sys.argv[2] == "finished":
    shop.queue.finish(claim, Result(Outcome.ACCEPTED))
print("now", flush=True)
time.sleep(600)
"""


@pytest.fixture(name="path")
def path_of(tmp_path):
    """Make a book with one reminder to send; nobody has it open."""
    shop = Reminders(tmp_path)
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.plan()
    shop.shop.store.dispose()
    return shop.shop.path


def killed(path, when):
    """Let another program take the reminder, and kill it without a chance to say anything."""
    command = [sys.executable, "-c", TAKES, str(path), when]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == b"now"
        program.kill()


def test_killed_between_taking_and_finishing(path):
    killed(path, "taken")
    shop = Reminders.opened(path)
    held = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(held, Held)
    assert held.state is State.SENDING
    assert list(shop.queue.interrupted()) == [1]
    shop.plan()
    assert shop.overdue().state is State.INTERRUPTED
    assert not isinstance(shop.queue.claim(1, Way.MESSAGE, again=True), Claim)
    [contact] = shop.contacts.of_customer("C001")
    assert contact.result is ContactResult.UNCLEAR
    assert shop.problems() == ()
    shop.shop.store.dispose()


def test_killed_after_finishing(path):
    killed(path, "finished")
    shop = Reminders.opened(path)
    assert list(shop.queue.interrupted()) == []
    assert shop.rows() == []
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Held)
    assert shop.problems() == ()
    shop.shop.store.dispose()
