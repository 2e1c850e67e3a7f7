"""What the lines of a bill are called, in the language of a translator: on the command line, in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.incoming import PayKind

if TYPE_CHECKING:
    from app.i18n.catalog import Translator


def pay_kind_name(kind: PayKind, said: Translator) -> str:
    """Return what lines of a bill are called."""
    return {
        PayKind.PAYMENT: said.pgettext("bill", "Payments"),
        PayKind.REFUND: said.pgettext("bill", "Refunds"),
        PayKind.FEE: said.pgettext("bill", "Fees"),
        PayKind.PAYOUT: said.pgettext("bill", "Own money moved"),
        PayKind.SPENT: said.pgettext("bill", "The shop’s own spending"),
    }[kind]
