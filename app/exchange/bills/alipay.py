"""Bills of Alipay: a merchant's business details and movements of the account, and that of a person's own account.

The merchant's files begin and end with lines marked `#`, which hold period, account and sums. In the business details a
refund is printed as a positive amount, and added to the payments in the sum below them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise

from app.core.incoming import BadRow, Bill, Control, Incoming, PayKind, Source, check_count
from app.core.requests import Tender
from app.errors import Message, refuse
from app.exchange.bills import reading as r
from app.exchange.bills.reading import Columns, Line
from app.exchange.bills.wechat import filled, stated_sums
from app.i18n.mark import N_

_PERIOD = r"起始(?:日期|时间)：\[(.+?)\].*终止(?:日期|时间)：\[(.+?)\]"


def is_detail(lines: Sequence[Line]) -> bool:
    """Whether rows are the business details of a merchant."""
    return _has(lines, "支付宝交易号", "商家实收")


def is_flow(lines: Sequence[Line]) -> bool:
    """Whether rows are the movements of a merchant's account."""
    return _has(lines, "账务流水号", "收入金额")


def is_personal(lines: Sequence[Line]) -> bool:
    """Whether rows are a person's bill: the one of today, or the older one with 交易创建时间."""
    return _has(lines, "收/支", "交易状态", "交易对方") and not _has(lines, "微信订单号")


def is_summary(lines: Sequence[Line]) -> bool:
    """Whether rows are the sums of a merchant's bill, which Alipay packs beside it."""
    return any("业务汇总" in line.cells[0] for line in lines[:20] if line.cells)


def _has(lines: Sequence[Line], *names: str) -> bool:
    return any(_is_header(line.cells, *names) for line in lines[:60])


def _is_header(cells: Sequence[str], *names: str) -> bool:
    plain = [r.plain_name(cell) for cell in cells]
    return all(any(cell.startswith(r.plain_name(name)) for cell in plain) for name in names)


def _table(lines: Sequence[Line], *names: str) -> tuple[Columns, list[Line], list[Line], list[Line]]:
    """Return the columns, what stands before them, the rows, and the marked lines among and after these.

    Several bills may have been put one after the other: their rows count like those of the first.
    """
    found = r.rows_after(lines, lambda cells: _is_header(cells, *names))
    if found is None:
        refuse("file", N_("file: the header of the bill was not found."))
    columns, start = found
    rest = [line for line in filled(lines[start:]) if tuple(line.cells) != columns.header]
    body = [line for line in rest if not line.cells[0].startswith("#")]
    return columns, list(lines[: start - 1]), body, [line for line in rest if line.cells[0].startswith("#")]


def _days(head: Sequence[Line]) -> tuple[date | None, date | None]:
    stated = r.first_match(_PERIOD, head)
    return r.period(stated[1], stated[2]) if stated else (None, None)


def _bill(
    source: Source, head: Sequence[Line], rows: Sequence[Incoming], bad: Sequence[BadRow], controls: Sequence[Control]
) -> Bill:
    """Return a bill of a merchant: its account and its days stand in its head."""
    account = r.first_match(r"账号：\[(.*?)\]", head)
    first, last = _days(head)
    return Bill(
        source,
        Tender.ALIPAY,
        tuple(rows),
        tuple(bad),
        tuple(controls),
        account=account[1] if account else "",
        first=first,
        last=last,
    )


# ---- business details -----------------------------------------------------------------------------------------------

_AS_POSITIVE = N_("It agrees when refunds are counted as positive amounts, as they are printed.")


def read_detail(lines: Sequence[Line], decimals: int) -> Bill:
    """Read a merchant's business details."""
    columns, head, body, foot = _table(lines, "支付宝交易号", "商家实收")
    bad: list[BadRow] = []
    rows = tuple(r.each_row(body, partial(_detail_row, columns, decimals), bad))
    controls: list[Control] = []
    sums = _stated(r"交易合计：\s*(\d+)笔.*?商家实收共([\d.,-]+?)元", foot, decimals)
    if sums is not None:
        controls.append(check_count(N_("Lines"), sums[0], rows))
        control = Control(N_("Received by the shop"), sums[1], sum(each.amount for each in rows))
        printed = sum(abs(each.amount) for each in rows)
        controls.append(control if control.right or printed != sums[1] else control._replace(hint=_AS_POSITIVE))
    return _bill(Source.ALIPAY_DETAIL, head, rows, bad, controls)


