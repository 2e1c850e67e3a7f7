"""期初余额: what was held for and owed by a customer when the book began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Opening, OpeningPass
from app.errors import refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, CountEdit, DateEdit, LineEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class OpeningDialog(MoneyDialog):
    """Takes over what an older book, or paper, says of a customer."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Opening balance"), card.name, customer=card.number, parent=parent)
        decimals = shop.app.book.decimals
        self.principal = AmountEdit(decimals, zero=True)
        self.bonus = AmountEdit(decimals, zero=True)
        self.expires_on = DateEdit(shop.today, hint=_("never"))
        self.owed = AmountEdit(decimals, zero=True)
        self.due_on = DateEdit(shop.today, hint=_("at once"))
        self.service = LineEdit(hint=_("e.g. Basic wash"))
        self.count = CountEdit()
        self.value = AmountEdit(decimals, zero=True)
        self.on = DateEdit(shop.today, shop.today())
        self.text = LineEdit(hint=_("where the figures come from"))
        words = _("What you held for this customer, and what they owed, when you began this book.")
        self.above.addWidget(label(words, "mute", wrap=True))
        rows: list[tuple[str, str, QWidget]] = [
            ("on", _("As of"), self.on),
            ("principal", _("Prepaid principal"), self.principal),
            ("bonus", _("Bonus"), self.bonus),
            ("expires_on", _("May be used until"), self.expires_on),
            ("owed", _("Owed"), self.owed),
            ("due_on", _("Due on"), self.due_on),
            ("service", _("Pass for"), self.service),
            ("count", _("Visits left"), self.count),
            ("value", _("Worth"), self.value),
            ("note", _("Note"), self.text),
        ]
        for name, text, field in rows:
            self.form.add(name, text, field)
            field.textChanged.connect(self.touched)  # type: ignore[attr-defined]
        self.form.setVerticalSpacing(8)
        self.principal.setFocus()

    def request(self) -> Opening:
        """Return the opening balance as typed."""
        passes = self._passes()
        principal, bonus = self.principal.value_or_none() or 0, self.bonus.value_or_none() or 0
        owed = self.owed.value_or_none() or 0
        if not (principal or bonus or owed or passes):
            refuse("principal", N_("Type at least one amount, or a pass."))
        return Opening(
            id=self.request_id,
            on=self.on.required(),
            customer=self.customer,
            principal=principal,
            bonus=bonus,
            owed=owed,
            due_on=self.due_on.value(),
            expires_on=self.expires_on.value(),
            passes=passes,
            note=self.text.value(),
        )

    def _passes(self) -> tuple[OpeningPass, ...]:
        service = self.service.value()
        if not service:
            if self.count.value_or_none() is not None:
                refuse("service", N_("Say which service the visits are for."))
            return ()
        return (
            OpeningPass(service, self.count.value(), self.value.value_or_none() or 0, None, self.expires_on.value()),
        )

    def done_text(self, posted: Posted) -> str:
        """Say that it is taken over."""
        del posted
        return _("Opening balance of {name} recorded.").format(name=self.subtitle.text())

    def place_of(self, field: str) -> str:
        """A pass's fields are the form's own."""
        return field.removeprefix("passes.")
