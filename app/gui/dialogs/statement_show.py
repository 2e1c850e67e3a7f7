"""Papers of statements to be looked at: as one was sent, as one would be, and the list for the post office."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.statement_run import IssuedStatement, RunOptions
from app.gui.dialogs.paper import PaperDialog
from app.gui.dialogs.posting_list import PostingListDialog, make_room
from app.gui.dialogs.statement_words import is_silent, period_name, state_of
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, ngettext


class FrozenDialog(PaperDialog):
    """A statement as it was issued. Printing and saving make copies, which are counted."""

    def __init__(self, shop: Shop, statement: IssuedStatement, parent: QWidget | None = None) -> None:
        about = f"{statement.no}  ·  {statement.name}  ·  {period_name(statement.period)}"
        super().__init__(shop, _("Statement"), about, parent=parent)
        self.statement = statement
        self._say_copies(statement)
        make_room(self)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Read the paper as it was issued."""
        return partial(self.shop.app.statement_runs.pdf, self.statement.no)

    def copier(self) -> Callable[[], tuple[None, bytes]]:
        """Make a copy and count it."""
        runs, no = self.shop.app.statement_runs, self.statement.no
        return lambda: (None, runs.copy([no], "print"))

    def saver(self, path: Path) -> Callable[[], int]:
        """Write the document into a file."""
        return partial(self.shop.app.statement_runs.print_file, [self.statement.no], path, "pdf")

    def file_name(self) -> str:
        """Propose number, customer and period."""
        on = self.statement.period.month or self.statement.period.end.isoformat()
        return f"{self.statement.no} {self.statement.name} {on}"

    def shift_on(self, printer: str) -> tuple[float, float]:
        """Move the address into the envelope's window, as this printer needs it."""
        return self.shop.preferences.nudge(printer, self.shop.settings.statement_window)

    def printed(self, made: object) -> None:
        """Say which statement is being printed."""
        del made
        self.shop.changed.emit(self.statement.number)
        self.shop.tell(_("Statement {no} is being printed.").format(no=self.statement.no))

    def saved(self, path: Path, made: object) -> None:
        """Say where the statement is."""
        del made
        self.tried()
        self.shop.changed.emit(self.statement.number)
        self.shop.tell(_("Statement {no} saved as {file}.").format(no=self.statement.no, file=path.name))

    def tried(self) -> None:
        """Find out how many copies there are."""
        runs, no = self.shop.app.statement_runs, self.statement.no
        self.shop.tasks.run(lambda: runs.find(no), self._say_copies, self.complain, owner=self)

    def _say_copies(self, statement: IssuedStatement | None) -> None:
        if statement is None:
            return
        if statement.copies:
            words = ngettext(
                "{n} copy so far; the next on paper says it is a reprint.",
                "{n} copies so far; the next on paper says it is a reprint.",
                statement.copies,
            )
            parts = [words.format(n=statement.copies)]
        else:
            parts = [_("Issued, and not printed, saved or mailed yet.")]
        state = state_of(statement.outcome)
        if not is_silent(statement.outcome) and statement.replied_on is not None:
            parts.append(f"{state.sign} {state.text}  {form.short_date(statement.replied_on)}")
        self.note.setText("   ".join(parts))


class DraftDialog(PaperDialog):
    """A statement as it would be issued; nothing is recorded, so there is nothing to print or to save."""

    def __init__(self, shop: Shop, number: str, name: str, options: RunOptions, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Statement"), f"{name}  ·  {period_name(options.period)}", parent=parent)
        self.number, self.options = number, options
        self.note.setText(_("As it would be issued. It gets its number then."))
        self.save.hide()
        self.save.setEnabled(False)
        self.cancel.hide()
        self.primary.setText(_("Close"))
        self.primary.setAccessibleName(_("Close"))
        make_room(self)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it as the run would."""
        from app.services.statements import Look

        app, number, options = self.shop.app, self.number, self.options
        look = Look(options.sheet, options.window, options.slip, options.paper_language)
        return lambda: app.statements.preview(number, options.period, options.kind, look).pdf

    def submit(self) -> None:
        """Leave."""
        self.accept()


def posting_list_of_run(shop: Shop, run: int, parent: QWidget) -> PostingListDialog:
    """Return the list of what goes by post in a run, to be opened."""
    runs = shop.app.statement_runs
    return PostingListDialog(
        shop, lambda: runs.posting_list(run).pdf, partial(runs.save_posting_list, run), parent=parent
    )
