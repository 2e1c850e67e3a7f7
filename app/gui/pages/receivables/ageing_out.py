"""What is done with the ageing list as a whole: other age groups, a file for a spreadsheet, a paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.staff.rights import Right
from app.gui.widgets.basics import button
from app.gui.widgets.guard import guard
from app.gui.widgets.save_table import save_table
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.credit.ageing_list import AgeingPage
    from app.gui.shop import Shop


class AgeingOut(QObject):
    """Buttons for what leaves the page, over the list that shows (`page`)."""

    #: Other buckets are chosen (their last days).
    buckets_chosen = Signal(tuple)

    def __init__(self, shop: Shop, view: QWidget) -> None:
        super().__init__(view)
        self._shop, self._view = shop, view
        self.page: AgeingPage | None = None
        self.export = button(_("Export…"), "quiet", icon="export", on=self.export_list)
        guard(shop, Right.EXPORT, self.export)
        self.print = button(_("Print…"), "quiet", icon="print", on=self.print_list, tip=_("Print…  Ctrl+P"))

    def show_page(self, page: AgeingPage) -> None:
        """Take the list that shows."""
        self.page = page
        for made in (self.export, self.print):
            made.setEnabled(bool(page.table.rows))

    def choose_buckets(self) -> None:
        """Count by other buckets."""
        from app.gui.dialogs.buckets import BucketsDialog

        if self.page is not None:
            dialog = BucketsDialog(self._shop, last_days(self.page.table.names), self._view.window())
            dialog.chosen.connect(self.buckets_chosen)
            dialog.open()

    def export_list(self) -> None:
        """Write what is listed into a file a spreadsheet opens."""
        page = self.page
        if page is not None and page.table.rows:
            name = _("ageing {date}").format(date=page.table.on.isoformat())
            save_table(self._shop, self._view, name, partial(self._write, page, current().language))

    def _write(self, page: AgeingPage, language: str, path: Path) -> int:
        return self._shop.app.receivables.export(page, path, language)

    def print_list(self) -> None:
        """Show what is listed as it is printed."""
        from app.gui.dialogs.credit_lists import AgeingPaperDialog

        if self.page is not None and self.page.table.rows:
            AgeingPaperDialog(self._shop, self.page, self._view.window()).open()


def last_days(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the last days of buckets by their names: all but the last have one."""
    return tuple(int(name.partition("-")[2]) for name in names[:-1])
