"""The tab of how statements go out, what a customer agreed to, and their cards and PIN."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.gui.models.rows import Column
from app.gui.pages.customer_file.bindings import FormTab, side_by_side
from app.gui.pages.customer_file.consents_card import ConsentsCard
from app.gui.pages.customer_file.details import TermsForms
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.flow import flowing
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.customer import Card as CustomerCard
    from app.core.customer import CustomerFile
    from app.services.counter import AccountCard


class AccountTab(FormTab):
    """Statements and consents, and below them cards and the PIN; `act` opens one of the account's dialogs by name."""

    def __init__(self, shop: Shop, act: Callable[[str], object]) -> None:
        super().__init__(shop)
        terms = TermsForms(self)
        self.cards, self.consents = CardsBox(act), ConsentsCard(shop)
        self.pin = label("", wrap=True)
        self.set_pin = button(_("Set the PIN…"), on=partial(act, "set_pin"))
        pin = Card(
            column(
                label(_("PIN"), "heading"),
                self.pin,
                row(self.set_pin, None),
                gap=S2,
                margins=(S4, S3, S4, S4),
            )
        )
        left = holder(column(terms.papers, self.consents, None, gap=S3))
        right = holder(column(terms.consents, self.cards, pin, None, gap=S3))
        self.setLayout(column(side_by_side(left, right), None, margins=(0, 0, 4, 12)))

    def show_account(self, file: CustomerFile, card: AccountCard) -> None:
        """Show the cards, and whether there is a PIN."""
        self.cards.show_cards(file.cards)
        self.consents.show_account(card)
        has, none = _("The customer has a PIN. Nobody can read it back."), _("The customer has no PIN.")
        self.pin.setText(has if card.has_pin else none)
        self.set_pin.setText(_("Change the PIN…") if card.has_pin else _("Set the PIN…"))


class CardsBox(Card):
    """The cards a customer has, and has lost."""

    def __init__(self, act: Callable[[str], object]) -> None:
        self._none = label(_("No card yet."), "mute")
        columns = [
            Column("no", N_("Card number"), lambda card: card.no, stretch=True, struck=lambda card: bool(card.lost_on)),
            Column("since", N_("Since"), _since, width=96),
            Column(
                "state", N_("State"), _state, width=150, tip=_state, tone=lambda card: "owed" if card.lost_on else ""
            ),
        ]
        self.table = SmallTable(_("Cards"), columns)
        self.give = button(_("Give a card…"), icon="card", on=partial(act, "give_card"))
        self.lost = button(_("Card lost…"), on=partial(act, "lost_card"))
        head = label(_("Cards"), "heading")
        super().__init__(
            column(head, self._none, self.table, flowing(self.give, self.lost), gap=S2, margins=(S4, S3, S4, S4))
        )

    def show_cards(self, cards: tuple[CustomerCard, ...]) -> None:
        """Show cards."""
        self.table.show_rows(cards)
        self._none.setVisible(not cards)
        self.table.setVisible(bool(cards))
        self.lost.setEnabled(any(card.lost_on is None for card in cards))


def _since(card: CustomerCard) -> str:
    return "" if card.since is None else form.short_date(card.since)


def _state(card: CustomerCard) -> str:
    if card.lost_on is None:
        return _("in use")
    if card.replaced_by:
        return _("lost {date}, now {card}").format(date=form.short_date(card.lost_on), card=card.replaced_by)
    return _("lost {date}").format(date=form.short_date(card.lost_on))
