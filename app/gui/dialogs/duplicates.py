"""Files that are likely one customer's, with what they share, to be merged one pair after the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QMenu, QStackedWidget, QWidget

from app.gui import theme
from app.gui.dialogs import entry_menu
from app.gui.models.rows import Column, RowsModel
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, S5
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.table import Table
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.customers import Likely


class DuplicatesDialog(QDialog):
    """A table of groups; merging one leaves the others."""

    #: A file is wanted (number).
    file_wanted = Signal(str)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.setWindowTitle(_("Likely duplicates"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(720), theme.px(480))
        columns = _columns()
        self.rows = RowsModel(columns, parent=self)
        self.table = Table(_("Likely duplicates"))
        self.table.setModel(self.rows)
        self.table.lay_out(columns)
        self.count = label("", "mute")
        self.merge = button(_("Merge…"), "primary", icon="merge", on=self._merge_chosen)
        self.open_file = button(_("Open file"), on=self._open_chosen)
        self.close_button = button(_("Close"), on=self.reject)
        self._build()
        self.table.opened.connect(self._merge)
        self.table.picked.connect(self._picked)
        self.table.set_menu(self._fill)
        shop.changed.connect(self._changed)
        self._picked(None)
        self.refresh()

    def _build(self) -> None:
        hint = _("Alike but for case and zeros in the number, or with one phone. The same name alone says nothing.")
        self.stack = QStackedWidget()
        self.stack.addWidget(Card(column(self.table, margins=(1, 1, 1, 1))))
        self.stack.addWidget(
            Empty("check", _("No likely duplicates"), _("No two files share a phone or nearly share a number."))
        )
        self.stack.addWidget(QWidget())
        self.stack.setCurrentIndex(2)
        head = row(label(_("Likely duplicates"), "title"), self.count, None, gap=S3)
        foot = row(None, self.close_button, self.open_file, self.merge, gap=S2)
        whole = column(head, label(hint, "mute", wrap=True), self.stack, foot, gap=S4, margins=(S5, S5, S5, S5))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def refresh(self) -> None:
        """Look for duplicates anew."""
        self.shop.tasks.run(self.shop.app.files.duplicates, self._show, self.shop.complain, owner=self)

    def _changed(self, _customer: str) -> None:
        self.refresh()

    def _show(self, groups: Sequence[Likely]) -> None:
        at = max(self.table.currentIndex().row(), 0)
        self.rows.show_rows(groups)
        self.stack.setCurrentIndex(0 if groups else 1)
        self.count.setText(ngettext("{n} group", "{n} groups", len(groups)).format(n=f"{len(groups):,}"))
        if groups:
            self.table.selectRow(min(at, len(groups) - 1))
            self.table.setFocus()
        self._picked(self.table.value())

    def _picked(self, value: object) -> None:
        for made in (self.merge, self.open_file):
            made.setEnabled(value is not None)

    def _merge_chosen(self) -> None:
        self._merge(self.table.value())

    def _open_chosen(self) -> None:
        value: Likely | None = self.table.value()  # type: ignore[assignment]
        if value is not None:
            self._open(value.customers[0][0])

    def _merge(self, value: object) -> None:
        from app.gui.dialogs.merge import MergeDialog

        customers: Sequence[tuple[str, str]] = getattr(value, "customers", ())
        if len(customers) > 1:
            MergeDialog(self.shop, customers[0][0], self, customers[1][0]).open()

    def _open(self, number: str) -> None:
        self.accept()
        self.file_wanted.emit(number)

    def _fill(self, menu: QMenu, value: object) -> None:
        entry_menu.add(menu, _("Merge…"), "merge", partial(self._merge, value))
        for number, name in getattr(value, "customers", ()):
            text = _("Open {name}").format(name=f"{name} {number}")
            entry_menu.add(menu, text, "customers", partial(self._open, number))


def _columns() -> list[Column]:
    def shared(each: Likely) -> str:
        return _("Number") if each.by == "number" else _("Phone")

    def files(each: Likely) -> str:
        return _(", ").join(f"{name} {number}" for number, name in each.customers)

    return [
        Column("by", N_("Alike by"), shared, width=100, tone=lambda _each: "mute"),
        Column("shared", N_("What they share"), lambda each: each.shared, width=160),
        Column("files", N_("Files"), files, stretch=True, tip=files),
    ]
