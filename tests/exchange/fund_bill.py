"""A fund bill of WeChat Pay as a shop downloads it, and the merchant bill of the same day."""

from collections.abc import Sequence
from pathlib import Path

HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FOOT = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
TRADE, REFUND = "4200001856202605040000000001", "50301002026050400000000000002"
ROWS = (
    ("2026-05-04 10:00:01", TRADE, "F1", "交易", "交易", "收入", "500.00", "1500.00", "system", "储值, 500元", "S1"),
    ("2026-05-04 10:00:01", TRADE, "F2", "交易", "扣除交易手续费", "支出", "3.00", "1497.00", "system", "", "S1"),
    (
        *("2026-05-04 18:30:00", REFUND, TRADE, "退款", "退款", "支出", "99.40", "1397.60", "1601959334API"),
        *("退款总金额100.00元;含手续费0.60元", "R1"),
    ),
    ("2026-05-04 23:00:00", "W1", "F4", "充值/提现", "提现", "支出", "1000.00", "397.60", "system", "自动提现", "/"),
)
SUMS = ("4.0", "1.0", "500.00", "3.0", "1102.40")

_MERCHANT = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注\n"
    f"`2026-05-04 10:00:00,`wx1,`160,`0,`,`{TRADE},`S1,`o1,`NATIVE,`SUCCESS,`OTHERS,`CNY,`500.00,`0.00,`0,`0,`0.00,"
    "`0.00,`,`,`储值,`,`3.00000,`0.60%,`500.00,`0.00,`\n"
    f"`2026-05-03 23:59:59,`wx1,`160,`0,`,`{TRADE},`S1,`o1,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`{REFUND},`R1,"
    "`100.00,`0.00,`ORIGINAL,`SUCCESS,`储值,`,`-0.60000,`0.60%,`0.00,`100.00,`\n"
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
    "`2,`500.00,`100.00,`0.00,`2.40000,`500.00,`100.00\n"
)


def row(
    at: str, trade: str, flow: str, name: str, sort: str, way: str, amount: str, after: str, *, voucher: str = ""
) -> tuple[str, ...]:
    """Return a line."""
    return (at, trade, flow, name, sort, way, amount, after, "system", "", voucher)


def fund(
    folder: Path, rows: Sequence[Sequence[str]] = ROWS, sums: Sequence[str] = SUMS, name: str = "fund.csv"
) -> Path:
    """Write a fund bill."""
    path = folder / name
    lines = [HEAD, *(",".join(f"`{cell}" for cell in each) for each in rows), FOOT]
    path.write_text("\n".join([*lines, ",".join(f"`{cell}" for cell in sums), ""]), encoding="utf-8")
    return path


def merchant(folder: Path) -> Path:
    """Write the merchant bill of the same day."""
    path = folder / "merchant.csv"
    path.write_text(_MERCHANT, encoding="utf-8")
    return path
