"""Bills of WeChat: the merchant's (v3, and the older one with 总金额), and that of a person's own account.

In a merchant bill each cell begins with a backtick, so that a comma within one does no harm; its last two rows are the
sums. Refunds are printed as positive amounts. A person's bill has a preamble, and says 收入, 支出 or / of each line.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from app.core.incoming import GIVEN_BACK, BadRow, Bill, Control, Incoming, PayKind, Source, check_count
from app.core.requests import Tender
from app.errors import Message, refuse
from app.exchange.bills import reading as r
from app.exchange.bills.reading import Columns, Line
from app.i18n.mark import N_

_SETTLED = ("应结订单金额", "总金额")
_REFUNDED = ("退款金额",)
_FEES = N_("Fees")
_ROUNDED = N_("{n} fees have more decimals than the currency; each was rounded half up.")


# ---- merchant -------------------------------------------------------------------------------------------------------


def is_merchant(lines: Sequence[Line]) -> bool:
    """Whether rows are a merchant bill of WeChat Pay."""
    return any(_is_header(line.cells) for line in lines[:20])


def _is_header(cells: Sequence[str]) -> bool:
    return {"交易时间", "微信订单号", "商户订单号", "交易状态"} <= set(cells) or {"微信订单号", "微信退款单号"} <= set(
        cells
    )


def ticked_lines(text: str) -> list[Line]:
    """Return the rows of a text whose cells begin with backticks, as a shop downloads its bills; none of any other.

    A quotation mark before a backtick is what a spreadsheet program writes: then the text is an ordinary table.
    """
    if "`" not in text or '"`' in text:
        return []
    return [Line(number, _cells(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _cells(line: str) -> list[str]:
    cells = line[1:].split(",`") if line.startswith("`") else line.split(",")
    return [r.plain_cell(cell) for cell in cells]


class _Part(NamedTuple):
    """A header with the rows below it, and the two rows of sums where there are any."""

    columns: Columns
    rows: list[Line]
    foot: list[Line]


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """Return the bills of a file: of one day, or of several that were put one after the other."""
    parts: list[_Part] = []
    for line in filled(lines):
        if _is_header(line.cells):
            parts.append(_Part(Columns(line.cells), [], []))
        elif parts and (line.cells[0].startswith("总交易单数") or len(parts[-1].foot) == 1):
            parts[-1].foot.append(line)
        elif parts:
            parts[-1].rows.append(line)
    return parts


def read_merchant(lines: Sequence[Line], decimals: int) -> Bill:
    """Read a merchant bill with its control totals; raises `Refused` where it has no header."""
    parts = _parts(lines)
    if not parts:
        refuse("file", N_("file: the header of the bill was not found."))
    bad: list[BadRow] = []
    fine: list[int] = []
    rows: list[Incoming] = []
    controls: list[Control] = []
    account = ""
    for part in parts:
        read = list(r.each_row(part.rows, partial(_merchant_row, part.columns, decimals, fine), bad))
        controls += _merchant_controls(part.foot, read, decimals) if len(part.foot) > 1 else ()
        account = account or next((part.columns.get(line.cells, "商户号") for line in part.rows), "")
        rows += read
    said = (Message(_ROUNDED, {"n": len(fine)}),) if fine else ()
    moved = tuple(each for each in rows if each.amount)
    return Bill(
        Source.WECHAT_MERCHANT,
        Tender.WECHAT,
        moved,
        tuple(bad),
        tuple(controls),
        account=account,
        left_out=len(rows) - len(moved),
        said=said,
    )


def _merchant_row(columns: Columns, decimals: int, fine: list[int], line: Line) -> Iterator[Incoming]:
    r.check_width(columns, line)
    get = partial(columns.get, line.cells)
    state = get("交易状态")
    back = state in ("REFUND", "REVOKED", "CLOSED", "PROCESSING") or (not state and "退款申请时间" in columns.header)
    if state not in ("SUCCESS", "REFUND", "REVOKED", ""):
        raise r.BadCell("交易状态", state, Message(N_("this state of a payment is not known")))
    failed = get("退款状态") in ("FAIL", "CLOSED", "CHANGE")  # nothing moved; what is on its way has left the shop
    on, at = r.day_and_time("交易时间", get("退款成功时间") or get("交易时间"))
    names = _REFUNDED if back else _SETTLED
    moved = r.amount(columns.name(*names), get(*names), decimals)
    fee, was_rounded = r.rounded("手续费", get("手续费") or "0", decimals)
    if was_rounded:
        fine.append(line.number)
    yield Incoming(
        payment=(get("微信退款单号") if back else "") or get("微信订单号"),
        line=line.number,
        kind=PayKind.REFUND if back else PayKind.PAYMENT,
        way=Tender.WECHAT,
        on=on,
        amount=0 if failed else -abs(moved) if back else moved,
        at=at,
        fee=0 if failed else fee,
        account=get("用户标识"),
        reference=(get("商户退款单号") if back else "") or get("商户订单号"),
        text=r.joined(get("商品名称"), get("商户数据包")),
        raw=tuple(line.cells),
    )


def _merchant_controls(foot: Sequence[Line], rows: Sequence[Incoming], decimals: int) -> tuple[Control, ...]:
    columns, sums = Columns(foot[0].cells), foot[1].cells
    counted = {
        ("应结订单总金额", "总交易额"): (N_("Payments"), sum(e.amount for e in rows if e.kind is PayKind.PAYMENT)),
        ("退款总金额", "总退款金额"): (N_("Refunds"), -sum(e.amount for e in rows if e.kind is PayKind.REFUND)),
        ("手续费总金额",): (_FEES, sum(e.fee for e in rows)),
    }
    lines = r.amount_or_none(columns.get(sums, "总交易单数"), 0)
    found = [] if lines is None else [check_count(N_("Lines"), round(lines), rows)]
    for names, (what, total) in counted.items():
        stated = r.amount_or_none(columns.get(sums, *names), decimals)
        if stated is not None:
            found.append(Control(what, round(stated), total))
    return tuple(found)


# ---- a person's account ---------------------------------------------------------------------------------------------


def is_personal(lines: Sequence[Line]) -> bool:
    """Whether rows are those of a person's bill of WeChat."""
    return any("微信支付账单明细" in cell for line in lines[:20] for cell in line.cells[:2])


