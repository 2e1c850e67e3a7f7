"""The fourth step: what would come of it. Nothing is written; what is refused, doubtful or twice there is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from app.core.intake.targets import COLUMNS, DAYS
from app.gui import theme
from app.gui.dialogs.intake.dates_room import DatesRoom
from app.gui.dialogs.intake.findings_room import FindingsRoom
from app.gui.dialogs.intake.step import Step
from app.gui.dialogs.intake.twins_room import TwinsRoom
from app.gui.dialogs.intake.words import counts_words, number, sum_name
from app.gui.theme import S3, S4, S5
from app.gui.widgets.basics import Card, Figure, button, clear, column, holder, label, row
from app.gui.widgets.flow import Flow
from app.gui.widgets.side_by_side import SideBySide
from app.gui.widgets.tabs import Tabs
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.intake.targets import Target
    from app.errors import CounterbookError
    from app.gui.dialogs.intake.work import Importing
    from app.services.intake import Report

WORKING, FOUND, WRONG = range(3)


class TrialStep(Step):
    """Goes through the file as soon as it is shown, unless that was done already."""

    def __init__(self, work: Importing) -> None:
        super().__init__(work)
        self._again = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(_("Progress"))
        self.so_far = label(" ", "mute")
        self.figures = _Figures()
        self.findings, self.twins, self.dates = FindingsRoom(work), TwinsRoom(work), DatesRoom(work)
        self.tabs = Tabs()
        self.tabs.add("findings", pgettext("import", "Rows to look at"), self.findings)
        self.tabs.add("twins", pgettext("import", "Perhaps the same customer"), self.twins)
        self.tabs.add("dates", pgettext("import", "Dates"), self.dates)
        self.wrong = label("", "error", wrap=True)
        self.stack = QStackedWidget()
        again = button(_("Try again"), on=work.try_out)
        working = column(None, label(_("Going through the file…"), "heading"), self.bar, self.so_far, None, gap=S3)
        found = column(self.figures, self.tabs, gap=S3)
        found.setStretch(1, 1)
        self.stopped = holder(column(None, self.wrong, row(again, None), None, gap=S4))
        for part in (holder(working), holder(found), self.stopped):
            self.stack.addWidget(part)
        self.setLayout(column(self.stack, gap=0))
        work.tried.connect(self._tried)
        work.refused.connect(self._refuse)
        work.moved.connect(self._moved)
        self.twins.again_wanted.connect(work.try_out)
        self.dates.again_wanted.connect(self._other_dates)
        work.proposed.connect(self._proposed)

    def arrive(self) -> None:
        """Go through the file, unless that was done as it is read now."""
        if self.work.report is None and not self.work.busy:
            self._begin()
        elif self.work.report is not None:
            self._show(self.work.report)

    def _begin(self) -> None:
        self.stack.setCurrentIndex(WORKING)
        self.work.try_out()

    def _other_dates(self) -> None:
        """The dates are about to be read the other way: go through the file once more as soon as they are."""
        self._again = True

    def _proposed(self) -> None:
        if self._again:
            self._again = False
            self._begin()

    def _moved(self) -> None:
        job = self.work.job
        if job is not None and self.work.result is None:
            if self.isVisible():
                self.stack.setCurrentIndex(WORKING)
            done = job.done_steps
            text = ngettext("{n} row so far", "{n} rows so far", done).format(n=number(done))
            self.so_far.setText(text if done else " ")
        self.changed.emit()

    def _tried(self) -> None:
        report = self.work.report
        if report is None:
            self.wrong.setText(_("You stopped it. Nothing was written."))
            self.stack.setCurrentIndex(WRONG)
        else:
            self._show(report)
        self.changed.emit()

    def _refuse(self, error: CounterbookError) -> None:
        if self.stack.currentIndex() == WORKING and self.work.result is None:
            self.wrong.setText(self.shop.words(error))
            self.stack.setCurrentIndex(WRONG)
            self.changed.emit()

    def _show(self, report: Report) -> None:
        self.figures.show_report(self.shop.amount, report, self.work.target)
        self.findings.show_report(report)
        self.twins.show_report(report)
        doubtful = self._doubtful(report)
        self.dates.show_columns(doubtful)
        count = len(report.findings) + report.more
        self.tabs.retitle("findings", _("Rows to look at ({n})").format(n=number(count)))
        self.tabs.retitle("twins", _("Perhaps the same customer ({n})").format(n=number(len(report.pairs))))
        self.stack.setCurrentIndex(FOUND)
        if doubtful and not report.pairs:
            self.tabs.show_tab("dates")
        elif report.pairs and not report.findings:
            self.tabs.show_tab("twins")
        self.focus_first()

    def _doubtful(self, report: Report) -> list[str]:
        """Return the columns of dates that can be read both ways for the most part, or were asked about before."""
        told = [each.field for each in report.findings if each.line == 0]
        days = [each.name for each in COLUMNS[self.work.target] if each.read in DAYS]
        return [name for name in days if name in told]

    # ---- going on ---------------------------------------------------------------------------------------------------

    def may_go_on(self) -> bool:
        """Whether anything would be taken in."""
        return super().may_go_on() and self.work.report is not None and self.work.report.good > 0

    def next_words(self) -> str:
        """Return what the button says."""
        return pgettext("step", "Take it in…")

    def note(self) -> str:
        """Say what was found as a whole."""
        report = self.work.report
        if report is None:
            return ""
        if not report.good:
            return _("No row can be taken in as the file is read now.")
        if report.rehearsed:
            return _("Tried on the book itself, and taken back: nothing is written yet.")
        return _("Nothing is written yet.")

    def focus_first(self) -> None:
        """Begin in what there is to look at."""
        rooms: dict[str, FindingsRoom | TwinsRoom | DatesRoom] = {
            "findings": self.findings,
            "twins": self.twins,
            "dates": self.dates,
        }
        if self.stack.currentIndex() == FOUND:
            rooms[self.tabs.name()].focus_first()


class _Figures(Card):
    """How many rows are good, and what they come to."""

    def __init__(self) -> None:
        figures, sums = QWidget(), QWidget()
        self._flow, self._sums = Flow(figures, gap=0), Flow(sums, gap=S5, line_gap=2)
        self.rows = Figure(pgettext("import", "Rows"))
        self.good = Figure(pgettext("import", "Good"))
        self.refused = Figure(pgettext("import", "Refused"))
        self.skipped = Figure(pgettext("import", "Passed over"))
        self.warned = Figure(pgettext("import", "To look at"))
        for each in (self.rows, self.good, self.refused, self.warned, self.skipped):
            each.below.hide()
            self._flow.addWidget(each)
        self.counts = label("", wrap=True)
        self._below = holder(column(None, self.counts, sums, None, gap=2, margins=(18, S3, 18, S3)))
        super().__init__(column(SideBySide(figures, self._below, gap=0, least=theme.px(760)), gap=0))

    def show_report(self, amount: Callable[[int], str], report: Report, target: Target) -> None:
        """Show what was counted."""
        self.rows.show_value(number(report.rows))
        self.good.show_value(number(report.good))
        self.refused.show_value(number(report.refused), owed=bool(report.refused))
        self.skipped.show_value(number(report.skipped))
        self.warned.show_value(number(report.warned))
        self.counts.setText(counts_words(report.counts, target))
        self.counts.setVisible(bool(report.counts))
        clear(self._sums)
        for name, minor in report.sums.items():
            self._sums.addWidget(holder(row(label(sum_name(name), "mute"), label(amount(minor), "strong"), gap=6)))
        self._below.setVisible(bool(report.counts or report.sums))
