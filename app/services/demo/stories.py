"""A few customers whose year is written out, so that every page of the demo shop has something to show.

Charges overdue in every column, a birthday today, money about to expire and money that has, a low balance, a pass
nearly used up; and each kind of entry at least once.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from app.core.credit.late import LateRule
from app.core.credit.requests import MakeAgreement
from app.core.credit.reviews import SetOverride
from app.core.customer import Calendar, Channel, Note, StatementBy
from app.core.owing.terms import Due, Instalment, PaymentTerms
from app.core.reminder.requests import RecordReview
from app.core.requests import (
    Allocation,
    ChargeInterest,
    Credit,
    Expire,
    Extend,
    Opening,
    OpeningPass,
    Part,
    PassSale,
    PassUse,
    Payment,
    Refund,
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
from app.core.statement_reply import OpenDispute
from app.core.ways import CreditClass
from app.services.demo import owing
from app.services.demo.debtors import DEBTORS
from app.services.demo.teller import Story, Teller, firm, guest


def stories(today: date, numbers: Callable[[int], str]) -> list[Story]:
    """Return all stories; `numbers` gives each its customer's number."""
    told: list[Story] = []
    for index, tell in enumerate(_STORIES):
        teller = Teller(numbers(index), today)
        given = tell(teller, numbers(index + 1) if index + 1 < len(_STORIES) else numbers(0))
        told.append(Story({"since": today - timedelta(days=364), **given}, tuple(teller.requests)))
    return told


def _overdue_firm(t: Teller, _next: str) -> dict[str, Any]:
    """A firm with charges in every column of the ageing, one of them paid in part, and interest as agreed on."""
    account = Part("account")
    t.file(
        364,
        MakeAgreement,
        agreed_on=t.day(364),
        starts_on=t.day(364),
        ends_on=t.day(-18),
        terms=PaymentTerms("送货后 30 天", due=Due(days=30)),
        place="滨江大道 66 号店内",
        way="银行转账",
        late=LateRule(table="CN-LPR-1Y", factor=150, free_days=7),
        recourse="逾期六十天以上暂停挂账，协商不成由滨江区人民法院管辖",
    )
    t.tell(364, Opening, owed=186000, due_on=t.day(334), reference="上年旧账")
    t.tell(330, Payment, amount=186000, tender=Tender.BANK)
    for ago, pieces in ((160, 30), (118, 22), (86, 26), (50, 18), (12, 24)):
        lines = (SaleLine("班车清洗", str(pieces), 3200),)
        t.tell(
            ago,
            Sale,
            amount=pieces * 3200,
            description="班车清洗",
            lines=lines,
            pay=(account,),
            reference=f"SO-{ago}",
        )
    charge = f"{t.number}-3"
    t.tell(95, Payment, amount=36000, tender=Tender.BANK, against=(Allocation(charge, 36000),), note="先付一部分")
    t.tell(45, ChargeInterest, charge=charge, note="按协议计到当天")
    t.file(200, RecordReview, text="付款越来越慢", credit=CreditClass.NORMAL)
    return firm("临江晨光物流有限公司", "物流", "周晓敏", "陈国栋", credit_limit=None) | {
        "review_months": 1,
        "notes": (Note("对账找周会计，每月 25 日前寄对账单", counter=True), Note("老板口头答应月底结清")),
    }


def _good_firm(t: Teller, _next: str) -> dict[str, Any]:
    """An English-speaking firm that pays: by instalments, less the odd amount, and once too much."""
    parts = (Part("account", instalments=(Instalment(t.day(170), 134000), Instalment(t.day(140), 134000))),)
    t.tell(200, Sale, amount=268000, description="Event styling", pay=parts, reference="PO 4471")
    t.tell(172, Payment, amount=134000, tender=Tender.BANK)
    t.tell(142, Payment, amount=133000, tender=Tender.BANK, rounding=1000, note="Odd 10.00 waived")
    t.sold(60, 1288, "Executive car valet", Part("account"))
    t.tell(31, Payment, amount=150000, tender=Tender.BANK, note="Overpaid; keep the rest as credit")
    t.sold(9, 928, "Fleet wash", Part("prepaid"), Part("account", terms=owing.EARLY.name))
    t.file(100, RecordReview, text="Pays as agreed, once too much", credit=CreditClass.GOOD)
    return firm("Harbour Light Trading Ltd.", "Trading", "Emma Walker", "Daniel Hall", credit_limit=1_000_000) | {
        "review_months": 3,
        "language": "en",
        "address": {
            "country": "CN",
            "city": "Linjiang",
            "street": "88 Riverside Avenue",
            "postcode": "320001",
        },
        "channel": Channel.EMAIL,
        "statement": StatementBy.EMAIL,
    }


