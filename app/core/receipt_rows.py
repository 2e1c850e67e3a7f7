"""Making a receipt out of what is known of an entry: which lines, sums and facts each kind of entry shows.

Everything is read off the postings, so a paper can say nothing that the journal does not.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from app.core.items import Item, ItemKind
from app.core.journal import (
    BAD_DEBT,
    BONUS,
    DISCOUNT,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    ROUNDING,
    SALES,
    EntryKind,
    Posting,
)
from app.core.ledger import Holding
from app.core.money import Currency
from app.core.receipt import TITLES, Copy, Head, Line, LotLeft, Occasion, PassLeft, Receipt, Rest, Row
from app.core.requests import InterestKind, Tender
from app.core.settings import Settings, UseCheck
from app.errors import Message
from app.i18n.mark import N_

TENDER_NAMES: Mapping[Tender, str] = MappingProxyType(
    {
        Tender.CASH: N_("Cash"),
        Tender.BANK: N_("Bank transfer"),
        Tender.WECHAT: N_("WeChat Pay"),
        Tender.ALIPAY: N_("Alipay"),
        Tender.CARD: N_("Bank card"),
        Tender.OTHER: N_("Other means"),
    }
)
"""What the tenders are called on paper."""

_TEXTS = (("reference", N_("Reference")), ("reason", N_("Reason")), ("note", N_("Note")))
_AGREED = frozenset({EntryKind.TOP_UP, EntryKind.PASS_SALE, EntryKind.REFUND, EntryKind.TRANSFER})
_LONGEST = 60
"""As many characters of what was sold as a line about paying for it bears."""

_USES = frozenset({EntryKind.SALE, EntryKind.PASS_USE, EntryKind.SETTLE})


def make_receipt(
    occasion: Occasion, settings: Settings, currency: Currency, number: str, copy: Copy | None, recorded_at: datetime
) -> Receipt:
    """Return the receipt of an entry whose kind has one (`has_receipt`).

    `recorded_at` is the instant the entry was recorded on the shop's own clock.
    """
    entry = occasion.entry
    moves = _Moves(occasion)
    title = TITLES[entry.kind]
    amount = _amount(moves, entry.kind, entry.facts, occasion)
    figure = Row(Message(title.figure), amount) if title.figure and amount else None
    if entry.kind is EntryKind.PASS_USE:
        figure = Row(Message(title.figure), units=_count(entry.facts))
    paid, facts = _ROWS[entry.kind](moves)
    return Receipt(
        shop=Head(settings.shop_name, settings.address, settings.phone, settings.tax_number, settings.receipt_footer),
        currency=currency,
        money_sign=settings.money_sign,
        kind=entry.kind,
        title=title.name,
        number=number,
        copy=copy,
        entry=entry.number,
        on=entry.on,
        recorded_at=recorded_at,
        customer=occasion.customer,
        figure=figure,
        lines=_lines(occasion),
        paid=tuple(paid),
        facts=tuple(facts),
        rest=_rest(occasion, moves),
        texts=tuple((label, occasion.texts[name]) for name, label in _TEXTS if occasion.texts.get(name)),
        terms=occasion.terms,
        staff=occasion.staff,
        reversed_by=occasion.reversed_by,
        customer_signs=_signs(entry.kind, moves, settings.use_check),
    )


def _signs(kind: EntryKind, moves: "_Moves", check: UseCheck) -> bool:
    """Whether the customer is to sign: what the shop's terms are agreed by, what is given back, and checked uses."""
    uses = bool(moves.principal or moves.bonus or moves.used)
    return kind in _AGREED or (check is UseCheck.SIGNATURE and kind in _USES and uses)


