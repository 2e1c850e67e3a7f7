"""Reminders: what customers are reminded of and when, the steps when money is overdue, conduct, texts, ways out."""

from __future__ import annotations

from typing import Any

from app.gui.pages.base import scrolled
from app.gui.pages.settings.reminders.conduct import ConductPane
from app.gui.pages.settings.reminders.door import PolicyDoor
from app.gui.pages.settings.reminders.ladders import LaddersPane
from app.gui.pages.settings.reminders.letters import letters_form
from app.gui.pages.settings.reminders.mail import MailPane
from app.gui.pages.settings.reminders.rules import RulesPane
from app.gui.pages.settings.reminders.texts import TextsPane
from app.gui.shop import Shop
from app.gui.widgets.panes import Panes
from app.i18n.catalog import pgettext

RULES, STEPS, CONDUCT, TEXTS, LETTERS, WAYS = "rules", "steps", "conduct", "texts", "letters", "ways"


class RemindersTab(Panes):
    """Six panes, one at a time."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.door = PolicyDoor(shop, self)
        self.rules, self.ladders = RulesPane(shop, self.door), LaddersPane(shop, self.door)
        self.conduct, self.texts, self.mail = ConductPane(shop, self.door), TextsPane(shop), MailPane(shop)
        self.letters = letters_form(shop)
        self.set_panes(
            [
                (RULES, pgettext("reminders", "Rules"), self.rules),
                (STEPS, pgettext("reminders", "Steps when overdue"), self.ladders),
                (CONDUCT, pgettext("reminders", "Conduct"), self.conduct),
                (TEXTS, pgettext("reminders", "Texts"), self.texts),
                (LETTERS, pgettext("reminders", "Letters"), scrolled(self.letters)),
                (WAYS, pgettext("reminders", "Mail and services"), self.mail),
            ]
        )

    def read_pane(self, name: str) -> None:
        """Read anew what comes from the book."""
        self.door.refresh()
        match name:
            case "texts":
                self.texts.refresh()
            case "ways":
                self.mail.refresh()

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        forms = self.conduct.save.isEnabled() or self.letters.save.isEnabled() or self.mail.unsaved()
        return forms or bool(self.ladders.typed() or self.texts.typed())

    def typed(self) -> dict[str, Any]:
        """Return the pane that shows, and what was typed and not saved."""
        return {
            "pane": self.which.value(),
            "ladders": self.ladders.typed(),
            "conduct": self.conduct.typed(),
            "texts": self.texts.typed(),
            "mail": self.mail.typed(),
            "letters": self.letters.typed(),
        }

    def type_again(self, typed: dict[str, Any]) -> None:
        """Take what `typed` gave."""
        self.ladders.type_again(typed["ladders"])
        self.conduct.type_again(typed["conduct"])
        self.texts.type_again(typed["texts"])
        self.mail.type_again(typed["mail"])
        self.letters.type_again(typed["letters"])
        self.show_pane(typed["pane"])
