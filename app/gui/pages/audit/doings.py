"""谁做了什么: what an owner looks at twice, or everything, newest first; each line leads to what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedWidget, QWidget

from app.core.audit import LABELS, Choice, Doing, counts
from app.gui import theme
from app.gui.models.paged import PAGE, PagedModel
from app.gui.models.rows import Column
from app.gui.pages.audit.acts import DoingActs
from app.gui.pages.audit.ask_bar import WATCHED, Ask, AskBar
from app.gui.pages.audit.words import details, what_words, who_words
from app.gui.pages.room import Room
from app.gui.tasks import Lane
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import Flow
from app.gui.widgets.list_table import ListTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.gui.shop import Shop
    from app.services.audit import Row, Told

LIST, NONE, NOTHING = range(3)
LEAST_DETAILS = 120
_WHO = 1
"""Which column says who did it."""


class Found(NamedTuple):
    """What one reading gives: the doings, or the keys of everything; the first page; the staff."""

    rows: Sequence[Row]
    keys: Sequence[int]
    first: Sequence[Told]
    people: Sequence[tuple[int, str]]


class DoingsRoom(Room):
    """The list, what it is asked, and how many of each kind there are."""

    name = "doings"
    #: Whether there is anything to print or to export.
    filled = Signal(bool)

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.bar = AskBar(shop)
        self.chips = Chips()
        self.people: Mapping[int, str] = {}
        self._narrow_room = False
        self._rows: Sequence[Row] = ()
        self._shown: Sequence[Row] = ()
        self._source: Callable[[Sequence[int]], Sequence[Told]] = self._of_watched
        self.model = PagedModel(shop.tasks, self.fetch, doing_columns(shop, self), parent=self)
        self.table = DoingsTable(shop, self.model, self.fetch)
        self.count = label("", "mute-small")
        self.stack = QStackedWidget()
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), self._empty(), QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        whole = column(self.bar, self.chips, self.stack, row(None, self.count), gap=S2)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self.bar.changed.connect(self.refresh)
        self.chips.changed.connect(self._narrow)
        self.acts = DoingActs(shop, self.table)

    def _empty(self) -> QWidget:
        self.none = Empty(
            "audit",
            _("Nothing in these days"),
            _(
                "Reversals, refunds, bonus given by hand, prices and limits passed, opened drawers, exports and changes"
                " of settings come here by themselves, with who did it and when."
            ),
            (_("Show all days"), self.bar.ask_widely),
        )
        return self.none

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew, in the lane where the counter's questions do not wait for it."""
        self._stale = False
        self._asked += 1
        self.count.setText(_("Reading…"))
        work, done = self.reader(), partial(self._answered, self._asked)
        self.shop.tasks.run(work, done, self.wrong, owner=self, lane=Lane.RENDER)

    def reader(self) -> Callable[[], Found]:
        """Return what reads the list."""
        return partial(_read, self.shop, self.bar.ask(), self.chips.chosen())

    def show_found(self, found: Found) -> None:
        """Show what was found."""
        self.people = dict(found.people)
        self._show_who()
        self.bar.show_people(found.people)
        watched = self.bar.ask().kind == WATCHED
        self.chips.show_counts(counts(found.rows) if watched else {})
        self._rows = found.rows
        if watched:
            self._narrow(found.first)
        else:
            self._source = self.shop.app.audit.done
            self._show(found.keys, found.first)

    def _narrow(self, first: Sequence[Told] = ()) -> None:
        wanted = self.chips.chosen()
        self._shown = [row for row in self._rows if row.what in wanted] if wanted else self._rows
        self._source = self._of_watched
        self._show(range(len(self._shown)), first)

    def _show(self, ids: Sequence[int], first: Sequence[Told]) -> None:
        self.model.show_ids(ids, first)
        self.stack.setCurrentIndex(LIST if ids else NONE)
        text = ngettext("{n} line", "{n} lines", len(ids)) if ids else ""
        self.count.setText(text.format(n=form.number(len(ids), current().language)))
        if ids:
            self.table.selectRow(0)
        self.filled.emit(bool(ids))

    def fetch(self, ids: Sequence[int]) -> Sequence[Told]:
        """Return what stands behind some lines of the list; runs in a lane."""
        return self._source(ids)

    def _of_watched(self, ids: Sequence[int]) -> Sequence[Told]:
        shown = self._shown
        return self.shop.app.audit.told([shown[at] for at in ids if at < len(shown)])

    # ---- the room ---------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin in the list, or where it is asked for while it is empty."""
        if self.stack.currentIndex() == LIST:
            self.table.setFocus()
        else:
            self.bar.kind.setFocus()

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave out who did it where there is little room and only one person to have done it."""
        del low
        self._narrow_room = narrow
        self._show_who()

    def _show_who(self) -> None:
        self.table.hide_who(hidden=self._narrow_room and len(self.people) <= 1)

    # ---- what is remembered -----------------------------------------------------------------------------------------

    def state(self) -> object:
        """Return what the list is asked for."""
        return (*self.bar.state(), self.chips.chosen())

    def restore(self, state: object) -> None:
        """Ask for what another list asked for."""
        match state:
            case (str() as period, Ask() as ask, frozenset() as chosen):
                self.bar.show_ask(period, ask)
                self.chips.choose(chosen)
                self.refresh()


def _read(shop: Shop, ask: Ask, chosen: frozenset[Doing]) -> Found:
    audit, choice = shop.app.audit, Choice(ask.first, ask.last, staff=ask.staff)
    people = audit.people()
    if ask.kind == WATCHED:
        rows = audit.find(choice, ask.customer)
        shown = [row for row in rows if row.what in chosen] if chosen else rows
        return Found(rows, (), audit.told(shown[:PAGE]), people)
    keys = audit.everything(choice, ask.customer)
    return Found((), keys, audit.done(keys[:PAGE]), people)


class Chips(QWidget):
    """A word for each kind there is, with how many; those chosen are listed, all where none is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(self, gap=theme.px(6), line_gap=theme.px(6))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.buttons: dict[Doing, QPushButton] = {}
        for what in Doing:
            made = button("", "choice")
            made.setCheckable(True)
            made.hide()
            made.clicked.connect(self._clicked)
            self.buttons[what] = made
            self._flow.addWidget(made)

    def show_counts(self, found: Mapping[Doing, int]) -> None:
        """Show how many of each kind there are; what is chosen stays, though there is none of it now."""
        for what, made in self.buttons.items():
            count = found.get(what, 0)
            words = f"{_(LABELS[what])}  {form.number(count, current().language)}"
            made.setText(words)
            made.setAccessibleName(words)
            made.setVisible(bool(count) or (bool(found) and made.isChecked()))
        self.setVisible(bool(found))
        self.updateGeometry()

    def chosen(self) -> frozenset[Doing]:
        """Return the kinds that are chosen, none for all."""
        return frozenset(what for what, made in self.buttons.items() if made.isChecked())

    def choose(self, chosen: frozenset[Doing]) -> None:
        """Choose kinds, without telling."""
        for what, made in self.buttons.items():
            made.setChecked(what in chosen)

    def _clicked(self, _checked: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self.changed.emit()


class DoingsTable(ListTable):
    """The list; what is said of a doing takes the room the other columns leave."""

    def __init__(self, shop: Shop, rows: PagedModel, fetch: Any) -> None:
        super().__init__(_("Who did what when"), shop, rows, fetch)
        self._wide = next(at for at, each in enumerate(rows.columns) if each.stretch)
        self.lay_out(rows.columns)
        self.remember(shop, "doings")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the details what the other columns leave."""
        super().resizeEvent(event)
        self._fit()

    def hide_who(self, *, hidden: bool) -> None:
        """Leave the column of who did it out."""
        self.setColumnHidden(_WHO, hidden)
        self._fit()

    def _fit(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(self._wide, header.ResizeMode.Interactive)
        others = sum(self.columnWidth(at) for at in range(header.count()) if at != self._wide)
        with self.laying():
            self.setColumnWidth(self._wide, max(self.viewport().width() - others, theme.px(LEAST_DETAILS)))


def doing_columns(shop: Shop, room: DoingsRoom) -> tuple[Column, ...]:
    """Return the columns of the list."""

    def when(told: Told) -> str:
        return form.date_time(told.row.at.astimezone())

    def customer(told: Told) -> str:
        return f"{told.name}  {told.customer}".strip()

    def tail(told: Told) -> str:
        return f"  {told.customer}" if told.customer and told.name else ""

    def who(told: Told) -> str:
        return who_words(told.who)

    def amount(told: Told) -> str:
        return shop.amount(told.row.amount) if told.row.amount else ""

    def said(told: Told) -> str:
        return details(shop, told, room.people)

    return (
        Column("when", N_("When"), when, width=136, tone=lambda _told: "mute"),
        Column("who", N_("Who"), who, width=96, tip=who),
        Column(
            "what", pgettext("doings", "What"), what_words, said=True, width=176, tip=what_words, bold=True, tone=_tone
        ),
        Column("customer", N_("Customer"), customer, width=150, tip=customer, tail=tail),
        Column("details", pgettext("doings", "Details"), said, said=True, width=200, stretch=True, tip=said),
        Column("amount", N_("Amount"), amount, right=True, width=104),
    )


_GRAVE = frozenset({Doing.REVERSAL, Doing.REFUND, Doing.LIMIT, Doing.ERASURE, Doing.WRITE_OFF, Doing.ATTACHMENT})


def _tone(told: Told) -> str:
    return "owed" if told.row.what in _GRAVE and isinstance(told.row.what, Doing) else ""
