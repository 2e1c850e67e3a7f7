"""How banks call the columns of their tables, in Chinese, English and German; and their words for in and out."""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": (
            *(
                "记账日期",
                "交易日期",
                "入账日期",
                "交易时间",
                "记账时间",
                "日期",
                "发生日期",
                "交易日",
                "记账日",
                "入账时间",
            ),
            *("booking date", "transaction date", "posting date", "date", "posted date", "value date", "buchungstag"),
        ),
        "time": ("记账时间", "交易时间", "时间", "time"),
        "amount": (
            "交易金额",
            "金额",
            "发生额",
            "收支金额",
            "交易额",
            "amount",
            "transaction amount",
            "betrag",
            "umsatz",
        ),
        "came": (
            *(
                "记账金额(收入)",
                "收入金额",
                "收入",
                "贷方发生额",
                "贷方金额",
                "贷方",
                "存入",
                "存入金额",
                "转入金额",
                "转入",
            ),
            *("贷方发生额(收入)", "贷方(收入)", "收入(贷)", "交易金额(收入)", "收方金额", "来账金额", "存款金额"),
            *("credit", "credit amount", "money in", "paid in", "deposit", "deposits", "haben"),
        ),
        "went": (
            *(
                "记账金额(支出)",
                "支出金额",
                "支出",
                "借方发生额",
                "借方金额",
                "借方",
                "支取",
                "支取金额",
                "转出金额",
                "转出",
            ),
            *(
                "借方发生额(支取)",
                "借方发生额(支出)",
                "借方(支出)",
                "支出(借)",
                "交易金额(支出)",
                "付方金额",
                "往账金额",
                "取款金额",
            ),
            *("debit", "debit amount", "money out", "paid out", "withdrawal", "withdrawals", "soll"),
        ),
        "name": (
            *(
                "对方账户名",
                "对方户名",
                "对方账户名称",
                "对方名称",
                "对方单位",
                "对方单位名称",
                "对方姓名",
                "付款人",
                "付款人名称",
            ),
            *(
                "收(付)方名称",
                "收/付方名称",
                "收付方名称",
                "对手名称",
                "对手信息",
                "对方信息",
                "对方账号与户名",
                "交易对方",
            ),
            *("payee", "payer", "counterparty", "counterparty name", "name", "auftraggeber/beguenstigter"),
        ),
        "account": (
            *(
                "对方卡号/账号",
                "对方账号",
                "对方帐号",
                "对方账户",
                "对方卡号",
                "付款账号",
                "付款人账号",
                "收(付)方账号",
            ),
            *("收(付)方帐号", "counterparty account", "iban", "account number"),
        ),
        "reference": ("凭证号", "凭证号码", "reference", "ref", "payment reference", "cheque number"),
        "payment": (
            *("交易流水号", "流水号", "交易流水", "账户明细编号-交易流水号", "日志号", "明细流水号", "业务流水号"),
            *("transaction id", "transaction reference", "id"),
        ),
        "balance": (
            *("账户余额", "余额", "本次余额", "联机余额", "交易后余额", "当前余额", "账面余额"),
            *("balance", "running balance", "saldo"),
        ),
        "currency": ("币别", "币种", "货币", "记账币种", "交易币种", "交易货币", "currency", "ccy"),
    }
)
"""By which names each column is known."""

TEXTS = (
    *(
        "交易名称",
        "附言",
        "摘要",
        "用途",
        "备注",
        "交易说明",
        "交易备注",
        "交易摘要",
        "交易附言",
        "交易用途",
        "交易详情",
    ),
    *("description", "memo", "details", "narrative", "remarks", "particulars", "verwendungszweck"),
)

SIGNS = (
    *(
        "借贷标志",
        "借贷标识",
        "借/贷",
        "借贷",
        "借贷方向",
        "借贷标记",
        "收/支",
        "收支",
        "收支标志",
        "收支类型",
        "交易方向",
    ),
    *("来往账标志", "来往账标识", "来往账", "资金流向", "dr/cr", "cr/dr", "d/c", "c/d", "debit/credit", "credit/debit"),
    *("交易类型", "type"),
)
CAME_IN = frozenset(
    {"贷", "贷方", "收入", "收", "存入", "存", "转入", "来账", "入账", "汇入", "c", "cr", "credit", "+", "in", "h"}
)
WENT_OUT = frozenset(
    {"借", "借方", "支出", "支", "支取", "取", "转出", "往账", "出账", "汇出", "d", "dr", "debit", "-", "out", "s"}
)