def _stated(pattern: str, foot: Sequence[Line], decimals: int) -> tuple[int, int] | None:
    """Return how many lines a bill states and what they come to (minor units), those of several bills together."""
    found = [match for line in foot if (match := re.search(pattern, ",".join(line.cells)))]
    amounts = [r.amount_or_none(match[2].rstrip(","), decimals) for match in found]
    if not found or None in amounts:
        return None
    return sum(int(match[1]) for match in found), round(sum(filter(None, amounts), Decimal(0)))


_WHO = re.compile(r"(.*?)\((.*)\)")


def _detail_row(columns: Columns, decimals: int, line: Line) -> Iterator[Incoming]:
    r.check_width(columns, line)
    get = partial(columns.get, line.cells)
    sort = get("业务类型")
    if sort not in ("交易", "退款"):
        raise r.BadCell("业务类型", sort, Message(N_("this kind of business is not known")))
    on, at = r.day_and_time("完成时间", get("完成时间") or get("创建时间"))
    moved = abs(r.amount(columns.name("商家实收(元)"), get("商家实收(元)"), decimals))
    fee, _ = r.rounded("服务费", get("服务费(元)") or "0", decimals)
    who = get("对方账户").translate(str.maketrans("（）", "()"))
    match = _WHO.fullmatch(who)
    back = sort == "退款"
    yield Incoming(
        payment=get("支付宝交易号"),
        line=line.number,
        kind=PayKind.REFUND if back else PayKind.PAYMENT,
        way=Tender.ALIPAY,
        on=on,
        amount=-moved if back else moved,
        at=at,
        fee=-abs(fee) if back else abs(fee),
        name=match[1] if match else r.said(who),
        account=match[2] if match else "",
        reference=get("商户订单号"),
        text=r.joined(get("商品名称"), get("备注"), get("退款批次号/请求号")),
        raw=tuple(line.cells),
    )


# ---- movements of the account ---------------------------------------------------------------------------------------


def read_flow(lines: Sequence[Line], decimals: int) -> Bill:
    """Read the movements of a merchant's account; what went out is told by its kind: refund, fee, or paid out."""
    columns, head, body, foot = _table(lines, "账务流水号", "收入金额")
    bad: list[BadRow] = []
    balances: list[tuple[int, int]] = []
    rows = tuple(r.each_row(body, partial(_flow_row, columns, decimals, balances), bad))
    controls: list[Control] = []
    for word, what, part in (
        ("支出合计", N_("Went out"), [each for each in rows if each.amount < 0]),
        ("收入合计", N_("Came in"), [each for each in rows if each.amount > 0]),
    ):
        sums = _stated(word + r"：\s*(\d+)笔[，,]\s*共\s*([\d.,-]+?)元", foot, decimals)
        if sums is not None:
            controls += [check_count(N_("Lines"), sums[0], part)]
            controls += [Control(what, abs(sums[1]), abs(sum(each.amount for each in part)))]
    controls += running(balances)
    return _bill(Source.ALIPAY_FLOW, head, rows, bad, controls)


def running(balances: Sequence[tuple[int, int]]) -> list[Control]:
    """Compare a running balance with the amounts (amount, balance after), whichever end the list begins at."""
    if len(balances) < 2:  # noqa: PLR2004 - one balance alone proves nothing
        return []
    down = sum(after == before + moved for (_, before), (moved, after) in pairwise(balances))
    up = sum(after == before + moved for (moved, after), (_, before) in pairwise(balances))
    return [Control(N_("Running balance, lines that agree"), len(balances) - 1, max(up, down), money=False)]


