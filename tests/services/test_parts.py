"""An open book's services: each made when it is first asked for, once, and none loaded by opening alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.bootstrap import App, new_book

LANES = 3


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = new_book(tmp_path / "a.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    yield made
    made.close()


def test_every_service_is_there_and_stays_the_same(app: App):
    made = {name: getattr(app, name) for name in App.parts()}
    assert {"journal", "search", "reminder_queue", "verify", "exports"} < made.keys()
    assert all(getattr(app, name) is service for name, service in made.items())


def test_lanes_that_ask_at_once_get_the_same(app: App):
    start = Barrier(LANES)

    def ask(_lane: int) -> object:
        start.wait()
        return app.search

    with ThreadPoolExecutor(LANES) as lanes:
        found = list(lanes.map(ask, range(LANES)))
    assert all(each is app.search for each in found)


def test_what_is_joined_is_the_apps_own(app: App):
    assert app.customer_list._search is app.search


STARTED = """
import sys
from pathlib import Path
from app.__main__ import main
from app.gui import app, main_window
main_window.FACTS_MS = app.BREATH_MS = 600_000  # what is left to the person's first breath shall not come in between
code = main(["--book", sys.argv[1], "--tell-start", sys.argv[2]])
print(code, sorted(name for name in sys.modules if name.startswith(("app.services", "app.core.reminder"))))
"""


def test_a_window_that_answers_its_first_search_has_loaded_no_reminders_and_no_requests(app: App, tmp_path: Path):
    path, told = app.store.path, tmp_path / "told.json"
    app.close()
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", STARTED, str(path), str(told)]
    found = subprocess.run(command, env={**os.environ, **home}, capture_output=True, text=True, check=True).stdout
    assert json.loads(told.read_text(encoding="utf-8")).keys() == {"frame", "usable"}
    assert found.startswith("0 ")
    assert "'app.services.search'" in found
    assert "reminder" not in found
    assert "file_desk" not in found
    assert "services.desk" not in found
