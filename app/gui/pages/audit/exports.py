"""What went out of the book: who took which list or whose data, when; and which export a file on this computer is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.gui.dialogs import entry_menu
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.audit.words import export_words, who_words
from app.gui.pages.room import Room
from app.gui.tasks import Lane
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import copy_text
from app.gui.widgets.file_dialogs import documents_folder, name_to_open
from app.gui.widgets.flow import flowing
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.audit import Outgo

LIST, NONE, NOTHING = range(3)


class ExportsRoom(Room):
    """The list, newest first."""

    name = "exports"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        intro = label(
            _("Whatever was saved outside of the book, when and by whom: lists, papers, attachments, customers' data."),
            "mute",
            wrap=True,
        )
        self.known = button(_("Which export is this file?"), icon="search", on=self.choose_file)
        self.out = button(_("Take data out…"), icon="export", on=self.take_out)
        self.said = label("", wrap=True)
        self.said.hide()
        self.table = Table(pgettext("audit", "Exports"))
        self.rows = RowsModel(export_columns(), parent=self)
        self.table.setModel(self.rows)
        self.table.lay_out(self.rows.columns)
        self.table.remember(shop, "exports")
        self.stack = QStackedWidget()
        nothing = Empty(
            "export",
            _("Nothing has gone out"),
            _("Whenever a list, a paper or a customer's data is saved outside of the book, a line comes here."),
        )
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), nothing, QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        head = row(intro, flowing(self.known, self.out), gap=S3)
        head.setStretch(0, 1)
        whole = column(head, self.said, self.stack, gap=S2)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.set_menu(self._fill)

    def reader(self) -> Callable[[], Any]:
        """Return what reads the list."""
        return self.shop.app.audit.outgoes

    def show_found(self, found: Sequence[Outgo]) -> None:
        """Show what went out."""
        self.rows.show_rows(found)
        self.stack.setCurrentIndex(LIST if found else NONE)
        if found:
            self.table.selectRow(0)
        self.known.setEnabled(bool(found))

    def take_out(self) -> None:
        """Go where data is written into files for others."""
        self.shop.place_wanted.emit("settings", "out")

    def choose_file(self) -> None:
        """Ask for a file, and say which export wrote it."""
        chosen = name_to_open(self.window(), _("Which export is this file?"), str(documents_folder()))
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, path: Path) -> None:
        """Say which export wrote a file, if any did and nobody has changed it since."""
        find = partial(self.shop.app.audit.known_file, path)
        self.shop.tasks.run(find, partial(self._answer, path), self.shop.complain, owner=self, lane=Lane.RENDER)

    def _answer(self, path: Path, found: Sequence[Outgo]) -> None:
        if found:
            first = found[-1]
            text = _("“{file}” is what {name} saved on {when}: {what}.")
            words = text.format(
                file=path.name, name=who_words(first.who), when=_moment(first), what=export_words(first.out.what)
            )
            self.table.selectRow(self.rows.rows.index(first) if first in self.rows.rows else 0)
        else:
            words = _("“{file}” is none of these, or was changed after it was saved.").format(file=path.name)
        self.said.setText(words)
        self.said.show()

    def _open(self, value: Any) -> None:
        if value is not None and value.customer:
            self.shop.file_wanted.emit(value.customer)

    def _fill(self, menu: QMenu, value: Any) -> None:
        about = "" if value.customer else _("This line is about no customer.")
        entry_menu.add(menu, _("Open customer file"), "customers", partial(self._open, value), about, "Enter")
        no_file = "" if value.out.sha256 else _("What went out was no file.")
        entry_menu.add(menu, _("Copy the file's SHA-256"), "copy", partial(copy_text, value.out.sha256), no_file)

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()


def export_columns() -> tuple[Column, ...]:
    """Return the columns of the list."""

    def customer(each: Outgo) -> str:
        return f"{each.name}  {each.customer}".strip()

    return (
        Column("when", N_("When"), _moment, width=136, tone=lambda _each: "mute"),
        Column("who", N_("Who"), lambda each: who_words(each.who), width=110),
        Column(
            "what",
            pgettext("export", "What"),
            lambda each: export_words(each.out.what),
            said=True,
            width=190,
            bold=True,
            tip=_digest,
        ),
        Column("form", pgettext("export", "As"), _form, said=True, width=76),
        Column("customer", N_("Customer"), customer, width=180, stretch=True, tip=customer),
        Column(
            "rows",
            pgettext("export", "Rows"),
            lambda each: form.number(each.out.rows, current().language),
            said=True,
            right=True,
            width=90,
        ),
    )


def _form(each: Outgo) -> str:
    words = {"file": "", "copy": pgettext("export", "Copied")}
    return words.get(each.out.form, each.out.form.upper())


def _digest(each: Outgo) -> str:
    return f"SHA-256 {each.out.sha256}" if each.out.sha256 else ""


def _moment(each: Outgo) -> str:
    return form.date_time(each.out.at.astimezone())
