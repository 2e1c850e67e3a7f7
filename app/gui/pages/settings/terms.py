"""The shop's own terms, and beside them what the law has against a clause while it is written."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.core.clauses import Finding
from app.core.terms_text import MAX_TEXT, NewTerms, TermsKind, TermsText
from app.errors import CounterbookError
from app.gui import errors, theme
from app.gui.pages.base import scrolled
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.gui.widgets.fields import Choices, DateEdit, Form, TextArea
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n import format as form
from app.i18n.catalog import LANGUAGES, _, current

CHECK_AFTER_MS = 400


class TermsTab(QWidget):
    """A text on the left, and beside it the clauses that are void, with the article and what could stand instead."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._texts: list[TermsText] = []
        self._asked = 0
        self.kind: Choices = Choices([(TermsKind.TOP_UP, _("For top-ups")), (TermsKind.PASS, _("For passes"))])
        self.language: Choices = Choices([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.starts_on = DateEdit(shop.today, shop.today())
        self.starts_on.setAccessibleName(_("In force from"))
        self.text = TextArea(most=MAX_TEXT, lines=10)
        self.text.setMinimumHeight(theme.px(200))
        self.text.setMaximumHeight(16_777_215)
        self.text.setAccessibleName(_("Text of the terms"))
        self.text.setObjectName("text")
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.inforce = label("", "mute", wrap=True)
        self.starter = button(_("Begin with a draft"), on=self.use_starter)
        self.save = button(_("Put in force"), "primary", on=self.store)
        self._findings = column(gap=S2)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        self._build()
        self._wire()

    def _build(self) -> None:
        choices = Form(label_width=90)
        choices.setVerticalSpacing(S2)
        choices.add("kind", _("Terms"), self.kind)
        choices.add("language", _("Language"), self.language)
        foot = row(label(_("In force from"), "mute"), self.starts_on, None, self.starter, self.save, gap=S2)
        left = column(choices, self.inforce, self.text, self.wrong, foot, gap=S3)
        left.setStretch(2, 1)
        words = _(
            "What the program finds is a hint from its dated rules, not legal advice; a text without hints may still "
            "be wrong."
        )
        inside = QWidget()
        inside.setLayout(self._findings)
        heading, small = label(_("What the law says"), "strong"), label(words, "mute-small", wrap=True)
        side: QVBoxLayout = column(heading, scrolled(inside), small)
        side.setStretch(1, 1)
        side.setContentsMargins(S4, S3, S4, S3)
        right = Card(side)
        right.setMinimumWidth(theme.px(250))
        whole = row(_held(left), right, gap=S4, margins=(0, 4, 0, 0))
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.kind.changed.connect(self._show_current)
        self.language.changed.connect(self._show_current)
        self.text.textChanged.connect(self._timer.start)

    # ---- what is in force -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the texts anew."""
        self.shop.tasks.run(self.shop.app.terms.all, self._known, self.shop.complain, owner=self)

    def _known(self, texts: list[TermsText]) -> None:
        self._texts = texts
        if not self.text.toPlainText().strip():
            self._show_current()
        else:
            self._say_in_force(self._of_choice())
        self.check()

    def _of_choice(self) -> list[TermsText]:
        kind, language = self.kind.value(), self.language.value()
        return [text for text in self._texts if text.kind is kind and text.language == language]

    def _show_current(self) -> None:
        """Show the text in force, to be read or to begin a new one with."""
        mine = self._of_choice()
        begun = [text for text in mine if text.starts_on <= self.shop.today()]
        newest = max(begun, key=lambda text: text.starts_on, default=None)
        self.text.setPlainText(newest.text if newest is not None else "")
        self._say_in_force(mine)

    def _say_in_force(self, mine: list[TermsText]) -> None:
        if not mine:
            self.inforce.setText(_("No terms of this kind yet: receipts print none."))
            return
        dates = ", ".join(sorted({form.short_date(text.starts_on) for text in mine}))
        self.inforce.setText(_("In force since: {dates}. Each receipt keeps the terms of its day.").format(dates=dates))

    def use_starter(self) -> None:
        """Put a draft into the field that the shop can make its own."""
        kind, language, settings = self.kind.value(), self.language.value(), self.shop.settings
        self.shop.tasks.run(
            lambda: self.shop.app.terms.starter(kind, language, settings), self.text.setPlainText, owner=self
        )

    # ---- what the law says ------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Look for clauses that are void."""
        self._asked += 1
        text = self.text.toPlainText()
        self.shop.tasks.run(
            partial(self.shop.app.terms.findings, text),
            partial(self._show_findings, self._asked),
            self._refused,
            owner=self,
        )

    def _show_findings(self, asked: int, findings: list[Finding]) -> None:
        if asked != self._asked:
            return
        clear(self._findings)
        marks = []
        for finding in findings:
            marks.append(_mark(self.text, finding.start, finding.end))
            parts = [
                label("⚠  “" + finding.words + "”", "strong", wrap=True),
                label(errors.sentence(finding.message), wrap=True),
                label(
                    finding.source or finding.article,
                    "mute-small",
                    wrap=True,
                ),
            ]
            self._findings.addWidget(Card(column(*parts, gap=4, margins=(10, 8, 10, 8)), "notice"))
        if not findings:
            words = (
                _("Nothing found.") if self.text.toPlainText().strip() else _("Write the terms, or begin with a draft.")
            )
            self._findings.addWidget(label(words, "mute", wrap=True))
        self._findings.addStretch(1)
        self.text.setExtraSelections(marks)

    # ---- saving -----------------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Put the text in force."""
        self.wrong.hide()
        try:
            request = NewTerms(
                id=self.shop.new_id(),
                kind=self.kind.value(),
                language=self.language.value(),
                starts_on=self.starts_on.required(),
                text=self.text.toPlainText(),
            )
        except CounterbookError as error:
            self._refused(error)
            return
        self.shop.tasks.run(lambda: self.shop.app.terms.record(request), self._stored, self._refused, owner=self)

    def _stored(self, _filed: object) -> None:
        self.shop.tell(_("The terms are in force from {date}.").format(date=self.starts_on.text()))
        self.refresh()

    def _refused(self, error: CounterbookError) -> None:
        self.wrong.setText(errors.words(error, self.shop.money, {"text": _("The text")}))
        self.wrong.show()


def _held(box: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(box)
    return made


def _units(text: str) -> int:
    """Return the length of a text as Qt counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _mark(edit: QPlainTextEdit, start: int, end: int) -> QTextEdit.ExtraSelection:
    """Return the mark under some words of a text."""
    mark = QTextEdit.ExtraSelection()
    cursor = QTextCursor(edit.document())
    text = edit.toPlainText()
    cursor.setPosition(_units(text[:start]))
    cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
    look = QTextCharFormat()
    look.setBackground(QColor(theme.tokens().soon_soft))
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(QColor(theme.tokens().soon))
    mark.cursor, mark.format = cursor, look
    return mark
