"""The steps by which overdue money is asked for, one ladder for each credit class, and what they say in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.reminder.kinds import CreditClass
from app.core.reminder.ladder import DEFAULT_LADDERS, Ladder, Ladders, changed
from app.core.staff.rights import Right
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.policy_words import gentler_words, ladder_words
from app.gui.dialogs.reminder_words import class_name
from app.gui.pages.base import scrolled
from app.gui.pages.settings.reminders.door import PolicyDoor
from app.gui.pages.settings.reminders.ladder_tables import LONG_STANDING, LadderTables
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, KeyButton, button, column, holder, label, row
from app.gui.widgets.fields import Choices
from app.gui.widgets.guard import guard
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import _, pgettext

_SIDE = 860
_SUMMARY = 260


class LaddersPane(QWidget):
    """One ladder at a time; what is typed for one waits while another is looked at."""

    def __init__(self, shop: Shop, door: PolicyDoor) -> None:
        super().__init__()
        self.shop, self.door = shop, door
        self._request_id = shop.new_id()
        self._drafts: dict[str, list[dict[str, Any]]] = {}
        choices = [(credit.value, class_name(credit)) for credit in CreditClass]
        self.which: Choices = Choices([*choices, (LONG_STANDING, _("Long-standing customers"))], "normal")
        self.tables = LadderTables(shop)
        self.stages, self.patience = self.tables.stages, self.tables.patience
        self.save = KeyButton(_("Save"), "Ctrl+S", "primary", on=self.store)
        guard(shop, Right.SETTINGS, self.save)
        self.save.setShortcut("Ctrl+S")
        self.usual = button(_("Back to the defaults"), "quiet", on=self.show_usual)
        self.saved = label("", "mute-small")
        self.words = label("", wrap=True)
        self.words.setMinimumWidth(theme.px(_SUMMARY))
        self._shown = ""
        self._build()
        self._wire()
        self.show_policy()

    def _build(self) -> None:
        foot = row(self.save, self.usual, self.saved, None, gap=S3)
        explained = label(
            _("The class stands in a customer's file. A step is never taken before its day, left out or taken twice."),
            "mute-small",
            wrap=True,
        )
        left = holder(
            column(self.which, explained, *self.tables.widgets.values(), foot, None, gap=S3, margins=(0, 0, S2, S3))
        )
        words = Card(
            column(label(pgettext("steps", "In words"), "strong"), self.words, None, gap=S2, margins=(S4, S3, S4, S4)),
            "after",
        )
        beside = SideBySide(left, holder(column(words, None)), gap=S4, least=theme.px(_SIDE), equal=False)
        self.setLayout(column(scrolled(beside), gap=0))

    def _wire(self) -> None:
        self.which.changed.connect(self._chosen)
        self.stages.changed.connect(self._touched)
        self.patience.changed.connect(self._touched)
        self.door.changed.connect(self.show_policy)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def show_policy(self) -> None:
        """Show the ladder chosen as it is, or as it was being changed."""
        self._shown = name = self.which.value()
        self.tables.show(name)
        shown = self._drafts.get(name) or rows_of(self.door.policy.ladders, name)
        self.tables.editor(name).show_value(shown)
        self._look()

    def _chosen(self) -> None:
        self._keep_draft()
        self.saved.setText("")
        self.show_policy()

    def show_usual(self) -> None:
        """Show what a shop begins with; saved only if one says so."""
        self.tables.editor(self._shown).show_value(rows_of(DEFAULT_LADDERS, self._shown))
        self._touched()

    # ---- typing -----------------------------------------------------------------------------------------------------

    def _touched(self) -> None:
        self.saved.setText("")
        self._look()

    def _look(self) -> None:
        """Say in words what the ladder is, or at its place what is wrong with it, as it is typed."""
        self.tables.forgive(self._shown)
        try:
            ladders = self.read()
        except CounterbookError as error:
            self.save.setEnabled(True)
            self._complain(error, go=False)
            self.words.setText(self.shop.nothing())
            return
        self.save.setEnabled(rows_of(ladders, self._shown) != rows_of(self.door.policy.ladders, self._shown))
        if self._shown == LONG_STANDING:
            self.words.setText(gentler_words(ladders.gentler) or _("Nobody is given more time."))
        else:
            self.words.setText(ladder_words(getattr(ladders, self._shown)))

    def read(self) -> Ladders:
        """Return the ladders with what is typed; raises `Refused` at a field."""
        return changed(self.door.policy.ladders, {self._shown: self.tables.editor(self._shown).value()})

    def _complain(self, error: CounterbookError, *, go: bool = True) -> None:
        self.tables.complain(self._shown, error, go=go)

    def typed(self) -> dict[str, list[dict[str, Any]]]:
        """Return what was typed and not saved, by ladder, as far as it can be read."""
        self._keep_draft()
        return dict(self._drafts)

    def type_again(self, drafts: Mapping[str, list[dict[str, Any]]]) -> None:
        """Take what `typed` gave."""
        self._drafts = dict(drafts)
        self.show_policy()

    def _keep_draft(self) -> None:
        self._drafts.pop(self._shown, None)
        try:
            rows = self.tables.editor(self._shown).value()
        except CounterbookError:
            return
        if rows != rows_of(self.door.policy.ladders, self._shown):
            self._drafts[self._shown] = rows

    # ---- saving -----------------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Save the ladder that shows."""
        self.tables.forgive(self._shown)
        try:
            self.read()
            rows = self.tables.editor(self._shown).value()
        except CounterbookError as error:
            self._complain(error)
            return
        self.door.change(self._request_id, {"ladders": {self._shown: rows}}, self._stored, self._complain, self)

    def _stored(self) -> None:
        self._request_id = self.shop.new_id()
        self._drafts.pop(self._shown, None)
        self.show_policy()
        self.saved.setText(_("Saved."))


def rows_of(ladders: Ladders, name: str) -> list[dict[str, Any]]:
    """Return a ladder, or the patience, as the rows a change gives."""
    if name == LONG_STANDING:
        return [step._asdict() for step in ladders.gentler]
    ladder: Ladder = getattr(ladders, name)
    return [
        {"days": s.days, "ways": [way.value for way in s.ways], "tone": s.tone.value, "template": s.template}
        for s in ladder.stages
    ]
