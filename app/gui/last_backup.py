"""The backup made when the window is closed: a short wait that can be skipped, and that never keeps anybody in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from app.gui import errors, theme
from app.gui.at_desk import OVER_LOCK
from app.gui.keeper import back_up
from app.gui.tasks import Job
from app.gui.theme import S4, S5
from app.gui.widgets.basics import button, column, fit_height, label, row
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.errors import CounterbookError, Message
    from app.gui.keeper import Keeper
    from app.gui.main_window import MainWindow
    from app.services.backup import Run


class LastBackup(QObject):
    """Says whether a window may close now; if not, makes the backup and closes the window itself."""

    def __init__(self, keeper: Keeper, window: MainWindow) -> None:
        super().__init__(window)
        self.keeper, self.window = keeper, window
        self.dialog: LastBackupDialog | None = None
        self._over = False

    def may_go(self) -> bool:
        """Whether nothing is left to be done; a system that shuts down waits for nobody."""
        if self._over or _is_shutting_down() or not self.keeper.wants_backup():
            return True
        if self.dialog is None:
            self.dialog = LastBackupDialog(self.keeper, self.window)
            self.dialog.accepted.connect(self._go)
            self.dialog.rejected.connect(self._stay)
            self.dialog.open()
            self.dialog.begin()
        return False

    def _go(self) -> None:
        self._over = True
        QTimer.singleShot(0, self.window, self.window.close)  # it may be asking us just now whether to close

    def _stay(self) -> None:
        self.dialog = None


def _is_shutting_down() -> bool:
    """Whether the system ends the session: it waits for nobody."""
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()


class LastBackupDialog(QDialog):
    """“Backing up…”, with a way to close at once; where none could be made, the reason and three ways to go on."""

    def __init__(self, keeper: Keeper, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.keeper = keeper
        self.job: Job | None = None
        self.setWindowTitle(_("Backing up"))
        self.setModal(True)
        self.setProperty(OVER_LOCK, True)  # noqa: FBT003 - Qt's own
        self.setMinimumWidth(theme.px(460))
        self.title = label("", "heading", wrap=True)
        self.words = label("", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.stay = button(_("Keep working"), on=self.reject)
        self.again = button(_("Try again"), on=self.begin)
        self.leave = button(_("Close without a backup"), on=self.skip)
        foot = row(None, self.stay, self.again, self.leave)
        whole = column(self.title, self.words, self.progress, foot, gap=S4, margins=(S5, S5, S5, S5))
        self.setLayout(whole)
        keeper.tasks.steps.connect(self._stepped)

    def begin(self) -> None:
        """Make the backup."""
        self._begun()
        self.keeper.quiet.stop()
        work = partial(back_up, self.keeper.app, self.keeper.preferences())
        self.job = self.keeper.tasks.run_quiet(work, self._made, self._failed, owner=self)

    def _begun(self) -> None:
        self.title.setText(_("Backing up before the window closes…"))
        self.words.setText(_("The window closes by itself as soon as the copy is made and checked."))
        self._show(failed=False)
        self.progress.setRange(0, 0)

    def skip(self) -> None:
        """Close without it."""
        if self.job is not None:
            self.job.cancel()
        self.accept()

    def reject(self) -> None:
        """Stay in the window."""
        if self.job is not None:
            self.job.cancel()
        super().reject()

    def _stepped(self, job: Job, done: int, of: int) -> None:
        if job is self.job:
            self.progress.setRange(0, of)
            self.progress.setValue(done)

    def _made(self, run: Run) -> None:
        if not self.isVisible():
            return
        self.job = None
        if run.made or not run.troubles:  # one place that was not there is said when the book opens again
            self.accept()
        else:
            self._explain(run.troubles[0])

    def _failed(self, error: CounterbookError) -> None:
        if self.isVisible():
            self.job = None
            self._explain(error.message)

    def _explain(self, trouble: Message) -> None:
        self.title.setText(_("No backup was made"))
        self.words.setText(errors.sentence(trouble))
        self._show(failed=True)

    def _show(self, *, failed: bool) -> None:
        self.progress.setVisible(not failed)
        self.again.setVisible(failed)
        fit_height(self)
