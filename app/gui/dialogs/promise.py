"""承诺还款: what a customer says they will pay and by when, on one day or in several parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.reminder.requests import RecordPromise
from app.errors import Refused, refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import promise_line
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, DateEdit
from app.gui.widgets.instalments import AccountTerms
from app.i18n import format as form
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.reminder.promise import Standing

LATER_DAYS = 7
"""The day proposed: so many days from today."""


class PromiseDialog(FormDialog):
    """Notes one promise, or one for each part of a plan; with `parts` it opens as a plan of so many."""

    def __init__(
        self,
        shop: Shop,
        number: str,
        name: str,
        parent: QWidget | None = None,
        *,
        amount: int = 0,
        known: Sequence[Standing] = (),
        parts: int = 0,
    ) -> None:
        super().__init__(shop, _("Promise to pay"), name, parent=parent)
        self.number = number
        self._ids: list[str] = []
        words = _("While it is open nothing is asked for. Whether it was kept is reckoned from what is paid.")
        self.above.addWidget(label(words, "mute", wrap=True))
        for each in known[-3:]:
            self.above.addWidget(label(promise_line(shop, each), "small", wrap=True))
        self.amount = AmountEdit(shop.app.book.decimals, big=True)
        self.terms = AccountTerms(shop, LATER_DAYS)
        self.on = DateEdit(shop.today, shop.today())
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("due_on", _("They will pay"), self.terms)
        self.form.also("instalments", "due_on", _("Instalments"))
        self.form.add("on", _("Said on"), self.on)
        self.amount.textChanged.connect(self._amount_typed)
        if amount:
            self.amount.set_value(amount)
        self._amount_typed()
        if parts:
            self.terms.show_plan()
            self.terms.count.setText(str(parts))
        self.terms.changed.connect(self._touched)
        self.amount.setFocus()
        self.amount.selectAll()

    def _amount_typed(self) -> None:
        try:
            amount = self.amount.value_or_none() or 0
        except Refused:  # it is being typed
            amount = 0
        self.terms.show_account(amount, self.shop.today())

    def _touched(self) -> None:
        self.forgive()
        self.grow()

    def requests(self) -> list[RecordPromise]:
        """Return what is promised as typed, one for each part."""
        amount, on = self.amount.value(), self.on.required()
        due_on, parts = self.terms.terms(amount)
        found = [(part.due_on, part.amount) for part in parts] if due_on is None else [(due_on, amount)]
        if any(day < on for day, _amount in found):
            refuse("due_on", N_("They cannot promise to pay before the day they said so."))
        while len(self._ids) < len(found):
            self._ids.append(self.shop.new_id())
        return [
            RecordPromise(id=id_, customer=self.number, amount=part, due_on=day, on=on)
            for id_, (day, part) in zip(self._ids, found, strict=False)
        ]

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.requests):
            requests = self.requests()
            self.carry_out(partial(_record, self.shop, requests), partial(self._recorded, requests))

    def _recorded(self, requests: Sequence[RecordPromise], _filed: object) -> None:
        name = self.subtitle.text()
        if len(requests) == 1:
            [only] = requests
            text = _("{name} promised {amount} by {date}.")
            text = text.format(name=name, amount=self.shop.money(only.amount), date=form.short_date(only.due_on))
        else:
            text = ngettext("{name} promised {n} part.", "{name} promised {n} parts.", len(requests))
            text = text.format(name=name, n=len(requests))
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(text)


def _record(shop: Shop, requests: Sequence[RecordPromise]) -> None:
    """Note them one by one; a second try goes on where the first was refused, for each is known by its id."""
    for request in requests:
        shop.app.contacts.promise(request)
