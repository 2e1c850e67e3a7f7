"""对账单 (F9): one customer's statement, of a month or any days: looked at, issued with its number, printed, saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.statement import Period
from app.core.statement_run import IssuedStatement, RunReport, StartRun
from app.errors import CounterbookError, Message, Refused
from app.gui.dialogs.base import just_opened
from app.gui.dialogs.paper import PaperDialog
from app.gui.dialogs.statement_fields import StatementFields
from app.gui.dialogs.statement_words import here, period_name, skip_reason
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, label, row
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.core.statement_run import RunOptions
    from app.services.statement_runs import StatementRuns


class StatementDialog(PaperDialog):
    """How the statement shall be on the left, the paper on the right; once issued, the paper and its number alone."""

    def __init__(self, shop: Shop, number: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Statement"), number, beside=True, parent=parent)
        self.number = number
        #: The issued statement that shows; None while a draft does.
        self.issued: IssuedStatement | None = None
        self._name = ""
        self._draft: _Draft | None = None
        self._asked = 0
        self._ids: dict[RunOptions, str] = {}
        self.fields = StatementFields(shop, self.form, self)
        self.earlier = Earlier(self.show_issued)
        self.above.addWidget(self.earlier)
        self.back = button(_("Back to the draft"), on=partial(self.show_issued, None))
        self.print_draft = button(_("Print draft…"), on=self.choose_and_print)
        self.foot.insertWidget(0, self.back)
        self.foot.insertWidget(self.foot.count() - 1, self.print_draft)
        self.fields.changed.connect(self.draw)
        self.fields.days_changed.connect(self.draw)
        self.fields.days_changed.connect(self.tried)
        self.primary.setFocus()
        self.show_issued(None)

    # ---- draft or issued --------------------------------------------------------------------------------------------

    def show_issued(self, issued: IssuedStatement | None) -> None:
        """Show a statement as it was issued, or, with None, the draft of one."""
        self.issued = issued
        draft = issued is None
        if draft:
            self._ids.clear()  # what is issued next is another one
        self.side.setVisible(draft)
        self.print_draft.setVisible(draft)
        self.back.setVisible(not draft)
        self.primary.setText(pgettext("statement", "Issue") if draft else _("Print…"))
        self.primary.setAccessibleName(_("Issue this statement") if draft else _("Print…"))
        self.primary.setToolTip(f"{self.primary.accessibleName()}  {self.primary.hint}")
        self.title.setText(_("Statement") if issued is None else _("Statement {no}").format(no=issued.no))
        self.draw()
        self.tried()

    def tried(self) -> None:
        """Find out what was issued for the period already, and how often it was copied."""
        self._asked += 1
        self.earlier.show_issued(None)
        try:
            period = self.fields.period() if self.issued is None else self.issued.period
        except CounterbookError:
            return  # it says so where the paper is drawn
        self.shop.tasks.run(
            partial(_know, self.shop, self.number, period, self.issued.no if self.issued else ""),
            partial(self._show_known, self._asked),
            self.complain,
            owner=self,
        )

    def _show_known(self, asked: int, known: _Known) -> None:
        if asked != self._asked:
            return
        self._name = known.name
        if self.issued is None:
            self.earlier.show_issued(known.issued)
            if known.issued is not None and self.focusWidget() is self.primary:
                self.earlier.show_it.setFocus()  # Enter shows the one there is; another is issued by intent
        elif known.issued is not None:
            self.issued = known.issued
            self.note.setText(_copies(known.issued))
        parts = [self._name, self.number, period_name(self.issued.period) if self.issued else ""]
        self.subtitle.setText("  ·  ".join(part for part in parts if part))
        self.grow()

    # ---- the paper --------------------------------------------------------------------------------------------------

    def maker(self) -> Callable[[], bytes]:
        """Draw the draft, or read the paper that was issued."""
        self._draft = None
        self.note.clear()
        if self.issued is not None:
            return partial(self.shop.app.statement_runs.pdf, self.issued.no)
        fields = self.fields
        look = (self.number, fields.period(), fields.shows(), fields.look())
        self._draft = _Draft(partial(self.shop.app.statements.preview, *look))
        return self._draft

    def shown(self, looked: Any) -> None:
        """Say what kind of paper it is."""
        del looked
        if self._draft is None:
            return
        end = self.fields.period().end
        if end < self.shop.today():
            text = _("This is a draft and says so. Issued, it gets its number and is kept as it is.")
        else:
            text = _("This period is not over: this is a draft so far. It can be issued after {date}.")
        words = [text.format(date=form.short_date(end)), *_lacking(self._draft.missing)]
        self.note.setText("  ".join(words))
        self.grow()

    def copier(self) -> Callable[[], tuple[Any, bytes]]:
        """Count a copy of what was issued; of a draft nothing is counted."""
        if self.issued is None:
            return super().copier()
        runs, issued = self.shop.app.statement_runs, self.issued
        return lambda: (issued, runs.copy([issued.no], "print"))

    def saver(self, path: Path) -> Callable[[], Any]:
        """Write the issued paper, counted as a copy, or the draft."""
        if self.issued is not None:
            return partial(self.shop.app.statement_runs.print_file, [self.issued.no], path, "pdf")
        fields = self.fields
        return partial(
            self.shop.app.statements.save_preview, path, self.number, fields.period(), fields.shows(), fields.look()
        )

    # ---- what was done ----------------------------------------------------------------------------------------------

    def shift_on(self, printer: str) -> tuple[float, float]:
        """Move the address into the envelope's window, as this printer needs it."""
        return self.shop.preferences.nudge(printer, self.fields.window())

    def file_name(self) -> str:
        """Propose the number, whose it is, and the month."""
        if self.issued is not None:
            return f"{self.issued.no} {self._name} {period_name(self.issued.period)}"
        return f"{_('Draft')} {self._name or self.number} {period_name(self.fields.period())}"

    def printed(self, made: Any) -> None:
        """Say what is being printed."""
        if isinstance(made, IssuedStatement):
            self.shop.tell(_("Statement {no} is being printed.").format(no=made.no))
            self.shop.changed.emit(self.number)
        else:
            self.shop.tell(_("The draft is being printed."))

    def saved(self, path: Path, made: Any) -> None:
        """Say where it is."""
        del made
        self.tried()
        if self.issued is None:
            self.shop.tell(_("Draft saved as {file}.").format(file=path.name))
        else:
            self.shop.tell(_("Statement {no} saved as {file}.").format(no=self.issued.no, file=path.name))
            self.shop.changed.emit(self.number)

    def leave(self) -> None:
        """Stay while there is more to do: a draft that was printed is still to be issued."""
        if self.issued is not None:
            super().leave()

    # ---- issuing ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Issue the statement; once it is, print it."""
        if self.issued is not None:
            self.choose_and_print()
        elif not self._busy and not just_opened(self) and self.checked(self.fields.check_over):
            self.issue()

    def issue(self) -> None:
        """Give the statement its number and keep its paper: once, however often this is tried after a failure."""
        options = self.fields.options(self.number)
        order = StartRun(id=self._ids.setdefault(options, self.shop.new_id()), options=options)
        self._set_busy(busy=True)
        self.shop.tasks.run_long(
            _("Issuing the statement"),
            partial(_issue, self.shop.app.statement_runs, order),
            self._issued,
            self._refused,
            owner=self,
            lane=Lane.RENDER,
        )

    def _issued(self, result: tuple[RunReport, IssuedStatement | None]) -> None:
        self._set_busy(busy=False)
        report, issued = result
        if issued is None:
            if report.info.ended:
                self._ids.clear()  # tried once more it is another run
            self.general.setText(_why_not(self.shop, report))
            self.general.show()
            self.grow()
            return
        self.show_issued(issued)
        told = [_("Statement {no} is issued.").format(no=issued.no)]
        told += _lacking(tuple(each for row_ in report.unprintable for each in row_.characters))
        self.shop.tell("  ".join(told))
        self.shop.changed.emit(self.number)


