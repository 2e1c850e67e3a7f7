"""Groups of customers who count as one, a family or a firm with its branches, and what they may owe together."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.owing.checks import MAX_TERMS_DAYS
from app.core.owing.limits import CreditGroup, Limits, Reaction
from app.gui.dialogs.credit_limits import LimitEdit
from app.gui.dialogs.owing_words import BETWEEN, limits_words, reaction_name
from app.gui.models.rows import Column
from app.gui.pages.settings.credit.named import NamedDialog, NamedPane
from app.gui.shop import Shop
from app.gui.widgets.consents import UP_TO
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_


class GroupsPane(NamedPane):
    """Who belongs to a group stands in the customers' files."""

    setting = "credit_groups"

    def __init__(self, shop: Shop) -> None:
        def words(group: CreditGroup) -> str:
            return BETWEEN.join(limits_words(shop, group.limits))

        columns = (
            Column("name", N_("Name"), lambda g: g.name, bold=True, width=190, tip=lambda g: g.name),
            Column("limits", N_("Together they may owe"), words, stretch=True, tip=words),
        )
        empty = Empty(
            "customers",
            _("No groups yet"),
            _("A family, or a firm with its branches: what they owe is counted together, beside each one's own limit."),
            (_("Make the first"), self.add),
        )
        intro = _("Who belongs to a group is chosen in the customer's file, on its tab Credit.")
        super().__init__(shop, (_("Groups of customers"), intro, _("New group…")), columns, empty)

    def dialog(self, was: CreditGroup | None) -> GroupDialog:
        """Return what edits a group."""
        return GroupDialog(self.shop, was, self.window())


class GroupDialog(NamedDialog):
    """A group and its limits, which count beside those of each member."""

    setting = "credit_groups"

    def __init__(self, shop: Shop, was: CreditGroup | None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Group of customers"), was, parent)
        decimals = shop.app.book.decimals
        self.name.setPlaceholderText(_("e.g. Hongda and its branches"))
        self.limit = LimitEdit(decimals)
        self.on_total: Choices = Choices([(each, reaction_name(each)) for each in Reaction], Reaction.REFUSE)
        self.overdue = AmountEdit(decimals, zero=True)
        self.overdue.setPlaceholderText(pgettext("overdue limit", "no limit"))
        self.grace = CountEdit(least=0, most=MAX_TERMS_DAYS)
        self.on_overdue: Choices = Choices([(each, reaction_name(each)) for each in Reaction])
        self._make_form()
        self._show_limits(Limits(total=0) if was is None else was.limits)
        if was is None:
            self.limit.how.set_value(UP_TO)
        self.limit.changed.connect(self._touched)
        self.overdue.textChanged.connect(self._touched)
        self._touched()

    def _make_form(self) -> None:
        self.form.add("credit_limit", _("May owe together"), self.limit)
        self.form.add("on_total", _("Beyond that"), self.on_total)
        hint = _("With more than this overdue nothing else goes on account; left blank, whatever is overdue.")
        self.form.add("overdue_limit", _("May be overdue"), self.overdue, hint=hint)
        hint = _("What is overdue for no longer does not count.")
        self.form.add("grace_days", _("Days of grace"), self.grace, hint=hint)
        self.form.add("on_overdue", _("Beyond that"), self.on_overdue)

    def _show_limits(self, limits: Limits) -> None:
        self.limit.show_minor(limits.total)
        self.on_total.set_value(limits.on_total)
        self.overdue.set_value(limits.overdue)
        self.grace.setText(str(limits.grace_days))
        self.on_overdue.set_value(limits.on_overdue)

    def _touched(self, *_args: object) -> None:
        """Show what belongs to what is chosen."""
        self.forgive()
        overdue = bool(self.overdue.text().strip())
        for name in ("grace_days", "on_overdue"):
            self.form.show_row(name, shown=overdue)
        up_to = self.limit.how.value() == UP_TO
        self.limit.amount.setVisible(up_to)
        self.form.show_row("on_total", shown=up_to)
        self.grow()

    def value(self) -> CreditGroup:
        """Return the group as typed."""
        limits = Limits(
            total=self.limit.minor(),
            overdue=self.overdue.value_or_none(),
            grace_days=self.grace.value_or_none() or 0,
            on_total=self.on_total.value(),
            on_overdue=self.on_overdue.value(),
        )
        return CreditGroup(self.given_name(), limits)
