"""A paper before it is printed or saved: what it will look like, and two ways out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.core.settings import Paper
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S4
from app.gui.widgets.basics import KeyButton, column, holder, row, stops_in
from app.gui.widgets.fields import Choices
from app.gui.widgets.file_dialogs import documents_folder, name_to_save
from app.gui.widgets.opener import plain_name
from app.gui.widgets.paper_pane import PaperPane
from app.gui.widgets.print_run import Printed, PrintRun
from app.gui.widgets.printing import choose_printer
from app.i18n.catalog import _

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


HIGH = 760
WIDE = 1160
"""How high a dialog with a paper in it likes to be, and how wide where its form stands beside the paper."""

FORM_WIDE = 360


class Copy:
    """A copy that is to be printed: made, and counted, once, however often the printer fails."""

    def __init__(self, make: Callable[[], tuple[Any, bytes]]) -> None:
        self._make = make
        self._made: tuple[Any, bytes] | None = None

    def made(self) -> tuple[Any, bytes]:
        """Return what the copy is, making it the first time."""
        if self._made is None:
            self._made = self._make()
        return self._made


class Subject:
    """What a paper's dialog is told of the paper; its subclasses answer."""

    shop: Shop

    def maker(self) -> Callable[[], bytes]:
        """Return what draws the paper to be looked at; raises `Refused` at a field."""
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
        del made
        self.shop.tell(_("Saved as {file}.").format(file=path.name))

    def file_name(self) -> str:
        """Return the name proposed for a file, without its ending."""
        return ""

    def shown(self, looked: Any) -> None:
        """Say what is to be said of the paper that shows."""

    def shift_on(self, printer: str) -> tuple[float, float]:
        """Return how far a printer must shift the paper to the right and down, in mm, for it to come out right."""
        del printer
        return 0, 0

    def tried(self) -> None:
        """Find out what a copy that came to nothing has left behind."""


