"""What the demo shop sells: services, passes, top-up offers; how busy its days are; and what its staff write."""

from datetime import date
from itertools import accumulate
from typing import NamedTuple

from app.core.offers import NewOffer

SHOP = "云溪造型 Cloud Creek Hair & Car Care"


class Words(NamedTuple):
    """One text in the three languages of the shop's customers."""

    zh: str
    tw: str
    en: str

    def in_(self, language: str) -> str:
        """Return the text in a customer's language."""
        return self.en if language == "en" else self.tw if language == "zh_TW" else self.zh


class Service(NamedTuple):
    """Something on the price list; `weight` says how often it is asked for."""

    words: Words
    price: int
    weight: int


class Ticket(NamedTuple):
    """A pass on the price list: `count` visits, or any number of them for `days`."""

    service: str
    paid: int
    list_price: int
    visits: int | None = None
    days: int | None = None
    valid_days: int | None = None


SERVICES = (
    Service(Words("剪发", "剪髮", "Haircut"), 6800, 30),
    Service(Words("洗剪吹", "洗剪吹", "Wash, cut & blow-dry"), 9800, 24),
    Service(Words("儿童剪发", "兒童剪髮", "Children's haircut"), 4800, 8),
    Service(Words("造型 Styling", "造型 Styling", "Styling"), 12800, 6),
    Service(Words("护理", "護髮", "Hair treatment"), 16800, 9),
    Service(Words("头皮 SPA", "頭皮 SPA", "Scalp spa"), 19800, 6),
    Service(Words("染发 Color", "染髮 Color", "Colour"), 32800, 7),
    Service(Words("烫发", "燙髮", "Perm"), 39800, 6),
    Service(Words("挑染 Balayage", "挑染 Balayage", "Balayage"), 69800, 2),
    Service(Words("美甲", "美甲", "Nail care"), 15800, 6),
    Service(Words("洗发水 500ml", "洗髮精 500ml", "Shampoo 500 ml"), 8900, 5),
    Service(Words("发膜", "髮膜", "Hair mask"), 12800, 3),
    Service(Words("洗车", "洗車", "Car wash"), 3500, 18),
    Service(Words("精洗", "精緻洗車", "Full valet"), 13800, 5),
    Service(Words("打蜡", "打蠟", "Wax & polish"), 26800, 2),
)
SERVICE_WEIGHTS = tuple(accumulate(service.weight for service in SERVICES))

ORDERS = (
    Service(Words("班车清洗", "班車清洗", "Fleet wash"), 3200, 6),
    Service(Words("员工美发", "員工美髮", "Staff haircuts"), 5800, 4),
    Service(Words("活动化妆造型", "活動化妝造型", "Event styling"), 26800, 2),
    Service(Words("洗护用品", "洗護用品", "Hair-care supplies"), 7450, 3),
    Service(Words("商务车精洗", "商務車精洗", "Executive car valet"), 12880, 2),
)
"""What firms order, by the piece."""
ORDER_WEIGHTS = tuple(accumulate(order.weight for order in ORDERS))

TICKETS = (
    Ticket("洗车", 30000, 3500, visits=10),
    Ticket("洗车", 30000, 3500, visits=10, valid_days=365),
    Ticket("剪发", 58000, 6800, visits=10, valid_days=540),
    Ticket("洗剪吹", 88000, 9800, visits=10),
    Ticket("护理", 68000, 16800, visits=5, valid_days=270),
    Ticket("头皮 SPA", 99900, 19800, visits=6, valid_days=365),
)
PERIODS = (
    Ticket("洗车", 16800, 3500, days=30),
    Ticket("造型 Styling", 39900, 12800, days=30),
    Ticket("洗车", 158000, 3500, days=365),
)
TIERS = (("", 100), ("银卡 Silver", 95), ("金卡 Gold", 90), ("钻石 Diamond", 85))
"""Tiers with what their members pay of the list price, in per cent."""

TOP_UPS = (50000, 100000, 200000, 500000, 30000)
TOP_UP_WEIGHTS = (40, 75, 90, 95, 100)

MISTAKE = Words("录错金额", "金額輸入錯誤", "Wrong amount keyed in")
NOT_HAPPY = Words("顾客对效果不满意", "顧客對效果不滿意", "Not happy with the result")
MOVING = Words("搬家退卡", "搬家退卡", "Moving away")
FAMILY = Words("转给家人", "轉給家人", "For the family")
GOODWILL = Words("老客户延期", "老客戶延期", "Goodwill for a regular")
EXPIRED = Words("到期作废", "到期作廢", "Past its expiry")
LOST = Words("多次催收无果", "多次催收無果", "Not paid after several reminders")
TRUSTED = Words("老板同意", "老闆同意", "Agreed by the owner")
PROMISED = Words("客户约定延后付款", "客戶約定延後付款", "Customer asked for more time")
BIRTHDAY = Words("生日优惠", "生日優惠", "Birthday treat")


def offers(start: date) -> list[NewOffer]:
    """Return the top-up offers of a year that begins on a day: standing ones, and one for a fortnight in autumn."""
    standing = [(50000, 5000, 180), (100000, 15000, 365), (200000, 40000, 730), (500000, 120000, None)]
    found = [
        NewOffer(
            id=f"offer-{paid // 100}",
            name=f"充{paid // 100}送{bonus // 100}",
            paid=paid,
            bonus=bonus,
            starts_on=start,
            valid_days=days,
        )
        for paid, bonus, days in standing
    ]
    autumn = date(start.year, 11, 1) if start <= date(start.year, 11, 1) else date(start.year + 1, 11, 1)
    found.append(
        NewOffer(
            id="offer-autumn",
            name="双11 充1000送300",
            paid=100000,
            bonus=30000,
            starts_on=autumn,
            ends_on=autumn.replace(day=14),
            valid_days=180,
        )
    )
    return found


_BY_WEEKDAY = (80, 80, 85, 90, 120, 160, 150)
_BY_MONTH = (125, 70, 90, 95, 105, 100, 100, 95, 105, 100, 110, 125)


def busyness(day: date) -> int:
    """Return how busy a day is: week-ends more, the weeks before the new year most."""
    return _BY_WEEKDAY[day.weekday()] * _BY_MONTH[day.month - 1]
