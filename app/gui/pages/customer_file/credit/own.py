"""The first part of the credit tab: standing, limits, terms, holds, supply, rating, history; and what changes them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.gui.pages.customer_file.bindings import side_by_side
from app.gui.pages.customer_file.credit.holds import HoldsCard
from app.gui.pages.customer_file.credit.limits import HistoryCard, LimitsCard, SupplyCard, TermsCard, terms_of
from app.gui.pages.customer_file.credit.rating import RatingCard
from app.gui.pages.customer_file.credit.standing import StandingCard
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import column, holder

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.core.credit.standing import LimitLine, Standing
    from app.core.customer import CustomerFile
    from app.services.counter import AccountCard
    from app.services.ratings import Rated


class Read(NamedTuple):
    """What one reading gives."""

    file: CustomerFile
    standing: Standing
    rated: Rated
    history: tuple[LimitLine, ...]


def read(app: App, number: str) -> Read:
    """Read how a customer stands; in the `db` lane."""
    return Read(
        app.files.file(number),
        app.credit.standing(number),
        app.ratings.rating(number),
        app.credit.limit_history(number),
    )


class OwnSections(QWidget):
    """Cards, each with what changes it; dialogs are imported when they are first wanted."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        self.found: Read | None = None
        self._asked = 0
        self.standing = StandingCard(shop)
        self.limits, self.terms = LimitsCard(shop), TermsCard(shop)
        self.holds, self.supply = HoldsCard(shop), SupplyCard(shop)
        self.rating, self.history = RatingCard(shop), HistoryCard(shop)
        left = holder(column(self.limits, self.terms, self.supply, None, gap=S3))
        right = holder(column(self.rating, None, gap=S3))
        whole = column(self.standing, side_by_side(left, right), self.holds, self.history, None, gap=S3)
        self.setLayout(whole)
        self._wire()

    def _wire(self) -> None:
        self.limits.change.clicked.connect(self.change_limits)
        self.terms.change.clicked.connect(self.change_terms)
        self.supply.change.clicked.connect(self.change_supply)
        self.holds.put.clicked.connect(self.put_on_hold)
        self.holds.end.clicked.connect(self.end_hold)
        self.rating.review.clicked.connect(self.look_through)
        self.rating.override.clicked.connect(self.set_class)
        self.rating.end.clicked.connect(self.end_class)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def show_account(self, _card: AccountCard) -> None:
        """Show how the owner of an account stands."""
        self._asked += 1
        work = partial(read, self.shop.app, self.number)
        self.shop.tasks.run(work, partial(self._show, self._asked), self.shop.complain, owner=self)

    def _show(self, asked: int, found: Read) -> None:
        if asked != self._asked:
            return
        self.found = found
        self.standing.show_standing(found.standing)
        self.limits.show_standing(found.standing)
        self.terms.show_terms(found.standing, found.file)
        self.supply.show_standing(found.standing)
        self.holds.show_standing(found.standing)
        self.rating.show_rated(found.rated)
        self.history.show_lines(found.history)

    # ---- changing ---------------------------------------------------------------------------------------------------

    def change_limits(self) -> None:
        """Set limits and group."""
        from app.gui.dialogs.credit_limits import LimitsDialog

        if self.found is not None:
            LimitsDialog(self.shop, self.found.standing, self.window()).open()

    def change_terms(self) -> None:
        """Set the terms of payment."""
        from app.gui.dialogs.credit_terms import TermsDialog

        if self.found is not None:
            TermsDialog(self.shop, self.found.standing, terms_of(self.found.file), self.window()).open()

    def change_supply(self) -> None:
        """Set how the customer is supplied."""
        from app.gui.dialogs.credit_supply import SupplyDialog

        if self.found is not None:
            SupplyDialog(self.shop, self.found.standing, self.window()).open()

    def put_on_hold(self) -> None:
        """Stop sales."""
        from app.gui.dialogs.credit_hold import HoldDialog

        if self.found is not None:
            HoldDialog(self.shop, self.number, self.found.standing.name, self.window()).open()

    def end_hold(self) -> None:
        """End the chosen hold."""
        from app.gui.dialogs.credit_hold import EndHoldDialog

        line = self.holds.chosen()
        if self.found is not None and line is not None:
            EndHoldDialog(self.shop, self.number, self.found.standing.name, line.hold, self.window()).open()

    def look_through(self) -> None:
        """Note that the account was looked through."""
        from app.gui.dialogs.credit_review import ReviewDialog

        if self.found is not None:
            ReviewDialog(self.shop, self.number, self.found.standing.name, self.window()).open()

    def set_class(self) -> None:
        """Set the owner's own class."""
        from app.gui.dialogs.credit_review import OverrideDialog

        if self.found is not None:
            OverrideDialog(self.shop, self.number, self.found.standing.name, self.window()).open()

    def end_class(self) -> None:
        """End the owner's own class."""
        from app.gui.dialogs.credit_review import EndOverrideDialog

        if self.found is not None:
            EndOverrideDialog(self.shop, self.found.rated, self.window()).open()
