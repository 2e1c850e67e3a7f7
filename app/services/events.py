"""Reading events, the JSON objects of `apply`, into requests; every verb and field of the command line stands here."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypedDict

from app.core.requests import (
    Allocation,
    ChargeInterest,
    CloseMonth,
    Credit,
    Expire,
    Extend,
    InterestKind,
    Merge,
    Opening,
    OpeningPass,
    Order,
    Part,
    PassSale,
    PassUse,
    Payment,
    Refund,
    ReopenMonth,
    Request,
    Reschedule,
    Reverse,
    Sale,
    SaleLine,
    Settle,
    Tender,
    TopUp,
    Transfer,
    WriteOff,
)
from app.errors import refuse
from app.i18n.mark import N_
from app.services.credit_fields import instalment, terms_or_name
from app.services.fields import Fields, common_fields


class LotTerms(TypedDict):
    """The terms of a lot."""

    expires_on: date | None
    order: Order
    priority: int


PAY_WORDS = ("prepaid", "account", *(tender.value for tender in Tender))
MAX_COUNT = 100_000
MAX_DAYS = 36_600


def read_request(do: str, fields: Fields) -> Request:
    """Read the fields of a journal event; refuses missing, unknown and wrong ones by name."""
    request = READERS[do](fields)
    fields.done()
    return request


def _lot_terms(f: Fields) -> LotTerms:
    return {
        "expires_on": f.day_or_none("expires_on"),
        "order": f.choice("order", Order, Order.PROPORTIONAL),
        "priority": f.integer("priority", 0),
    }


# ---- at the counter -------------------------------------------------------------------------------------------------


def _top_up(f: Fields) -> TopUp:
    reward = f.integer("reward", 0, most=MAX_COUNT)
    return TopUp(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        paid=0 if reward and not f.has("paid") else f.amount("paid", zero=bool(reward)),
        bonus=f.amount("bonus", 0),
        tender=Tender.OTHER if reward and not f.has("tender") else f.choice("tender", Tender),
        reward=reward,
        terms=f.key_or_none("terms") or "",
        **_lot_terms(f),
    )


def _sale(f: Fields) -> Sale:
    return Sale(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        amount=f.amount("amount"),
        list_amount=f.amount_or_none("list_amount", zero=True),
        description=f.text("description", ""),
        lines=tuple(_line(line) for line in f.objects("lines")),
        pay=_pay(f),
        override=_override(f),
    )


def _line(f: Fields) -> SaleLine:
    line = SaleLine(f.text("text"), f.quantity("quantity"), f.amount("price", zero=True))
    f.done()
    return line


def _pay(f: Fields) -> tuple[Part, ...] | None:
    if not f.given("pay"):
        return None
    parts = tuple(_part(part) for part in f.objects("pay"))
    if not parts:
        refuse("pay", N_("pay must name at least one part."))
    return parts


def _part(f: Fields) -> Part:
    part = Part(
        with_=f.word("with", PAY_WORDS),
        amount=f.amount_or_none("amount"),
        due_on=f.day_or_none("due_on"),
        instalments=tuple(map(instalment, f.objects("instalments"))),
        terms=terms_or_name(f, "terms"),
    )
    f.done()
    return part


def _override(f: Fields) -> str:
    """Take `override`: the reason itself, or true with the reason in `reason`."""
    if not f.given("override"):
        return ""
    if f.is_text("override"):
        return f.text("override")
    return f.text("reason") if f.boolean("override") else ""


def _pass_sale(f: Fields) -> PassSale:
    return PassSale(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        service=f.key("service"),
        count=f.integer_or_none("count", least=1, most=MAX_COUNT),
        days=f.integer_or_none("days", least=1, most=MAX_DAYS),
        starts_on=f.day_or_none("starts_on"),
        paid=f.amount("paid"),
        list_price=f.amount_or_none("list_price", zero=True),
        expires_on=f.day_or_none("expires_on"),
        priority=f.integer("priority", 0),
        tender=f.choice("tender", Tender) if f.given("tender") else None,
        pay=_pay(f),
        override=_override(f),
        terms=f.key_or_none("terms") or "",
    )


def _pass_use(f: Fields) -> PassUse:
    return PassUse(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        service=f.key("service"),
        count=f.integer("count", 1, least=1, most=MAX_COUNT),
    )


def _payment(f: Fields) -> Payment:
    return Payment(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        amount=f.amount("amount"),
        tender=f.choice("tender", Tender),
        against=_against(f),
        discount=f.amount("discount", 0),
        rounding=f.amount("rounding", 0),
    )


def _against(f: Fields) -> tuple[Allocation, ...]:
    """Take `against`: names of charges, or objects with a charge and an amount."""
    found: list[Allocation] = []
    for value in f.raw_list("against"):
        if isinstance(value, dict):
            each = Fields(value, f.decimals, "against.")
            found.append(Allocation(each.key("charge"), each.amount_or_none("amount")))
            each.done()
        else:
            found.append(Allocation(Fields({"against": value}, f.decimals).key("against")))
    return tuple(found)


def _settle(f: Fields) -> Settle:
    return Settle(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        amount=f.amount("amount"),
        lots=f.keys("from"),
        against=_against(f),
    )


def _credit(f: Fields) -> Credit:
    return Credit(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key_or_none("customer"),
        sale=f.key("sale"),
        amount=f.amount("amount"),
        reason=f.text("reason"),
    )


def _refund(f: Fields) -> Refund:
    return Refund(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        amount=f.amount_or_none("amount"),
        tender=f.choice("tender", Tender),
        lots=f.keys("from"),
        units=f.integer_or_none("units", least=1, most=MAX_COUNT),
        kept=f.amount("kept", 0),
        keep_bonus=f.boolean("keep_bonus"),
        reason=f.text("reason"),
    )


# ---- balances, terms, corrections -----------------------------------------------------------------------------------


def _opening(f: Fields) -> Opening:
    return Opening(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        principal=f.amount("principal", 0),
        bonus=f.amount("bonus", 0),
        owed=f.amount("owed", 0),
        due_on=f.day_or_none("due_on"),
        passes=tuple(_opening_pass(each) for each in f.objects("passes")),
        **_lot_terms(f),
    )


def _opening_pass(f: Fields) -> OpeningPass:
    held = OpeningPass(
        service=f.key("service"),
        count=f.integer("count", least=1, most=MAX_COUNT),
        value=f.amount("value", zero=True),
        list_price=f.amount_or_none("list_price", zero=True),
        expires_on=f.day_or_none("expires_on"),
    )
    f.done()
    return held


def _transfer(f: Fields) -> Transfer:
    return Transfer(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key("customer"),
        to=f.key("to"),
        lots=f.keys("from"),
        amount=f.amount_or_none("amount"),
        reason=f.text("reason", ""),
    )


def _extend(f: Fields) -> Extend:
    if not f.has("expires_on"):
        refuse("expires_on", N_("{field} is missing."), field="expires_on")
    return Extend(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key_or_none("customer"),
        lot=f.key("lot"),
        expires_on=f.day_or_none("expires_on"),
        reason=f.text("reason"),
    )


def _reschedule(f: Fields) -> Reschedule:
    return Reschedule(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key_or_none("customer"),
        charge=f.key("charge"),
        due_on=f.day("due_on"),
        reason=f.text("reason"),
    )


def _expire(f: Fields) -> Expire:
    return Expire(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key_or_none("customer"),
        lot=f.key("lot"),
        reason=f.text("reason", ""),
    )


def _write_off(f: Fields) -> WriteOff:
    return WriteOff(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key_or_none("customer"),
        charge=f.key("charge"),
        amount=f.amount_or_none("amount"),
        reason=f.text("reason"),
    )


def _interest(f: Fields) -> ChargeInterest:
    return ChargeInterest(
        **common_fields(f),
        on=f.day("on"),
        customer=f.key_or_none("customer"),
        charge=f.key("charge"),
        kind=f.choice("kind", InterestKind, InterestKind.INTEREST),
        amount=f.amount_or_none("amount"),
        through=f.day_or_none("through"),
        due_on=f.day_or_none("due_on"),
        reason=f.text("reason", ""),
    )


def _reverse(f: Fields) -> Reverse:
    entry = f.integer("entry", least=1, most=2**62) if f.is_integer("entry") else f.key("entry")
    return Reverse(**common_fields(f), on=f.day("on"), entry=entry, reason=f.text("reason"))


def _merge(f: Fields) -> Merge:
    return Merge(
        **common_fields(f), on=f.day("on"), customer=f.key("customer"), into=f.key("into"), reason=f.text("reason")
    )


def _close_month(f: Fields) -> CloseMonth:
    return CloseMonth(**common_fields(f), month=f.month("month"))


def _reopen_month(f: Fields) -> ReopenMonth:
    return ReopenMonth(**common_fields(f), month=f.month("month"), reason=f.text("reason"))


READERS: Mapping[str, Callable[[Fields], Request]] = MappingProxyType(
    {
        "top_up": _top_up,
        "sale": _sale,
        "pass_sale": _pass_sale,
        "pass_use": _pass_use,
        "payment": _payment,
        "settle": _settle,
        "credit": _credit,
        "refund": _refund,
        "write_off": _write_off,
        "interest": _interest,
        "opening": _opening,
        "transfer": _transfer,
        "extend": _extend,
        "reschedule": _reschedule,
        "expire": _expire,
        "reverse": _reverse,
        "merge": _merge,
        "close_month": _close_month,
        "reopen_month": _reopen_month,
    }
)
"""The journal's verbs; those of customer files, attachments and offers are read by their own services."""
