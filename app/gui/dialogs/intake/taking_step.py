"""The last step: all or nothing, or the good rows now; then how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QStackedWidget

from app.core.staff.rights import Right
from app.gui.books import free_place, is_there
from app.gui.dialogs.intake.progress import Progress
from app.gui.dialogs.intake.step import Step
from app.gui.dialogs.intake.words import counts_words, done_words, lasts_words, number, sum_name
from app.gui.dialogs.intake.work import Wish
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import Choices, LineEdit
from app.gui.widgets.file_dialogs import documents_folder, name_to_save
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.middle import Middle
from app.gui.widgets.opener import plain_name, show_folder
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.dialogs.intake.work import Importing
    from app.services.intake import Done, Report

ASKED, WORKING, OVER = range(3)
ALL, GOOD_ROWS = "all", "good_rows"


class TakingStep(Step):
    """Asks how, does it, and says what came of it."""

    #: Another file is to be brought in.
    again_wanted = Signal()
    #: The import that was just done is to be undone.
    undo_wanted = Signal()

    def __init__(self, work: Importing) -> None:
        super().__init__(work)
        self.head, self.left_out = label("", "heading", wrap=True), label("", wrap=True)
        self.way: Choices = Choices(
            [(ALL, _("Nothing until every row is right")), (GOOD_ROWS, _("The good rows now, the others into a file"))]
        )
        self.way.setAccessibleName(_("What becomes of a file with rows that are refused"))
        self.rest = LineEdit(most=1000)
        self.rest.setAccessibleName(_("File for the rows left out"))
        self.browse = button(_("Choose…"), on=self._choose_rest, name=_("Choose the file for the rows left out"))
        self.rest_line = holder(row(label(_("The others go into"), "mute"), self.rest, self.browse, gap=S2))
        self.mend = label("", "mute", wrap=True)
        self.backup = QCheckBox(_("Back the book up before"))
        self.backup.setChecked(True)
        self.backup_place = Elided("", "mute-small")
        self.wrong = label("", "error", wrap=True)
        self.lasts, self.progress = label("", "mute", wrap=True), Progress()
        self.over = _Over(self)
        self.stack = QStackedWidget()
        self._build()
        self.way.changed.connect(self._look)
        self.rest.textChanged.connect(self._look)
        work.opened.connect(self.rest.clear)  # another file, another name for what is left of it
        work.done.connect(self._done)
        work.refused.connect(self._refuse)
        work.moved.connect(self._moved)

    def _build(self) -> None:
        self.wrong.hide()
        asked = column(
            self.head,
            self.left_out,
            self.way,
            self.rest_line,
            self.mend,
            column(self.backup, self.backup_place, gap=0),
            self.lasts,
            self.wrong,
            None,
            gap=S3,
        )
        for part in (Middle(asked), self.progress, Middle(column(self.over, None, gap=S3))):
            self.stack.addWidget(part)
        self.setLayout(column(self.stack, gap=0))

    # ---- asking -----------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Ask how, for what was found."""
        report, source = self.work.report, self.work.source
        if report is None or source is None:
            return
        text = ngettext("{n} row can be taken in.", "{n} rows can be taken in.", report.good)
        self.head.setText(text.format(n=number(report.good)))
        text = ngettext("{n} row is refused.", "{n} rows are refused.", report.refused)
        self.left_out.setText(text.format(n=number(report.refused)))
        for part in (self.left_out, self.way):
            part.setVisible(bool(report.refused))
        if not self.rest.text():
            name = plain_name(_("{file} to mend.xlsx").format(file=source.path.stem))
            self.rest.setText(str(free_place(documents_folder() / name)))
        text = _("A copy of the book goes into {path}, with the day in its name.")
        self.backup_place.setText(text.format(path=self._backup_folder()))
        self.lasts.setText(lasts_words(self.work.seconds_to_take()))
        self.lasts.setVisible(bool(self.lasts.text()))
        self.stack.setCurrentIndex(ASKED)
        self.wrong.hide()
        self._look()

    def _look(self) -> None:
        report = self.work.report
        refused = report is not None and bool(report.refused)
        good_only = self.way.value() == GOOD_ROWS
        self.rest_line.setVisible(refused and good_only)
        self.mend.setVisible(refused)
        self.mend.setText(
            _("Each row left out stands there with the reason. Mend it there and bring that file in.")
            if good_only
            else _("Mend the rows in their file and choose it anew, or take in the good rows now.")
        )
        self.wrong.hide()
        self.changed.emit()

    def _backup_folder(self) -> Path:
        """Return where backups go, or, where that is not set or not there, where the book is."""
        folders = [Path(each) for each in self.shop.preferences.backup_folders]
        there = [each for each in folders if is_there(each)]
        return there[0] if there else self.shop.app.store.path.parent

    def _choose_rest(self) -> None:
        kinds = _("Workbooks (*.xlsx);;Tables (*.csv)")
        chosen = name_to_save(self.window(), _("File for the rows left out"), self.rest.text(), kinds)
        if chosen:
            self.rest.setText(chosen if Path(chosen).suffix else f"{chosen}.xlsx")

    # ---- doing it ---------------------------------------------------------------------------------------------------

    def may_go_on(self) -> bool:
        """Whether it can be taken in as is chosen, or is over."""
        if self.work.result is not None:
            return True
        report = self.work.report
        if report is None or self.work.busy:
            return False
        return not report.refused or (self.way.value() == GOOD_ROWS and bool(self.rest.text().strip()))

    def next_words(self) -> str:
        """Return what the button says."""
        return pgettext("step", "Close") if self.work.result is not None else pgettext("step", "Take it in")

    def note(self) -> str:
        """Say what may follow."""
        if self.work.result is not None or self.work.busy:
            return ""
        return _("The whole import can be undone afterwards, as long as nothing was built on it.")

    def go_on(self) -> bool:
        """Take it in."""
        from app.services.intake import Way

        report = self.work.report
        if report is None or self.work.busy or self.work.result is not None:
            return False
        rest = Path(self.rest.text().strip()) if report.refused else None
        if rest is not None and is_there(rest):
            self.wrong.setText(_("There is a file {path} already; choose another name.").format(path=rest))
            self.wrong.show()
            self.rest.setFocus()
            return False
        way = Way.GOOD_ROWS if self.way.value() == GOOD_ROWS and report.refused else Way.ALL
        if way is Way.ALL:
            rest = None
        self.wrong.hide()
        self.progress.begin(
            _("If you stop it, nothing of the file stays in the book.")
            if way is Way.ALL
            else _("If you stop it, what was recorded stays; the same file goes on from there.")
        )
        self.stack.setCurrentIndex(WORKING)
        self.work.carry_out(Wish(way, rest, self._backup_folder() if self.backup.isChecked() else None))
        return False

    def _moved(self) -> None:
        job = self.work.job
        if job is not None and self.stack.currentIndex() == WORKING:
            self.progress.show_job(job)
        self.changed.emit()

    def _refuse(self, error: CounterbookError) -> None:
        if self.stack.currentIndex() == WORKING:
            self.stack.setCurrentIndex(ASKED)
            self.wrong.setText(self.shop.words(error))
            self.wrong.show()
            self.changed.emit()

    def _done(self) -> None:
        result = self.work.result
        if result is None:
            return
        # Called off, or, of all or nothing, some were refused by the book itself.
        if not result.run or (not result.report.good and result.rest is None):
            self._nothing(result.report)
        else:
            self.over.show_result(result)
            self.stack.setCurrentIndex(OVER)
        self.changed.emit()

    def _nothing(self, late: Report) -> None:
        """Say why nothing was written, and let it be done another way."""
        self.work.result = None
        words = _("You stopped it. Nothing was written.") if late.cancelled else self._refused_late(late)
        self.stack.setCurrentIndex(ASKED)
        self.wrong.setText(words)
        self.wrong.show()

    def _refused_late(self, late: Report) -> str:
        """Take in what the book refused only when it was asked for good."""
        before = self.work.report
        if before is not None:
            good = before.good - (late.refused - before.refused)
            self.work.report = replace(before, good=good, refused=late.refused, findings=late.findings)
            self.arrive()
        text = ngettext(
            "Nothing was written: the book refused {n} row. It is listed one step back.",
            "Nothing was written: the book refused {n} rows. They are listed one step back.",
            late.refused,
        )
        return text.format(n=number(late.refused))

    def focus_first(self) -> None:
        """Begin with the choice, or with the button where there is none."""
        (self.way if self.way.isVisibleTo(self) else self.backup).setFocus()


