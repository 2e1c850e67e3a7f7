"""Many statements at once, printed or saved: how far it is, a way to stop it, and a report of what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.paper import name_for_pdf, remember_printer
from app.gui.dialogs.statement_words import pages_count, statements_count
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S2, S4, S5
from app.gui.widgets.basics import button, column, fit_height, label, row
from app.gui.widgets.file_dialogs import documents_folder, folder_to_save
from app.i18n import format as form
from app.i18n.catalog import _, current
from app.services import system

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.services.receipts import PageImage

PREVIEW_DPI = 24
"""How fine the first page is drawn to learn what paper it needs."""


class Told(NamedTuple):
    """What a piece of work says of itself: a sentence, lines of detail, and whether it can be taken up again."""

    text: str
    lines: tuple[str, ...] = ()
    again: bool = False


Work = Callable[[Job], Told]


class ProgressDialog(QDialog):
    """Shows how far it is; `Stop` ends it at the next paper. What was done is said when it is over."""

    def __init__(self, shop: Shop, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self._job: Job | None = None
        self._done: Callable[[], object] | None = None
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(460))
        self.heading = label(title, "heading", wrap=True)
        self.text = label("", wrap=True)
        self.details = label("", "mute", wrap=True)
        self.details.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.end = button(_("Stop"), on=self._end)
        self.foot = row(None, self.end, gap=S2)
        parts = (self.heading, self.text, self.bar, self.details, self.foot)
        self.setLayout(column(*parts, gap=S4, margins=(S5, S5, S5, S5)))
        shop.tasks.changed.connect(self._stepped)
        shop.tasks.unexpected.connect(self._failed_badly)

    def run(self, work: Work, done: Callable[[], object] | None = None) -> None:
        """Do some work in the lane that draws, and say how it went."""
        self._done = done
        self.text.setText(_("This can take a while; you can go on working when it is done."))
        theme.mark(self.text, "")
        self.details.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.end.setText(_("Stop"))
        if not self.isVisible():
            self.open()
        self._job = self.shop.tasks.run_long(
            self.windowTitle(), work, self._finished, self._failed, owner=self, lane=Lane.RENDER
        )
        self._stepped()

    @property
    def busy(self) -> bool:
        """Whether the work is under way."""
        return self._job is not None and self._job in self.shop.tasks.long

    def _stepped(self) -> None:
        job = self._job
        if job is not None and self.busy:
            self.bar.setRange(0, job.all_steps)
            self.bar.setValue(job.done_steps)
            if job.all_steps:
                number = partial(form.number, language=current().language)
                text = _("{done} of {all}")
                self.text.setText(text.format(done=number(job.done_steps), all=number(job.all_steps)))

    def _finished(self, told: Told) -> None:
        self._say(told)
        self.shop.changed.emit("")
        if self._done is not None:
            self._done()

    def _failed(self, error: CounterbookError) -> None:
        self._say(Told(self.shop.words(error)))
        theme.mark(self.text, "error")
        self.shop.changed.emit("")

    def _failed_badly(self, _error: object) -> None:
        if self._job is not None and not self.busy:  # else it was somebody else's job that ended so
            self._job = None
            self.reject()

    def _say(self, told: Told) -> None:
        self._job = None
        self.bar.hide()
        self.text.setText(told.text)
        self.details.setText("\n".join(told.lines))
        self.details.setVisible(bool(told.lines))
        self.end.setText(_("Close"))
        self.end.setEnabled(True)
        self.end.setDefault(True)
        self.end.setFocus()
        fit_height(self)

    def _end(self) -> None:
        if self.busy and self._job is not None:
            self._job.cancel()
            self.end.setEnabled(False)
            self.end.setText(_("Stopping…"))
        else:
            self.accept()

    def reject(self) -> None:
        """Esc stops the work first; it leaves once there is nothing under way."""
        if self.busy:
            self._end()
        else:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Be high enough for all lines."""
        super().showEvent(event)
        fit_height(self)


# ---- printing -------------------------------------------------------------------------------------------------------


def print_statements(shop: Shop, nos: Sequence[str], made_as: str, parent: QWidget) -> PrintDialog:
    """Choose a printer and print statements, each copy counted; `made_as` is print or second."""
    title = _("Printing {statements}").format(statements=statements_count(len(nos)))
    dialog = PrintDialog(shop, Papers(shop, nos, made_as), title, parent)
    dialog.begin()
    return dialog


