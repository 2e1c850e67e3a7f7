"""账龄: what everybody owes by age as of any day, asked for by a line of fields, with the sums as figures and bars."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.credit.ageing_list import AgeingAsk, Only
from app.gui.pages.receivables.ageing_out import AgeingOut, last_days
from app.gui.pages.receivables.ageing_view import AgeingView
from app.gui.pages.receivables.ask_bar import AskBar
from app.gui.pages.receivables.room import Room
from app.gui.pages.receivables.summary import Summary
from app.gui.theme import S2
from app.gui.widgets.basics import column
from app.gui.widgets.empty import Empty
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.credit.ageing_list import AgeingPage
    from app.gui.shop import Shop

LIST, NOBODY, NO_MATCH, NOTHING = range(4)


class Found(NamedTuple):
    """An answer, and in which row of it the customer stands who was current."""

    page: AgeingPage
    at: int


class AgeingRoom(Room):
    """The question, what it comes to, and the list."""

    name = "ageing"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self._low = False
        self.bar, self.summary, self.view = AskBar(shop), Summary(shop), AgeingView(shop)
        self.out = AgeingOut(shop, self)
        self.table, self.acts = self.view.table, self.view.acts
        self.table.way_out = self.out.export.click
        self._build()
        self._wire()

    def _build(self) -> None:
        nobody = Empty(
            "receivables",
            _("Nobody owes anything"),
            _(
                "Sales on account appear here by their age, and what you hold for customers beside them. As of an "
                "earlier day the list is as it was then."
            ),
        )
        no_match = Empty(
            "filter",
            _("Nobody matches"),
            _("No customer has all that the filter asks for."),
            (_("Clear the filter"), self.bar.ask_nothing),
        )
        self.stack = QStackedWidget()
        for part in (self.view, nobody, no_match, QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        whole = column(self.summary, self.bar, self.stack, gap=S2)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.bar.changed.connect(self.refresh)
        self.bar.buckets_wanted.connect(self.out.choose_buckets)
        self.out.buckets_chosen.connect(self.bar.choose_buckets)
        self.view.looking.connect(self._share)
        self.table.sort_wanted.connect(self.bar.sort)
        self.table.typed.connect(self._narrow)
        for key in ("Down", "Return"):
            into = QShortcut(QKeySequence(key), self.bar.text, self._into_table)
            into.setContext(Qt.ShortcutContext.WidgetShortcut)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def reader(self) -> Callable[[], Any]:
        """Return what reads the list."""
        return partial(_read, self.shop, self.bar.ask(), self.table.number())

    def show_found(self, found: Found) -> None:
        """Show the list."""
        page = found.page
        table, ask = page.table, page.ask
        self.out.show_page(page)
        self.view.show_page(page, found.at)
        self.bar.show_buckets(last_days(table.names))
        narrowed = bool(ask.find) or ask.only is not Only.ALL
        self.stack.setCurrentIndex(LIST if table.rows else NO_MATCH if narrowed else NOBODY)
        self._share()
        self.summary.show_page(page)

    # ---- the room there is ------------------------------------------------------------------------------------------

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave the chart out where there is little room, and the keys on the buttons."""
        self._low = low
        self.view.be_small(narrow=narrow, low=low)
        self.bar.be_narrow(narrow=narrow)
        self._share()

    def _share(self) -> None:
        """Give the room there is to what is looked at: the chart goes first."""
        listed = self.stack.currentIndex() == LIST
        looking = listed and not self.view.behind.isHidden()
        self.summary.setVisible(listed and not self._low and not looking)
        self.bar.setVisible(not (self._low and looking))

    # ---- keys and state ---------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin in the list."""
        (self.table if self.table.rows.rowCount() else self.bar.text).setFocus()

    def _narrow(self, text: str) -> None:
        self.bar.text.setFocus()
        self.bar.text.setText(text)

    def _into_table(self) -> None:
        self.bar.now()
        self.table.setFocus()

    def state(self) -> AgeingAsk:
        """Return what is asked for."""
        return self.bar.ask()

    def restore(self, state: object) -> None:
        """Ask for what another page asked for."""
        if isinstance(state, AgeingAsk):
            self.bar.show_ask(state)
            self.forget()


def _read(shop: Shop, ask: AgeingAsk, number: str) -> Found:
    """Read the list; where the current customer is now is looked for here, not while the window waits."""
    page = shop.app.receivables.ageing(ask)
    rows = enumerate(page.table.rows) if number else ()
    return Found(page, next((at for at, row in rows if row.customer == number), 0))
