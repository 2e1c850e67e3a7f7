"""Settings → About: what the program is, whose work is in it, a newer version only where the owner wants to know."""

import json
from dataclasses import replace

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton

from app.errors import Message
from app.gui.newer import NewerVersion
from app.gui.pages.settings import SettingsPage
from app.services import about
from app.services.about import Newest
from app.system import paths
from app.system.newer import NoAnswer
from tests.gui.programs import Home, settle, window_of

ASKS = "https://shop.example/latest.json"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The files of an installed program."""
    folder = tmp_path / "about"
    folder.mkdir()
    part = {"name": "Qt", "version": "6.11.3", "licence": "LGPL-3.0-only", "home": "https://www.qt.io", "texts": [1, 0]}
    notices = {"components": [part, {**part, "name": "SQLite", "version": "", "texts": [2]}], "texts": ["a", "b", "c"]}
    (folder / "notices.json").write_text(json.dumps(notices), encoding="utf-8")
    monkeypatch.setattr(paths, "about", lambda: folder)

    def write(asks):
        build = {"version": "1.2.0", "commit": COMMIT, "asks": asks}
        (folder / "build.json").write_text(json.dumps(build), encoding="utf-8")

    write("")
    return write


@pytest.fixture
def tab(shop):
    pages = []

    def make():
        page = SettingsPage(shop)
        pages.append(page)
        page.tabs.show_tab("about")
        page.arrive()
        return page.about

    yield make
    for page in pages:
        page.deleteLater()


def answer(monkeypatch, found):
    asked = []

    def ask():
        asked.append(True)
        if isinstance(found, BaseException):
            raise found
        return found

    monkeypatch.setattr(about, "ask", ask)
    return asked


def texts(widget):
    return [each.text() for each in widget.findChildren(QPushButton) if not each.isHidden()]


def test_it_says_version_and_commit_and_what_whoever_helps_wants_to_know(told, tab):
    shown = tab()
    words = " ".join(each.text() for each in shown.findChildren(type(shown.notices.about)))
    assert "version 1.2.0 (0123456789ab)" in words
    copy = next(each for each in shown.findChildren(QPushButton) if each.text() == "Copy")
    copy.click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("Counterbook 1.2.0 (0123456789ab), Qt 6.")
    assert "SQLite 3." in copied
    assert "Python 3." in copied


def test_it_shows_the_licences_of_others(told, tab):
    notices = tab().notices
    assert [notices.names.item(row).text() for row in range(notices.names.count())] == ["Qt", "SQLite"]
    assert notices.about.text() == "Qt 6.11.3 · LGPL-3.0-only · https://www.qt.io"
    first, second = notices.text.toPlainText().split("─" * 40)
    assert (first.strip(), second.strip()) == ("b", "a")
    notices.names.setCurrentRow(1)
    assert notices.text.toPlainText() == "c"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": 1}'])
def test_run_from_its_source_it_says_so(tmp_path, monkeypatch, tab, content):
    folder = tmp_path / "about"
    folder.mkdir()
    (folder / "build.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(paths, "about", lambda: folder)
    shown = tab()
    assert about.this().commit == ""
    assert shown.newer is None
    assert not shown.notices.none.isHidden()
    assert shown.notices.names.isHidden()


def test_without_an_address_nothing_is_offered_or_asked(told, tab, shop, monkeypatch):
    asked = answer(monkeypatch, None)
    assert tab().newer is None
    shop.preferences = replace(shop.preferences, version_check=True)
    NewerVersion(shop).look()
    assert asked == []


def test_it_says_whom_it_would_ask_and_asks_only_when_told(told, tab, shop, monkeypatch):
    told(ASKS)
    asked = answer(monkeypatch, Newest("1.3.0", "https://shop.example/get"))
    card = tab().newer
    NewerVersion(shop).look()
    assert asked == []
    assert any(ASKS in each.text() for each in card.findChildren(type(card.said)))
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    card.now.click()
    assert asked == [True]
    assert card.said.text() == "There is version 1.3.0."
    assert opened == []
    next(each for each in card.findChildren(QPushButton) if "browser" in each.text()).click()
    assert opened == ["https://shop.example/get"]


def test_no_answer_and_no_newer_version_are_said(told, tab, monkeypatch):
    told(ASKS)
    card = tab().newer
    answer(monkeypatch, NoAnswer(Message("It is raining.")))
    card.now.click()
    assert card.said.text() == "It is raining."
    answer(monkeypatch, None)
    card.now.click()
    assert card.said.text() == "This is the newest version."
    assert card.now.isEnabled()
    assert not any("browser" in each for each in texts(card))


def test_once_allowed_it_asks_once_a_week_and_keeps_quiet_without_an_answer(told, tab, shop, monkeypatch):
    told(ASKS)
    toasts = []
    shop.told.connect(toasts.append)
    asked = answer(monkeypatch, NoAnswer(Message("no network")))
    card = tab().newer
    card.by_itself.click()
    assert shop.preferences.version_check
    newer = NewerVersion(shop)
    newer.look()
    newer.look()
    assert (asked, toasts) == ([True], [])
    shop.preferences = replace(shop.preferences, version_asked_on="2020-01-01")
    asked = answer(monkeypatch, Newest("1.3.0", "https://shop.example/get"))
    newer.look()
    assert asked == [True]
    assert [each.text for each in toasts] == ["There is version 1.3.0 of Counterbook."]


def test_the_menu_of_books_leads_to_it(home: Home):
    home.book()
    window = window_of(home.start())
    window.top.about_wanted.emit()
    settle()
    assert window.current_page() == "settings"
    assert window.pages["settings"].tabs.name() == "about"