class _Over(Card):
    """What came of it, and what can be done now."""

    def __init__(self, step: TakingStep) -> None:
        self._step = step
        self.head, self.words, self.sums = label("", "heading", wrap=True), label("", wrap=True), label("", wrap=True)
        self.rest, self.copied = label("", wrap=True), label("", "mute", wrap=True)
        self.open_rest = button(_("Show the file to mend"), icon="folder", on=self._show_rest)
        self.undo = button(_("Undo this import…"), icon="reverse", on=step.undo_wanted.emit)
        guard(step.shop, Right.IMPORT, self.undo)
        self.again = button(_("Bring in another file"), icon="import", on=step.again_wanted.emit)
        buttons = flowing(self.open_rest, self.undo, self.again)
        parts = (self.head, self.words, self.sums, self.rest, self.copied, buttons)
        super().__init__(column(*parts, gap=S3, margins=(S4, S4, S4, S4)))
        self._result: Done | None = None

    def show_result(self, result: Done) -> None:
        """Say what came of it."""
        self._result = result
        report, amount = result.report, self._step.shop.amount
        self.head.setText(_("Stopped half-way") if report.cancelled else _("The data is in the book"))
        text = ngettext("{n} row was refused.", "{n} rows were refused.", report.refused)
        refused = text.format(n=number(report.refused)) if report.refused else ""
        counts = counts_words(report.counts, self._step.work.target)
        recorded = _("Recorded: {what}.").format(what=counts) if counts else ""
        self.words.setText("\n".join(filter(None, (done_words(report), refused, recorded))))
        self.sums.setText("   ".join(f"{sum_name(name)} {amount(minor)}" for name, minor in report.sums.items()))
        self.sums.setVisible(bool(report.sums))
        if report.cancelled:
            self.rest.setText(_("Choose the same file again to go on from there."))
        elif result.rest is not None:
            self.rest.setText(_("The rows left out stand in {path}.").format(path=result.rest))
        self.rest.setVisible(report.cancelled or result.rest is not None)
        self.open_rest.setVisible(result.rest is not None)
        if result.backup is not None:
            self.copied.setText(_("The book as it was before: {path}").format(path=result.backup))
        self.copied.setVisible(result.backup is not None)
        self.undo.setVisible(bool(report.good))

    def show_undone(self, text: str) -> None:
        """Say that it was undone."""
        self.head.setText(_("This import is undone"))
        self.words.setText(text)
        for part in (self.sums, self.undo, self.rest, self.open_rest):
            part.hide()

    def _show_rest(self) -> None:
        if self._result is not None and self._result.rest is not None:
            show_folder(self._result.rest)
