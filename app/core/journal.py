"""The journal: accounts, entries made of pairs of postings, and the hash that chains them.

A draft is filled by a rule, then numbered, hashed and stored; from then on nothing of it changes. Postings are made in
pairs, a debit and a credit of the same amount, so that an entry cannot be unbalanced and the source of every amount
stays readable.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from app.core.items import NOTHING, Item, ItemKind, Left
from app.core.requests import Tender
from app.errors import Message


class EntryKind(StrEnum):
    """What happened; the values are the verbs of the command line."""

    TOP_UP = "top_up"
    SALE = "sale"
    PASS_SALE = "pass_sale"
    PASS_USE = "pass_use"
    PAYMENT = "payment"
    SETTLE = "settle"
    CREDIT = "credit"
    REFUND = "refund"
    WRITE_OFF = "write_off"
    INTEREST = "interest"
    OPENING = "opening"
    TRANSFER = "transfer"
    EXTEND = "extend"
    RESCHEDULE = "reschedule"
    EXPIRE = "expire"
    EARN = "earn"
    REVERSE = "reverse"
    MERGE = "merge"
    CLOSE_MONTH = "close_month"
    REOPEN_MONTH = "reopen_month"


RECEIVABLE = "receivable"
PRINCIPAL = "prepaid.principal"
BONUS = "prepaid.bonus"
PASS = "prepaid.pass"
SALES = "sales"
BONUS_GRANTED = "bonus_granted"
DISCOUNT = "discount"
INTEREST = "interest"
FEE = "fee"
BAD_DEBT = "bad_debt"
BREAKAGE = "breakage"
ROUNDING = "rounding"
OPENING = "opening"
TENDERS = tuple(f"tender.{tender.value}" for tender in Tender)
ACCOUNTS = (
    *TENDERS,
    *(RECEIVABLE, PRINCIPAL, BONUS, PASS, SALES, BONUS_GRANTED),
    *(DISCOUNT, INTEREST, FEE, BAD_DEBT, BREAKAGE, ROUNDING, OPENING),
)
"""Every account there is, in the order of a trial balance."""

BELOW_LIST = "below_list"
"""The fact of a sale by how much (minor units) it stayed below the shop's own price list of that day."""


def tender_account(tender: Tender) -> str:
    """Return the account of a tender."""
    return f"tender.{tender.value}"


class Leg(NamedTuple):
    """One side of a pair: an account, and the item and its customer where the account is kept by item."""

    account: str
    item: int | None = None
    customer: int | None = None


class Posting(NamedTuple):
    """One line of an entry; `amount` in minor units and `units` are debit positive. `customer` is an internal id."""

    account: str
    customer: int | None
    item: int | None
    amount: int
    units: int = 0


@dataclass(frozen=True, slots=True)
class NewTerms:
    """Terms an entry gives to an existing item."""

    item: int
    expires_on: date | None
    due_on: date | None


class ChargePart(NamedTuple):
    """A charge that belongs to another one (`of`), both by their ids: its interest, its fee or its costs.

    `part` is a word of `core.requests.InterestKind`. It follows from the facts of the entry that made the charge.
    """

    item: int
    of: int
    part: str


@dataclass(slots=True)
class Draft:
    """An entry being made by a rule: pairs of postings, new items, changed terms, facts.

    `facts` holds whatever else must be remembered of the event and hashed with it (JSON values, no free text and
    nothing that names a person). `customer` is the internal id, `next_item` the id the next new item gets. `said` are
    sentences for who recorded it; they are not kept.
    """

    kind: EntryKind
    on: date
    request: str
    entry: int
    next_item: int
    customer: int | None = None
    postings: list[Posting] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    terms: list[NewTerms] = field(default_factory=list)
    parts: list[ChargePart] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    reverses: int | None = None
    concerns: int | None = None
    said: list[Message] = field(default_factory=list)

    def move(self, debit: Leg, credit: Leg, amount: int, *, debit_units: int = 0, credit_units: int = 0) -> None:
        """Add a pair: `amount` (not negative) from the credit leg to the debit leg; a pair of nothing is left out."""
        if not (amount or debit_units or credit_units):
            return
        self.postings.append(self._posting(debit, amount, debit_units))
        self.postings.append(self._posting(credit, -amount, -credit_units))

    def _posting(self, leg: Leg, amount: int, units: int) -> Posting:
        customer = leg.customer if leg.customer is not None else self.customer
        return Posting(leg.account, customer, leg.item, amount, units)

    def make(self, kind: ItemKind, **terms: object) -> Item:
        """Make an item of this entry, named after the request: the first `s1`, then `s1/2`, `s1/3` on its side."""
        charge = kind is ItemKind.CHARGE
        number = 1 + sum(item.is_charge == charge for item in self.items)
        name = self.request if number == 1 else f"{self.request}/{number}"
        fields = {"customer": self.customer, "on": self.on, **terms}
        item = Item(id=self.next_item, kind=kind, name=name, entry=self.entry, **fields)  # type: ignore[arg-type]
        self.next_item += 1
        self.items.append(item)
        return item

    def reprice(self, item: Item, price: int) -> None:
        """Set the money put on an item just made, once it is known."""
        self.items[self.items.index(item)] = replace(item, price=price)


