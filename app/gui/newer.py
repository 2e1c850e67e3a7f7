"""Asking for a newer version once a week, where the owner has allowed it in Settings → About, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.about import Newest

WAIT_MS = 20_000
"""How long after the start it is asked: what is needed at the counter comes first."""


class NewerVersion(QObject):
    """Says in the window that there is a newer version; an answer that does not come is not worth a word."""

    #: The person wants to know more.
    opened = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shop = shop

    def look(self) -> None:
        """Ask, if it is allowed and time to."""
        from app.services import about

        preferences, today = self._shop.preferences, self._shop.today()
        if not preferences.version_check or not about.this().asks:
            return
        if about.is_due(preferences.version_asked_on, today):
            self._shop.keep_preferences(replace(preferences, version_asked_on=today.isoformat()))
            self._shop.tasks.run(about.ask, self._answered, self._no_answer, owner=self, lane=Lane.NET)

    def _answered(self, found: Newest | None) -> None:
        if found is not None:
            text = _("There is version {version} of Counterbook.").format(version=found.version)
            self._shop.tell(text, _("Show"), self.opened.emit)

    def _no_answer(self, _error: CounterbookError) -> None:
        """Without a network nobody is bothered; a week later it is asked again."""
