"""New statements in three steps: for which days and whom, who that is and what to look at first, issuing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.statement_run import PlanRow, RunPlan, StartRun
from app.errors import CounterbookError, Message, Refused
from app.gui import errors, theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.statement_report import IssuePanel
from app.gui.dialogs.statement_run_form import RunForm
from app.gui.dialogs.statement_run_plan import PlanView
from app.gui.dialogs.statement_words import period_name
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.statement_run import RunReport

WHOM, LOOK, ISSUE = range(3)
STEPS = 3
WIDE = 940


class RunDialog(FormDialog):
    """The assistant. What was chosen stays when one goes back; nothing is recorded before the third step."""

    #: Statements were issued for a period.
    issued = Signal(object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("New statements"), parent=parent)
        self.setMinimumWidth(theme.px(WIDE))
        self.step = WHOM
        self._order: StartRun | None = None
        #: Runs while a second press of what asked for the plan may still come: nobody has looked at it yet.
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.setInterval(QApplication.doubleClickInterval())
        self.whom, self.plan, self.panel = RunForm(shop), PlanView(shop), IssuePanel(shop)
        self.parts = (self.whom, self.plan, self.panel)
        for part in self.parts:
            self.below.addWidget(part)
        self.room.setStretch(self.room.indexOf(self.below), 1)
        self.back = button(_("Back"), icon="arrow-left", on=self.go_back)
        self.foot.insertWidget(self.foot.indexOf(self.cancel), self.back)
        self.plan.changed.connect(self._show_step)
        self.plan.look_wanted.connect(self.look_at)
        self.panel.ended.connect(self._ended)
        self.panel.broken.connect(self._show_step)
        self._show_step()
        self.whom.period.setFocus()
        lists = shop.app.customer_list
        shop.tasks.run(lambda: (lists.tiers(), lists.tags()), self.whom.offer, self.complain, owner=self)

    # ---- steps ------------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Go on to the next step, or leave at the end."""
        if self._busy or self.panel.busy:
            return
        if self.step == WHOM:
            self.look()
        elif self.step == LOOK:
            if not self._unseen.isActive():
                self.start()
        else:
            self.accept()

    def go_back(self) -> None:
        """Go back to what was chosen."""
        if self.step == LOOK:
            self.go_to(WHOM)
            self.whom.period.setFocus()

    def go_to(self, step: int) -> None:
        """Show a step."""
        self.forgive()
        self.step = step
        self._show_step()
        self.grow()

    def _show_step(self) -> None:
        for at, part in enumerate(self.parts):
            part.setVisible(at == self.step)
        self.subtitle.setText(_("Step {n} of {all}").format(n=self.step + 1, all=STEPS))
        self.back.setVisible(self.step == LOOK)
        self.cancel.setVisible(self.step != ISSUE)
        words = [_("Next"), self.plan.issue_words(), _("Close")][self.step]
        self.primary.setText(words)
        self.primary.setAccessibleName(words)
        self.primary.updateGeometry()
        too_soon = self.step == LOOK and self.plan.too_soon()
        unready = self.step == LOOK and (too_soon or not self.plan.chosen())
        self.primary.setEnabled(not self._busy and not self.panel.busy and not unready)
        self.primary.setToolTip(_("The period is not over yet.") if too_soon else "")
        notes = [
            _("Nothing is issued yet: you see first who would get one."),
            _("Once issued, a statement has its number and is never changed."),
            "",
        ]
        self.note.setText(notes[self.step])

    # ---- what went wrong --------------------------------------------------------------------------------------------

    def complain(self, error: CounterbookError) -> None:
        """Say what is wrong at a field of the first step's two forms, or above the buttons."""
        field = error.field if isinstance(error, Refused) else ""
        name = {"from": "period", "to": "period", "month": "period"}.get(field, field)
        if self.step == WHOM and self.whom.complain(name, errors.words(error, self.shop.money, self.whom.labels())):
            self.grow()
        else:
            super().complain(error)

    def forgive(self) -> None:
        """Take all complaints back."""
        super().forgive()
        self.whom.forgive()

    # ---- looking ----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read who would get a statement."""
        self.forgive()
        try:
            options = self.whom.options()
        except CounterbookError as error:
            self.complain(error)
            return
        runs = self.shop.app.statement_runs
        self.carry_out(lambda: runs.plan(options), self._show_plan)

    def _show_plan(self, plan: RunPlan) -> None:
        if not plan.rows:
            self.plan.plan = plan
            self.complain(_nobody(plan))
            return
        self.plan.show_plan(plan)
        self._unseen.start()
        self.go_to(LOOK)
        self.plan.table.setFocus()

    def look_at(self, value: object) -> None:
        """Show the paper of a customer as it would be."""
        from app.gui.dialogs.statement_show import DraftDialog

        if isinstance(value, PlanRow) and self.plan.plan is not None:
            DraftDialog(self.shop, value.number, value.name, self.plan.plan.options, self).open()

    # ---- issuing ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Record the run and issue it."""
        if self.plan.plan is None or not self.plan.chosen() or self.plan.too_soon():
            return
        self.forgive()
        options, left_out = self.plan.plan.options, self.plan.left_out_by_hand()
        if self._order is None or (self._order.options, self._order.leave_out) != (options, left_out):
            self._order = StartRun(id=self.shop.new_id(), options=options, leave_out=left_out)
        runs, order = self.shop.app.statement_runs, self._order
        self.carry_out(lambda: runs.start(order), self._started)

    def _started(self, run: int) -> None:
        self.go_to(ISSUE)
        self.panel.issue(run)
        self._show_step()

    def _ended(self, report: RunReport) -> None:
        self._show_step()
        self.subtitle.setText(period_name(report.info.period))
        self.issued.emit(report.info.period)
        self.primary.setFocus()
        self.grow()

    def _set_busy(self, *, busy: bool) -> None:
        super()._set_busy(busy=busy)
        if not busy:
            self._show_step()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no key that is only held down: what Enter began in one step must not issue in the next."""
        if not event.isAutoRepeat():
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc stops the issuing first; later it only closes."""
        if self.panel.busy:
            self.panel.halt()
        elif self.step == ISSUE:
            self.accept()
        elif self.step == WHOM:
            QDialog.reject(self)  # while it is only being read who gets one, too: nothing is recorded by that
        else:
            super().reject()


def _nobody(plan: RunPlan) -> Refused:
    """Return the sentence that nobody would get a statement, with why."""
    reasons = "  ·  ".join(f"{_(reason)} {count}" for reason, count in plan.left_out.items() if count)
    if not reasons:
        return Refused("", Message(N_("Nobody would get a statement: there are no customers yet.")))
    return Refused("", Message(N_("Nobody would get a statement. {reasons}"), {"reasons": reasons}))