class PrintDialog(ProgressDialog):
    """Asks for a printer and prints; where that fails or is stopped, the same papers can be printed once more."""

    def __init__(self, shop: Shop, papers: Papers, title: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, parent)
        self.papers = papers
        self._first: PageImage | None = None
        self.again = button(_("Print once more…"), icon="print", on=self.choose)
        self.again.hide()
        self.foot.insertWidget(1, self.again)

    def begin(self) -> None:
        """Learn what paper is needed, then ask for a printer."""
        self.bar.setRange(0, 0)
        self.open()
        self.shop.tasks.run(self.papers.first_page, self._known, self._failed, owner=self, lane=Lane.RENDER)

    def _known(self, first: PageImage) -> None:
        self._first = first
        self.choose()

    def choose(self) -> None:
        """Ask for a printer, and print on it."""
        from app.gui.widgets.printing import choose_printer

        if self._first is None or self.busy:
            return
        pages, last = self.papers.pages, self.shop.preferences.printer
        try:
            printer = choose_printer(self, self._first, PREVIEW_DPI, last, pages)
        except CounterbookError as error:
            self._failed(error)
            return
        if printer is not None:
            remember_printer(self.shop, printer.printerName())
            self.again.hide()
            self.run(partial(_print, self.shop, self.papers, printer))
        elif pages is None:
            self.reject()

    def _failed(self, error: CounterbookError) -> None:
        super()._failed(error)
        self._offer()

    def _say(self, told: Told) -> None:
        super()._say(told)
        if told.again:
            self._offer()

    def _offer(self) -> None:
        """Offer to print the papers once more."""
        if self._first is None:
            return
        self.again.show()
        self.again.setDefault(True)
        self.again.setFocus()
        if self.papers.pages is not None:
            self.details.setText(_("The copies are made. Printed once more they are the same, and not counted again."))
            self.details.show()
        fit_height(self)

    def done(self, result: int) -> None:
        """Throw the papers away once they are not needed any more."""
        super().done(result)
        self.papers.throw_away()


