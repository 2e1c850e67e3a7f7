"""Reading a bill of payments: what the file is found to be, whether its sums are right, what could not be read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.arrival_words import number
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.bill_layout import LayoutForm
from app.gui.dialogs.bill_view import BillView, part_columns
from app.gui.tasks import Lane
from app.gui.widgets.basics import Card, column
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.incoming import Bill
    from app.errors import CounterbookError
    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.bill_parts import Part, PartRead
    from app.services.incoming import Layout, NeedsLayout

AFTER_MS = 150
FILES = "*.csv *.txt *.xls *.xlsx *.xlsb *.ods *.ofx *.qfx *.qbo *.sta *.mt940 *.940 *.xml *.zip *.gz"


class ReadBillDialog(FormDialog):
    """Nothing is written before the button is pressed; which column of a bank's table is what is said here.

    It is asked where it cannot be told, and may be said otherwise than the names of the columns do.
    """

    #: The bills of the file were read (a list of `PartRead`).
    read = Signal(object)

    def __init__(self, shop: Shop, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Read a bill"), path.name, parent=parent)
        self.setMinimumWidth(theme.px(880))
        self.path = path
        self.parts: Sequence[Part] = ()
        self.job: Job | None = None
        self._asked = 0
        self.several = SmallTable(_("Bills in this file"), part_columns(shop), most=4)
        self.several_frame = Card(column(self.several, margins=(1, 1, 1, 1)))
        self.several_frame.hide()
        self.layout_form = LayoutForm()
        self.layout_form.hide()
        self.view = BillView(shop)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.progress.hide()
        for part in (self.several_frame, self.layout_form, self.view):
            self.above.addWidget(part)
        self.below.addWidget(self.progress)
        guard(shop, Right.IMPORT, self.primary)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.look)
        self.layout_form.changed.connect(self._timer.start)
        self.several.picked.connect(self._picked)
        self.view.explain.clicked.connect(self._explain)
        shop.tasks.changed.connect(self._stepped)
        self.look()

    # ---- looking ----------------------------------------------------------------------------------------------------

    @property
    def bill(self) -> Bill | None:
        """The bill that is shown, None while there is none."""
        return self.parts[max(self.several.currentIndex().row(), 0)].bill if self.parts else None

    def look(self) -> None:
        """Read the file without writing anything, as the columns are explained by now."""
        self.forgive()
        self._asked += 1
        self.parts = ()
        self.primary.setEnabled(False)
        self.primary.say(_("Reading…"))
        work = partial(look_at, self.shop, self.path, self.layout_form.layout_shown())
        done, failed = partial(self._looked, self._asked), partial(self._not_looked, self._asked)
        self.shop.tasks.run(work, done, failed, owner=self, lane=Lane.RENDER)

    def _looked(self, asked: int, parts: Sequence[Part]) -> None:
        if asked != self._asked:
            return
        self.parts = parts
        at = self.several.currentIndex().row()
        if at < 0 and len(parts) > 1:  # begin with what is a bill
            at = next((nth for nth, each in enumerate(parts) if each.bill is not None), 0)
        self.several_frame.setVisible(len(parts) > 1)
        with QSignalBlocker(self.several):
            self.several.show_rows(parts if len(parts) > 1 else ())
            if len(parts) > 1:
                self.several.selectRow(max(at, 0))
        count = sum(len(each.bill.payments) for each in parts if each.bill is not None)
        text = ngettext("Take in {n} line", "Take in {n} lines", count)
        if any(each.otherwise for each in parts):
            text = ngettext("Read anew: {n} line", "Read anew: {n} lines", count)
        self.primary.say(text.format(n=number(count)))
        self.primary.setEnabled(count > 0)
        self._show(parts[max(at, 0) if len(parts) > 1 else 0])
        if self.layout_form.isHidden():
            self.primary.setFocus()

    def _picked(self, part: Part | None) -> None:
        if part is not None:
            self._show(part)

    def _show(self, part: Part) -> None:
        """Show one bill of the file, or why it is none."""
        self.forgive()
        if part.refused is not None:
            self._show_refused(part.refused)
        elif part.bill is not None:
            self.view.show_bill(part, short=not self.layout_form.isHidden())
            self.view.show()
            self.layout_form.said.setText(_("Look at the lines below: is each day and each amount right?"))
            self.grow()

    def _show_refused(self, error: CounterbookError) -> None:
        self.view.hide()
        needs = needs_layout(error)
        if needs is not None:
            self.layout_form.show_asked(needs, self.shop.words(error))
        else:
            self.complain(error)
        self.grow()

    def _explain(self) -> None:
        """Have the columns of the bill that is shown said anew, beginning with how they were taken."""
        part = self.parts[max(self.several.currentIndex().row(), 0)]
        asked = asked_anew(part)
        if asked is not None:
            self.layout_form.show_asked(asked, _("Say which column is what; the lines below follow."))
            self._show(part)

    def _not_looked(self, asked: int, error: CounterbookError) -> None:
        if asked != self._asked:
            return
        self.primary.say(_("Read a bill"))
        self.primary.setEnabled(False)
        self._show_refused(error)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Take the lines into the book."""
        if not any(each.bill is not None for each in self.parts) or self.job is not None:
            return
        self._set_busy(busy=True)
        self.progress.setRange(0, 0)
        self.progress.show()
        work = partial(self._work, self.layout_form.layout_shown())
        label_ = _("Reading {file}").format(file=self.path.name)
        self.job = self.shop.tasks.run_long(label_, work, self._read, self._not_read, owner=self)
        if self.job not in self.shop.tasks.long:  # it was over at once
            self.job = None

    def _work(self, layout: Layout | None, job: Job) -> list[PartRead]:
        return self.shop.app.bill_parts.read(self.path, layout, job.progress, job.cancelled)

    def _stepped(self) -> None:
        if self.job is not None and self.job.all_steps:
            self.progress.setRange(0, self.job.all_steps)
            self.progress.setValue(self.job.done_steps)

    def _read(self, found: list[PartRead]) -> None:
        self._over()
        refused = next((each.refused for each in found if each.refused is not None), None)
        if refused is not None and not any(each.read for each in found):
            self.complain(refused)
            return
        self.accept()
        self.read.emit(found)

    def _not_read(self, error: CounterbookError) -> None:
        self._over()
        self.complain(error)

    def _over(self) -> None:
        self.job = None
        self.progress.hide()
        self._set_busy(busy=False)

    def reject(self) -> None:
        """While it is being read, ask it to stop; then nothing of the bill is kept."""
        if self.job is not None:
            self.job.cancel()
        else:
            super().reject()


