"""The field a slip's number is scanned or typed into: a scanner gun types the code, and Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import CounterbookError
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import column, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement


class ScanField(QWidget):
    """Finds the statement and says so; what is not known stays in the field, with the reason below."""

    #: A statement was found by its slip.
    found = Signal(object)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._asked = 0
        self._asking = False
        self.field = LineEdit(hint=_("Scan or type the slip's number"))
        self.field.setAccessibleName(_("The slip's number"))
        # An input method would take what a scanner gun types for pinyin; a beginning in Chinese is typed with one.
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, not shop.settings.statement_prefix.isascii())
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(theme.px(260))
        self.field.setMaximumWidth(theme.px(360))
        self.field.addAction(theme.icon("search", theme.tokens().mute), LineEdit.ActionPosition.LeadingPosition)
        hint = Elided(_("A slip came back? Scan its code here, or type its number and press Enter."), "mute-small")
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        line = row(self.field, hint, gap=S3)
        line.setStretch(0, 2)
        line.setStretch(1, 3)
        self.setLayout(column(line, self.wrong, gap=S2 // 2))
        self.field.returnPressed.connect(self.ask)
        self.field.textEdited.connect(self.forgive)
        shop.tasks.unexpected.connect(self._stopped)

    def begin(self, text: str) -> None:
        """Go to the field with what was typed elsewhere."""
        self.field.setFocus()
        self.field.setText(text)
        self.forgive()

    def take_focus(self) -> None:
        """Go to the field; the next slip replaces what stands in it."""
        self.field.setFocus()
        self.field.selectAll()

    def clear(self) -> None:
        """Make room for the next slip."""
        self.field.clear()
        self.forgive()

    def forgive(self, _text: str = "") -> None:
        """Take the complaint back."""
        if not self.wrong.isHidden():
            self.wrong.hide()
            self._paint(wrong=False)

    # ---- asking -----------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Look for the statement; Enter pressed twice by a scanner asks once."""
        typed = self.field.text().strip()
        if not typed or self._asking:
            return
        self.forgive()
        self._asking = True
        replies = self.shop.app.statement_replies
        self.shop.tasks.run(partial(replies.find, typed), partial(self._answered, typed), self._refused, owner=self)

    def _answered(self, typed: str, statement: IssuedStatement | None) -> None:
        self._asking = False
        if statement is None:
            text = _("No statement has the number “{number}”. Look at the slip again, or find it in the list below.")
            self.complain(text.format(number=typed[:40]))
        else:
            if self.field.text().strip() == typed:  # else the next one is being typed already
                self.clear()
            self.found.emit(statement)

    def _stopped(self, _error: object) -> None:
        """The answer may not come any more: let it be asked for again."""
        self._asking = False

    def _refused(self, error: CounterbookError) -> None:
        self._asking = False
        self.complain(self.shop.words(error))

    def complain(self, text: str) -> None:
        """Say what is wrong, and have it typed again."""
        self.wrong.setText(text)
        self.wrong.show()
        self._paint(wrong=True)
        self.take_focus()

    def _paint(self, *, wrong: bool) -> None:
        self.field.setProperty("wrong", "true" if wrong else "false")
        self.field.setAccessibleDescription(self.wrong.text() if wrong else "")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
