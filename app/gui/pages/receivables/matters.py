"""待定: what only the owner can decide, from plans in trouble to write-offs, with the way to decide it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from app.gui.dialogs import entry_menu
from app.gui.dialogs.credit_words import case_said
from app.gui.dialogs.receivable_words import MATTER_ICONS, MatterKind, matter_name
from app.gui.models.rows import Column
from app.gui.pages.receivables.list_room import ListRoom
from app.gui.pages.receivables.matter_acts import PART, MatterActs, decide_words
from app.gui.pages.receivables.matter_rows import READERS, Matter, Reader, in_order
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.empty import Empty
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop

ALL = ""


class MattersRoom(ListRoom):
    """A line for each matter, grouped by kind; Enter opens what decides it."""

    name = "matters"
    spare = frozenset({"on"})

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop, _("To decide"), matter_columns(shop), remembered="matters")
        for made in (self.acts.plan, self.acts.hold, self.acts.statement):
            made.hide()
        self.deciding = MatterActs(shop, self, self.acts, self._matter)
        self.decide = self.deciding.decide
        for at, made in enumerate((self.decide, self.deciding.interest, self.deciding.write_offs)):
            self.buttons.put(made, at)
        self.words = label("", wrap=True)
        self.below = Card(column(self.words, margins=(14, 10, 14, 10)))
        self.whole.addWidget(self.below)
        self.below.hide()

    def empty(self) -> QWidget:
        """Say that nothing waits."""
        return Empty(
            "check",
            _("Nothing waits for a decision"),
            _(
                "Missed instalments, court dates, claims about to lapse, agreements that end, late interest that may "
                "be charged and small old debts to write off come here by themselves. Nothing is charged or written off"
                " without you."
            ),
        )

    def refresh(self) -> None:
        """Gather the matters, one kind after the other: what the counter asks meanwhile need not wait for all."""
        self._stale = False
        self._asked += 1
        self._gather(self._asked, [], READERS)

    def _gather(self, asked: int, found: list[Matter], left: Sequence[Reader]) -> None:
        if asked != self._asked:
            return
        if not left:
            self.show_found(in_order(found))
            return
        read = partial(left[0], self.shop.app)
        self.shop.tasks.run(read, lambda more: self._gather(asked, found + more, left[1:]), self.wrong, owner=self)

    def filters(self, rows: Sequence[Matter]) -> list[tuple[str, str, int]]:
        """Return the kinds there are, with how many of each."""
        kinds = [(kind.value, matter_name(kind), sum(row.kind is kind for row in rows)) for kind in MatterKind]
        return [(ALL, pgettext("to decide", "All"), len(rows)), *kinds]

    def takes(self, narrowed: str, row: Matter) -> bool:
        """Whether a matter is of the kind the list is narrowed to."""
        return narrowed in (ALL, row.kind.value)

    def show_found(self, found: Sequence[Matter]) -> None:
        """Show the matters; what is decided for many at one go only where there are some."""
        super().show_found(found)
        kinds = {row.kind for row in found}
        self.deciding.interest.setVisible(MatterKind.INTEREST in kinds)
        self.deciding.write_offs.setVisible(MatterKind.WRITE_OFF in kinds)

    def show_row(self, row: Matter | None) -> None:
        """Say in full what a matter is about, and what Enter does."""
        self.decide.setEnabled(row is not None)
        self.below.setVisible(row is not None)
        if row is not None:
            self.words.setText(matter_words(self.shop, row))
            self.decide.say(decide_words(row.kind))

    # ---- deciding ---------------------------------------------------------------------------------------------------

    def open_row(self, row: object) -> None:
        """Enter opens what decides a matter."""
        del row
        self.deciding.decide_current()

    def _matter(self) -> Matter | None:
        row = self.row()
        return row if isinstance(row, Matter) else None

    def fill(self, menu: QMenu, row: Matter) -> None:
        """Put into a menu what decides a matter."""
        if row.kind not in PART:
            entry_menu.add(
                menu, decide_words(row.kind), MATTER_ICONS[row.kind], self.deciding.decide_current, key="Enter"
            )
        if row.kind is MatterKind.INTEREST:
            entry_menu.add(menu, self.deciding.interest.text(), "plus", self.deciding.charge_interest)

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave the keys to tooltips where there is little room."""
        super().be_small(narrow=narrow, low=low)
        self.decide.show_hint(shown=not narrow)


