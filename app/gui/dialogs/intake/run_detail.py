"""One import in full: the file, who brought it in and how, what came of it, and who undid it, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.core.intake.targets import Target
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.intake.words import counts_words, number, passed_over, state_word, sum_name, target_of
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, label
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop
    from app.services.intake import StoredRun, StoredStep

GOOD_ROWS, UNDONE = "good_rows", "undone"


class RunDialog(FormDialog):
    """Shows it; nothing can be changed here."""

    def __init__(self, shop: Shop, run: StoredRun, parent: QWidget | None = None) -> None:
        super().__init__(shop, pgettext("import", "Import"), run.file, parent=parent)
        self.setMinimumWidth(theme.px(640))
        self.run = run
        #: What is shown, name by name.
        self.shown: list[tuple[str, str]] = []
        self._facts = QGridLayout()
        self._facts.setContentsMargins(S4, S3, S4, S3)
        self._facts.setHorizontalSpacing(S4)
        self._facts.setVerticalSpacing(theme.px(6))
        self._facts.setColumnMinimumWidth(0, theme.px(120))
        self._facts.setColumnStretch(1, 1)
        self.above.addWidget(Card(self._facts))
        for name, text in self._file():
            self._add(name, text)
        self.cancel.hide()
        self.primary.say(_("Close"))
        self.primary.setFocus()
        shop.tasks.run(lambda: shop.app.intake.steps(run.run), self.show_steps, self.complain, owner=self)

    def show_steps(self, steps: Sequence[StoredStep]) -> None:
        """Show what became of it, in that order."""
        for step in steps:
            self._add(state_word(step.what), self._when(step))
            for name, text in self._undone(step) if step.what == UNDONE else self._taken(step):
                self._add(name, text)
        self.grow()

    def _file(self) -> Iterator[tuple[str, str]]:
        run = self.run
        yield pgettext("import", "Brought in as"), target_of(run)
        yield (
            _("Rows that were refused"),
            _("left out, the good ones taken in") if run.way == GOOD_ROWS else _("none allowed: all or nothing"),
        )
        yield "SHA-256", run.sha256
        if run.backup:
            yield _("The book before"), run.backup

    def _when(self, step: StoredStep) -> str:
        when = form.date_time(step.at.astimezone())
        return _("{when}, by {who}").format(when=when, who=step.who or _("Owner"))

    def _taken(self, step: StoredStep) -> Iterator[tuple[str, str]]:
        counts, run = step.counts, self.run
        text = _("{all}, of these taken in {good}, refused {refused}, passed over {passed}")
        values = (counts.rows, counts.recorded, counts.refused, passed_over(counts))
        figures = dict(zip(("all", "good", "refused", "passed"), map(number, values), strict=True))
        yield pgettext("import", "Rows"), text.format(**figures)
        target = Target(run.target) if run.target in {each.value for each in Target} else None
        made = counts_words(step.content.get("counts", {}), target)
        if made:
            yield _("Recorded"), made
        for name, minor in step.content.get("sums", {}).items():
            yield sum_name(name), self.shop.amount(minor)

    def _undone(self, step: StoredStep) -> Iterator[tuple[str, str]]:
        yield _("Reason"), str(step.content.get("reason", ""))

    def _add(self, name: str, text: str) -> None:
        self.shown.append((name, text))
        at = self._facts.rowCount()
        value = label(text, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{name}: {text}")
        for place, part in enumerate((label(name, "mute", wrap=True), value)):
            self._facts.addWidget(part, at, place, Qt.AlignmentFlag.AlignTop)
