"""A wait that stands over the window while a book's file is worked on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from app.gui import theme
from app.gui.at_desk import OVER_LOCK
from app.gui.tasks import Job, Tasks
from app.gui.theme import S4, S5
from app.gui.widgets.basics import button, column, fit_height, label, row
from app.i18n.catalog import _


class Working(QDialog):
    """Stands over the window while a book's file is worked on; says how far that is, and can stop it."""

    def __init__(self, tasks: Tasks, text: str, parent: QWidget | None, *, stoppable: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(text)
        self.setModal(True)
        self.setProperty(OVER_LOCK, True)  # noqa: FBT003 - Qt's own
        self.setEnabled(True)  # the window below is at rest, and would have it rest too
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setMinimumWidth(theme.px(440))
        self.job: Job | None = None
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(_("Progress"))
        self.stop = button(_("Stop"), on=self.reject)
        self.stop.setVisible(stoppable)
        words = _("The book is closed for this and opens again by itself. Leave the computer on.")
        parts = (label(text, "heading", wrap=True), label(words, "mute", wrap=True), self.progress)
        self.setLayout(column(*parts, row(None, self.stop), gap=S4, margins=(S5, S5, S5, S5)))
        tasks.changed.connect(self._stepped)
        fit_height(self)

    def _stepped(self) -> None:
        if self.job is not None and self.job.all_steps:
            self.progress.setRange(0, self.job.all_steps)
            self.progress.setValue(self.job.done_steps)

    def reject(self) -> None:
        """Ask the work to stop; the dialog goes when it has."""
        if self.job is None:
            super().reject()
        elif not self.stop.isHidden():
            self.stop.setEnabled(False)
            self.job.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is as pressing “Stop”."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            super().keyPressEvent(event)

    def over(self) -> None:
        """The work is over, one way or the other."""
        self.job = None
        self.accept()
        self.deleteLater()
