"""Reading the events about the shop rather than a customer: `settings`, `picture`, the price list, texts."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.core.credit.incentives import Form, StreakRule
from app.core.credit.rates import OwnRate
from app.core.credit.write_off import MAX_DAYS as MAX_OVERDUE_DAYS
from app.core.credit.write_off import WriteOffRule
from app.core.customer import FileRequest
from app.core.envelope import WindowForm
from app.core.picture import PictureKind, SetPicture
from app.core.prices import EndPriceItem, NewPrice, NewPriceItem, PriceKind
from app.core.reminder.template import MAX_BODY, MAX_SUBJECT
from app.core.reminder.texts import RecordText
from app.core.requests import Order, Tender
from app.core.settings import LIMITS, MAX_BLOCK, MAX_LINE, ChangeSettings, Paper, ReceiptLanguage, UseCheck
from app.core.statement import StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.vouchers import AccountCode
from app.services.agreement_events import read_late_rule
from app.services.credit_fields import payment_terms, read_group, read_percent
from app.services.fields import Fields, common_fields

MAX_COUNT = 100_000
MAX_DAYS = 36_600


# ---- settings -------------------------------------------------------------------------------------------------------


def parse_settings(f: Fields) -> ChangeSettings:
    """Read a `settings` event: only the settings that are there will change."""
    common = common_fields(f)
    given = {name: read(f, name) for name, read in _SETTINGS.items() if f.has(name)}
    f.done()
    return ChangeSettings(**common, given=MappingProxyType(given))


def _line(f: Fields, name: str) -> str:
    return f.text(name, "", most=MAX_LINE)


def _block(f: Fields, name: str) -> str:
    return f.text(name, "", most=MAX_BLOCK)


def _whole(f: Fields, name: str) -> int:
    least, most = LIMITS[name]
    return f.integer(name, least=least, most=most)


def _write_off_rule(f: Fields, name: str) -> WriteOffRule | None:
    inner = f.object_or_none(name)
    if inner is None:
        return None
    rule = WriteOffRule(most=inner.amount("most"), days=inner.integer("days", least=1, most=MAX_OVERDUE_DAYS))
    inner.done()
    return rule


def _own_rates(f: Fields, name: str) -> tuple[OwnRate, ...]:
    return tuple(map(_own_rate, f.objects(name)))


def _own_rate(f: Fields) -> OwnRate:
    row = OwnRate(table=f.key("table"), starts_on=f.day("from"), value=read_percent(f, "rate"))
    f.done()
    return row


def _account_code(f: Fields) -> AccountCode:
    code = AccountCode(f.key("account"), f.text("code", ""), f.text("name", ""), f.text("tax", ""))
    f.done()
    return code


def _streak_rule(f: Fields, name: str) -> StreakRule | None:
    inner = f.object_or_none(name)
    if inner is None:
        return None
    rule = StreakRule(
        length=inner.integer("length", least=1, most=MAX_COUNT),
        share=read_percent(inner, "share", 0),
        amount=inner.amount("amount", 0),
        least=inner.amount("least", 0),
        most=inner.amount_or_none("most", zero=True),
    )
    inner.done()
    return rule


def _days(f: Fields, name: str) -> tuple[int, ...]:
    return tuple(Fields({name: each}, f.decimals).integer(name, least=1, most=MAX_DAYS) for each in f.raw_list(name))


def _tenders(f: Fields, name: str) -> tuple[Tender, ...]:
    return tuple(Fields({name: each}, f.decimals).choice(name, Tender) for each in f.raw_list(name))


_SETTINGS: Mapping[str, Callable[[Fields, str], Any]] = MappingProxyType(
    {
        "shop_name": _line,
        "address": _block,
        "phone": _line,
        "bank": _block,
        "tax_number": _line,
        "receipt_footer": _block,
        "language": _line,
        "money_sign": Fields.boolean,
        "tenders": _tenders,
        "order": lambda f, name: f.choice(name, Order),
        "customer_prefix": _line,
        "customer_digits": _whole,
        "receipt_prefix": _line,
        "receipt_digits": _whole,
        "paper": lambda f, name: f.choice(name, Paper),
        "receipt_language": lambda f, name: f.choice(name, ReceiptLanguage),
        "print_at_once": Fields.boolean,
        "use_check": lambda f, name: f.choice(name, UseCheck),
        "expiring_days": _whole,
        "birthday_days": _whole,
        "sleeping_days": _whole,
        "opening_float": lambda f, name: f.amount(name, zero=True),
        "postcode": _line,
        "statement_prefix": _line,
        "statement_digits": _whole,
        "statement_kind": lambda f, name: f.choice(name, StatementKind),
        "statement_sheet": lambda f, name: f.choice(name, Sheet),
        "statement_window": lambda f, name: f.choice(name, WindowForm),
        "statement_slip": lambda f, name: f.choice(name, Slip),
        "statement_language": lambda f, name: f.choice(name, ReceiptLanguage),
        "statement_footer": _block,
        "statement_reply_days": _whole,
        "letter_prefix": _line,
        "letter_digits": _whole,
        "letter_slip": Fields.boolean,
        "letter_pay_days": _whole,
        "retention_years": _whole,
        "payment_terms": lambda f, name: tuple(map(payment_terms, f.objects(name))),
        "credit_groups": lambda f, name: tuple(map(read_group, f.objects(name))),
        "write_off_rule": _write_off_rule,
        "ageing_buckets": _days,
        "account_codes": lambda f, name: tuple(map(_account_code, f.objects(name))),
        "own_rates": _own_rates,
        "late_rule": read_late_rule,
        "streak_rule": _streak_rule,
        "early_form": lambda f, name: f.choice(name, Form),
    }
)
"""How each setting is read; what it may be is judged by `core.settings`."""


def parse_picture(f: Fields) -> SetPicture:
    """Read a `picture` event; without a file, or with a blank one, the picture is taken away."""
    request = SetPicture(**common_fields(f), kind=f.choice("kind", PictureKind), file=f.text("file", "") or None)
    f.done()
    return request


# ---- the price list -------------------------------------------------------------------------------------------------


def parse_price_item(f: Fields) -> NewPriceItem:
    """Read a `price_item` event."""
    request = NewPriceItem(
        **common_fields(f),
        name=f.key("name"),
        kind=f.choice("kind", PriceKind),
        price=f.amount("price", zero=True),
        starts_on=f.day("starts_on"),
        count=f.integer_or_none("count", least=1, most=MAX_COUNT),
        days=f.integer_or_none("days", least=1, most=MAX_DAYS),
        valid_days=f.integer_or_none("valid_days", least=1, most=MAX_DAYS),
        covers=f.key_or_none("covers") or "",
    )
    f.done()
    return request


def parse_price(f: Fields) -> NewPrice:
    """Read a `price` event."""
    request = NewPrice(
        **common_fields(f), item=f.key("item"), price=f.amount("price", zero=True), starts_on=f.day("starts_on")
    )
    f.done()
    return request


def parse_end_price_item(f: Fields) -> EndPriceItem:
    """Read an `end_price_item` event."""
    request = EndPriceItem(**common_fields(f), item=f.key("item"), on=f.day("on"))
    f.done()
    return request


# ---- texts of reminders ---------------------------------------------------------------------------------------------


def parse_reminder_text(f: Fields) -> RecordText:
    """Read a `reminder_text` event; without a body the program's own text counts again."""
    request = RecordText(
        **common_fields(f),
        name=f.key("name"),
        language=f.key("language"),
        subject=f.text("subject", "", most=MAX_SUBJECT),
        body=f.text("body", "", most=MAX_BODY),
    )
    f.done()
    return request


SHOP_READERS: Mapping[str, Callable[[Fields], FileRequest]] = MappingProxyType(
    {
        "settings": parse_settings,
        "picture": parse_picture,
        "price_item": parse_price_item,
        "price": parse_price,
        "end_price_item": parse_end_price_item,
        "reminder_text": parse_reminder_text,
    }
)
"""The verbs that change the shop's own tables, and how each is read; unknown fields are refused."""
