"""The tab of files kept with a customer: contracts, photos, powers of attorney."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.customer_file.keeper import AttachmentKeeper
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.empty import Empty
from app.gui.widgets.file_dialogs import names_to_open
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.opener import is_viewable
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.customers import Attachment


class AttachmentsTab(QWidget):
    """A table; files are added by a button or dropped anywhere on the customer's file."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        columns = _columns()
        self.rows = RowsModel(columns, parent=self)
        self.table = Table(_("Attachments"))
        self.table.setModel(self.rows)
        self.table.lay_out(columns)
        self.table.remember(shop, "attachments")
        self.table.whose = number
        self.add = button(_("Add…"), icon="plus", on=self.choose, name=_("Add files"))
        self.view = button(pgettext("attachment", "Open"), icon="eye", on=self.open_chosen)
        self.save = button(_("Save as…"), icon="save", on=self.save_chosen)
        self.remove = button(_("Remove…"), icon="remove", on=self.remove_chosen, name=_("Remove this attachment"))
        guard(shop, Right.FILES, self.add)
        guard(shop, Right.ERASE, self.remove)
        self.note = Elided(_("Drop files here. Up to 20 MB each; they are kept inside the book."), "mute-small")
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self._build()
        self.keeper = AttachmentKeeper(shop, number, self)
        self.keeper.wrong.connect(self._show_wrong)
        self.keeper.attached.connect(self.refresh)
        self.table.opened.connect(self.keeper.open)
        self.table.picked.connect(self._picked)
        self.table.set_menu(self._fill)
        self._picked(None)

    def _build(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(Card(column(self.table, margins=(1, 1, 1, 1))))
        self.stack.addWidget(
            Empty(
                "attachment",
                _("Nothing attached yet"),
                _("Drop a contract, a photo or a power of attorney here. Up to 20 MB each, kept inside the book."),
                (_("Add files…"), self.choose),
            )
        )
        bar = row(flowing(self.add, self.view, self.save, self.remove), self.note, gap=S3)
        bar.setStretch(1, 1)
        whole = column(bar, self.wrong, self.stack, gap=S3)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew."""
        files = self.shop.app.files
        self.shop.tasks.run(lambda: files.attachments(self.number), self._show, self.shop.complain, owner=self)

    def _show(self, attachments: Sequence[Attachment]) -> None:
        self.rows.show_rows(attachments)
        self.stack.setCurrentIndex(0 if attachments else 1)
        for part in (self.view, self.save, self.remove, self.note, self.add):
            part.setVisible(bool(attachments))
        if attachments:
            self.table.selectRow(len(attachments) - 1)
        self._picked(self.table.value())

    def _picked(self, value: Any) -> None:
        self.save.setEnabled(value is not None)
        self.remove.setEnabled(value is not None)
        self.view.setEnabled(value is not None and is_viewable(value.name))
        self.view.setToolTip("" if value is None or is_viewable(value.name) else _never_opened())

    # ---- acting -----------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask which files to add."""
        self.attach(names_to_open(self, _("Add files")))

    def attach(self, paths: Sequence[str]) -> None:
        """Put files into the book; say of each that could not be why."""
        self.keeper.attach(paths)

    def open_chosen(self) -> None:
        """Look at the chosen file."""
        self.keeper.open(self.table.value())

    def save_chosen(self) -> None:
        """Save the chosen file."""
        self.keeper.save(self.table.value())

    def remove_chosen(self) -> None:
        """Ask why the chosen file is removed."""
        self._remove(self.table.value())

    def _remove(self, value: Any) -> None:
        from app.gui.dialogs.attachment_remove import RemoveAttachmentDialog

        if value is not None:
            dialog = RemoveAttachmentDialog(self.shop, self.number, value, self.window())
            dialog.accepted.connect(self.refresh)
            dialog.open()

    def _show_wrong(self, sentences: list[str]) -> None:
        self.wrong.setText("\n".join(sentences))
        self.wrong.setVisible(bool(sentences))

    def _fill(self, menu: QMenu, value: Any) -> None:
        menu.setToolTipsVisible(True)
        why_not = "" if is_viewable(value.name) else _never_opened()
        entry_menu.add(menu, pgettext("attachment", "Open"), "eye", partial(self.keeper.open, value), why_not)
        entry_menu.add(menu, _("Save as…"), "save", partial(self.keeper.save, value))
        menu.addSeparator()
        barred = self.shop.desk.bars(Right.ERASE)
        entry_menu.add(menu, _("Remove…"), "remove", partial(self._remove, value), barred)


def _never_opened() -> str:
    return _("Only pictures, PDFs and plain text are opened from here; save it to look at it elsewhere.")


def _size(each: Attachment) -> str:
    for unit, size in (("MB", 1024**2), ("KB", 1024)):
        if each.size >= size:
            return f"{each.size / size:.1f} {unit}"
    return f"{each.size} B"


def _columns() -> list[Column]:
    def added(each: Attachment) -> str:
        moment = each.added_at if each.added_at.tzinfo is not None else each.added_at.replace(tzinfo=UTC)
        return form.date_time(moment.astimezone())

    return [
        Column("name", N_("Name"), lambda each: each.name, stretch=True, tip=lambda each: each.name),
        Column("size", N_("Size"), _size, right=True, width=110),
        Column("added_at", N_("Added"), added, width=160, tone=lambda _each: "mute"),
    ]
