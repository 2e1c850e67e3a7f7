"""核对: what arrived against what was recorded, the bills that say so, and prepaid accounts looked through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.gui.pages.reconcile.arrivals import ArrivalsRoom
from app.gui.pages.reconcile.bills import BillsRoom
from app.gui.pages.reconcile.reviews import ReviewsRoom
from app.gui.pages.rooms import RoomsPage
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.gui.widgets.save_table import save_table
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_


class ReconcilePage(RoomsPage):
    """Three tabs. `restore(name)` shows one of them; a file dropped anywhere is read as a bill."""

    name = "reconcile"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.setAcceptDrops(True)
        self.bills, self.reviews = BillsRoom(shop), ReviewsRoom(shop)
        self.arrivals = ArrivalsRoom(shop, self.bills.choose_file)
        self.export = button(_("Export…"), "quiet", icon="export", on=self.export_arrivals)
        self.lay_out(
            pgettext("page", "Reconcile"),
            (
                (self.arrivals, pgettext("reconcile", "Arrivals")),
                (self.bills, pgettext("reconcile", "Bills")),
                (self.reviews, pgettext("reconcile", "Account review")),
            ),
            self.export,
        )
        self.bills.was_read.connect(self._bill_read)
        self.listen(("Ctrl+O", self._open_customer), ("Ctrl+P", self._print))

    def _bill_read(self, days: object) -> None:
        """A bill was read: show what arrived in its days."""
        self.arrivals.show_days(days)
        self.show_room(self.arrivals.name)

    # ---- files ------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file, and nothing else."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what the file is, to be taken in."""
        event.acceptProposedAction()
        self.bills.look_at(Path(event.mimeData().urls()[0].toLocalFile()))

    def export_arrivals(self) -> None:
        """Write what arrived and what did not into a file a spreadsheet opens."""
        days, language = self.arrivals.bar.days(), current().language
        save = self.shop.app.arrival_lists.save_arrivals
        name = _("arrivals {date}").format(date=self.shop.today().isoformat())
        save_table(self.shop, self, name, lambda path: save(path, *days, language))

    # ---- the page ---------------------------------------------------------------------------------------------------

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("What arrived and what did not"), "reconcile", partial(self.go_to, "arrivals"), ""),
            (N_("Read a bill of payments"), "receipts", self._read_bill, ""),
            (N_("Review of prepaid accounts"), "check", partial(self.go_to, "reviews"), ""),
        ]

    def _read_bill(self) -> None:
        self.go_to("bills")
        self.bills.choose_file()

    def _open_customer(self) -> None:
        if self.room() is self.reviews:
            self.reviews.checklist.open_customer()
        elif self.room() is self.arrivals:
            self.arrivals.acts.open_customer()

    def _print(self) -> None:
        if self.room() is self.reviews:
            self.reviews.bar.print_round()
