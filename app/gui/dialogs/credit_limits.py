"""How much a customer may owe, in all and overdue, and whom they count together with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.customer import MAX_TERMS_DAYS
from app.core.owing.limits import Limits, Reaction
from app.gui.dialogs.credit_change import FileChangeDialog
from app.gui.dialogs.owing_words import BETWEEN, limits_words, reaction_name
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.consents import NO_LIMIT, NONE, UP_TO, CreditLimit
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit, combo
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.credit.standing import Standing


class LimitEdit(CreditLimit):
    """No credit, up to an amount, or without limit; in minor units."""

    def __init__(self, decimals: int) -> None:
        super().__init__(decimals)
        self.amount.setObjectName("credit_limit")

    def minor(self) -> int | None:
        """Return the limit, None for none; refused where no amount is typed."""
        chosen = self.how.value()
        if chosen == NO_LIMIT:
            return None
        return 0 if chosen == NONE else int(self.read(self.amount))

    def show_minor(self, limit: int | None) -> None:
        """Show a limit."""
        self.how.set_value(NO_LIMIT if limit is None else UP_TO if limit else NONE)
        self.amount.set_value(limit or None)
        self._show()


class LimitsDialog(FileChangeDialog):
    """A limit below what is owed already is allowed, and said; the history keeps who set it and why."""

    def __init__(self, shop: Shop, standing: Standing, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Credit limits"), standing.number, standing.name, parent)
        self.standing = standing
        self.limit = LimitEdit(shop.app.book.decimals)
        self.on_total: Choices = Choices([(each, reaction_name(each)) for each in Reaction], Reaction.REFUSE)
        self.overdue = AmountEdit(shop.app.book.decimals, zero=True)
        self.overdue.setPlaceholderText(pgettext("overdue limit", "no limit"))
        self.grace = CountEdit(least=0, most=MAX_TERMS_DAYS)
        self.on_overdue: Choices = Choices([(each, reaction_name(each)) for each in Reaction])
        groups = [(group.name, group.name) for group in shop.settings.credit_groups]
        self.group = combo([("", pgettext("group", "None")), *groups])
        self.group_words = label("", "mute-small", wrap=True)
        self.said = label("", "soon", wrap=True)
        self._build(bool(groups) or standing.group is not None)
        self.show_limits(standing.limits, standing.group.name if standing.group is not None else "")
        self._shown = self._typed()
        self._wire()
        self._say()
        self.limit.setFocus()

    def _build(self, grouped: bool) -> None:  # noqa: FBT001 - a private step of building
        self.form.add("credit_limit", _("May owe"), self.limit)
        self.form.add("on_total", _("Beyond that"), self.on_total)
        hint = _("More than this overdue is too much; left blank, nobody looks at what is overdue.")
        self.form.add("overdue_limit", _("May be overdue"), self.overdue, hint=hint)
        self.form.add(
            "grace_days", _("Days of grace"), self.grace, hint=_("What is overdue for no longer does not count.")
        )
        self.form.add("on_overdue", _("Beyond that"), self.on_overdue)
        self.form.add("credit_group", _("Counts with"), self.group)
        self.form.show_row("credit_group", shown=grouped)
        self.add_why()
        self.below.addWidget(self.group_words)
        self.below.addWidget(self.said)

    def _wire(self) -> None:
        self.limit.changed.connect(self._touched)
        self.on_total.changed.connect(self._touched)
        self.overdue.textChanged.connect(self._touched)
        self.group.currentIndexChanged.connect(self._touched)

    def show_limits(self, limits: Limits, group: str = "") -> None:
        """Show limits."""
        self.limit.show_minor(limits.total)
        self.on_total.set_value(limits.on_total)
        self.overdue.set_value(limits.overdue)
        self.grace.setText(str(limits.grace_days))
        self.on_overdue.set_value(limits.on_overdue)
        at = self.group.findData(group)
        if at < 0:
            self.group.addItem(group, group)
        self.group.setCurrentIndex(self.group.findData(group))

    def given(self) -> Mapping[str, Any]:
        """Return the limits that were typed anew: what somebody else has changed meanwhile is left as it is."""
        return {name: value for name, value in self._typed().items() if value != self._shown[name]}

    def _typed(self) -> dict[str, Any]:
        return {
            "credit_limit": self.limit.minor(),
            "on_total": self.on_total.value(),
            "overdue_limit": self.overdue.value_or_none(),
            "grace_days": self.grace.value_or_none() or 0,
            "on_overdue": self.on_overdue.value(),
            "credit_group": self.group.currentData() or "",
        }

    def _touched(self, *_args: object) -> None:
        self.forgive()
        self._say()
        self.grow()

    def _say(self) -> None:
        """Show what belongs to what was chosen, and say when nothing more could be bought."""
        overdue = bool(self.overdue.text().strip())
        for name in ("grace_days", "on_overdue"):
            self.form.show_row(name, shown=overdue)
        self.form.show_row("on_total", shown=self.limit.how.value() == UP_TO)
        group = next((g for g in self.shop.settings.credit_groups if g.name == self.group.currentData()), None)
        words = _("All in the group “{group}” together: {limits}.")
        text = BETWEEN.join(limits_words(self.shop, group.limits)) if group is not None else ""
        self.group_words.setText(words.format(group=group.name, limits=text) if group is not None else "")
        self.group_words.setVisible(group is not None)
        self.said.setText(self._below_debt())
        self.said.setVisible(bool(self.said.text()))

    def _below_debt(self) -> str:
        """Say that the limit typed is below what is owed already, which is allowed."""
        from app.core.owing.limits import said_of
        from app.errors import CounterbookError

        try:
            limit = self.limit.minor()
        except CounterbookError:
            return ""
        typed = self.standing.limits._replace(total=limit, on_total=self.on_total.value())
        said = said_of(typed, self.standing.owed)
        return self.shop.sentence(said) if said is not None and self.standing.owed.total else ""
