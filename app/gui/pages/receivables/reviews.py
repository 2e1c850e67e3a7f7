"""账户复核: whose account is to be looked through, what the program makes of how they paid, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from app.core.staff.rights import Right
from app.core.ways import CreditClass
from app.gui.dialogs import entry_menu
from app.gui.dialogs.owing_words import expected_words
from app.gui.dialogs.receivable_words import class_said
from app.gui.models.rows import Column
from app.gui.pages.receivables.list_room import ListRoom
from app.gui.theme import S3
from app.gui.widgets.basics import Card, KeyButton, button, clear, column, label
from app.gui.widgets.empty import Empty
from app.gui.widgets.guard import guard
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.ratings import ReviewLine

ALL, CHANGES, RISK = "", "changes", "risk"
REASONS, REASONS_LOW = 4, 2


class ReviewsRoom(ListRoom):
    """A line for each account whose turn it is, the longest waiting first; the reasons of its rating below."""

    name = "reviews"
    spare = frozenset({"last"})

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop, _("Reviews due"), review_columns(shop), remembered="reviews")
        for made in (self.acts.payment, self.acts.plan):
            made.hide()
        self._most = REASONS
        self.review = KeyButton(_("Look through…"), "Enter", on=self.look_through)
        self.override = button(_("Set the class myself…"), on=self.set_class)
        guard(shop, Right.CREDIT, self.review, self.override)
        self.buttons.put(self.review, 0)
        self.buttons.put(self.override, 1)
        self.heading = label("", "strong", wrap=True)
        self.reasons = column(gap=2)
        self.below = Card(column(self.heading, self.reasons, gap=6, margins=(14, 10, 14, S3)))
        self.whole.addWidget(self.below)
        self.below.hide()

    def empty(self) -> QWidget:
        """Say that nobody's turn has come."""
        return Empty(
            "check",
            _("Every account is looked through"),
            _(
                "Accounts come here in the rhythm set in the customer's file: monthly, quarterly or yearly. Then "
                "decide whether they stay in their class."
            ),
        )

    def reader(self) -> Callable[[], Any]:
        """Return what reads whose turn it is."""
        return self.shop.app.ratings.reviews_due

    def filters(self, rows: Sequence[ReviewLine]) -> list[tuple[str, str, int]]:
        """Return what the list may be narrowed to."""
        titles = {
            ALL: pgettext("reviews", "All"),
            CHANGES: pgettext("reviews", "Another class suggested"),
            RISK: pgettext("reviews", "Suggested: at risk"),
        }
        return [(name, title, sum(self.takes(name, row) for row in rows)) for name, title in titles.items()]

    def takes(self, narrowed: str, row: ReviewLine) -> bool:
        """Whether an account is among those the list is narrowed to."""
        if narrowed == CHANGES:
            return row.rating.credit not in (None, row.effective.credit)
        return narrowed != RISK or row.rating.credit is CreditClass.AT_RISK

    def show_row(self, row: ReviewLine | None) -> None:
        """Show why an account is rated as it is."""
        self.below.setVisible(row is not None)
        for made in (self.review, self.override):
            made.setEnabled(row is not None)
        if row is None:
            return
        clear(self.reasons)
        said = class_said(row.rating.credit)
        words = _("Suggested: {class_name}").format(class_name=f"{said.sign} {said.text}".strip())
        expected = expected_words(row.rating)
        self.heading.setText("  ·  ".join(each for each in (words, expected) if each))
        for reason in row.rating.reasons[: self._most]:
            self.reasons.addWidget(label(f"–  {self.shop.sentence(reason)}", "small", wrap=True))
        standing = _("Now: {reason}").format(reason=self.shop.sentence(row.effective.reason))
        self.reasons.addWidget(label(standing, "mute-small", wrap=True))

    def open_row(self, row: object) -> None:
        """Enter looks an account through."""
        del row
        self.look_through()

    def look_through(self) -> None:
        """Say that an account was looked through, and which class it is in from now on."""
        from app.gui.dialogs.credit_review import ReviewDialog

        row: Any = self.row()
        if row is not None:
            ReviewDialog(self.shop, row.customer, row.name, self.window()).open()

    def set_class(self) -> None:
        """Set the class for a time, whatever the program suggests."""
        from app.gui.dialogs.credit_review import OverrideDialog

        row: Any = self.row()
        if row is not None:
            OverrideDialog(self.shop, row.customer, row.name, self.window()).open()

    def fill(self, menu: QMenu, row: ReviewLine) -> None:
        """Put into a menu what can be done with an account."""
        del row
        entry_menu.add(menu, self.review.text(), "eye", self.look_through, key="Enter")
        entry_menu.add(menu, self.override.text(), "edit", self.set_class)

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Give fewer reasons where there is little room."""
        super().be_small(narrow=narrow, low=low)
        self.review.show_hint(shown=not narrow)
        most = REASONS_LOW if low else REASONS
        if most != self._most:
            self._most = most
            self.show_row(self.row())


def review_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the list of accounts."""

    def money(amount: int) -> str:
        return shop.amount(amount) if amount else shop.nothing()

    def now(row: ReviewLine) -> str:
        return _said(row.effective.credit if row.effective.known else None)

    def last(row: ReviewLine) -> str:
        return form.short_date(row.last_review) if row.last_review is not None else pgettext("review", "never")

    def waiting(row: ReviewLine) -> str:
        days = (shop.today() - row.due_on).days
        if days <= 0:
            return pgettext("review", "today")
        return ngettext("{n} day", "{n} days", days).format(n=form.number(days, current().language))

    return (
        Column("name", N_("Customer"), _customer, stretch=True, width=150, tip=_customer, tail=_number_of),
        Column("last", N_("Looked at last"), last, width=116, tone=lambda _r: "mute"),
        Column("waiting", N_("Waiting for"), waiting, right=True, width=100),
        Column("owed", N_("Owed"), lambda row: money(row.owed), right=True, width=104),
        Column("overdue", N_("Overdue"), lambda row: money(row.overdue), right=True, width=104, tone=_overdue_tone),
        Column(
            "now", N_("Class now"), now, width=104, tone=lambda row: _tone(row.effective.credit, row.effective.known)
        ),
        Column(
            "suggested",
            N_("Suggested"),
            lambda row: _said(row.rating.credit),
            width=110,
            tone=lambda row: _tone(row.rating.credit, known=row.rating.credit is not None),
            bold=lambda row: row.rating.credit not in (None, row.effective.credit),
        ),
    )


def _said(credit: CreditClass | None) -> str:
    said = class_said(credit)
    return f"{said.sign} {said.text}".strip()


def _tone(credit: CreditClass | None, known: bool) -> str:  # noqa: FBT001 - one of two ways to know nothing
    return class_said(credit if known else None).tone


def _overdue_tone(row: ReviewLine) -> str:
    return "owed" if row.overdue else "mute"


def _customer(row: ReviewLine) -> str:
    return row.name + _number_of(row)


def _number_of(row: ReviewLine) -> str:
    return f"  {row.customer}"