def effect(posting: Posting) -> Left:
    """Return what a posting changes of the item it names."""
    if posting.item is None:
        return NOTHING
    left = NOTHING
    match posting.account:
        case "receivable":
            left = Left(amount=posting.amount)
        case "prepaid.principal":
            left = Left(amount=-posting.amount)
        case "prepaid.bonus":
            left = Left(bonus=-posting.amount)
        case "prepaid.pass":
            left = Left(amount=-posting.amount, units=-posting.units)
        case "bad_debt":
            left = Left(written_off=posting.amount)
    return left


def effects(postings: Iterable[Posting]) -> dict[int, Left]:
    """Return what postings change of each item they name, by item id."""
    changes: dict[int, Left] = {}
    for posting in postings:
        if posting.item is not None:
            changes[posting.item] = changes.get(posting.item, NOTHING).plus(effect(posting))
    return changes


class Held(NamedTuple):
    """What a customer's account holds and owes, in minor units: the derived balance of one customer."""

    principal: int = 0
    bonus: int = 0
    passes: int = 0
    owed: int = 0


def held(postings: Iterable[Posting]) -> dict[int, Held]:
    """Return what postings change of each customer's balance, by customer id."""
    changes: dict[int, list[int]] = {}
    for account, customer, _, amount, _ in postings:
        column = _HELD_COLUMNS.get(account)
        if column is not None and customer is not None:
            sums = changes.setdefault(customer, [0, 0, 0, 0])
            sums[column] += amount if account == RECEIVABLE else -amount
    return {customer: Held(*sums) for customer, sums in changes.items()}


_HELD_COLUMNS = {PRINCIPAL: 0, BONUS: 1, PASS: 2, RECEIVABLE: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A recorded entry without its free texts; `texts` maps their fields to the digests that stand in the chain."""

    number: int
    kind: EntryKind
    on: date
    recorded_at: datetime
    customer: int | None
    staff: int
    request: str
    request_digest: str
    reverses: int | None
    concerns: int | None
    facts: Mapping[str, object]
    texts: Mapping[str, str]
    hash: str
    postings: tuple[Posting, ...] = ()
    items: tuple[Item, ...] = ()
    terms: tuple[NewTerms, ...] = ()


def canonical(value: Mapping[str, object] | Sequence[object]) -> str:
    """Write JSON in the one form that is hashed: sorted keys, no blanks, plain characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) if value else ""


def text_digest(salt: bytes, text: str) -> str:
    """Return the digest that stands for a free text in the chain, so that the text itself can be erased later."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def hash_fields(
    previous: str, head: Sequence[object], postings: Iterable[str], items: Iterable[str], terms: Iterable[str]
) -> str:
    """Return the SHA-256 that chains an entry to the one before it.

    All parts come as the text of what is stored (see `posting_text`, `item_text`, `terms_text`), so that proving a
    million entries needs no conversion. Free text never takes part, only its digests.
    """
    parts = [previous, *("" if part is None else str(part) for part in head)]
    parts += ["postings", *postings, "items", *items, "terms", *terms]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def posting_text(account: str, customer: int | None, item: int | None, amount: int, units: int) -> str:
    """Return a posting in the form that is hashed."""
    return f"{account}|{customer or ''}|{item or ''}|{amount}|{units}"


def terms_text(item: int, expires_on: str | None, due_on: str | None) -> str:
    """Return changed terms in the form that is hashed."""
    return f"{item}|{expires_on or ''}|{due_on or ''}"


def item_text(fields: Sequence[object]) -> str:
    """Return an item in the form that is hashed; `fields` are its stored columns in the table's order."""
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
