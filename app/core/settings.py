"""The shop's own settings: its head on paper, what it offers at the counter, how it numbers, when it is reminded.

One frozen value; a request says which fields shall change, `changed` gives the new value or refuses it by the name of
the field. What is a preference of one person at one computer does not belong here.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from app.core.ageing import BUCKETS
from app.core.credit import shop_rules
from app.core.credit.buckets import check_buckets
from app.core.credit.incentives import Form, StreakRule
from app.core.credit.late import LateRule
from app.core.credit.rates import OwnRate
from app.core.credit.write_off import WriteOffRule
from app.core.customer import Change, FileRequest
from app.core.envelope import WindowForm
from app.core.owing.limits import CreditGroup, check_limits
from app.core.owing.terms import PaymentTerms, check_terms
from app.core.plain import plain, reader
from app.core.privacy.retention import MAX_YEARS
from app.core.readers import Reader, amount, listed, read_fields, several, whole, word, yes_or_no
from app.core.requests import Order, Tender
from app.core.statement import StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.vouchers import AccountCode, account_codes
from app.errors import Refused, refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.mark import N_

MAX_LINE = 200
"""The longest text of one line, in characters."""

MAX_BLOCK = 1000
"""The longest text of several lines, in characters."""

MAX_PREFIX = 12
"""The longest beginning of a number, in characters."""

MAX_NAME = 60
"""The longest name of terms or a group, in characters."""

MAX_NAMED = 200
"""The most terms, or groups, a shop may name."""

_Named = TypeVar("_Named", PaymentTerms, CreditGroup)

LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "customer_digits": (1, 12),
        "receipt_digits": (1, 12),
        "expiring_days": (0, 3650),
        "birthday_days": (0, 366),
        "sleeping_days": (1, 3650),
        "statement_digits": (1, 12),
        "statement_reply_days": (0, 366),
        "letter_digits": (1, 12),
        "letter_pay_days": (0, 366),
        "retention_years": (0, MAX_YEARS),
    }
)
"""The least and the most of each setting that is a whole number."""


class UseCheck(StrEnum):
    """How a customer confirms that prepaid money or a pass is used."""

    NONE = "none"
    PIN = "pin"
    SIGNATURE = "signature"


class Paper(StrEnum):
    """What receipts are printed on: a sheet, or a roll of that width."""

    A5 = "a5"
    ROLL_80 = "80mm"
    ROLL_58 = "58mm"


class ReceiptLanguage(StrEnum):
    """The language of receipts and statements: the customer's, the shop's, or both on one paper."""

    CUSTOMER = "customer"
    SHOP = "shop"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the shop has set. `language` blank means the book's; `money_sign` puts ¥ before amounts.

    `tenders` are those offered, in order, the first proposed. `order` is the one proposed for a new lot. The days are
    how long ahead money that expires and birthdays are announced, and after how long without a visit a customer counts
    as sleeping. `opening_float` is the cash proposed for the drawer in the morning, in minor units. `postcode` is the
    sender's on envelopes. `statement_reply_days` is within how many days a statement asks for a reply, 0 for none.
    Letters of the reminder queue go on the sheet, behind the window and in the language of statements; `letter_slip`
    has them end with a slip to pay by, `letter_pay_days` is within how many days a reminder asks for the money.
    `payment_terms` are those a sale on account may name, `credit_groups` the groups a customer may belong to.
    `own_rates` are rows added to the tables of rates, `late_rule` is what a new agreement begins with. `streak_rule` is
    the reward for paying on time, `early_form` how paying early is rewarded. `account_codes` are what the accountant
    calls the accounts of the journal. For `retention_years` after the last entry the shop keeps a customer's file, even
    where the law lets it be erased earlier; 0 for as long as the law asks.
    """

    shop_name: str
    address: str = ""
    phone: str = ""
    bank: str = ""
    tax_number: str = ""
    receipt_footer: str = ""
    language: str = ""
    money_sign: bool = True
    tenders: tuple[Tender, ...] = (Tender.CASH, Tender.WECHAT, Tender.ALIPAY, Tender.CARD, Tender.BANK)
    order: Order = Order.PROPORTIONAL
    customer_prefix: str = ""
    customer_digits: int = 4
    receipt_prefix: str = "R"
    receipt_digits: int = 6
    paper: Paper = Paper.A5
    receipt_language: ReceiptLanguage = ReceiptLanguage.CUSTOMER
    print_at_once: bool = False
    use_check: UseCheck = UseCheck.NONE
    expiring_days: int = 30
    birthday_days: int = 7
    sleeping_days: int = 90
    opening_float: int = 0
    postcode: str = ""
    statement_prefix: str = "S"
    statement_digits: int = 6
    statement_kind: StatementKind = StatementKind.BALANCE_FORWARD
    statement_sheet: Sheet = Sheet.A4
    statement_window: WindowForm = WindowForm.NONE
    statement_slip: Slip = Slip.REPLY
    statement_language: ReceiptLanguage = ReceiptLanguage.CUSTOMER
    statement_footer: str = ""
    statement_reply_days: int = 14
    letter_prefix: str = "L"
    letter_digits: int = 6
    letter_slip: bool = True
    letter_pay_days: int = 7
    payment_terms: tuple[PaymentTerms, ...] = ()
    credit_groups: tuple[CreditGroup, ...] = ()
    own_rates: tuple[OwnRate, ...] = ()
    late_rule: LateRule | None = None
    streak_rule: StreakRule | None = None
    write_off_rule: WriteOffRule | None = None
    early_form: Form = Form.DISCOUNT
    ageing_buckets: tuple[int, ...] = BUCKETS
    account_codes: tuple[AccountCode, ...] = ()
    retention_years: int = 0


