"""The running program: books opened and moved, language and look, closing, reports, two windows on one book."""

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from app.bootstrap import open_app
from app.config.preferences import Preferences
from app.gui import theme
from app.gui.dialogs import books
from app.gui.dialogs.ask import Question
from app.gui.dialogs.books import NewBookDialog
from app.gui.dialogs.report import ReportDialog
from app.gui.main_window import MainWindow
from app.gui.pages.welcome import WelcomePage
from app.gui.shop import Shop
from app.gui.single import Single
from app.gui.tasks import Tasks
from app.i18n import catalog
from app.services import places, system
from app.services.system import use_language
from tests.gui.programs import CTRL, Home, Key, dialog, dialogs, press, settle, window_of
from tests.gui.pseudo import pseudo
from tests.gui.shop_book import apply, open_on

WANG = "0042"


def words(root: QWidget) -> list[str]:
    """Return every text that can be seen in a widget."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root):
            match widget:
                case QLabel() | QAbstractButton():
                    found.append(widget.text())
                case QLineEdit():
                    found.append(widget.placeholderText())
    return [text for text in found if text.strip()]


def number_at(window: MainWindow) -> str:
    """Return who is at the counter."""
    return window.pages["counter"].number


# ---- starting -------------------------------------------------------------------------------------------------------


def test_the_window_is_there_before_the_book(home: Home, qtbot):
    path = home.book()
    program = home.make(tasks=Tasks())
    assert program.start(path)
    window = window_of(program)
    assert window.isVisible()
    assert window.shop is None
    qtbot.waitUntil(lambda: window.shop is not None)
    assert window.current_page() == "counter"


def test_the_book_and_the_place_of_the_window_are_remembered(home: Home):
    path = home.book()
    program = home.start(path)
    window_of(program).resize(1100, 700)
    window_of(program).close()
    program.end()
    again = home.start()
    assert again.book == path
    assert window_of(again).height() == 700


def test_preferences_that_make_no_sense_do_no_harm(home: Home):
    home.prefer(language="en", geometry="王 no geometry ====", book="bad\0name", recent=("also\0bad",))
    program = home.start()
    assert isinstance(window_of(program).welcome, WelcomePage)


def test_the_book_s_language_is_spoken_where_nobody_chose_another(home: Home):
    home.prefer()
    program = home.start(home.book())
    assert program.opened is not None
    assert window_of(program).spoken == program.opened.app.book.language == "zh_CN"


def test_the_command_line_s_language_goes_before_all(home: Home):
    home.prefer(language="zh_CN")
    program = home.make()
    program.looks.asked = "en"
    assert program.start(home.book())
    assert window_of(program).spoken == "en"


# ---- one window of a book -------------------------------------------------------------------------------------------


def test_a_second_start_shows_the_window_that_is_there(home: Home, qtbot):
    path = home.book()
    first = home.start(path)
    window_of(first).showMinimized()
    shown: list[bool] = []
    first.single.called.connect(lambda: shown.append(True))
    second = home.make()
    assert not second.start(path.parent / "." / path.name)
    qtbot.waitUntil(lambda: bool(shown))
    assert not window_of(first).isMinimized()
    assert second.window is None


def test_a_place_left_behind_by_a_program_that_was_killed_is_taken(home: Home, qtbot):
    path = home.book()
    first, second = Single(), Single()
    assert first.take(path)
    assert first.take(path)
    assert not second.take(path)
    first.leave()
    assert second.take(path)
    second.leave()


def test_switching_to_a_book_with_a_window_of_its_own_keeps_our_place(home: Home, qtbot):
    ours, theirs = home.book("a.cbook"), home.book("b.cbook")
    one, two = home.start(ours), home.start(theirs)
    one.switch_book(theirs)
    settle()
    assert one.book == ours
    third = Single()
    assert not third.take(ours)
    assert two.book == theirs


# ---- books ----------------------------------------------------------------------------------------------------------


def test_another_book_is_opened_from_the_menu(home: Home, monkeypatch: pytest.MonkeyPatch):
    program = home.start(home.book("a.cbook"))
    other = home.book("b.cbook")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(other), ""))
    window_of(program).book_wanted.emit("open")
    settle()
    assert program.book == other
    assert program.looks.preferences.recent[:2] == (str(other), str(home.folder / "Documents" / "a.cbook"))
    assert window_of(program).shop is not None


def test_a_book_in_a_synchronised_folder_is_warned_of_first(home: Home, monkeypatch: pytest.MonkeyPatch):
    program = home.start(home.book())
    risky = home.folder / "OneDrive" / "b.cbook"
    risky.parent.mkdir()
    home.book("b.cbook").rename(risky)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(risky), ""))
    for answer, book in (("no", "shop.cbook"), ("yes", "b.cbook")):
        window_of(program).book_wanted.emit("open")
        question = dialog()
        assert isinstance(question, Question)
        assert any("OneDrive" in text for text in words(question))
        getattr(question, answer).click()
        settle()
        assert program.book is not None
        assert program.book.name == book


def test_the_open_book_under_another_name_and_its_own_files_are_not_opened(home: Home, monkeypatch: pytest.MonkeyPatch):
    book = home.book()
    program = home.start(book)
    window = program.window
    other = book.with_name("the same.cbook")
    os.link(book, other)
    opened: list[Path] = []
    monkeypatch.setattr(program, "open_book", lambda path, _news="": opened.append(path))
    for path in (other, book.with_name("shop.cbook-shm"), book.with_name("shop.cbook-wal")):
        program.switch_book(path)
        settle()
    assert opened == []
    assert program.book == book
    assert program.window is window
    assert [each.windowTitle() for each in dialogs()] == ["The book was not opened"] * 2


def test_a_new_book_beside_the_open_one(home: Home):
    program = home.start(home.book())
    window_of(program).book_wanted.emit("new")
    asked = dialog()
    assert isinstance(asked, NewBookDialog)
    asked.questions.name.setText("Second shop")
    asked.questions.begin_book()
    settle()
    assert program.book == home.folder / "Documents" / "shop 2.cbook"
    assert "Second shop" in window_of(program).windowTitle()


def test_a_moved_book_is_opened_where_it_is_now(home: Home, monkeypatch: pytest.MonkeyPatch):
    path = home.book()
    program = home.start(path)
    new = home.folder / "Safe place" / "our book"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(new), ""))
    window_of(program).book_wanted.emit("move")
    settle()
    assert program.book == new.with_name("our book.cbook")
    assert not path.exists()
    assert [p.name for p in path.parent.iterdir() if p.suffix == ".cbook"] == ["shop-moved.cbook"]
    window = window_of(program)
    assert "shop-moved.cbook" in window.toasts.text()
    assert window.isEnabled()
    assert program.opened is not None
    assert program.opened.app.verify.verify().ok
    window.show_customer(WANG)
    assert program.looks.preferences.book == str(program.book)


def test_a_book_is_not_moved_onto_a_file_that_is_there(home: Home):
    path = home.book()
    program = home.start(path)
    there = home.folder / "there.cbook"
    there.write_text("mine")
    books.move_to(program, window_of(program), there)
    assert any("already" in text for text in words(dialog()))
    assert there.read_text() == "mine"
    assert path.exists()
    assert program.opened is not None


def test_a_book_that_another_program_has_open_stays_where_it_is(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.storage.moving._PATIENCE_S", 0.1)
    path = home.book()
    program = home.start(path)
    other = open_app(path)
    other.counter.card(WANG)
    books.move_to(program, window_of(program), home.folder / "new.cbook")
    settle()
    other.close()
    assert program.book == path
    assert "was not moved" in window_of(program).toasts.text()
    assert not (home.folder / "new.cbook").exists()
    assert window_of(program).isEnabled()
    window_of(program).show_customer(WANG)


# ---- language and look ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["counter", "customers", "day_end", "settings"])
def test_every_visible_word_changes_with_the_language(home: Home, page: str):
    program = home.start(home.book())
    window = window_of(program)
    window.show_customer(WANG)
    window.go(page)
    settle()
    before = words(window)
    catalog.install(pseudo())
    program.rebuild()
    settle()
    after = window_of(program)
    assert after is not window
    assert after.current_page() == page
    assert number_at(after) == WANG
    kept = own_words(program)
    stayed = {text for text in before if any(c.isascii() and c.isalpha() for c in text)} & set(words(after))
    assert {text for text in stayed if not any(word in text for word in kept)} == set()


def own_words(program) -> list[str]:
    """Return what stays in every language: what the shop itself has written, keys, names of languages, dates."""
    assert program.opened is not None
    shop = ["沪A·K8812", "Blue Door Café", program.opened.settings.shop_name]
    return [*shop, "Saturday", "Ctrl+", "EN", "English", "Del", "Esc", "Enter", *(f"F{n}" for n in range(1, 13))]


def test_a_change_of_language_keeps_page_and_customer(home: Home):
    program = home.start(home.book())
    window_of(program).show_customer(WANG)
    window_of(program).top.language_wanted.emit("zh_CN")
    settle()
    window = window_of(program)
    assert (window.spoken, window.current_page(), number_at(window)) == ("zh_CN", "counter", WANG)
    assert json.loads((home.folder / "config" / "preferences.json").read_text())["language"] == "zh_CN"
    assert len([w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]) == 1


def test_what_is_typed_at_the_day_s_end_survives_a_change_of_look(home: Home):
    program = home.start(home.book())
    window_of(program).go("day_end")
    window_of(program).pages["day_end"].count.counted.setText("123")
    program.looks.change_theme("dark")
    settle()
    assert window_of(program).pages["day_end"].count.counted.text() == "123"


def test_light_and_dark_and_larger_text(home: Home):
    program = home.start(home.book())
    window_of(program).top.corner.look.click()
    settle()
    assert theme.is_dark()
    assert program.looks.preferences.theme == "dark"
    program.looks.change_text_size(150)
    settle()
    assert theme.px(100) == 150
    assert places.load_preferences().text_size == 150
    window_of(program).top.corner.look.click()
    settle()
    assert not theme.is_dark()


def test_the_system_s_look_is_followed_only_where_that_is_wanted(home: Home):
    program = home.start(home.book())
    window = window_of(program)
    program.looks.follow_system()
    assert program.window is window
    program.looks.keep(replace(program.looks.preferences, theme="system"))
    asked = Question(window, "t", "t", "yes", "no")
    asked.open()
    program.looks.follow_system()
    assert program.window is window
    asked.close()
    program.looks.follow_system()
    assert program.window is not window


# ---- closing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("leave", [True, False])
def test_closing_while_something_long_runs_asks(home: Home, qtbot, leave: bool):
    tasks = Tasks()
    program = home.make(tasks=tasks)
    program.start(home.book())
    window = window_of(program)
    qtbot.waitUntil(lambda: window.shop is not None)
    gate, ended = threading.Event(), []

    def work(job):
        while not gate.wait(0.005):
            job.progress(1, 10)
            if job.cancelled():
                break
        return "stopped" if job.cancelled() else "whole"

    tasks.run_long("Exporting", work, ended.append)
    qtbot.waitUntil(lambda: window.status.progress.maximum() == 10)
    assert window.status.work.text() == "Exporting"

    asked: list[str] = []

    def answer():
        for question in dialogs():
            asked.extend(words(question))
            (question.yes if leave else question.no).click()

    QTimer.singleShot(0, answer)
    assert window.close() is leave
    assert any("Exporting" in text for text in asked)
    if not leave:
        gate.set()
        qtbot.waitUntil(lambda: ended == ["whole"])
        assert window.isVisible()
        assert window.status.work.isHidden()
    else:
        program.end()  # comes back: the job was asked to stop


def test_a_long_job_is_stopped_from_the_status_line(home: Home, qtbot):
    tasks = Tasks()
    program = home.make(tasks=tasks)
    program.start(home.book())
    ended = []
    tasks.run_long("Long", lambda job: job.stop.wait(5), ended.append)
    window_of(program).status.stop.click()
    qtbot.waitUntil(lambda: ended == [True])


# ---- what nobody foresaw --------------------------------------------------------------------------------------------


def test_a_crash_in_a_slot_is_reported_and_the_program_goes_on(home: Home):
    program = home.start(home.book())

    def slot():
        raise ZeroDivisionError

    QTimer.singleShot(0, slot)
    settle()
    report = dialog()
    assert isinstance(report, ReportDialog)
    [written] = home.folder.joinpath("logs").iterdir()
    assert report.path == written
    assert "ZeroDivisionError" in written.read_text()
    report.copy.click()
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    assert not any("Traceback" in text for text in words(report))
    report.accept()
    settle()
    window_of(program).show_customer(WANG)
    assert number_at(window_of(program)) == WANG


def test_a_crash_in_a_job_is_reported_once_and_reported_again_later(home: Home):
    program = home.start(home.book())
    owner = QObject()
    for _again in range(2):
        for _many in range(3):
            program.tasks.run(lambda: 1 // 0, owner=owner)
        assert len(dialogs()) == 1
        dialog().accept()
        settle()


def test_a_report_that_cannot_be_written_says_so(home: Home, monkeypatch: pytest.MonkeyPatch):
    program = home.start(home.book())
    monkeypatch.setattr(system, "report_failure", lambda _error: None)
    program.alarm.watch.report(ValueError())
    report = dialog()
    assert any("could not be written" in text for text in words(report))


def test_an_expected_error_without_a_field_is_a_toast(home: Home):
    program = home.start(home.book())

    def refused():
        from app.errors import refuse

        refuse("x", "That is not possible.")

    program.tasks.run(refused)
    assert window_of(program).toasts.text() == "That is not possible."
    assert dialogs() == []


# ---- two windows ----------------------------------------------------------------------------------------------------


@pytest.fixture
def two(home: Home):
    """Two windows on one book, as two computers' programs would have them."""
    path = home.book()
    use_language("en")
    windows, tasks = [], Tasks(inline=True)
    for _each in range(2):
        app = open_on(path)
        window = MainWindow(tasks)
        window.show()
        window.attach(Shop(app, tasks, app.settings.current(), Preferences(), window))
        windows.append(window)
    yield windows
    for window in windows:
        window.shop.app.close()
        window.close()
        window.deleteLater()


