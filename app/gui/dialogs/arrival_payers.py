"""Whose money is known by the account or the name it comes from; who is known wrongly is forgotten."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.incoming_requests import ForgetPayer
from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.names import tender_name
from app.gui.models.rows import Column
from app.gui.widgets.basics import button, label
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.shop import Shop
    from app.services.incoming import PayerLine


class PayersDialog(FormDialog):
    """The list, and forgetting one of it."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Remembered payers"), parent=parent)
        self.setMinimumWidth(theme.px(720))
        self.intro = label(
            _("Nobody is remembered yet: tick “Remember this payer” where a payment is tied."), wrap=True
        )
        self.table = SmallTable(_("Remembered payers"), payer_columns(), most=10)
        self.forget = button(pgettext("payer", "Forget"), on=self.forget_payer)
        guard(shop, Right.RECEIVE, self.forget)
        self.acts = flowing(self.forget)
        for part in (self.intro, self.table, self.acts):
            self.above.addWidget(part)
        self.cancel.hide()
        self.primary.say(_("Close"))
        self.table.setFocus()
        self._read()

    def _read(self) -> None:
        self.shop.tasks.run(self.shop.app.incoming.payers, self._known, self.complain, owner=self)

    def _known(self, found: Sequence[PayerLine]) -> None:
        self.table.show_rows(found)
        self.intro.setVisible(not found)
        for part in (self.table, self.acts):
            part.setVisible(bool(found))
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.grow()

    def forget_payer(self) -> None:
        """Forget the current one; their money is proposed for them no more."""
        row: Any = self.table.value()
        if row is not None:
            request = ForgetPayer(id=self.shop.new_id(), payer=row.id)
            work = partial(self.shop.app.incoming.record, request)
            self.shop.tasks.run(work, lambda _filed: self._read(), self.complain, owner=self)


def payer_columns() -> tuple[Column, ...]:
    """Return the columns of the list."""

    def who(each: PayerLine) -> str:
        return f"{each.name}  {each.customer}"

    return (
        Column("way", pgettext("bills", "Way"), lambda each: tender_name(each.way), said=True, width=90),
        Column("payer", pgettext("bills", "Payer"), lambda each: each.payer, said=True, width=170),
        Column("account", pgettext("bills", "Account"), lambda each: each.account, said=True, width=170),
        Column("who", N_("Customer"), who, stretch=True, width=150, tip=who),
    )
