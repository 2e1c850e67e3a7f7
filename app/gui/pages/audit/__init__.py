"""操作记录: who did what when, a code for every day by which any later change shows, and what went out of the book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut

from app.gui.pages.audit.digests import DigestsRoom
from app.gui.pages.audit.doings import DoingsRoom
from app.gui.pages.audit.exports import ExportsRoom
from app.gui.pages.audit.out import DoingsOut
from app.gui.pages.rooms import RoomsPage
from app.gui.shop import Shop
from app.i18n.catalog import pgettext
from app.i18n.mark import N_


class AuditPage(RoomsPage):
    """Three tabs. `restore(name)` shows one of them."""

    name = "audit"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.doings, self.digests, self.exports = DoingsRoom(shop), DigestsRoom(shop), ExportsRoom(shop)
        self.out = DoingsOut(shop, self.doings)
        rooms = (
            (self.doings, pgettext("audit", "Who did what")),
            (self.digests, pgettext("audit", "Daily codes")),
            (self.exports, pgettext("audit", "Exports")),
        )
        self.lay(pgettext("page", "Audit"), rooms, self.out.export, self.out.print)
        for keys, act in (("Ctrl+P", self._print), ("Ctrl+O", self.doings.acts.open_file)):
            QShortcut(QKeySequence(keys), self, act)

    def _print(self) -> None:
        if self.room() is self.digests:
            self.digests.open_page()
        elif self.room() is self.doings:
            self.out.print_list()

    def refresh(self) -> None:
        """Read anew what shows, and the others when they are looked at."""
        for room in self.rooms:
            room.forget()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Who did what when"), "audit", partial(self.go, "doings"), ""),
            (N_("Daily codes"), "calendar", partial(self.go, "digests"), ""),
            (N_("What was exported"), "export", partial(self.go, "exports"), ""),
            (N_("Check the whole book"), "check", self._check, ""),
        ]

    def _check(self) -> None:
        self.go("digests")
        self.digests.proof.begin()