def principal(window: MainWindow) -> int:
    return window.pages["counter"].view.card.balance.principal


def test_two_windows_on_one_book_see_each_other_s_entries_and_both_record(two):
    one, other = two
    on = one.shop.today().isoformat()
    for window in two:
        window.show_customer(WANG)
    before = principal(one)
    for number, window in enumerate((one, other, one, other)):
        entry = {"do": "top_up", "id": f"t{number}", "on": on, "customer": WANG, "paid": "10.00", "tender": "cash"}
        apply(window.shop.app, [entry])
        window.shop.changed.emit(WANG)
    for window in two:
        window.pages["counter"].refresh()
        assert principal(window) == before + 4000
    assert one.shop.app.verify.verify().ok
    one.go("day_end")
    assert one.pages["day_end"].summary.came_in.value.text() == "540.00"


def test_a_name_given_in_one_window_is_found_in_the_other(two):
    one, other = two
    assert other.shop.app.search.find("新来的") == []
    apply(one.shop.app, [{"do": "customer", "id": "n1", "no": "9001", "name": "新来的"}])
    assert [line.no for line in other.shop.app.search.find("xinlaide")] == ["9001"]


# ---- going about ----------------------------------------------------------------------------------------------------


def test_pages_by_keys(home: Home):
    window = window_of(home.start(home.book()))
    first = ("counter", "customers", "statements", "reminders", "receivables", "reports")
    pages = (*first, "reconcile", "day_end", "audit", "settings")
    for number, name in (*enumerate(pages, start=1), (1, "counter")):
        press(getattr(Key, f"Key_{number % 10}"), CTRL)
        assert window.current_page() == name
    window.go("settings")
    press(Key.Key_K, CTRL)
    assert window.search.hasFocus()


