"""The first run: four answers by keys make a book; what is wrong stands at its field; a book that cannot be opened."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from app.gui import books
from app.gui.app import Program
from app.gui.dialogs.intake.assistant import ImportDialog
from app.gui.dialogs.questions import Questions
from app.gui.pages.counter import CounterPage
from app.gui.pages.welcome import WelcomePage
from app.gui.tasks import Inline, Tasks
from app.services import books as book_service
from app.storage.engine import sqlite3
from tests.gui.programs import Home, dialog, dialogs, focus, go_to, press, settle, type_, window_of
from tests.gui.shop_book import apply

Key = Qt.Key


def page_of(program: Program) -> WelcomePage:
    page = window_of(program).stack.currentWidget()
    assert isinstance(page, WelcomePage)
    return page


def questions_of(program: Program) -> Questions:
    return page_of(program).questions


# ---- four questions -------------------------------------------------------------------------------------------------


def test_four_answers_by_keys_make_a_book(home: Home):
    program = home.start()
    assert focus() is questions_of(program).name
    type_("Blue Door Wash")
    go_to("Currency")
    type_("EUR")
    go_to("Begin")
    press(Key.Key_Space)
    settle()
    window = window_of(program)
    assert window.windowTitle() == "Blue Door Wash — Counterbook"
    assert window.current_page() == "counter"
    assert program.book == home.folder / "Documents" / "shop.cbook"
    store, book = book_service.open_book(program.book)
    store.dispose()
    assert (book.name, book.currency, book.language, book.pack) == ("Blue Door Wash", "EUR", "en", "INTL")


def test_a_new_book_can_be_filled_from_another_program_at_once(home: Home):
    program = home.start()
    type_("Blue Door Wash")
    questions_of(program).bring.setChecked(True)
    go_to("Begin")
    press(Key.Key_Space)
    settle()
    assert isinstance(dialog(), ImportDialog)


def test_enter_begins_on_the_tick_for_what_comes_next_too(home: Home):
    program = home.start()
    type_("Blue Door Wash")
    asked = questions_of(program)
    asked.bring.setFocus()
    press(Key.Key_Space)
    press(Key.Key_Return)
    settle()
    assert isinstance(dialog(), ImportDialog)


def test_a_book_without_customers_offers_the_way_in_at_the_counter(home: Home):
    program = home.start()
    type_("Blue Door Wash")
    press(Key.Key_Return)
    settle()
    page = window_of(program).pages["counter"]
    assert isinstance(page, CounterPage)
    assert page.nobody.bring_button.isVisible()
    assert not page.nobody.find_button.isVisible()
    page.nobody.bring_button.click()
    settle()
    assert isinstance(dialog(), ImportDialog)
    assert program.opened is not None
    apply(program.opened.app, [{"do": "customer", "id": "first", "no": "1", "name": "Li"}])
    page.refresh()
    settle()
    assert page.nobody.find_button.isVisible()
    assert not page.nobody.bring_button.isVisible()


def test_enter_in_the_name_is_enough(home: Home):
    program = home.start()
    type_("店")
    press(Key.Key_Return)
    settle()
    assert program.opened is not None
    assert program.opened.settings.shop_name == "店"


def test_the_book_made_is_opened_at_the_next_start(home: Home):
    program = home.start()
    type_("Wash")
    press(Key.Key_Return)
    program.end()
    window_of(program).close()
    again = home.start()
    assert again.opened is not None
    assert again.opened.settings.shop_name == "Wash"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("name", "", "Give your shop's name"),
        ("name", "x" * 10_000, "too long"),
        ("path", "", "Say where"),
        ("path", "shop.cbook", "whole path"),
        ("path", "~nobody-of-that-name/x.cbook", "cannot be the place"),
        ("path", "/" + "x" * 300, "cannot be the place"),
        ("path", "/" + "x" * 10_000, "too long"),
        ("path", "/proc/none/shop.cbook", "/proc/none"),
    ],
)
def test_what_is_wrong_stands_at_its_field(home: Home, field: str, text: str, words: str):
    program = home.start()
    asked = questions_of(program)
    asked.name.setText("Wash")
    edit = asked.name if field == "name" else asked.place
    edit.setText(text)
    asked.begin.click()
    settle()
    assert words in edit.accessibleDescription()
    assert (edit.text(), focus(), asked.begin.isEnabled()) == (text, edit, True)
    assert program.opened is None


def test_a_file_that_is_there_is_never_overwritten(home: Home):
    program = home.start()
    there = home.folder / "mine.cbook"
    there.write_text("mine")
    asked = questions_of(program)
    asked.name.setText("Wash")
    asked.place.setText(str(there.with_suffix("")))
    asked.begin.click()
    assert "a file of that name already" in asked.place.accessibleDescription()
    assert there.read_text() == "mine"


def test_a_name_that_is_taken_is_not_proposed(home: Home):
    home.prefer(book=str(home.folder / "gone.cbook"), language="en")
    home.book()
    program = home.start()
    assert questions_of(program).place.text() == str(home.folder / "Documents" / "shop 2.cbook")


@pytest.mark.parametrize(
    ("folder", "warned"),
    [("OneDrive/x", "OneDrive"), ("我的坚果云", "坚果云"), ("my onedriver", ""), ("Documents", "")],
)
def test_a_place_that_is_synchronised_is_warned_of(home: Home, qtbot, folder: str, warned: str):
    asked = questions_of(home.start())
    asked.place.setText(str(home.folder / folder / "shop.cbook"))
    qtbot.wait(200)
    assert asked.risk.isHidden() is not bool(warned)
    assert warned in asked.risk.text()


def test_another_language_asks_the_same_questions_and_keeps_the_answers(home: Home):
    program = home.start()
    type_("洁净洗车")
    questions_of(program).place.setText("/somewhere/else.cbook")
    questions_of(program).language.set_value("zh_CN")
    questions_of(program).language.changed.emit()
    settle()
    asked = questions_of(program)
    assert (asked.name.text(), asked.place.text()) == ("洁净洗车", "/somewhere/else.cbook")
    assert (asked.language.value(), asked.currency.currentData()) == ("zh_CN", "CNY")
    assert window_of(program).spoken == "zh_CN"


# ---- other ways in --------------------------------------------------------------------------------------------------


def test_the_demo_shop_is_made_once(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(books, "DEMO_CUSTOMERS", 5)
    monkeypatch.setattr(books, "DEMO_ENTRIES", 20)
    program = home.start()
    go_to("Try the demo shop")
    press(Key.Key_Space)
    settle()
    assert program.book == home.folder / "Documents" / "Counterbook demo.cbook"
    assert program.opened is not None
    made = home.folder / "the same file"
    os.link(program.book, made)
    program.end()
    home.prefer(language="en")
    again = home.start()
    page_of(again).try_demo()
    settle()
    assert again.book == program.book
    assert again.book.samefile(made)


def test_a_demo_asked_for_twice_is_made_once_and_bears_a_mark(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(books, "DEMO_CUSTOMERS", 5)
    monkeypatch.setattr(books, "DEMO_ENTRIES", 20)
    tasks = Tasks(inline=True)
    unforeseen: list[BaseException] = []
    tasks.unexpected.connect(unforeseen.append)
    program = home.start(home.book(), tasks=tasks)
    window = window_of(program)
    assert window.rail.demo.isHidden()
    assert "demo" not in window.windowTitle()
    jobs: list[Callable[[], None]] = []
    monkeypatch.setattr(Inline, "submit", lambda _lane, job: jobs.append(job))
    window.book_wanted.emit("demo")
    window.book_wanted.emit("demo")
    beside = {path.name for path in (home.folder / "Documents").iterdir()}
    assert beside <= {"shop.cbook", "shop.cbook-wal", "shop.cbook-shm"}
    while jobs:
        jobs.pop(0)()
        settle()
    assert unforeseen == []
    assert program.book == home.folder / "Documents" / "Counterbook demo.cbook"
    window = window_of(program)
    assert not window.rail.demo.isHidden()
    assert "(demo shop)" in window.windowTitle()
    assert [each for each in (home.folder / "Documents").iterdir() if each.name.startswith(".demo")] == []


def test_a_demo_that_is_there_by_the_time_it_is_made_stays(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(books, "DEMO_CUSTOMERS", 2)
    monkeypatch.setattr(books, "DEMO_ENTRIES", 3)
    path = home.folder / "Documents" / "Counterbook demo.cbook"
    assert books.make_demo(path, lambda _done, _of: path.write_bytes(b"another program's")) == path
    assert path.read_bytes() == b"another program's"


def test_a_demo_that_cannot_be_made_says_why(home: Home, monkeypatch: pytest.MonkeyPatch):
    program = home.start()
    shutil.rmtree(home.folder / "Documents")
    (home.folder / "Documents").write_text("a file in the way")
    page = page_of(program)
    page.try_demo()
    assert not page.problem.isHidden()
    assert page.isEnabled()


def test_a_book_is_chosen_from_the_disk(home: Home, monkeypatch: pytest.MonkeyPatch):
    program = home.start()
    path = home.book("other.cbook")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(path), ""))
    go_to("Open a book…")
    press(Key.Key_Space)
    settle()
    assert program.book == path


def test_books_of_before_that_are_still_there_are_offered(home: Home):
    path = home.book("our shop.cbook")
    home.prefer(language="en", recent=(str(home.folder / "gone.cbook"), str(path)))
    program = home.start()
    links = [b.text() for b in page_of(program).findChildren(QPushButton) if b.property("class") == "link"]
    assert links == ["our shop"]
    go_to("our shop")
    press(Key.Key_Space)
    settle()
    assert program.book == path


# ---- a book that cannot be opened -----------------------------------------------------------------------------------


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


def foreign(path: Path) -> None:
    path.write_text("Dear diary")


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()


def missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "words"),
    [(damaged, "damaged"), (foreign, "not a book"), (newer, "newer"), (missing, "There is no book at")],
)
def test_a_book_that_cannot_be_opened_is_explained(home: Home, harm, words: str):
    path = home.book("ours.cbook")
    harm(path)
    home.prefer(language="en", book=str(path))
    program = home.start()
    for help_ in dialogs():  # of a damaged book backups are offered first
        help_.reject()
    problem = page_of(program).problem
    assert not problem.isHidden()
    assert words in problem.text()
    assert str(path) in problem.text()
    assert not list(home.folder.glob("logs/*"))
    program.looks.change_language("zh_CN")
    settle()
    assert str(path) in page_of(program).problem.text()


def test_another_book_that_cannot_be_opened_leaves_the_open_one_open(home: Home):
    program = home.start(home.book())
    other = home.folder / "other.cbook"
    other.write_text("no book")
    program.switch_book(other)
    settle()
    window = window_of(program)
    assert window.current_page() == "counter"
    assert program.book == home.folder / "Documents" / "shop.cbook"
    assert any("not a book" in label.text() for label in dialog().findChildren(QLabel))
