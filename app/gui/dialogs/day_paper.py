"""The paper of a day: of its end once it is closed, of the day so far before that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures
from app.gui.dialogs.paper import CounterPaperDialog
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current


class DayPaperDialog(CounterPaperDialog):
    """Shows, prints and saves a day; nothing is counted, because nobody is given it."""

    def __init__(self, shop: Shop, day: DayFigures | DayEnd, parent: QWidget | None = None) -> None:
        self.on = day.figures.on if isinstance(day, DayEnd) else day.on
        title = _("Day's end") if isinstance(day, DayEnd) else _("The day so far")
        super().__init__(shop, title, form.short_date(self.on), parent=parent)
        self.day = day
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.drawer.pdf, self.day, current().language, self.paper.value())

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.drawer.save, self.day, path, current().language, self.paper.value())

    def file_name(self) -> str:
        """Propose the day."""
        return f"{self.title.text()} {form.short_date(self.on)}"

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The day's paper is being printed."))
