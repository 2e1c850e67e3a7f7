"""The copies of an encrypted book that are not encrypted: listed, and deleted where the owner picks them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.gui.dialogs.keep_words import moment, size
from app.gui.models.rows import VALUE, Column
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.clear_copies import Copy


class CopiesCard(Card):
    """A table of which one, several or all rows are chosen."""

    #: Some copies are to be deleted (a list of `Copy`).
    delete_wanted = Signal(object)

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        columns = [
            Column("made", N_("Made"), lambda each: moment(each.made_at), width=140),
            Column("name", N_("File name"), lambda each: each.path.name, tip=lambda each: str(each.path), stretch=True),
            Column("where", N_("Folder"), lambda each: str(each.path.parent), width=180),
            Column("size", N_("Size"), lambda each: size(each.size), right=True, width=80),
        ]
        self.table = SmallTable(_("Copies that are not encrypted"), columns)
        self.table.setProperty("class", "framed")
        words = _(
            "These copies of the book were made before it was encrypted: whoever has one of the files can read it. "
            "Copies on drives that are not connected are not listed."
        )
        self.everything = button(_("Choose all"), "link", on=self.table.selectAll)
        self.delete = button(_("Delete the chosen…"), "danger", on=self._delete)
        heading = label(_("Copies that are not encrypted"), "heading")
        acts = row(self.delete, self.everything, None, gap=S3)
        parts = (heading, label(words, "soon", wrap=True), self.table, acts)
        super().__init__(column(*parts, gap=S3, margins=(S4, S3, S4, S3)))
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self._chosen()

    def show_copies(self, copies: Sequence[Copy]) -> None:
        """Show copies; nothing where there are none."""
        self.table.show_rows(copies)
        self.setVisible(bool(copies))
        self._chosen()

    def chosen(self) -> list[Copy]:
        """Return the rows that are chosen."""
        return [index.data(VALUE) for index in self.table.selectionModel().selectedRows()]

    def _chosen(self, *_args: object) -> None:
        self.delete.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _delete(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.delete_wanted.emit(chosen)
