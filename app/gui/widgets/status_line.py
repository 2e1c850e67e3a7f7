"""The line at the foot: what was saved last, long work under way, and two figures of the day."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QFrame, QProgressBar

from app.errors import CounterbookError
from app.gui import theme
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.gui.theme import S3
from app.gui.widgets.basics import button, label, row
from app.i18n import format as form
from app.i18n.catalog import _, current


class StatusLine(QFrame):
    """Shows the long job that began last, with how far it is and a way to stop it."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setProperty("class", "status")
        self.setFixedHeight(theme.px(30))
        self.tasks = tasks
        self.saved, self.work, self.facts = (label("", "mute-small") for _part in range(3))
        self.progress = QProgressBar()
        self.progress.setFixedWidth(theme.px(140))
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.stop = button(_("Stop"), "link", on=self._stop)
        parts = (self.saved, self.work, self.progress, self.stop, None, self.facts)
        self.setLayout(row(*parts, gap=S3, margins=(20, 0, 20, 0)))
        tasks.changed.connect(self._show_work)
        self._show_work()

    def say_saved(self) -> None:
        """Say that something was just recorded."""
        self.saved.setText("●  " + _("Saved {time}").format(time=datetime.now().astimezone().strftime("%H:%M")))

    def ask_facts(self, shop: Shop) -> None:
        """Say how many customers there are and what came in today."""
        app, today = shop.app, shop.today()
        shop.tasks.run(
            lambda: app.drawer.glance(today), partial(self._show_facts, shop), self._without_facts, owner=self
        )

    def _show_facts(self, shop: Shop, glance: tuple[int, int]) -> None:
        customers, taken = glance
        count = form.number(customers, current().language)
        text = _("{count} customers  ·  taken today {amount}")
        self.facts.setText(text.format(count=count, amount=shop.money(taken)))

    def _without_facts(self, _error: CounterbookError) -> None:
        """Two figures at the foot are worth no complaint; whatever is asked for next says what is wrong."""
        self.facts.clear()

    def _show_work(self) -> None:
        jobs = self.tasks.long
        for part in (self.work, self.progress, self.stop):
            part.setVisible(bool(jobs))
        if jobs:
            self.work.setText(jobs[-1].label)
            self.progress.setRange(0, jobs[-1].all_steps)
            self.progress.setValue(jobs[-1].done_steps)

    def _stop(self) -> None:
        for job in self.tasks.long:
            job.cancel()
