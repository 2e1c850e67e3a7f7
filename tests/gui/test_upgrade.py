"""A book of an older version in the window: what its owner is told, and that nobody stands before a closed door."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.gui import holding, opening
from app.storage import migrate
from app.storage.engine import sqlite3
from tests.gui.programs import Home, settle, window_of

FROZEN = sorted((Path(__file__).parents[1] / "migrations").glob("version_*.sql"))


@pytest.fixture(params=FROZEN, ids=lambda path: path.stem)
def older(request, home: Home):
    path = home.folder / "Documents" / "shop.cbook"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(request.param.read_text(encoding="utf-8"))
    return path


def copies(path):
    return sorted(each.name for each in path.parent.glob("shop-*.cbook"))


def close(window):
    settle()
    [cross] = window.toasts.findChildren(QPushButton)
    cross.click()


def test_it_opens_and_says_where_the_copy_is(older, home: Home):
    window = window_of(home.start(older))
    assert window.shop is not None
    (copy,) = copies(older)
    assert "brought up to date and proved whole" in window.toasts.text()
    assert copy in window.toasts.text()


def test_one_that_cannot_be_brought_up_to_date_leads_to_the_welcome_page_with_the_copy_named(
    older, home: Home, monkeypatch
):
    def fail(_op):
        raise RuntimeError("gone wrong")

    monkeypatch.setattr(migrate, "STEPS", tuple((number, fail) for number, _ in migrate.STEPS))
    window = window_of(home.start(older))
    settle()
    assert window.shop is None
    assert window.welcome is not None
    said = window.welcome.problem.text()
    (copy,) = copies(older)
    assert copy in said
    assert "as it was before" in said
    assert list((home.folder / "logs").iterdir())


def test_where_the_copy_is_stays_until_it_is_closed_whatever_else_is_said(older, home: Home):
    """A large book takes its time: whoever opened it may be at the counter when it is done."""
    window = window_of(home.start(older))
    said = window.toasts.text()
    assert window.shop is not None
    window.shop.tell("Something else")
    assert window.toasts.text() == "Something else"
    close(window)
    assert window.toasts.text() == said
    close(window)
    assert window.toasts.text() == ""


def test_it_is_said_again_in_the_language_the_window_is_changed_to(older, home: Home):
    program = home.start(older)
    program.looks.change_language("zh_CN")
    settle()
    text = window_of(program).toasts.text()
    assert copies(older)[0] in text
    assert "brought up to date" not in text


def test_while_a_book_takes_long_to_open_that_is_said(older, home: Home, monkeypatch):
    said = []
    real = opening.open_path

    def slow(path, key):
        program.waiting.timer.timeout.emit()
        said.append(window_of(program).toasts.text())
        return real(path, key)

    monkeypatch.setattr(holding, "open_path", slow)
    program = home.make()
    assert program.start(older)
    settle()
    assert "being opened" in said[0]
    assert "brought up to date and proved whole" in window_of(program).toasts.text()
    assert not program.waiting.timer.isActive()
