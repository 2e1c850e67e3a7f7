"""What is to be said in the window of the book's safety: damage on every page, old backups at the counter alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import Message
from app.gui.shop import Shop
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.keeper import Keeper
    from app.gui.main_window import MainWindow

MISSING = N_("There is no folder {path}: it was moved, or its drive is not connected.")

SAYS_IT_AT = "counter"
"""The page at which backups are spoken of: who keeps the book looks there every day."""


class Alerts(QObject):
    """Fills the band of one window from its book's keeper."""

    #: The person wants to know what can be done about damage.
    help_wanted = Signal()

    def __init__(self, keeper: Keeper, shop: Shop, window: MainWindow) -> None:
        super().__init__(window)
        self.keeper, self.shop, self.window = keeper, shop, window
        keeper.changed.connect(self.show)
        shop.keeping_changed.connect(keeper.look_again)
        window.stack.currentChanged.connect(self.show)
        self.show()

    def leave(self) -> None:
        """Say nothing any more."""
        self.keeper.changed.disconnect(self.show)
        self.window.stack.currentChanged.disconnect(self.show)
        self.window.alert.hide()

    def show(self, *_args: object) -> None:
        """Say what there is to be said on the page that shows."""
        band, report = self.window.alert, self.keeper.prover.report
        if report is not None and not report.ok:
            text = _("This book is damaged. Nothing more can be recorded in it, so that nothing gets worse.")
            band.say(text, (_("What can be done…"), self.help_wanted.emit), grave=True)
            return
        text = self._news() if self.window.current_page() == SAYS_IT_AT else ""
        if not text:
            band.hide()
            return
        band.say(text, *self._ways(), grave=False)

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
