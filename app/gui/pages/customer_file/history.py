"""The tabs that look back: the whole ledger with its running balance, and everything that ever happened to the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from app.errors import CounterbookError
from app.gui.dialogs import entry_menu
from app.gui.dialogs.entry_words import EntryRow, entry_rows
from app.gui.dialogs.file_words import happening_kind, happening_text
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.counter_parts import EntriesTable
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.fields import Choices, DateEdit
from app.gui.widgets.flow import flowing
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from datetime import date

    from app.services.counter import AccountCard
    from app.services.customers import Happening

EVERY_LINE = 1_000_000


class EntriesTab(QWidget):
    """All entries on the account, newest first, those of some days if wanted."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        self.card: AccountCard | None = None
        self._rows: list[EntryRow] = []
        self._asked = 0
        self.first, self.last = DateEdit(shop.today, hint=_("the beginning")), DateEdit(shop.today, hint=_("today"))
        self.first.setAccessibleName(_("From"))
        self.last.setAccessibleName(pgettext("days", "To"))
        self.every = button(_("All"), "link", on=self.show_all, name=_("Show all entries"))
        self.count = label("", "mute-small")
        self.wrong = label("", "error")
        self.wrong.hide()
        self.table = EntriesTable(shop)
        self.table.whose = number
        first = holder(row(label(_("From"), "mute"), self.first))
        last = holder(row(label(_("to"), "mute"), self.last, self.every))
        bar = row(flowing(first, last, self.wrong), self.count, gap=S2)
        bar.setStretch(0, 1)
        whole = column(bar, self.table, gap=S3)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.first.textChanged.connect(self._filter)
        self.last.textChanged.connect(self._filter)
        self.table.opened.connect(self._open)
        self.table.set_menu(self._fill)
        self.table.typed.connect(shop.search_wanted)

    def refresh(self) -> None:
        """Read all entries anew."""
        self._asked += 1
        self.shop.tasks.run(
            partial(_every_entry, self.shop, self.number),
            partial(self._show, self._asked),
            self.shop.complain,
            owner=self,
        )

    def show_all(self) -> None:
        """Show the entries of all days."""
        self.first.clear()
        self.last.clear()

    def _show(self, asked: int, read: tuple[AccountCard, list[EntryRow]]) -> None:
        if asked == self._asked:
            self.card, self._rows = read
            self._filter()

    def _filter(self, *_args: object) -> None:
        try:
            first, last = self.first.value(), self.last.value()
        except CounterbookError:
            return  # a date half typed
        out_of_order = first is not None and last is not None and first > last
        self.wrong.setText(_("The first day lies after the last.") if out_of_order else "")
        self.wrong.setVisible(out_of_order)
        shown = [each for each in self._rows if _within(each.line.on, first, last)]
        self.table.show_entries(shown, keep=True)
        self.count.setText(ngettext("{n} entry", "{n} entries", len(shown)).format(n=f"{len(shown):,}"))

    def _open(self, value: object) -> None:
        from app.gui.dialogs.entry_detail import EntryDialog

        if isinstance(value, EntryRow):
            EntryDialog(self.shop, self.card, value.line, self.window()).open()

    def _fill(self, menu: QMenu, value: object) -> None:
        if self.card is not None and isinstance(value, EntryRow):
            entry_menu.fill(menu, self.shop, self.card, value.line, self.window())


def _every_entry(shop: Shop, number: str) -> tuple[AccountCard, list[EntryRow]]:
    """Read an account with all of its entries in words; there may be very many, so this runs in the `db` lane."""
    card = shop.app.counter.card(number, lines=EVERY_LINE)
    return card, entry_rows(shop, card)


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


ALL, ENTRIES, FILE = "all", "entries", "file"


class TimelineTab(QWidget):
    """Entries, changes to the file and attachments as they happened, newest first."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        self._happened: Sequence[Happening] = ()
        self._card: AccountCard | None = None
        self._told: dict[int, EntryRow] = {}
        self._asked = 0
        self.what: Choices = Choices(
            [
                (ALL, pgettext("timeline", "Everything")),
                (ENTRIES, pgettext("timeline", "Entries")),
                (FILE, pgettext("timeline", "The file")),
            ]
        )
        self.count = label("", "mute-small")
        columns = _timeline_columns(number, self.details)
        self.rows = RowsModel(columns, parent=self)
        self.table = Table(_("Timeline"))
        self.table.setModel(self.rows)
        self.table.lay_out(columns)
        self.table.remember(shop, "timeline")
        self.table.whose = number
        bar = row(self.what, self.count)
        bar.setStretch(0, 1)
        whole = column(bar, Card(column(self.table, margins=(1, 1, 1, 1))), gap=S3)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.what.changed.connect(self._filter)
        self.table.opened.connect(self._open)

    def refresh(self) -> None:
        """Read everything anew."""
        self._asked += 1
        shop, number = self.shop, self.number
        shop.tasks.run(
            lambda: (shop.app.files.timeline(number), *_every_entry(shop, number)),
            partial(self._show, self._asked),
            self.shop.complain,
            owner=self,
        )

    def _show(self, asked: int, read: tuple[Sequence[Happening], AccountCard, list[EntryRow]]) -> None:
        if asked == self._asked:
            self._happened, self._card, rows = read
            self._told = {each.line.entry: each for each in rows}
            self._filter()

    def details(self, happening: Happening) -> str:
        """Return what there is to say; of an entry what the account's own list says of it, with its amounts."""
        told = self._told.get(happening.entry or 0)
        if told is None:
            return happening_text(self.shop, happening)
        amounts = [self.shop.amount(each, signed=True) for each in (told.prepaid,) if each]
        if told.line.owed:
            owed = self.shop.amount(told.line.owed, signed=True)
            amounts.append(_("on account {amount}").format(amount=owed))
        return "  ·  ".join(part for part in (" ".join(told.details.split()), *amounts) if part)

    def _filter(self) -> None:
        chosen = self.what.value()
        shown = [each for each in self._happened if chosen == ALL or (each.entry is not None) == (chosen == ENTRIES)]
        self.rows.show_rows(shown)
        self.count.setText(ngettext("{n} line", "{n} lines", len(shown)).format(n=f"{len(shown):,}"))

    def _open(self, value: Any) -> None:
        from app.gui.dialogs.entry_detail import EntryDialog

        told = self._told.get(getattr(value, "entry", None) or 0)
        if told is not None:
            EntryDialog(self.shop, self._card, told.line, self.window()).open()


def _timeline_columns(number: str, say: Callable[[Happening], str]) -> list[Column]:
    def when(each: Happening) -> str:
        moment = each.when if each.when.tzinfo is not None else each.when.replace(tzinfo=UTC)
        return form.date_time(moment.astimezone())

    def details(each: Happening) -> str:
        text = say(each)
        if each.customer != number:
            text = "  ·  ".join(part for part in (text, _("in file {number}").format(number=each.customer)) if part)
        return text

    return [
        Column("when", N_("When"), when, width=150, tone=lambda _each: "mute"),
        Column("kind", N_("What"), happening_kind, width=150),
        Column("on", N_("Dated"), lambda each: form.short_date(each.on) if each.on else "", width=110),
        Column("details", N_("Details"), details, stretch=True, tip=details),
        Column("who", N_("By"), lambda each: each.who or _("Owner"), width=90, tone=lambda _each: "mute"),
    ]
