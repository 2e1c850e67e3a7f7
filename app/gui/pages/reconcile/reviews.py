"""账户复核: rounds in which prepaid accounts are looked through, account by account, point by point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.review_requests import Verdict
from app.core.staff.rights import Right
from app.gui.dialogs.arrival_words import number
from app.gui.dialogs.review_words import TONES, open_points, round_facts, verdict_name, worst
from app.gui.models.rows import Column
from app.gui.pages.reconcile.checklist import Checklist
from app.gui.pages.reconcile.rounds import RoundBar
from app.gui.pages.reconcile.tables import KeptTable
from app.gui.pages.room import Room
from app.gui.tasks import Lane
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, column, holder, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import Choices
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.shop import Shop
    from app.services.prepaid_review import PickView, ReviewLine, ReviewView

ALL, TO_DO, FOUND = "", "to do", "found"
ROUND, NONE, NOTHING, BARRED = range(4)


class Found(NamedTuple):
    """What one reading gives: the rounds, the one that shows, whether another is due."""

    rounds: Sequence[ReviewLine]
    view: ReviewView | None
    due: bool


class ReviewsRoom(Room):
    """The accounts of a round on the left, the points of the current one on the right."""

    name = "reviews"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.view: ReviewView | None = None
        self._wanted = ""
        self.bar = RoundBar(shop)
        self.narrow: Choices = Choices([(ALL, "")])
        self.facts = Elided("", "mute-small")
        self.picks = KeptTable(
            shop, _("Accounts of a review"), pick_columns(), "review_picks", lambda each: each.customer
        )
        self.checklist = Checklist(shop)
        self.stack = QStackedWidget()
        self._build()
        self.bar.wanted.connect(self._show_round)
        self.narrow.changed.connect(self._narrowed)
        self.picks.picked.connect(self._picked)
        self.picks.opened.connect(lambda _row: self.checklist.points.setFocus())
        self.checklist.noted.connect(self._read_pick)
        self.checklist.went_on.connect(self._go_on)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            made = QShortcut(QKeySequence(keys), self, self.checklist.say_all_right)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _build(self) -> None:
        left = column(self.narrow, Card(column(self.picks, margins=(1, 1, 1, 1))), gap=S2)
        left.setStretch(1, 1)
        both = row(holder(left), self.checklist, gap=S3)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        whole = column(self.facts, both, gap=S2)
        whole.setStretch(1, 1)
        self.barred = Empty("lock", _("Not for everybody"), "")
        for part in (holder(whole), _empty(self.bar.begin), QWidget(), self.barred):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        page = column(self.bar, self.stack, gap=S2)
        page.setStretch(1, 1)
        self.setLayout(page)
        self.setFocusProxy(self.picks)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the rounds and the one that shows, where the counter's questions do not wait for it."""
        self._stale = False
        self._asked += 1
        why = self.shop.desk.bars(Right.AUDIT)
        self.bar.setVisible(not why)
        if why:
            self.barred.text.setText(why)
            self.stack.setCurrentIndex(BARRED)
            return
        done = partial(self._answered, self._asked)
        self.shop.tasks.run(self.reader(), done, self.wrong, owner=self, lane=Lane.RENDER)

    def reader(self) -> Callable[[], Found]:
        """Return what reads the rounds and the one that is wanted, else the latest."""
        reviews, wanted = self.shop.app.prepaid_review, self._wanted

        def read() -> Found:
            rounds = list(reversed(reviews.rounds()))
            chosen = next((each.id for each in rounds if each.id == wanted), rounds[0].id if rounds else "")
            return Found(rounds, reviews.round(chosen) if chosen else None, reviews.is_due())

        return read

    def show_found(self, found: Found) -> None:
        """Show a round."""
        self.view = view = found.view
        self.bar.show_rounds(found.rounds, view.line if view is not None else None, due=found.due)
        self.stack.setCurrentIndex(ROUND if view is not None else NONE)
        self.counted.emit(len(view.picks) - view.done if view is not None else int(found.due))
        if view is None:
            return
        self._wanted = view.line.id
        self.facts.setText(round_facts(view.line))
        self._show_view(view)

    def _show_view(self, view: ReviewView) -> None:
        filters = [
            (TO_DO, pgettext("review", "To look at"), sum(not each.done for each in view.picks)),
            (FOUND, pgettext("review", "With findings"), sum(map(_has_findings, view.picks))),
            (ALL, pgettext("review", "All"), len(view.picks)),
        ]
        now = self.narrow.value()
        self.narrow.set_choices([(name, f"{text}  {number(n)}") for name, text, n in filters], now)
        self._narrowed()

    def _read_pick(self, pick: PickView) -> None:
        """Read anew what was found of one account: a round may have thousands."""
        review, look = self._wanted, self.shop.app.prepaid_review.looked_at
        self.shop.tasks.run(
            partial(look, review, pick), partial(self._looked, review), self.wrong, owner=self, lane=Lane.RENDER
        )

    def _looked(self, review: str, found: PickView) -> None:
        if self.view is None or self.view.line.id != review:
            return
        picks = tuple(found if each.customer == found.customer else each for each in self.view.picks)
        self.view = replace(self.view, picks=picks)
        self.counted.emit(len(picks) - self.view.done)
        self._show_view(self.view)

    def _narrowed(self) -> None:
        if self.view is None:
            return
        which = self.narrow.value()
        if which == TO_DO:
            shown = [each for each in self.view.picks if not each.done]
        else:
            shown = [each for each in self.view.picks if which == ALL or _has_findings(each)]
        self.picks.show_rows(shown)
        self._picked(None)

    def _show_round(self, review: str) -> None:
        self._wanted = review
        self.narrow.set_value(ALL)
        self.refresh()
        self.picks.setFocus()

    def _picked(self, _row: object) -> None:
        pick: Any = self.picks.value()
        self.checklist.show_pick(self._wanted, pick)

    def _go_on(self) -> None:
        """Go to the next account; among those to look at, the one that is done goes by itself."""
        self.picks.setFocus()
        if self.narrow.value() != TO_DO:
            self.picks.go_to(min(self.picks.currentIndex().row() + 1, self.picks.rows.rowCount() - 1))

    # ---- the room ---------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin with the accounts."""
        (self.picks if self.stack.currentIndex() == ROUND else self.bar.start).setFocus()

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave the keys to tooltips where there is little room."""
        for made in self.checklist.buttons:
            made.show_hint(shown=not narrow)
        self.facts.setVisible(not low)
        self.bar.be_narrow(narrow=narrow)


def _empty(begin: Callable[[], object]) -> QWidget:
    return Empty(
        "audit",
        _("No prepaid account was looked through yet"),
        _(
            "Once a month, look through what customers have paid ahead, all accounts or a sample: are the amounts "
            "right, did the money arrive, were terms signed, has anything expired, are charges open? What is found "
            "is kept with who and when, and what is to follow comes into the queue of reminders."
        ),
        (_("Begin a round…"), begin),
    )


def _has_findings(pick: PickView) -> bool:
    return any(each.verdict in (Verdict.WRONG, Verdict.OPEN) and each.findings for each in pick.points)


def pick_columns() -> tuple[Column, ...]:
    """Return the columns of the accounts."""

    def who(each: PickView) -> str:
        return f"{each.name}  {each.customer}"

    def left(each: PickView) -> str:
        return number(open_points(each)) if not each.done else "✓"

    return (
        Column("who", pgettext("review", "Account"), who, said=True, stretch=True, width=150, tip=who),
        Column("left", pgettext("review", "Open"), left, said=True, right=True, width=66),
        Column(
            "worst",
            pgettext("review", "Comes to"),
            lambda each: verdict_name(worst(each)),
            said=True,
            width=118,
            tone=lambda each: TONES[worst(each)],
        ),
    )
