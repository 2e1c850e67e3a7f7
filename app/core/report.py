"""Reports of the shop by month: what is held, owed, earned, how it was paid, and what was given up.

A report has one row for each month of a period, and columns that are accounts of the journal: each figure is the
movement of its accounts in the month, or their balance at its end, so that it ties to the trial balance. A column that
is `part` of another says how much of that one is what: of what is held, what has expired; of what is owed, what is
overdue.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.chart import Chart, ChartKind, Series
from app.core.dates import months_later
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
    tender_account,
)
from app.core.list_paper import ListColumn, ListSheet
from app.core.requests import Tender
from app.errors import Message, refuse
from app.i18n.mark import N_

MAX_MONTHS = 240
"""The longest period of a report, in months."""


class ReportName(StrEnum):
    """The reports there are."""

    HELD = "held"
    OWED = "owed"
    EARNED = "earned"
    TENDERS = "tenders"
    DISCOUNTS = "discounts"
    BREAKAGE = "breakage"
    BAD_DEBTS = "bad_debts"


class Figure(StrEnum):
    """What no account tells by itself: parts of balances."""

    EXPIRED = "expired"
    OVERDUE = "overdue"


class ReportColumn(NamedTuple):
    """A column: its name, its marked title, the accounts it adds up and with which sign; `part` of another column.

    `whole` marks the sum of the columns beside it.
    """

    name: str
    title: str
    accounts: tuple[str, ...] = ()
    sign: int = 1
    part: str = ""
    whole: bool = False


class ReportRow(NamedTuple):
    """A month (its first and its last day that counts) and a value for each column, minor units."""

    start: date
    end: date
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: `balances` says that figures are balances at each row's end; then the foot is the last row's."""

    name: ReportName
    balances: bool
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    foot: tuple[int, ...]

    @property
    def start(self) -> date:
        """The first day."""
        return self.rows[0].start

    @property
    def end(self) -> date:
        """The last day."""
        return self.rows[-1].end


@dataclass(frozen=True, slots=True)
class Overview:
    """The shop at a glance, minor units: what is held and owed at the end of a day, and its month so far.

    `expired` is part of what is held, `overdue` of what is owed. `earned` is sales, interest, fees and breakage,
    `tenders` what came in less what went out, `discounts` what was given up at payments, rounding included.
    """

    on: date
    principal: int
    bonus: int
    passes: int
    expired: int
    owed: int
    overdue: int
    earned: int
    tenders: int
    discounts: int
    breakage: int
    bad_debts: int


# ---- what each report is made of ------------------------------------------------------------------------------------

TITLES: Mapping[ReportName, str] = MappingProxyType(
    {
        ReportName.HELD: N_("Prepaid held"),
        ReportName.OWED: N_("Owed by customers"),
        ReportName.EARNED: N_("Earned"),
        ReportName.TENDERS: N_("Received by way of paying"),
        ReportName.DISCOUNTS: N_("Discounts given"),
        ReportName.BREAKAGE: N_("Breakage"),
        ReportName.BAD_DEBTS: N_("Bad debts"),
    }
)
"""What each report is called."""

_TENDER_TITLES = {
    Tender.CASH: N_("Cash"),
    Tender.BANK: N_("Bank transfer"),
    Tender.WECHAT: N_("WeChat Pay"),
    Tender.ALIPAY: N_("Alipay"),
    Tender.CARD: N_("Bank card"),
    Tender.OTHER: N_("Other tenders"),
}
_TENDER_COLUMNS = tuple(
    ReportColumn(tender.value, _TENDER_TITLES[tender], (tender_account(tender),)) for tender in Tender
)
_TOTAL = "total"
_EARNED = (SALES, INTEREST, FEE, BREAKAGE)

COLUMNS: Mapping[ReportName, tuple[ReportColumn, ...]] = MappingProxyType(
    {
        ReportName.HELD: (
            ReportColumn("principal", N_("Principal"), (PRINCIPAL,), -1),
            ReportColumn("passes", N_("Passes"), (PASS,), -1),
            ReportColumn("bonus", N_("Bonus"), (BONUS,), -1),
            ReportColumn("total", N_("Total"), (PRINCIPAL, PASS, BONUS), -1, whole=True),
            ReportColumn(Figure.EXPIRED.value, N_("of it expired"), part=_TOTAL),
        ),
        ReportName.OWED: (
            ReportColumn("owed", N_("Owed"), (RECEIVABLE,)),
            ReportColumn(Figure.OVERDUE.value, N_("of it overdue"), part="owed"),
        ),
        ReportName.EARNED: (
            ReportColumn("sales", N_("Sales"), (SALES,), -1),
            ReportColumn("interest", N_("Late interest"), (INTEREST,), -1),
            ReportColumn("fees", N_("Fees"), (FEE,), -1),
            ReportColumn("breakage", N_("Breakage"), (BREAKAGE,), -1),
            ReportColumn("total", N_("Total"), _EARNED, -1, whole=True),
        ),
        ReportName.TENDERS: (*_TENDER_COLUMNS, ReportColumn("total", N_("Total"), TENDERS, whole=True)),
        ReportName.DISCOUNTS: (
            ReportColumn("discount", N_("Discount"), (DISCOUNT,)),
            ReportColumn("rounding", N_("Rounding given up"), (ROUNDING,)),
            ReportColumn("total", N_("Total"), (DISCOUNT, ROUNDING), whole=True),
        ),
        ReportName.BREAKAGE: (ReportColumn("breakage", N_("Breakage"), (BREAKAGE,), -1),),
        ReportName.BAD_DEBTS: (ReportColumn("bad_debts", N_("Bad debts"), (BAD_DEBT,)),),
    }
)
"""The columns of each report."""

