"""The ageing list and a report as they are printed: what shows, on paper, with its sums and page numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.report import TITLES
from app.gui.dialogs.list_paper import ListPaperDialog
from app.i18n import format as form
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.credit.ageing_list import AgeingPage
    from app.core.report import Report
    from app.gui.shop import Shop


class AgeingPaperDialog(ListPaperDialog):
    """The ageing list on paper."""

    def __init__(self, shop: Shop, page: AgeingPage, parent: QWidget | None = None) -> None:
        self.page = page
        on = _("as of {date}").format(date=form.short_date(page.table.on))
        super().__init__(shop, _("Ageing list"), on, parent=parent)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.receivables.pdf, self.page, current().language)

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.receivables.save, self.page, path, current().language)

    def file_name(self) -> str:
        """Propose the day."""
        return f"{self.title.text()} {form.short_date(self.page.table.on)}"


class ReportPaperDialog(ListPaperDialog):
    """A report on paper."""

    def __init__(self, shop: Shop, report: Report, parent: QWidget | None = None) -> None:
        self.report = report
        first, last = report.rows[0].start, report.rows[-1].end
        period = _("{start} to {end}").format(start=form.short_date(first), end=form.short_date(last))
        super().__init__(shop, _(TITLES[report.name]), period, parent=parent)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.reports.pdf, self.report, current().language)

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.reports.save, self.report, path, current().language)

    def file_name(self) -> str:
        """Propose the report's name and its last day."""
        return f"{self.title.text()} {form.short_date(self.report.rows[-1].end)}"
