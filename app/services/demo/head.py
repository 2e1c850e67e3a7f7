"""The demo shop's own tables: its settings and its price list. Address, bank and numbers are nobody's."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.core.customer import FileRequest
from app.core.prices import NewPrice, NewPriceItem, PriceKind
from app.core.settings import ChangeSettings
from app.services.demo import owing, shop
from app.services.demo.shop import Ticket

_GOODS = frozenset({"洗发水 500ml", "发膜"})
_YEAR = 365
_DEARER = (("剪发", 5800, 7200), ("洗车", 3000, 3800))
"""What cost less until the year began, and will cost more from the month after next on."""


def settings(customers: int) -> ChangeSettings:
    """Return what a shop of so many customers has set."""
    return ChangeSettings(
        id="settings-shop",
        given={
            "address": "浙江省临江市滨江区滨江大道 66 号\n66 Riverside Avenue, Linjiang",
            "phone": "0577-86001000",
            "bank": "云溪银行滨江支行 Cloud Creek Bank, Riverside\n6200 0000 0000 0066",
            "tax_number": "91330000MA00000066",
            "receipt_footer": "谢谢惠顾，欢迎再来！\nThank you, and see you soon!",
            "customer_prefix": "C",
            "customer_digits": max(4, len(str(customers))),
            "opening_float": 50000,
            **owing.settings(),
        },
    )


def price_list(start: date, today: date) -> Iterator[FileRequest]:
    """Yield the price list of a year that begins on a day: services, goods, passes, and prices of before and after."""
    cheaper = {name: price for name, price, _ in _DEARER}
    for number, service in enumerate(shop.SERVICES, start=1):
        name = service.words.zh
        yield NewPriceItem(
            id=f"price-{number}",
            name=name,
            kind=PriceKind.GOODS if name in _GOODS else PriceKind.SERVICE,
            price=cheaper.get(name, service.price),
            starts_on=start - timedelta(days=_YEAR) if name in cheaper else start,
        )
        if name in cheaper:
            yield NewPrice(id=f"price-{number}-now", item=f"price-{number}", price=service.price, starts_on=start)
    for number, ticket in enumerate((*shop.TICKETS, *shop.PERIODS), start=1):
        yield NewPriceItem(
            id=f"pass-{number}",
            name=_pass_name(ticket),
            kind=PriceKind.PERIOD_PASS if ticket.days else PriceKind.SESSION_PASS,
            price=ticket.paid,
            starts_on=start,
            count=ticket.visits,
            days=ticket.days,
            valid_days=ticket.valid_days,
            covers=ticket.service,
        )
    names = [service.words.zh for service in shop.SERVICES]
    for name, _, dearer in _DEARER:
        number = names.index(name) + 1
        yield NewPrice(id=f"price-{number}-next", item=f"price-{number}", price=dearer, starts_on=_after_next(today))


def _pass_name(ticket: Ticket) -> str:
    """Return what a pass is called: 洗车 10 次卡, 洗车 10 次卡（365 天内）, 洗车 年卡."""
    if ticket.days:
        return f"{ticket.service} {'年卡' if ticket.days >= _YEAR else '月卡'}"
    within = f"（{ticket.valid_days} 天内）" if ticket.valid_days else ""
    return f"{ticket.service} {ticket.visits} 次卡{within}"


def _after_next(today: date) -> date:
    """Return the first day of the month after next."""
    next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=28)
    return (next_month + timedelta(days=4)).replace(day=1)
