"""延期 and 过期处理: other terms for a lot or pass, and taking what is left of one past its expiry as earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Expire, Extend
from app.errors import refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.choices import lots_and_passes
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import DateEdit, LineEdit, combo
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class ExtendDialog(MoneyDialog):
    """Gives a lot or pass another expiry, or none."""

    def __init__(self, shop: Shop, card: AccountCard, lot: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Extend"), card.name, customer=card.number, parent=parent)
        self.lot = combo(lots_and_passes(shop, card), lot)
        self.expires_on = DateEdit(shop.today, hint=_("blank: never expires"))
        self.reason = LineEdit(hint=_("e.g. was ill, shop was closed"))
        self.form.add("lot", _("What"), self.lot)
        self.form.add("expires_on", _("May be used until"), self.expires_on)
        self.form.add("reason", _("Reason"), self.reason)
        self.lot.currentIndexChanged.connect(self.touched)
        for field in (self.expires_on, self.reason):
            field.textChanged.connect(self.touched)
        self.expires_on.setFocus()

    def request(self) -> Extend:
        """Return the extension as typed."""
        return Extend(
            id=self.request_id,
            on=self.shop.today(),
            customer=self.customer,
            lot=_chosen(self.lot.currentData()),
            expires_on=self.expires_on.value(),
            reason=_reason(self.reason),
        )

    def done_text(self, posted: Posted) -> str:
        """Say until when it may be used now."""
        del posted
        until = self.expires_on.value()
        if until is None:
            return _("It never expires now.")
        return _("It may be used until {date} now.").format(date=form.short_date(until))


class ExpireDialog(MoneyDialog):
    """Takes what is left of a lot or pass past its expiry as earned; it can be reversed."""

    def __init__(self, shop: Shop, card: AccountCard, lot: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Take as expired"), card.name, customer=card.number, parent=parent)
        today = shop.today()
        ends = [(lot.lot, lot.expires_on) for lot in card.lots] + [(line.lot, line.expires_on) for line in card.passes]
        past = {name for name, day in ends if day is not None and day < today}
        self.lot = combo([choice for choice in lots_and_passes(shop, card) if choice[0] in past], lot)
        self.reason = LineEdit(hint=_("e.g. not used for years, customer cannot be found"))
        self.above.addWidget(
            label(
                _(
                    "Expired money stays the customer's until you decide. What you take becomes the shop's income. "
                    "Ask first whether the law where you are lets you: many places let customers have it back."
                ),
                "mute",
                wrap=True,
            )
        )
        self.form.add("lot", _("What"), self.lot)
        self.form.add("reason", _("Reason"), self.reason)
        self.lot.currentIndexChanged.connect(self.touched)
        self.reason.textChanged.connect(self.touched)
        if not past:
            self.lot.setEnabled(False)
            self.general.setText(_("Nothing of this customer's is past its expiry."))
            self.general.show()
            self.primary.setEnabled(False)
        self.reason.setFocus()
        self.preview()

    def request(self) -> Expire:
        """Return what is to be taken."""
        return self._expire(_reason(self.reason))

    def proposed(self) -> Expire:
        """Show what would be taken before anybody has said why."""
        return self._expire(self.reason.value())

    def _expire(self, reason: str) -> Expire:
        return Expire(
            id=self.request_id,
            on=self.shop.today(),
            customer=self.customer,
            lot=_chosen(self.lot.currentData()),
            reason=reason,
        )

    def done_text(self, posted: Posted) -> str:
        """Say that it is done."""
        del posted
        return _("Taken as expired.")


def _chosen(name: object) -> str:
    if not isinstance(name, str):
        refuse("lot", N_("Choose which one is meant; what is used up does not stand here any more."))
    return name


def _reason(field: LineEdit) -> str:
    text = field.value()
    if not text:
        refuse("reason", N_("Give a reason; it is kept with the entry."))
    return text
