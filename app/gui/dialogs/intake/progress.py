"""How far the taking in of a file is, and how much longer it will take, as far as that can be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from app.gui.dialogs.intake.words import left_words, number
from app.gui.theme import S3
from app.gui.widgets.basics import column, label
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.gui.tasks import Job

MEASURED_MS = 2000
"""Before this much was watched, nothing is said of how long the rest will take."""


class Progress(QWidget):
    """A bar, the rows so far, the time left, and what stopping would mean."""

    def __init__(self) -> None:
        super().__init__()
        self.bar, self.so_far, self.left = QProgressBar(), label(" ", "mute"), label(" ", "mute")
        self.stopping = label("", "mute", wrap=True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self._clock = QElapsedTimer()
        self._began_at = 0
        words = label(_("Bringing the data in…"), "heading")
        self.setLayout(column(None, words, self.bar, self.so_far, self.left, self.stopping, None, gap=S3))

    def begin(self, stopping: str) -> None:
        """Be at the beginning of something; say what becomes of it if it is stopped."""
        self.stopping.setText(stopping)
        self.bar.setRange(0, 0)
        self.so_far.setText(" ")
        self.left.setText(" ")
        self._clock.invalidate()

    def show_job(self, job: Job) -> None:
        """Show how far a job is."""
        self.show_steps(job.done_steps, job.all_steps)

    def show_steps(self, done: int, total: int) -> None:
        """Show how many rows are done, of how many where that is known."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if total and not self._clock.isValid():  # what comes before, the book's copy and a reading, is no measure
            self._clock.start()
            self._began_at = done
        text = _("{done} of {all} rows") if total else ngettext("{n} row so far", "{n} rows so far", done)
        self.so_far.setText(text.format(n=number(done), done=number(done), all=number(total)) if done else " ")
        self.left.setText(self._left(done, total))

    def _left(self, done: int, total: int) -> str:
        if not self._began_at < done < total or self._clock.elapsed() < MEASURED_MS:
            return " "
        return left_words(self._clock.elapsed() / 1000 * (total - done) / (done - self._began_at))
