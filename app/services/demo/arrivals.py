"""A bill of WeChat Pay for the demo shop's last month, what proves what, and a review of its prepaid accounts.

The bill is the program's own, of the shape in which merchants download theirs. Most of it is settled; a few lines are
left for a person to try the page on: top-ups that never arrived, payments nobody recorded, money given back.
"""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from app.core.incoming_requests import TieIncoming
from app.core.requests import Tender
from app.core.review_requests import NoteFinding, Point, Scope, StartReview, Verdict
from app.services.arrival_lines import PaymentLine
from app.services.desk import Circumstances, Desk
from app.services.file_desk import FileDesk
from app.services.incoming import Incomings
from app.services.prepaid_review import PrepaidReview
from app.storage.store import Store
from app.storage.tender_entries import TenderEntry, tender_entries
from app.storage.views import owners_by_id

_MOST = 200
_FEWEST = 12
_OPEN_DAYS = 3
_PICKS = 8
_FEE_OF_THOUSAND = 6
_HEAD = (
    *(
        "交易时间",
        "公众账号ID",
        "商户号",
        "特约商户号",
        "设备号",
        "微信订单号",
        "商户订单号",
        "用户标识",
        "交易类型",
        "交易状态",
    ),
    *(
        "付款银行",
        "货币种类",
        "应结订单金额",
        "代金券金额",
        "微信退款单号",
        "商户退款单号",
        "退款金额",
        "充值券退款金额",
        "退款类型",
    ),
    *("退款状态", "商品名称", "商户数据包", "手续费", "费率", "订单金额", "申请退款金额", "费率备注"),
)
_FOOT = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


class _Paid(NamedTuple):
    """A line of the bill: when, how much (minor units, negative where it went back), whose, for what, which entry."""

    at: datetime
    amount: int
    payer: str
    text: str
    entry: int | None = None


def bring(store: Store, around: Circumstances) -> None:
    """Read a bill of last month, tie most of it, and look through some accounts; nothing in a shop that is too new."""
    last = around.today().replace(day=1) - timedelta(days=1)
    with store.read() as session:
        entries = tender_entries(session, [Tender.WECHAT], last.replace(day=1), last)[-_MOST:]
        owners = owners_by_id(session, [each.customer for each in entries])
    if len(entries) < _FEWEST:
        return
    numbers = {each.entry: owners[each.customer].number for each in entries}
    lines = sorted(_lines(entries, numbers))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.csv"
        path.write_text(_written(lines), encoding="utf-8")
        incoming = Incomings(store, around)
        incoming.read(path)
    _tie(store, around, lines, incoming.payments(), last)
    _look_through(store, around, last)


def _lines(entries: Sequence[TenderEntry], numbers: dict[int, str]) -> Iterator[_Paid]:
    """Yield what the bill tells: all but two top-ups, and three payments of which the book knows nothing."""
    missing = {each.entry for each in [e for e in entries if e.kind == "top_up"][-2:]}
    for each in entries:
        if each.entry not in missing:
            on = each.on
            at = each.recorded_at.astimezone() - timedelta(minutes=2)
            moved = at.replace(year=on.year, month=on.month, day=on.day, microsecond=0, tzinfo=None)
            yield _Paid(
                moved, each.amount, numbers[each.entry], "储值" if each.kind == "top_up" else "消费", each.entry
            )
    late = datetime.combine(entries[-1].on, datetime.min.time())
    some = numbers[entries[0].entry]
    yield _Paid(late.replace(hour=12, minute=41), 50000, some, f"储值 {some}")
    yield _Paid(late.replace(hour=15, minute=6), 8800, "guest", "扫码付款")
    yield _Paid(late.replace(hour=16, minute=20), -6800, "guest", "退款")


def _written(lines: Sequence[_Paid]) -> str:
    rows = [_row(number, each) for number, each in enumerate(lines, 1)]
    paid, back = (sum(sign * e.amount for e in lines if sign * e.amount > 0) for sign in (1, -1))
    fees = sum(_fee(each) for each in lines)
    sums = (len(lines), _yuan(paid), _yuan(back), "0.00", f"{fees / 100:.5f}", _yuan(paid), _yuan(back))
    marked = ["".join(f",`{cell}" for cell in row)[1:] for row in (*rows, sums)]
    return "\n".join([",".join(_HEAD), *marked[:-1], _FOOT, marked[-1], ""])


def _row(number: int, each: _Paid) -> tuple[object, ...]:
    back = each.amount < 0
    trade = f"42000029{each.at:%Y%m%d}{number:010}"
    refund = (f"50300029{each.at:%Y%m%d}{number:010}", f"R{number:06}") if back else ("0", "0")
    paid, given = ("0.00", _yuan(-each.amount)) if back else (_yuan(each.amount), "0.00")
    first = (f"{each.at:%Y-%m-%d %H:%M:%S}", "wx0000000000000000", "1600000000", "0", "", trade, f"S{number:06}")
    second = (f"o-{each.payer}", "NATIVE", "REFUND" if back else "SUCCESS", "OTHERS", "CNY", paid, "0.00", *refund)
    third = (given, "0.00", *(("ORIGINAL", "SUCCESS") if back else ("", "")), each.text, "")
    return (*first, *second, *third, f"{_fee(each) / 100:.5f}", "0.60%", paid, given, "")


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _fee(each: _Paid) -> int:
    sign = 1 if each.amount > 0 else -1
    return sign * ((abs(each.amount) * _FEE_OF_THOUSAND + 500) // 1000)


def _tie(
    store: Store, around: Circumstances, lines: Sequence[_Paid], payments: Sequence[PaymentLine], last: date
) -> None:
    """Tie what the bill tells of to its entries, but for the last days: these are left to try the page on."""
    by_line = {each.line: each.id for each in payments}
    open_from = last - timedelta(days=_OPEN_DAYS - 1)
    with store.write() as session:
        files = FileDesk(Desk(session, around), store.path)
        for line, each in enumerate(lines, 2):
            if each.entry is not None and each.at.date() < open_from:
                files.record(TieIncoming(id=f"demo-arrival-{line}", incoming=by_line[line], entry=each.entry))


def _look_through(store: Store, around: Circumstances, last: date) -> None:
    """Begin a round as of the end of the month; of two accounts something was noted, one is to be followed up."""
    review = PrepaidReview(store, around)
    scope = StartReview(id="demo-review", on=last, scope=Scope.SAMPLE, size=_PICKS, seed=last.isoformat())
    picks = review.start(scope).picks
    said = (
        (
            Point.TERMS,
            Verdict.OPEN,
            "纸质须知待补签 Paper terms still to be signed",
            around.today() + timedelta(days=7),
        ),
        (Point.OTHER, Verdict.RIGHT, "已与客户对过余额 Balance confirmed with the customer", None),
    )
    for nth, (pick, (point, verdict, text, follow)) in enumerate(zip(picks, said, strict=False), 1):
        note = NoteFinding(
            id=f"demo-finding-{nth}",
            review=scope.id,
            customer=pick.customer,
            point=point,
            verdict=verdict,
            text=text,
            follow_on=follow,
        )
        review.record(note)