NAMES = tuple(each.name for each in fields(Settings))
"""The names of all settings, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings(FileRequest):
    """The shop sets something anew: only the settings in `given` change."""

    given: Mapping[str, Any]


def changed(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """Return the settings with those given changed; refuses an unknown name and a wrong value by the name.

    Words may be given as they are stored, lists as lists; texts are cleaned of blanks around them.
    """
    return replace(settings, **read_fields(_READERS, given))


def changes(old: Settings, new: Settings) -> list[Change]:
    """Return what differs between two states, in text for the log; amounts in minor units."""
    found = [Change(f"settings.{name}", _text(getattr(old, name)), _text(getattr(new, name))) for name in NAMES]
    return [change for change in found if change.old != change.new]


def _text(value: object) -> str:
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return ", ".join(map(str, value))
    return str(value) if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)


# ---- as they are stored ---------------------------------------------------------------------------------------------


def as_json(settings: Settings) -> dict[str, str]:
    """Return every setting as the JSON text that is stored of it."""
    return {name: json.dumps(plain(getattr(settings, name)), ensure_ascii=False) for name in NAMES}


def from_json(shop_name: str, stored: Mapping[str, str]) -> Settings:
    """Return the settings out of what is stored; one that cannot be read, or is not known, counts as never set.

    A shop whose receipt footer is damaged must still be able to work; `verify` names what is damaged.
    """
    settings = Settings(shop_name=shop_name)
    for name, text in stored.items():
        try:
            settings = changed(settings, {name: json.loads(text)})
        except (ValueError, TypeError, RecursionError, Refused):
            continue
    return settings


# ---- what each one takes --------------------------------------------------------------------------------------------


def _checked_text(name: str, value: object, *, most: int, lines: bool = False, blank: bool = True) -> str:
    """Return a text in NFC without blanks around it; only an address and the like may have several lines."""
    if not isinstance(value, str):
        refuse(name, N_("{field} must be text in quotes."), field=name)
    text = unicodedata.normalize("NFC", value).strip()
    if not text and not blank:
        refuse(name, N_("{field} must not be empty."), field=name)
    if len(text) > most:
        refuse(name, N_("{field} is longer than {most} characters."), field=name, most=most)
    if any("\ud800" <= c <= "\udfff" for c in text):
        refuse(name, N_("{field} holds characters that are no text."), field=name)
    if lines:
        text = text.replace("\r\n", "\n")
    controls = {c for c in text if unicodedata.category(c) == "Cc"}
    if lines and controls - {"\n"}:
        refuse(name, N_("{field} holds characters that are no text."), field=name)
    if controls and not lines:
        refuse(name, N_("{field} must be one line without control characters."), field=name)
    return text


def _prefix(name: str, value: object) -> str:
    text = _checked_text(name, value, most=MAX_PREFIX)
    if any(c.isspace() for c in text):
        refuse(name, N_("{field} “{value}” must have no blanks in it."), field=name, value=text)
    return text


def _language(name: str, value: object) -> str:
    if value == "":
        return ""
    if value not in LANGUAGES:
        refuse(name, N_("{field} must be one of: {words}."), field=name, words=", ".join(LANGUAGES))
    return str(value)


def _named_terms(name: str, value: object) -> tuple[PaymentTerms, ...]:
    return _each_named(name, map(partial(reader(PaymentTerms, check_terms), name), listed(name, value)))


def _groups(name: str, value: object) -> tuple[CreditGroup, ...]:
    found = map(partial(reader(CreditGroup), name), listed(name, value))
    return _each_named(name, [_checked_group(group) for group in found])


def _checked_group(group: CreditGroup) -> CreditGroup:
    check_limits(group.limits)
    return group


def _each_named(name: str, found: Iterable[_Named]) -> tuple[_Named, ...]:
    """Return values as they are; each must have a name of its own, by which others speak of it."""
    values = tuple(found)
    names = [_checked_text(name, each.name, most=MAX_NAME, blank=False) for each in values]
    if len(values) > MAX_NAMED:
        refuse(name, N_("{field} takes at most {most} in all."), field=name, most=MAX_NAMED)
    if len(set(names)) < len(names):
        refuse(name, N_("{field}: two of them have the same name."), field=name)
    return values


_line = partial(_checked_text, most=MAX_LINE)
_block = partial(_checked_text, most=MAX_BLOCK, lines=True)


def _buckets(name: str, value: object) -> tuple[int, ...]:
    """Return the last days of the columns of overdue money."""
    if not isinstance(value, list | tuple) or any(not isinstance(day, int) or isinstance(day, bool) for day in value):
        refuse(name, N_("{field} must be whole numbers of days, such as 30, 60, 90."), field=name)
    check_buckets(value)
    return tuple(value)


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "shop_name": partial(_checked_text, most=MAX_LINE, blank=False),
        "address": _block,
        "phone": _line,
        "bank": _block,
        "tax_number": _line,
        "receipt_footer": _block,
        "language": _language,
        "money_sign": yes_or_no,
        "tenders": several(Tender, least=1),
        "order": word(Order),
        "customer_prefix": _prefix,
        "receipt_prefix": _prefix,
        "paper": word(Paper),
        "receipt_language": word(ReceiptLanguage),
        "print_at_once": yes_or_no,
        "use_check": word(UseCheck),
        "opening_float": amount,
        "postcode": _line,
        "statement_prefix": _prefix,
        "statement_kind": word(StatementKind),
        "statement_sheet": word(Sheet),
        "statement_window": word(WindowForm),
        "statement_slip": word(Slip),
        "statement_language": word(ReceiptLanguage),
        "statement_footer": _block,
        "letter_prefix": _prefix,
        "letter_slip": yes_or_no,
        "payment_terms": _named_terms,
        "credit_groups": _groups,
        "own_rates": shop_rules.own_rates,
        "late_rule": shop_rules.late_rule,
        "streak_rule": shop_rules.streak_rule,
        "write_off_rule": shop_rules.write_off_rule,
        "early_form": word(Form),
        "ageing_buckets": _buckets,
        "account_codes": account_codes,
        **{name: whole(least, most) for name, (least, most) in LIMITS.items()},
    }
)
"""How the value of each setting is checked."""
