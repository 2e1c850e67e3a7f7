"""Who stands at the counter, and the figures of their account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S3, mark
from app.gui.widgets.basics import KeyButton, clear, column, holder, label, row, rule
from app.gui.widgets.elided import Elided, short_label
from app.gui.widgets.flow import Flow
from app.gui.widgets.notices import notice_chip, pops_up
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.core.ledger import PassLeft
    from app.services.counter import AccountCard

CHIP_PX = 220
MANY_PASSES = 2
"""Up to so many passes each have a figure of their own; more of them stand in a list."""

LISTED = 6
"""Passes a list shows at most; the rest are counted, and named in the tooltip."""

LONG_FIGURE = 10
"""Characters from which on the largest figure is written a little smaller, so that all of them keep one line."""

_SHOWN_NUMBERS = 2


def phone_text(phone: str) -> str:
    """Write a telephone number as people read it out; a Chinese mobile number in three parts."""
    if len(phone) == 11 and phone.isascii() and phone.isdigit() and phone.startswith("1"):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return phone


class Extra(NamedTuple):
    """One more chip at the head of an account: its words, its tone, and what its tooltip says."""

    text: str
    tone: str = ""
    tip: str = ""


class AccountHead(QWidget):
    """Name, number, phones, plates; below them tier, tags, credit and notices as chips."""

    #: The customer is served; the counter is to be empty again.
    put_away = Signal()
    #: The customer's file is wanted.
    file_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._number = ""
        self._extra: list[QLabel] = []
        self.name = Elided("", "title")
        self.facts = Elided("", "mute")
        self.chips = Flow()
        self.away = QToolButton()
        self.away.setIcon(theme.icon("cross", theme.tokens().mute))
        self.away.setIconSize(QSize(theme.px(15), theme.px(15)))
        self.away.setAccessibleName(_("Clear the counter"))
        self.away.setToolTip(_("Clear the counter for the next customer (Esc)"))
        self.away.clicked.connect(self.put_away)
        self.file = KeyButton(_("Open file"), "Ctrl+O", "quiet", self.file_wanted.emit)
        top = row(self.name, self.facts, None, row(self.file, self.away, gap=2), gap=S3)
        self.setLayout(column(top, self.chips, gap=theme.px(6)))

    def show_card(self, card: AccountCard, *, band: bool = False) -> None:
        """Show a customer; what the `band` of notices says already is not said a second time."""
        self.name.setText(card.name)
        phones = [phone_text(phone) for phone in card.phones]
        parts = [_("No. {number}").format(number=card.number), *_few(phones), *_few(card.plates)]
        self.facts.setText("  ·  ".join(parts))
        self.facts.setMinimumWidth(min(self.facts.sizeHint().width(), theme.px(250)))
        self.facts.setAccessibleName(", ".join([parts[0], *phones, *card.plates]))
        kept = self._extra if card.number == self._number else []
        for each in kept:
            self.chips.removeWidget(each)
        clear(self.chips)
        for made in [*self._chips(card, band=band), *kept]:
            self.chips.addWidget(made)
        self._number, self._extra = card.number, kept
        self.updateGeometry()

    def show_extra(self, chips: Sequence[Extra]) -> None:
        """Show these chips behind the others, in the place of those shown so before."""
        for old in self._extra:
            self.chips.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._extra = [_chip(each.text, each.tone) for each in chips]
        for made, each in zip(self._extra, chips, strict=True):
            if each.tip:
                made.setToolTip("\n".join(part for part in (made.toolTip(), each.tip) if part))
            self.chips.addWidget(made)
            made.show()
        self.updateGeometry()

    def _chips(self, card: AccountCard, *, band: bool) -> list[QLabel]:
        found: list[QLabel] = []
        if card.closed:
            found.append(_chip(_("Closed file"), "owed"))
        if card.tier:
            found.append(_chip(card.tier, "accent"))
        if card.kind == "company":
            found.append(_chip(pgettext("customer", "Company")))
        found += [_chip(tag) for tag in card.tags]
        credit = credit_words(self._shop, card)
        if credit:
            found.append(_chip(credit))
        notices = (notice for notice in card.notices if not (band and pops_up(notice)))
        return found + [notice_chip(self._shop, notice) for notice in notices]


def credit_words(shop: Shop, card: AccountCard) -> str:
    """Return how far a customer may buy on account; blank when not at all."""
    if card.credit_limit is None:
        return _("Credit without limit")
    return _("Credit up to {amount}").format(amount=shop.money(card.credit_limit)) if card.credit_limit else ""


def _few(texts: Sequence[str]) -> list[str]:
    shown = list(texts[:_SHOWN_NUMBERS])
    if len(texts) > _SHOWN_NUMBERS:
        shown.append(f"+{len(texts) - _SHOWN_NUMBERS}")
    return shown


def _chip(text: str, tone: str = "") -> QLabel:
    return short_label(text, f"chip-{tone}" if tone else "chip", theme.px(CHIP_PX))


# ---- the figures ----------------------------------------------------------------------------------------------------


class Cell(QWidget):
    """One figure: what it is, how much, and a word below that may say what is not well with it."""

    def __init__(self, name: str, *, big: bool = False) -> None:
        super().__init__()
        self._big = big
        self.name = Elided(name, "mute-small")
        self.value = label("", "figure")
        self.below = Elided("", "mute-small")
        self.setLayout(column(self.name, None, self.value, self.below, gap=0, margins=(18, S3, 14, S3)))

    def show_value(self, value: str, below: str = "", *, owed: bool = False, tone: str = "") -> None:
        """Show a figure; `owed` writes it in the colour of debts, `tone` colours the word below."""
        self.value.setText(value)
        big = self._big and len(value) < LONG_FIGURE
        mark(self.value, ("figure-big" if big else "figure") + ("-owed" if owed else ""))
        self.value.setContentsMargins(0, 0, 0, 0 if big else theme.px(1))  # all of them stand on one line
        self.below.setText(below)
        mark(self.below, f"small {tone}" if tone else "mute-small")
        self.setAccessibleName(" ".join(part for part in (self.name.text(), value, below) if part))


class PassList(QWidget):
    """Many passes in little room: how many visits of what, two beside each other."""

    def __init__(self, shop: Shop, passes: Sequence[PassLeft]) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(1)
        shown = passes if len(passes) <= LISTED else passes[: LISTED - 1]
        said = [PassWords.of(shop, each) for each in passes]
        for at, words in enumerate(said[: len(shown)]):
            line = row(label(words.short, "strong"), Elided(words.service, "small"), gap=6)
            line.setStretch(1, 1)
            grid.addLayout(line, at // 2, at % 2)
        if len(shown) < len(passes):
            more = label(_("+{n} more").format(n=len(passes) - len(shown)), "mute-small")
            grid.addWidget(more, len(shown) // 2, len(shown) % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        whole = "\n".join(words.whole() for words in said)
        self.setToolTip(whole)
        self.setAccessibleName(whole)
        name = label(_("Passes"), "mute-small")
        self.setLayout(column(name, grid, None, gap=3, margins=(18, S3, 14, S3)))
        self.setMinimumWidth(theme.px(250))


class PassWords(NamedTuple):
    """What is left of a service's passes, in words."""

    service: str
    short: str
    long: str
    below: str
    expired: bool

    @classmethod
    def of(cls, shop: Shop, left: PassLeft) -> PassWords:
        """Say what is left."""
        if left.left is None:
            until = shop.day(left.until) if left.until else "∞"
            return cls(left.service, until, until, _("last day"), expired=False)
        count = ngettext("{n} left", "{n} left", left.left).format(n=left.left)
        below = _("{n} of them expired").format(n=left.expired) if left.expired else ""
        return cls(left.service, f"{left.left} ×", count, below, expired=bool(left.expired))

    def whole(self) -> str:
        """Return one line that says everything."""
        return "  ·  ".join(part for part in (self.service, self.long, self.below) if part)


