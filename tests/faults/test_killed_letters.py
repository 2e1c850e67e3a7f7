"""The program killed while it issues letters, again and again: each letter whole or not there, nobody written twice."""

import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.core.reminder.kinds import RuleKind, State
from app.services.letters import Letters
from app.storage.engine import sqlite3
from tests.services.helpers_reminders import Reminders

CUSTOMERS = 12
MOST_S = 120.0

ISSUES = """
import sys
from pathlib import Path
from app.services.letters import Letters
from tests.services.helpers_reminders import Reminders

shop = Reminders.opened(Path(sys.argv[1]))
print("now", flush=True)
Letters(shop.shop.store, shop.around).issue([row.id for row in shop.rows()])
"""


@pytest.fixture(name="path")
def path_of(tmp_path):
    """Make a book of customers who can be written letters only, each with one to be written; nobody has it open."""
    shop = Reminders(tmp_path)
    for nth in range(1, CUSTOMERS + 1):
        shop.customer(f"C{nth:03}", phones=[], email="", language="zh_CN")
        shop.charge(f"C{nth:03}", f"s{nth}", 5)
    shop.plan()
    shop.shop.store.dispose()
    return shop.shop.path


def there(path):
    """How many letters the book has, looked at beside the program that writes."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute("SELECT count(*) FROM letter").fetchone()[0]


def kill_after(path, enough, pause_s):
    """Let another program issue letters, and kill it a moment after there are enough."""
    command = [sys.executable, "-c", ISSUES, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == b"now"
        ends = time.monotonic() + MOST_S
        while program.poll() is None and there(path) < enough and time.monotonic() < ends:
            time.sleep(0.002)
        time.sleep(pause_s)
        program.kill()


def check(path):
    """Prove that every letter there is stands whole beside its reminder, and return how many there are."""
    shop = Reminders.opened(path)
    letters = Letters(shop.shop.store, shop.around).letters()
    assert shop.problems() == ()  # papers, numbers without gaps, states and their history
    assert list(shop.queue.interrupted()) == []
    numbers = shop.shop.sql("SELECT number FROM letter ORDER BY number")
    assert [number for (number,) in numbers] == list(range(1, len(letters) + 1))
    written = shop.shop.sql("SELECT reminder_id FROM contact")
    assert len(written) == len(set(written)) == len(letters)
    states = {state for (state,) in shop.shop.sql("SELECT state FROM reminder")}
    assert states <= {State.QUEUED.value, State.SENT.value}
    assert len(shop.rows()) == CUSTOMERS - len(letters)
    shop.shop.store.dispose()
    return len(letters)


def test_killed_again_and_again_while_issuing(path):
    dice = random.Random(5)
    for kill in range(1, 5):
        kill_after(path, 2 * kill, dice.uniform(0, 0.1))
        assert check(path) >= 2 * kill
    shop = Reminders.opened(path)
    letters, rows = Letters(shop.shop.store, shop.around), shop.rows()
    batch = letters.issue([row.id for row in rows if row.rule is RuleKind.OVERDUE])
    assert len(batch.letters) == len(rows)
    assert len({letter.customer for letter in letters.letters()}) == CUSTOMERS
    shop.shop.store.dispose()
    assert check(path) == CUSTOMERS