def matter_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the list of matters."""

    def amount(row: Matter) -> str:
        return shop.amount(row.amount) if row.amount is not None else shop.nothing()

    def when(row: Matter) -> str:
        return form.short_date(row.on) if row.on is not None else shop.nothing()

    def left(row: Matter) -> str:
        if row.on is None:
            return ""
        days = (row.on - shop.today()).days
        if not days:
            return pgettext("day", "today")
        if days > 0:
            return ngettext("in {n} day", "in {n} days", days).format(n=_number(days))
        return ngettext("{n} day ago", "{n} days ago", -days).format(n=_number(-days))

    def urgent(row: Matter) -> str:
        return "owed" if row.ours and row.on is not None and (row.on - shop.today()).days <= _SOON else "mute"

    return (
        Column(
            "kind",
            pgettext("to decide", "Matter"),
            said=True,
            text=lambda row: matter_name(row.kind),
            width=142,
            tone=_kind_tone,
        ),
        Column("name", N_("Customer"), _customer, width=170, tip=_customer, tail=_number_of),
        Column(
            "why",
            pgettext("to decide", "Why"),
            said=True,
            text=partial(_short, shop),
            stretch=True,
            width=200,
            tip=partial(matter_words, shop),
        ),
        Column("amount", N_("Amount"), amount, right=True, width=104, bold=True),
        Column("on", pgettext("to decide", "Date"), said=True, text=when, width=104),
        Column("left", pgettext("to decide", "Time"), said=True, text=left, right=True, width=122, tone=urgent),
    )


_SOON = 14


def matter_words(shop: Shop, row: Matter) -> str:
    """Return in whole sentences what a matter is about."""
    if row.message is not None:
        return shop.sentence(row.message)
    if row.kind is MatterKind.CASE:
        step = case_said(row.thing.state, is_open=row.thing.is_open).text
        if row.on is None:
            return _("{step}. No next date is noted.").format(step=step)
        return _("{step}. Next on {date}.").format(step=step, date=form.short_date(row.on))
    if row.kind is MatterKind.REWARD:
        paid = row.thing.reward.charges
        words = ngettext(
            "{n} charge paid on time: by the shop's rule {amount} of bonus is theirs.",
            "{n} charges in a row paid on time: by the shop's rule {amount} of bonus is theirs.",
            paid,
        )
        return words.format(n=_number(paid), amount=shop.money(row.amount or 0))
    count = len(row.thing)
    text = ngettext(
        "By the agreement {amount} of late interest and fees may be charged on {n} overdue charge.",
        "By the agreement {amount} of late interest and fees may be charged on {n} overdue charges.",
        count,
    )
    return text.format(amount=shop.money(row.amount or 0), n=_number(count))


def _short(shop: Shop, row: Matter) -> str:
    if row.kind is MatterKind.CASE:
        return case_said(row.thing.state, is_open=row.thing.is_open).text
    if row.kind is MatterKind.INTEREST:
        return ngettext("on {n} charge", "on {n} charges", len(row.thing)).format(n=_number(len(row.thing)))
    return matter_words(shop, row)


def _kind_tone(row: Matter) -> str:
    return {MatterKind.PLAN: "owed", MatterKind.LIMITATION: "owed", MatterKind.CASE: "soon"}.get(row.kind, "")


def _customer(row: Matter) -> str:
    return row.name + _number_of(row)


def _number_of(row: Matter) -> str:
    return f"  {row.customer}"


def _number(count: int) -> str:
    return form.number(count, current().language)
