"""What a customer has, as choices of a form: lots, passes, charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.shop import Shop
from app.gui.widgets.charge_list import charge_names
from app.i18n import format as form
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.core.ledger import ChargeLine, LotLine, PassLine
    from app.services.counter import AccountCard


LONGEST = 40
"""As many characters of what was sold as a line of a list bears."""


def lot_words(shop: Shop, lot: LotLine) -> str:
    """Return a lot as one line: when it was paid in, what is left, until when it may be used."""
    left = shop.amount(lot.principal)
    if lot.bonus:
        left = _("{principal} + {bonus} bonus").format(principal=left, bonus=shop.amount(lot.bonus))
    until = _until(lot.expires_on)
    return _("{date}:  {left}  ·  {until}").format(date=form.short_date(lot.on), left=left, until=until)


def pass_words(shop: Shop, line: PassLine) -> str:
    """Return a pass as one line: the service, what is left, until when it may be used."""
    del shop
    if line.left is None:
        left = _("any number of visits")
    else:
        left = ngettext("{n} visit left", "{n} visits left", line.left).format(n=line.left)
    return _("{service}:  {left}  ·  {until}").format(service=line.service, left=left, until=_until(line.expires_on))


def charge_words(shop: Shop, charge: ChargeLine, name: str) -> str:
    """Return a charge as one line: when, what was sold (`name`), what is open, when it is due."""
    if name:
        return _("{date}:  {text}  ·  {open} open  ·  due {due}").format(
            date=form.short_date(charge.on),
            text=shortened(name),
            open=shop.amount(charge.open),
            due=form.short_date(charge.due_on),
        )
    return _("{date}:  {open} open  ·  due {due}").format(
        date=form.short_date(charge.on), open=shop.amount(charge.open), due=form.short_date(charge.due_on)
    )


def shortened(text: str) -> str:
    """Return as much of a text as a line of a list bears."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _until(day: object) -> str:
    return _("no expiry") if day is None else _("until {date}").format(date=day)


def lots_and_passes(shop: Shop, card: AccountCard) -> list[tuple[str, str]]:
    """Return all that something is left of, by name, each as one line."""
    return [(lot.lot, lot_words(shop, lot)) for lot in card.lots] + [
        (line.lot, pass_words(shop, line)) for line in card.passes
    ]


def open_charges(shop: Shop, card: AccountCard) -> list[tuple[str, str]]:
    """Return the charges that are open, by name, each as one line, the earliest due first."""
    charges = sorted((c for c in card.charges if c.open), key=lambda c: (c.due_on, c.on))
    names = charge_names(card.charges)
    return [(charge.charge, charge_words(shop, charge, names[charge.charge])) for charge in charges]
