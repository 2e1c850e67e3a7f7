"""The third step: as what the rows are taken in, and which column is what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.intake.targets import Target
from app.gui.dialogs.intake.given_form import GivenForm
from app.gui.dialogs.intake.match_table import MatchTable
from app.gui.dialogs.intake.step import Step
from app.gui.dialogs.intake.words import missing_words, target_name, target_words
from app.gui.theme import S2, S3
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Choices
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.gui.dialogs.intake.work import Importing


class ColumnsStep(Step):
    """The target above, the columns over their rows below."""

    def __init__(self, work: Importing) -> None:
        super().__init__(work)
        self.target: Choices = Choices([(each, target_name(each)) for each in Target])
        self.target.setAccessibleName(_("What the rows are"))
        self.words = label("", "mute", wrap=True)
        self.given = GivenForm(work)
        self.missing = label("", "soon", wrap=True)
        self.columns = MatchTable(work.shop)
        whole = column(self.target, self.words, self.given, self.missing, self.columns, gap=S2)
        whole.insertSpacing(3, S3 - S2)
        whole.setStretch(whole.count() - 1, 1)
        self.setLayout(whole)
        self.target.changed.connect(self._take_as)
        self.columns.changed.connect(self._match)
        work.proposed.connect(self._show)
        work.moved.connect(self.changed)

    def _take_as(self) -> None:
        self.work.take_as(self.target.value())

    def _match(self, columns: dict[str, int]) -> None:
        self.work.choose(columns=columns)

    def may_go_on(self) -> bool:
        """Whether all columns that are needed are there."""
        proposal = self.work.proposal
        return super().may_go_on() and self.work.trouble is None and proposal is not None and not proposal.missing

    def next_words(self) -> str:
        """Return what the button says."""
        return pgettext("step", "Try it out")

    def note(self) -> str:
        """Say that trying changes nothing."""
        return _("Nothing is written yet: the next step only tries it out.")

    def _show(self) -> None:
        proposal = self.work.proposal
        if proposal is None:
            return
        target = proposal.layout.target
        self.target.set_value(target)
        self.words.setText(target_words(target))
        self.given.show_asked()
        missing = missing_words(proposal)
        self.missing.setText(f"▲ {missing}" if missing else "")
        self.missing.setVisible(bool(missing))
        self.columns.show_proposal(proposal)
        self.changed.emit()

    def arrive(self) -> None:
        """Put the lists over their columns."""
        self.columns.heads.place()

    def focus_first(self) -> None:
        """Begin with what the rows are."""
        self.target.setFocus()
