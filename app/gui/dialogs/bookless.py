"""What a dialog shares where no book is open: the lanes, and nothing of a shop."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.i18n import format as form
from app.i18n.catalog import current


class Bookless(Shop):
    """Stands in for a shop: amounts are written in the currency of the file that is looked at."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        QObject.__init__(self, parent)
        self.tasks = tasks
        self.currency, self.decimals = "", 2

    def amount(self, minor: int, *, signed: bool = False) -> str:
        """Write an amount without the currency's sign."""
        return form.amount(minor, self.decimals, current().language, signed=signed).replace("-", "−")

    def money(self, minor: int) -> str:
        """Write an amount as a sentence bears it."""
        return self.amount(minor)
