"""What credit has against a sale while it is typed: what would refuse it, what is only said, what must be paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.core.owing.limits import Reaction
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3, mark
from app.gui.widgets.basics import button, clear, column, holder, label, row
from app.gui.widgets.words import hold_words
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.credit.standing import SalePreview


class CreditBand(QFrame):
    """Sentences, the gravest first, each with its icon; hidden while there is nothing to say."""

    #: Money for what is owed is to be taken first: so much.
    payment_wanted = Signal(int)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._lines = column(gap=theme.px(6))
        self.pay = button("", "link", on=self._pay_clicked)
        self._owed = 0
        self.texts: list[str] = []
        self.setLayout(column(self._lines, row(self.pay, None), gap=theme.px(4), margins=(S3, S2, S3, S2)))
        self.hide()

    def show_nothing(self) -> None:
        """Say nothing."""
        self.texts = []
        self.hide()

    def show_preview(self, preview: SalePreview) -> None:
        """Show what a sale would meet."""
        shop = self._shop
        refused = list(dict.fromkeys(self._refused(preview)))
        said = [shop.sentence(each) for each in preview.said]
        self._show(refused, [text for text in dict.fromkeys(said) if text not in refused])
        self._owed = preview.needed.debts if _short(preview) else 0
        words = _("Take {amount} of what is owed first…")
        self.pay.setText(words.format(amount=shop.money(self._owed)))
        self.pay.setVisible(self._owed > 0)

    def _refused(self, preview: SalePreview) -> Iterator[str]:
        """Yield what refuses the sale, in the words of the file and not of the request."""
        if preview.hold is not None:
            yield hold_words(preview.hold)
        if preview.needed.reason is not None and _short(preview):
            yield self._shop.sentence(preview.needed.reason)
        for breach in preview.breaches:
            if breach.reaction is Reaction.REFUSE:
                yield self._shop.sentence(breach.message)

    def _show(self, refused: Sequence[str], said: Sequence[str]) -> None:
        clear(self._lines)
        t = theme.tokens()
        for text in refused:
            self._lines.addWidget(_line("hold", t.owed, text))
        for text in said:
            self._lines.addWidget(_line("warning", t.soon, text))
        self.texts = [*refused, *said]
        mark(self, "notice-owed" if refused else "notice")
        self.setAccessibleName("\n".join(self.texts))
        self.setVisible(bool(self.texts))

    def _pay_clicked(self) -> None:
        self.payment_wanted.emit(self._owed)


def _short(preview: SalePreview) -> bool:
    """Whether less is paid than supply control asks for: of all sentences only that one has so much that is needed."""
    return any("needed" in message.values for message in preview.refused)


def _line(icon: str, colour: str, text: str) -> QWidget:
    picture = QLabel()
    picture.setPixmap(theme.pixmap(icon, colour, theme.px(theme.ICON_PX)))
    inside = row(picture, label(text, wrap=True))
    inside.setStretch(1, 1)
    inside.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
    return holder(inside)
