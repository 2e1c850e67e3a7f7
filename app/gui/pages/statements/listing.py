"""The list of a period's statements: narrowed by state and text, with what can be done with those chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.statement_reply import Outcome
from app.gui import theme
from app.gui.dialogs.statement_words import is_silent, state_of
from app.gui.pages.statements.acts import StatementActs
from app.gui.pages.statements.month_acts import MonthActs
from app.gui.pages.statements.table import StatementTable
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, column, holder, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import Choices, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement

ALL, SILENT, CONFIRMED, DISPUTED, CHANGED, UNPRINTED = "", "silent", "confirmed", "disputed", "changed", "unprinted"

MATCHES: Mapping[str, Callable[[IssuedStatement], bool]] = MappingProxyType(
    {
        ALL: lambda _row: True,
        SILENT: lambda row: is_silent(row.outcome),
        CONFIRMED: lambda row: row.outcome == Outcome.CONFIRMED,
        DISPUTED: lambda row: row.outcome == Outcome.DISPUTED,
        CHANGED: lambda row: bool(row.changed),
        UNPRINTED: lambda row: not row.copies,
    }
)
"""What of the list each state shows."""


class StatementList(QWidget):
    """Filter, buttons, table."""

    #: Something was typed over the table: it is meant for the scan field.
    typed = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.statements: list[IssuedStatement] = []
        self.table = StatementTable(shop)
        self.month = MonthActs(shop, self, self.table.chosen, lambda: self.table.rows.rows)
        self.acts = StatementActs(shop, self, self.table.chosen, self.month)
        self.text = LineEdit(hint=_("Customer or number"))
        self.text.setAccessibleName(_("Narrow the list"))
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(theme.px(200))
        self.text.setMaximumWidth(theme.px(240))
        self.text.addAction(theme.icon("filter", theme.tokens().mute), LineEdit.ActionPosition.LeadingPosition)
        self.state: Choices = Choices(self._states())
        self.count = label("", "strong-accent")
        self._build()
        self._wire()

    def _build(self) -> None:
        no_match = Empty(
            "filter",
            _("No statement matches"),
            _("None of this period's statements is as the filter asks."),
            (_("Clear the filter"), self.clear_filter),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(Card(column(self.table, margins=(1, 1, 1, 1))))
        self.stack.addWidget(no_match)
        narrow = row(self.text, holder(column(self.state, margins=(0, theme.px(3), 0, 0))), gap=S3)
        narrow.setStretch(1, 1)
        narrow.setAlignment(self.text, Qt.AlignmentFlag.AlignTop)
        self.acts.add_to_bar(self.count)
        whole = column(narrow, self.acts.bar, self.stack, gap=S2)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.state.changed.connect(self._narrow)
        self.text.textChanged.connect(self._narrow)
        self.table.opened.connect(self.acts.reply_to)
        self.table.typed.connect(self.typed)
        self.table.look_wanted.connect(self.acts.show_chosen)
        self.table.chosen_changed.connect(self._chosen_changed)
        self.table.set_menu(self.acts.fill)
        for keys, act in (
            ("Ctrl+P", self.acts.print_chosen),
            ("Ctrl+S", self.acts.save_chosen),
            ("Ctrl+E", self.acts.mail_chosen),
            ("Ctrl+O", self.acts.open_customer),
        ):
            QShortcut(QKeySequence(keys), self, act)
        for key in ("Down", "Return"):
            into = QShortcut(QKeySequence(key), self.text, self.table.setFocus)
            into.setContext(Qt.ShortcutContext.WidgetShortcut)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_statements(self, statements: Sequence[IssuedStatement]) -> None:
        """Show a period's statements, narrowed as before."""
        self.statements = list(statements)
        self.state.set_choices(self._states(), self.state.value())
        self._narrow()

    def clear_filter(self) -> None:
        """Show all of them."""
        self.show_filter(ALL, "")

    def show_filter(self, state: str, text: str) -> None:
        """Narrow the list."""
        self.state.set_value(state if state in MATCHES else ALL)
        blocked = QSignalBlocker(self.text)
        self.text.setText(text)
        blocked.unblock()
        self._narrow()

    def take_focus(self) -> None:
        """Go to the table."""
        self.table.setFocus()

    def _narrow(self, *_args: object) -> None:
        matches, wanted = MATCHES[self.state.value()], self.text.text().strip().casefold()
        shown = [row for row in self.statements if matches(row) and _holds(row, wanted)]
        self.table.show_statements(shown)
        self.stack.setCurrentIndex(0 if shown or not self.statements else 1)
        self._say_count()

    def _chosen_changed(self) -> None:
        self.acts.follow()
        self._say_count()

    def _say_count(self) -> None:
        chosen, text = len(self.table.chosen()), _("{n} of {all} chosen")
        self.count.setVisible(chosen > 1)
        self.count.setText(text.format(n=_number(chosen), all=_number(len(self.table.rows.rows))))

    def _states(self) -> list[tuple[str, str]]:
        """Return the states to narrow by, with how many there are of each."""
        names = {
            ALL: pgettext("statements", "All"),
            SILENT: state_of("").text,
            CONFIRMED: state_of(Outcome.CONFIRMED).text,
            DISPUTED: state_of(Outcome.DISPUTED).text,
            CHANGED: _("Changed since issued"),
            UNPRINTED: _("Not out yet"),
        }
        counts = {state: sum(map(matches, self.statements)) for state, matches in MATCHES.items()}
        shown = [state for state in names if counts[state] or state in (ALL, SILENT, CONFIRMED, DISPUTED)]
        return [(state, f"{names[state]}  {_number(counts[state])}") for state in shown]


def _holds(row: IssuedStatement, wanted: str) -> bool:
    return not wanted or any(wanted in text.casefold() for text in (row.name, row.number, row.no))


def _number(count: int) -> str:
    return form.number(count, current().language)
