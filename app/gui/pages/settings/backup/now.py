"""A backup now: the button, how it can be stopped, and what went wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.staff.rights import Right
from app.gui.keeper import back_up
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S2
from app.gui.widgets.basics import button, column, label
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.backup import Run


class NowBar(QWidget):
    """Backs up to every folder chosen; the status line shows how far that is."""

    #: Something was backed up, or could not be.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.job: Job | None = None
        self.said = label("", "error", wrap=True)
        self.said.hide()
        self.now = button(_("Back up now"), "primary", icon="save", on=self.back_up_now)
        self.stop = button(_("Stop"), on=self.call_off)
        self.stop.hide()
        self.setLayout(column(flowing(self.now, self.stop), self.said, gap=S2))
        guard(shop, Right.BACKUP, self.now)
        shop.tasks.unexpected.connect(self._stopped)

    def allow(self, *, there: bool) -> None:
        """Offer it where there is a folder to back up to."""
        self.now.setEnabled(self.job is None)
        self.now.setVisible(there)
        self.setVisible(there or not self.said.isHidden())

    def back_up_now(self) -> None:
        """Back up to every folder; where none is chosen, choose one first."""
        if self.job is not None:
            return
        self.said.hide()
        self._busy(busy=True)
        work = partial(back_up, self.shop.app, self.shop.preferences, by_hand=True)
        job = self.shop.tasks.run_long(
            _("Backing up"), work, self._backed_up, self._not_backed_up, owner=self, lane=Lane.KEEP
        )
        self.job = job if job in self.shop.tasks.long else None

    def call_off(self) -> None:
        """Stop the backup; nothing is left of it."""
        if self.job is not None:
            self.job.cancel()

    def _busy(self, *, busy: bool) -> None:
        self.now.setEnabled(not busy)
        self.stop.setVisible(busy)

    def _stopped(self, _error: object) -> None:
        if self.job is not None and self.job.ended.is_set():
            self._over()

    def _over(self) -> None:
        self.job = None
        self._busy(busy=False)

    def _backed_up(self, run: Run) -> None:
        self._over()
        if run.made:
            n = len(run.made)
            text = ngettext("Backed up and checked in {n} folder.", "Backed up and checked in {n} folders.", n)
            self.shop.tell(text.format(n=n))
        self.said.setText("\n".join(self.shop.sentence(each) for each in run.troubles))
        self.said.setVisible(bool(run.troubles))
        self.changed.emit()

    def _not_backed_up(self, error: CounterbookError) -> None:
        self._over()
        self.said.setText(self.shop.words(error))
        self.said.show()
