"""What every step of an import is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.catalog import pgettext

if TYPE_CHECKING:
    from app.gui.dialogs.intake.work import Importing


class Step(QWidget):
    """A step: what it shows is the import's; it says whether one may go on, and by which words."""

    #: Whether one may go on has changed, or what is to be said of it.
    changed = Signal()
    #: The next step is wanted.
    next_wanted = Signal()

    def __init__(self, work: Importing) -> None:
        super().__init__()
        self.work = work
        self.shop = work.shop

    def arrive(self) -> None:
        """Be shown."""

    def may_go_on(self) -> bool:
        """Whether the next step can be taken."""
        return not self.work.busy

    def next_words(self) -> str:
        """Return what the button for going on says."""
        return pgettext("step", "Next")

    def note(self) -> str:
        """Return what is said beside the buttons: what is still missing, above all."""
        return ""

    def go_on(self) -> bool:
        """Do what the step does at its end; say whether the next one is to be shown now."""
        return True

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.setFocus()
