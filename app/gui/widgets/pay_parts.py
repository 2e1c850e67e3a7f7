"""How a sale is paid: prepaid money first and the rest on account or by a tender; or everything one way; or several.

What is shown is what is asked for: the parts carry their amounts, so that money another window has used meanwhile is
refused and never turns into a debt nobody saw.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.credit.standing import overdue_refuses
from app.core.owing.supply import Supply
from app.core.requests import Part
from app.core.rules.on_account import ACCOUNT, PREPAID
from app.errors import CounterbookError
from app.gui import theme
from app.gui.shop import Shop
from app.gui.widgets.basics import column, holder, label
from app.gui.widgets.fields import Choices, Composite, Form
from app.gui.widgets.pay_split import Share, Split
from app.gui.widgets.sale_terms import SaleTerms
from app.gui.widgets.words import SEVERAL, way_name
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.core.credit.standing import Standing
    from app.core.ledger import LotLine


def available(lots: tuple[LotLine, ...], on: date) -> int:
    """Return the prepaid money, bonus included, that may be used on a day."""
    return sum(lot.principal + lot.bonus for lot in lots if lot.expires_on is None or lot.expires_on >= on)


class PayParts(Composite):
    """The ways of paying; `show_amount` says what is to be paid, `parts` how it is."""

    #: Another way, amount or day was chosen.
    changed = Signal()

    def __init__(self, shop: Shop, card: AccountCard, *, prepaid_first: bool = True) -> None:
        super().__init__()
        self._shop, self._card = shop, card
        self._prepaid_first = prepaid_first
        self._standing: Standing | None = None
        self._amount, self._on = 0, shop.today()
        self._way_chosen = self._rest_chosen = False
        ways = [PREPAID] if card.lots else []
        others = [ACCOUNT, *shop.settings.tenders]
        self.way = Choices((way, way_name(way)) for way in (*ways, *others, SEVERAL))
        self.way.setAccessibleName(_("Paid by"))
        self.rest = Choices((way, way_name(way)) for way in others)
        self.rest.setAccessibleName(_("The rest by"))
        self.split = Split(shop, [(way, way_name(way)) for way in (*ways, *others)])
        self.account = SaleTerms(shop, card.terms_days)
        self.prepaid_words, self.rest_words = label("", "mute", wrap=True), label("", "mute", wrap=True)
        self.account_words = label("", "mute", wrap=True)
        self._rest_box = holder(column(self.rest_words, self.rest, gap=theme.S1))
        self._account_box = holder(column(self.account_words, self.account, gap=theme.S1))
        parts: tuple[QWidget, ...] = (self.way, self.prepaid_words, self._rest_box, self.split, self._account_box)
        self.setLayout(column(*parts, gap=theme.S2))
        self.setFocusProxy(self.way)
        self.way.changed.connect(self._way_picked)
        self.rest.changed.connect(self._rest_picked)
        self.split.changed.connect(self._touched)
        self.account.changed.connect(self.changed)
        self.show_amount(0, self._on)

    def put_in(self, form: Form) -> None:
        """Add the row to a form under the name `pay`, with the names of its parts."""
        form.add("pay", _("Paid by"), self)
        form.also("pay.amount", "pay", _("Amount"))
        form.also("due_on", "pay", _("Due on"))
        for name, text in (
            ("terms", pgettext("payment", "Terms")),
            ("instalments", _("Number of instalments")),
            ("instalments.due_on", _("Due on")),
            ("instalments.amount", _("Amount")),
        ):
            form.also(name, "pay", text)

    def place(self) -> QWidget:
        """Return the part an error is shown at, wherever it was read."""
        return self.split.culprit or self.account.days.culprit or self.way

    def forget(self) -> None:
        """Forget what was wrong, in all parts."""
        self.split.forget()
        self.account.forget()

    # ---- what is asked ----------------------------------------------------------------------------------------------

    def show_amount(self, amount: int, on: date) -> None:
        """There is this much to pay on this day; propose how, as far as nobody has chosen."""
        self._amount, self._on = amount, on
        if not self._way_chosen:
            tender = self._shop.settings.tenders[0].value
            first = PREPAID if self._there() else self._proposed(amount)
            self.way.set_value(first if self._prepaid_first else tender)
        if not self._rest_chosen:
            self.rest.set_value(self._proposed(max(amount - self._there(), 0)))
        self.split.show_amount(amount)
        self._show()

    def show_standing(self, standing: Standing, card: AccountCard) -> None:
        """It is known now how the customer stands, and the account as it is: propose by that, and by the terms."""
        self._standing, self._card = standing, card
        self.account.show_agreed(standing.terms)
        self.show_amount(self._amount, self._on)

    def _there(self) -> int:
        return available(self._card.lots, self._on)

    def _proposed(self, rest: int) -> str:
        """Return how a rest is paid: on account if the customer has that credit, else by the first tender."""
        credit = _has_room(self._standing, rest) if self._standing is not None else _has_credit(self._card, rest)
        return ACCOUNT if credit else self._shop.settings.tenders[0].value

    # ---- what is said -----------------------------------------------------------------------------------------------

    def shares(self) -> list[Share]:
        """Return who pays how much; refused when several parts do not come to the amount."""
        way: str = self.way.value()
        if way == SEVERAL:
            return self.split.shares(self._amount)
        if way != PREPAID:
            return [Share(way, self._amount)]
        prepaid = min(self._amount, self._there())
        found = [Share(PREPAID, prepaid), Share(self.rest.value(), self._amount - prepaid)]
        return [share for share in found if share.amount]

    def parts(self) -> tuple[Part, ...]:
        """Return the parts as a request bears them."""
        return tuple(
            self.account.part(share.amount) if share.with_ == ACCOUNT else Part(share.with_, share.amount)
            for share in self.shares()
        )

    def of(self, way: str) -> int:
        """Return how much is paid in one way, as far as that can be read."""
        try:
            return sum(share.amount for share in self.shares() if share.with_ == way)
        except CounterbookError:
            return 0

    # ---- showing ----------------------------------------------------------------------------------------------------

    def _way_picked(self) -> None:
        if self.way.value() == SEVERAL:
            before = [share for share in self._shares_before() if share.amount]
            self._way_chosen = True
            self.split.show_amount(self._amount)
            self.split.show_shares(before)
        self._way_chosen = True
        self._touched()

    def _shares_before(self) -> list[Share]:
        """Return what the ways proposed come to, to begin with when they are split further."""
        prepaid = min(self._amount, self._there()) if self._prepaid_first else 0
        rest = self._amount - prepaid
        found = [Share(PREPAID, prepaid)] if prepaid else []
        return [*found, Share(self.rest.value(), rest)] if rest else found

    def _rest_picked(self) -> None:
        self._rest_chosen = True
        self._touched()

    def _touched(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        way, there = self.way.value(), self._there()
        prepaid = min(self._amount, there) if way == PREPAID else 0
        rest = self._amount - prepaid
        self.prepaid_words.setVisible(way == PREPAID)
        words = _("Prepaid: {amount} of the {there} there")
        self.prepaid_words.setText(words.format(amount=self._shop.money(prepaid), there=self._shop.money(there)))
        self._rest_box.setVisible(way == PREPAID and rest > 0)
        self.rest_words.setText(_("The rest, {amount}, by").format(amount=self._shop.money(rest)))
        self.split.setVisible(way == SEVERAL)
        owed = self.of(ACCOUNT)
        self._account_box.setVisible(owed > 0)
        if owed:
            self.account_words.setText(_account_words(self._shop, self._card, owed))
            self.account.show_account(owed, self._on)


def _has_credit(card: AccountCard, amount: int) -> bool:
    """Whether an amount may go on account without anybody's saying so; nobody is led into debt by a first choice."""
    limit = card.credit_limit
    return not card.hold and (limit is None or 0 < card.balance.owed + amount <= limit)


def _has_room(standing: Standing, amount: int) -> bool:
    """Whether an amount may go on account by all limits, holds and supply control."""
    if standing.hold is not None or standing.supply.supply is not Supply.FREE or amount <= 0:
        return False
    if overdue_refuses(standing):
        return False
    return standing.room is None or amount <= standing.room


def _account_words(shop: Shop, card: AccountCard, owed: int) -> str:
    limit, money = card.credit_limit, shop.money
    whole = card.balance.owed + owed
    if limit is None:
        return _("On account: {amount}; {owed} would be owed").format(amount=money(owed), owed=money(whole))
    return _("On account: {amount}; {owed} of a limit of {limit} would be owed").format(
        amount=money(owed), owed=money(whole), limit=money(limit)
    )
