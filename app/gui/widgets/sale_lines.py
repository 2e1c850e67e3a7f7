"""The lines of a sale: what was sold, how many, at what price each; the next empty line is always there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QScrollArea, QWidget

from app.core.money import MAX_MINOR, Money, portion
from app.core.prices import PriceItem
from app.core.requests import SaleLine
from app.errors import Refused, refuse
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S1, S2
from app.gui.widgets.basics import button, column, label
from app.gui.widgets.fields import AmountEdit, Composite
from app.gui.widgets.price_picker import PriceBook, PricePicker
from app.i18n.catalog import _
from app.i18n.mark import N_

MOST = 100
"""Lines one sale takes."""

_SHOWN = 4
_QUANTITY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_LONG = 40


class QuantityEdit(QLineEdit):
    """How many: a decimal number above zero; ↑ and ↓ count."""

    def __init__(self) -> None:
        super().__init__("1")
        self.setMaxLength(40)
        self.setMaximumWidth(theme.px(84))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> str:
        """Return the number in plain text; refused in words when it is none."""
        text = self.text().strip().translate(_NARROW)
        if not _QUANTITY.fullmatch(text) or not Decimal(text):
            refuse(
                self.objectName(),
                N_("“{value}” is not a quantity: write it as 1 or 2.5."),
                value=self.text().strip()[:_LONG],
            )
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down count."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        text = self.text().strip()
        if step is None or not text.isdecimal() or len(text) > 6:
            super().keyPressEvent(event)
        else:
            self.setText(str(max(int(text) + step, 1)))


_NARROW = str.maketrans("０１２３４５６７８９．", "0123456789.")


def times(price: int, quantity: str) -> int:
    """Return price × quantity in minor units, half up."""
    number = Decimal(quantity)
    numerator, denominator = number.as_integer_ratio()
    return portion(price, numerator, denominator)


@dataclass(frozen=True, slots=True)
class Sold:
    """One line as typed; `list_price` is that of the price list, where it stands on it."""

    text: str
    quantity: str
    price: int
    list_price: int | None

    @property
    def total(self) -> int:
        """What the line comes to."""
        return times(self.price, self.quantity)

    @property
    def list_total(self) -> int:
        """What the line would come to by the price list."""
        return times(self.price if self.list_price is None else self.list_price, self.quantity)


class SaleLines(Composite):
    """Lines to type into. A bare amount typed as the only text is the price of a sale without words."""

    #: Something was typed or taken from the price list.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._book: PriceBook | None = None
        self.rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, S2, 0)
        self._grid.setHorizontalSpacing(S2)
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(0, 1)
        for at, title in enumerate((_("What"), _("Quantity"), _("Price each"), _("Sum"))):
            words = label(title, "mute-small")
            side = Qt.AlignmentFlag.AlignLeft if at == 0 else Qt.AlignmentFlag.AlignRight
            words.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(words, 0, at)
        inner = QWidget()
        inner.setProperty("class", "clear")
        inner.setLayout(column(self._grid, None, gap=0))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self.setLayout(column(self._area, gap=0))
        self._add()
        self.setFocusProxy(self.rows[0].what)

    def set_book(self, book: PriceBook) -> None:
        """Offer this price list."""
        self._book = book
        for row in self.rows:
            row.what.set_book(book)

    def sold(self) -> list[Sold]:
        """Return the lines typed; refused at the part that is wrong, and when there are none."""
        found = [self._sold(row) for row in self.rows if not row.is_blank()]
        if not found:
            self.culprit = self.rows[0].what
            refuse("lines", N_("Say what is sold: a few letters of the price list, your own words, or an amount."))
        if len(found) > 1:
            for row in self.rows:
                if not row.is_blank() and not row.what.text().strip():
                    self.culprit = row.what
                    refuse("lines", N_("Say on each line what is sold."))
        if sum(line.total for line in found) > MAX_MINOR:
            refuse("lines", N_("{amount} is more than the program can hold."), amount=Money(MAX_MINOR))
        return found

    def sale_lines(self) -> tuple[SaleLine, ...]:
        """Return the lines as a sale bears them: a bare amount has none."""
        return tuple(SaleLine(line.text, line.quantity, line.price) for line in self.sold() if line.text)

    def _sold(self, row: _Row) -> Sold:
        text = self.read(row.what)
        quantity = self.read(row.quantity)
        return Sold(text, quantity, self.read(row.price), row.list_price(text))

    # ---- lines come and go ------------------------------------------------------------------------------------------

    def _add(self) -> None:
        row = _Row(self._shop, self._picked, self._touched, self._leave, self._remove)
        if self._book is not None:
            row.what.set_book(self._book)
        before: QWidget | None = self.rows[-1].drop if self.rows else None
        self.rows.append(row)
        at = self._grid.rowCount()
        for column_at, part in enumerate(row.parts()):
            self._grid.addWidget(part, at, column_at)
        for part in (row.what, row.quantity, row.price, row.drop):
            if before is not None:
                QWidget.setTabOrder(before, part)
            before = part
        self._fit()

    def _remove(self, row: _Row) -> None:
        """Take a line away; the one below it gets the cursor."""
        at = self.rows.index(row)
        self.rows.remove(row)
        row.discard()
        self.setFocusProxy(self.rows[0].what)
        self.rows[min(at, len(self.rows) - 1)].what.setFocus()
        self._fit()
        self._touched()

    def _picked(self, row: _Row, item: PriceItem) -> None:
        row.take(item)
        row.quantity.setFocus()
        row.quantity.selectAll()
        self._touched()

    def _leave(self, row: _Row) -> None:
        """A bare amount as the only text of a line is its price."""
        if row.is_bare_amount():
            text = row.what.text()
            row.what.clear()
            row.price.setText(text.strip())

    def _touched(self) -> None:
        for row in self.rows:
            row.show_sum()
        last = self.rows[-1]
        if not last.is_blank() and len(self.rows) < MOST:
            self._add()
        for row in self.rows:
            row.drop.setVisible(row is not self.rows[-1])
        self.changed.emit()

    def _fit(self) -> None:
        """Be as high as the lines need, up to a few; from there on they scroll."""
        high = theme.px(theme.CONTROL) + theme.px(6)
        shown = min(len(self.rows), _SHOWN)
        self._area.setFixedHeight(theme.px(22) + shown * high + S1)
        row = self.rows[-1]
        self._area.ensureWidgetVisible(row.what)


class _Row:
    """The widgets of one line."""

    def __init__(
        self,
        shop: Shop,
        picked: Callable[[_Row, PriceItem], None],
        touched: Callable[[], None],
        leave: Callable[[_Row], None],
        remove: Callable[[_Row], None],
    ) -> None:
        self._shop = shop
        self._item: PriceItem | None = None
        self.what = PricePicker(lambda item: shop.money(item.price), hint=_("from the price list, or your own words"))
        self.quantity = QuantityEdit()
        self.price = AmountEdit(shop.app.book.decimals, zero=True)
        self.price.setMaximumWidth(theme.px(120))
        self.price.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.sum = label("", "strong")
        self.sum.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.sum.setMinimumWidth(theme.px(92))
        self.drop: QPushButton = button("✕", "quiet", on=lambda: remove(self), name=_("Remove this line"))
        self.drop.hide()
        for part, name, text in (
            (self.what, "lines", _("What")),
            (self.quantity, "quantity", _("Quantity")),
            (self.price, "price", _("Price each")),
        ):
            part.setObjectName(name)
            part.setAccessibleName(text)
            part.textChanged.connect(lambda _text: touched())
        self.what.picked.connect(lambda item: picked(self, item))
        self.what.editingFinished.connect(lambda: leave(self))

    def parts(self) -> tuple[QWidget, ...]:
        """Return the widgets in order."""
        return self.what, self.quantity, self.price, self.sum, self.drop

    def take(self, item: PriceItem) -> None:
        """Show something of the price list."""
        self._item = item
        self.price.set_value(item.price)

    def list_price(self, text: str) -> int | None:
        """Return the price list's own price, as long as the line still says what was taken from it."""
        return self._item.price if self._item is not None and self._item.name == text else None

    def is_blank(self) -> bool:
        """Whether nothing stands here."""
        return not self.what.text().strip() and not self.price.text().strip()

    def is_bare_amount(self) -> bool:
        """Whether an amount was typed where words belong, and no price."""
        text = self.what.text().strip()
        if not text or self.price.text().strip():
            return False
        probe = AmountEdit(self._shop.app.book.decimals)
        probe.setText(text)
        try:
            return probe.value_or_none() is not None
        except Refused:
            return False

    def show_sum(self) -> None:
        """Show what the line comes to, as far as it can be read."""
        try:
            price = self.price.value_or_none()
            total = None if price is None else times(price, self.quantity.value())
        except Refused:
            total = None
        self.sum.setText("" if total is None else self._shop.amount(total))

    def discard(self) -> None:
        """Take the widgets away."""
        for part in self.parts():
            part.hide()
            part.deleteLater()
