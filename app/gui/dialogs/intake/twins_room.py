"""Customers who may be the same: side by side, decided pair by pair. Nothing is joined that nobody ticked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.cells import Row, shown
from app.core.intake.people import By, Pair
from app.gui import theme
from app.gui.dialogs.intake.words import by_words, column_title, field_label, number
from app.gui.dialogs.intake.work import rows_at
from app.gui.models.rows import Column
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, clear, column, holder, label, row
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import flowing
from app.gui.widgets.middle import Middle
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.core.intake.layout import Layout
    from app.errors import CounterbookError
    from app.gui.dialogs.intake.work import Importing
    from app.gui.shop import Shop
    from app.services.intake import Report, Source

LIST, NONE = range(2)
MOST_SHOWN = 5_000
"""Pairs listed; more of them would be no list to decide by."""

_FIELDS = 10


class TwinsRoom(QWidget):
    """The pairs with a tick each, and what is known of the two below."""

    #: The ticked ones are taken as one customer each: go through the file once more.
    again_wanted = Signal()

    def __init__(self, work: Importing) -> None:
        super().__init__()
        self.work = work
        self._asked = 0
        self.pairs = CheckModel(pair_columns(), key=_key, parent=self)
        self.table = CheckTable(_("Perhaps the same customer"), self.pairs, most_rows=4)
        self.table.lay_out(self.pairs.columns)
        self.first, self.second = _Side(_("This row")), _Side(_("The other"))
        self.sides = SideBySide(self.first, self.second, gap=S3, least=theme.px(420))
        self.numbers = button(_("Tick all whose numbers are alike"), "quiet", on=self.tick_numbers)
        self.again = button(_("Take the ticked ones as one"), icon="merge", on=self.take)
        self.said = label("", "mute", wrap=True)
        words = label(
            _("Tick the pairs that are one customer. The others are taken in as two; they can be merged later, too."),
            "mute",
            wrap=True,
        )
        head = row(words, flowing(self.numbers, self.again), gap=S3)
        head.setStretch(0, 1)
        inner = column(head, self.said, self.table, self.sides, None, gap=S2)
        self.stack = QStackedWidget()
        self.stack.addWidget(Middle(inner))
        self.stack.addWidget(
            Empty("customers", _("Nobody is there twice"), _("No two customers share a phone, or nearly a number."))
        )
        self.setLayout(column(self.stack, gap=0))
        self.setFocusProxy(self.table)
        self.table.picked.connect(self._compare)
        self.pairs.touched.connect(self._touched)

    # ---- the pairs --------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show the pairs; those that were joined are none any more, and stay said."""
        kept = self.pairs.checked
        self.pairs.show_rows(report.pairs[:MOST_SHOWN])
        self.pairs.set_checked(kept & {_key(each) for each in report.pairs})
        joined = len(self.work.same)
        text = ngettext("{n} pair is taken as one customer.", "{n} pairs are taken as one customer each.", joined)
        self.said.setText(text.format(n=number(joined)))
        self.said.setVisible(bool(joined))
        self.stack.setCurrentIndex(LIST if report.pairs or joined else NONE)
        self.numbers.setVisible(any(each.by is By.NUMBER for each in report.pairs))
        self._touched(None)
        if report.pairs:
            self.table.selectRow(0)
        self.sides.setVisible(bool(report.pairs))

    def ticked(self) -> list[Pair]:
        """Return the pairs that are ticked."""
        return [each for each in self.pairs.rows if _key(each) in self.pairs.checked]

    def tick_numbers(self) -> None:
        """Tick all pairs whose numbers differ only in zeros, width or case."""
        numbers = {_key(each) for each in self.pairs.rows if each.by is By.NUMBER}
        self.pairs.set_checked(self.pairs.checked | numbers)
        self._touched(None)

    def _touched(self, _which: object) -> None:
        self.again.setEnabled(bool(self.ticked()) and not self.work.busy)

    def take(self) -> None:
        """Take the ticked pairs as one customer each."""
        self.work.join([*self.work.same, *self.ticked()])
        self.again_wanted.emit()

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    # ---- the two ----------------------------------------------------------------------------------------------------

    def _compare(self, value: Any) -> None:
        self._asked += 1
        work = self.work
        if value is None or work.source is None or work.proposal is None:
            return
        read = partial(_read_pair, work.shop, work.source, work.layout, value)
        done = partial(self._compared, self._asked, value)
        work.shop.tasks.run(read, done, partial(self._not_compared, self._asked), owner=self)

    def _compared(self, asked: int, pair: Pair, found: tuple[Row | None, Row | AccountCard | None]) -> None:
        if asked != self._asked:
            return
        here, there = found
        title = _("Line {n}")
        self.first.say(title.format(n=number(pair.line)), self._cells(here))
        if pair.other_line is None:
            self.second.say(_("In the book"), _known(self.work.shop, there))
        else:
            self.second.say(title.format(n=number(pair.other_line)), self._cells(there))

    def _not_compared(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.first.say("", [])
            self.second.say("", [("", self.work.shop.words(error))])

    def _cells(self, found: object) -> list[tuple[str, str]]:
        """Return what stands in a row: what it is taken as first, then the rest."""
        proposal = self.work.proposal
        if not isinstance(found, Row) or proposal is None:
            return []
        layout = proposal.layout
        names = {at: field_label(layout.target, name) for name, at in layout.columns.items()}
        order = sorted(range(len(found.values)), key=lambda at: at not in names)
        cells = [(names.get(at) or column_title(proposal.names, at), shown(found.values[at])) for at in order]
        return [(name, " ".join(text.split())) for name, text in cells if text.strip()][:_FIELDS]


class _Side(Card):
    """One of the two."""

    def __init__(self, title: str) -> None:
        self._title, self._lines = label(title, "mute-small"), column(gap=2)
        super().__init__(column(self._title, self._lines, None, gap=S2, margins=(S3, S2, S3, S2)))

    def say(self, title: str, lines: list[tuple[str, str]]) -> None:
        """Say who it is."""
        self._title.setText(title)
        clear(self._lines)
        for name, text in lines:
            line = row(label(name, "mute"), label(text, wrap=True), gap=S2)
            line.setStretch(1, 1)
            self._lines.addWidget(holder(line))


def pair_columns() -> tuple[Column, ...]:
    """Return the columns of the pairs."""

    def other(pair: Pair) -> str:
        where = _("in the book") if pair.other_line is None else _("line {n}").format(n=number(pair.other_line))
        return f"{pair.other_no}  ({where})"

    return (
        Column(
            "no",
            pgettext("import", "Customer"),
            lambda pair: f"{pair.no}  ({_('line {n}').format(n=number(pair.line))})",
            said=True,
            width=220,
        ),
        Column("other", pgettext("import", "Perhaps the same as"), other, said=True, width=220, stretch=True),
        Column("by", pgettext("import", "Alike by"), lambda pair: by_words(pair.by), said=True, width=110),
    )


def _key(pair: Pair) -> tuple[str, str]:
    return pair.no, pair.other_no


def _read_pair(shop: Shop, source: Source, layout: Layout, pair: Pair) -> tuple[Row | None, Row | AccountCard | None]:
    """Read the two from the file and the book; runs in a lane."""
    lines = frozenset(line for line in (pair.line, pair.other_line) if line is not None)
    found = rows_at(source, layout, lines)
    if pair.other_line is None:
        return found.get(pair.line), shop.app.counter.card(pair.other_no, lines=1)
    return found.get(pair.line), found.get(pair.other_line)


def _known(shop: Shop, card: Any) -> list[tuple[str, str]]:
    """Say who a customer of the book is."""
    if card is None:
        return []
    lines = [
        (_("Customer number"), card.number),
        (_("Name"), card.name),
        (_("Phone"), _(", ").join(card.phones)),
        (_("Principal"), shop.amount(card.balance.principal) if card.balance.principal else ""),
        (_("Owed"), shop.amount(card.balance.owed) if card.balance.owed else ""),
    ]
    return [(name, text) for name, text in lines if text]
