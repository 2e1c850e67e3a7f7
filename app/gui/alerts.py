"""What is to be said in the window of the book's safety: damage on every page, the rest at the counter alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.staff.rights import Right
from app.errors import Message
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.keeper import Keeper
    from app.gui.main_window import MainWindow

MISSING = N_("There is no folder {path}: it was moved, or its drive is not connected.")

REVIEWS_MS = 4_000
"""How long after the start, or after something was said, it is asked whether a review is due."""

SAYS_IT_AT = "counter"
"""The page at which backups are spoken of: who keeps the book looks there every day."""


class Alerts(QObject):
    """Fills the band of one window from its book's keeper."""

    #: The person wants to know what can be done about damage.
    help_wanted = Signal()

    def __init__(self, keeper: Keeper, shop: Shop, window: MainWindow) -> None:
        super().__init__(window)
        self.keeper, self.shop, self.window = keeper, shop, window
        #: Whether nobody has looked through the prepaid accounts of the month that is over.
        self.review_due = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REVIEWS_MS)
        self._later.timeout.connect(self.look_at_reviews)
        self._later.start()
        keeper.changed.connect(self._later.start)
        keeper.changed.connect(self.show)
        shop.keeping_changed.connect(keeper.look_again)
        window.stack.currentChanged.connect(self.show)
        self.show()

    def leave(self) -> None:
        """Say nothing any more."""
        self.keeper.changed.disconnect(self.show)
        self.keeper.changed.disconnect(self._later.start)
        self._later.stop()
        self.window.stack.currentChanged.disconnect(self.show)
        self.window.alert.hide()

    def show(self, *_args: object) -> None:
        """Say what there is to be said on the page that shows."""
        band, report = self.window.alert, self.keeper.prover.report
        if report is not None and not report.ok:
            text = _("This book is damaged. Nothing more can be recorded in it, so that nothing gets worse.")
            band.say(text, (_("What can be done…"), self.help_wanted.emit), grave=True)
            return
        here = self.window.current_page() == SAYS_IT_AT
        text = self._news() if here else ""
        if text:
            band.say(text, *self._ways(), grave=False)
        elif here and self._speaks_of_reviews():
            band.say(_("The month is over: look through the prepaid accounts."), *self._review_ways(), grave=False)
        else:
            band.hide()
        if here and self.review_due:
            self._later.start()

    # ---- reviews of prepaid accounts --------------------------------------------------------------------------------

    def look_at_reviews(self) -> None:
        """Ask whether a review of prepaid accounts is due, where nobody waits for the answer."""
        if not self.window.isEnabled() or self.shop.desk.bars(Right.AUDIT):
            return
        due = self.shop.app.prepaid_review.is_due
        self.shop.tasks.run(due, self._reviews_known, self._reviews_unknown, owner=self, lane=Lane.RENDER)

    def _reviews_known(self, due: bool) -> None:  # noqa: FBT001 - a job's answer
        if due != self.review_due:
            self.review_due = due
            self.show()

    def _reviews_unknown(self, _error: object) -> None:
        """There is time enough for it: another look is taken tomorrow."""

    def _speaks_of_reviews(self) -> bool:
        hushed = self.keeper.reviews_hushed_on == self.shop.today()
        return self.review_due and not hushed and not self._is_new() and not self.shop.desk.bars(Right.AUDIT)

    def _review_ways(self) -> list[tuple[str, Callable[[], object]]]:
        there = partial(self.shop.place_wanted.emit, "reconcile", "reviews")
        return [(_("Look through them…"), there), (_("Not today"), self._hush_reviews)]

    def _hush_reviews(self) -> None:
        self.keeper.reviews_hushed_on = self.shop.today()
        self.show()

    # ---- backups ----------------------------------------------------------------------------------------------------

    def _news(self) -> str:
        """Return what is to be said of backups, "" where nothing is or nobody wants to hear it today."""
        keeper, look = self.keeper, self.keeper.look
        if look is None or keeper.hushed_on == self.shop.today() or self._is_new():
            return ""
        if look.news is not None:
            return self.shop.sentence(look.news)
        if look.missing:
            return self.shop.sentence(Message(MISSING, {"path": look.missing[0]}))
        if keeper.troubles:
            text = _("The last backup made by itself did not go well: {reason}")
            return text.format(reason=self.shop.sentence(keeper.troubles[0]))
        return ""

    def _is_new(self) -> bool:
        """Whether the book was begun today: there is nothing yet that could be lost."""
        return self.shop.app.book.created_at[:10] >= self.shop.today().isoformat()

    def _ways(self) -> list[tuple[str, Callable[[], object]]]:
        to_settings = partial(self.shop.place_wanted.emit, "settings", "backup")
        word = _("Back up…") if self.keeper.folders else _("Choose a folder…")
        return [(word, to_settings), (_("Not today"), self._hush)]

    def _hush(self) -> None:
        self.keeper.hushed_on = self.shop.today()
        self.show()
