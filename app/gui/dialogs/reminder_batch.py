"""Many reminders at one go: the list with a tick each, what the current one will say, and progress with a way to stop.

Shared by the e-mails and letters of reminders and by mailed statements; what is made of those ticked is the
subclass's business.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QProgressBar, QWidget

from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import about, number, worth
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S3, S4
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.i18n.catalog import _
from app.i18n.mark import N_

WIDE = 980
ROWS = 12


class WorkPanel(QWidget):
    """Says what is being done and how far it is, with a way to stop it."""

    #: It is done: what came of it.
    done = Signal(object)
    #: Nothing could be done: the error, or None where nobody foresaw it.
    failed = Signal(object)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._job: Job | None = None
        self._doing = ""
        self.words, self.bar = label("", "strong", wrap=True), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.stop = button(_("Stop"), on=self.halt)
        self.setLayout(column(self.words, self.bar, row(self.stop, None), gap=S3))
        shop.tasks.changed.connect(self._stepped)
        shop.tasks.unexpected.connect(self._broke_off)

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self._job is not None and self._job in self._shop.tasks.long

    def begin(self, title: str, doing: str, work: Callable[[Job], Any], lane: Lane) -> None:
        """Do some work in a lane."""
        self._doing = doing
        self.words.setText(doing)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.stop.setText(_("Stop"))
        self.stop.setFocus()
        self._job = self._shop.tasks.run_long(title, work, self._ended, self._refused, owner=self, lane=lane)
        self._stepped()

    def halt(self) -> None:
        """Stop before the next one."""
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.stop.setText(_("Stopping…"))

    def _stepped(self) -> None:
        job = self._job
        if job is not None and self.busy and job.all_steps:
            self.bar.setRange(0, job.all_steps)
            self.bar.setValue(job.done_steps)
            counted = _("{done} of {all}").format(done=number(job.done_steps), all=number(job.all_steps))
            self.words.setText(f"{self._doing}  {counted}")

    def _ended(self, result: object) -> None:
        self._job = None
        self.done.emit(result)

    def _refused(self, error: CounterbookError) -> None:
        self._job = None
        self.failed.emit(error)

    def _broke_off(self, _error: object) -> None:
        if self._job is not None and not self.busy:
            self._job = None
            self.failed.emit(None)


class Batch:
    """What a batch is told of itself; its subclasses answer. A row is a reminder where they say nothing else."""

    shop: Shop

    def columns(self) -> list[Column]:
        """Return what the list shows of each."""
        return _columns(self.shop)

    def key_of(self, row: Any) -> Hashable:
        """Return by what a row is known."""
        key: int = row.id
        return key

    def do_words(self, count: int) -> str:
        """Return what the button says for so many."""
        raise TypeError(type(self).__name__, count)

    def doing_words(self) -> str:
        """Return what is said while it is being done."""
        raise TypeError(type(self).__name__)

    def show_one(self, row: Any) -> None:
        """Show what one of them will say."""
        raise TypeError(type(self).__name__, row)

    def worker(self, rows: Sequence[Any]) -> Callable[[Job], Any]:
        """Return what does it; given the job it may tell how far it is, and be stopped."""
        raise TypeError(type(self).__name__, rows)

    def lane(self) -> Lane:
        """Return in which lane it is done."""
        raise TypeError(type(self).__name__)

    def show_report(self, result: Any) -> QWidget:
        """Return what shows how it went."""
        raise TypeError(type(self).__name__, result)


class BatchDialog(Batch, FormDialog):
    """Look, do, report. Nothing goes out before the second step; what is not ticked stays on the list."""

    def __init__(self, shop: Shop, title: str, rows: Sequence[Any], parent: QWidget | None = None) -> None:
        super().__init__(shop, title, parent=parent)
        self.rows = list(rows)
        self.done_all = False
        self.setMinimumWidth(theme.px(WIDE))
        self.model = CheckModel(self.columns(), self.key_of, parent=self)
        self.table = CheckTable(title, self.model, most_rows=ROWS)
        self.table.lay_out(self.model.columns)
        self.model.show_rows(self.rows)
        self.model.set_checked(self.key_of(each) for each in self.rows)
        self.side = column(gap=S3)
        self.list = holder(column(self.table, None))
        self.list.setVisible(len(self.rows) > 1)
        both = row(self.list, self.side, gap=S4)
        both.setStretch(0, 5)
        both.setStretch(1, 4)
        self.look, self.work, self.report = holder(both), WorkPanel(shop), QWidget()
        for part in (self.look, self.work, self.report):
            self.below.addWidget(part)
            part.setVisible(part is self.look)
        #: Runs while a second press of the key that opened this may still come.
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.setInterval(QApplication.doubleClickInterval())
        self._unseen.start()
        self.model.touched.connect(self._ticked)
        self.table.selectionModel().currentChanged.connect(self._picked)
        self.work.done.connect(self._done)
        self.work.failed.connect(self._not_done)

    # ---- looking ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the first; subclasses call it when their own parts stand."""
        self._ticked()
        (self.table if len(self.rows) > 1 else self.primary).setFocus()
        if self.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.show_one(self.rows[0])

    def chosen(self) -> list[Any]:
        """Return those ticked, in the order listed."""
        return [each for each in self.rows if self.key_of(each) in self.model.checked]

    def _ticked(self, _key: object = None) -> None:
        count = len(self.chosen())
        chosen = _("{n} of {all} chosen").format(n=number(count), all=number(len(self.rows)))
        self.subtitle.setText(chosen if len(self.rows) > 1 else self.rows[0].name)
        self.primary.say(self.do_words(count))
        self.primary.setEnabled(bool(count))

    def _picked(self, now: Any, _before: Any) -> None:
        if now.isValid():
            self.show_one(self.model.rows[now.row()])

    # ---- doing ------------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Do it, or leave once it is done."""
        if self.done_all:
            self.accept()
        elif not self.work.busy and self.chosen() and not self._unseen.isActive():
            self.forgive()
            self.start()

    def start(self) -> None:
        """Do it with those ticked."""
        self.look.hide()
        self.work.show()
        self.cancel.hide()
        self.primary.setEnabled(False)
        self.work.begin(self.title.text(), self.doing_words(), self.worker(self.chosen()), self.lane())

    def _done(self, result: Any) -> None:
        self.done_all = True
        shown = self.show_report(result)
        self.below.replaceWidget(self.report, shown)
        self.report.deleteLater()
        self.report = shown
        self.work.hide()
        self.primary.say(_("Close"))
        self.primary.setEnabled(True)
        self.primary.setFocus()
        self._told()
        self.grow()

    def _not_done(self, error: CounterbookError | None) -> None:
        """Nothing could be done: say why, and let it be tried again."""
        self.work.hide()
        self.look.show()
        self.cancel.show()
        self._ticked()
        self._told()
        if error is not None:
            self.complain(error)

    def _told(self) -> None:
        self.shop.changed.emit("")
        self.shop.queue_changed.emit()

    # ---- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no key that is only held down."""
        if not event.isAutoRepeat():
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc stops the work first."""
        if self.work.busy:
            self.work.halt()
        elif self.done_all:
            self.accept()
        else:
            QDialog.reject(self)


def _columns(shop: Shop) -> list[Column]:
    what, figure = partial(about, shop), partial(worth, shop)
    return [
        Column("name", N_("Customer"), lambda each: each.name, width=170, tip=lambda each: each.name, bold=True),
        Column("about", N_("About"), what, stretch=True, tip=what),
        Column("worth", N_("Amount"), figure, right=True, width=100),
    ]