BALANCES = frozenset({ReportName.HELD, ReportName.OWED})
"""The reports whose figures are balances at the end of each month."""

FIGURES: Mapping[ReportName, Figure] = MappingProxyType(
    {ReportName.HELD: Figure.EXPIRED, ReportName.OWED: Figure.OVERDUE}
)
"""Which part of a balance a report tells as well."""


def months(start: date, end: date) -> tuple[tuple[date, date], ...]:
    """Return the months of a period, each with its first and its last day that counts; refuses one that is none.

    A period begins with the first day of a month: what is counted by month is never half a month at its start.
    """
    if start > end:
        refuse("from", N_("from: {start} lies after {end}."), start=start, end=end)
    first, found = start.replace(day=1), list[tuple[date, date]]()
    while first <= end:
        following = _following(first)
        last = end if following is None else min(following - timedelta(days=1), end)
        found.append((first, last))
        if following is None:
            break
        first = following
        if len(found) > MAX_MONTHS:
            refuse("from", N_("from: a report takes at most {most} months."), most=MAX_MONTHS)
    return tuple(found)


def _following(first: date) -> date | None:
    """Return the first day of the next month; None after the last there is."""
    return None if (first.year, first.month) == (date.max.year, date.max.month) else months_later(first, 1)


def make_report(
    name: ReportName,
    periods: tuple[tuple[date, date], ...],
    moved: Mapping[date, Mapping[str, int]],
    before: Mapping[str, int],
    parts: Mapping[date, int],
) -> Report:
    """Return a report; `moved` has the movement of accounts in each period by its first day, debit positive.

    `before` is what balances were the day before the first period, `parts` the figure no account tells by last days.
    """
    columns, balances = COLUMNS[name], name in BALANCES
    running = dict(before)
    rows: list[ReportRow] = []
    for start, end in periods:
        sums = moved.get(start, {})
        if balances:
            running = {account: running.get(account, 0) + sums.get(account, 0) for account in {*running, *sums}}
            sums = running
        values = tuple(
            parts.get(end, 0) if column.part else column.sign * sum(sums.get(each, 0) for each in column.accounts)
            for column in columns
        )
        rows.append(ReportRow(start, end, values))
    if balances:
        foot = rows[-1].values
    else:
        foot = tuple(sum(row.values[number] for row in rows) for number in range(len(columns)))
    return _without_idle(Report(name, balances, columns, tuple(rows), foot))


def _without_idle(report: Report) -> Report:
    """Leave out ways of paying nobody used in the period: most shops use three of six."""
    if report.name is not ReportName.TENDERS:
        return report
    kept = [
        number
        for number, column in enumerate(report.columns)
        if column.whole or any(row.values[number] for row in report.rows)
    ]
    if len(kept) == 1:
        kept = [0, *kept]
    return Report(
        report.name,
        report.balances,
        tuple(report.columns[number] for number in kept),
        tuple(row._replace(values=tuple(row.values[number] for number in kept)) for row in report.rows),
        tuple(report.foot[number] for number in kept),
    )


# ---- on paper and as a chart ----------------------------------------------------------------------------------------


def report_sheet(report: Report) -> ListSheet:
    """Return a report as a list: a row for each month, and the foot."""
    when = {"start": report.start, "end": report.end}
    about = Message(N_("From {start} to {end}, at the end of each month"), when)
    if not report.balances:
        about = Message(N_("From {start} to {end}, by month"), when)
    return ListSheet(
        title=Message(TITLES[report.name]),
        about=(about,),
        columns=(ListColumn(N_("Month"), 1.1), *(ListColumn(each.title, 1.0, money=True) for each in report.columns)),
        rows=tuple((_through(row), *row.values) for row in report.rows),
        foot=(Message(N_("At the end") if report.balances else N_("Total")), *report.foot),
        carried=not report.balances,
        chart=report_chart(report),
    )


def _through(row: ReportRow) -> str:
    """Return what a row is called: its month, and the day where it does not go to the month's end."""
    following = _following(row.start)
    whole = following is None or row.end == following - timedelta(days=1)
    return f"{row.start:%Y-%m}" if whole else f"{row.start:%Y-%m} (–{row.end:%d})"


def report_chart(report: Report) -> Chart:
    """Return a report as a chart of bars by month, parted by its columns; a part of a column is shown as its part."""
    labels = tuple(f"{row.start:%Y-%m}" for row in report.rows)
    return Chart(ChartKind.STACKED, labels, tuple(_series(report)))


def _series(report: Report) -> Iterator[Series]:
    parts = {column.part: number for number, column in enumerate(report.columns) if column.part}
    for number, column in enumerate(report.columns):
        values = tuple(row.values[number] for row in report.rows)
        if column.whole or (column.part and not _is_stacked(report, column)):
            continue
        if column.name in parts:  # what is left of it stands below its part
            rest = tuple(row.values[number] - row.values[parts[column.name]] for row in report.rows)
            yield Series(N_("Not overdue"), rest)
        elif any(values) or len(report.columns) == 1:
            yield Series(N_("Overdue") if column.name == Figure.OVERDUE else column.title, values)


def _is_stacked(report: Report, column: ReportColumn) -> bool:
    """Whether a part can stand on the rest of its column, which must be one that is drawn."""
    return any(each.name == column.part and not each.whole for each in report.columns)