def look_at(shop: Shop, path: Path, layout: Layout | None) -> list[Part]:
    """Return what a file holds; runs in a lane."""
    return shop.app.bill_parts.look(path, layout)


def needs_layout(error: CounterbookError) -> NeedsLayout | None:
    """Return an error as what asks for the columns of a bank's table, None where it is another one."""
    from app.services.incoming import NeedsLayout

    return error if isinstance(error, NeedsLayout) else None


def asked_anew(part: Part) -> NeedsLayout | None:
    """Return what asks for the columns of a bill anew, with how they were taken; None where it has but one shape."""
    from app.errors import Message
    from app.services.incoming import NeedsLayout

    if part.bill is None or part.layout is None:
        return None
    asked = NeedsLayout(Message(""), part.bill.header, part.layout, "columns")
    asked.sample = part.bill.sample
    return asked


def read_words(found: Sequence[PartRead]) -> str:
    """Return what became of the bills of a file, in a few sentences."""
    read = [each.read for each in found if each.read is not None]
    if len(found) == 1 and read[0].repeated:
        return _("This very file was read before; nothing was added.")
    count, known = sum(each.new for each in read), sum(each.known for each in read)
    said = [ngettext("{n} new line read.", "{n} new lines read.", count).format(n=number(count))]
    if len(found) > 1:
        text = ngettext("{n} bill of the file read.", "{n} bills of the file read.", len(read))
        said.insert(0, text.format(n=number(len(read))))
    if known:
        text = ngettext("{n} was known from another bill.", "{n} were known from other bills.", known)
        said.append(text.format(n=number(known)))
    others = [each.name for each in found if each.read is None]
    if others:
        said.append(_("Not read: {names}.").format(names=_(", ").join(others)))
    return " ".join(said)
