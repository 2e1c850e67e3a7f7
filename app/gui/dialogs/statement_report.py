"""Issuing statements one by one, and what became of it: the third step of a run, and a run taken up again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.statement_words import delivery_name, pages_count, period_name, skip_reason
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.flow import flowing
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement, RunInfo, RunReport
    from app.errors import CounterbookError

ROWS = 4
"""Lines of a list in the report before it scrolls."""


class ReportView(QWidget):
    """What a run did, and what is done with it next."""

    #: The run is to go on where it stopped.
    go_on_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.report: RunReport | None = None
        self.statements: list[IssuedStatement] = []
        self.heading = label("", "heading", wrap=True)
        self.facts = label("", wrap=True)
        self.trouble = label("", wrap=True)
        self.trouble_band = Card(row(self.trouble, margins=(12, 8, 12, 8)), "notice-owed")
        self.skipped = SmallTable(_("Not issued"), _skipped_columns(), ROWS)
        self.unprintable = SmallTable(_("Characters the paper's font has not"), _missing_columns(), ROWS)
        self.lists = {table: _titled(table) for table in (self.skipped, self.unprintable)}
        self._make_buttons()
        parts: tuple[QWidget, ...] = (self.heading, self.facts, self.trouble_band, *self.lists.values())
        parts += (self.next, self.row)
        self.setLayout(column(*parts, None, gap=S3))

    def _make_buttons(self) -> None:
        self.next = label(_("What comes next:"), "mute")
        made: list[tuple[str, str, Callable[[], object]]] = [
            (_("Print all…"), "print", self._print),
            (_("Send by e-mail…"), "mail", self._mail),
            (_("Save one PDF…"), "save", self._save),
            (_("Save single PDFs…"), "save", self._save_singles),
            (_("Posting list…"), "receipts", self._posting_list),
            (_("Envelopes or labels…"), "mail", self._envelopes),
            (_("Close the month…"), "lock", self._close_month),
        ]
        self.buttons: list[QPushButton] = [button(text, icon=icon, on=on) for text, icon, on in made]
        self.print, self.mail, self.save, self.singles, self.posting, self.envelopes, self.close_month = self.buttons
        self.go_on = button(_("Continue the run"), icon="reopen", on=self.go_on_wanted.emit)
        self.row = flowing(self.go_on, *self.buttons, gap=S2)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_report(self, report: RunReport) -> None:
        """Show what a run did, and find out which statements are its own."""
        self.report = report
        info = report.info
        self.heading.setText(_heading(info))
        self.facts.setText("\n".join(_facts(report)))
        error = report.error
        self.trouble.setText("▲  " + self.shop.sentence(error) if error is not None else "")
        self.trouble_band.setVisible(error is not None)
        self.skipped.show_rows(report.skipped)
        self.unprintable.show_rows(report.unprintable)
        self.lists[self.skipped].setVisible(bool(report.skipped))
        self.lists[self.unprintable].setVisible(bool(report.unprintable))
        self.go_on.setVisible(not info.ended)
        for made in (self.next, *self.buttons):
            made.setVisible(bool(info.issued))
        self.close_month.setVisible(False)
        runs, run, period = self.shop.app.statement_runs, info.run, info.period
        self.shop.tasks.run(
            lambda: (runs.issued(run=run), runs.may_close(period)), self._show_own, self.shop.complain, owner=self
        )

    def _show_own(self, found: tuple[list[IssuedStatement], bool]) -> None:
        self.statements, may_close = found
        self.close_month.setVisible(may_close and bool(self.statements))
        mailed = bool(self._to_mail())
        self.mail.setEnabled(mailed)
        self.mail.setToolTip("" if mailed else _("None of these statements goes by e-mail."))
        posted = any(each.delivery == "post" for each in self.statements)
        self.posting.setEnabled(posted)
        self.posting.setToolTip("" if posted else _("None of these statements goes by post."))

    # ---- what comes next --------------------------------------------------------------------------------------------

    def _nos(self) -> list[str]:
        return [each.no for each in self.statements]

    def _print(self) -> None:
        from app.gui.dialogs.statement_copies import print_statements

        if self.statements:
            print_statements(self.shop, self._nos(), "print", self.window())

    def _to_mail(self) -> list[str]:
        return [each.no for each in self.statements if each.delivery == "email"]

    def _mail(self) -> None:
        from app.gui.dialogs.statement_mails import mail_statements

        if nos := self._to_mail():
            mail_statements(self.shop, nos, self.window())

    def _save(self) -> None:
        from app.gui.dialogs.statement_copies import save_one

        if self.statements and self.report is not None:
            name = _("Statements {period}").format(period=period_name(self.report.info.period))
            save_one(self.shop, self._nos(), "pdf", self.window(), name)

    def _save_singles(self) -> None:
        from app.gui.dialogs.statement_copies import save_single

        if self.statements:
            save_single(self.shop, self._nos(), self.window())

    def _posting_list(self) -> None:
        from app.gui.dialogs.statement_show import posting_list_of_run

        if self.report is not None:
            posting_list_of_run(self.shop, self.report.info.run, self.window()).open()

    def _envelopes(self) -> None:
        from app.gui.dialogs.envelopes import EnvelopesDialog

        posted = [each.number for each in self.statements if each.delivery == "post"]
        numbers = list(dict.fromkeys(posted or [each.number for each in self.statements]))
        if numbers:
            EnvelopesDialog(self.shop, numbers, self.window()).open()

    def _close_month(self) -> None:
        from app.gui.dialogs.close_month import offer_to_close

        if self.report is not None:
            offer_to_close(self.shop, self.report.info.period, self.window(), self.close_month.hide)


class IssuePanel(QWidget):
    """Issues a run, with a bar and a way to stop it; then shows the report."""

    #: The run is done, or stopped: its report.
    ended = Signal(object)
    #: It stopped, and what it did cannot be read.
    broken = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.run = 0
        self._job: Job | None = None
        self.words = label("", "strong", wrap=True)
        self.hint = label(
            _("Each statement is numbered and kept as it is made. Stop at any time: it goes on where it stopped."),
            "mute",
            wrap=True,
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.stop = button(_("Stop"), on=self.halt)
        self.work = holder(column(self.words, self.bar, self.hint, row(self.stop, None), gap=S3))
        self.work.hide()  # until there is any
        self.view = ReportView(shop)
        self.view.hide()
        self.setLayout(column(self.work, self.view, gap=S4))
        self.view.go_on_wanted.connect(self._again)
        shop.tasks.changed.connect(self._stepped)
        shop.tasks.unexpected.connect(self._broke_off)

    @property
    def busy(self) -> bool:
        """Whether statements are being issued."""
        return self._job is not None and self._job in self.shop.tasks.long

    def issue(self, run: int) -> None:
        """Issue what a run has not issued yet."""
        self.run = run
        self.view.hide()
        self.work.show()
        self.words.setText(_("Issuing statements…"))
        self.stop.setEnabled(True)
        self.stop.setText(_("Stop"))
        self.bar.setRange(0, 0)
        for part in (self.bar, self.stop):
            part.show()
        self.stop.setFocus()
        runs = self.shop.app.statement_runs

        def work(job: Job) -> RunReport:
            return runs.issue(run, job.progress, job.cancelled)

        self._job = self.shop.tasks.run_long(
            _("Issuing statements"), work, self._done, self._failed, owner=self, lane=Lane.RENDER
        )

    def show_report(self, report: RunReport) -> None:
        """Show what a run did."""
        self.run = report.info.run
        self.work.hide()
        self.view.show_report(report)
        self.view.show()

    def halt(self) -> None:
        """Stop before the next statement."""
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.stop.setText(_("Stopping…"))

    def _again(self) -> None:
        self.issue(self.run)

    def _stepped(self) -> None:
        job = self._job
        if job is not None and self.busy and job.all_steps:
            self.bar.setRange(0, job.all_steps)
            self.bar.setValue(job.done_steps)
            number = partial(form.number, language=current().language)
            text = _("Issuing statements: {done} of {all}")
            self.words.setText(text.format(done=number(job.done_steps), all=number(job.all_steps)))

    def _done(self, report: RunReport) -> None:
        self._job = None
        self.show_report(report)
        self.shop.changed.emit("")
        self.ended.emit(report)

    def _failed(self, error: CounterbookError) -> None:
        """Something refused: say so with what was done so far."""
        self._job = None
        words = self.shop.words(error)
        self._read_report(partial(self._show_failed, words), partial(self._show_nothing, words))

    def _show_failed(self, words: str, report: RunReport) -> None:
        self._done(report)
        self.view.trouble.setText("▲  " + words)
        self.view.trouble_band.show()

    def _show_nothing(self, words: str, _worse: CounterbookError) -> None:
        """Not even what was done can be read: say why it stopped, and let the person leave."""
        self.words.setText(words)
        self.bar.hide()
        self.stop.hide()
        self.broken.emit()

    def _read_report(
        self, show: Callable[[RunReport], None], failed: Callable[[CounterbookError], None] | None = None
    ) -> None:
        runs, run = self.shop.app.statement_runs, self.run
        self.shop.tasks.run(lambda: runs.report(run), show, failed or self.shop.complain, owner=self)

    def _broke_off(self, _error: object) -> None:
        if self._job is not None and not self.busy:
            self._job = None
            self._read_report(self._done, partial(self._show_nothing, _("The run stopped.")))


class RunReportDialog(FormDialog):
    """A run by itself: what it did, or going on with it."""

    #: The run went on and is done, or stopped: its report.
    ended = Signal(object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Statements"), parent=parent)
        self.setMinimumWidth(theme.px(640))
        self.panel = IssuePanel(shop)
        self.below.addWidget(self.panel)
        self.cancel.hide()
        self.primary.setText(_("Close"))
        self.primary.setAccessibleName(_("Close"))
        self.panel.ended.connect(self._ended)
        self.panel.broken.connect(self._leave_open)

    @classmethod
    def of(cls, shop: Shop, run: int, parent: QWidget) -> RunReportDialog:
        """Show the report of a run."""
        dialog = cls(shop, parent)
        runs = shop.app.statement_runs
        shop.tasks.run(lambda: runs.report(run), dialog.show_report, dialog.complain, owner=dialog)
        dialog.open()
        return dialog

    def show_report(self, report: RunReport) -> None:
        """Show what a run did."""
        self.subtitle.setText(period_name(report.info.period))
        self.panel.show_report(report)
        self.grow()

    def go_on(self, run: RunInfo) -> None:
        """Go on with a run that stopped."""
        self.subtitle.setText(period_name(run.period))
        self.primary.setEnabled(False)
        self.panel.issue(run.run)

    def _ended(self, report: RunReport) -> None:
        self._leave_open()
        self.ended.emit(report)

    def _leave_open(self) -> None:
        """Let the person leave."""
        self.primary.setEnabled(True)
        self.primary.setFocus()
        self.grow()

    def reject(self) -> None:
        """Esc stops the work first."""
        if self.panel.busy:
            self.panel.halt()
        else:
            super().reject()


# ---- words ----------------------------------------------------------------------------------------------------------


def _heading(info: RunInfo) -> str:
    number = partial(form.number, language=current().language)
    issued, planned = number(info.issued), number(info.planned)
    if not info.ended:
        return _("Stopped: {issued} of {planned} issued so far").format(issued=issued, planned=planned)
    if info.ended == "abandoned":
        return _("{issued} of {planned} issued, the rest left out").format(issued=issued, planned=planned)
    text = ngettext("{n} statement issued", "{n} statements issued", info.issued)
    return text.format(n=issued)


def _facts(report: RunReport) -> list[str]:
    found = []
    if report.first_no:
        found.append(_("Numbers {first} to {last}").format(first=report.first_no, last=report.last_no))
    if report.pages:
        found.append(pages_count(report.pages))
    number = partial(form.number, language=current().language)
    ways = [f"{delivery_name(way)} {number(count)}" for way, count in report.by_delivery.items() if count]
    if ways:
        found.append(_("Delivery:  {ways}").format(ways="  ·  ".join(ways)))
    return found


def _skipped_columns() -> list[Column]:
    return [
        Column("number", N_("No."), lambda each: each.number, width=90, tone=lambda _each: "mute"),
        Column("name", N_("Customer"), lambda each: each.name, width=180, tip=lambda each: each.name),
        Column("reason", N_("Reason"), _reason, stretch=True, tip=_reason, tone=lambda _each: "soon"),
    ]


def _reason(each: Any) -> str:
    return skip_reason(each.reason)


def _missing_columns() -> list[Column]:
    def characters(each: Any) -> str:
        return " ".join(each.characters)

    return [
        Column("number", N_("No."), lambda each: each.number, width=90, tone=lambda _each: "mute"),
        Column("name", N_("Customer"), lambda each: each.name, width=180, tip=lambda each: each.name),
        Column("characters", N_("〓 stands for"), characters, stretch=True, tip=characters),
    ]


def _titled(table: SmallTable) -> QWidget:
    table.setProperty("class", "framed")
    return holder(column(label(table.accessibleName(), "strong", wrap=True), table, gap=S2))
