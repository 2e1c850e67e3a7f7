import gc
import json
import subprocess
import sys
import types
from pathlib import Path

import pytest

from app import __main__ as start
from app.cli import main as cli
from devtools.environment import ROOT, child_environment


@pytest.fixture
def opened(monkeypatch):
    """What the window or the command line is started with, both replaced, on a machine with a screen."""
    opened = []
    window = types.ModuleType("app.gui.app")
    window.main = lambda book, language: opened.append(("window", book, language)) or 0
    monkeypatch.setitem(sys.modules, "app.gui.app", window)
    monkeypatch.setattr(cli, "console", lambda arguments, _more: opened.append(("command", *arguments)) or 0)
    monkeypatch.delenv("COUNTERBOOK_LANGUAGE", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    yield opened
    gc.enable()  # a real window does so itself


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], (None, None)),
        (["--book", "shop.cbook"], (Path("shop.cbook").absolute(), None)),
        (["--lang", "zh_CN"], (None, "zh_CN")),
        (["--lang=en", "--book=我的店.cbook"], (Path("我的店.cbook").absolute(), "en")),
        (["我的 店.cbook"], (Path("我的 店.cbook").absolute(), None)),
    ],
)
def test_without_a_command_the_window_opens(opened, arguments, asked):
    assert start.main(arguments) == 0
    assert opened == [("window", *asked)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "balances"],
        ["--book", "shop.cbook", "verify"],
        ["--help"],
        ["--json"],
        ["--book"],
        ["--lang", "tlh"],
        ["shop.txt"],
    ],
)
def test_anything_else_is_the_command_lines(opened, arguments):
    assert start.main(arguments) == 0
    assert opened == [("command", *arguments)]


def test_the_environments_language_is_the_windows_too(opened, monkeypatch):
    monkeypatch.setenv("COUNTERBOOK_LANGUAGE", "zh_TW")
    start.main([])
    assert opened == [("window", None, "zh_TW")]


@pytest.mark.usefixtures("process_language")
def test_without_a_screen_a_sentence_says_so(opened, monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert start.main(["--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith("There is no screen")
    assert opened == []


def imported(arguments):
    """Return the top-level packages imported when the program starts, a window's own import left out."""
    script = """
import json, sys, types
window = types.ModuleType("app.gui.app")
window.main = lambda book, language: 0
sys.modules["app.gui.app"] = window
from app.__main__ import main
try:
    main(json.loads(sys.argv[1]))
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
    command = [sys.executable, "-c", script, json.dumps(arguments)]
    done = subprocess.run(command, cwd=ROOT, env=child_environment(), check=False, capture_output=True)
    return set(json.loads(done.stdout.decode().splitlines()[-1]))


def test_neither_waits_for_what_the_other_needs():
    assert not {"PySide6", "shiboken6"} & imported(["--help"])
    assert not {"sqlalchemy", "reportlab", "babel"} & imported([])
