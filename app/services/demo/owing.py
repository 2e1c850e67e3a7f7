"""On what terms the demo shop lets customers owe: named terms, a group, limits, a hold, supply control."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.core.credit.incentives import StreakRule
from app.core.credit.late import LateRule
from app.core.credit.write_off import WriteOffRule
from app.core.customer import CustomerChange, FileRequest
from app.core.holds import PutHold
from app.core.owing.limits import Cause, CreditGroup, Limits, Reaction
from app.core.owing.supply import Supply, SupplyRule
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms, Slice
from app.services.demo.people import Person

HOLD = "逾期九十天以上，暂停挂账，付清前只收现款"
GROUP = "滨江商户"
EARLY = PaymentTerms("10 天内付款减 2% · 2/10 net 30", due=Due(days=30), early=(Early(share=200, days=10),))
MONTHLY = PaymentTerms("月结 30 天", due=Due(DueRule.MONTH_END, days=30))
THREE = PaymentTerms(
    "三期 3 instalments",
    slices=(Slice(3334, Due(days=0)), Slice(3333, Due(months=1)), Slice(3333, Due(months=2))),
)

_OVERDUE_FIRM, _GOOD_FIRM, _DOUBTFUL_FIRM, _NEIGHBOUR, _IN_COURT = 0, 1, 2, 10, 15


def settings() -> Mapping[str, Any]:
    """Return what the shop has set of owing."""
    limits = Limits(total=2_000_000, overdue=800_000, grace_days=7, on_total=Reaction.WARN)
    return {
        "payment_terms": (EARLY, MONTHLY, THREE),
        "credit_groups": (CreditGroup(GROUP, limits),),
        "late_rule": LateRule(table="CN-LPR-1Y", factor=150, free_days=7),
        "streak_rule": StreakRule(length=6, amount=10_000, least=30_000),
        "write_off_rule": WriteOffRule(most=2_000, days=180),
    }


def in_the_end(everybody: Sequence[Person], today: date) -> Iterator[FileRequest]:
    """Yield what the owner has decided by the last day about the customers whose year is written out."""
    terms: tuple[tuple[int, dict[str, Any], str], ...] = (
        (
            _OVERDUE_FIRM,
            {"overdue_limit": 100_000, "grace_days": 5, "on_overdue": Reaction.REFUSE, "credit_group": GROUP},
            "几次催收都没付清",
        ),
        (_GOOD_FIRM, {"payment_terms": EARLY}, "Pays well: 2 % for paying within ten days"),
        (_GOOD_FIRM, {"credit_limit": 1_500_000}, "A year without a late payment"),
        (_DOUBTFUL_FIRM, {"payment_terms": MONTHLY, "credit_group": GROUP}, "改为月结"),
        (
            _DOUBTFUL_FIRM,
            {"supply": SupplyRule(Supply.DOWN_PAYMENT, share=3000, reason="去年坏过一笔账")},
            "活动化妆要先付三成",
        ),
        (_NEIGHBOUR, {"credit_limit": 80_000, "on_total": Reaction.WARN}, "老邻居，超了先提醒"),
        (_IN_COURT, {"credit_limit": 0}, "已交律师，不再挂账"),
    )
    for place, (index, given, why) in enumerate(terms):
        yield CustomerChange(id=f"owing-{place}", no=everybody[index].number, given=given, note=why)
    number = everybody[_OVERDUE_FIRM].number
    yield PutHold(
        id=f"hold-{number}",
        customer=number,
        reason=HOLD,
        starts_on=today - timedelta(days=2),
        cause=Cause.OVERDUE,
    )
