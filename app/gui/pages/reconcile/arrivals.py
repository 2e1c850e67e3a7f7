"""到账: what arrived but was never recorded beside what was recorded but never arrived, and what fits what."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.matching import Does
from app.gui import theme
from app.gui.dialogs import entry_menu
from app.gui.dialogs.arrival_words import how_sure, number, payment_facts, what_it_does, why
from app.gui.pages.reconcile.acts import ArrivalActs
from app.gui.pages.reconcile.days_bar import DaysBar
from app.gui.pages.reconcile.done import DoneList
from app.gui.pages.reconcile.reading import ArrivalsReading, still_fitting
from app.gui.pages.reconcile.sums import SumsStrip, sums_of
from app.gui.pages.reconcile.tables import WAY, KeptTable, entry_table, payment_table
from app.gui.pages.room import Room
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, holder, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import Choices
from app.gui.widgets.flow import flowing
from app.gui.widgets.toast import KEPT_CLEAR
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtWidgets import QMenu

    from app.gui.shop import Shop
    from app.services.arrival_steps import PaidOut
    from app.services.incoming import Arrivals, EntryLine, ProposalLine

OPEN, DONE = "open", "done"
LISTS, SETTLED, NO_BILLS, NOTHING, MADE = range(5)


class ArrivalsRoom(Room):
    """Two lists side by side; below them what the current payment could be, and what can be done with it."""

    name = "arrivals"

    def __init__(self, shop: Shop, read_bill: Callable[[], object]) -> None:
        super().__init__(shop)
        self.found: Arrivals | None = None
        self.proposals: dict[int, ProposalLine] = {}
        self.paid_out: dict[int, PaidOut] = {}
        self._narrow = False
        self._awaited: set[int] = set()
        self._proposed: set[int] = set()
        self.reading = ArrivalsReading(shop, self)
        self.acts = ArrivalActs(shop, self)
        self.which: Choices = Choices([(OPEN, pgettext("bills", "To settle")), (DONE, pgettext("bills", "Settled"))])
        self.read = button(_("Read a bill…"), "primary", icon="plus", on=read_bill)
        self.bar = DaysBar(shop, self.which, self.acts.sure, self.read)
        self.sums = SumsStrip(shop)
        self.payments = payment_table(shop, self.proposals, self.paid_out)
        self.entries = entry_table(shop, self._awaited, self._proposed)
        self.done = DoneList(shop, self.acts)
        self.facts, self.does, self.why = Elided("", "mute"), Elided("", "strong"), Elided("", "mute")
        self.left_head, self.right_head = Elided("", "heading"), Elided("", "heading")
        self.stack = QStackedWidget()
        self._build()
        self._wire()

    def _build(self) -> None:
        said = row(self.does, self.acts.remember, gap=S3)
        said.setStretch(0, 1)
        acts = flowing(*self.acts.buttons)
        self.below = Card(column(self.facts, said, self.why, acts, gap=4, margins=(14, 10, 14, 10)))
        self.below.setProperty(KEPT_CLEAR, True)  # noqa: FBT003 - Qt's own
        self.left_head.setFixedHeight(self.acts.explain.sizeHint().height())  # as the row with buttons beside it
        left = column(self.left_head, _framed(self.payments), gap=S2)
        head = row(self.right_head, self.acts.show_entry, self.acts.explain, gap=0)
        head.setStretch(0, 1)
        right = column(head, _framed(self.entries), gap=S2)
        both = row(holder(left), holder(right), gap=S3)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        lists = column(both, self.below, gap=S2)
        lists.setStretch(0, 1)
        for part in (holder(lists), _all_settled(), _no_bills(self.read.click), QWidget(), self.done):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        whole = column(self.bar, self.sums, self.stack, gap=S2)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.payments)
        self.sums.hide()
        self.acts.sure.hide()

    def _wire(self) -> None:
        self.which.changed.connect(self._turned)
        self.bar.changed.connect(self.refresh)
        self.bar.narrowed.connect(self._show)
        self.payments.picked.connect(self._payment_picked)
        self.entries.picked.connect(self._follow)
        self.payments.opened.connect(lambda _row: self.acts.accept_proposal())
        self.entries.opened.connect(lambda _row: self.acts.open_entry())
        self.payments.set_menu(partial(_fill_payment, self.acts))
        self.entries.set_menu(partial(_fill_entry, self.acts))
        self.acts.changed.connect(self.refresh)
        self.reading.arrived.connect(self.show_found)
        self.reading.fitting.connect(self._proposals_known)
        self.reading.failed.connect(self.wrong)
        for keys, act in (
            ("F2", partial(self.acts.post, Does.TOP_UP)),
            ("F4", self.acts.choose_other),
            ("F5", partial(self.acts.post, Does.PAYMENT)),
            ("F6", self.acts.tie_both),
        ):
            made = QShortcut(QKeySequence(keys), self, act)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for table, act in ((self.payments, self.acts.put_aside), (self.entries, self.acts.explain_entry)):
            gone = QShortcut(QKeySequence("Del"), table, act)
            gone.setContext(Qt.ShortcutContext.WidgetShortcut)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what arrived and what could be made of it; what is shown stays until then."""
        self._stale = False
        self.reading.read(self.bar.days())
        if self.which.value() == DONE:
            self.done.read(self.bar.days())

    def show_found(self, found: Arrivals) -> None:
        """Show the lists, with what was proposed of them before as far as it still fits."""
        self.found = found
        kept = still_fitting(self.proposals, found)
        self._propose(kept.values(), list(self.paid_out.values()))
        self.bar.show_ways(found.covered or ())
        self._show()
        waits = len(found.never_recorded) + len(found.refunds) + len(found.never_arrived)
        self.counted.emit(waits)

    def _proposals_known(self, found: tuple[Sequence[ProposalLine], Sequence[PaidOut]]) -> None:
        self._propose(*found)
        self._show()

    def _propose(self, proposals: Iterable[ProposalLine], paid_out: Sequence[PaidOut]) -> None:
        better = {each.incoming: each.confidence for each in paid_out}
        kept = [e for e in proposals if e.proposal.confidence >= better.get(e.payment.id, 0)]
        self.proposals.clear()
        self.proposals.update({each.payment.id: each for each in kept})
        self.paid_out.clear()
        self.paid_out.update({each.incoming: each for each in paid_out if each.incoming not in self.proposals})

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        takes = self.bar.takes
        paid = [e for e in (*found.never_recorded, *found.refunds) if takes(e.way)]
        entries = [e for e in (*found.never_arrived, *found.awaited) if takes(e.way)]
        self._awaited.clear()
        self._awaited.update(each.entry for each in found.awaited)
        shown = [self.proposals[each.id] for each in paid if each.id in self.proposals]
        self._proposed.clear()
        self._proposed.update(e.proposal.entry for e in shown if e.proposal.entry is not None)
        self.acts.show_sure(shown)
        several = self.bar.way.currentData() is None and self.bar.way.isVisibleTo(self) and not self._narrow
        for table, rows in ((self.payments, sorted(paid, key=_by_day)), (self.entries, sorted(entries, key=_by_day))):
            table.show_column(WAY, shown=several)
            table.show_rows(rows)
        amount = self.shop.amount
        left, right = sum(each.left for each in paid), sum(each.left for each in entries)
        self.left_head.setText(
            _("Arrived, never recorded: {n} ({amount})").format(n=number(len(paid)), amount=amount(left))
        )
        self.right_head.setText(
            _("Recorded, never arrived: {n} ({amount})").format(n=number(len(entries)), amount=amount(right))
        )
        self.sums.show_sums(sums_of(found, takes))
        self._show_part()
        self._follow()

    def _show_part(self) -> None:
        """Show the lists, or why there are none."""
        found, done = self.found, self.which.value() == DONE
        read = bool(found is not None and found.covered)
        self.sums.setVisible(read and not done)
        self.acts.sure.setVisible(bool(self.acts.any_sure()) and not done)
        if done:
            self.stack.setCurrentIndex(MADE)
        elif not read:
            self.stack.setCurrentIndex(NO_BILLS)
        else:
            rows = self.payments.rows.rowCount() + self.entries.rows.rowCount()
            self.stack.setCurrentIndex(LISTS if rows else SETTLED)

    def _turned(self) -> None:
        self._show_part()
        if self.which.value() == DONE:
            self.done.read(self.bar.days())

    # ---- what is current --------------------------------------------------------------------------------------------

    def _payment_picked(self, payment: Any) -> None:
        """Another payment is current: the entry it is proposed for shows beside it."""
        line = self.proposals.get(payment.id) if payment is not None else None
        if line is not None and line.proposal.entry is not None:
            found = _entry_of(self.entries, line)
            self.entries.go_to_key((line.proposal.entry, found.way if found is not None else None))
        self._follow()

    def _follow(self, _row: object = None) -> None:
        payment: Any = self.payments.value()
        entry: Any = self.entries.value()
        line = self.proposals.get(payment.id) if payment is not None else None
        paid_out = self.paid_out.get(payment.id) if payment is not None else None
        self.acts.follow(payment, entry, line, paid_out)
        self.below.setVisible(payment is not None)
        if payment is None:
            return
        self.facts.setText(payment_facts(self.shop, payment))
        does, reason = self._words(line, paid_out)
        self.does.setText(f"{does}  {reason}" if self.why.isHidden() else does)
        self.why.setText(reason)

    def _words(self, line: ProposalLine | None, paid_out: PaidOut | None) -> tuple[str, str]:
        """Return in two sentences what could be made of a payment, and why."""
        if paid_out is not None:
            values = {"sure": how_sure(paid_out.confidence), "reason": self.shop.sentence(paid_out.reason)}
            words = _("Put it aside: it is the shop’s own money, paid out to the bank.")
            return words, _("{sure}: {reason}").format(**values)
        if line is None:
            return (
                _("Nothing in the book fits this payment by itself."),
                _("Say whose it is, put it aside, or choose an entry on the right and tie the two."),
            )
        return what_it_does(self.shop, line, _entry_of(self.entries, line)), why(self.shop, line)

    # ---- the room ---------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin in the first list that has anything."""
        at = self.stack.currentIndex()
        if at == LISTS:
            (self.payments if self.payments.rows.rowCount() else self.entries).setFocus()
        elif at == MADE:
            self.done.table.setFocus()
        else:
            self.read.setFocus()

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave the keys to tooltips where there is little room."""
        for made in self.acts.buttons:
            made.show_hint(shown=not narrow)
        for part in (self.facts, self.why):
            part.setVisible(not low)
        self._follow()
        self.done.be_small(narrow=narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show()

    def show_days(self, days: Any) -> None:
        """Look at the days of a bill that was just read."""
        self.which.set_value(OPEN)
        self._turned()
        before = self.bar.days()
        if days is not None:
            self.bar.show_days(*days)
        if self.bar.days() == before:  # else the bar has had it read anew
            self.refresh()


def _by_day(each: Any) -> tuple[Any, ...]:
    return (each.on, getattr(each, "at", ""), getattr(each, "entry", 0), each.way)


def _framed(table: KeptTable) -> Card:
    made = Card(column(table, margins=(1, 1, 1, 1)))
    made.setMinimumHeight(theme.px(110))
    return made


def _entry_of(table: KeptTable, line: ProposalLine) -> EntryLine | None:
    """Return the entry a proposal is about, where it is listed."""
    return next((each for each in table.rows.rows if each.entry == line.proposal.entry), None)


def _all_settled() -> QWidget:
    return Empty(
        "check",
        _("Everything has arrived, and everything that arrived is recorded"),
        _("Of these days every payment in the bills proves an entry, or was put aside with a reason."),
    )


def _no_bills(read: Callable[[], object]) -> QWidget:
    return Empty(
        "receipts",
        _("No bill of these days was read yet"),
        _(
            "Save the bill of WeChat Pay, Alipay or your bank as a file and drop it here. The program holds it "
            "against what was recorded, and lists what never arrived and what nobody recorded."
        ),
        (_("Read a bill…"), read),
    )


def _fill_payment(acts: ArrivalActs, menu: QMenu, _row: object) -> None:
    for made, icon, act in (
        (acts.accept, "check", acts.accept_proposal),
        (acts.tie, "reconcile", acts.tie_both),
        (acts.other, "customers", acts.choose_other),
        (acts.top_up, "top-up", partial(acts.post, Does.TOP_UP)),
        (acts.pay, "payment", partial(acts.post, Does.PAYMENT)),
        (acts.aside, "remove", acts.put_aside),
    ):
        why_not = "" if made.isEnabled() else (made.toolTip() or made.text())
        entry_menu.add(menu, made.text(), icon, act, why_not)


def _fill_entry(acts: ArrivalActs, menu: QMenu, _row: object) -> None:
    entry_menu.add(menu, acts.show_entry.accessibleName(), "eye", acts.open_entry, key="Enter")
    entry_menu.add(menu, acts.explain.accessibleName(), "cross", acts.explain_entry, key="Del")
    entry_menu.add(menu, _("Put on the counter"), "counter", acts.open_customer)
