"""What the law has against clauses of a text, beside it while it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.core.clauses import Finding
from app.errors import CounterbookError
from app.gui import errors, theme
from app.gui.pages.base import scrolled
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, clear, column, label
from app.i18n.catalog import _

CHECK_AFTER_MS = 400


class LawCard(Card):
    """Looks a moment after the last key, and marks the words it means in the text."""

    def __init__(self, shop: Shop, text: QPlainTextEdit, failed: Callable[[CounterbookError], None]) -> None:
        self.shop, self.text = shop, text
        self._failed = failed
        self._asked = 0
        self._findings = column(gap=S2)
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
        super().__init__(side)
        self.setMinimumWidth(theme.px(250))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        text.textChanged.connect(self._timer.start)

    def check(self) -> None:
        """Look for clauses that are void."""
        self._asked += 1
        text = self.text.toPlainText()
        self.shop.tasks.run(
            partial(self.shop.app.terms.findings, text),
            partial(self._show_findings, self._asked),
            self._failed,
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
