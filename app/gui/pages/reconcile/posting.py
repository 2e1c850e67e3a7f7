"""Payments nobody had recorded: for whom, by a proposal or by hand, and then the counter's own dialog."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.core.matching import Does

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.dialogs.arrival_other import Wish
    from app.gui.pages.reconcile.ties import Ties
    from app.gui.shop import Shop
    from app.services.counter import AccountCard
    from app.services.incoming import PaymentLine


class Posting(QObject):
    """Opens what records a payment, or ties it to the entry that is chosen instead."""

    def __init__(self, shop: Shop, view: QWidget, ties: Ties) -> None:
        super().__init__(view)
        self._shop, self._view, self._ties = shop, view, ties

    def choose_other(self, payment: PaymentLine, does: Does, *, remember: bool) -> None:
        """Show all it could be, and let somebody be found by hand."""
        from app.gui.dialogs.arrival_other import OtherDialog

        made = OtherDialog(self._shop, payment, self._view.window(), does=does)
        made.chosen.connect(partial(self._chosen, remember=remember))
        made.open()

    def _chosen(self, wish: Wish, *, remember: bool) -> None:
        if wish.does is Does.TIE and wish.entry is not None:
            self._ties.tie(wish.payment, wish.entry, wish.customer, remember=remember)
        else:
            self.record(wish.payment, wish.does, wish.customer, remember=remember)

    def record(self, payment: PaymentLine, does: Does, customer: str, *, remember: bool) -> None:
        """Open the dialog that records it for a customer (number)."""
        read = partial(self._shop.app.counter.card, customer)
        opens = partial(self._open, payment, does, remember)
        self._shop.tasks.run(read, opens, self._ties.refused, owner=self)

    def _open(self, payment: PaymentLine, does: Does, remember: bool, card: AccountCard) -> None:  # noqa: FBT001
        from app.gui.dialogs.arrival_post import ArrivedPaymentDialog, ArrivedTopUpDialog

        kind: Any = ArrivedTopUpDialog if does is Does.TOP_UP else ArrivedPaymentDialog
        kind(self._shop, card, payment, self._view.window(), remember=remember).open()
