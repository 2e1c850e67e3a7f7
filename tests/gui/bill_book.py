"""Bills of a bank and of WeChat Pay beside what the small shop recorded: what arrived and what did not."""

import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.gui.shop_book import TODAY

HEAD = "交易日期,交易时间,摘要,对方户名,对方账号,交易流水号,金额\n"
ODD = "Posted,Narrative text,Party,In EUR-style\n03/04/2026,May invoice,Li Hai,1.200\n05/06/2026,top up,Wang,500\n"


def day(back: int) -> str:
    """Return a day before today as text."""
    return (TODAY - timedelta(days=back)).isoformat()


def bank_bill(folder: Path, rows: Sequence[tuple[str, str, str, str, str, str]], name: str = "招商银行.csv") -> Path:
    """Write a bank's table: day, time, text, payer, number, amount."""
    path = folder / name
    lines = [
        f"{on},{at},{text},{payer},6222020{nth},{number},{amount}\n"
        for nth, (on, at, text, payer, number, amount) in enumerate(rows)
    ]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_FOOT = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


def wechat_bill(folder: Path, amounts: Sequence[str], back: int, stated: str) -> Path:
    """Write a merchant's bill of WeChat Pay for a day, with a fee of 1 %; `stated` is the sum it claims."""
    lines = [WECHAT_HEAD]
    for nth, amount in enumerate(amounts):
        fee = f"{float(amount) / 100:.5f}"
        cells = [f"{day(back)} 10:{nth:02}:00", "wx1", "1600000000", "0", "", f"42000{nth}", f"S{nth}", "o1", "NATIVE"]
        cells += [
            "SUCCESS",
            "OTHERS",
            "CNY",
            amount,
            "0.00",
            "0",
            "0",
            "0.00",
            "0.00",
            "",
            "",
            "洗车",
            "",
            fee,
            "1.00%",
        ]
        cells += [amount, "0.00", ""]
        lines.append(",".join(f"`{cell}" for cell in cells))
    fees = sum(float(amount) / 100 for amount in amounts)
    sums = [str(len(amounts)), stated, "0.00", "0.00", f"{fees:.5f}", stated, "0.00"]
    lines += [WECHAT_FOOT, ",".join(f"`{cell}" for cell in sums)]
    path = folder / "微信支付商户账单.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


PAID = (
    (day(5), "10:00:00", "充值", "王小明", "N1", "500.00"),
    (day(4), "11:20:00", "货款", "李海建材", "N2", "820.00"),
    (day(3), "09:15:00", "跨行转账 0023", "区美玲", "N3", "300.00"),
    (day(3), "16:40:00", "网银互联", "杭州某某商贸有限公司", "N4", "1260.00"),
    (day(2), "08:05:00", "退款 洗车券", "赵六", "N5", "-60.00"),
    (day(2), "13:30:00", "财付通清算款", "财付通支付科技有限公司", "N6", "198.00"),
    (day(1), "23:10:00", "手续费", "", "N7", "-3.00"),
    (day(0), "10:00:00", "转账", "刘一", "N8", "5.00"),
)


def recorded() -> list[dict[str, Any]]:
    """Return top-ups by bank: one that arrived, two that never did, one that may still come."""

    def top_up(name: str, back: int, customer: str, paid: str) -> dict[str, Any]:
        return {"do": "top_up", "id": name, "on": day(back), "customer": customer, "paid": paid, "tender": "bank"}

    return [
        top_up("arrived", 5, "0042", "500.00"),
        top_up("never", 4, "0023", "200.00"),
        top_up("never too", 3, "0007", "1000.00"),
        top_up("on its way", 0, "0042", "150.00"),
    ]


MISLEADING = "日期,金额,实际到账,摘要\n2026-05-04,900.00,100.00,张三\n2026-05-05,800.00,-30.00,电费\n"
"""A bank's table in which the column called amount is not what moved."""


def several(folder: Path, *files: tuple[str, bytes]) -> Path:
    """Pack bills into one file."""
    path = folder / "四月的账单.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path
