"""账单: the bills that were read, each with the sums it states beside what its lines come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.incoming import Source
from app.core.staff.rights import Right
from app.gui.dialogs.arrival_words import days_words, number, source_name
from app.gui.dialogs.bill_read import FILES, ReadBillDialog, read_words
from app.gui.dialogs.bill_view import control_columns
from app.gui.dialogs.names import tender_name
from app.gui.models.rows import Column
from app.gui.pages.reconcile.tables import KeptTable
from app.gui.pages.room import Room
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.file_dialogs import documents_folder, name_to_open
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.gui.shop import Shop
    from app.services.bill_parts import PartRead
    from app.services.incoming import BillLine

LIST, NONE, NOTHING = range(3)


class BillsRoom(Room):
    """The list, the control totals of the current one, and reading another."""

    name = "bills"
    #: A bill was read; its first and last day, or None.
    was_read = Signal(object)

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.read = button(_("Read a bill…"), "primary", icon="plus", on=self.choose_file)
        guard(shop, Right.IMPORT, self.read)
        self.hint = label(_("Or drop the file anywhere on this page."), "mute")
        self.table = KeptTable(shop, _("Bills that were read"), bill_columns(shop), "bills", lambda each: each.id)
        self.head = label("", "mute-small", wrap=True)
        self.controls = SmallTable(_("Sums the bill states"), control_columns(shop), most=4)
        self.below = Card(column(self.head, self.controls, gap=S2, margins=(14, 10, 14, 10)))
        self.stack = QStackedWidget()
        empty = Empty(
            "receipts",
            _("No bill was read yet"),
            _(
                "WeChat Pay and Alipay (of the shop or of a person), and banks: CSV, Excel, OFX, MT940 and CAMT.053. "
                "A file is told by what is in it; the same one twice adds nothing."
            ),
            (_("Read a bill…"), self.choose_file),
        )
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), empty, QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        whole = column(row(self.read, self.hint, None, gap=S2), self.stack, self.below, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.below.hide()
        self.setFocusProxy(self.table)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._opened)

    def reader(self) -> Callable[[], Sequence[BillLine]]:
        """Return what reads the list."""
        return self.shop.app.incoming.bills

    def show_found(self, found: Sequence[BillLine]) -> None:
        """Show the bills, the last one first."""
        self.table.show_rows(list(reversed(found)))
        self.stack.setCurrentIndex(LIST if found else NONE)
        self.counted.emit(sum(any(not (e.meant or e.hint) for e in each.wrong) for each in found))
        self._picked(self.table.value())

    def _picked(self, value: Any) -> None:
        self.below.setVisible(value is not None)
        if value is None:
            return
        controls = value.controls
        self.controls.show_rows(controls)
        self.controls.setVisible(bool(controls))
        if not controls:
            words = _("This bill states no sums of its own.")
        elif value.wrong:
            words = _("Where a bill does not agree with itself nothing is adjusted: look at the file.")
        else:
            words = _("The bill agrees with itself.")
        read = _("Read by {who}, {when}.").format(
            who=value.who or _("Owner"), when=form.date_time(value.at.astimezone())
        )
        account = _("Account {account}.").format(account=value.account) if value.account else ""
        anew = ""
        if value.source is Source.BANK_TABLE:
            anew = _("Were its columns taken wrongly? Read the same file once more and change them there.")
        self.head.setText("  ".join(each for each in (account, read, words, anew) if each))

    def _opened(self, value: Any) -> None:
        if value is not None and value.first is not None:
            self.was_read.emit((value.first, value.last))

    # ---- reading a bill ---------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file and show what it is."""
        if self.shop.bars(Right.IMPORT):
            return
        kinds = ";;".join((_("Bills ({kinds})").format(kinds=FILES), _("All files (*)")))
        chosen = name_to_open(self.window(), _("Read a bill"), str(documents_folder()), kinds)
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, path: Path) -> None:
        """Show what a file is, to be taken in."""
        if self.shop.bars(Right.IMPORT):
            return
        made = ReadBillDialog(self.shop, path, self.window())
        made.read.connect(self._read)
        made.open()

    def _read(self, found: Sequence[PartRead]) -> None:
        self.shop.tell(read_words(found))
        self.forget()
        days = [day for each in found if each.read is not None for day in each.read.bill.days or ()]
        self.was_read.emit((min(days), max(days)) if days else None)

    def focus_first(self) -> None:
        """Begin in the list, or where a bill is read while there is none."""
        (self.table if self.stack.currentIndex() == LIST else self.read).setFocus()

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave out what there is no room for."""
        self.hint.setVisible(not narrow)
        self.controls.be_at_most(2 if low else 4)
        for key in ("way", "at"):
            self.table.show_column(key, shown=not narrow)


def bill_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the list."""

    def checked(each: BillLine) -> str:
        if not each.controls:
            return shop.nothing()
        if not each.wrong:
            return "✓ " + pgettext("control", "agrees")
        count = len(each.wrong)
        return ngettext("{n} sum differs", "{n} sums differ", count).format(n=count)

    def tone(each: BillLine) -> str:
        return "" if not each.wrong else "soon" if all(e.meant or e.hint for e in each.wrong) else "owed"

    def read_on(each: BillLine) -> str:
        return form.date_time(each.at.astimezone())

    def refused(each: BillLine) -> str:
        return number(each.refused) if each.refused else shop.nothing()

    return (
        Column("source", pgettext("bill", "Bill"), lambda e: source_name(e.source), said=True, stretch=True, width=150),
        Column("way", pgettext("bills", "Way"), lambda e: tender_name(e.way), said=True, width=86),
        Column("days", pgettext("bill", "Days"), _days, said=True, width=190),
        Column("lines", pgettext("bill", "Lines"), lambda e: number(e.lines), said=True, right=True, width=70),
        Column("new", pgettext("bill", "New"), lambda e: number(e.new), said=True, right=True, width=70),
        Column("refused", pgettext("bill", "Left out"), refused, said=True, right=True, width=80),
        Column("checked", pgettext("bill", "Its sums"), checked, said=True, width=120, tone=tone),
        Column("at", N_("When"), read_on, width=130, tone=lambda _e: "mute"),
    )


def _days(each: BillLine) -> str:
    return days_words((each.first, each.last))
