"""A paper before it is printed or saved: what it will look like, on which paper, and two ways out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings import Paper
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.widgets.basics import KeyButton
from app.gui.widgets.fields import Choices
from app.gui.widgets.file_dialogs import name_to_save
from app.gui.widgets.paper import PaperView, screen_dpi
from app.gui.widgets.printing import Press, choose_printer, fineness
from app.i18n.catalog import _

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.services.receipts import PageImage


HIGH = 760


class Subject:
    """What a paper's dialog is told of the paper; its subclasses answer."""

    def maker(self) -> Callable[[], bytes]:
        """Return what draws the paper to be looked at."""
        raise TypeError(type(self).__name__)

    def copier(self) -> Callable[[], tuple[Any, bytes]]:
        """Return what makes the copy to be printed, with whatever `printed` wants to know of it."""
        make = self.maker()
        return lambda: (None, make())

    def saver(self, path: Path) -> Callable[[], Any]:
        """Return what writes a copy into a file; what it gives goes to `saved`."""
        raise TypeError(type(self).__name__, path)

    def printed(self, made: Any) -> None:
        """Say that a copy is being printed."""
        raise TypeError(type(self).__name__, made)

    def saved(self, path: Path, made: Any) -> None:
        """Say that a copy was saved."""
        raise TypeError(type(self).__name__, path, made)

    def file_name(self) -> str:
        """Return the name proposed for a file, without its ending."""
        return ""

    def tried(self) -> None:
        """Find out what a copy that came to nothing has left behind."""


class PaperDialog(Subject, FormDialog):
    """Shows a paper, prints it, saves it. Subclasses say how it is made; all of that runs in the `render` lane."""

    def __init__(self, shop: Shop, title: str, subtitle: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, subtitle, parent=parent)
        self._asked = 0
        self._pages: list[PageImage] = []
        self.paper: Choices = Choices(
            [(Paper.A5, _("A5")), (Paper.ROLL_80, _("80 mm")), (Paper.ROLL_58, _("58 mm"))], shop.settings.paper
        )
        self.form.add("paper", _("Paper"), self.paper)
        self.paper.changed.connect(self.draw)
        self.view = PaperView()
        self.view.setMinimumSize(theme.px(600), theme.px(240))
        self.below.addWidget(self.view, 1)
        self.room.setStretch(self.room.indexOf(self.below), 1)
        self.cancel.setText(_("Close"))
        self.save: KeyButton = KeyButton(_("Save as PDF…"), "Ctrl+S", on=self.save_pdf)
        self.save.setShortcut("Ctrl+S")
        self.foot.removeWidget(self.note)
        self._whole.insertWidget(self._whole.count() - 1, self.note)
        self.foot.insertWidget(1, self.save)
        self.primary.setText(_("Print…"))

    # ---- seeing -----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the paper for the first time; subclasses call it when their own fields stand."""
        self.primary.setFocus()
        self.draw()

    def draw(self) -> None:
        """Draw the paper as it would be printed now."""
        self.forgive()
        self._asked += 1
        scale = self._scale()
        app, make, dpi = self.shop.app, self.maker(), screen_dpi() * scale
        self.shop.tasks.run(
            lambda: app.receipts.pages(make(), dpi),
            partial(self._show, self._asked, scale),
            self.complain,
            owner=self,
            lane=Lane.RENDER,
        )

    def _scale(self) -> float:
        return max(1.0, QApplication.primaryScreen().devicePixelRatio())

    def _show(self, asked: int, scale: float, pages: list[PageImage]) -> None:
        if asked == self._asked:
            self._pages = pages
            self.view.show_pages(pages, scale)

    def _fit(self) -> None:
        """Be as high as a sheet is, or the screen: the paper takes the room there is."""
        room = self.screen().availableGeometry().size()
        super()._fit()
        self.resize(self.width(), min(max(self.height(), theme.px(HIGH)), room.height() - theme.px(40)))

    # ---- printing ---------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Choose a printer and print a copy."""
        self.forgive()
        if self._busy or not self._pages:
            return
        dpi = screen_dpi() * self._scale()
        try:
            printer = choose_printer(self, self._pages[0], dpi, self.shop.preferences.printer)
        except CounterbookError as error:
            self.complain(error)
            return
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print a copy on a printer; for one that does not answer none is made."""
        press = Press(printer)
        try:
            press.begin()
        except CounterbookError as error:
            self.complain(error)
            return
        self._set_busy(busy=True)
        app, copy, dpi = self.shop.app, self.copier(), fineness(printer)

        def make() -> tuple[Any, list[PageImage]]:
            made, pdf = copy()
            return made, app.receipts.pages(pdf, dpi)

        self.shop.tasks.run(
            make, partial(self._print, press), partial(self._not_printed, press), owner=self, lane=Lane.RENDER
        )

    def _print(self, press: Press, made: tuple[Any, list[PageImage]]) -> None:
        copy, pages = made
        try:
            press.print(pages)
        except CounterbookError as error:
            self._not_printed(press, error)
            return
        press.end()
        self._set_busy(busy=False)
        self._remember(press.printer.printerName())
        self.accept()
        self.printed(copy)

    def _remember(self, name: str) -> None:
        """Propose the printer next time."""
        if name and name != self.shop.preferences.printer:
            self.shop.keep_preferences(replace(self.shop.preferences, printer=name))

    def _not_printed(self, press: Press, error: CounterbookError) -> None:
        press.end()
        self._set_busy(busy=False)
        self.complain(error)
        self.tried()

    # ---- saving -----------------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Choose a file and save a copy as PDF."""
        self.forgive()
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        folder = documents if documents.is_dir() else Path.home()
        proposed = str(folder / f"{self.file_name() or self.title.text()}.pdf")
        chosen = name_to_save(self, _("Save as PDF"), proposed, _("PDF (*.pdf)"))
        if chosen:
            self.save_to(Path(chosen if chosen.lower().endswith(".pdf") else chosen + ".pdf"))

    def save_to(self, path: Path) -> None:
        """Save a copy as PDF."""
        self.forgive()
        self.shop.tasks.run(self.saver(path), partial(self.saved, path), self.complain, owner=self, lane=Lane.RENDER)
