"""打印全部信函: all letters of a day looked through as papers, issued with their numbers, printed, and posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QWidget

from app.core.letter import LetterBatch, LetterOptions
from app.gui import theme
from app.gui.dialogs.letter_report import LetterReport
from app.gui.dialogs.reminder_batch import BatchDialog
from app.gui.dialogs.reminder_words import number
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S3, mark
from app.gui.widgets.basics import label
from app.gui.widgets.flow import flowing
from app.gui.widgets.paper_pane import PaperPane
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.core.reminder.board import QueueRow
    from app.errors import CounterbookError
    from app.services.letters import LetterPreview

WIDE = 1100
PAPER = 420


class LettersDialog(BatchDialog):
    """Shows each letter as it will go out; those ticked are issued, and then printed."""

    def __init__(self, shop: Shop, rows: Sequence[QueueRow], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Print all letters") if len(rows) != 1 else _("Print the letter"), rows, parent)
        self.setMinimumWidth(min(theme.px(WIDE), self.screen().availableGeometry().width() - theme.px(40)))
        self._previews: list[LetterPreview] = []
        self.slip = QCheckBox(_("Payment slip"))
        self.slip.setChecked(shop.settings.letter_slip)
        self.statement = QCheckBox(_("Statement behind each"))
        self.duplex = QCheckBox(_("Both sides of the paper"))
        self.pane = PaperPane(shop)
        self.pane.view.setMinimumSize(theme.px(PAPER), theme.px(300))
        self.first = label("", "small", wrap=True)
        self.side.addWidget(self.pane, 1)
        self.side.addWidget(self.first)
        self.above.addWidget(flowing(self.slip, self.statement, self.duplex, gap=S3 * 2))
        for box in (self.slip, self.statement, self.duplex):
            box.toggled.connect(self._looks_changed)
        self.pane.refused.connect(self._not_drawn)
        self.pane.shown.connect(self._shown)
        self.note.setText(_("Once issued, a letter has its number and is never changed."))
        self.begin()

    def options(self) -> LetterOptions:
        """Return how they shall look."""
        return LetterOptions(
            slip=self.slip.isChecked(), statement=self.statement.isChecked(), duplex=self.duplex.isChecked()
        )

    def do_words(self, count: int) -> str:
        """Say how many are issued."""
        return ngettext("Issue and print {n} letter", "Issue and print {n} letters", count).format(n=number(count))

    def doing_words(self) -> str:
        """Say that they are issued."""
        return _("Issuing letters…")

    def lane(self) -> Lane:
        """Draw where papers are drawn."""
        return Lane.RENDER

    def worker(self, rows: Sequence[QueueRow]) -> Callable[[Job], LetterBatch]:
        """Issue those ticked."""
        letters, ids, options = self.shop.app.letters, [each.id for each in rows], self.options()

        def work(job: Job) -> LetterBatch:
            return letters.issue(ids, options, job.progress, job.cancelled)

        return work

    # ---- the paper --------------------------------------------------------------------------------------------------

    def show_one(self, row: QueueRow) -> None:
        """Draw the paper of one of them."""
        self.first.setText("")
        self._previews.clear()
        letters, options, found = self.shop.app.letters, self.options(), self._previews

        def draw() -> bytes:
            preview = letters.preview(row.id, options)
            found[:] = [preview]
            return preview.pdf

        self.pane.draw(draw)

    def _looks_changed(self, _on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        index = self.table.currentIndex()
        if index.isValid():
            self.show_one(self.model.rows[index.row()])

    def _shown(self, _looked: object) -> None:
        """Say what is to be looked at first."""
        lines = _concerns(self.shop, self._previews[0]) if self._previews else []
        self.first.setText("\n".join(f"▲  {each}" for each in lines))
        mark(self.first, "small soon")
        self.first.setVisible(bool(lines))

    def _not_drawn(self, error: CounterbookError) -> None:
        self.first.setText("▲  " + self.shop.words(error))
        mark(self.first, "error")
        self.first.show()

    # ---- afterwards -------------------------------------------------------------------------------------------------

    def show_report(self, result: Any) -> QWidget:
        """Show what was issued, and print it."""
        batch: LetterBatch = result
        for box in (self.slip, self.statement, self.duplex):
            box.hide()
        self.subtitle.setText("")
        self.note.setText("")
        made = LetterReport(self.shop, batch, duplex=self.duplex.isChecked())
        if batch.letters:
            made.doings.print_all(self)
        return made


def _concerns(shop: Shop, preview: LetterPreview) -> list[str]:
    found: list[str] = []
    if preview.reason is not None:
        found.append(shop.sentence(preview.reason))
    if preview.without_address:
        found.append(_("The file has no address: the letter is printed without one."))
    if preview.cut:
        found.append(_("The address is longer than the window and was shortened."))
    if preview.blanks:
        names = ", ".join("{" + name + "}" for name in preview.blanks)
        found.append(_("Not set, and left blank: {names}. See the shop's settings.").format(names=names))
    if preview.missing:
        signs = " ".join(preview.missing)
        found.append(_("The paper's font has not: {characters}").format(characters=signs))
    return found