def test_a_page_out_of_sight_reads_anew_when_it_is_shown(home: Home):
    window = window_of(home.start(home.book()))
    shop = window.shop
    assert shop is not None
    window.go("day_end")
    window.go("counter")
    on = shop.today().isoformat()
    apply(shop.app, [{"do": "top_up", "id": "t", "on": on, "customer": WANG, "paid": "7.00", "tender": "cash"}])
    shop.changed.emit(WANG)
    assert window.status.saved.text().startswith("●  Saved")
    window.go("day_end")
    assert window.pages["day_end"].summary.came_in.value.text() == "507.00"


def test_the_first_page_has_nothing_to_go_to(home: Home):
    window = window_of(home.start())
    assert isinstance(window.stack.currentWidget(), WelcomePage)
    press(Key.Key_2, CTRL)
    press(Key.Key_K, CTRL)
    assert isinstance(window.stack.currentWidget(), WelcomePage)
    assert not window.rail.isVisible()


def test_a_book_in_a_synchronised_folder_is_opened_with_a_warning(home: Home):
    folder = home.book().parent / "OneDrive"
    folder.mkdir(parents=True)
    book = home.book("other.cbook").rename(folder / "shop.cbook")
    assert "OneDrive" in window_of(home.start(book)).toasts.text()
