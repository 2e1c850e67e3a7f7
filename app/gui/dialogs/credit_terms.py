"""By when a customer pays what goes on account: one of the shop's own terms, or terms of the customer's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.owing.terms import Due, DueRule, PaymentTerms
from app.gui import theme
from app.gui.dialogs.credit_change import FileChangeDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices
from app.gui.widgets.terms_edit import TermsEdit
from app.gui.widgets.terms_words import terms_words
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.credit.standing import Standing

OWN = None
"""Stands for terms that are none of the shop's."""


class TermsDialog(FileChangeDialog):
    """The customer's usual terms; a sale may bring others, and an agreement in force goes before them."""

    def __init__(self, shop: Shop, standing: Standing, terms: PaymentTerms, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Terms of payment"), standing.number, standing.name, parent)
        self.setMinimumWidth(theme.px(680))
        known = list(shop.settings.payment_terms)
        self.known: Choices = Choices([*((each, each.name) for each in known), (OWN, pgettext("terms", "Own terms"))])
        self.edit = TermsEdit(shop)
        self.words = label("", "mute-small", wrap=True)
        self.form.add("known", pgettext("payment", "Terms"), self.known)
        self.form.show_row("known", shown=bool(known))
        self.form.add("payment_terms", _("Due"), self.edit)
        for name in ("due", "instalments", "early"):
            self.form.also(name, "payment_terms", _("Due"))
        self.add_why()
        self.below.addWidget(self.words)
        self.known.set_value(terms if terms in known else OWN)
        self.edit.show_value(terms)
        self.known.changed.connect(self._chosen)
        self.edit.changed.connect(self._touched)
        self._show()
        (self.known if known else self.edit).setFocus()

    def _chosen(self) -> None:
        self.forgive()
        chosen: PaymentTerms | None = self.known.value()
        if chosen is not OWN:
            self.edit.show_value(chosen)
        self._show()

    def _touched(self) -> None:
        self.forgive()
        self.grow()

    def _show(self) -> None:
        chosen: PaymentTerms | None = self.known.value()
        self.form.show_row("payment_terms", shown=chosen is OWN)
        self.words.setText("" if chosen is OWN else terms_words(self.shop, chosen))
        self.words.setVisible(chosen is not OWN)
        self.grow()

    def given(self) -> Mapping[str, Any]:
        """Return the terms as typed; plain days are kept as such, so that all lists can show them."""
        chosen: PaymentTerms | None = self.known.value()
        terms = self.edit.value() if chosen is OWN else chosen
        if terms == PaymentTerms(due=Due(DueRule.NET, days=terms.due.days)):
            return {"payment_terms": None, "terms_days": terms.due.days}
        return {"payment_terms": terms}
