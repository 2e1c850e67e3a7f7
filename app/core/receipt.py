"""A receipt: what a paper says of one entry, as one value without a language.

It tells what came in or went out, how, what it was for, and what was left on every lot and pass right after that entry
was recorded. Later entries change nothing of it, those dated before it included, so a copy made years later says what
the first one said; only that the entry was reversed since is added.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from app.core.capitals import capitals, has_capitals
from app.core.items import Item
from app.core.journal import Entry, EntryKind
from app.core.ledger import Holding
from app.core.money import Currency
from app.core.requests import InterestKind
from app.errors import Message
from app.i18n.mark import N_


class Title(NamedTuple):
    """What the paper for a kind of entry is called, and what its one large figure is (blank: it has none)."""

    name: str
    figure: str = ""


TITLES: Mapping[EntryKind, Title] = MappingProxyType(
    {
        EntryKind.TOP_UP: Title(N_("Top-up receipt"), N_("Amount received")),
        EntryKind.SALE: Title(N_("Sales receipt"), N_("Amount")),
        EntryKind.PASS_SALE: Title(N_("Pass receipt"), N_("Price")),
        EntryKind.PASS_USE: Title(N_("Pass use slip"), N_("Used this time")),
        EntryKind.PAYMENT: Title(N_("Payment receipt"), N_("Amount received")),
        EntryKind.SETTLE: Title(N_("Settlement receipt"), N_("Paid from the balance")),
        EntryKind.CREDIT: Title(N_("Credit note"), N_("Amount credited")),
        EntryKind.REFUND: Title(N_("Refund receipt"), N_("Amount paid back")),
        EntryKind.OPENING: Title(N_("Opening balance")),
        EntryKind.TRANSFER: Title(N_("Transfer receipt"), N_("Amount transferred")),
        EntryKind.EXTEND: Title(N_("Extension slip")),
        EntryKind.REVERSE: Title(N_("Reversal slip"), N_("Amount reversed")),
    }
)
"""The kinds of entries a customer gets a paper for; the others are the shop's own bookkeeping."""


def has_receipt(kind: EntryKind | str) -> bool:
    """Whether an entry of a kind has a receipt."""
    return kind in TITLES


# ---- what it is made of ---------------------------------------------------------------------------------------------


class Party(NamedTuple):
    """A customer as a paper names them."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another entry that a receipt names: the one reversed, or the one that reversed this. `no` is its receipt's."""

    entry: int
    kind: EntryKind
    on: date
    facts: Mapping[str, object]
    no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """All that is known of an entry a receipt is made for.

    `items` are those its postings name. `left` is what the customer had of every item right after it, used-up ones
    included. `receiver` is whom a transfer went to; `terms` the shop's text recorded with the entry. `sold` says what
    the charges among the items were made for, by item, `parts` which of them are interest, a fee or costs of another.
    """

    entry: Entry
    texts: Mapping[str, str]
    items: Mapping[int, Item]
    customer: Party
    left: tuple[Holding, ...]
    receiver: Party | None = None
    staff: str = ""
    terms: str = ""
    reverses: Other | None = None
    reversed_by: Other | None = None
    sold: Mapping[int, str] = field(default_factory=dict)
    parts: Mapping[int, InterestKind] = field(default_factory=dict)


# ---- the value ------------------------------------------------------------------------------------------------------


class Head(NamedTuple):
    """The shop as it stands at the head and the foot of its papers."""

    name: str
    address: str = ""
    phone: str = ""
    tax_number: str = ""
    footer: str = ""


class Line(NamedTuple):
    """One thing sold; `quantity` is a plain decimal number in text. What was not said is blank or None."""

    text: str
    quantity: str = ""
    price: int | None = None
    amount: int | None = None


class Row(NamedTuple):
    """A fact with its label: an amount, a number of visits, a day, or (none of them) words in `text`."""

    label: Message
    amount: int | None = None
    units: int | None = None
    day: date | None = None
    text: Message | None = None


class LotLeft(NamedTuple):
    """What was left on a lot of money; `expired` says that it could not be used any more."""

    on: date
    principal: int
    bonus: int
    expires_on: date | None
    expired: bool


class PassLeft(NamedTuple):
    """What was left on a pass: visits, or (None) any number of them until the last day."""

    service: str
    on: date
    units: int | None
    expires_on: date | None
    expired: bool


class Rest(NamedTuple):
    """What was left after an entry. `has_money` and `has_debt` say whether the sums are worth a line."""

    lots: tuple[LotLeft, ...] = ()
    passes: tuple[PassLeft, ...] = ()
    owed: int = 0
    has_money: bool = False
    has_debt: bool = False

    @property
    def principal(self) -> int:
        """The principal of all lots."""
        return sum(lot.principal for lot in self.lots)

    @property
    def bonus(self) -> int:
        """The bonus of all lots."""
        return sum(lot.bonus for lot in self.lots)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.lots or self.passes or self.has_money or self.has_debt)


class Copy(NamedTuple):
    """Which copy of a receipt this is and when it was made; the first is the original."""

    nth: int
    made_at: datetime

    @property
    def is_reprint(self) -> bool:
        """Whether the paper must say that it is not the first."""
        return self.nth > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A paper for one entry. Amounts are minor units of `currency`; texts are as people typed them.

    `number` is blank and `copy` None on a preview of one not issued yet. `figure` is the one large figure, `paid` how
    it was paid or where it went, `facts` what else must be known. Labels are messages for any `Translator`.
    """

    shop: Head
    currency: Currency
    money_sign: bool
    kind: EntryKind
    title: str
    number: str
    copy: Copy | None
    entry: int
    on: date
    recorded_at: datetime
    customer: Party
    figure: Row | None
    lines: tuple[Line, ...]
    paid: tuple[Row, ...]
    facts: tuple[Row, ...]
    rest: Rest
    texts: tuple[tuple[str, str], ...] = ()
    terms: str = ""
    staff: str = ""
    reversed_by: Other | None = None
    customer_signs: bool = False

    def in_words(self, language: str) -> str:
        """Return the amount in Chinese capitals, blank in other languages and currencies and where there is none."""
        amount = self.figure.amount if self.figure else None
        if not amount or not language.startswith("zh") or not has_capitals(self.currency.code):
            return ""
        return capitals(amount, self.currency.code, language)