def _flow_row(columns: Columns, decimals: int, balances: list[tuple[int, int]], line: Line) -> Iterator[Incoming]:
    r.check_width(columns, line)
    get = partial(columns.get, line.cells)
    on, at = r.day_and_time("发生时间", get("发生时间", "入账时间"))
    came = abs(r.amount("收入金额", get("收入金额(+元)") or "0", decimals))
    went = abs(r.amount("支出金额", get("支出金额(-元)") or "0", decimals))
    if came and went:
        raise r.BadCell("支出金额", get("支出金额(-元)"), Message(N_("money came in and went out in one line")))
    sort, note = get("业务类型", "账务类型"), get("备注")
    after = r.amount_or_none(get("账户余额(元)"), decimals)
    if after is not None:
        balances.append((came - went, int(after)))
    kind = _flow_kind(sort, note, came)
    trade = get("业务流水号") if kind in (PayKind.PAYMENT, PayKind.REFUND) else ""
    yield Incoming(
        payment=trade or get("账务流水号"),
        line=line.number,
        kind=kind,
        way=Tender.ALIPAY,
        on=on,
        amount=came - went,
        at=at,
        name=r.said(get("对方名称", "对方账户名称")),
        account=r.said(get("对方账号", "对方账户")),
        reference=get("商户订单号"),
        text=r.joined(get("商品名称"), note, sort),
        raw=tuple(line.cells),
    )


def _flow_kind(sort: str, note: str, came: int) -> PayKind:
    """Tell what a line is by its kind of business; of what came in, a note (会员充值) was written by the customer."""
    words = sort if came else f"{sort} {note}"
    if not came and any(word in words for word in ("服务费", "手续费", "收费")):
        return PayKind.FEE
    if any(word in words for word in ("提现", "转账到银行卡", "充值")):
        return PayKind.PAYOUT
    if came:
        return PayKind.SPENT if "退" in sort else PayKind.PAYMENT
    return PayKind.REFUND if "退" in words else PayKind.SPENT


# ---- a person's account ---------------------------------------------------------------------------------------------

_NOTHING_MOVED = ("交易关闭", "已关闭", "失败", "等待付款")


def read_personal(lines: Sequence[Line], decimals: int) -> Bill:
    """Read a person's bill; trades that were closed moved nothing and are counted as left out."""
    columns, head, body, _ = _table(lines, "收/支", "交易状态", "交易对方")
    body = [line for line in body if not r.is_foot(line.cells, line.cells[0])]
    bad: list[BadRow] = []
    rows = tuple(r.each_row(body, partial(_personal_row, columns, decimals), bad))
    first, last = _days(head)
    account = r.first_match(r"支付宝账户：\s*(\S+?)(?:,|$)", head)
    controls = stated_sums(head, rows, decimals, ("收入", "支出"))
    meant = r.first_match("可能会和下方统计金额不一致", head) is not None
    return Bill(
        Source.ALIPAY_PERSONAL,
        Tender.ALIPAY,
        tuple(each for each in rows if each.amount),
        tuple(bad),
        tuple(each._replace(meant=meant) for each in controls),
        account=account[1] if account else "",
        first=first,
        last=last,
        left_out=sum(1 for each in rows if not each.amount),
    )


def _personal_row(columns: Columns, decimals: int, line: Line) -> Iterator[Incoming]:
    r.check_width(columns, line)
    get = partial(columns.get, line.cells)
    on, at = r.day_and_time("交易时间", get("交易时间", "付款时间") or get("交易创建时间"))
    moved = abs(r.amount(columns.name("金额"), get("金额", "金额(元)"), decimals))
    state, way, sort = get("交易状态"), get("收/支"), get("交易分类", "类型")
    kind, sign = _personal_kind(way, f"{sort} {state}")
    if any(word in state for word in _NOTHING_MOVED) and way != "支出":
        sign = 0
    fee = r.amount_or_none(get("服务费"), decimals)
    yield Incoming(
        payment=get("交易订单号", "交易号"),
        line=line.number,
        kind=kind,
        way=Tender.ALIPAY,
        on=on,
        amount=sign * moved,
        at=at,
        fee=0 if fee is None else round(fee),
        name=r.said(get("交易对方")),
        account=r.said(get("对方账号")),
        reference=r.said(get("商家订单号")),
        text=r.joined(get("商品说明", "商品名称"), get("备注"), sort),
        raw=tuple(line.cells),
    )


def _personal_kind(way: str, words: str) -> tuple[PayKind, int]:
    if way == "收入":
        return (PayKind.SPENT, 1) if "退款" in words else (PayKind.PAYMENT, 1)
    if way == "支出":
        return PayKind.SPENT, -1
    if way in ("不计收支", "/", "", "其他"):
        return (PayKind.SPENT, 1) if "退款" in words else (PayKind.PAYOUT, 1)
    raise r.BadCell("收/支", way, Message(N_("this says neither that money came in nor that it went out")))