# ---- what the postings moved ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Moves:
    """What an entry changed for its customer, by account; more for the customer is positive, a debt too."""

    occasion: Occasion
    #: What came in (or, negative, went out) by tender.
    tenders: dict[Tender, int]
    principal: int
    bonus: int
    owed: int
    discount: int
    rounding: int
    #: What the shop earned or gave up by it.
    sales: int
    #: Visits or days' passes taken from passes.
    used: int

    def __init__(self, occasion: Occasion) -> None:
        self.occasion = occasion
        mine = [p for p in occasion.entry.postings if p.customer in (None, occasion.entry.customer)]
        by_tender = ((tender, _sum(mine, f"tender.{tender.value}")) for tender in Tender)
        self.tenders = {tender: amount for tender, amount in by_tender if amount}
        self.principal, self.bonus = -_sum(mine, PRINCIPAL), -_sum(mine, BONUS)
        self.owed = _sum(mine, RECEIVABLE)
        self.discount, self.rounding = _sum(mine, DISCOUNT), _sum(mine, ROUNDING)
        self.sales = -_sum(mine, SALES)
        self.used = sum(p.units for p in mine if p.account == PASS and p.units > 0)

    @property
    def price(self) -> int:
        """What a sale came to: all that was given for it, bonus and debt included."""
        return sum(self.tenders.values()) - self.principal - self.bonus + self.owed

    def made(self, *kinds: ItemKind) -> list[Item]:
        """Return the items of some kinds the entry made."""
        return [item for item in self.occasion.entry.items if item.kind in kinds]

    def by_item(self, *accounts: str) -> list[tuple[Item, int, int]]:
        """Return each of the customer's own items moved in some accounts, with the net amount and units (debit)."""
        found: dict[int, tuple[int, int]] = {}
        for p in self.occasion.entry.postings:
            if p.account in accounts and p.item is not None and p.customer == self.occasion.entry.customer:
                amount, units = found.get(p.item, (0, 0))
                found[p.item] = (amount + p.amount, units + p.units)
        return [(self.occasion.items[item], amount, units) for item, (amount, units) in found.items()]


def _sum(postings: Iterable[Posting], account: str) -> int:
    return sum(p.amount for p in postings if p.account == account)


def _amount(moves: _Moves, kind: EntryKind, facts: Mapping[str, object], occasion: Occasion) -> int:
    """Return the amount an entry is about, never negative; a reversal is about what the reversed entry was."""
    match kind:
        case EntryKind.TOP_UP | EntryKind.PAYMENT | EntryKind.REFUND:
            return abs(sum(moves.tenders.values()))
        case EntryKind.SALE | EntryKind.PASS_SALE:
            return abs(moves.price)
        case EntryKind.SETTLE | EntryKind.TRANSFER:
            return abs(moves.principal + moves.bonus)
        case EntryKind.CREDIT:
            amount = facts.get("amount")
            return amount if isinstance(amount, int) else abs(moves.sales)
        case EntryKind.REVERSE if occasion.reverses is not None:
            return _amount(moves, occasion.reverses.kind, occasion.reverses.facts, occasion)
        case _:
            return 0


def _count(facts: Mapping[str, object]) -> int:
    count = facts.get("count")
    return count if isinstance(count, int) else 1


# ---- what was sold --------------------------------------------------------------------------------------------------


def _lines(occasion: Occasion) -> tuple[Line, ...]:
    """Return what was sold, as it was written down; the text may have been erased since."""
    entry, texts = occasion.entry, occasion.texts
    match entry.kind:
        case EntryKind.SALE if texts.get("lines"):
            lines = tuple(_line(each) for each in json.loads(texts["lines"]))
            names = [line.text for line in lines]
            known = {"", *names, " + ".join(names)}  # the window names a sale by its lines; once is enough on paper
            description = texts.get("description", "")
            return lines if description in known else (Line(description), *lines)
        case EntryKind.SALE:
            return (Line(texts["description"]),) if texts.get("description") else ()
        case EntryKind.PASS_SALE:
            return tuple(Line(item.service) for item in entry.items if item.kind is not ItemKind.CHARGE)
        case EntryKind.PASS_USE:
            return (Line(str(entry.facts.get("service", ""))),)
        case _:
            return ()


def _line(stored: Mapping[str, Any]) -> Line:
    quantity, price = str(stored["quantity"]), int(stored["price"])
    amount = int((Decimal(quantity) * price).to_integral_value(ROUND_HALF_UP))
    return Line(str(stored["text"]), quantity, price, amount)


# ---- rows by kind ---------------------------------------------------------------------------------------------------

_Rows = tuple[list[Row], list[Row]]


def _tenders(moves: _Moves) -> list[Row]:
    rows = []
    for tender, amount in moves.tenders.items():
        name = Message(TENDER_NAMES[tender])
        label = name if amount > 0 else Message(N_("Paid back: {tender}"), {"tender": name})
        rows.append(Row(label, abs(amount)))
    return rows


