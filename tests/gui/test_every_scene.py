"""Every page and dialog, as the pictures show them: nothing cut, everything named, everything reached by keys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.gui.widgets.elided import Elided
from app.gui.widgets.table import Table
from app.gui.widgets.table_out import can_export
from app.i18n import catalog
from tests.gui.pseudo import pseudo
from tests.shots.scenes import SCENES
from tests.shots.stage import SMALL, Stage

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


@pytest.fixture(scope="module", params=["pseudo", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = catalog.current()
    yield request.param
    catalog.install(before)


@pytest.fixture(scope="module")
def stage(language: str, small_book: Path, dressed: QApplication, tmp_path_factory) -> Iterator[Stage]:
    """One stage for all scenes of a language: a dialog is closed before the next scene."""
    path = tmp_path_factory.mktemp("stage") / "shop.cbook"
    shutil.copy(small_book, path)
    made = Stage(path, language, "light", SMALL, translator=pseudo() if language == "pseudo" else None)
    yield made
    made.close()


@pytest.fixture
def scene(stage: Stage, name: str) -> Iterator[QWidget]:
    widget = SCENES[name](stage)
    stage.settle()
    yield widget
    stage.strike()


def shown(root: QWidget) -> Iterator[QWidget]:
    """Yield everything in a widget that can be seen."""
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and widget.width() > 0:
            yield widget


def cut(widget: QWidget) -> str:
    """Return what of a widget's text cannot be read, "" when all of it can."""
    match widget:
        case Elided():
            return ""  # the whole of it is its tooltip
        case QLabel() if widget.text() and widget.wordWrap():
            return widget.text() if widget.heightForWidth(widget.width()) > widget.height() + 1 else ""
        case QLabel() if widget.text() and not widget.toolTip():
            metrics = QFontMetrics(widget.font())
            wide = max(metrics.horizontalAdvance(line) for line in widget.text().splitlines() or [""])
            return widget.text() if wide > widget.contentsRect().width() + 1 else ""
        case QAbstractButton() if widget.text():
            return widget.text() if widget.sizeHint().width() > widget.width() + 1 else ""
    return ""


@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_cut_and_every_control_has_a_name_and_is_reached_by_tab(scene: QWidget, language: str):
    """One test of both: drawing a scene is what takes the time. English is what pseudo makes longer."""
    assert [text for widget in shown(scene) if (text := cut(widget))] == []
    if language != "zh_CN":
        return  # names and keys are the same in every language
    controls = [w for w in shown(scene) if isinstance(w, CONTROLS) and not w.objectName().startswith("qt_")]
    own = [w for w in controls if not _inner(w)]
    nameless = [(type(w).__name__, w.objectName()) for w in own if not (w.accessibleName() or _text(w))]
    assert nameless == []
    reached = _tab_order(scene.window())
    lost = [w.accessibleName() or _text(w) for w in own if w.isEnabled() and w not in reached and not _by_arrows(w)]
    assert lost == []
    shut = [t.accessibleName() for t in own if isinstance(t, Table) and can_export(t) and not goes_out(t)]
    assert shut == []


def goes_out(table: Table) -> bool:
    """Whether all that a list shows can be had as a file."""
    return table.only_first or table.way_out is not None or table.place() is not None


def _inner(widget: QWidget) -> bool:
    """Whether a control is a part of another one: a combo box's line, a table's header."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView | QLineEdit):
            return True
        parent = parent.parentWidget()
    return widget.focusPolicy() is Qt.FocusPolicy.NoFocus


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _by_arrows(widget: QWidget) -> bool:
    """Whether a button is one of a group of which Tab reaches the chosen one and arrows the others."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None


def _tab_order(window: QWidget) -> set[QWidget]:
    found: set[QWidget] = set()
    widget = window.nextInFocusChain()
    while widget is not None and widget not in found:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.add(widget)
        widget = widget.nextInFocusChain()
        if widget is window:
            break
    return found