def _doubtful_firm(t: Teller, _next: str) -> dict[str, Any]:
    """A firm over its limit, with a promise, an allowance, a loss, and a bill it disputes in part."""
    first = t.sold(300, 960, "员工美发", Part("account"))
    second = t.sold(190, 1740, "员工美发", Part("account"))
    t.tell(185, Credit, sale=second, amount=24000, reason="两位员工没来")
    t.tell(120, WriteOff, charge=first, amount=30000, reason="对方不认，协商减免")
    t.tell(100, Reschedule, charge=second, due_on=t.day(40), reason="客户约定延后付款")
    disputed = t.tell(
        20,
        Sale,
        amount=160000,
        description="活动化妆造型",
        pay=(Part("account"),),
        override="老板同意：年会当天急用",
    )
    t.file(9, OpenDispute, charge=disputed, amount=40000, reason="说化妆师迟到一小时，要减 400 元")
    return firm("云溪嘉禾餐饮有限公司", "餐饮", "吴婷", "马志远", credit_limit=280_000) | {"review_months": 12}


def _birthday(t: Teller, _next: str) -> dict[str, Any]:
    """A regular whose birthday is today, with plenty on the card."""
    t.tell(210, TopUp, paid=200000, bonus=40000, tender=Tender.WECHAT, expires_on=t.day(-520), note="充2000送400")
    for ago, yuan, text in ((205, 328, "染发 Color"), (150, 98, "洗剪吹"), (90, 168, "护理"), (33, 98, "洗剪吹")):
        t.sold(ago, yuan, text)
    return guest("王小明", tier="金卡 Gold", birthday=f"{t.today:%m-%d}", phones=("16013804567", "0577-86001234"))


def _lunar_birthday(t: Teller, other: str) -> dict[str, Any]:
    """Somebody who gives half of a card to a friend."""
    t.tell(120, TopUp, paid=100000, bonus=15000, tender=Tender.ALIPAY, expires_on=t.day(-245))
    t.tell(80, Transfer, to=other, amount=57500, reason="转给家人")
    t.sold(40, 198, "头皮 SPA")
    return guest("单雨桐", birthday="1988-08-15", birthday_calendar=Calendar.LUNAR, pinyin="shan yu tong")


def _expiring(t: Teller, _next: str) -> dict[str, Any]:
    """Money that expires in nine days."""
    t.tell(171, TopUp, paid=50000, bonus=5000, tender=Tender.WECHAT, expires_on=t.day(-9), note="充500送50")
    t.sold(100, 98, "洗剪吹")
    return guest("陳怡君", language="zh_TW", tags=("VIP",), consents={"sms": t.day(171), "wechat": None})


def _expired(t: Teller, _next: str) -> dict[str, Any]:
    """Money past its expiry that the owner has not seen to; an earlier lot was extended, another taken as earned."""
    old = t.tell(350, TopUp, paid=30000, tender=Tender.CASH, expires_on=t.day(250))
    t.tell(245, Extend, lot=old, expires_on=t.day(200), reason="老客户延期")
    t.tell(230, Sale, amount=21000, description="洗剪吹", pay=(Part("prepaid"),))
    t.tell(190, Expire, lot=old, reason="到期作废")
    t.tell(196, TopUp, paid=50000, bonus=5000, tender=Tender.WECHAT, expires_on=t.day(16))
    t.sold(150, 328, "染发 Color")
    return guest("李娜", tags=("老客户",), notes=(Note("半年没来了，打个电话问候一下"),))


