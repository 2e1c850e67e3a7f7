"""The window of an import: its steps in a row, the one that shows, and the buttons to go on and back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QPushButton, QStackedWidget, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.intake.columns_step import ColumnsStep
from app.gui.dialogs.intake.file_step import FileStep
from app.gui.dialogs.intake.reading_step import ReadingStep
from app.gui.dialogs.intake.taking_step import TakingStep
from app.gui.dialogs.intake.trial_step import TrialStep
from app.gui.dialogs.intake.undo import ask_undo
from app.gui.dialogs.intake.work import Importing
from app.gui.theme import S2, S3, S4, S5
from app.gui.widgets.basics import KeyButton, button, column, label, native_keys, row, rule
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.gui.dialogs.intake.step import Step
    from app.gui.shop import Shop

LEAST = QSize(820, 540)
SHARE = 0.94
"""How much of the window below it the assistant takes."""

GO_ON, GO_BACK = "Ctrl+Enter", "Alt+Left"


class ImportDialog(QDialog):
    """Walks through the steps; any step taken before can be gone back to, and nothing is written before the last."""

    def __init__(self, shop: Shop, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.setWindowTitle(_("Bring data in"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSizeGripEnabled(True)
        self.work = Importing(shop, self)
        self.file, self.reading, self.columns = FileStep(self.work), ReadingStep(self.work), ColumnsStep(self.work)
        self.trial, self.taking = TrialStep(self.work), TakingStep(self.work)
        self.steps: tuple[Step, ...] = (self.file, self.reading, self.columns, self.trial, self.taking)
        self.words = _Steps(
            (
                pgettext("step", "1  File"),
                pgettext("step", "2  How it is read"),
                pgettext("step", "3  What it is"),
                pgettext("step", "4  Trial"),
                pgettext("step", "5  Taking in"),
            )
        )
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
        self.note = label("", "mute-small", wrap=True)
        self.cancel = button(_("Cancel"), on=self.reject)
        self.back = button(pgettext("step", "Back"), on=self.go_back, tip=native_keys(GO_BACK))
        self.next = KeyButton(pgettext("step", "Next"), GO_ON, "primary", on=self.go_on)
        self._reached = 0
        self._build()
        self._wire()
        self._show_step(0)
        if path is not None:
            self.file.take(path)

    def _build(self) -> None:
        foot = row(self.note, self.cancel, self.back, self.next, gap=S2)
        foot.setStretch(0, 1)
        head = column(label(_("Bring data in"), "title"), self.words, rule(), gap=S2)
        whole = column(head, self.stack, foot, gap=S3, margins=(S5, S4, S5, S4))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumSize(theme.px(LEAST.width()), theme.px(LEAST.height()))
        below = self.parentWidget()
        room = below.window().size() if below is not None else LEAST
        self.resize(room * SHARE)

    def _wire(self) -> None:
        for step in self.steps:
            step.changed.connect(self._look)
        self.words.wanted.connect(self.go_to)
        self.work.moved.connect(self._look)
        self.work.opened.connect(self._opened)
        self.work.proposed.connect(self._read_anew)
        self.taking.again_wanted.connect(self._begin_again)
        self.taking.undo_wanted.connect(self._undo)
        for keys in (GO_ON, "Ctrl+Return"):  # before a table takes the key for itself
            QShortcut(QKeySequence(keys), self, self.go_on)
        QShortcut(QKeySequence(GO_BACK), self, self.go_back)

    # ---- going on and back ------------------------------------------------------------------------------------------

    @property
    def at(self) -> int:
        """The number of the step that shows, from 0."""
        return self.stack.currentIndex()

    def step(self) -> Step:
        """Return the step that shows."""
        return self.steps[self.at]

    def go_on(self) -> None:
        """Do what the step does at its end, and show the next."""
        if not self.step().may_go_on():
            return
        if self.step() is self.taking and self.work.result is not None:
            self.accept()
        elif self.step().go_on() and self.at + 1 < len(self.steps):
            self._show_step(self.at + 1)

    def go_back(self) -> None:
        """Show the step before."""
        if self.back.isEnabled() and self.at > 0:
            self._show_step(self.at - 1)

    def go_to(self, at: int) -> None:
        """Show a step that was reached before."""
        if at <= self._reached and not self.work.busy and self.work.result is None:
            self._show_step(at)
        else:
            self.words.show_at(self.at, self._reached)

    def _show_step(self, at: int) -> None:
        self._reached = max(self._reached, at)
        self.stack.setCurrentIndex(at)
        step = self.step()
        step.arrive()
        self._look()
        QTimer.singleShot(0, step, partial(_focus, step, self.next))

    def _opened(self) -> None:
        """Another file: what was reached with the one before counts no more. Enter goes on with it."""
        self._reached = 0
        self._look()
        _focus(self.step(), self.next)

    def _read_anew(self) -> None:
        """The file is read another way: what was found before counts no more."""
        if self.work.report is None:
            self._reached = min(self._reached, max(self.at, self.steps.index(self.columns)))
        self._look()

    def _look(self) -> None:
        """Show where we are, and what can be done."""
        step, over = self.step(), self.work.result is not None
        self.words.show_at(self.at, -1 if over or self.work.busy else self._reached)
        self.next.say(step.next_words())
        self.next.setEnabled(step.may_go_on())
        self.back.setVisible(not over)
        self.back.setEnabled(self.at > 0 and self.work.job is None)
        self.cancel.setText(_("Stop") if self.work.job is not None else _("Cancel"))
        self.cancel.setAccessibleName(self.cancel.text())
        self.cancel.setVisible(not over)
        self.note.setText(step.note())

    # ---- the end ----------------------------------------------------------------------------------------------------

    def _begin_again(self) -> None:
        self.work.result = None
        self.work.forget()
        self._reached = 0
        self.file.forget()
        self._show_step(0)
        self.file.take_next()

    def _undo(self) -> None:
        result, source = self.work.result, self.work.source
        if result is not None and source is not None:
            ask_undo(self.shop, result.run, source.path.name, self, self.taking.over.show_undone)

    def reject(self) -> None:
        """Leave; while something long is under way, ask that to stop instead."""
        if self.work.job is not None:
            self.work.stop()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses it; elsewhere it does nothing by accident: going on is Ctrl+Enter."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if control:
                self.go_on()
            elif isinstance(focus, QPushButton) and not focus.isCheckable():
                focus.click()
        elif event.key() == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.go_back()
        else:
            super().keyPressEvent(event)


def _focus(step: Step, go_on: QPushButton) -> None:
    """Put the cursor where work begins; with a file open, the first step is done."""
    if isinstance(step, FileStep) and go_on.isEnabled():
        go_on.setFocus()
    else:
        step.focus_first()


def bring_in(shop: Shop, parent: QWidget, paths: Sequence[Path] = ()) -> ImportDialog | None:
    """Open the assistant, with files where some were dropped, unless whoever is at the desk may not import."""
    if shop.bars(Right.IMPORT):
        return None
    dialog = ImportDialog(shop, parent=parent)
    dialog.open()
    dialog.file.take_all(paths)
    return dialog


class _Steps(QWidget):
    """The names of the steps in a row; those reached can be gone to."""

    #: A step is wanted: its place.
    wanted = Signal(int)

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        flow = Flow(self, gap=S4)
        for at, name in enumerate(names):
            made = QPushButton(name)
            made.setProperty("class", "tab")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setAccessibleName(name)
            self._group.addButton(made, at)
            flow.addWidget(made)
        self._group.idClicked.connect(self.wanted)

    def show_at(self, at: int, reached: int) -> None:
        """Show where we are, and how far one may go."""
        for button_ in self._group.buttons():
            button_.setEnabled(self._group.id(button_) <= max(reached, at) and (reached >= 0))
        self._group.button(at).setChecked(True)
