"""The shop by month: prepaid held, owed, earned, tenders, discounts, breakage, bad debts; on paper and in files."""

from datetime import date
from pathlib import Path

from app.core.chart import ChartLook
from app.core.items import ItemKind
from app.core.journal import (
    BAD_DEBT,
    BONUS,
    BREAKAGE,
    DISCOUNT,
    FEE,
    INTEREST,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    ROUNDING,
    SALES,
    TENDERS,
)
from app.core.report import (
    BALANCES,
    FIGURES,
    TITLES,
    Overview,
    Report,
    ReportName,
    make_report,
    months,
    report_chart,
    report_sheet,
)
from app.core.staff.rights import Act
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.list_files import save_list
from app.services.list_papers import ListShop, drawn_chart, drawn_list, list_file, shop_of
from app.services.rights import allow
from app.storage import reports as stored
from app.storage import views
from app.storage.ageing import ageing_of
from app.storage.store import Store

__all__ = ["TITLES", "Overview", "Report", "ReportName", "Reports"]


class Reports:
    """The door to the reports, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def report(self, name: ReportName, start: date, end: date) -> Report:
        """Return a report by month from the month of a day to a day; refuses a period that is none."""
        allow(self._store, self._around, Act.SEE_REPORTS)
        periods = months(start, end)
        first, last = periods[0][0], periods[-1][1]
        with self._store.read() as session:
            moved = stored.moved_by_month(session, first, last)
            before = stored.balances_before(session, first) if name in BALANCES else {}
            figure = FIGURES.get(name)
            parts = {} if figure is None else stored.parts_at(session, figure, [each for _, each in periods])
        return make_report(name, periods, moved, before, parts)

    def overview(self, on: date | None = None) -> Overview:
        """Return the shop at a glance: what is held and owed at the end of a day, and the day's month so far."""
        allow(self._store, self._around, Act.SEE_REPORTS)
        day = on or self._around.today()
        with self._store.read() as session:
            balances = views.account_sums(session, None, day)
            month = views.account_sums(session, day.replace(day=1), day)
            expired = stored.parts_at(session, FIGURES[ReportName.HELD], [day])[day]
            found = ageing_of(session, day)
            overdue = sum(each.amount for each in found.holdings if each.due < day and each.kind is ItemKind.CHARGE)
        return Overview(
            on=day,
            principal=-balances.get(PRINCIPAL, 0),
            bonus=-balances.get(BONUS, 0),
            passes=-balances.get(PASS, 0),
            expired=expired,
            owed=balances.get(RECEIVABLE, 0),
            overdue=overdue,
            earned=-sum(month.get(each, 0) for each in (SALES, INTEREST, FEE, BREAKAGE)),
            tenders=sum(month.get(each, 0) for each in TENDERS),
            discounts=month.get(DISCOUNT, 0) + month.get(ROUNDING, 0),
            breakage=-month.get(BREAKAGE, 0),
            bad_debts=month.get(BAD_DEBT, 0),
        )

    # ---- on screen, on paper, in files ------------------------------------------------------------------------------

    def chart(self, report: Report, look: ChartLook, language: str) -> str:
        """Return a report as a chart by month, in SVG."""
        return drawn_chart(report_chart(report), look, self._shop(), language)

    def pdf(self, report: Report, language: str) -> bytes:
        """Return a report as PDF, on A4, with its chart."""
        return drawn_list(report_sheet(report), self._shop(), language, self._around.today())

    def save(self, report: Report, path: Path, language: str) -> None:
        """Write the PDF of a report into a file, whole or not at all; refused when that cannot be written."""
        said = NewExport("report", "pdf", len(report_sheet(report).rows))
        write_noted(self._store, self._around, path, [self.pdf(report, language)], lambda: said)

    def export(self, report: Report, path: Path, language: str) -> int:
        """Write a report to a file for spreadsheets and return its months; refused when it cannot be written.

        A file called `.xlsx` becomes a workbook, any other CSV.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        file = list_file(report_sheet(report), self._shop(), language)
        return save_list(self._store, self._around, path, file, "report")

    def _shop(self) -> ListShop:
        with self._store.read() as session:
            return shop_of(session)