def _payment_parts(moves: _Moves) -> list[Row]:
    """Return how a sale was paid: prepaid money, tenders, and each charge with its due date."""
    rows = _some((N_("Prepaid principal"), -moves.principal), (N_("Bonus"), -moves.bonus))
    rows += _tenders(moves)
    for charge in moves.made(ItemKind.CHARGE):
        label = Message(N_("On account, due {date}"), {"date": charge.due_on or charge.on})
        rows.append(Row(label, charge.price))
    return rows


def _some(*rows: tuple[str, int]) -> list[Row]:
    """Return rows for the amounts that are not zero."""
    return [Row(Message(label), amount) for label, amount in rows if amount]


def _valid_until(item: Item) -> Row:
    if item.expires_on is None:
        return Row(Message(N_("Valid until")), text=Message(N_("no expiry")))
    return Row(Message(N_("Valid until")), day=item.expires_on)


def _top_up(moves: _Moves) -> _Rows:
    facts = _some((N_("Bonus"), moves.bonus))
    if moves.bonus:
        facts.append(Row(Message(N_("Put on the account")), moves.principal + moves.bonus))
    facts += [_valid_until(lot) for lot in moves.made(ItemKind.LOT)]
    return _tenders(moves), facts


def _sale(moves: _Moves) -> _Rows:
    list_amount = moves.occasion.entry.facts.get("list_amount")
    facts = []
    if isinstance(list_amount, int) and list_amount > moves.price:
        facts = _some((N_("List price"), list_amount), (N_("You save"), list_amount - moves.price))
    return _payment_parts(moves), facts


def _pass_sale(moves: _Moves) -> _Rows:
    facts: list[Row] = []
    for item in moves.made(ItemKind.PASS, ItemKind.PERIOD):
        if item.count is not None:
            facts.append(Row(Message(N_("Visits")), units=item.count))
        if item.starts_on is not None:
            facts.append(Row(Message(N_("Valid from")), day=item.starts_on))
        facts.append(_valid_until(item))
        facts += _some((N_("List price of one visit"), item.list_price or 0))
    return _payment_parts(moves), facts


def _nothing_more(_moves: _Moves) -> _Rows:
    return [], []


def _applied(moves: _Moves) -> list[Row]:
    """Return what was paid on each charge."""
    rows = []
    for charge, amount, _ in moves.by_item(RECEIVABLE, BAD_DEBT):
        text, part = moves.occasion.sold.get(charge.id, ""), moves.occasion.parts.get(charge.id)
        words = N_("{what}: owed since {date}, due {due}") if text else N_("Owed since {date}, due {due}")
        words = words if part is None else _PARTS[part]
        days = {"date": charge.on, "due": charge.due_on or charge.on}
        rows.append(Row(Message(words, {"what": _short(text), **days}), -amount))
    return rows


_PARTS = {
    InterestKind.INTEREST: N_("Late interest charged on {date}, due {due}"),
    InterestKind.FEE: N_("Late fee charged on {date}, due {due}"),
    InterestKind.COST: N_("Costs of collecting charged on {date}, due {due}"),
}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _payment(moves: _Moves) -> _Rows:
    facts = _some((N_("Discount given"), moves.discount), (N_("Rounded off"), moves.rounding))
    facts += _applied(moves)
    facts += _some((N_("Kept as prepaid money"), moves.principal))
    return _tenders(moves), facts


def _settle(moves: _Moves) -> _Rows:
    return _some((N_("Prepaid principal"), -moves.principal), (N_("Bonus"), -moves.bonus)), _applied(moves)


def _changes(moves: _Moves) -> list[Row]:
    """Return what changed on the account, each change under its own name."""
    rows = []
    for amount, more, less in (
        (moves.principal, N_("Added to prepaid principal"), N_("Taken off prepaid principal")),
        (moves.bonus, N_("Added to bonus"), N_("Taken off bonus")),
        (moves.owed, N_("Added to what is owed"), N_("Taken off what is owed")),
    ):
        rows += _some((more if amount > 0 else less, abs(amount)))
    for item, _, units in moves.by_item(PASS):
        label = N_("Visits added: {service}") if units < 0 else N_("Visits taken off: {service}")
        if units and item.kind is ItemKind.PASS:
            rows.append(Row(Message(label, {"service": item.service}), units=abs(units)))
        elif units:
            gone = N_("Pass taken off: {service}") if units > 0 else N_("Pass added: {service}")
            rows.append(Row(Message(gone, {"service": item.service}), day=item.expires_on))
    return rows


