"""操作记录: who did what when, a code for every day by which any later change shows, and what went out and came in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.gui.pages.audit.digests import DigestsRoom
from app.gui.pages.audit.doings import DoingsRoom
from app.gui.pages.audit.exports import ExportsRoom
from app.gui.pages.audit.imports import ImportsRoom
from app.gui.pages.audit.out import DoingsOut
from app.gui.pages.rooms import RoomsPage
from app.gui.shop import Shop
from app.i18n.catalog import pgettext
from app.i18n.mark import N_


class AuditPage(RoomsPage):
    """Four tabs. `restore(name)` shows one of them."""

    name = "audit"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.doings, self.digests = DoingsRoom(shop), DigestsRoom(shop)
        self.exports, self.imports = ExportsRoom(shop), ImportsRoom(shop)
        self.out = DoingsOut(shop, self.doings)
        self.lay_out(
            pgettext("page", "Audit"),
            (
                (self.doings, pgettext("audit", "Who did what")),
                (self.digests, pgettext("audit", "Daily codes")),
                (self.exports, pgettext("audit", "Exports")),
                (self.imports, pgettext("audit", "Imports")),
            ),
            self.out.export,
            self.out.print,
        )
        self.listen(("Ctrl+P", self._print), ("Ctrl+O", self.doings.acts.open_file))

    def _print(self) -> None:
        if self.room() is self.digests:
            self.digests.open_page()
        elif self.room() is self.doings:
            self.out.print_list()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Who did what when"), "audit", partial(self.go_to, "doings"), ""),
            (N_("Daily codes"), "calendar", partial(self.go_to, "digests"), ""),
            (N_("What was exported"), "export", partial(self.go_to, "exports"), ""),
            (N_("What was brought in"), "import", partial(self.go_to, "imports"), ""),
            (N_("Check the whole book"), "check", self._check, ""),
        ]

    def _check(self) -> None:
        self.go_to("digests")
        self.digests.proof.begin()

    def state(self) -> object:
        """Return which tab shows, and what the list is asked for."""
        return self.tabs.name(), self.doings.state()

    def restore(self, state: object) -> None:
        """Show a tab, or what another page showed."""
        match state:
            case (str() as name, asked):
                self.doings.restore(asked)
                self.show_room(name)
            case str() as name:
                self.show_room(name)
