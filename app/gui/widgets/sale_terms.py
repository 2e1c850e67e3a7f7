"""By when a sale on account is to be paid: by the terms agreed on, by others of the shop, on a day, in instalments."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.owing.terms import PaymentTerms, plain_terms
from app.core.requests import Part
from app.core.rules.on_account import ACCOUNT
from app.gui.shop import Shop
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.fields import Composite, combo
from app.gui.widgets.instalments import AccountTerms
from app.gui.widgets.terms_words import BETWEEN, example_words, rule_words
from app.i18n.catalog import _, pgettext


class SaleTerms(Composite):
    """Terms that say no more than so many days show as a due date to type over; others say what they come to.

    What is agreed on is left to the rules, which know it best: only what is chosen or typed goes into the request.
    """

    #: Other terms, a day or an amount was chosen or typed.
    changed = Signal()

    def __init__(self, shop: Shop, terms_days: int) -> None:
        super().__init__()
        self._shop = shop
        self._agreed = plain_terms(terms_days)
        self._amount, self._on = 0, shop.today()
        self._by_day = False
        known = [(terms, terms.name) for terms in shop.settings.payment_terms]
        self.choice = combo([(None, pgettext("terms", "As agreed")), *known])
        self.choice.setAccessibleName(pgettext("payment", "Terms"))
        self.words = label("", "mute", wrap=True)
        self.open_days = button(_("On another day or in instalments…"), "link", on=self.show_days)
        self.days = AccountTerms(shop, terms_days)
        self._named = holder(row(label(pgettext("payment", "Terms"), "mute"), self.choice, None))
        self._named.setVisible(bool(known))
        parts: tuple[QWidget, ...] = (self._named, self.words, self.days)
        self.setLayout(column(*parts, row(self.open_days, None), gap=6))
        self.choice.currentIndexChanged.connect(self._chosen)
        self.days.changed.connect(self.changed)

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.days.culprit or (self.days if not self.days.isHidden() else self.choice)

    def forget(self) -> None:
        """Forget what was wrong."""
        self.days.forget()

    def show_account(self, amount: int, on: date) -> None:
        """There is this much on account on this day."""
        self._amount, self._on = amount, on
        self._show()
        self.days.show_account(amount, on)

    def show_agreed(self, terms: PaymentTerms) -> None:
        """These terms hold where a sale brings none of its own: the customer's, or those of an agreement."""
        self._agreed = terms
        self._show()

    def part(self, amount: int) -> Part:
        """Return the part on account with what is to hold for it; refused when instalments do not come to it."""
        chosen = self._terms()
        if not self.days.isHidden() and (self._by_day or self.days.is_typed()):
            due_on, instalments = self.days.terms(amount)
            return Part(ACCOUNT, amount, due_on, instalments)
        return Part(ACCOUNT, amount, terms=None if chosen is None else chosen.name)

    def show_days(self) -> None:
        """Have it paid on a day that is typed, or in instalments."""
        self._by_day = True
        self._show()
        self.days.let_type()
        self.days.due.setFocus()
        self.days.due.selectAll()
        self.changed.emit()

    def _terms(self) -> PaymentTerms | None:
        """Return the shop's terms that are chosen, None for those agreed on."""
        return cast("PaymentTerms | None", self.choice.currentData())

    def _chosen(self, _at: int) -> None:
        self._by_day = False
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Show the day where there is one only, else what the terms make of the amount."""
        chosen = self._terms()
        terms = chosen or self._agreed
        plain = chosen is None and terms == plain_terms(terms.due.days)
        by_day = plain or self._by_day
        self.days.setVisible(by_day)
        self.open_days.setVisible(not by_day)
        self.words.setVisible(not by_day)
        try:
            self.days.propose(terms.due_on(self._on))
            self.words.setText(self._words(terms, named=chosen is None))
        except OverflowError:
            self.words.setText("")

    def _words(self, terms: PaymentTerms, *, named: bool) -> str:
        name = [terms.name] if named and terms.name else []
        rule = BETWEEN.join([*name, *rule_words(self._shop, terms)[:1]])
        return "\n".join([rule, "  ".join(example_words(self._shop, terms, self._amount, self._on))])
