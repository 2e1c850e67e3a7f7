"""Out of the book: everything at once, what an accountant asks for, cards for phones; and what accounts are called."""

from __future__ import annotations

from typing import Any

from app.gui.pages.base import scrolled
from app.gui.pages.settings.out.codes import codes_form
from app.gui.pages.settings.out.files import FilesPane
from app.gui.shop import Shop
from app.gui.widgets.panes import Panes
from app.i18n.catalog import pgettext

FILES, CODES = "files", "codes"


class OutTab(Panes):
    """Two panes: the files, and the accountant's codes."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.files, self.codes = FilesPane(shop), codes_form(shop)
        self.set_panes(
            (
                (FILES, pgettext("settings", "Files for others"), scrolled(self.files)),
                (CODES, pgettext("settings", "Account codes"), scrolled(self.codes)),
            )
        )

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        return self.codes.save.isEnabled()

    def typed(self) -> dict[str, Any]:
        """Return the pane that shows, and what was typed and not saved."""
        return {"pane": self.which.value(), "codes": self.codes.typed()}

    def type_again(self, typed: dict[str, Any]) -> None:
        """Take what `typed` gave."""
        self.codes.type_again(typed["codes"])
        self.show_pane(typed["pane"])
