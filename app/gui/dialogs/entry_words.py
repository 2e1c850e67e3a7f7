"""What a line of an account says in words: “Pay 1,000 get 120 · WeChat”, “Basic wash ×1 (6 left)”."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.gui.dialogs.names import kind_name, tender_name
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from app.services.counter import AccountCard, CardLine

BETWEEN = " · "


class EntryRow(NamedTuple):
    """A line of an account with its words."""

    line: CardLine
    kind: str
    details: str

    @property
    def prepaid(self) -> int:
        """What the entry changed of the money held."""
        return self.line.principal + self.line.bonus

    @property
    def prepaid_after(self) -> int:
        """The money held after it."""
        return self.line.principal_after + self.line.bonus_after

    @property
    def undone(self) -> bool:
        """Whether the entry was reversed since."""
        return self.line.reversed_by is not None


def entry_rows(shop: Shop, card: AccountCard) -> list[EntryRow]:
    """Return the lines of a card in words, newest first, as the card has them."""
    left: dict[str, int] | None = {each.service: each.left for each in card.balance.passes if each.left is not None}
    by_entry = {line.entry: line for line in card.lines}
    rows = []
    for line in card.lines:
        after = left.get(line.service, 0) if left is not None and line.counted and line.service else None
        rows.append(EntryRow(line, line_kind(line), _told(shop, line, by_entry.get(line.reverses or 0), after)))
        if left is not None and after is not None:
            left[line.service] = after - line.counted
        elif line.counted:  # several services at once: what was left of each before is not known
            left = None
    return rows


def line_kind(line: CardLine) -> str:
    """Return what a line is called; a sale that is wholly owed goes by “On account”."""
    if line.kind == "sale" and line.owed > 0 and not (line.principal or line.bonus or line.tenders):
        return pgettext("entry", "On account")
    return kind_name(line.kind)


def entry_amount(line: CardLine) -> int:
    """Return what an entry was about, in minor units: all of a sale however it was paid, else the money that moved."""
    held = line.principal + line.bonus
    if line.kind in ("sale", "pass_sale"):
        return line.paid - held + line.owed
    return abs(line.paid or held or line.owed)


def whole_amount(shop: Shop, minor: int) -> str:
    """Write an amount without decimals where it has none to show: 1,000, but 99.50."""
    decimals = shop.app.book.decimals
    unit: int = 10**decimals
    return form.number(minor // unit, current().language) if minor % unit == 0 else shop.amount(minor)


def _told(shop: Shop, line: CardLine, original: CardLine | None, left: int | None) -> str:
    details = _details(shop, line, original, left)
    if line.reversed_by is not None:
        return _("{details} (reversed)").format(details=details) if details else _("(reversed)")
    return details


def _details(shop: Shop, line: CardLine, original: CardLine | None, left: int | None) -> str:
    tenders = BETWEEN.join(tender_name(tender) for tender in line.tenders)
    parts: tuple[str, ...]
    match line.kind:
        case "top_up":
            parts = (_top_up(shop, line), tenders, line.text)
        case "sale":
            parts = (_due(shop, line), _taken(shop, line, tenders))
        case "pass_sale":
            parts = (_pass_sale(line), _taken(shop, line, tenders), line.text)
        case "pass_use":
            parts = (_pass_use(line, left), line.text)
        case "payment":
            parts = (_("Paid what was owed") if line.owed else "", tenders, line.text)
        case "settle":
            parts = (line.text or _("Owed, paid from the balance"),)
        case "reverse":
            parts = (_reversal(shop, line, original),)
        case "reschedule" if line.due_on is not None:
            parts = (_("due {date}").format(date=shop.day(line.due_on)), line.text)
        case _:
            parts = (line.service, line.text, tenders)
    return BETWEEN.join(part for part in parts if part)


def _taken(shop: Shop, line: CardLine, tenders: str) -> str:
    """Name the tenders and what came in by them: of a sale no other column says it."""
    return f"{tenders} {shop.amount(line.paid)}" if tenders else ""


def _top_up(shop: Shop, line: CardLine) -> str:
    if not line.bonus:
        return ""
    paid, bonus = whole_amount(shop, line.paid or line.principal), whole_amount(shop, line.bonus)
    return _("Pay {paid} get {bonus}").format(paid=paid, bonus=bonus)


def _due(shop: Shop, line: CardLine) -> str:
    if line.due_on is None or line.owed <= 0:
        return line.text
    date = shop.day(line.due_on)
    if not line.text:
        return _("due {date}").format(date=date)
    return _("{text} (due {date})").format(text=line.text, date=date)


def _pass_sale(line: CardLine) -> str:
    if not line.counted:
        return _("{service}, period pass").format(service=line.service)
    text = ngettext("{service}, {n} visit", "{service}, {n} visits", line.counted)
    return text.format(service=line.service, n=line.counted)


def _pass_use(line: CardLine, left: int | None) -> str:
    count = abs(line.units)
    if not count:
        return line.service
    if left is None:
        return _("{service} ×{n}").format(service=line.service, n=count)
    return _("{service} ×{n} ({left} left)").format(service=line.service, n=count, left=left)


def _reversal(shop: Shop, line: CardLine, original: CardLine | None) -> str:
    if original is None:
        return line.text
    values = {"kind": line_kind(original), "date": shop.day(original.on), "reason": line.text}
    if line.text:
        return _("of “{kind}” on {date}: {reason}").format(**values)
    return _("of “{kind}” on {date}").format(**values)
