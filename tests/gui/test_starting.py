"""How the program is started: by a double-click on a book, by macOS' wish, and watched by those who build it."""

import gc
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent

from app.__main__ import _asked_for_window, main
from app.gui import app as window
from app.gui.app import Application
from app.gui.starting import Watch


@pytest.mark.parametrize(
    "path", ["/shop.cbook", "C:\\我的 文档\\小店.CBOOK", "shop.cbook", str(Path("notes.txt").absolute())]
)
def test_the_path_of_a_book_alone_or_of_what_is_dropped_on_the_program_opens_the_window_on_it(path):
    wanted = _asked_for_window([path])
    assert wanted is not None
    assert wanted.book == path


@pytest.mark.parametrize(
    "arguments", [["verify"], ["shop.txt"], ["a.cbook", "b.cbook"], ["--book", "a.cbook", "b.cbook"]]
)
def test_anything_else_is_the_command_lines(arguments):
    assert _asked_for_window(arguments) is None


def test_a_file_macos_hands_over_is_asked_for(qapp):
    asked = []

    class Ear:
        file_wanted = type("Signal", (), {"emit": staticmethod(asked.append)})

    event = QFileOpenEvent(QUrl.fromLocalFile("/某人/小店 账本.cbook"))
    assert Application.event(Ear(), event) is True
    assert asked == [Path("/某人/小店 账本.cbook")]


def test_the_start_is_told_once_the_book_can_be_worked_with(home, tmp_path, monkeypatch, qtbot):
    program = home.start(home.book())
    ended = []
    monkeypatch.setattr(program.application, "quit", lambda: ended.append(True), raising=False)
    report = tmp_path / "start.json"
    watch = Watch(report, program)
    assert program.window is not None
    program.window.repaint()
    qtbot.waitUntil(lambda: bool(ended))
    watch.deleteLater()
    told = json.loads(report.read_text(encoding="utf-8"))
    assert set(told) == {"frame", "usable"}
    assert told["frame"] <= told["usable"]


def test_a_book_named_by_a_part_of_its_path_is_remembered_by_the_whole(tmp_path, monkeypatch):
    """The next start is from the menu, in another folder."""
    started = []
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setattr(window, "main", lambda book, *_more: started.append(book) or 0)
    monkeypatch.chdir(tmp_path)
    assert main(["shop.cbook"]) == 0
    assert main(["--book", "of this year/shop.cbook"]) == 0
    assert started == [tmp_path / "shop.cbook", tmp_path / "of this year" / "shop.cbook"]
