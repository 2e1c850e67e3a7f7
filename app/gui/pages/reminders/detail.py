"""Beside the list: the customer, the message as it will go out, what was said last, and what can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.core.reminder.kinds import State
from app.gui import theme
from app.gui.dialogs.reminder_words import conduct_line, contact_line, promise_line, why_words
from app.gui.pages.base import scrolled
from app.gui.pages.reminders.customer import CustomerFigures, CustomerHead
from app.gui.pages.reminders.foot import Foot
from app.gui.pages.reminders.message import MessageView
from app.gui.pages.reminders.seen import Seen
from app.gui.pages.reminders.steps import Step, next_step
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, mark
from app.gui.widgets.basics import Card, button, clear, column, holder, label, row, rule
from app.gui.widgets.elided import Elided
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.reminder.board import QueueDetail
    from app.services.counter import AccountCard

SAID = 3
"""Contacts shown before the others are left to the history."""


class DetailPane(Card):
    """Shows one reminder. What its buttons do is the page's business."""

    #: What comes next is to be done.
    next_wanted = Signal()
    #: One of the other things is to be done: its name.
    wanted = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.seen: Seen | None = None
        self.head, self.figures = CustomerHead(shop), CustomerFigures(shop)
        self.message = MessageView(shop)
        self.news = label("", wrap=True)
        self.band = Card(row(self.news, margins=(12, 8, 12, 8)), "notice")
        self.why = column(gap=2)
        self.said = column(gap=S2)
        self.foot = Foot()
        self.primary = self.foot.primary
        self._build()
        self.message.way_changed.connect(self._way_changed)
        self.foot.next_wanted.connect(self.next_wanted)
        self.foot.wanted.connect(self.wanted)
        self.head.wanted.connect(partial(self.wanted.emit, "customer"))
        self.message.paper_wanted.connect(partial(self.wanted.emit, "paper"))

    def _build(self) -> None:
        self.why_head = label(pgettext("reminder", "Why"), "mute-small")
        self.said_head = label(_("Said last"), "mute-small")
        self.history = button(_("History…"), "link", on=partial(self.wanted.emit, "history"))
        why = column(self.why_head, self.why, gap=2)
        said = column(row(self.said_head, None, self.history), self.said, gap=2)
        inner = column(self.band, self.figures, self.message, said, why, None, gap=S3, margins=(S4, 2, S4, S3))
        self.middle = scrolled(holder(inner))
        self.middle.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.conduct = label("", "mute-small", wrap=True)
        head = column(self.head, margins=(S4, S3, S3, S2))
        foot = column(self.foot, self.conduct, gap=S2, margins=(S4, S3, S4, S3))
        whole = column(head, self.middle, rule(), foot, gap=0, margins=(1, 1, 1, 1))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_seen(self, seen: Seen) -> None:
        """Show a reminder."""
        self.seen = seen
        detail, card = seen.detail, seen.card
        self.head.show_customer(card, seen.who)
        self.figures.show_customer(card, detail.promises)
        self.message.show_detail(detail, seen.who, mails=seen.mails)
        self._show_band(detail, card)
        self._show_why(detail, card)
        self._show_said(detail)
        self.conduct.setText(conduct_line(self.shop, seen.conduct, detail.contacts))
        self.message.setToolTip(self.conduct.text())
        bar = self.middle.verticalScrollBar()
        bar.setValue(0)
        self.setVisible(True)

    def read_on(self, by: int) -> None:
        """Scroll what is read nearly a page on, or back."""
        bar = self.middle.verticalScrollBar()
        bar.setValue(bar.value() + by * bar.pageStep() * 4 // 5)

    def clear(self) -> None:
        """Show nobody, so that no key reaches who was shown."""
        self.seen = None

    def step(self) -> Step | None:
        """Return what comes next; None while nobody shows."""
        seen = self.seen
        return None if seen is None else next_step(seen.detail, self.message.way(), mails=seen.mails)

    def _way_changed(self) -> None:
        step = self.step()
        if step is None:
            return
        self.foot.show_step(step, owes=self.seen is not None and bool(self.seen.card.balance.owed))

    def _show_band(self, detail: QueueDetail, card: AccountCard) -> None:
        shop, held = self.shop, card.balance.principal + card.balance.bonus
        look, text = "notice", ""
        if detail.row.state in (State.FAILED, State.INTERRUPTED):
            look, text = "notice-owed", _trouble(shop, detail)
        elif detail.wanted is None and detail.reason is not None:
            look, text = "notice-accent", "✓  " + shop.sentence(detail.reason)
        elif card.balance.overdue and held:
            text = _("You hold {amount} prepaid for them: it may settle this without asking for money.")
            text = text.format(amount=shop.money(held))
        self.news.setText(text)
        mark(self.band, look)
        self.band.setVisible(bool(text))

    def _show_why(self, detail: QueueDetail, card: AccountCard) -> None:
        clear(self.why)
        for words in why_words(self.shop, detail.why, card):
            self.why.addWidget(label(words, "small", wrap=True))
        self.why_head.setVisible(bool(detail.why))

    def _show_said(self, detail: QueueDetail) -> None:
        clear(self.said)
        shop = self.shop
        for contact in detail.contacts[:SAID]:
            self.said.addWidget(_two_lines(contact_line(shop, contact), contact.text))
        for standing in detail.promises[-2:]:
            self.said.addWidget(label(_("Promise: {words}").format(words=promise_line(shop, standing)), wrap=True))
        if not (detail.contacts or detail.promises):
            self.said.addWidget(label(_("Nothing yet."), "mute"))

    def be_low(self, *, low: bool) -> None:
        """Leave the line at the foot to a tooltip where there is little room."""
        self.conduct.setHidden(low)

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(360), theme.px(240))


def _trouble(shop: Shop, detail: QueueDetail) -> str:
    """Return what went wrong, with the other's own words where there are any."""
    row = detail.row
    last = next((event for event in reversed(detail.events) if event.became == row.state.value), None)
    if row.state is State.INTERRUPTED:
        text = _("Nobody knows whether it arrived. Find out, and say what happened; it is never sent again by itself.")
    else:
        text = shop.sentence(row.hint) if row.hint is not None else _("It was not sent.")
    answer = last.text if last is not None else ""
    return "▲  " + (f"{text} {answer}" if answer and answer not in text else text)


def _two_lines(first: str, second: str) -> QWidget:
    words: list[QLabel] = [label(first, wrap=True)]
    if second:
        words.append(Elided(second, "mute"))
    return holder(column(*words, gap=0))
