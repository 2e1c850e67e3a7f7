"""When the reminder queue is planned: at the start, on a new day, after the computer slept, after each posting.

Timers are not trusted: a computer that sleeps stops them, and a clock may be set. So once a minute, and whenever the
window comes to the front, the planner looks at the clock; where more time has passed than its own beat explains, or
the day is another one, everything is planned anew. Planning is idempotent, so once too often does no harm.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.core.reminder.queue import CLOCK
from app.errors import Refused
from app.gui.shop import Shop

if TYPE_CHECKING:
    from datetime import date

    from app.errors import CounterbookError
    from app.services.reminder_plan import PlanReport, PlanRun

BEAT_MS = 60_000
"""How often the planner looks at the clock."""

GAP_S = 180.0
"""More than this between two looks means that the computer slept, or that somebody set its clock."""

SETTLE_MS = 400
"""How long after a posting its customer is planned: a bulk of postings is planned once."""


class Planner(QObject):
    """Plans in the `db` lane and knows how many reminders wait; `clock` gives seconds since some fixed moment."""

    #: So many reminders are to be worked on today.
    counted = Signal(int)
    #: Planning was refused, in a sentence; said once for each day and reason.
    refused = Signal(str)
    #: The clock is behind the last planning, in a sentence; said once for each day.
    clock_doubted = Signal(str)

    def __init__(self, shop: Shop, *, clock: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shop = shop
        self._clock = clock
        self._looked_at = clock()
        self._planned_on: date | None = None
        #: Customers something was posted for since they were last planned.
        self._waiting: set[str] = set()
        self._busy = self._again = False
        self._said: tuple[date, str] | None = None
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self.look)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.plan_waiting)

    def begin(self) -> None:
        """Plan everything now, and watch the clock and the counter from now on."""
        shop = self._shop
        shop.changed.connect(self._posted)
        shop.settings_changed.connect(self.plan_everything)
        shop.queue_changed.connect(self.count)
        shop.clock_trusted.connect(self.trust_clock)
        shop.tasks.unexpected.connect(self._stopped)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._came_forward)
        self._beat.start()
        shop.tasks.run(shop.app.reminder_queue.interrupted, owner=self)
        self.plan_everything()

    # ---- the clock --------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at the clock: on another day, or after a gap, everything is planned anew."""
        now = self._clock()
        passed, self._looked_at = now - self._looked_at, now
        if self._shop.today() != self._planned_on or not 0 <= passed <= GAP_S:
            self.plan_everything()

    def _came_forward(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()

    # ---- planning ---------------------------------------------------------------------------------------------------

    def plan_everything(self) -> None:
        """Plan all customers; asked for while it is under way, it is done once more afterwards."""
        self._plan(clock_is_right=False)

    def trust_clock(self) -> None:
        """Plan all customers though a later day was planned: somebody says that the clock is right now."""
        self._plan(clock_is_right=True)

    def _plan(self, *, clock_is_right: bool) -> None:
        if self._busy:
            self._again = True
            return
        self._busy, self._planned_on = True, self._shop.today()
        self._waiting.clear()
        begin = partial(self._shop.app.reminder_plan.begin, clock_is_right=clock_is_right)
        self._shop.tasks.run(begin, self._go_on, self._refused, owner=self)

    def _go_on(self, run: PlanRun) -> None:
        """Plan the next portion; what somebody waits for at the counter comes between two of them."""
        if run.is_over:
            self._busy = False
            self._ended(run.report)
            self._once_more()
            return
        step = partial(self._shop.app.reminder_plan.step, run)
        self._shop.tasks.run(step, self._go_on, self._refused, owner=self)

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.plan_everything()

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw may have ended the planning: the next look tries once more."""
        if self._busy:
            self._busy, self._planned_on = False, None

    def _posted(self, customer: str) -> None:
        """Something was recorded for a customer, or for nobody in particular."""
        if customer:
            self._waiting.add(customer)
            self._settle.start()
        else:
            self.plan_everything()

    def plan_waiting(self) -> None:
        """Plan the customers something was posted for."""
        self._settle.stop()
        waiting, self._waiting = sorted(self._waiting), set()
        for number in waiting:
            plan = partial(self._shop.app.reminder_plan.plan, customer=number)
            self._shop.tasks.run(plan, self._ended, self._passed_over, owner=self)

    def _ended(self, report: PlanReport) -> None:
        if report.new or report.again or report.updated or report.gone:
            self._shop.queue_changed.emit()
        else:
            self.count()

    def _passed_over(self, _error: CounterbookError) -> None:
        """A customer that is not there any more, or a clock set back: planning all of them says so."""

    def _refused(self, error: CounterbookError) -> None:
        """Say why, once; what stood in the way may pass (a clock put right, another program done): so look again."""
        self._busy = self._again = False
        self._planned_on = None
        said = (self._shop.today(), self._shop.words(error))
        if said != self._said:
            self._said = said
            is_clock = isinstance(error, Refused) and error.field == CLOCK
            (self.clock_doubted if is_clock else self.refused).emit(said[1])
        self.count()

    # ---- counting ---------------------------------------------------------------------------------------------------

    def count(self) -> None:
        """Ask how many reminders are to be worked on today."""
        count = partial(self._shop.app.reminder_queue.count, self._shop.today())
        self._shop.tasks.run(count, self.counted.emit, owner=self)
