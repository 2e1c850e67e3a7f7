"""What decides a matter: the dialog or the part of the customer's file that is right for its kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.staff.rights import Right
from app.gui.dialogs.receivable_words import MatterKind
from app.gui.pages.receivables.acts import AGREED, CREDIT, HARD
from app.gui.widgets.basics import KeyButton, button
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.gui.pages.receivables.acts import CustomerActs
    from app.gui.pages.receivables.matter_rows import Matter
    from app.gui.shop import Shop
    from app.services.journal import Posted

PART = {MatterKind.PLAN: AGREED, MatterKind.AGREEMENT: AGREED, MatterKind.LIMITATION: HARD}
"""What is seen to in the customer's file, and in which part of it."""


class MatterActs(QObject):
    """Opens what decides the current matter, or many at one go."""

    def __init__(self, shop: Shop, view: QWidget, acts: CustomerActs, current: Callable[[], Matter | None]) -> None:
        super().__init__(view)
        self._shop, self._view, self._acts, self._current = shop, view, acts, current
        self.decide = KeyButton(_("Open the credit file"), "Enter", on=self.decide_current)
        self.interest = button(_("All late interest…"), on=self.charge_interest)
        guard(shop, Right.INTEREST, self.interest)
        self.write_offs = button(_("All write-offs…"), on=self.write_off)
        guard(shop, Right.WRITE_OFF, self.write_offs)

    def decide_current(self) -> None:
        """Open what decides the current matter."""
        row = self._current()
        if row is None:
            return
        if row.kind is MatterKind.INTEREST:
            self._open_interest(row.customer, row.name)
        elif row.kind is MatterKind.WRITE_OFF:
            self.write_off()
        elif row.kind is MatterKind.CASE:
            self._open_case(row)
        elif row.kind is MatterKind.REWARD:
            self._give(row)
        else:
            self._acts.open_file(PART.get(row.kind, CREDIT))

    def charge_interest(self) -> None:
        """Show what late interest the whole shop may charge."""
        self._open_interest("", "")

    def _open_interest(self, number: str, name: str) -> None:
        from app.gui.dialogs.credit_interest import LateInterestDialog

        LateInterestDialog(self._shop, number, name, self._view.window()).open()

    def write_off(self) -> None:
        """Show what the rule proposes to write off."""
        from app.gui.dialogs.credit_write_offs import WriteOffProposalsDialog

        WriteOffProposalsDialog(self._shop, self._view.window()).open()

    def _open_case(self, row: Matter) -> None:
        from app.gui.dialogs.credit_case import CaseStepDialog

        CaseStepDialog(self._shop, row.thing, self._view.window()).open()

    def _give(self, row: Matter) -> None:
        """Give a reward; a second press asks for the same one, and that is refused."""
        give = partial(self._shop.app.incentives.give, self._shop.new_id(), row.customer, row.thing.number_of)
        self._shop.tasks.run(give, partial(self._given, row), self._shop.complain, owner=self)

    def _given(self, row: Matter, posted: Posted) -> None:
        text = _("{amount} of bonus given to {name}.").format(amount=self._shop.money(row.amount or 0), name=row.name)
        self._shop.recorded(row.customer, posted.entry, text)


def decide_words(kind: MatterKind) -> str:
    """Return what Enter does for a kind."""
    return {
        MatterKind.INTEREST: _("Charge interest…"),
        MatterKind.WRITE_OFF: _("Write off…"),
        MatterKind.CASE: _("Note a step…"),
        MatterKind.REWARD: _("Give the bonus"),
    }.get(kind, _("Open the credit file"))
