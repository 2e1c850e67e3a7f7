"""The shop's terms of payment by their names: what a sale on account, or a customer's file, may name."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.core.owing.terms import PaymentTerms
from app.gui import theme
from app.gui.models.rows import Column
from app.gui.pages.settings.credit.named import NamedDialog, NamedPane
from app.gui.shop import Shop
from app.gui.widgets.empty import Empty
from app.gui.widgets.terms_edit import TermsEdit
from app.gui.widgets.terms_words import BETWEEN, rule_words
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

_WIDE = 720


class TermsPane(NamedPane):
    """By when, in which parts, and what paying early brings."""

    setting = "payment_terms"

    def __init__(self, shop: Shop) -> None:
        def words(terms: PaymentTerms) -> str:
            return BETWEEN.join(rule_words(shop, terms))

        columns = (
            Column("name", N_("Name"), lambda t: t.name, bold=True, width=170, tip=lambda t: t.name),
            Column("due", pgettext("terms", "Due"), words, stretch=True, tip=words, said=True),
        )
        title = _("Terms of payment")
        empty = Empty(
            "calendar",
            _("No terms of payment yet"),
            _("Month's end + 30 days, or three instalments: given a name here, such terms are chosen with one click."),
            (_("Make the first"), self.add),
        )
        intro = _("To choose from at a sale and in a customer's file. What was given keeps its terms when they change.")
        super().__init__(shop, (title, intro, _("New terms…")), columns, empty)

    def dialog(self, was: PaymentTerms | None) -> NamedTermsDialog:
        """Return what edits terms."""
        return NamedTermsDialog(self.shop, was, self.window())


class NamedTermsDialog(NamedDialog):
    """Terms with a name, and an example of what they mean."""

    setting = "payment_terms"

    def __init__(self, shop: Shop, was: PaymentTerms | None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Terms of payment"), was, parent)
        self.setMinimumWidth(theme.px(_WIDE))
        self.edit = TermsEdit(shop)
        self.name.setPlaceholderText(_("e.g. Month's end + 30 days"))
        self.form.add("due", pgettext("terms", "Due"), self.edit)
        for name in ("instalments", "early"):
            self.form.also(name, "due", pgettext("terms", "Due"))
        if was is not None:
            self.edit.show_value(was)
        self.edit.changed.connect(self._touched)

    def _touched(self) -> None:
        self.forgive()
        self.grow()

    def value(self) -> PaymentTerms:
        """Return the terms as typed."""
        name = self.given_name()
        return replace(self.edit.value(), name=name)