class Papers:
    """Copies of statements in a file of their own: made, and counted, once, however often the printer fails."""

    def __init__(self, shop: Shop, nos: Sequence[str], made_as: str) -> None:
        self._shop, self._nos, self._made_as = shop, list(nos), made_as
        self._folder = system.make_scratch()
        self._path = self._folder / "statements.pdf"
        #: How many pages there are; None until they are made.
        self.pages: int | None = None

    def first_page(self) -> PageImage:
        """Draw a first page, to learn what paper is needed."""
        app = self._shop.app
        return next(iter(app.receipts.some_pages(app.statement_runs.pdf(self._nos[0]), PREVIEW_DPI, [0])))

    def made(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        """Return the file, making it the first time; `ExportCancelled` is raised when that is called off."""
        if self.pages is None:
            runs = self._shop.app.statement_runs
            self.pages = runs.print_file(self._nos, self._path, self._made_as, progress, cancelled, kept=False)
        return self._path

    def starts(self) -> list[int]:
        """Return on which pages the letters begin, as far as that is known."""
        from app.gui.widgets.print_run import starts_of

        return starts_of(_page_counts(self._shop, self._nos), self.pages or 0)

    def throw_away(self) -> None:
        """Delete the file."""
        system.remove_scratch(self._folder)


def _print(shop: Shop, papers: Papers, printer: QPrinter, job: Job) -> Told:
    """Make the papers once the printer has answered, then print page by page; in the lane that draws."""
    from app.gui.widgets.print_run import PrintRun
    from app.services.exports import ExportCancelled

    shift = shop.preferences.nudge(printer.printerName(), shop.settings.statement_window)
    press = PrintRun(printer, shop.app.receipts, shift)
    press.begin()
    try:
        path = papers.made(_half(job, 0), job.cancelled)
        printed = press.print(path, papers.starts(), _half(job, 1), job.cancelled)
        press.end()
    except ExportCancelled:
        return Told(_("Stopped before anything was printed; no copy was counted."), again=True)
    finally:
        press.abort()
    if printed.stopped:
        text = _("Stopped after {done} of {all}.")
        return Told(text.format(done=pages_count(printed.pages), all=pages_count(printed.of)), again=True)
    text = _("{pages} sent to the printer “{printer}”.")
    return Told(text.format(pages=pages_count(printed.pages), printer=printer.printerName()))


def _page_counts(shop: Shop, nos: Sequence[str]) -> list[int]:
    """Return how many pages each statement has, in the order they are printed: that of their runs."""
    found = [statement for no in nos if (statement := shop.app.statement_runs.find(no)) is not None]
    return [statement.pages for statement in sorted(found, key=lambda each: each.id)]


def _half(job: Job, nth: int) -> Callable[[int, int], None]:
    """Return what tells how far one of two equal halves is."""

    def tell(done: int, of: int) -> None:
        job.progress(nth * of + done, 2 * of)

    return tell


# ---- saving ---------------------------------------------------------------------------------------------------------


def save_one(shop: Shop, nos: Sequence[str], made_as: str, parent: QWidget, name: str) -> None:
    """Ask where to, and save statements as one PDF."""
    path = name_for_pdf(parent, name)
    if path is not None:
        save_to(shop, nos, made_as, parent, path)


def save_to(shop: Shop, nos: Sequence[str], made_as: str, parent: QWidget, path: Path) -> ProgressDialog:
    """Save statements as one PDF."""
    dialog = ProgressDialog(shop, _("Saving {statements}").format(statements=statements_count(len(nos))), parent)
    dialog.run(partial(_save, shop, list(nos), made_as, path))
    return dialog


def _save(shop: Shop, nos: Sequence[str], made_as: str, path: Path, job: Job) -> Told:
    from app.services.exports import ExportCancelled

    try:
        pages = shop.app.statement_runs.print_file(nos, path, made_as, job.progress, job.cancelled)
    except ExportCancelled:
        return Told(_("Stopped; no file was written."))
    text = _("{statements} saved, {pages}.")
    return Told(text.format(statements=statements_count(len(nos)), pages=pages_count(pages)), (str(path),))


def save_single(shop: Shop, nos: Sequence[str], parent: QWidget) -> None:
    """Ask for a folder and save each statement as a PDF of its own."""
    folder = folder_to_save(parent, _("Save single PDFs in"), str(documents_folder()))
    if folder:
        save_singles_in(shop, nos, parent, Path(folder))


def save_singles_in(shop: Shop, nos: Sequence[str], parent: QWidget, folder: Path) -> ProgressDialog:
    """Save each statement as a PDF of its own."""
    dialog = ProgressDialog(shop, _("Saving {statements}").format(statements=statements_count(len(nos))), parent)
    dialog.run(partial(_save_singles, shop, list(nos), folder))
    return dialog


def _save_singles(shop: Shop, nos: Sequence[str], folder: Path, job: Job) -> Told:
    from app.services.exports import ExportCancelled

    try:
        files = shop.app.statement_runs.save_singles(nos, folder, job.progress, job.cancelled)
    except ExportCancelled:
        return Told(_("Stopped. The files written so far are in the folder."), (str(folder),))
    return Told(
        _("{statements} saved, each in a file of its own.").format(statements=statements_count(len(files))),
        (str(folder),),
    )


class SaveDialog(FormDialog):
    """Several statements: one PDF of all, or a file for each."""

    def __init__(self, shop: Shop, nos: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Save as PDF"), statements_count(len(nos)), parent=parent)
        self._nos = list(nos)
        words = label(
            _("One file is good for printing elsewhere; a file for each customer, for sending by e-mail."),
            wrap=True,
        )
        self.above.addWidget(words)
        self.singles = button(_("Single PDFs…"), on=self.save_singles)
        self.foot.insertWidget(self.foot.count() - 1, self.singles)
        self.primary.setText(_("One PDF…"))
        self.primary.setAccessibleName(_("One PDF…"))

    def submit(self) -> None:
        """Save all as one PDF."""
        self.accept()
        name = _("Statements {date}").format(date=self.shop.today().isoformat())
        save_one(self.shop, self._nos, "pdf", self._over(), name)

    def save_singles(self) -> None:
        """Save each as a file of its own."""
        self.accept()
        save_single(self.shop, self._nos, self._over())

    def _over(self) -> QWidget:
        return self.parentWidget() or self
