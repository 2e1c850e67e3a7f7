"""Customers who owe, each in another way: by a plan that goes well or badly, in court, from long ago, a few yuan.

With them every tab of the receivables has something to show.
"""

from typing import Any

from app.core.credit.requests import (
    CaseStepKind,
    GuaranteeKind,
    GuaranteeStepKind,
    KeepProof,
    MakePlan,
    OpenCase,
    ProofKind,
    ProofOf,
    StepCase,
    StepGuarantee,
    TakeGuarantee,
)
from app.core.customer import Note
from app.core.owing.terms import Instalment
from app.core.reminder.requests import RecordReview
from app.core.requests import Allocation, Opening, Part, Payment, Sale, Tender
from app.core.ways import CreditClass
from app.services.demo.teller import Teller, firm, guest

_ACCOUNT = Part("account")
_THREE_YEARS = 3 * 365


def by_plan(t: Teller, _next: str) -> dict[str, Any]:
    """A firm that pays what it owes by six instalments, three of them so far."""
    charges = (t.sold(250, 3480, "员工美发", _ACCOUNT), t.sold(215, 5360, "活动化妆造型", _ACCOUNT))
    days = (82, 52, 22, -8, -38, -68)
    amounts = (150_000,) * 5 + (134_000,)
    parts = tuple(Instalment(t.day(ago), amount) for ago, amount in zip(days, amounts, strict=True))
    t.file(96, MakePlan, charges=charges, instalments=parts, note="工程款回得慢，谈好分六个月付清")
    for ago in (82, 51, 22):
        t.tell(ago, Payment, amount=150_000, tender=Tender.BANK)
    t.file(95, RecordReview, text="分期期间每季度看一次", credit=CreditClass.NORMAL)
    return firm("临江鼎新装饰工程有限公司", "装饰", "徐慧", "邵建明", credit_limit=900_000) | {"review_months": 3}


def missed(t: Teller, _next: str) -> dict[str, Any]:
    """Somebody who paid the first instalment and not the second."""
    charges = (t.sold(150, 698, "挑染 Balayage", _ACCOUNT), t.sold(120, 398, "烫发", _ACCOUNT))
    parts = tuple(Instalment(t.day(ago), 27_400) for ago in (55, 25, -5, -35))
    t.file(70, MakePlan, charges=charges, instalments=parts, missed_most=1, note="换工作，手头紧")
    t.tell(55, Payment, amount=27_400, tender=Tender.WECHAT)
    return guest("何家豪", credit_limit=200_000, terms_days=14, notes=(Note("晚上七点以后打电话"),))


def in_court(t: Teller, _next: str) -> dict[str, Any]:
    """A firm whose owner answers for it and does not: handed over to a lawyer, with a day in court ahead."""
    first = t.sold(340, 12800, "年会化妆造型", _ACCOUNT)
    t.sold(310, 6440, "员工美发", _ACCOUNT)
    guarantee = t.file(
        338,
        TakeGuarantee,
        kind=GuaranteeKind.PERSON,
        who="冯志刚（法定代表人）",
        reach="16910020088",
        terms="连带责任保证，到主债务履行期满后三年",
        amount=2_000_000,
    )
    t.file(160, KeepProof, about=ProofOf.CHARGE, of=first, what=ProofKind.ACKNOWLEDGED, note="电话里承认欠款，有录音")
    t.file(110, StepGuarantee, guarantee=guarantee, what=GuaranteeStepKind.CLAIMED, amount=1_924_000)
    case = t.file(75, OpenCase, note="催了半年没有结果")
    t.file(75, StepCase, case=case, what=CaseStepKind.HANDED_OVER, note="委托临江正行律师事务所")
    t.file(48, StepCase, case=case, what=CaseStepKind.FILED, amount=1_924_000, note="滨江区法院已立案")
    t.file(20, StepCase, case=case, what=CaseStepKind.HEARING, next_on=t.day(-12), note="第二法庭，上午九点半")
    return firm("临江聚福楼酒店有限公司", "餐饮", "贾玲玲", "冯志刚", credit_limit=2_000_000)


def long_ago(t: Teller, _next: str) -> dict[str, Any]:
    """A debt from the paper book that soon cannot be claimed any more."""
    t.tell(364, Opening, owed=346_000, due_on=t.day(_THREE_YEARS - 52), reference="纸质台账 No. 3")
    return firm("滨江老街茶楼", "餐饮", "姚敏", "姚德福", credit_limit=0) | {
        "notes": (Note("老板总说月底给，一直没给"),)
    }


def small_rest(t: Teller, _next: str) -> dict[str, Any]:
    """Somebody who twice paid all but a few yuan, too little to ask for."""
    for ago, yuan, text, paid in ((290, 398, "烫发", 39_000), (250, 98, "洗剪吹", 9_500)):
        charge = t.sold(ago, yuan, text, _ACCOUNT)
        t.tell(ago - 12, Payment, amount=paid, tender=Tender.CASH, against=(Allocation(charge, paid),))
    return guest("唐小丽", credit_limit=50_000, terms_days=14)


def on_time(t: Teller, _next: str) -> dict[str, Any]:
    """A kindergarten that has paid each month's bill on time."""
    for ago, pieces in ((290, 8), (245, 9), (200, 8), (155, 11), (110, 9), (65, 10)):
        t.tell(ago, Sale, amount=pieces * 5800, description="员工美发", pay=(_ACCOUNT,), reference=f"KG-{ago}")
        t.tell(ago - 22, Payment, amount=pieces * 5800, tender=Tender.BANK)
    t.sold(12, 580, "员工美发", _ACCOUNT)
    t.file(40, RecordReview, text="每次都提前付", credit=CreditClass.GOOD)
    return firm("云溪晨曦幼儿园", "教育", "沈悦", "顾明霞", credit_limit=300_000) | {"review_months": 3}


DEBTORS = (by_plan, missed, in_court, long_ago, small_rest, on_time)
