"""The ageing as a list for paper and files, and its foot as a chart."""

from datetime import date

from app.core.chart import Chart, ChartKind, Series
from app.core.credit.ageing_list import AgeingAsk, AgeingPage, Only
from app.core.credit.buckets import AgeingTable, Basis
from app.core.list_paper import Cell, ListColumn, ListSheet
from app.errors import Message
from app.i18n.mark import N_

_ONLY = {
    Only.OWING: N_("only customers who owe something"),
    Only.OVERDUE: N_("only customers with something overdue"),
    Only.HELD: N_("only customers with prepaid money"),
}


def ageing_sheet(page: AgeingPage) -> ListSheet:
    """Return a page as a list: a row for each customer, and the foot."""
    table = page.table
    overdue = tuple(ListColumn(_days(name), 1.15, money=True) for name in table.names)
    columns = (
        ListColumn(N_("No."), 0.9),
        ListColumn(N_("Name"), 2.2),
        *(ListColumn(head, 1.15, money=True) for head in (N_("Prepaid"), N_("Not due"))),
        *overdue,
        ListColumn(N_("Total"), 1.25, money=True),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row.customer, row.name, row.prepaid, row.current, *row.overdue, row.total) for row in table.rows
    )
    foot = table.foot
    return ListSheet(
        title=Message(N_("Ageing")),
        about=tuple(_about(page.ask, table)),
        columns=columns,
        rows=rows,
        foot=(
            "",
            Message(N_("Customers: {count}"), {"count": foot.customers}),
            *(foot.prepaid, foot.current, *foot.overdue, foot.total),
        ),
        chart=ageing_chart(table),
    )


def ageing_chart(table: AgeingTable) -> Chart:
    """Return the foot as a chart: what is not due, and each column of what is overdue."""
    labels: tuple[Message | str, ...] = (N_("Not due"), *map(_days, table.names))
    return Chart(ChartKind.BARS, labels, (Series(N_("Owed"), (table.foot.current, *table.foot.overdue)),))


def _days(name: str) -> Message:
    return Message(N_("{days} days"), {"days": name.replace("-", "–")})


def _about(ask: AgeingAsk, table: AgeingTable) -> list[Message]:
    by = {
        Basis.DUE: N_("As of {on}, by days past the due date"),
        Basis.DOCUMENT: N_("As of {on}, by days since the document’s date"),
    }
    said = [Message(by[table.basis], _day(table.on))]
    if ask.only in _ONLY:
        said.append(Message(_ONLY[ask.only]))
    if ask.find.strip():
        said.append(Message(N_("found by “{text}”"), {"text": ask.find.strip()}))
    return said


def _day(on: date) -> dict[str, object]:
    return {"on": on}
