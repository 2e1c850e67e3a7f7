"""对账: statements by the month: who was sent one, what came back, what changed since; and the way to new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.core.staff.rights import Right
from app.core.statement import Period, month_of
from app.core.statement_reply import MonthRow
from app.errors import CounterbookError
from app.gui import theme
from app.gui.pages.base import Page
from app.gui.pages.statements.banners import Banners
from app.gui.pages.statements.figures import MonthFigures
from app.gui.pages.statements.head import StatementsHead
from app.gui.pages.statements.listing import StatementList
from app.gui.pages.statements.runs import RunActs
from app.gui.pages.statements.scan import ScanField
from app.gui.pages.statements.table import Order
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column, holder
from app.gui.widgets.empty import Empty
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.statement_run import ChangedEntry, IssuedStatement, RunInfo
    from app.services.statement_mail import UnclearStatement


LOW, NARROW = 600, 900
"""A page lower or narrower than this, at the base text size, has no room for what a tooltip can say."""


class News(NamedTuple):
    """What the page shows, read at one go."""

    periods: Sequence[Period]
    period: Period
    statements: Sequence[IssuedStatement]
    month: MonthRow
    unfinished: Sequence[RunInfo]
    changed: Sequence[ChangedEntry]
    unclear: Sequence[UnclearStatement]


class StatementsPage(Page):
    """One period's statements. `restore(period)` shows another one."""

    name = "statements"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self._asked = 0
        self.period: Period | None = None
        self.runs = RunActs(shop, self)
        self.head, self.scan, self.banners = StatementsHead(), ScanField(shop), Banners(shop)
        guard(shop, Right.STATEMENTS, self.head.new)
        self.figures, self.list = MonthFigures(shop), StatementList(shop)
        self._build()
        self._wire()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        none = Empty(
            "statements",
            _("No statements yet"),
            _(
                "Once a month, send each customer a statement of what they owe and what you hold for them. It comes "
                "back signed or sealed, or with what they dispute; here you see who has answered and who has not."
            ),
            (_("New statements…"), self.runs.begin),
        )
        whole = column(self.figures, self.list, gap=S3)
        whole.setStretch(1, 1)
        self.stack = QStackedWidget()
        for part in (holder(whole), none, holder(column())):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(2)
        page = column(self.head, self.scan, self.banners, self.stack, gap=S3, margins=(20, S4, 20, S4))
        page.setStretch(3, 1)
        self.scan.hide()
        self.setLayout(page)

    def _wire(self) -> None:
        self.head.wanted.connect(self.show_period)
        self.head.new_wanted.connect(self.runs.begin)
        self.scan.found.connect(self._reply_to_slip)
        self.list.typed.connect(self.scan.begin)
        self.banners.go_on_wanted.connect(self.runs.go_on)
        self.banners.leave_wanted.connect(self.runs.leave_out)
        self.banners.changed_wanted.connect(self.runs.show_changed)
        self.banners.unclear_wanted.connect(self.runs.show_unclear)
        self.runs.period_wanted.connect(self.show_period)
        for keys, act in (
            ("Ctrl+N", self.runs.begin),
            ("Alt+Left", partial(self.head.step, 1)),
            ("Alt+Right", partial(self.head.step, -1)),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def _reply_to_slip(self, statement: IssuedStatement) -> None:
        """Show the slip's line, record what it says; then the next one may be scanned."""
        self.list.table.choose(statement.no)
        self.list.acts.reply_to(statement).accepted.connect(self.scan.take_focus)

    def show_period(self, period: Period) -> None:
        """Show another period."""
        self.period = period
        self.refresh()

    def refresh(self) -> None:
        """Read the period anew; before any was chosen, the newest one."""
        self._asked += 1
        read = partial(_read, self.shop, self.period)
        self.shop.tasks.run(read, partial(self._show, self._asked), self._not_read, owner=self)

    def _show(self, asked: int, news: News) -> None:
        if asked != self._asked:
            return
        self.runs.changed = news.changed
        self.head.show_periods(news.periods, news.period)
        self.list.month.period = news.period
        self.figures.show_month(news.month, news.statements)
        self.list.show_statements(news.statements)
        self.banners.show_news(news.unfinished, len(news.changed), len(news.unclear))
        self.stack.setCurrentIndex(0 if news.statements else 1)
        first = bool(news.periods) and self.scan.isHidden()
        self.scan.setVisible(bool(news.periods))
        if first and self.head.new.hasFocus():
            self.focus_first()  # it had the cursor before anything was known

    def _not_read(self, error: CounterbookError) -> None:
        self.shop.complain(error)

    # ---- the window -------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Read anew each time: runs are made by other programs too, at night or on another till."""
        self._stale = True
        super().arrive()

    def focus_first(self) -> None:
        """Begin where a slip is scanned, or with the first step."""
        (self.scan.field if self.scan.isVisible() else self.head.new).setFocus()

    def state(self) -> object:
        """Return the period that shows, and how the list is narrowed and sorted."""
        return self.period, self.list.state.value(), self.list.text.text(), self.list.table.order

    def restore(self, state: object) -> None:
        """Show a period, or what another page showed."""
        match state:
            case (Period() | None as period, str() as shown, str() as text, Order() as order):
                self.period = period
                self.list.show_filter(shown, text)
                self.list.table.sort_by(order)
                self.refresh()
            case Period():
                self.show_period(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room there is to the list."""
        super().resizeEvent(event)
        self.figures.be_short(short=self.height() < theme.px(LOW))
        wide = self.width() >= theme.px(NARROW)
        self.list.acts.show_hints(shown=wide)
        self.head.new.show_hint(shown=wide)

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(320), theme.px(240))


def _read(shop: Shop, wanted: Period | None) -> News:
    """Read everything the page shows; before any run the last finished month is proposed."""
    runs, replies = shop.app.statement_runs, shop.app.statement_replies
    periods = runs.periods()
    last_month = month_of(shop.today().replace(day=1) - timedelta(days=1))
    period = wanted if wanted is not None else periods[0] if periods else last_month
    unclear = shop.app.sending.unclear_statements()
    return News(
        periods, period, runs.issued(period), replies.month(period), runs.unfinished(), runs.changed_since(), unclear
    )
