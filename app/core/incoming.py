"""What a bill of WeChat Pay, Alipay or a bank says came in: payments, refunds, fees, and whether its sums are right.

A bill is read as it stands: control totals are compared and never adjusted, and a line that cannot be read is named.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.core.journal import canonical
from app.core.requests import Tender
from app.errors import Message, refuse
from app.i18n.mark import N_


class PayKind(StrEnum):
    """What a line of a bill is: money of a customer, money given back, what the way kept, or the shop's own moving."""

    PAYMENT = "payment"
    REFUND = "refund"
    FEE = "fee"
    PAYOUT = "payout"
    SPENT = "spent"


class Source(StrEnum):
    """The shapes of bills the program knows."""

    WECHAT_MERCHANT = "wechat_merchant"
    WECHAT_FUND = "wechat_fund"
    WECHAT_PERSONAL = "wechat_personal"
    ALIPAY_DETAIL = "alipay_detail"
    ALIPAY_FLOW = "alipay_flow"
    ALIPAY_PERSONAL = "alipay_personal"
    BANK_TABLE = "bank_table"
    OFX = "ofx"
    MT940 = "mt940"
    CAMT053 = "camt053"


SOURCES = {
    Source.WECHAT_MERCHANT: N_("WeChat Pay, merchant bill"),
    Source.WECHAT_FUND: N_("WeChat Pay, fund bill"),
    Source.WECHAT_PERSONAL: N_("WeChat, personal bill"),
    Source.ALIPAY_DETAIL: N_("Alipay, business details"),
    Source.ALIPAY_FLOW: N_("Alipay, movements of the account"),
    Source.ALIPAY_PERSONAL: N_("Alipay, personal bill"),
    Source.BANK_TABLE: N_("Bank, table"),
    Source.OFX: N_("Bank, OFX"),
    Source.MT940: N_("Bank, MT940"),
    Source.CAMT053: N_("Bank, CAMT.053"),
}
"""What each source is called."""

TENDER_NAMES = {
    Tender.CASH: N_("Cash"),
    Tender.BANK: N_("Bank"),
    Tender.WECHAT: N_("WeChat Pay"),
    Tender.ALIPAY: N_("Alipay"),
    Tender.CARD: N_("Card"),
    Tender.OTHER: N_("Other"),
}
"""What each way of paying is called in lists of payments."""

GIVEN_BACK = "/退"
"""Behind a payment's number: what a bill says was given back of it so far, without a number of its own."""

_ALIPAY = (Source.ALIPAY_FLOW, Source.ALIPAY_DETAIL)
_WECHAT = (Source.WECHAT_FUND, Source.WECHAT_MERCHANT)
_NUMBERED = (*_WECHAT, Source.WECHAT_PERSONAL, Source.ALIPAY_PERSONAL)
_BANK_FILES = (Source.OFX, Source.MT940, Source.CAMT053)


class Incoming(NamedTuple):
    """A line of a bill. `amount` is in minor units: what came in is positive, what went back negative.

    `payment` is its own number at its source, `at` the time of the day as written there, `fee` what was kept of it
    (minor units). `name` and `account` are those of who paid, often masked; `reference` is the shop's own number of
    it, `text` what was written. `line` counts from 1 as in the file, `raw` are its cells. `own` is the shop's account,
    `currency` the code of the money, blank where the bill says neither line by line.
    """

    payment: str
    line: int
    kind: PayKind
    way: Tender
    on: date
    amount: int
    at: str = ""
    fee: int = 0
    name: str = ""
    account: str = ""
    reference: str = ""
    text: str = ""
    raw: tuple[str, ...] = ()
    own: str = ""
    currency: str = ""


class BadRow(NamedTuple):
    """A line of a file that could not be taken, with the column and the value that are wrong, as written."""

    line: int
    column: str
    value: str
    reason: Message


