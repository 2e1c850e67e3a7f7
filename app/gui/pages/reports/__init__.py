"""报表: what the shop holds, is owed, has earned, and how, month by month; every figure ties to the trial balance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.report import TITLES, ReportName
from app.core.staff.rights import Right
from app.gui import theme
from app.gui.pages.base import Page
from app.gui.pages.reports.figures import Figures
from app.gui.pages.reports.period import Months, PeriodBar, last_months
from app.gui.pages.reports.sheet import ReportSheet
from app.gui.theme import S3, S4
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import Choices
from app.gui.widgets.guard import guard
from app.gui.widgets.save_table import save_table
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.core.report import Report
    from app.errors import CounterbookError
    from app.gui.shop import Shop

LOW, NARROW = 600, 900
"""A page lower than this, at the base text size, shows no chart and no figures of today."""

SHEET, NONE, NOTHING = range(3)


class ReportsPage(Page):
    """One report over a period. `restore(name)` shows another one."""

    name = "reports"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self._asked = 0
        self.report: Report | None = None
        self.choice: Choices = Choices([(name, _(TITLES[name])) for name in ReportName])
        self.period = PeriodBar(shop)
        self.figures, self.sheet = Figures(shop), ReportSheet(shop)
        self.export = button(_("Export…"), "quiet", icon="export", on=self.export_report)
        guard(shop, Right.EXPORT, self.export)
        self.sheet.table.way_out = self.export.click
        self.print = button(_("Print…"), "quiet", icon="print", on=self.print_report, tip=_("Print…  Ctrl+P"))
        self._build()
        self.choice.changed.connect(self.read_report)
        self.period.changed.connect(self.read_report)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_report)

    def _build(self) -> None:
        none = Empty(
            "reports",
            _("Nothing in this period"),
            _("Once entries are recorded, their months add up here. Another period may have some."),
        )
        self.stack = QStackedWidget()
        for part in (self.sheet, none, QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        head = row(label(_("Reports"), "title"), None, self.export, self.print, gap=S3)
        asked = column(self.choice, self.period, gap=theme.S2)
        whole = column(head, self.figures, holder(asked), self.stack, gap=S3, margins=(20, S4, 20, S4))
        whole.setStretch(3, 1)
        self.setLayout(whole)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the report chosen anew, and the figures of today after it: no other report changes those."""
        self.read_report()
        overview = self.shop.app.reports.overview
        self.shop.tasks.run(overview, self.figures.show_overview, self.shop.complain, owner=self)

    def read_report(self) -> None:
        """Read the report chosen."""
        self._asked += 1
        read = partial(_read, self.shop, self.choice.value(), self.period.months())
        self.shop.tasks.run(read, partial(self._show, self._asked), self._not_read, owner=self)

    def _show(self, asked: int, report: Report) -> None:
        if asked != self._asked:
            return
        self.report = report
        self.sheet.show_report(report)
        empty = not any(any(line.values) for line in report.rows)
        self.stack.setCurrentIndex(NONE if empty else SHEET)
        for made in (self.export, self.print):
            made.setEnabled(not empty)

    def _not_read(self, error: CounterbookError) -> None:
        if not self.period.complain(error):
            self.shop.complain(error)

    # ---- what can be done -------------------------------------------------------------------------------------------

    def export_report(self) -> None:
        """Write what shows into a file a spreadsheet opens."""
        report = self.report
        if report is not None and self.export.isEnabled():
            name = f"{_(TITLES[report.name])} {report.rows[-1].end.isoformat()}"
            write = partial(self.shop.app.reports.export, report)
            save_table(self.shop, self, name, lambda path: write(path, current().language))

    def print_report(self) -> None:
        """Show what shows as it is printed."""
        from app.gui.dialogs.credit_lists import ReportPaperDialog

        if self.report is not None and self.print.isEnabled():
            ReportPaperDialog(self.shop, self.report, self.window()).open()

    def show_named(self, name: ReportName) -> None:
        """Show another report."""
        self.choice.set_value(name)
        if self.focusWidget() in self.choice.buttons():
            self.choice.setFocus()  # the cursor stays on the report that shows
        self.read_report()

    # ---- the page ---------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin where reports are chosen: the arrow keys go from one to the next."""
        self.choice.setFocus()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [(_report_command(name), "reports", partial(self._go, name), "") for name in ReportName]

    def _go(self, name: ReportName) -> None:
        self.shop.page_wanted.emit(self.name)
        self.show_named(name)

    def state(self) -> object:
        """Return which report shows, and for which months."""
        return self.choice.value(), self.period.state()

    def restore(self, state: object) -> None:
        """Show a report, or what another page showed."""
        match state:
            case (ReportName() as name, (str() as preset, Months() as months)):
                self.period.show_months(preset, months)
                self.show_named(name)
            case ReportName() | str():
                self.show_named(ReportName(state))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room there is to the figures."""
        super().resizeEvent(event)
        low = self.height() < theme.px(LOW)
        self.figures.setHidden(low)
        self.sheet.be_low(low=low)

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(320), theme.px(240))


def _read(shop: Shop, name: ReportName, months: Months | None) -> Report:
    start, end = months if months is not None else last_months(shop.today())
    return shop.app.reports.report(name, start, end)


def _report_command(name: ReportName) -> str:
    """Return the marked title of a report, as the search box lists it."""
    return TITLES[name]
