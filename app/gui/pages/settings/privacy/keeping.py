"""How long files are kept: what the law says, with its source and day, and whose time is over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.models.rows import Column
from app.gui.tasks import Lane
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.lawpack import LegalValue
    from app.gui.shop import Shop
    from app.services.privacy import DueFile


class LawCard(Card):
    """What the rule pack of the book says about keeping."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.lines = column(gap=S2)
        heading = label(pgettext("privacy", "How long the law wants files kept"), "heading", wrap=True)
        super().__init__(column(heading, self.lines, gap=S2, margins=(S4, S3, S4, S4)))

    def refresh(self) -> None:
        """Read the rules anew."""
        self._shop.tasks.run(self._shop.app.privacy.rules, self._show, self._shop.complain, owner=self)

    def _show(self, rules: Sequence[LegalValue]) -> None:
        clear(self.lines)
        for rule in rules:
            since = _("{source}, in force since {date}").format(
                source=rule.source, date=form.short_date(rule.effective_from)
            )
            words = column(label(rule_words(rule), wrap=True), label(since, "mute-small", wrap=True), gap=1)
            self.lines.addLayout(words)
        if not rules:
            none = _("The rules of this book say nothing about it; keep to what holds where you are.")
            self.lines.addWidget(label(none, "mute", wrap=True))
        small = _("This is a help from the program's dated rules, not legal advice.")
        self.lines.addWidget(label(small, "mute-small", wrap=True))


def rule_words(rule: LegalValue) -> str:
    """Return what a rule asks for in a sentence."""
    years = rule.value
    text = {
        "record_years": ngettext(
            "Records of what customers bought and used: {n} year",
            "Records of what customers bought and used: {n} years",
            years,
        ),
        "limitation_years": ngettext(
            "As long as somebody may still claim something: {n} year",
            "As long as somebody may still claim something: {n} years",
            years,
        ),
        "id_record_years": ngettext(
            "Name and ID, where a card had to be bought with them: {n} year",
            "Name and ID, where a card had to be bought with them: {n} years",
            years,
        ),
        "accounting_years": ngettext(
            "The accounts, which stay without a name: {n} year",
            "The accounts, which stay without a name: {n} years",
            years,
        ),
    }[rule.rule]
    return text.format(n=form.number(years, current().language))


class DueCard(Card):
    """Closed files whose time is over: whoever keeps them longer than needed keeps them without a reason."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.none = label(_("Nobody's time is over."), "mute", wrap=True)
        self.table = SmallTable(pgettext("privacy", "Time is over"), due_columns())
        self.erase = button(_("Erase…"), on=self.erase_one)
        guard(shop, Right.ERASE, self.erase)
        self.show_file = button(_("Open customer file"), on=self._open)
        self.acts = row(self.erase, self.show_file, None, gap=S2)
        heading = label(pgettext("privacy", "Files whose time is over"), "heading", wrap=True)
        words = label(_("Closed files that nothing keeps any longer; they should be erased."), "mute", wrap=True)
        parts = (heading, words, self.none, self.table, self.acts)
        super().__init__(column(*parts, gap=S2, margins=(S4, S3, S4, S4)))
        self.table.opened.connect(self._opened)
        self.table.set_menu(self._fill)
        self._show([])

    def refresh(self) -> None:
        """Look anew whose time is over."""
        shop = self._shop
        shop.tasks.run(shop.app.privacy.due, self._show, shop.complain, owner=self, lane=Lane.RENDER)

    def _show(self, found: Sequence[DueFile]) -> None:
        self.table.show_rows(found)
        if found:
            self.table.selectRow(0)
        for part in (self.table, self.erase, self.show_file):
            part.setVisible(bool(found))
        self.none.setVisible(not found)

    def erase_one(self) -> None:
        """Erase the customer of the current line."""
        from app.gui.dialogs.erase import EraseDialog

        value: Any = self.table.value()
        if value is not None and self.erase.isEnabled():
            dialog = EraseDialog(self._shop, value.number, value.name, self.window())
            dialog.open()

    def _open(self) -> None:
        value: Any = self.table.value()
        if value is not None:
            self._shop.file_wanted.emit(value.number)

    def _opened(self, _value: object) -> None:
        self.erase_one()

    def _fill(self, menu: QMenu, value: Any) -> None:
        barred = self._shop.desk.bars(Right.ERASE)
        entry_menu.add(menu, self.erase.text(), "remove", self.erase_one, barred, "Enter")
        wanted = partial(self._shop.file_wanted.emit, value.number)
        entry_menu.add(menu, self.show_file.text(), "customers", wanted)


def due_columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column("no", N_("No."), lambda each: each.number, width=110, tone=lambda _each: "mute"),
        Column("name", N_("Customer"), lambda each: each.name, width=200, stretch=True, bold=True),
        Column(
            "last",
            pgettext("privacy", "Last entry"),
            lambda each: form.short_date(each.last_on),
            said=True,
            width=120,
        ),
    )