class _Draft:
    """Draws a draft, in the lane for it; which characters the fonts lack is known once it is drawn."""

    def __init__(self, preview: Callable[[], Any]) -> None:
        self._preview = preview
        self.missing: tuple[str, ...] = ()

    def __call__(self) -> bytes:
        drawn = self._preview()
        self.missing = drawn.missing
        pdf: bytes = drawn.pdf
        return pdf


class Earlier(Card):
    """Says that a statement was issued for the period already, and shows it when asked."""

    def __init__(self, show: Callable[[IssuedStatement | None], object]) -> None:
        self.issued: IssuedStatement | None = None
        self.text = label("", wrap=True)
        self._show = show
        self.show_it = button(_("Show it"), "link", on=self._wanted)
        line = row(self.text, self.show_it, gap=S2, margins=(12, 6, 8, 6))
        line.setStretch(0, 1)
        super().__init__(line, "notice")

    def _wanted(self) -> None:
        self._show(self.issued)

    def show_issued(self, issued: IssuedStatement | None) -> None:
        """Name a statement, or, with None, none."""
        self.issued = issued
        self.setVisible(issued is not None)
        if issued is not None:
            text = _("{no} was issued for this period on {date}. Issued once more it gets another number.")
            self.text.setText(text.format(no=issued.no, date=form.short_date(here(issued.issued_at).date())))


class _Known(NamedTuple):
    """The customer's name, and the statement of a number, or else the last one issued for the period."""

    name: str
    issued: IssuedStatement | None


def _know(shop: Shop, number: str, period: Period, no: str) -> _Known:
    runs = shop.app.statement_runs
    issued = runs.find(no) if no else next(reversed(runs.issued(period, number)), None)
    return _Known(shop.app.files.file(number).name, issued)


def _issue(runs: StatementRuns, order: StartRun, job: Job) -> tuple[RunReport, IssuedStatement | None]:
    plan = runs.plan(order.options)
    if not plan.rows and plan.left_out:
        raise Refused("", Message(next(iter(plan.left_out))))
    report = runs.issue(runs.start(order), job.progress, job.cancelled)
    return report, runs.find(report.first_no) if report.first_no else None


def _why_not(shop: Shop, report: RunReport) -> str:
    if report.error is not None:
        return shop.sentence(report.error)
    if report.skipped:
        return _("It was not issued: {reason}.").format(reason=skip_reason(report.skipped[0].reason))
    return _("It was not issued.")


def _lacking(characters: tuple[str, ...]) -> list[str]:
    """Return the sentence about characters the fonts lack, if there are any."""
    if not characters:
        return []
    text = _("The paper's font has no {characters}: 〓 stands in their place.")
    return [text.format(characters=" ".join(characters))]


def _copies(issued: IssuedStatement) -> str:
    text = ngettext("{n} copy so far.", "{n} copies so far.", issued.copies)
    return text.format(n=issued.copies) if issued.copies else _("Not printed or sent yet.")
