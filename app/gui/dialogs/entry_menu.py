"""The menu of an entry: the same that can be done with it everywhere it stands in a list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.gui import theme
from app.gui.dialogs.account_actions import (
    open_receipt,
    open_return,
    open_reverse,
    why_no_receipt,
    why_no_reversal,
)
from app.gui.dialogs.entry_words import line_kind
from app.gui.shop import Shop
from app.gui.widgets.basics import native_keys
from app.gui.widgets.fields import copy_text
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.counter import AccountCard, CardLine


def fill(menu: QMenu, shop: Shop, card: AccountCard, line: CardLine, parent: QWidget | None) -> None:
    """Put into a menu what can be done with an entry; what cannot is greyed, and its tooltip says why."""
    menu.setToolTipsVisible(True)
    add(menu, _("Show the entry"), "eye", partial(_open, shop, card, line, parent))
    add(menu, _("Receipt…"), "print", partial(open_receipt, shop, line.entry, parent), why_no_receipt(line))
    menu.addSeparator()
    add(menu, _("Reverse…"), "reverse", partial(open_reverse, shop, card, line, parent), why_no_reversal(shop, line))
    if line.kind == "sale":
        why_not = _("This entry has been reversed already.") if line.reversed_by is not None else ""
        add(menu, _("Return in part…"), "reopen", partial(open_return, shop, card, line, parent), why_not)
    menu.addSeparator()
    add(menu, _("Copy"), "columns", partial(copy_text, as_text(shop, line)))


def add(menu: QMenu, text: str, icon: str, act: Callable[[], object], why_not: str = "", key: str = "") -> QAction:
    """Add one thing to do; `why_not` greys it and stands in its tooltip, `key` does it without a menu."""
    t = theme.tokens()
    action = QAction(
        theme.icon(icon, t.mute if why_not else None), f"{text}\t{native_keys(key)}" if key else text, menu
    )
    action.setEnabled(not why_not)
    action.setToolTip(why_not or text)
    action.triggered.connect(partial(_act, act))
    menu.addAction(action)
    return action


def as_text(shop: Shop, line: CardLine) -> str:
    """Return an entry on one line, as one would put it into a message."""
    parts = [str(line.entry), line.on.isoformat(), line_kind(line), line.text]
    amounts = [
        shop.amount(amount, signed=True) for amount in (line.principal + line.bonus, line.owed, line.paid) if amount
    ]
    return "  ".join(part for part in (*parts, *amounts) if part)


def _act(act: Callable[[], object], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
    act()


def _open(shop: Shop, card: AccountCard, line: CardLine, parent: QWidget | None) -> None:
    from app.gui.dialogs.entry_detail import EntryDialog

    EntryDialog(shop, card, line, parent).open()