def _credit(moves: _Moves) -> _Rows:
    return _tenders(moves), _changes(moves)


def _refund(moves: _Moves) -> _Rows:
    ran = any(item.kind is ItemKind.PERIOD for item, _, _ in moves.by_item(PASS))
    label = N_("Used up by then, or kept by the shop") if ran else N_("Kept by the shop")
    return _tenders(moves), _some((label, moves.sales)) + _changes(moves)


def _opening(moves: _Moves) -> _Rows:
    facts = _some((N_("Prepaid principal"), moves.principal), (N_("Bonus"), moves.bonus), (N_("Owed"), moves.owed))
    return [], facts + [row for row in _changes(moves) if row.units]


def _transfer(moves: _Moves) -> _Rows:
    to = moves.occasion.receiver
    facts = _changes(moves)
    if to is not None:
        name = Message("{name} ({number})", {"name": to.name, "number": to.number})
        facts.insert(0, Row(Message(N_("Transferred to")), text=name))
    return [], facts


def _extend(moves: _Moves) -> _Rows:
    facts = []
    for change in moves.occasion.entry.terms:
        item = moves.occasion.items[change.item]
        if item.service:
            facts.append(Row(Message(N_("Pass")), text=Message("{service}", {"service": item.service})))
        else:
            facts.append(Row(Message(N_("Top-up of")), day=item.on))
        until = Row(Message(N_("Now valid until")), day=change.expires_on)
        facts.append(until if change.expires_on else until._replace(text=Message(N_("no expiry"))))
    return [], facts


def _reverse(moves: _Moves) -> _Rows:
    original = moves.occasion.reverses
    facts: list[Row] = []
    if original is not None:
        title = TITLES.get(original.kind)
        label = Message(title.name) if title else Message(N_("Entry {n}"), {"n": original.entry})
        facts.append(Row(Message(N_("Reversed paper")), text=label))
        if original.no:
            facts.append(Row(Message(N_("Its number")), text=Message("{no}", {"no": original.no})))
        facts.append(Row(Message(N_("Its date")), day=original.on))
    return _tenders(moves), facts + _changes(moves)


_ROWS: Mapping[EntryKind, Callable[[_Moves], _Rows]] = MappingProxyType(
    {
        EntryKind.TOP_UP: _top_up,
        EntryKind.SALE: _sale,
        EntryKind.PASS_SALE: _pass_sale,
        EntryKind.PASS_USE: _nothing_more,
        EntryKind.PAYMENT: _payment,
        EntryKind.SETTLE: _settle,
        EntryKind.CREDIT: _credit,
        EntryKind.REFUND: _refund,
        EntryKind.OPENING: _opening,
        EntryKind.TRANSFER: _transfer,
        EntryKind.EXTEND: _extend,
        EntryKind.REVERSE: _reverse,
    }
)


# ---- what was left --------------------------------------------------------------------------------------------------


def _rest(occasion: Occasion, moves: _Moves) -> Rest:
    """Return what was left after the entry: lots with anything on them, passes that live or were just used up."""
    on, left = occasion.entry.on, occasion.left
    moved = {p.item for p in occasion.entry.postings}
    lots = tuple(_lot_left(h, occasion) for h in left if h.kind is ItemKind.LOT and (h.amount or h.bonus))
    passes = tuple(
        PassLeft(h.service, h.on, h.units if h.kind is ItemKind.PASS else None, h.expires_on, h.expired(on))
        for h in left
        if h.kind in (ItemKind.PASS, ItemKind.PERIOD) and (h.units > 0 or (h.item in moved and h.kind is ItemKind.PASS))
    )
    owed = sum(h.amount for h in left if h.kind is ItemKind.CHARGE)
    touched = bool(moves.principal or moves.bonus)
    return Rest(lots, passes, owed, touched or bool(lots), bool(owed or moves.owed))


def _lot_left(holding: Holding, occasion: Occasion) -> LotLeft:
    expired = holding.expired(occasion.entry.on)
    return LotLeft(holding.on, holding.amount, holding.bonus, holding.expires_on, expired)
