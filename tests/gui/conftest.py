"""The window's tests: real services over a real file, jobs run at once in the test's own thread."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.bootstrap import App
from app.config.preferences import Preferences
from app.gui import theme
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.i18n import catalog
from app.services.system import use_language
from app.system import secrets
from tests import quick
from tests.gui.programs import Home
from tests.gui.shop_book import open_on, small_shop

tmp_path = quick.tmp_path
cheap_secrets = quick.cheap_secrets


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in the program's look, with the program's own font."""
    theme.bring_fonts(always=True)
    theme.wear(qapp, "light", 100)
    return qapp


@pytest.fixture
def unhurried(dressed: QApplication) -> Iterator[None]:
    """What is pressed counts at once: no second press of what opened a dialog is waited for."""
    before = dressed.doubleClickInterval()
    dressed.setDoubleClickInterval(0)
    yield
    dressed.setDoubleClickInterval(before)


@pytest.fixture(scope="session")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop's book, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("book") / "shop.cbook"
    small_shop(path).close()
    return path


@pytest.fixture
def english(dressed: QApplication) -> Iterator[None]:
    """The program speaks English, whatever ran before."""
    before = catalog.current()
    use_language("en")
    yield
    catalog.install(before)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the keyring of whoever runs it."""
    monkeypatch.setattr(secrets, "_known", tuple)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """What a test let go of goes: without a loop of events it would stay, and be dressed with every later window."""
    yield
    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def app(small_book: Path, tmp_path: Path) -> Iterator[App]:
    """The small shop, in a copy of its own."""
    path = tmp_path / "shop.cbook"
    shutil.copy(small_book, path)
    opened = open_on(path)
    yield opened
    opened.close()


@pytest.fixture
def shop(app: App, english: None) -> Iterator[Shop]:
    """What pages and dialogs share, over the small shop; jobs run at once."""
    tasks = Tasks(inline=True)
    raised: list[BaseException] = []
    tasks.unexpected.connect(raised.append)
    yield Shop(app, tasks, app.settings.current(), Preferences())
    for widget in QApplication.topLevelWidgets():  # dialogs delete themselves, so qtbot must not keep them
        widget.close()
    tasks.end()
    if raised:
        raise raised[0]


@pytest.fixture
def home(
    english: None, small_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Home]:
    """A person's folders, and the program started in them."""
    made = Home(tmp_path, monkeypatch, small_book)
    yield made
    made.end()
    theme.wear(qapp, "light", 100)
