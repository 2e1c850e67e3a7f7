"""The rules: of what customers and the owner are reminded, when, by which way, and from how much on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.reminder.kinds import RuleKind
from app.core.reminder.rules import AHEAD, DEFAULT_RULES, FIELDS, ONE_DAY, Rule, changed
from app.core.staff.rights import Right
from app.errors import CounterbookError
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.policy_words import least_words, rule_explained, text_name, ways_words, when_words
from app.gui.dialogs.reminder_words import rule_name, way_name
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.settings.base import check
from app.gui.pages.settings.reminders.door import PolicyDoor
from app.gui.pages.settings.reminders.ladder_rows import ORDER
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import Card, KeyButton, button, column, label
from app.gui.widgets.fields import AmountEdit, CountEdit, combo, show_choice
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.several import Toggles
from app.gui.widgets.table import Table
from app.gui.widgets.time_fields import DaysListEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_


class RulesPane(QWidget):
    """A table of rules: Space turns one on or off, Enter changes it."""

    def __init__(self, shop: Shop, door: PolicyDoor) -> None:
        super().__init__()
        self.shop, self.door = shop, door
        columns = _columns(shop)
        self.rows = RowsModel(columns, parent=self)
        self.table = RulesTable(self.turn)
        self.table.setModel(self.rows)
        self.table.lay_out(columns)
        self.table.remember(shop, "reminder_rules")
        self.edit = KeyButton(_("Change…"), "Enter", on=self.change)
        self.switch = KeyButton(_("Turn off"), "Space", on=self.turn)
        guard(shop, Right.SETTINGS, self.edit, self.switch)
        intro = label(_("What you and your customers are reminded of. Nothing goes out by itself."), "mute", wrap=True)
        table = Card(column(self.table, margins=(1, 1, 1, 1)))
        whole = column(intro, flowing(self.edit, self.switch), table, gap=S3, margins=(0, 0, 0, 0))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.table.opened.connect(self.change)
        self.table.picked.connect(self._picked)
        door.changed.connect(self.show_rules)
        self.show_rules()

    def show_rules(self) -> None:
        """Show the rules as they are."""
        at = max(self.table.currentIndex().row(), 0)
        self.rows.show_rows([self.door.policy.rules[kind] for kind in RuleKind])
        self.table.selectRow(at)
        self._picked(self.table.value())

    def change(self, *_args: object) -> None:
        """Change the chosen rule."""
        rule = self.table.value()
        if isinstance(rule, Rule):
            RuleDialog(self.shop, self.door, rule, self.window()).open()

    def turn(self) -> None:
        """Turn the chosen rule on or off."""
        rule = self.table.value()
        if isinstance(rule, Rule):
            given = {rule.kind.value: {"on": not rule.on}}
            self.door.change(self.shop.new_id(), {"rules": given}, self._turned, self.shop.complain, self)

    def _turned(self) -> None:
        rule = self.table.value()
        if isinstance(rule, Rule):
            text = _("“{rule}” is on.") if rule.on else _("“{rule}” is off.")
            self.shop.tell(text.format(rule=rule_name(rule.kind)))

    def _picked(self, value: object) -> None:
        on = isinstance(value, Rule) and value.on
        self.switch.setText(_("Turn off") if on else _("Turn on"))
        self.switch.setAccessibleName(self.switch.text())


class RulesTable(Table):
    """Space is for turning a rule on or off."""

    def __init__(self, turn: Callable[[], None]) -> None:
        super().__init__(_("Rules of reminders"))
        self._turn = turn

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the chosen rule on or off by Space."""
        if event.key() == Qt.Key.Key_Space:
            self._turn()
        else:
            super().keyPressEvent(event)


def _columns(shop: Shop) -> list[Column]:
    def tone(rule: Rule) -> str:
        return "" if rule.on else "mute"

    def least(rule: Rule) -> str:
        return least_words(shop, rule)

    return [
        Column("on", N_("In use"), _in_use, width=76, tone=tone),
        Column("name", N_("Reminder"), lambda r: rule_name(r.kind), stretch=True, tone=tone, tip=_tip),
        Column("when", pgettext("rule", "When"), when_words, width=190, tone=tone, tip=when_words),
        Column("by", N_("Way"), _by, width=130, tone=tone, tip=_by),
        Column("least", pgettext("rule", "Limit"), least, width=130, tone=tone, tip=least),
    ]


def _in_use(rule: Rule) -> str:
    return pgettext("rule", "✓ on") if rule.on else pgettext("rule", "off")


def _tip(rule: Rule) -> str:
    return rule_explained(rule.kind)


def _by(rule: Rule) -> str:
    return _("By steps") if rule.kind is RuleKind.OVERDUE else ways_words(rule.ways)


# ---- one rule -------------------------------------------------------------------------------------------------------


