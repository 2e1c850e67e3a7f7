"""The whole program under test: its window, its book, its preferences, all in a folder of the test's own."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import bootstrap
from app.config.preferences import Preferences
from app.gui.app import Program
from app.gui.main_window import MainWindow
from app.gui.tasks import Tasks
from app.services import places
from app.system import logs, paths
from tests.gui.shop_book import circumstances

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Home:
    """A person's folders, empty at first."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, small_book: Path) -> None:
        self.folder = folder
        self.small_book = small_book
        self.programs: list[Program] = []
        monkeypatch.setattr(paths, "preferences", lambda: folder / "config" / "preferences.json")
        monkeypatch.setattr(paths, "default_book", lambda: folder / "Documents" / "shop.cbook")
        monkeypatch.setattr(logs, "log_folder", lambda: folder / "logs")
        monkeypatch.setattr(bootstrap, "circumstances", circumstances)
        (folder / "Documents").mkdir()

    def book(self, name: str = "shop.cbook") -> Path:
        """Put a copy of the small shop's book among the documents."""
        path = self.folder / "Documents" / name
        shutil.copy(self.small_book, path)
        return path

    def prefer(self, **values: object) -> None:
        """Set preferences as an earlier start would have left them."""
        places.save_preferences(Preferences(**values))  # type: ignore[arg-type]

    def start(self, book: Path | None = None, *, tasks: Tasks | None = None, language: str = "en") -> Program:
        """Start the program; it must show a window."""
        program = self.make(tasks=tasks, language=language)
        assert program.start(book)
        settle()
        return program

    def make(self, *, tasks: Tasks | None = None, language: str = "en", asked: str | None = None) -> Program:
        """Make a program that has not started; `asked` is the command line's word on the language."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if not self.folder.joinpath("config").exists():
            self.prefer(language=language, theme="light")
        program = Program(application, tasks=tasks or Tasks(inline=True), language=asked)
        self.programs.append(program)
        return program

    def end(self) -> None:
        """End every program; no window is asked whether it may go."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow):
                widget.hide()
            else:
                widget.close()
        for program in self.programs:
            program.end()
            if program.window is not None:
                program.window.deleteLater()
            program.deleteLater()
        settle()


def window_of(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def settle() -> None:
    """Let everything that waits for the event loop happen."""
    for _again in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
    for _again in range(times):
        QTest.keyClick(focus(), key, modifier)
        QApplication.processEvents()


def type_(text: str) -> None:
    """Type, letter by letter, wherever the cursor is; what is on no key comes as an input method sends it."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(focus(), letter)
        else:
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QApplication.sendEvent(focus(), event)
    QApplication.processEvents()


def go_to(name: str) -> None:
    """Press Tab until a control of that name has the cursor."""
    for _step in range(60):
        if focus().accessibleName() == name:
            return
        press(Key.Key_Tab)
    pytest.fail(f"Tab never comes to {name}")


def dialogs() -> list[QDialog]:
    QApplication.processEvents()
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def dialog() -> QDialog:
    [found] = dialogs()
    return found