class Figures(QFrame):
    """Principal, bonus, passes, what is owed; in two rows where one would be too narrow."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.setProperty("class", "card")
        self.principal = Cell(_("Principal"), big=True)
        self.bonus = Cell(_("Bonus"))
        self.owed = Cell(_("Owed"))
        self._passes: list[QWidget] = []
        self._stacked = False
        self._first, self._second = row(gap=0), row(gap=0)
        self._line = rule()
        self._lower = holder(self._second)
        self.setLayout(column(self._first, self._line, self._lower, gap=0))
        self._arrange()

    def show_card(self, card: AccountCard) -> None:
        """Show an account's figures."""
        self._show_money(card)
        for old in self._passes:
            old.hide()
            old.deleteLater()
        passes = card.balance.passes
        if len(passes) > MANY_PASSES:
            self._passes = [PassList(self._shop, passes)]
        else:
            self._passes = [self._pass_cell(card, each) for each in passes]
        self._arrange()
        self._fold()

    def _show_money(self, card: AccountCard) -> None:
        shop, balance = self._shop, card.balance
        expired = _("{amount} expired").format(amount=shop.amount(balance.expired)) if balance.expired else ""
        self.principal.show_value(shop.amount(balance.principal), expired, tone="soon" if expired else "")
        ends = [lot.expires_on for lot in card.lots if lot.bonus and lot.expires_on is not None]
        until = _("first until {date}") if len(ends) > 1 else _("until {date}")
        self.bonus.show_value(shop.amount(balance.bonus), until.format(date=shop.day(min(ends))) if ends else "")
        if balance.overdue:
            below, tone = _("{amount} overdue").format(amount=shop.amount(balance.overdue)), "owed"
        elif card.credit_limit:
            below, tone = _("limit {amount}").format(amount=shop.amount(card.credit_limit)), ""
        else:
            below, tone = (_("no limit") if card.credit_limit is None else _("no credit")), ""
        self.owed.show_value(shop.amount(balance.owed), below, owed=balance.owed > 0, tone=tone)

    def _pass_cell(self, card: AccountCard, left: PassLeft) -> QWidget:
        words = PassWords.of(self._shop, left)
        below = words.below
        if left.left is not None and not below:
            ends = [p.expires_on for p in card.passes if p.service == left.service and p.left and p.expires_on]
            below = _("until {date}").format(date=self._shop.day(min(ends))) if ends else ""
        made = Cell(_("{service} pass").format(service=left.service))
        made.show_value(words.long, below, tone="soon" if words.expired else "")
        return made

    # ---- one row or two ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use a second row for the passes where all do not fit side by side."""
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """Be content with the width of the upper row of two."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _wide((self.principal, self.bonus, self.owed))), hint.height())

    def _fold(self) -> None:
        parts = (self.principal, self.bonus, *self._passes, self.owed)
        stacked = bool(self._passes) and _wide(parts) > self.width() > 0
        if stacked != self._stacked:
            self._stacked = stacked
            self._arrange()

    def _arrange(self) -> None:
        for box in (self._first, self._second):
            while (item := box.takeAt(0)) is not None:
                widget = item.widget()
                if isinstance(widget, QFrame) and widget.property("class") == "rule":
                    widget.deleteLater()
        between = [] if self._stacked else self._passes
        _fill(self._first, [self.principal, self.bonus, *between, self.owed])
        _fill(self._second, self._passes if self._stacked else [])
        self._line.setVisible(self._stacked)
        self._lower.setVisible(self._stacked)


def _wide(parts: Iterable[QWidget]) -> int:
    return sum(part.minimumSizeHint().width() + 1 for part in parts)


def _fill(box: QHBoxLayout, parts: Sequence[QWidget]) -> None:
    for at, part in enumerate(parts):
        if at:
            box.addWidget(rule(upright=True))
        box.addWidget(part, 2 if isinstance(part, PassList) else 1)
