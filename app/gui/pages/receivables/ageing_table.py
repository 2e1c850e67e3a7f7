"""The ageing list: its columns, of which there are as many as buckets; the order is the service's business."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent

from app.core.credit.ageing_list import AgeingAsk, AgeingSort
from app.gui import theme
from app.gui.dialogs.receivable_words import bucket_title
from app.gui.models.rows import Column, RowsModel
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from app.core.ageing import AgeingLine
    from app.core.credit.ageing_list import AgeingPage
    from app.core.credit.buckets import Sums
    from app.gui.shop import Shop

LEAST_NAME, LEAST_NARROW, WHOLE_NAME = 150, 104, 210
AMOUNT, BUCKET, TOTAL = 92, 92, 98
PADDING = 32
"""What a figure has around it in a cell."""

SIGN = "▲"
"""Stands at the total of whoever disputes some of it."""

BUCKETS = "bucket "
"""The key of an overdue column begins so; its number follows."""

SORTS = {
    "name": AgeingSort.NAME,
    "prepaid": AgeingSort.PREPAID,
    "current": AgeingSort.CURRENT,
    "total": AgeingSort.TOTAL,
}


class Naming(NamedTuple):
    """How customers and buckets are named: where there is little room, a name there is once goes without its number."""

    narrow: bool = False
    twice: Collection[str] = frozenset()

    def number(self, row: AgeingLine) -> str:
        """Return a customer's number as it stands after the name."""
        return f"  {row.customer}" if not self.narrow or row.name in self.twice else ""

    def customer(self, row: AgeingLine) -> str:
        """Return a customer's name."""
        return row.name + self.number(row)

    def bucket(self, name: str) -> str:
        """Return the title of a bucket."""
        return name.replace("-", "–") if self.narrow else bucket_title(name)


def make_columns(shop: Shop, names: Sequence[str], disputed: Mapping[str, int], naming: Naming) -> tuple[Column, ...]:
    """Return the columns of a list with these buckets."""

    def figure(amount: int) -> str:
        return shop.amount(amount) if amount else shop.nothing()

    def late(at: int, row: AgeingLine) -> str:
        return "owed" if row.overdue[at] else "mute"

    def in_dispute(row: AgeingLine) -> str:
        amount = disputed.get(row.customer, 0)
        return shop.amount(amount) if amount else ""

    def total(row: AgeingLine) -> str:
        return f"{SIGN} {shop.amount(row.total)}" if row.customer in disputed else shop.amount(row.total)

    def dispute(row: AgeingLine) -> str:
        amount = disputed.get(row.customer, 0)
        return _("of it {amount} disputed").format(amount=shop.amount(amount)) if amount else ""

    columns = [
        Column(
            "name",
            N_("Customer"),
            naming.customer,
            stretch=True,
            width=LEAST_NAME,
            tip=Naming().customer,
            tail=naming.number,
        ),
        Column("prepaid", N_("Prepaid"), lambda r: figure(r.prepaid), right=True, width=AMOUNT, tone=_prepaid_tone),
        Column("current", N_("Not due"), lambda r: figure(r.current), right=True, width=AMOUNT, tone=_current_tone),
    ]
    for at, name in enumerate(names):
        text = partial(_overdue, figure, at)
        key = f"{BUCKETS}{at}"
        columns.append(
            Column(key, naming.bucket(name), said=True, text=text, right=True, width=BUCKET, tone=partial(late, at))
        )
    columns.append(Column("total", N_("Total"), total, right=True, width=TOTAL, bold=True, tip=dispute))
    if disputed:
        columns.append(
            Column(
                "disputed",
                pgettext("amount", "Disputed"),
                said=True,
                text=in_dispute,
                right=True,
                width=AMOUNT,
                tone=lambda _r: "soon",
            )
        )
    return tuple(columns)


def foot_columns(shop: Shop, names: Sequence[str], disputed: Mapping[str, int]) -> tuple[Column, ...]:
    """Return the columns of the row of sums."""

    def customers(sums: Sums) -> str:
        text = ngettext("{n} customer", "{n} customers", sums.customers)
        return text.format(n=form.number(sums.customers, current().language))

    def figure(amount: int) -> str:
        return shop.amount(amount) if amount else shop.nothing()

    columns = [
        Column("name", "", customers, tone=lambda _s: "mute"),
        Column("prepaid", "", lambda s: figure(s.prepaid), right=True, bold=True),
        Column("current", "", lambda s: figure(s.current), right=True, bold=True),
    ]
    columns += [
        Column(f"{BUCKETS}{at}", "", partial(_overdue, figure, at), right=True, bold=True, tone=partial(_sum_tone, at))
        for at in range(len(names))
    ]
    columns.append(Column("total", "", lambda s: shop.amount(s.total), right=True, bold=True))
    if disputed:
        every = sum(disputed.values())
        columns.append(Column("disputed", "", lambda _s: shop.amount(every), right=True, bold=True))
    return tuple(columns)