def read_personal(lines: Sequence[Line], decimals: int) -> Bill:
    """Read a person's bill; what they spent themselves is told apart from what came in."""
    found = r.rows_after(lines, lambda cells: "交易时间" in cells and "交易单号" in cells)
    if found is None:
        refuse("file", N_("file: the header of the bill was not found."))
    columns, start = found
    bad: list[BadRow] = []
    rows = tuple(r.each_row(filled(lines[start:]), partial(_personal_row, columns, decimals), bad))
    period = r.first_match(r"起始时间：\[(.+?)\].*终止时间：\[(.+?)\]", lines[:start])
    first, last = r.period(period[1], period[2]) if period else (None, None)
    nick = r.first_match(r"微信昵称：\[(.*?)\]", lines[:start])
    controls = stated_sums(lines[:start], rows, decimals, ("收入", "支出"))
    account = nick[1] if nick else ""
    source = Source.WECHAT_PERSONAL
    return Bill(source, Tender.WECHAT, rows, tuple(bad), controls, account=account, first=first, last=last)


def filled(lines: Sequence[Line]) -> list[Line]:
    """Return the rows that say anything."""
    return [line for line in lines if any(line.cells)]


def stated_sums(
    head: Sequence[Line], rows: Sequence[Incoming], decimals: int, words: tuple[str, str]
) -> tuple[Control, ...]:
    """Compare what a preamble states (共43笔记录, 收入：1笔 0.35元, 支出：…) with the lines themselves."""
    main = [each for each in rows if not each.payment.endswith(GIVEN_BACK)]
    controls = []
    count = r.first_match(r"共\s*(\d+)\s*笔记录", head)
    if count:
        controls.append(check_count(N_("Lines"), int(count[1]), main))
    income = [each for each in main if each.kind is PayKind.PAYMENT]
    spent = [each for each in main if each.kind is PayKind.SPENT and each.amount < 0]
    for word, what, each in ((words[0], N_("Came in"), income), (words[1], N_("Spent"), spent)):
        stated = r.first_match(rf"(?:^|,){word}：\s*\d+笔\s*([\d.,]+)元", head)
        minor = r.amount_or_none(stated[1], decimals) if stated else None
        if minor is not None:
            controls.append(Control(what, round(minor), abs(sum(one.amount for one in each))))
    return tuple(controls)


_OUT_OF_IT = ("提现", "转出", "信用卡还款", "购买", "充值")


def _personal_row(columns: Columns, decimals: int, line: Line) -> Iterator[Incoming]:
    r.check_width(columns, line)
    get = partial(columns.get, line.cells)
    on, at = r.day_and_time("交易时间", get("交易时间"))
    moved = abs(r.amount(columns.name("金额"), get("金额", "金额(元)"), decimals))
    sort, way = get("交易类型"), get("收/支")
    kind, sign = _personal_kind(sort, way)
    fee = re.search(r"服务费\s*[¥￥]?\s*([\d.]+)", get("备注"))
    payment = Incoming(
        payment=r.said(get("交易单号")),
        line=line.number,
        kind=kind,
        way=Tender.WECHAT,
        on=on,
        amount=sign * moved,
        at=at,
        fee=r.amount("备注", fee[1], decimals) if fee else 0,
        name=r.said(get("交易对方")),
        reference=r.said(get("商户单号")),
        text=r.joined(get("商品"), get("备注"), sort),
        raw=tuple(line.cells),
    )
    yield payment
    if kind is PayKind.PAYMENT:
        yield from _given_back(payment, get("当前状态"), decimals)


def _personal_kind(sort: str, way: str) -> tuple[PayKind, int]:
    if way == "收入":
        return (PayKind.SPENT, 1) if "退款" in sort else (PayKind.PAYMENT, 1)
    if way == "支出":
        return PayKind.SPENT, -1
    if way in ("/", "", "中性交易"):
        return PayKind.PAYOUT, -1 if any(word in sort for word in _OUT_OF_IT) else 1
    raise r.BadCell("收/支", way, Message(N_("this says neither that money came in nor that it went out")))


def _given_back(payment: Incoming, state: str, decimals: int) -> Iterator[Incoming]:
    """Yield what was given back of a payment by what its state says: 已全额退款, 已退款(￥5.00)."""
    if "退款" not in state:
        return
    part = re.search(r"[\d.,]+", state)
    back = payment.amount if "全额" in state or part is None else r.amount("当前状态", part[0], decimals)
    own = f"{payment.payment}{GIVEN_BACK}"
    yield payment._replace(payment=own, kind=PayKind.REFUND, amount=-back, fee=0)
