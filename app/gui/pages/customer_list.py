"""The list of all customers: narrowed, sorted, as lightly with a hundred thousand as with fifty.

Which customers match, and in what order, is one question to the service; it answers with their ids. Their rows are read
page by page as they are drawn. An answer to a question asked before the last one is dropped.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.core.customer_list import CustomerFilter, SortKey
from app.gui.models.paged import PAGE
from app.gui.pages.customer_filters import SavedFilters
from app.gui.pages.customer_table import CustomerTable
from app.gui.pages.customer_tools import ListTools
from app.gui.shop import Shop
from app.gui.theme import S3, S4, mark
from app.gui.widgets.basics import Card, KeyButton, button, column, holder, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.filter_bar import FilterBar
from app.gui.widgets.flow import Flow
from app.gui.widgets.takes_files import TakesFiles
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.core.customer_list import CustomerRow

AFTER_MS = 200
"""When what may be chosen to narrow by is asked for, after the list: it takes as long as ten lists."""


class ListState(NamedTuple):
    """What the list shows."""

    filter: CustomerFilter = CustomerFilter()
    sort: SortKey = SortKey.NO
    descending: bool = False
    #: The id of the customer who is current, 0 for none.
    current: int = 0


class Answer(NamedTuple):
    """What the service said: who matches, and the rows that will show first."""

    ids: array[int]
    rows: Sequence[CustomerRow]


class CustomerListView(TakesFiles):
    """Filter, table, and what can be done with the list. Tables of other programs may be dropped on it."""

    #: A customer's file is wanted.
    file_wanted = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._asked = 0
        self._current = 0
        self.table = CustomerTable(shop)
        self.tools = ListTools(shop, self.table, self)
        beside = Flow()
        self.bar = FilterBar(holder(beside))
        self.saved = SavedFilters(shop, self.bar, self.table, self)
        for made in (self.saved.button, *self.tools.buttons):
            beside.addWidget(made)
        self.count = label("", "mute")
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.none = button(_("Choose none"), "link", on=partial(self.table.choose_everything, chosen=False))
        self.none.hide()
        self._build()
        self._wire()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.new = KeyButton(_("New customer"), "Ctrl+N", "primary", self.new_customer)
        head = row(label(_("Customers"), "title"), self.count, self.none, None, self.new, gap=S3)
        nobody = Empty(
            "customers",
            _("No customers yet"),
            _("A customer's file holds who they are, what you hold for them and what they owe."),
            (_("New customer"), self.new_customer),
            (_("Bring data in…"), self.tools.bring_in),
        )
        no_match = Empty(
            "filter",
            _("Nobody matches"),
            _("No customer has all that the filter asks for."),
            (_("Clear the filter"), self.bar.clear),
        )
        self.stack = QStackedWidget()
        for page in (Card(column(self.table, margins=(1, 1, 1, 1))), no_match, nobody, QWidget()):
            self.stack.addWidget(page)
        self.stack.setCurrentIndex(3)
        whole = column(head, self.bar, self.stack, gap=S3, margins=(20, S4, 20, S4))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.bar.changed.connect(self.ask)
        self.dropped.connect(self.tools.bring_in)
        self.table.opened.connect(self._open)
        self.table.typed.connect(self._narrow)
        self.table.everything_changed.connect(self._show_count)
        self.table.set_menu(self.tools.fill)
        self.tools.file_wanted.connect(self.file_wanted)
        self.table.sort_changed.connect(self.ask)
        QShortcut(QKeySequence("Ctrl+N"), self, self.new_customer)
        for key in ("Down", "Return"):
            into = QShortcut(QKeySequence(key), self.bar.text, self._into_table)
            into.setContext(Qt.ShortcutContext.WidgetShortcut)

    # ---- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew, and a little later, for neither list nor search shall wait, the tiers and tags."""
        self.ask()
        QTimer.singleShot(AFTER_MS, self, self._ask_choices)

    def _ask_choices(self) -> None:
        service = self.shop.app.customer_list
        self.shop.tasks.run(lambda: (service.tiers(), service.tags()), self._offer, self.shop.complain, owner=self)

    def _offer(self, choices: tuple[Sequence[str], Sequence[str]]) -> None:
        tiers, tags = choices
        self.bar.set_tiers(tiers)
        self.bar.set_tags(tags)

    def ask(self) -> None:
        """Read who matches what is asked for now."""
        self._asked += 1
        service, wanted = self.shop.app.customer_list, self.bar.filter()
        sort, descending = self.table.sort, self.table.descending

        def ask() -> Answer:
            ids = array("q", service.find(wanted, sort, descending))
            return Answer(ids, service.rows(ids[:PAGE]))

        self.shop.tasks.run(ask, partial(self._show, self._asked), self.shop.complain, owner=self)

    def _show(self, asked: int, answer: Answer) -> None:
        if asked != self._asked:
            return
        ids = answer.ids
        self.table.show_ids(ids, self._current, answer.rows)
        self._current = 0
        unfiltered = self.bar.filter() == CustomerFilter()
        self.stack.setCurrentIndex(0 if ids else 2 if unfiltered else 1)
        self._show_count()

    def _show_count(self, *_args: object) -> None:
        count = len(self.table.rows.ids())
        everything = self.table.everything
        text = _("All {n} chosen") if everything else ngettext("{n} customer", "{n} customers", count)
        mark(self.count, "strong-accent" if everything else "mute")
        self.count.setText(text.format(n=f"{count:,}"))
        self.none.setVisible(self.table.everything)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def new_customer(self) -> None:
        """Make a new customer, whose file then opens."""
        from app.gui.dialogs.customer import NewCustomerDialog

        dialog = NewCustomerDialog(self.shop, self)
        dialog.made.connect(self.file_wanted)
        dialog.open()

    def _open(self, value: CustomerRow) -> None:
        self.file_wanted.emit(value.no)

    def _narrow(self, text: str) -> None:
        self.bar.text.setFocus()
        self.bar.text.setText(text)
        self.bar.text.textEdited.emit(text)

    def _into_table(self) -> None:
        self.bar.now()
        self.table.setFocus()

    # ---- what is remembered -----------------------------------------------------------------------------------------

    def state(self) -> ListState:
        """Return what the list shows."""
        table = self.table
        return ListState(self.bar.filter(), table.sort, table.descending, table.current_id())

    def restore(self, state: ListState) -> None:
        """Show what another list showed."""
        self.bar.show_filter(state.filter)
        self._current = state.current
        self.table.sort_by(state.sort, descending=state.descending)

    def focus_first(self) -> None:
        """Go to the table, or, where it is empty, to what can be done about that."""
        (self.table if self.table.rows.rowCount() else self.bar.text).setFocus()
