"""Credit: terms of payment by name, groups with a common limit, paying late and on time, rates, the owner's PIN."""

from __future__ import annotations

from typing import Any

from app.gui.pages.base import scrolled
from app.gui.pages.settings.credit.groups import GroupsPane
from app.gui.pages.settings.credit.pin import PinPane
from app.gui.pages.settings.credit.rates import RatesPane
from app.gui.pages.settings.credit.rules import LateForm, rewards_form
from app.gui.pages.settings.credit.terms import TermsPane
from app.gui.shop import Shop
from app.gui.widgets.panes import Panes
from app.i18n.catalog import pgettext

TERMS, GROUPS, LATE, REWARDS, RATES, PIN = "terms", "groups", "late", "rewards", "rates", "pin"


class CreditTab(Panes):
    """Six panes, one at a time."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.terms, self.groups = TermsPane(shop), GroupsPane(shop)
        self.late, self.rewards = LateForm(shop), rewards_form(shop)
        self.rates, self.pin = RatesPane(shop), PinPane(shop)
        self.set_panes(
            [
                (TERMS, pgettext("settings", "Terms of payment"), self.terms),
                (GROUPS, pgettext("settings", "Groups"), self.groups),
                (LATE, pgettext("settings", "Paying late"), scrolled(self.late)),
                (REWARDS, pgettext("settings", "Paying on time"), scrolled(self.rewards)),
                (RATES, pgettext("settings", "Rates"), self.rates),
                (PIN, pgettext("settings", "Owner's PIN"), scrolled(self.pin)),
            ]
        )

    def read_pane(self, name: str) -> None:
        """Read anew what comes from the book."""
        match name:
            case "late":
                self.late.refresh()
            case "rates":
                self.rates.refresh()
            case "pin":
                self.pin.refresh()

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
