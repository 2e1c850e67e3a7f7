"""What came into the book from other programs' files: who brought it in, when, with what result; and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.dialogs.intake.run_detail import RunDialog
from app.gui.dialogs.intake.words import number, passed_over, state_name, target_of
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.audit.words import who_words
from app.gui.pages.room import Room
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import copy_text
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.intake import StoredRun

LIST, NONE, NOTHING = range(3)
UNDONE = "undone"


class ImportsRoom(Room):
    """The list, newest first; each can be undone as a whole as long as nothing was built on it."""

    name = "imports"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        intro = label(
            _("Files of other programs whose rows were taken into the book. One can be undone as a whole."),
            "mute",
            wrap=True,
        )
        self.undo = button(_("Undo this import…"), icon="reverse", on=self.undo_chosen)
        self.bring = button(_("Bring data in…"), icon="import", on=self.bring_in)
        guard(shop, Right.IMPORT, self.bring, self.undo)
        self.table = Table(pgettext("audit", "Imports"))
        self.rows = RowsModel(import_columns(), parent=self)
        self.table.setModel(self.rows)
        self.table.lay_out(self.rows.columns)
        self.table.remember(shop, "imports")
        self.stack = QStackedWidget()
        nothing = Empty(
            "import",
            _("Nothing was brought in"),
            _("Customers and balances of another program, or of a spreadsheet, come in by “Bring data in…”."),
        )
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), nothing, QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        head = row(intro, flowing(self.undo, self.bring), gap=S3)
        head.setStretch(0, 1)
        whole = column(head, self.stack, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self.open_run)
        self.table.set_menu(self._fill)
        self._picked(None)

    def reader(self) -> Callable[[], Any]:
        """Return what reads the list."""
        return self.shop.app.intake.imports

    def show_found(self, found: Sequence[StoredRun]) -> None:
        """Show what came in."""
        at = max(self.table.currentIndex().row(), 0)
        self.rows.show_rows(found)
        self.stack.setCurrentIndex(LIST if found else NONE)
        if found:
            self.table.selectRow(min(at, len(found) - 1))
        self._picked(self.table.value())

    def _picked(self, value: Any) -> None:
        self.undo.setEnabled(value is not None and value.state != UNDONE)

    def open_run(self, value: Any) -> None:
        """Show all that is known of an import."""
        RunDialog(self.shop, value, self).open()

    def undo_chosen(self) -> None:
        """Undo the import that is chosen."""
        self._undo(self.table.value())

    def _undo(self, value: Any) -> None:
        if value is not None and value.state != UNDONE and not self.shop.bars(Right.IMPORT):
            from app.gui.dialogs.intake.undo import ask_undo

            ask_undo(self.shop, value.run, value.file, self)

    def bring_in(self) -> None:
        """Open the assistant."""
        from app.gui.dialogs.intake.assistant import bring_in

        bring_in(self.shop, self.window())

    def _fill(self, menu: QMenu, value: Any) -> None:
        why_not = _("This import is undone already.") if value.state == UNDONE else ""
        entry_menu.add(menu, _("Show it…"), "eye", partial(self.open_run, value))
        entry_menu.add(menu, _("Undo this import…"), "reverse", partial(self._undo, value), why_not)
        entry_menu.add(menu, _("Copy the file's SHA-256"), "copy", partial(copy_text, value.sha256))

    def focus_first(self) -> None:
        """Begin in the list, or with the way in where it is empty."""
        (self.table if self.rows.rows else self.bring).setFocus()


def import_columns() -> tuple[Column, ...]:
    """Return the columns of the list."""

    def file(each: StoredRun) -> str:
        return each.file

    def tip(each: StoredRun) -> str:
        text = _("{file}\nSHA-256 {digest}")
        if each.backup:
            text = _("{file}\nSHA-256 {digest}\nBacked up before as {backup}")
        return text.format(file=each.file, digest=each.sha256, backup=each.backup)

    def tone(each: StoredRun) -> str:
        return "mute" if each.state == UNDONE else "" if each.state == "done" else "soon"

    return (
        Column("when", N_("When"), _moment, width=132, tone=lambda _each: "mute"),
        Column("who", N_("Who"), lambda each: who_words(each.who), width=84),
        Column(
            "file",
            pgettext("import", "File"),
            file,
            said=True,
            width=150,
            bold=True,
            stretch=True,
            tip=tip,
            struck=lambda each: each.state == UNDONE,
        ),
        Column("target", pgettext("import", "Brought in as"), target_of, said=True, width=110, tip=target_of),
        Column("rows", pgettext("import", "Rows"), partial(_count, "rows"), said=True, right=True, width=66),
        Column("good", pgettext("import", "Taken in"), partial(_count, "recorded"), said=True, right=True, width=74),
        Column("refused", pgettext("import", "Refused"), partial(_count, "refused"), said=True, right=True, width=74),
        Column("passed", pgettext("import", "Passed over"), _passed, said=True, right=True, width=74),
        Column("state", pgettext("import", "Result"), state_name, said=True, width=96, tone=tone),
    )


def _count(name: str, each: StoredRun) -> str:
    return number(getattr(each.counts, name))


def _passed(each: StoredRun) -> str:
    return number(passed_over(each.counts))


def _moment(each: StoredRun) -> str:
    return form.date_time(each.at.astimezone())
