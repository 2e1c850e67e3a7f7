"""What a user may ask the book to record: one frozen value per verb, already read and typed, amounts in minor units.

Fields that several verbs share: `id` is the request id made by whoever asks and the name of the item made; `on` the
business date; `customer` the customer's number; `reference` the shop's own document number. Nothing is checked here;
the rules do that.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from app.core.owing.terms import Instalment, PaymentTerms

LATER = MappingProxyType({"later": True})
"""Marks a field that came after requests with its class were recorded: with its default it says nothing of them."""


class Order(StrEnum):
    """How principal and bonus of one lot are used up: together in proportion, or one before the other."""

    PROPORTIONAL = "proportional"
    BONUS_FIRST = "bonus_first"
    PRINCIPAL_FIRST = "principal_first"


class Tender(StrEnum):
    """How money came in or went out."""

    CASH = "cash"
    BANK = "bank"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    CARD = "card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """One way in which a sale is paid: `with_` is `prepaid`, `account` or a tender; no amount: as far as it can.

    What is on account is due by `due_on` or in `instalments`, or by `terms`: those of the shop of that name, or others.
    With none of them the terms agreed with the customer count.
    """

    with_: str
    amount: int | None = None
    due_on: date | None = None
    instalments: tuple[Instalment, ...] = ()
    terms: str | PaymentTerms | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a sale as the customer reads it; `quantity` is a plain decimal number in text."""

    text: str
    quantity: str
    price: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """A charge a payment is meant for; without an amount as far as the payment goes."""

    charge: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningPass:
    """What is left of a session pass sold before the book began: units, their money, and the price of one visit."""

    service: str
    count: int
    value: int
    list_price: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What every request bears. `TEXTS` names the fields that hold free text, kept apart so that it can be erased."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note")

    id: str
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Request):
    """A request with a business date."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp(Dated):
    """充值: money paid ahead, with the bonus the shop gives on it; makes a lot.

    `terms` names the shop's text of terms the customer was given. With `reward` nothing is paid: the bonus is the
    customer's first, second … reward for paying on time again and again.
    """

    customer: str
    paid: int
    tender: Tender
    bonus: int = 0
    expires_on: date | None = None
    order: Order = Order.PROPORTIONAL
    priority: int = 0
    terms: str = ""
    reward: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale(Dated):
    """消费: goods or services sold; `pay` None means prepaid first, then on account.

    `override` is the reason to pass the credit limit, or a hold on the customer's account.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "description", "lines", "override")

    customer: str
    amount: int
    list_amount: int | None = None
    description: str = ""
    lines: tuple[SaleLine, ...] = ()
    pay: tuple[Part, ...] | None = None
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassSale(Dated):
    """次卡/期限卡 sold: `count` visits, or `days` from `starts_on`; paid by `tender`, or by parts as a sale.

    `terms` names the shop's text of terms the customer was given.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "override")

    customer: str
    service: str
    paid: int
    count: int | None = None
    days: int | None = None
    starts_on: date | None = None
    list_price: int | None = None
    expires_on: date | None = None
    priority: int = 0
    tender: Tender | None = None
    pay: tuple[Part, ...] | None = None
    override: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassUse(Dated):
    """扣次: visits taken from the customer's passes for a service."""

    customer: str
    service: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Dated):
    """收款: money for what is owed; `discount` and `rounding` are given up on top of `amount`."""

    customer: str
    amount: int
    tender: Tender
    against: tuple[Allocation, ...] = ()
    discount: int = 0
    rounding: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Dated):
    """Charges paid from lots the customer already has; `lots` empty means in the order of use."""

    customer: str
    amount: int
    lots: tuple[str, ...] = ()
    against: tuple[Allocation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Dated):
    """A return in part or an allowance on a past sale, or on one charge by its name."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    sale: str
    amount: int
    reason: str
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Dated):
    """退款: prepaid money given back; `amount` leaves by `tender`, `kept` stays with the shop by its terms."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    customer: str
    tender: Tender
    reason: str
    amount: int | None = None
    lots: tuple[str, ...] = ()
    units: int | None = None
    kept: int = 0
    keep_bonus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff(Dated):
    """坏账核销: a charge (or part of it) given up as lost; the claim itself lives on and may still be paid."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    charge: str
    reason: str
    amount: int | None = None
    customer: str | None = None


class InterestKind(StrEnum):
    """What is charged because something was paid late: interest, the fee agreed on, or what collecting it has cost."""

    INTEREST = "interest"
    FEE = "fee"
    COST = "cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeInterest(Dated):
    """逾期利息: late interest, a fee or costs of a charge, as a charge of its own.

    Interest and fee are reckoned by the agreement that covers the charge, interest through the day `through` (none:
    `on`); `amount` None takes all of it. Costs need an amount and a reason. `due_on` None makes it due at once.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    charge: str
    kind: InterestKind = InterestKind.INTEREST
    amount: int | None = None
    through: date | None = None
    due_on: date | None = None
    reason: str = ""
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Dated):
    """期初余额: what was held for and owed by the customer when the book began."""

    customer: str
    principal: int = 0
    bonus: int = 0
    owed: int = 0
    due_on: date | None = None
    expires_on: date | None = None
    order: Order = Order.PROPORTIONAL
    priority: int = 0
    passes: tuple[OpeningPass, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Dated):
    """转赠: lots move to another customer with their terms; charges stay."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    customer: str
    to: str
    lots: tuple[str, ...] = ()
    amount: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Dated):
    """延期: a lot or pass gets another expiry; None means it never expires."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    lot: str
    expires_on: date | None
    reason: str
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(Dated):
    """A charge gets another due date."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    charge: str
    due_on: date
    reason: str
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire(Dated):
    """过期处理: the owner takes what is left on a lot past its expiry as earned."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    lot: str
    reason: str = ""
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(Dated):
    """冲正: the opposite of one entry, named by its request id or its number."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    entry: str | int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Dated):
    """合并: two files of one person become one; everything open moves to `into`, the other file is closed."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    customer: str
    into: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMonth(Request):
    """结账: no entry may be dated into the month (its first day is given) any more."""

    month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenMonth(Request):
    """反结账: the last closed month is opened again, with a reason."""

    TEXTS: ClassVar[tuple[str, ...]] = ("reference", "note", "reason")

    month: date
    reason: str
