"""Everything that can be done with a customer's account: what it is called, its key, when it makes sense, its dialog.

The counter, its menus and the search box all read this one list. Dialogs are imported when they are first wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.receipt import has_receipt
from app.core.settings import UseCheck
from app.core.staff.rights import Right
from app.gui.shop import Shop
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from app.services.counter import AccountCard, CardLine

    Make = Callable[[Shop, AccountCard, QWidget | None], QDialog]
    WhyNot = Callable[[Shop, AccountCard], str]

ANSWERS_CLOSED = frozenset({"payment", "refund", "statement", "dispute", "end_dispute"})
"""What can still be done with a closed file, besides reversals."""

RIGHTS = {
    **dict.fromkeys(("top_up", "sale", "pass_use", "pass_sale", "settle"), Right.SELL),
    "payment": Right.RECEIVE,
    "refund": Right.REFUND,
    "returns": Right.CREDIT_NOTE,
    "transfer": Right.TRANSFER,
    **dict.fromkeys(("extend", "expire"), Right.LOT_TERMS),
    "reschedule": Right.CREDIT,
    "write_off": Right.WRITE_OFF,
    **dict.fromkeys(("dispute", "end_dispute"), Right.STATEMENTS),
    "opening": Right.OPENING,
    **dict.fromkeys(("give_card", "lost_card", "set_pin"), Right.FILES),
}
"""What somebody must be allowed to do, alone or with a second person, for an act to make sense at all."""


@dataclass(frozen=True, slots=True)
class Action:
    """`title` is marked text; `why_not` says in a sentence why it makes no sense now, blank when it does."""

    name: str
    title: str
    icon: str
    make: Make
    why_not: WhyNot
    key: str = ""

    def obstacle(self, shop: Shop, card: AccountCard) -> str:
        """Return why this cannot be done for a customer now, in a sentence; blank when it can."""
        barred = shop.desk.bars(RIGHTS.get(self.name))
        if barred:
            return barred
        if card.merged_into:
            return _("This file was merged into {number}; go on there.").format(number=card.merged_into)
        if card.closed and self.name not in ANSWERS_CLOSED:
            return _("The file is closed: only payments, refunds and reversals can be recorded.")
        return self.why_not(shop, card)


# ---- dialogs --------------------------------------------------------------------------------------------------------


def _top_up(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.top_up import TopUpDialog

    return TopUpDialog(shop, card, parent)


def _sale(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.sale import SaleDialog

    return SaleDialog(shop, card, parent)


def _pass_use(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.pass_use import PassUseDialog

    return PassUseDialog(shop, card, parent)


def _payment(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.payment import PaymentDialog

    return PaymentDialog(shop, card, parent)


def _refund(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.refund import RefundDialog

    return RefundDialog(shop, card, parent)


def _pass_sale(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.pass_sale import PassSaleDialog

    return PassSaleDialog(shop, card, parent)


def _settle(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.settle import SettleDialog

    return SettleDialog(shop, card, parent)


def _returns(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.returns import ReturnDialog

    return ReturnDialog(shop, card, parent=parent)


def _transfer(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.transfer import TransferDialog

    return TransferDialog(shop, card, parent)


def _extend(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.lots import ExtendDialog

    return ExtendDialog(shop, card, parent=parent)


def _expire(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.lots import ExpireDialog

    return ExpireDialog(shop, card, parent=parent)


def _opening(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.opening import OpeningDialog

    return OpeningDialog(shop, card, parent)


def _write_off(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.write_off import WriteOffDialog

    return WriteOffDialog(shop, card, parent=parent)


def _reschedule(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.write_off import RescheduleDialog

    return RescheduleDialog(shop, card, parent=parent)


def _dispute(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.dispute import DisputeDialog

    return DisputeDialog(shop, card, parent=parent)


def _end_dispute(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.dispute import EndDisputeDialog

    return EndDisputeDialog(shop, card, parent=parent)


def _give_card(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.cards import GiveCardDialog

    return GiveCardDialog(shop, card, parent)


def _lost_card(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.cards import LostCardDialog

    return LostCardDialog(shop, card, parent)


def _statement(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.statement import StatementDialog

    return StatementDialog(shop, card.number, parent)


def _set_pin(shop: Shop, card: AccountCard, parent: QWidget | None) -> QDialog:
    from app.gui.dialogs.pin import SetPinDialog

    return SetPinDialog(shop, card, parent)


# ---- when they make sense -------------------------------------------------------------------------------------------


def _always(_shop: Shop, _card: AccountCard) -> str:
    return ""


def _any_pass(_shop: Shop, card: AccountCard) -> str:
    return "" if card.passes else _("There is no pass to use; F7 sells one.")


def _any_debt(_shop: Shop, card: AccountCard) -> str:
    lost = any(charge.written_off for charge in card.charges)
    return "" if card.balance.owed or lost else _("Nothing is owed.")


def _any_money(_shop: Shop, card: AccountCard) -> str:
    held = card.balance.principal or any(each.value for each in card.passes)
    return "" if held else _("There is no money to give back.")


def _open_debt(_shop: Shop, card: AccountCard) -> str:
    return "" if card.charges else _("Nothing is owed.")


def _undisputed_debt(_shop: Shop, card: AccountCard) -> str:
    if not any(charge.open for charge in card.charges):
        return _("Nothing is owed.")
    free = any(charge.open and not charge.disputed for charge in card.charges)
    return "" if free else _("All that is owed is in dispute already.")


def _any_dispute(_shop: Shop, card: AccountCard) -> str:
    return "" if card.disputed else _("Nothing is in dispute.")


def _debt_and_money(_shop: Shop, card: AccountCard) -> str:
    if not card.balance.owed:
        return _("Nothing is owed.")
    usable = card.balance.principal + card.balance.bonus - card.balance.expired
    return "" if usable > 0 else _("There is no money on the account to pay with.")


def _any_sale(_shop: Shop, card: AccountCard) -> str:
    sold = any(line.kind == "sale" and line.reversed_by is None for line in card.lines)
    return "" if sold or card.charges or card.more else _("Nothing was sold that could be returned.")


def _any_lot(_shop: Shop, card: AccountCard) -> str:
    return "" if card.lots or card.passes else _("There is no money and no pass on the account.")


def _any_expired(shop: Shop, card: AccountCard) -> str:
    today = shop.today()
    ends = [*(lot.expires_on for lot in card.lots), *(each.expires_on for each in card.passes)]
    return "" if any(end is not None and end < today for end in ends) else _("Nothing has expired.")


def _pins_asked(shop: Shop, card: AccountCard) -> str:
    if shop.settings.use_check is UseCheck.PIN or card.has_pin:
        return ""
    return _("The shop asks for no PIN; that can be changed in the settings.")


# ---- the list -------------------------------------------------------------------------------------------------------

MAIN = (
    Action("top_up", N_("Top up"), "top-up", _top_up, _always, "F2"),
    Action("sale", N_("Sale"), "sale", _sale, _always, "F3"),
    Action("pass_use", N_("Use pass"), "pass", _pass_use, _any_pass, "F4"),
    Action("payment", N_("Take payment"), "payment", _payment, _any_debt, "F5"),
    Action("refund", N_("Refund"), "refund", _refund, _any_money, "F6"),
    Action("pass_sale", N_("Sell pass"), "pass", _pass_sale, _always, "F7"),
)
"""What stands as buttons."""

MORE = (
    (Action("statement", N_("Statement…"), "statements", _statement, _always, "F9"),),
    (
        Action("settle", N_("Settle from the balance…"), "settle", _settle, _debt_and_money),
        Action("returns", N_("Goods returned…"), "reopen", _returns, _any_sale),
    ),
    (
        Action("transfer", N_("Transfer to another customer…"), "transfer", _transfer, _any_lot),
        Action("extend", N_("Extend an expiry…"), "extend", _extend, _any_lot),
        Action("expire", N_("Take as expired…"), "expire", _expire, _any_expired),
    ),
    (
        Action("reschedule", N_("New due date…"), "calendar", _reschedule, _open_debt),
        Action("write_off", N_("Write off…"), "remove", _write_off, _open_debt),
        Action("dispute", N_("Put in dispute…"), "dispute", _dispute, _undisputed_debt),
        Action("end_dispute", N_("End a dispute…"), "check", _end_dispute, _any_dispute),
        Action("opening", N_("Opening balance…"), "opening", _opening, _always),
    ),
    (
        Action("give_card", N_("Give a card…"), "card", _give_card, _always),
        Action("lost_card", N_("Card lost…"), "warning", _lost_card, _always),
        Action("set_pin", N_("Set the PIN…"), "pin", _set_pin, _pins_asked),
    ),
)
"""What stands in the menu, in groups."""

ACTIONS = {action.name: action for action in (*MAIN, *(action for group in MORE for action in group))}


# ---- entries --------------------------------------------------------------------------------------------------------


def why_no_reversal(shop: Shop, line: CardLine | None) -> str:
    """Return why an entry cannot be reversed, in a sentence; blank when it can, as far as its line tells."""
    if not shop.desk.able(Right.REVERSE, Right.UNDO):
        return shop.desk.bars(Right.REVERSE)
    if line is None:
        return _("Choose an entry first.")
    if line.kind == "reverse":
        return _("A reversal cannot be reversed; record what is right anew.")
    if line.reversed_by is not None:
        return _("This entry has been reversed already.")
    return ""


def why_no_receipt(line: CardLine | None) -> str:
    """Return why there is no receipt, in a sentence; blank when there is."""
    if line is None:
        return _("There is no entry with a receipt.")
    return "" if has_receipt(line.kind) else _("Entries of this kind have no receipt.")


def open_receipt(shop: Shop, entry: int, parent: QWidget | None) -> QDialog:
    """Show an entry's receipt, to be printed or saved."""
    from app.gui.dialogs.receipt import ReceiptDialog

    made: QDialog = ReceiptDialog(shop, entry, parent)
    made.open()
    return made


def open_reverse(shop: Shop, card: AccountCard | None, line: CardLine, parent: QWidget | None) -> QDialog:
    """Ask for the reason, then reverse an entry."""
    from app.gui.dialogs.reverse import ReverseDialog

    made: QDialog = ReverseDialog(shop, card, line, parent)
    made.open()
    return made


def open_return(shop: Shop, card: AccountCard, line: CardLine, parent: QWidget | None) -> QDialog:
    """Take back a part of a sale."""
    from app.gui.dialogs.returns import ReturnDialog

    made: QDialog = ReturnDialog(shop, card, line.id, parent)
    made.open()
    return made
