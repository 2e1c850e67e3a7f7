"""Taking a whole import back: by reversals, with a reason, as long as nothing was built on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import refuse
from app.gui.dialogs.intake.words import number
from app.gui.dialogs.out import WorkDialog
from app.gui.tasks import Lane
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.fields import Choices, LineEdit
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.intake import Intake, Undone

COMMON_REASONS = (N_("Wrong columns"), N_("Wrong file"), N_("Brought in twice"))


class UndoImportDialog(WorkDialog):
    """Asks why, and takes all of it back or nothing; stopped, nothing."""

    lane = Lane.KEEP
    #: It was undone; what is said of it.
    undone = Signal(str)

    def __init__(self, shop: Shop, run: int, file: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Undo this import"), file, parent=parent)
        self.run = run
        self.doing = _("Undoing an import")
        words = _(
            "Every entry it made is reversed, the customers' files it made are closed and its prices ended. The "
            "entries and their reversals stay in the book. Files it only changed stay as they are."
        )
        self.above.addWidget(Card(column(label(words, wrap=True), margins=(12, 10, 12, 10)), "after"))
        self.common: Choices = Choices([(text, _(text)) for text in COMMON_REASONS])
        self.reason = LineEdit(_(COMMON_REASONS[0]))
        self.form.add("common", _("Reason"), self.common)
        self.form.add("reason", "", self.reason)
        self.reason.setAccessibleName(_("Reason"))
        self.common.changed.connect(self._reason_chosen)
        self.reason.textChanged.connect(self.forgive)
        self.reason.setFocus()
        self.reason.selectAll()

    def _reason_chosen(self) -> None:
        self.reason.setText(_(self.common.value()))
        self.reason.setFocus()

    def _reason(self) -> str:
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Give a reason; it is kept with the entry."))
        return reason

    def submit(self) -> None:
        """Undo it, in one piece; that may take a while."""
        if self._busy or not self.checked(self._reason):
            return
        self.note.setText(_("Undoing…"))
        self.begin(partial(_undo, self.shop.app.intake, self.run, self._reason()), self._undone)

    def stopped(self) -> None:
        """Say that all stands as before."""
        self.note.setText(_("You stopped it. Nothing was undone."))

    def _refused(self, error: CounterbookError) -> None:
        self.note.setText("")
        super()._refused(error)

    def _undone(self, found: Undone) -> None:
        parts = (
            ngettext("{n} entry reversed", "{n} entries reversed", found.entries).format(n=number(found.entries)),
            ngettext("{n} file closed", "{n} files closed", found.customers).format(n=number(found.customers)),
            ngettext("{n} price ended", "{n} prices ended", found.prices).format(n=number(found.prices)),
        )
        counts = (found.entries, found.customers, found.prices)
        said = _(", ").join(part for part, count in zip(parts, counts, strict=True) if count)
        self.accept()
        self.undone.emit(said)
        self.shop.changed.emit("")


def _undo(intake: Intake, run: int, reason: str, job: Job) -> Undone | None:
    undone = intake.undo(run, reason, progress=job.progress, cancelled=job.cancelled)
    return None if undone.cancelled else undone


def ask_undo(shop: Shop, run: int, file: str, parent: QWidget, then: object = None) -> UndoImportDialog:
    """Open the dialog; `then` gets what is said of it once it is done."""
    dialog = UndoImportDialog(shop, run, file, parent)
    if callable(then):
        dialog.undone.connect(then)
    else:
        dialog.undone.connect(partial(_tell, shop, file))
    dialog.open()
    return dialog


def _tell(shop: Shop, file: str, said: str) -> None:
    text = _("The import of “{file}” is undone: {what}.") if said else _("The import of “{file}” is undone.")
    shop.tell(text.format(file=file, what=said))
