"""Ties of payments to what was recorded: one at a time, or all that are very likely; the toast takes one back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.incoming_requests import TieIncoming, UndoStep
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.core.incoming_requests import ArrivalRequest
    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.incoming import PaymentLine, ProposalLine


class Ties(QObject):
    """Ties and unties; `changed` when something was made of a payment, or somebody else was quicker."""

    changed = Signal()

    def __init__(self, shop: Shop, parent: QObject) -> None:
        super().__init__(parent)
        self._shop = shop
        self._busy = False

    def tie(self, payment: PaymentLine, entry: int, name: str, *, remember: bool) -> None:
        """Tie once: a second press asks for the same step, which changes nothing."""
        request = TieIncoming(
            id=f"arrival/{payment.id}/{len(payment.steps)}", incoming=payment.id, entry=entry, remember=remember
        )
        text = _("{amount} proves entry {entry} of {name}.")
        words = text.format(amount=self._shop.money(payment.left), entry=entry, name=name)
        self._do(request, partial(self._tied, request.id, words))

    def _tied(self, step: str, words: str) -> None:
        self._shop.tell(words, pgettext("arrival", "Undo"), partial(self._untie, step))
        self.changed.emit()

    def _untie(self, step: str) -> None:
        request = UndoStep(id=f"{step}/undo", step=step, reason=_("Taken back at once"))
        self._do(request, self.changed.emit)

    def _do(self, request: ArrivalRequest, done: Callable[[], None]) -> None:
        record = partial(self._shop.app.incoming.record, request)
        self._shop.tasks.run(record, lambda _filed: done(), self.refused, owner=self)

    def refused(self, error: Any) -> None:
        """Say why, and have everything read anew: somebody else may have been quicker."""
        self._shop.complain(error)
        self.changed.emit()

    # ---- many at one go ---------------------------------------------------------------------------------------------

    def tie_all(self, lines: Sequence[ProposalLine]) -> None:
        """Carry out proposals one after the other; called off, those done stay done."""
        if not lines or self._busy:
            return
        self._busy = True
        label = _("Tying payments to what was recorded")
        self._shop.tasks.run_long(label, partial(self._each, lines), self._all_done, self._not_done, owner=self)

    def _each(self, lines: Sequence[ProposalLine], job: Job) -> tuple[int, int]:
        done, refused = self._shop.app.incoming.accept_all(lines, progress=job.progress, cancelled=job.cancelled)
        return len(done), len(refused)

    def _all_done(self, counts: tuple[int, int]) -> None:
        self._busy = False
        done, refused = counts
        words = ngettext("{n} payment tied to its entry.", "{n} payments tied to their entries.", done).format(n=done)
        if refused:
            more = ngettext("{n} could not be, and stays.", "{n} could not be, and stay.", refused)
            words = f"{words} {more.format(n=refused)}"
        self._shop.tell(words)
        self.changed.emit()

    def _not_done(self, error: Any) -> None:
        self._busy = False
        self.refused(error)
