"""What all dialogs share that write something of the book into a file: how far it is, stopping it, where it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.staff.rights import Right
from app.errors import CounterbookError
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.widgets.basics import label
from app.gui.widgets.file_dialogs import FileKind, documents_folder, file_to_save
from app.gui.widgets.guard import guard
from app.gui.widgets.opener import plain_name
from app.gui.widgets.save_table import tell_saved
from app.i18n.catalog import _


class WorkDialog(FormDialog):
    """A dialog whose work may take a while: the bar shows how far it is, and what was “Cancel” stops it."""

    #: What the window calls the work while it is under way.
    doing = ""
    #: Where it is done: a lane beside the one people wait for.
    lane = Lane.RENDER

    def __init__(self, shop: Shop, title: str, subtitle: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, subtitle, parent=parent)
        self.job: Job | None = None
        self._leave = self.cancel.text()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.progress.hide()
        self._whole.insertWidget(self._whole.indexOf(self.general), self.progress)
        shop.tasks.changed.connect(self._stepped)

    def begin(self, work: Callable[[Job], Any], done: Callable[[Any], None]) -> None:
        """Do the work in its lane; `done` is not called once it was stopped."""
        if self._busy:
            return
        self.forgive()
        self._set_busy(busy=True)
        self.progress.setRange(0, 0)
        whole, over = partial(_unless_stopped, work), partial(self._over, done)
        job = self.shop.tasks.run_long(self.doing, whole, over, self._refused, owner=self, lane=self.lane)
        self.job = job if job in self.shop.tasks.long else None

    def complain_quietly(self, error: CounterbookError) -> None:
        """Say what is wrong without taking the cursor from where somebody types."""
        self._quiet = True
        self.complain(error)
        self._quiet = False

    def stopped(self) -> None:
        """Say that the work was stopped, and that nothing is left of it."""
        self.note.setText(_("Stopped; no file was written."))

    def _over(self, done: Callable[[Any], None], found: Any) -> None:
        self._set_busy(busy=False)
        if found is None:
            self.stopped()
        else:
            done(found)

    def _refused(self, error: CounterbookError) -> None:
        self._set_busy(busy=False)
        self.complain(error)

    def _stepped(self) -> None:
        if self.job is not None and self.job.all_steps:
            self.progress.setRange(0, self.job.all_steps)
            self.progress.setValue(self.job.done_steps)

    def _set_busy(self, *, busy: bool) -> None:
        super()._set_busy(busy=busy)
        if not busy:
            self.job = None
        for field in self.form.fields():
            field.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.cancel.setText(_("Stop") if busy else self._leave)
        self.cancel.setEnabled(True)
        self.grow()

    def reject(self) -> None:
        """Stop the work; where none is under way, leave."""
        if self.job is not None:
            self.job.cancel()
            self.cancel.setEnabled(False)
        else:
            super().reject()


def _unless_stopped(work: Callable[[Job], Any], job: Job) -> Any:
    """Return what work came to, None where it was stopped."""
    from app.services.exports import ExportCancelled

    try:
        return work(job)
    except ExportCancelled:
        return None


class OutDialog(WorkDialog):
    """Asks how, then where to, and writes a file. Subclasses say which kinds, what it is called, and what writes it."""

    def __init__(self, shop: Shop, title: str, intro: str, *, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, parent=parent)
        self.subtitle.hide()
        self.above.addWidget(label(intro, "mute", wrap=True))
        self.doing = title
        self.primary.say(_("Save…"))
        guard(shop, Right.EXPORT, self.primary)

    def kinds(self) -> list[FileKind]:
        """Return what kinds of file it may become."""
        raise TypeError(type(self).__name__)

    def file_name(self) -> str:
        """Return what the file is proposed to be called, without its ending."""
        raise TypeError(type(self).__name__)

    def writer(self, path: Path) -> Callable[[Job], Any]:
        """Return what writes the file; raises `Refused` at a field."""
        raise TypeError(type(self).__name__, path)

    def said(self, found: Any, path: Path) -> str:
        """Return what is said once it is written."""
        raise TypeError(type(self).__name__, found, path)

    def submit(self) -> None:
        """Ask where to, and write it."""
        if self._busy or not self.primary.isEnabled() or not self.checked(partial(self.writer, Path())):
            return
        kinds = self.kinds()
        proposed = documents_folder() / plain_name(self.file_name() + kinds[0].ending)
        path = file_to_save(self, self.windowTitle(), proposed, kinds)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the file."""
        self.begin(self.writer(path), partial(self._written, path))

    def _written(self, path: Path, found: Any) -> None:
        self.accept()
        tell_saved(self.shop, self.said(found, path), path)