class Control(NamedTuple):
    """A sum a bill states of itself beside what its lines come to: minor units, or a number of lines.

    `what` and `hint` are marked texts. `meant` says that the source itself warns that they need not agree.
    """

    what: str
    stated: int
    counted: int
    money: bool = True
    meant: bool = False
    hint: str = ""

    @property
    def right(self) -> bool:
        """Whether the bill agrees with itself."""
        return self.stated == self.counted


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill as read: what it is, the account and days it covers, its lines, and what could not be read.

    `left_out` counts lines that moved no money, such as trades that were closed unpaid. `layout` says of a bank's table
    which column is what, canonical JSON; `header` are the names of its columns, `sample` its first rows, `explained`
    says that a person told which is which.
    """

    source: Source
    way: Tender
    payments: tuple[Incoming, ...]
    refused: tuple[BadRow, ...] = ()
    controls: tuple[Control, ...] = ()
    account: str = ""
    first: date | None = None
    last: date | None = None
    left_out: int = 0
    layout: str = ""
    encoding: str = ""
    currency: str = ""
    sha256: bytes = b""
    said: tuple[Message, ...] = field(default=())
    header: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    explained: bool = False

    @property
    def days(self) -> tuple[date, date] | None:
        """The days it covers: as it says itself, else from its first line to its last."""
        on = [each.on for each in self.payments]
        if self.first is not None and self.last is not None:
            return min([self.first, *on]), max([self.last, *on])
        return (min(on), max(on)) if on else None

    @property
    def ways(self) -> tuple[Tender, ...]:
        """The ways it tells of: its own, but for one who collects for a shop by several."""
        return tuple(sorted({each.way for each in self.payments})) or (self.way,)

    def total(self, kind: PayKind) -> int:
        """Return what the lines of a kind come to (minor units)."""
        return sum(each.amount for each in self.payments if each.kind is kind)

    @property
    def fees(self) -> int:
        """What was kept by the way in all: fees of payments, and lines that are fees."""
        return sum(each.fee for each in self.payments) - self.total(PayKind.FEE)


def in_currency(bill: Bill, currency: str) -> Bill:
    """Return a bill with the lines in the book's currency alone; the others are refused line by line.

    Raises `Refused` where the whole bill is in another currency.
    """
    same = {"", currency, _DOLLAR} if currency in _DOLLARS else {"", currency}
    codes = [each.currency or bill.currency for each in bill.payments]
    if all(code not in same for code in codes or [bill.currency]):
        text = N_("file: the bill is in {found}, the book in {currency}.")
        refuse("file", text, found=(codes or [bill.currency])[0], currency=currency)
    reason = Message(N_("another currency than that of the book"))
    both = list(zip(bill.payments, codes, strict=True))
    refused = [BadRow(each.line, "", code, reason) for each, code in both if code not in same]
    if not refused:
        return bill
    kept = tuple(each for each, code in both if code in same)
    every = sorted((*bill.refused, *refused), key=lambda each: each.line)
    return replace(bill, payments=kept, refused=tuple(every))


_DOLLAR = "$"
_DOLLARS = frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP"})
_LONG_AGO = date(2000, 1, 1)


def on_real_days(bill: Bill, today: date) -> Bill:
    """Return a bill without the lines of days that lie ahead or long ago; these are refused line by line."""
    reason = Message(N_("this day lies ahead, or long ago"))
    end = today + timedelta(days=1)  # the clocks of banks are not the shop's
    wrong = [each for each in bill.payments if not _LONG_AGO <= each.on <= end]
    if not wrong:
        return bill
    refused = [*bill.refused, *(BadRow(each.line, "", each.on.isoformat(), reason) for each in wrong)]
    kept = tuple(each for each in bill.payments if _LONG_AGO <= each.on <= end)
    return replace(bill, payments=kept, refused=tuple(sorted(refused, key=lambda each: each.line)))


def keys(bill: Bill) -> Iterator[tuple[str, Incoming]]:
    """Yield each line of a bill with what it is known again by, in whatever bill it stands.

    That is the payment's own number at its source with its day and amount; without one everything the line says, in
    whatever order and form: a spreadsheet program that saved the bill anew changes nothing but how it is written. Lines
    that are alike in all of it are told apart by their order. The key is a digest and says nothing of the payer.
    """
    seen: dict[str, int] = {}
    for each in bill.payments:
        text = canonical(_known_by(bill, each))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        nth = seen.get(digest, 0)
        seen[digest] = nth + 1
        yield (f"{digest}/{nth}" if nth else digest), each


def same_trades(one: Source, other: Source) -> bool:
    """Whether bills of two shapes tell of the same trades by the same numbers, so that one in both counts once."""
    return one is other or any({one, other} <= set(family) for family in (_ALIPAY, _WECHAT))


def _known_by(bill: Bill, each: Incoming) -> list[object]:
    on = each.on.isoformat()
    if each.payment and bill.source in _ALIPAY:  # both files of a merchant tell of the same trades
        # A trade is paid once, by clocks that may differ at midnight; it may be given back in many parts.
        return ["alipay", each.amount, each.payment, "" if each.amount > 0 else on]
    if each.payment and bill.source in _WECHAT and each.kind in (PayKind.PAYMENT, PayKind.REFUND):
        # So do the two of WeChat Pay; each refund has a number of its own, and may be stated less its fee.
        return ["wechat", each.kind.value, each.payment, each.amount if each.kind is PayKind.PAYMENT else ""]
    family = "bank" if bill.source in _BANK_FILES else bill.source.value
    # A service numbers its payments for all shops alike; a person's bill calls the account by a name that may change.
    said = [family, "" if bill.source in _NUMBERED else each.own or bill.account, on, each.amount]
    if each.payment:
        return [*said, each.payment]
    words = sorted(filter(None, (_alike(cell) for cell in each.raw)))
    return [*said, each.at[:_MINUTE], *words]


_MINUTE = len("10:15")  # spreadsheet programs drop the seconds
_LONGEST_FIGURE = 11  # longer ones are numbers of accounts, of which spreadsheet programs cut the end
_FIGURE = re.compile(r"[¥￥]?([+-]?[\d,' ]*\d)(?:\.(\d*?)0*)?(?:元)?")
_DAY = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?\b.*|\d{1,2}:\d{2}(?::\d{2})?|\d[\d.]*E\+\d+", re.IGNORECASE)


def _alike(cell: str) -> str:
    """Return what a cell says however it is written, blank for days, times and long numbers."""
    text = "".join(cell.split()).casefold()
    if _DAY.fullmatch(cell.strip()) or not text.strip("-/"):
        return ""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return text
    whole = found[1].replace(",", "").replace("'", "").removeprefix("+")
    if len(whole) > _LONGEST_FIGURE or (not found[2] and len(whole) in (6, 8)):  # 101500, 20260305
        return ""
    return f"{whole}.{found[2]}" if found[2] else whole


def check_count(what: str, stated: int, lines: Iterable[object]) -> Control:
    """Return the control of a number of lines."""
    return Control(what, stated, sum(1 for _ in lines), money=False)
