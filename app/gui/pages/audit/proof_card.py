"""Whether the book is as it was written: a check of all of it, and of a code from paper, answered in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.audit_digest import is_code
from app.errors import CounterbookError, Refused
from app.gui import theme
from app.gui.tasks import Job, Lane
from app.gui.theme import S2, S3, S4, mark
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.gui.widgets.fields import LineEdit, show_wrong
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.core.audit_digest import DayDigest
    from app.gui.shop import Shop
    from app.services.day_digests import Checked
    from app.services.verify import Report

MOST = 4
"""Findings written out; more of them only say again that the book is damaged."""


class Proof(NamedTuple):
    """What looking at all of it found: at the book itself, and at the codes of the days."""

    book: Report
    days: Checked


class ProofCard(Card):
    """The check of the whole book, with what it found."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._job: Job | None = None
        self.said = label(_("Not looked at since this page was opened."), "mute", wrap=True)
        self.found = column(gap=2)
        self.check = button(_("Check the whole book"), on=self.begin)
        super().__init__(
            column(
                label(_("Is everything as it was written?"), "strong", wrap=True),
                self.said,
                self.found,
                row(self.check, None),
                gap=S2,
                margins=(S4, S3, S4, S3),
            )
        )

    def begin(self) -> None:
        """Look at every entry, every sum and every code; the work shows at the foot and can be stopped."""
        if self._job is not None:
            return
        self.check.setEnabled(False)
        self._say(_("Looking at every entry…"), "mute")
        app = self._shop.app

        def work(job: Job) -> Proof:
            return Proof(app.verify.verify(job.progress, job.cancelled), app.day_digests.check())

        self._job = self._shop.tasks.run_long(
            _("Checking the book"), work, self.show_proof, self._failed, owner=self, lane=Lane.KEEP
        )
        if self._job not in self._shop.tasks.long:  # it is over already
            self._job = None

    def show_proof(self, proof: Proof) -> None:
        """Say in a sentence how the book stands, and what does not hold."""
        self._job = None
        self.check.setEnabled(True)
        if proof.book.cancelled:
            self._say(_("Stopped before everything was looked at."), "mute")
            return
        if proof.book.ok and proof.days.ok:
            text = ngettext(
                "✓ Every entry is as it was written. {n} entry was looked at.",
                "✓ Every entry is as it was written. {n} entries were looked at.",
                proof.book.entries,
            )
            self._say(text.format(n=form.number(proof.book.entries, current().language)), "ok")
            return
        sentences = [self._shop.sentence(each.message) for each in proof.book.problems]
        sentences += [self._shop.sentence(each) for each in proof.days.messages]
        text = ngettext(
            "✗ {n} place in the book is not as it was written:",
            "✗ {n} places in the book are not as they were written:",
            len(sentences),
        )
        self._say(text.format(n=form.number(len(sentences), current().language)), "error", sentences)

    def _say(self, text: str, look: str, findings: Sequence[str] = ()) -> None:
        self.said.setText(text)
        mark(self.said, "strong" if look == "ok" else look)
        clear(self.found)
        for each in findings[:MOST]:
            self.found.addWidget(label(f"–  {each}", "small", wrap=True))
        if findings:
            advice = _("Record nothing more; open the newest good backup, or ask whoever looks after this computer.")
            self.found.addWidget(label(advice, "small", wrap=True))

    def _failed(self, error: CounterbookError) -> None:
        self._job = None
        self.check.setEnabled(True)
        self._say(self._shop.words(error), "error")


class CompareCard(Card):
    """A code from paper, held against the book."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._days: Sequence[DayDigest] = ()
        self.typed = _Code()
        self.typed.setAccessibleName(_("The code on the page"))
        self.compare = button(_("Compare"), on=self.look)
        self.said = label("", "mute", wrap=True)
        self.said.hide()
        line = row(self.typed, self.compare, gap=S2)
        line.setStretch(0, 1)
        super().__init__(
            column(
                label(_("Compare a printed code"), "strong", wrap=True),
                label(
                    _("Type the code from a page or a mail you kept; the day is found by itself."), "mute", wrap=True
                ),
                line,
                self.said,
                gap=S2,
                margins=(S4, S3, S4, S3),
            )
        )
        self.typed.returnPressed.connect(self.look)
        self.typed.textEdited.connect(self._forgive)

    def show_days(self, days: Sequence[DayDigest]) -> None:
        """Take the days there are codes of."""
        self._days = days
        self.compare.setEnabled(bool(days))

    def look(self) -> None:
        """Find the day of the code, and ask whether the book still is what it was then."""
        self._forgive()
        text = self.typed.text().strip()
        if not text or not self._days:
            self.typed.setFocus()
            return
        try:
            day = next((each for each in self._days if is_code(each, text)), None)
        except Refused as error:
            show_wrong(self.typed, self._shop.words(error))
            self._say(self._shop.words(error), "error")
            return
        if day is None:
            words = _(
                "✗ No day in this book has this code. Either the page is another book's, or the book was changed since."
            )
            self._say(words, "error")
            return
        self.compare.setEnabled(False)
        self._say(_("The code is known; looking at every entry up to it…"), "mute")
        digests = self._shop.app.day_digests

        def work(job: Job) -> Checked:
            return digests.prove(job.progress, job.cancelled)

        self._shop.tasks.run_long(
            _("Checking the book"), work, partial(self._answer, day), self._failed, owner=self, lane=Lane.KEEP
        )

    def _failed(self, error: CounterbookError) -> None:
        self.compare.setEnabled(True)
        self._say(self._shop.words(error), "error")

    def _answer(self, day: DayDigest, checked: Checked) -> None:
        self.compare.setEnabled(True)
        on = form.short_date(day.on)
        if checked.cancelled:
            self._say(_("Stopped before everything was looked at."), "mute")
        elif checked.ok:
            words = _("✓ This is the code of {date}: what was recorded up to that day is as it was then.")
            self._say(words.format(date=on), "strong")
        else:
            words = _("✗ This is the code of {date}, but: {reason}")
            self._say(words.format(date=on, reason=self._shop.sentence(checked.messages[0])), "error")

    def _say(self, text: str, look: str) -> None:
        self.said.setText(text)
        mark(self.said, look)
        self.said.show()

    def _forgive(self, _text: str = "") -> None:
        show_wrong(self.typed, "")
        self.said.hide()


class _Code(LineEdit):
    """A line for a code of groups; Enter compares it and goes no further."""

    def __init__(self) -> None:
        super().__init__(hint="XXXXX-XXXXX-XXXXX-XXXXX")
        self.setMinimumWidth(theme.px(150))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what is typed."""
        super().keyPressEvent(event)
        event.accept()


def side(*cards: QWidget) -> QWidget:
    """Return cards one below the other."""
    made = QWidget()
    made.setLayout(column(*cards, None, gap=S3))
    return made
