"""The fund bill of a WeChat Pay merchant (资金账单): every movement of the account, with the balance after it.

Columns, kinds of business and sums as WeChat Pay describes them (“资金账单详细说明”, 2024-11-25); kinds may be added
there, so what is not known is told by the words in its name. A fee is a line of its own. Of a refund the account pays
what the customer gets less the fee that is given back, and the note says both: 退款总金额100.00元;含手续费0.60元.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from app.core.incoming import BadRow, Bill, Control, Incoming, PayKind, Source
from app.core.requests import Tender
from app.errors import Message, refuse
from app.exchange.bills import reading as r
from app.exchange.bills.alipay import running
from app.exchange.bills.reading import Columns, Line
from app.i18n.mark import N_

_NAMES = frozenset(map(r.plain_name, ("记账时间", "资金流水单号", "收支类型", "收支金额(元)")))


def is_fund(lines: Sequence[Line]) -> bool:
    """Whether rows are a fund bill of WeChat Pay."""
    return any(is_header(line.cells) for line in lines[:20])


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of a fund bill."""
    return set(map(r.plain_name, cells)) >= _NAMES


class _Move(NamedTuple):
    """What a line does to the account (minor units): whether it says 收入, how much, and the balance after it."""

    came: bool
    amount: int
    after: int | None


def read_fund(lines: Sequence[Line], decimals: int) -> Bill:
    """Read a fund bill, of one day or of several put one after the other; raises `Refused` where it has no header."""
    if not is_fund(lines):
        refuse("file", N_("file: the header of the bill was not found."))
    bad: list[BadRow] = []
    rows: list[Incoming] = []
    controls: list[Control] = []
    for columns, body, foot in _parts(lines):
        moves: list[_Move] = []
        rows += r.each_row(body, partial(_row, columns, decimals, moves), bad)
        controls += [*_stated(foot, moves, decimals), *_balances(moves)]
    return Bill(Source.WECHAT_FUND, Tender.WECHAT, _without_closed(rows), tuple(bad), tuple(controls))


def _parts(lines: Sequence[Line]) -> list[tuple[Columns, list[Line], list[Line]]]:
    """Return the bills of a file: the columns, the lines, and the two rows of sums below them."""
    parts: list[tuple[Columns, list[Line], list[Line]]] = []
    for line in lines:
        if is_header(line.cells):
            parts.append((Columns(line.cells), [], []))
        elif parts and any(line.cells):
            _, body, foot = parts[-1]
            below = line.cells[0].startswith("资金流水总笔数") or len(foot) == 1
            (foot if below else body).append(line)
    return parts


_GROSS = re.compile(r"退款总金额([\d.,]+)元[;；]含手续费([\d.,]+)元")


def _row(columns: Columns, decimals: int, moves: list[_Move], line: Line) -> Iterator[Incoming]:
    r.check_width(columns, line)
    get = partial(columns.get, line.cells)
    on, at = r.day_and_time("记账时间", get("记账时间"))
    way, amount = get("收支类型"), get("收支金额(元)")
    if way not in ("收入", "支出"):
        raise r.BadCell("收支类型", way, Message(N_("this says neither that money came in nor that it went out")))
    size = abs(r.amount(columns.name("收支金额(元)"), amount, decimals))
    came, name, sort, note = way == "收入", get("业务名称"), get("业务类型"), get("备注")
    moved = size if came else -size
    after = r.amount_or_none(get("账户结余(元)"), decimals)
    moves.append(_Move(came, moved, None if after is None else round(after)))
    kind = _kind(name, sort, came=came)
    fee = _fee_given_back(note, moved, decimals) if kind is PayKind.REFUND else 0
    of_trade = kind not in (PayKind.PAYOUT, PayKind.SPENT) or sort == _CLOSED
    trade, flow = r.said(get("微信支付业务单号")), r.said(get("资金流水单号"))
    yield Incoming(
        payment=(trade or flow) if of_trade else (flow or trade),
        line=line.number,
        kind=kind,
        way=Tender.WECHAT,
        on=on,
        amount=moved + fee,
        at=at,
        fee=fee,
        reference=r.said(get("业务凭证号")),
        text=r.joined(note, name, sort),
        raw=tuple(line.cells),
    )


_CLOSED = "退款关闭"
_OWN = ("提现", "充值", "转入", "转出")
_OTHERS = ("代金券", "立减", "折扣", "分账", "企业付款", "转账", "红包")


def _kind(name: str, sort: str, *, came: bool) -> PayKind:
    """Tell what a line is by its kind of business; what came in and is nothing else is a customer's."""
    words = f"{name} {sort}"
    if any(word in words for word in ("手续费", "服务费")):
        return PayKind.FEE
    if any(word in words for word in _OTHERS):
        return PayKind.SPENT
    if "退" in words or "撤销" in words:
        return PayKind.SPENT if came else PayKind.REFUND
    if any(word in words for word in _OWN) or (not came and "结算" in words):
        return PayKind.PAYOUT
    return PayKind.PAYMENT if came else PayKind.SPENT


def _fee_given_back(note: str, moved: int, decimals: int) -> int:
    """Return the fee (negative, minor units) by which a refund was smaller for the account than for the customer."""
    found = _GROSS.search(note)
    if found is None:
        return 0
    gross, fee = (r.amount_or_none(each, decimals) for each in found.groups())
    return -round(fee) if gross is not None and fee is not None and gross - fee == -moved else 0


def _without_closed(rows: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """Return the lines, with refunds that never reached the customer as nothing moved: so a merchant bill has them."""
    closed = {each.payment: each.amount for each in rows if _is_closed(each)}
    failed = {
        each.payment
        for each in rows
        if each.kind is PayKind.REFUND and closed.get(each.payment) == each.fee - each.amount
    }
    return tuple(
        each._replace(amount=0, fee=0)
        if each.payment in failed and (each.kind is PayKind.REFUND or _is_closed(each))
        else each
        for each in rows
    )


def _is_closed(each: Incoming) -> bool:
    return each.kind is PayKind.SPENT and each.text.endswith(_CLOSED)


def _stated(foot: Sequence[Line], moves: Sequence[_Move], decimals: int) -> Iterator[Control]:
    """Compare the sums below the lines with these."""
    if len(foot) < 2:  # noqa: PLR2004 - names and sums
        return
    columns, sums = Columns(foot[0].cells), foot[1].cells
    came = [each.amount for each in moves if each.came]
    went = [-each.amount for each in moves if not each.came]
    for name, what, counted, money in (
        ("资金流水总笔数", N_("Lines"), len(moves), False),
        ("收入笔数", N_("Lines that came in"), len(came), False),
        ("收入金额", N_("Came in"), sum(came), True),
        ("支出笔数", N_("Lines that went out"), len(went), False),
        ("支出金额", N_("Went out"), sum(went), True),
    ):
        stated = r.amount_or_none(columns.get(sums, name), decimals if money else 0)
        if stated is not None:
            yield Control(what, round(stated), counted, money=money)


def _balances(moves: Sequence[_Move]) -> list[Control]:
    """Compare the balance after each line with the line."""
    return running([(each.amount, each.after) for each in moves if each.after is not None])
