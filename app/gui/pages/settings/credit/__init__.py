"""Credit: terms of payment by name, groups with a common limit, paying late and on time, rates, the owner's PIN."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.pages.base import scrolled
from app.gui.pages.settings.credit.groups import GroupsPane
from app.gui.pages.settings.credit.pin import PinPane
from app.gui.pages.settings.credit.rates import RatesPane
from app.gui.pages.settings.credit.rules import LateForm, rewards_form
from app.gui.pages.settings.credit.terms import TermsPane
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import column
from app.gui.widgets.fields import Choices
from app.i18n.catalog import pgettext

TERMS, GROUPS, LATE, REWARDS, RATES, PIN = "terms", "groups", "late", "rewards", "rates", "pin"


class CreditTab(QWidget):
    """Six panes, one at a time."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.terms, self.groups = TermsPane(shop), GroupsPane(shop)
        self.late, self.rewards = LateForm(shop), rewards_form(shop)
        self.rates, self.pin = RatesPane(shop), PinPane(shop)
        self.panes: dict[str, QWidget] = {
            TERMS: self.terms,
            GROUPS: self.groups,
            LATE: scrolled(self.late),
            REWARDS: scrolled(self.rewards),
            RATES: self.rates,
            PIN: scrolled(self.pin),
        }
        self.which: Choices = Choices(
            [
                (TERMS, pgettext("settings", "Terms of payment")),
                (GROUPS, pgettext("settings", "Groups")),
                (LATE, pgettext("settings", "Paying late")),
                (REWARDS, pgettext("settings", "Paying on time")),
                (RATES, pgettext("settings", "Rates")),
                (PIN, pgettext("settings", "Owner's PIN")),
            ]
        )
        self.stack = QStackedWidget()
        for pane in self.panes.values():
            self.stack.addWidget(pane)
        whole = column(self.which, self.stack, gap=S3)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.which.changed.connect(self._chosen)

    def refresh(self) -> None:
        """Read anew what the pane that shows is about."""
        match self.which.value():
            case "late":
                self.late.refresh()
            case "rates":
                self.rates.refresh()
            case "pin":
                self.pin.refresh()

    def show_pane(self, name: str) -> None:
        """Show a pane."""
        if name in self.panes:
            self.which.set_value(name)
            self._chosen()

    def _chosen(self) -> None:
        self.stack.setCurrentWidget(self.panes[self.which.value()])
        self.refresh()

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        return self.late.save.isEnabled() or self.rewards.save.isEnabled()

    def typed(self) -> dict[str, Any]:
        """Return the pane that shows, and what was typed and not saved."""
        return {"pane": self.which.value(), "late": self.late.typed(), "rewards": self.rewards.typed()}

    def type_again(self, typed: dict[str, Any]) -> None:
        """Take what `typed` gave."""
        self.late.type_again(typed["late"])
        self.rewards.type_again(typed["rewards"])
        self.show_pane(typed["pane"])