class AgeingTable(Table):
    """A line for each customer with anything in any column, a hundred thousand as lightly as fifty."""

    #: The list is to be sorted anew (`AgeingAsk` has how).
    sort_wanted = Signal(object, int)
    #: Something was typed over the table: it is meant for the filter.
    typed = Signal(str)
    #: The charges behind the line are to be put away (Esc).
    escaped = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__(_("Ageing"))
        self._shop = shop
        self._columns: tuple[Column, ...] = ()
        self._naming = Naming()
        self._page: AgeingPage | None = None
        self.rows = RowsModel((), parent=self)
        self.setModel(self.rows)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(theme.px(56))
        header.sectionClicked.connect(self._title_clicked)
        self.remember(shop, "ageing")

    # ---- rows -------------------------------------------------------------------------------------------------------

    def show_page(self, page: AgeingPage, at: int = 0) -> None:
        """Show an answer, and make a row of it the current one."""
        self._page = page
        counted = Counter(row.name for row in page.table.rows) if self._naming.narrow else {}
        self._naming = Naming(self._naming.narrow, {name for name, count in counted.items() if count > 1})
        columns = make_columns(self._shop, page.table.names, page.disputed, self._naming)
        same = [(each.key, each.title) for each in columns] == [(each.key, each.title) for each in self._columns]
        self._columns = columns
        self.rows.show_table(columns, page.table.rows)
        if not same:
            self.lay_out(columns)
        self._fit_figures(page)
        self._hide()
        self._show_arrow(page.ask)
        self._go_to(at)

    def _go_to(self, at: int) -> None:
        if 0 <= at < self.rows.rowCount():
            index = self.rows.index(at, 0)
            way = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, way)
            self.scrollTo(index)

    def number(self) -> str:
        """Return the number of the current customer, "" while there is none."""
        return str(getattr(self.value(), "customer", ""))

    def bucket_at(self) -> int | None:
        """Return the number of the overdue column that is current, None elsewhere."""
        at = self.currentIndex().column()
        key = self._columns[at].key if 0 <= at < len(self._columns) else ""
        return int(key.removeprefix(BUCKETS)) if key.startswith(BUCKETS) else None

    # ---- order ------------------------------------------------------------------------------------------------------

    def _title_clicked(self, at: int) -> None:
        key = self._columns[at].key
        if key.startswith(BUCKETS):
            self.sort_wanted.emit(AgeingSort.BUCKET, int(key.removeprefix(BUCKETS)))
        elif key in SORTS:
            self.sort_wanted.emit(SORTS[key], 0)

    def _show_arrow(self, ask: AgeingAsk) -> None:
        keys = [column.key for column in self._columns]
        key = f"{BUCKETS}{ask.bucket}" if ask.sort is AgeingSort.BUCKET else ""
        key = key or next((name for name, sort in SORTS.items() if sort is ask.sort), "")
        header = self.horizontalHeader()
        header.setSortIndicatorShown(key in keys)
        order = Qt.SortOrder.DescendingOrder if ask.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(keys.index(key) if key in keys else -1, order)

    # ---- keys and room ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the charges away."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:
        """Narrow the list to what is typed."""
        if text.strip():
            self.typed.emit(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names what the other columns leave."""
        super().resizeEvent(event)
        self._hide()

    def be_narrow(self, *, narrow: bool) -> None:
        """Let names be shorter where there is little room."""
        if narrow != self._naming.narrow:
            self._naming = Naming(narrow)
            if self._page is not None:
                self.show_page(self._page, self.currentIndex().row())

    def _hide(self) -> None:
        """Leave out what is in dispute where names would be cut for it: a sign at the total, and a tooltip, tell it."""
        for at, each in enumerate(self._columns):
            if each.key == "disputed":
                self.showColumn(at)
                others = sum(self.columnWidth(other) for other in range(1, len(self._columns)))
                self.setColumnHidden(at, self.viewport().width() - others < theme.px(WHOLE_NAME))
        self._fit_name()

    def _fit_figures(self, page: AgeingPage) -> None:
        """Let no figure be cut, the largest being the sums."""
        sums, amount = page.table.foot, self._shop.amount
        owed = sums.current + sum(sums.overdue)
        widest = {"prepaid": sums.prepaid, "current": sums.current, "total": -max(owed, -sums.prepaid)}
        widest |= {f"{BUCKETS}{at}": each for at, each in enumerate(sums.overdue)}
        marked = [row.total for row in page.table.rows if row.customer in page.disputed] if page.disputed else [0]
        signed = f"{SIGN} {amount(max(marked, key=abs, default=0))}"
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        with self.laying():
            for at, each in enumerate(self._columns):
                if each.key in widest:
                    texts = [amount(widest[each.key]), signed if each.key == "total" else ""]
                    least = max(map(metrics.horizontalAdvance, texts)) + theme.px(PADDING)
                    self.setColumnWidth(at, max(self.columnWidth(at), least))

    def _fit_name(self) -> None:
        if not self._columns:
            return
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, header.ResizeMode.Interactive)
        others = sum(self.columnWidth(at) for at in range(1, len(self._columns)))
        with self.laying():
            self.setColumnWidth(
                0, max(self.viewport().width() - others, theme.px(LEAST_NARROW if self._naming.narrow else LEAST_NAME))
            )


def _overdue(figure: object, at: int, row: AgeingLine | Sums) -> str:
    return figure(row.overdue[at])  # type: ignore[operator, no-any-return]


def _sum_tone(at: int, sums: Sums) -> str:
    return "owed" if sums.overdue[at] else "mute"


def _prepaid_tone(row: AgeingLine) -> str:
    return "accent" if row.prepaid else "mute"


def _current_tone(row: AgeingLine) -> str:
    return "" if row.current else "mute"
