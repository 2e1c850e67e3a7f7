"""The queue as a file for a spreadsheet: what is listed, group by group, in its order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.staff.rights import Right
from app.gui.dialogs.entry_menu import add
from app.gui.dialogs.reminder_words import about, rule_name, state_of, ways_text
from app.gui.pages.reminders.model import Head, Line
from app.gui.widgets.save_table import save_table
from app.gui.widgets.table_out import KEYS
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QMenu

    from app.gui.pages.reminders.listing import QueueList
    from app.gui.shop import Shop


class QueueOut(QObject):
    """Exports the list by its menu or by the key of all lists."""

    def __init__(self, shop: Shop, listed: QueueList) -> None:
        super().__init__(listed)
        self._shop, self._list = shop, listed
        QShortcut(QKeySequence(KEYS), listed, self.export).setContext(Qt.ShortcutContext.WidgetShortcut)

    def export(self) -> None:
        """Ask where to and write what is listed."""
        shop = self._shop
        if self._list.rows.rows() and not shop.bars(Right.EXPORT):
            name = _("reminders {date}").format(date=shop.today().isoformat())
            save_table(shop, self._list, name, partial(_write, shop, self.file()))

    def fill(self, menu: QMenu) -> None:
        """Put it into a reminder's menu."""
        menu.addSeparator()
        add(menu, _("Export the list…"), "export", self.export, self._shop.desk.bars(Right.EXPORT), KEYS)

    def file(self) -> ListFile:
        """Return what is listed."""
        columns = (
            FileColumn(pgettext("reminder", "Group")),
            FileColumn(_("No.")),
            FileColumn(_("Name")),
            FileColumn(pgettext("reminder", "Kind")),
            FileColumn(pgettext("reminder", "About")),
            FileColumn(_("Amount"), Kind.MONEY),
            FileColumn(pgettext("reminder", "Days past"), Kind.COUNT),
            FileColumn(pgettext("reminder", "Due on"), Kind.DAY),
            FileColumn(pgettext("reminder", "Way")),
            FileColumn(pgettext("reminder", "State")),
            FileColumn(pgettext("reminder", "Seen to by")),
        )
        with self._shop.whole_days():
            rows = list(self._rows())
        return ListFile(self._list.accessibleName(), columns, rows, self._shop.app.book.decimals)

    def _rows(self) -> Iterator[tuple[Value, ...]]:
        group = ""
        for item in self._list.rows.items:
            match item:
                case Head():
                    group = item.text
                case Line(row=row):
                    yield (
                        *(group, row.customer, row.name, rule_name(row.rule), about(self._shop, row)),
                        *(row.amount or None, row.days, row.due_on, ways_text(row.ways)),
                        *(state_of(row.state).text, row.assigned_to or None),
                    )


def _write(shop: Shop, file: ListFile, path: Path) -> int:
    return shop.app.list_files.save("reminders", path, file)