def _low(t: Teller, _next: str) -> dict[str, Any]:
    """Next to nothing left on the card."""
    t.tell(140, TopUp, paid=50000, bonus=5000, tender=Tender.CARD)
    for ago, yuan, text in ((130, 328, "染发 Color"), (85, 98, "洗剪吹"), (4, 98, "洗剪吹")):
        t.sold(ago, yuan, text)
    return guest("Olivia Clarke", language="en", email="olivia@example.com", channel=Channel.EMAIL)


def _pass_nearly_used(t: Teller, _next: str) -> dict[str, Any]:
    """A car-wash pass with one visit left, and a mistake put right."""
    t.tell(100, PassSale, service="洗车", count=10, paid=30000, list_price=3500, tender=Tender.WECHAT)
    for ago in (96, 88, 79, 70, 61, 45):
        t.tell(ago, PassUse, service="洗车")
    t.tell(28, PassUse, service="洗车", count=2, note="两台车一起洗")
    wrong = t.tell(14, PassUse, service="洗车", count=2)
    t.tell(14, Reverse, entry=wrong, reason="次数录错")
    t.tell(14, PassUse, service="洗车")
    return guest("张伟", plates=("浙C·8K629", "浙C·D10086"), notes=(Note("车上有儿童座椅，洗车时别拆", counter=True),))


def _month_card(t: Teller, _next: str) -> dict[str, Any]:
    """A card by days that ends this week, and one for the year."""
    t.tell(25, PassSale, service="造型 Styling", days=30, paid=39900, list_price=12800, tender=Tender.CARD)
    t.tell(300, PassSale, service="洗车", days=365, paid=158000, list_price=3500, tender=Tender.BANK)
    for ago in (280, 220, 150, 75, 20):
        t.tell(ago, PassUse, service="洗车")
    t.tell(12, PassUse, service="造型 Styling")
    return guest("Grace Rossi", language="en", plates=("浙C·G2208",), tier="钻石 Diamond")


def _on_account(t: Teller, _next: str) -> dict[str, Any]:
    """A neighbour on account who pays later, once from a lot, once to the day."""
    t.sold(70, 398, "烫发", Part("account", due_on=t.day(56)))
    t.tell(50, TopUp, paid=30000, tender=Tender.CASH)
    t.tell(49, Settle, amount=30000)
    t.tell(30, Payment, amount=9800, tender=Tender.CASH)
    t.sold(6, 168, "护理", Part("cash", 6800), Part("account", due_on=t.day(-8)))
    t.file(25, SetOverride, credit=CreditClass.GOOD, reason="十年的老邻居，人可靠", until=t.day(-170))
    return guest("欧阳静", credit_limit=100_000, terms_days=14, referrer="")


def _old_hand(t: Teller, _next: str) -> dict[str, Any]:
    """Taken over from the paper book on the first day; part of it given back later."""
    held = OpeningPass("剪发", 4, 23200, 6800, t.day(-30))
    t.tell(364, Opening, principal=68000, bonus=6800, owed=0, passes=(held,), reference="纸质台账 No. 17")
    t.tell(310, PassUse, service="剪发")
    t.tell(240, Refund, amount=20000, tender=Tender.CASH, reason="退一部分现金")
    t.sold(0, 98, "洗剪吹")
    return guest("王小明", notes=(Note("与另一位王小明同名，核对手机尾号"),))


def _asleep(t: Teller, _next: str) -> dict[str, Any]:
    """Money on the card, and nobody has seen her for half a year."""
    t.tell(260, TopUp, paid=100000, bonus=15000, tender=Tender.WECHAT)
    t.sold(200, 268, "打蜡")
    return guest("林詩涵", language="zh_TW", birthday="11-02", tags=("附近上班",))


_STORIES = (
    *(_overdue_firm, _good_firm, _doubtful_firm, _birthday, _lunar_birthday, _expiring, _expired, _low),
    *(_pass_nearly_used, _month_card, _on_account, _old_hand, _asleep),
    *DEBTORS,
)
COUNT = len(_STORIES)
"""How many customers have a story."""
