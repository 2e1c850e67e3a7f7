"""Closing a file and opening it again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.customer import CustomerChange
from app.gui.dialogs.ask import ask_later
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.counter import AccountCard


def close_file(shop: Shop, card: AccountCard, parent: QWidget) -> None:
    """Close a file; where something is still open on the account, say so first."""
    balance = card.balance
    if not (balance.principal or balance.bonus or balance.owed or card.passes):
        _record(shop, card, parent, closed=True)
        return
    text = _(
        "Something is still open on this account: principal {principal}, bonus {bonus}, owed {owed}. In a closed file "
        "only payments, refunds and reversals can be recorded. It can be opened again at any time."
    ).format(principal=shop.money(balance.principal), bonus=shop.money(balance.bonus), owed=shop.money(balance.owed))
    then = partial(_record, shop, card, parent, closed=True)
    ask_later(parent, _("Close the file of {name}?").format(name=card.name), text, _("Close it"), _("Leave it"), then)


def reopen_file(shop: Shop, card: AccountCard, parent: QWidget) -> None:
    """Open a closed file again."""
    _record(shop, card, parent, closed=False)


def _record(shop: Shop, card: AccountCard, parent: QWidget, *, closed: bool) -> None:
    request = CustomerChange(id=shop.new_id(), no=card.number, given={"closed": closed})
    files = shop.app.files
    shop.tasks.run(
        partial(files.record, request), partial(_done, shop, card, closed=closed), shop.complain, owner=parent
    )


def _done(shop: Shop, card: AccountCard, _filed: object, *, closed: bool) -> None:
    shop.changed.emit(card.number)
    text = _("File of {name} closed.") if closed else _("File of {name} opened again.")
    shop.tell(text.format(name=card.name))