class PaperDialog(Subject, FormDialog):
    """Shows a paper, prints it, saves it. Subclasses say how it is made; all of that runs in the `render` lane.

    The form stands above the paper, or `beside` it where it has many lines.
    """

    def __init__(
        self, shop: Shop, title: str, subtitle: str = "", *, beside: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, title, subtitle, parent=parent)
        self._beside = beside
        self._copy: Copy | None = None
        self._job: Job | None = None
        self.pane = PaperPane(shop)
        self.view = self.pane.view
        self.view.setMinimumSize(theme.px(280 if beside else 600), theme.px(240))
        self.pane.shown.connect(self.shown)
        self.pane.refused.connect(self._not_drawn)
        self._place()
        self.cancel.setText(_("Close"))
        self.save: KeyButton = KeyButton(_("Save as PDF…"), "Ctrl+S", on=self.save_pdf)
        self.save.setShortcut("Ctrl+S")
        self.foot.removeWidget(self.note)
        self._whole.insertWidget(self._whole.count() - 1, self.note)
        self.foot.insertWidget(1, self.save)
        self.primary.setText(_("Print…"))
        self.primary.setAccessibleName(_("Print…"))
        self.primary.setToolTip(f"{self.primary.accessibleName()}  {self.primary.hint}")
        shop.tasks.changed.connect(self._stepped)
        QTimer.singleShot(0, self, partial(_order_stops, self))

    def _place(self) -> None:
        """Put the paper below the form, or to its right."""
        if not self._beside:
            self.below.addWidget(self.pane, 1)
        else:
            self.room.removeItem(self.form)
            self.side = holder(column(self.form, None))
            self.side.setFixedWidth(theme.px(FORM_WIDE))
            both = row(self.side, self.pane, gap=S4)
            both.setStretch(1, 1)
            self.below.addLayout(both, 1)
        self.room.setStretch(self.room.indexOf(self.below), 1)

    def _fit(self) -> None:
        """Be as high as a sheet is, or the screen: the paper takes the room there is."""
        room = self.screen().availableGeometry().size()
        super()._fit()
        wide = max(self.width(), theme.px(WIDE)) if self._beside else self.width()
        high = min(max(self.height(), theme.px(HIGH)), room.height() - theme.px(40))
        self.resize(min(wide, room.width()), high)

    # ---- seeing -----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the paper for the first time; subclasses call it when their own fields stand."""
        self.primary.setFocus()
        self.draw()

    def draw(self) -> None:
        """Draw the paper as it would be printed now; where something is wrong no paper shows."""
        self.forgive()
        self._copy = None
        try:
            make = self.maker()
        except CounterbookError as error:
            self.pane.clear()
            self._not_drawn(error)
        else:
            self.pane.draw(make)

    def _not_drawn(self, error: CounterbookError) -> None:
        """Say why, without taking the cursor away from where somebody types."""
        self._quiet = True
        self.complain(error)
        self._quiet = False

    # ---- printing ---------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Print a copy."""
        self.choose_and_print()

    def choose_and_print(self) -> None:
        """Choose a printer and print a copy."""
        self.forgive()
        looked = self.pane.looked
        if self._busy or looked is None:
            return
        try:
            printer = choose_printer(
                self, looked.pages[0], looked.dpi, self.shop.preferences.printer, pages=looked.length
            )
        except CounterbookError as error:
            self.complain(error)
            return
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print a copy on a printer; for one that does not answer none is made.

        One that stops in the middle gets the same copy when it is tried again; it is not counted a second time.
        """
        name = printer.printerName()
        try:
            self._copy = self._copy or Copy(self.copier())
        except CounterbookError as error:  # something was typed since the paper was drawn
            self.complain(error)
            return
        self._set_busy(busy=True)
        self._job = self.shop.tasks.run_long(
            _("Printing"),
            partial(_print, PrintRun(printer, self.shop.app.receipts, self.shift_on(name)), self._copy),
            partial(self._printed, name),
            self._not_printed,
            owner=self,
            lane=Lane.RENDER,
        )

    def _stepped(self) -> None:
        """Say how far the printer has got."""
        job = self._job
        if job is not None and job in self.shop.tasks.long and job.all_steps > 1:
            self.note.setText(_("Printing page {n} of {all}…").format(n=job.done_steps, all=job.all_steps))

    def reject(self) -> None:
        """Leave; while a paper is being printed, stop that first."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _printed(self, printer: str, result: tuple[Any, Printed]) -> None:
        copy, printed = result
        self._set_busy(busy=False)
        remember_printer(self.shop, printer)
        if printed.stopped:
            self.tried()
            text = _("Stopped after {n} of {all} pages. Printed again it is the same copy, and not counted again.")
            self.general.setText(text.format(n=printed.pages, all=printed.of))
            self.general.show()
            return
        self._copy = None
        self.leave()
        self.printed(copy)

    def leave(self) -> None:
        """Close once a copy is printed; subclasses may stay."""
        self.accept()

    def _not_printed(self, error: CounterbookError) -> None:
        self._set_busy(busy=False)
        self.tried()
        self.complain(error)

    # ---- saving -----------------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Choose a file and save a copy as PDF."""
        self.forgive()
        if self.pane.looked is None or self._busy:
            return
        try:
            name = self.file_name() or self.title.text()
        except CounterbookError as error:
            self.complain(error)
            return
        chosen = name_for_pdf(self, name)
        if chosen is not None:
            self.save_to(chosen)

    def save_to(self, path: Path) -> None:
        """Save a copy as PDF; the dialog stays until it is known whether that went well."""
        self.forgive()
        if self._busy:
            return
        try:
            save = self.saver(path)
        except CounterbookError as error:
            self.complain(error)
            return
        self._set_busy(busy=True)
        done = partial(self._carried_out, partial(self.saved, path))
        self.shop.tasks.run(save, done, self._refused, owner=self, lane=Lane.RENDER)


class CounterPaperDialog(PaperDialog):
    """A paper of the counter's printer: a small sheet, or a roll."""

    def __init__(self, shop: Shop, title: str, subtitle: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, subtitle, parent=parent)
        self.paper: Choices = Choices(
            [(Paper.A5, _("A5")), (Paper.ROLL_80, _("80 mm")), (Paper.ROLL_58, _("58 mm"))], shop.settings.paper
        )
        self.form.add("paper", _("Paper"), self.paper)
        self.paper.changed.connect(self.draw)


def _order_stops(dialog: PaperDialog) -> None:
    """Let the Tab key go from the fields to the paper and then to the buttons, in whatever order they were made."""
    stops = [*stops_in(dialog.above), *dialog.form.fields(), dialog.view, *stops_in(dialog.foot)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def name_for_pdf(parent: QWidget, name: str) -> Path | None:
    """Ask where to save a PDF, proposing a name among the person's papers; None when they thought better of it."""
    proposed = documents_folder() / plain_name(f"{name}.pdf")
    chosen = name_to_save(parent, _("Save as PDF"), str(proposed), _("PDF (*.pdf)"))
    if not chosen:
        return None
    return Path(chosen if chosen.lower().endswith(".pdf") else chosen + ".pdf")


def remember_printer(shop: Shop, name: str) -> None:
    """Propose a printer next time."""
    if name and name != shop.preferences.printer:
        shop.keep_preferences(replace(shop.preferences, printer=name))


def _print(press: PrintRun, copy: Copy, job: Job) -> tuple[Any, Printed]:
    """Print a copy, which is made only once the printer has answered; in the lane that draws."""
    press.begin()
    try:
        made, pdf = copy.made()
        printed = press.print(pdf, (0,), job.progress, job.cancelled)
        press.end()
        return made, printed
    finally:
        press.abort()
