"""The list for the post office, looked at before it is printed or saved: of a run of statements, or of letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.dialogs.paper import PaperDialog
from app.gui.shop import Shop
from app.i18n.catalog import _

SHEET = 826
"""Width of a whole A4 or Letter page beside its scroll bar, at the base text size."""


def make_room(dialog: PaperDialog) -> None:
    """Show a whole line of the page, as far as the screen is wide enough."""
    screen = dialog.screen().availableGeometry().width()
    dialog.view.setMinimumWidth(min(theme.px(SHEET), screen - theme.px(80)))


class PostingListDialog(PaperDialog):
    """Shows a list: `draw` returns its PDF, `save` writes it into a file; both run in the lane for papers."""

    def __init__(
        self,
        shop: Shop,
        draw: Callable[[], bytes],
        save: Callable[[Path], object],
        about: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(shop, _("Posting list"), about, parent=parent)
        self._draw, self._save = draw, save
        self.note.setText(_("For the post office: one copy is signed or stamped there and stays with the shop."))
        make_room(self)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it."""
        return self._draw

    def saver(self, path: Path) -> Callable[[], object]:
        """Write it into a file."""
        return partial(self._save, path)

    def file_name(self) -> str:
        """Propose today's date: that is when it goes to the post."""
        return _("Posting list {date}").format(date=self.shop.today().isoformat())

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The posting list is being printed."))
