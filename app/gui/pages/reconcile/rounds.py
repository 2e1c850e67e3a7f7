"""Which round of reviews shows; beginning another, writing one into a file, printing it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.review_words import round_name
from app.gui.theme import S2
from app.gui.widgets.alert_band import AlertBand
from app.gui.widgets.basics import button, column
from app.gui.widgets.fields import choose
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.save_table import save_table
from app.i18n.catalog import _, current, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.shop import Shop
    from app.services.prepaid_review import ReviewLine


class RoundBar(QWidget):
    """Emits `wanted` with the request that began the round that is to show."""

    wanted = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.line: ReviewLine | None = None
        self.due = AlertBand()
        self.round: QComboBox = QComboBox()
        self.round.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # it is filled while it is shown
        self.round.setAccessibleName(pgettext("review", "Round"))
        self.start = button(_("Begin a round…"), icon="plus", on=self.begin)
        self.export = button(_("Export…"), "quiet", icon="export", on=self.export_round)
        self.print = button(_("Print…"), "quiet", icon="print", on=self.print_round)
        guard(shop, Right.AUDIT, self.start)
        self.tools = flowing(self.round, self.start, self.export, self.print)
        self.setLayout(column(self.due, self.tools, gap=S2))
        self.round.activated.connect(self._chosen)

    def show_rounds(self, rounds: Sequence[ReviewLine], line: ReviewLine | None, *, due: bool) -> None:
        """Show the rounds there are, the one that shows, and whether another is due."""
        self.line = line
        self.round.clear()
        for each in rounds:
            self.round.addItem(round_name(each), each.id)
        if line is not None:
            choose(self.round, line.id)
        self.tools.setVisible(bool(rounds))
        if due and rounds:
            text = _("The month is over, and nobody has looked through the prepaid accounts of its end yet.")
            self.due.say(text, (_("Begin a round…"), self.begin), grave=False)
        else:
            self.due.hide()

    def _chosen(self, _at: int) -> None:
        self.wanted.emit(str(self.round.currentData()))

    def begin(self) -> None:
        """Begin a round."""
        from app.gui.dialogs.review_round import StartReviewDialog

        if self._shop.bars(Right.AUDIT):
            return
        made = StartReviewDialog(self._shop, self.window())
        made.begun.connect(self.wanted)
        made.open()

    def export_round(self) -> None:
        """Write the round into a file a spreadsheet opens."""
        if self.line is not None:
            name = _("account review {date}").format(date=self.line.on.isoformat())
            save_table(self._shop, self, name, self._writer(self.line.id))

    def _writer(self, review: str) -> Callable[[Path], int]:
        save, language = self._shop.app.arrival_lists.save_review, current().language
        return partial(_write, save, review, language)

    def print_round(self) -> None:
        """Show the round as it is printed."""
        from app.gui.dialogs.review_paper import ReviewPaperDialog

        if self.line is not None:
            ReviewPaperDialog(self._shop, self.line, self.window()).open()

    def be_narrow(self, *, narrow: bool) -> None:
        """Leave room to the other tools."""
        self.round.setMaximumWidth(theme.px(300 if narrow else 420))


def _write(save: Callable[[Path, str, str], int], review: str, language: str, path: Path) -> int:
    return save(path, review, language)
