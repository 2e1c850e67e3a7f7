"""What arrived is read, then what could be made of it: one after the other, for a large book takes seconds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.errors import CounterbookError
    from app.gui.pages.reconcile.days_bar import Days
    from app.gui.shop import Shop
    from app.services.arrival_steps import PaidOut
    from app.services.incoming import Arrivals, ProposalLine


class ArrivalsReading(QObject):
    """Reads in a lane of its own, so that the counter does not wait; what is asked for meanwhile is read afterwards."""

    #: What arrived (`Arrivals`).
    arrived = Signal(object)
    #: What could be made of it, and what are payouts: two lists.
    fitting = Signal(object)
    #: It could not be read (the error).
    failed = Signal(object)

    def __init__(self, shop: Shop, parent: QObject) -> None:
        super().__init__(parent)
        self._shop = shop
        self._days: Days = (None, None)
        self._asked = 0
        self._busy = False

    def read(self, days: Days) -> None:
        """Read what arrived in some days; an answer that is on its way to an earlier question is dropped."""
        self._days = days
        self._asked += 1
        if not self._busy:
            self._read()

    def _read(self) -> None:
        self._busy = True
        self._run(partial(self._shop.app.incoming.arrivals, *self._days), self._arrived)

    def _run(self, work: Any, done: Any) -> None:
        self._shop.tasks.run(work, partial(done, self._asked), self._failed, owner=self, lane=Lane.RENDER)

    def _arrived(self, asked: int, found: Arrivals) -> None:
        if asked != self._asked:
            self._read()
            return
        self.arrived.emit(found)
        if found.never_recorded or found.refunds:
            self._run(partial(_fitting, self._shop, self._days), self._fits)
        else:
            self._busy = False

    def _fits(self, asked: int, found: tuple[Sequence[ProposalLine], Sequence[PaidOut]]) -> None:
        if asked != self._asked:
            self._read()
        else:
            self._busy = False
            self.fitting.emit(found)

    def _failed(self, error: CounterbookError) -> None:
        self._busy = False
        self.failed.emit(error)


def _fitting(shop: Shop, days: Days) -> tuple[Sequence[ProposalLine], Sequence[PaidOut]]:
    """Return what could be made of payments, and which are payouts; runs in a lane."""
    return shop.app.incoming.propose(*days), shop.app.arrival_steps.payouts(*days)


def still_fitting(proposals: dict[int, ProposalLine], found: Arrivals) -> dict[int, ProposalLine]:
    """Return what was proposed of payments and entries that are still open, so that work goes on meanwhile."""
    left = {each.id: each.left for each in (*found.never_recorded, *found.refunds)}
    entries = {None, *(each.entry for each in (*found.never_arrived, *found.awaited))}
    return {
        number: line
        for number, line in proposals.items()
        if left.get(number) == line.payment.left and line.proposal.entry in entries
    }