class RuleDialog(FormDialog):
    """One rule: the fields that say something for its kind."""

    def __init__(self, shop: Shop, door: PolicyDoor, rule: Rule, parent: QWidget | None = None) -> None:
        super().__init__(shop, rule_name(rule.kind), parent=parent)
        self.primary.setText(_("Save"))
        self._door, self._rule, self._request_id = door, rule, shop.new_id()
        self._read: dict[str, Callable[[], Any]] = {}
        self._show: dict[str, Callable[[Any], object]] = {}
        self.above.addWidget(label(rule_explained(rule.kind), "mute", wrap=True))
        for name in FIELDS[rule.kind]:
            self._add(name)
        usual = button(_("Back to the defaults"), "quiet", on=self.show_usual)
        self.foot.insertWidget(0, usual)
        self.show_rule(rule)
        self.form.fields()[0].setFocus()

    def show_rule(self, rule: Rule) -> None:
        """Show what a rule says."""
        for name, show in self._show.items():
            show(getattr(rule, name))

    def show_usual(self) -> None:
        """Show what a shop begins with; saved only if one says so."""
        self.forgive()
        self.show_rule(replace(DEFAULT_RULES[self._rule.kind]))

    def given(self) -> dict[str, Any]:
        """Return what the fields say; raises `Refused` at a field."""
        return {name: read() for name, read in self._read.items()}

    def submit(self) -> None:
        """Save the rule."""
        given: dict[str, dict[str, Any]] = {}

        def read() -> None:
            given[self._rule.kind.value] = self.given()
            changed(self._door.policy.rules, given)

        if self.checked(read):
            self._set_busy(busy=True)
            self._door.change(self._request_id, {"rules": given}, self._saved, self._refused, self)

    def _saved(self) -> None:
        self._set_busy(busy=False)
        self.accept()
        self.shop.tell(_("Saved."))

    def complain(self, error: CounterbookError) -> None:
        """Say what is wrong at its field; the next try is another request."""
        self._request_id = self.shop.new_id()
        super().complain(error)

    # ---- fields -----------------------------------------------------------------------------------------------------

    def _add(self, name: str) -> None:
        """Add the field of one part of the rule."""
        text, hint = _field_words(self._rule.kind, name)
        widget, self._read[name], self._show[name] = self._field(name)
        self.form.add(name, text, widget, hint=hint)
        self.form.also(f"{self._rule.kind.value}.{name}", name, text)

    def _field(self, name: str) -> tuple[QWidget, Callable[[], Any], Callable[[Any], object]]:
        """Return the widget of a part, how it is read, and how it is shown."""
        kind = self._rule.kind
        if name == "on":
            box = check(_("Remind of this"))
            return box, box.isChecked, box.setChecked
        if name in ("least", "level"):
            amount = AmountEdit(self.shop.app.book.decimals, zero=True)
            return amount, lambda: amount.value_or_none() or 0, amount.set_value
        if name == "ways":
            ways = Toggles([(way, way_name(way)) for way in ORDER])
            return ways, lambda: list(ways.value()), ways.set_value
        if name == "template":  # a shop may have named another by an event: that one stays
            texts = combo([("", pgettext("text", "None")), (kind.value, text_name(kind.value))])
            return texts, texts.currentData, partial(show_choice, texts)
        return _days_field(kind) if name == "days" else _count_field(1000 if name == "units" else 3650)


def _days_field(kind: RuleKind) -> tuple[QWidget, Callable[[], Any], Callable[[Any], object]]:
    if kind in ONE_DAY:
        one = CountEdit(least=0, most=3650)
        return one, lambda: [one.value()], lambda days: one.setText(str(next(iter(days), "")))
    several = DaysListEdit()
    return several, lambda: sorted(several.days(), reverse=kind in AHEAD), several.show_value


def _count_field(most: int) -> tuple[QWidget, Callable[[], Any], Callable[[Any], object]]:
    count = CountEdit(least=0, most=most)
    return count, count.value, lambda value: count.setText(str(value))


def _field_words(kind: RuleKind, name: str) -> tuple[str, str]:
    """Return what a field of a rule is called, and a hint."""
    if name == "days":
        return _days_words(kind)
    return {
        "on": (_("In use"), ""),
        "ways": (_("Way"), _("A customer who cannot be reached one way is reached by the next that fits.")),
        "template": (pgettext("reminders", "Text"), _("Its wording stands under “Texts”.")),
        "least": (_("From amount"), _("Smaller amounts are left out.")),
        "level": (pgettext("rule", "Low balance"), _("This much or less counts as low.")),
        "units": (pgettext("rule", "Few visits"), _("This many or fewer count as few.")),
        "apart": (_("Days apart"), _("So many days lie between two reminders to one customer at least.")),
    }[name]


def _days_words(kind: RuleKind) -> tuple[str, str]:
    if kind is RuleKind.PROMISE_BROKEN:
        return _("Days of grace"), _("So many days after the day promised it still counts as kept.")
    if kind in ONE_DAY:
        return _("For days"), _("So many days after the last visit it is still said.")
    hint = _("Several, with commas: each is one reminder.")
    return (_("Days before"), hint) if kind in AHEAD else (_("Days after"), hint)
