"""A report: its chart, its months, and the row of sums that stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.report import ReportName
from app.core.statement import Period
from app.gui import theme
from app.gui.dialogs.statement_words import period_name
from app.gui.models.rows import Column, RowsModel
from app.gui.tasks import Lane
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, column
from app.gui.widgets.chart_look import look_for
from app.gui.widgets.drawing import Drawing
from app.gui.widgets.foot_row import FootRow
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from app.core.report import Report, ReportRow
    from app.errors import CounterbookError
    from app.gui.shop import Shop

CHART = 136
MONTH, LEAST, ROW = 128, 96, 30


class ReportSheet(QWidget):
    """Shows one report; the chart is drawn for the room it has."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._asked = 0
        self._words = ""
        self.report: Report | None = None
        self.chart = Drawing(_("The report as a chart"), CHART)
        self.drawn = Card(column(self.chart, margins=(S4, S3, S4, S3)))
        self.table = ReportTable()
        self.foot = FootRow(self.table, _("Sums"))
        table = column(self.table, self.foot, gap=0, margins=(1, 1, 1, 1))
        table.setStretch(0, 1)
        whole = column(self.drawn, Card(table), gap=S3)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.chart.wanted.connect(self._draw)

    def show_report(self, report: Report) -> None:
        """Show a report."""
        self.report = report
        columns = make_columns(self._shop, report)
        self.table.show_report(columns, report.rows)
        self.foot.show_sums(foot_columns(self._shop, report), report.foot)
        balances = _("Balances at the end of each month; the last line is as of the last day.")
        flows = _("What was recorded in each month; the last line is the whole period.")
        self._words = balances if report.balances else flows
        self.table.setToolTip(self._words)
        self.table.setAccessibleDescription(self._words)
        self._draw()

    def be_low(self, *, low: bool) -> None:
        """Show no chart where there is little room."""
        self.drawn.setHidden(low)
        if not low:
            self._draw()

    def _draw(self) -> None:
        report = self.report
        if report is None or self.drawn.isHidden() or self.chart.width() < theme.px(80):
            return
        self._asked += 1
        t = theme.tokens()
        colours = (t.accent, t.owed) if report.name is ReportName.OWED else ()
        look = look_for(self.chart, colours)
        draw = partial(self._shop.app.reports.chart, report, look, current().language)
        done = partial(self._drawn, self._asked)
        self._shop.tasks.run(draw, done, self._not_drawn, owner=self, lane=Lane.RENDER)

    def _drawn(self, asked: int, svg: str) -> None:
        if asked == self._asked:
            self.chart.show_drawing(svg.encode(), self._words)

    def _not_drawn(self, error: CounterbookError) -> None:
        self._shop.complain(error)


class ReportTable(Table):
    """A line for each month; its columns share the room evenly."""

    def __init__(self) -> None:
        super().__init__(_("Months"))
        self.rows = RowsModel((), parent=self)
        self.setModel(self.rows)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))

    def show_report(self, columns: Sequence[Column], rows: Sequence[ReportRow]) -> None:
        """Show other months in other columns, the newest in sight."""
        self.rows.show_table(columns, rows)
        self._share()
        if rows:
            self.setCurrentIndex(self.rows.index(len(rows) - 1, 0))
            self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        count = self.rows.columnCount()
        if not count:
            return
        header = self.horizontalHeader()
        month = max(theme.px(MONTH), self.sizeHintForColumn(0))
        room = self.viewport().width() - month
        for at in range(1, count):
            least = max(theme.px(LEAST), header.sectionSizeHint(at))
            self.setColumnWidth(at, max(room // max(count - 1, 1), least))
        others = sum(self.columnWidth(at) for at in range(1, count))
        self.setColumnWidth(0, max(self.viewport().width() - others, month))


def make_columns(shop: Shop, report: Report) -> tuple[Column, ...]:
    """Return the columns of a report's months."""
    columns = [Column("month", N_("Month"), _month, tip=_period)]
    for at, each in enumerate(report.columns):
        tone = _part_tone if each.part else None
        columns.append(Column(each.name, each.title, partial(_value, shop, at), right=True, tone=tone))
    return tuple(columns)


def foot_columns(shop: Shop, report: Report) -> tuple[Column, ...]:
    """Return the columns of the row of sums."""
    words = pgettext("report", "At the end") if report.balances else pgettext("report", "Together")
    columns = [Column("month", "", lambda _foot: words, tone=_part_tone)]
    for at, each in enumerate(report.columns):
        text = partial(_sum, shop, at)
        columns.append(Column(each.name, "", text, right=True, bold=True, tone=_part_tone if each.part else None))
    return tuple(columns)


def _month(line: ReportRow) -> str:
    """Return a month, with its last day where it is not over."""
    name = form.month(line.start, current().language)
    if Period(line.start, line.end).month:
        return name
    return _("{month}, to {date}").format(month=name, date=form.short_date(line.end)[5:])


def _period(line: ReportRow) -> str:
    return period_name(Period(line.start, line.end))


def _value(shop: Shop, at: int, line: ReportRow) -> str:
    return shop.amount(line.values[at]) if line.values[at] else shop.nothing()


def _sum(shop: Shop, at: int, foot: tuple[int, ...]) -> str:
    return shop.amount(foot[at]) if foot[at] else shop.nothing()


def _part_tone(_line: Any) -> str:
    return "mute"
