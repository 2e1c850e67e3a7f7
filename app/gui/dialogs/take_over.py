"""A folder into which a whole book was written, looked at first, and made a book again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.books import BOOK_FILTER, free_place, is_there
from app.gui.dialogs.bookless import Bookless
from app.gui.dialogs.out import WorkDialog
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, label
from app.gui.widgets.fields import LineEdit
from app.gui.widgets.file_dialogs import name_to_save
from app.gui.widgets.opener import plain_name
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext
from app.i18n.mark import N_
from app.services import places, system

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.tasks import Job, Tasks
    from app.services.handover import Manifest, TakenOver

ENDING = ".cbook"
WIDE = 620


class TakeOverDialog(WorkDialog):
    """Says whose book it is before anything is made; the new one gets its name once all of it is proved."""

    #: The book is there: its path, and what is to be said of it.
    made = Signal(Path, str)

    def __init__(self, tasks: Tasks, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(Bookless(tasks), _("Open an exported folder"), parent=parent)
        self.doing = _("Making a book of the folder")
        self.folder = folder
        self.seen: Manifest | None = None
        self._name, self._words = label("", "heading", wrap=True), label("", wrap=True)
        where = label(str(folder), "mute-small", wrap=True)
        self.card = Card(column(self._name, self._words, where, gap=S2, margins=(S4, S3, S4, S3)))
        self.card.hide()
        self.above.addWidget(self.card)
        self.place = LineEdit(str(free_place(system.default_book())), most=1000)
        self.choose = button(_("Choose…"), icon="folder", on=self.choose_place)
        self.form.add("book", _("Keep the book as"), self.place, beside=self.choose)
        words = _(
            "Every file is checked first, and the new book is proved to its last entry. The folder stays as it is."
        )
        self.words = label(words, "mute", wrap=True)
        self.below.addWidget(self.words)
        self.setMinimumWidth(theme.px(WIDE))
        self.primary.say(_("Make the book"))
        self.primary.setEnabled(False)
        self.place.textEdited.connect(self.forgive)
        self.note.setText(_("Looking at the folder…"))
        tasks.run(partial(_look, folder), self._show, self._not_one, owner=self)

    def _show(self, seen: Manifest) -> None:
        self.seen = seen
        self.note.setText("")
        language = current().language
        text = ngettext(
            "{n} entry, in {currency}; written on {date} by version {program} of the program",
            "{n} entries, in {currency}; written on {date} by version {program} of the program",
            seen.entries,
        )
        values = {"currency": seen.currency, "date": seen.made_at[:10], "program": seen.program}
        self._name.setText(seen.shop)
        self._words.setText(text.format(n=form.number(seen.entries, language), **values))
        self.card.show()
        self.place.setText(str(free_place(system.default_book().with_name(plain_name(seen.shop) + ENDING))))
        self.primary.setEnabled(True)
        self.primary.setFocus()
        self.grow()

    def _not_one(self, error: CounterbookError) -> None:
        self.note.setText("")
        self.form.show_row("book", shown=False)
        self.words.setText(_("Choose the folder itself: the one with the README and the folder “data” in it."))
        self.complain(error)

    def choose_place(self) -> None:
        """Choose where the book is kept; a file that is there stays."""
        found = name_to_save(self, _("Where to keep the book"), self.place.text(), _(BOOK_FILTER), confirm=False)
        if found:
            self.place.setText(found if found.endswith(ENDING) else found + ENDING)
            self.forgive()

    def submit(self) -> None:
        """Make the book."""
        if self.seen is not None and self.primary.isEnabled() and self.checked(self._path):
            path = self._path()
            self.begin(partial(_make, self.folder, path), partial(self._made, path))

    def _set_busy(self, *, busy: bool) -> None:
        super()._set_busy(busy=busy)
        self.choose.setEnabled(not busy)

    def _path(self) -> Path:
        text = self.place.value().strip()
        if not text:
            refuse("book", N_("Say where the book is to be kept."))
        path = Path(text if text.endswith(ENDING) else text + ENDING)
        if not path.is_absolute():
            refuse("book", N_("Write the whole path, with its folder."))
        if is_there(path):
            refuse("book", N_("There is a file at {path} already; choose another name or place."), path=path)
        risk = places.risk_of(path)
        if risk is not None:
            refuse("book", risk.message.text, **risk.message.values)
        return path

    def stopped(self) -> None:
        """Say that nothing is left of it."""
        self.note.setText(_("Stopped; no book was made."))

    def _made(self, path: Path, done: TakenOver) -> None:
        text = ngettext(
            "The book of {shop} is ready: {n} entry, the same to the last hash.",
            "The book of {shop} is ready: {n} entries, the same to the last hash.",
            done.entries,
        ).format(shop=done.shop, n=form.number(done.entries, current().language))
        if done.staff_off:
            text += "\n" + _("The staff have no PINs in it: set them anew in Settings → Staff.")
        self.accept()
        self.made.emit(path, text)


def _look(folder: Path) -> Manifest:
    from app.services import handover

    return handover.look(folder)


def _make(folder: Path, path: Path, job: Job) -> TakenOver:
    from app import bootstrap
    from app.services import handover

    around = bootstrap.circumstances()
    return handover.take_over(folder, path, around, progress=job.progress, cancelled=job.cancelled)
