"""How banks, and those who collect for shops, call the columns of their tables; and their words for in and out."""

import re
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
            *(
                "booking date",
                "transaction date",
                "posting date",
                "date posted",
                "date",
                "posted date",
                "completed date",
            ),
            *("created", "created date", "buchungstag", "buchungsdatum", "buchung", "datum", "data contabile"),
            *("fecha", "fecha operación", "date opération", "date comptable", "data", "年月日", "取引日", "거래일시"),
            *("거래일자", "value date", "wertstellung"),
            *("支付时间", "付款时间", "完成时间", "交易完成时间", "下单时间", "时间"),
        ),
        "time": ("记账时间", "交易时间", "时间", "time", "hora", "uhrzeit"),
        "amount": (
            *("交易金额", "发生额", "收支金额", "交易额", "订单金额", "实收金额", "商家实收", "金额"),
            *("gross", "gross amount", "transaction amount", "amount", "billing amount", "value", "betrag", "umsatz"),
            *("bedrag", "importe", "montant", "importo", "valor", "belopp", "beløb"),
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
            *("存", "入账金额", "汇入金额", "存(存入)", "お預入れ", "お預り金額", "入金額", "入金", "입금액", "입금"),
            *("credit", "credit amount", "money in", "paid in", "deposit", "deposits", "credits", "haben", "bij"),
            *("crédit", "crédit euros", "avere", "haber", "abono", "abonos", "entradas"),
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
            *(
                "提取",
                "提出",
                "提",
                "提(支出)",
                "汇出金额",
                "お引出し",
                "お支払金額",
                "出金額",
                "出金",
                "출금액",
                "출금",
            ),
            *("debit", "debit amount", "money out", "paid out", "withdrawal", "withdrawals", "debits", "soll", "af"),
            *("débit", "débit euros", "dare", "debe", "cargo", "cargos", "saídas"),
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
            *("交易对手", "交易对手名称", "对手户名", "对方账户户名", "汇款人", "付款人户名", "付款方", "付款方名称"),
            *("payer name", "payer", "counterparty", "counter party", "counterparty name", "partner name", "payee"),
            *("sender", "name", "auftraggeber/beguenstigter", "beguenstigter/zahlungspflichtiger"),
            *("begünstigter/auftraggeber", "auftraggeber/empfänger", "zahlungspflichtige*r", "naam tegenpartij"),
            *("naam/omschrijving", "보낸분/받는분"),
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
            *("收(付)方帐号", "对手账号", "交易对手账号", "付款方账号", "转出入账号"),
            *("counterparty account", "partner iban", "tegenrekening iban/bban", "tegenrekening"),
            *("kontonummer/iban", "from email address", "iban", "account number"),
        ),
        "reference": (
            *("凭证号", "凭证号码", "商户订单号", "订单号", "reference", "ref", "payment reference", "cheque number"),
            *("invoice number", "kundenreferenz", "kundenreferenz(end-to-end)", "betalingskenmerk"),
        ),
        "payment": (
            *(
                "交易流水号",
                "流水号",
                "交易流水",
                "收钱吧订单号",
                "账户明细编号-交易流水号",
                "日志号",
                "明细流水号",
                "业务流水号",
            ),
            *("系统订单号", "平台订单号", "平台流水号", "检索参考号", "参考号"),
            *("transaction id", "transaction reference", "id"),
        ),
        "balance": (
            *("账户余额", "余额", "本次余额", "联机余额", "交易后余额", "当前余额", "账面余额"),
            *(
                "结余",
                "balance",
                "running balance",
                "running bal.",
                "saldo",
                "saldo na trn",
                "saldo na mutatie",
                "残高",
            ),
            *("잔액", "solde"),
        ),
        "fee": (
            "手续费",
            "手续费金额",
            "服务费",
            "交易手续费",
            "商户手续费",
            "平台服务费",
            "fee",
            "fees",
            "processing fee",
        ),
        "payee": (
            *("收款人名称", "收款人户名", "收款人", "收款方名称", "收款方", "payee name", "zahlungsempfänger*in"),
            "empfänger",
        ),
        "payee_account": ("收款人账号", "收款方账号", "payee account number"),
        "way": ("支付方式", "支付渠道", "付款方式", "收款方式", "支付通道", "收款渠道", "payment method"),
        "state": (
            *("交易状态", "状态", "订单状态", "支付状态", "交易结果", "处理状态"),
            *("status", "state", "transaction status", "umsatzstatus"),
        ),
        "currency": (
            "币别",
            "币种",
            "货币",
            "记账币种",
            "交易币种",
            "交易货币",
            "currency",
            "ccy",
            "billing currency",
            "währung",
            "waehrung",
            "munt",
            "divisa",
        ),
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
    *("说明", "交易描述", "商品名称", "备注信息", "注记"),
    *("description", "memo", "details", "narrative", "remarks", "particulars", "verwendungszweck"),
    *("transaction description", "transaction details", "notes", "note", "transaction ref1", "transaction ref2"),
    *(
        "libellé",
        "concepto",
        "descrizione",
        "omschrijving",
        "omschrijving-1",
        "mededelingen",
        "お取り扱い内容",
        "摘要内容",
    ),
    *("적요", "buchungstext"),
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
    *("借贷状态", "收付标志", "收付", "af bij", "transaction type", "credit or debit", "credit debit indicator"),
    *("交易类型", "type"),
)
"""By which names a column is known that may say in or out; any other counts where all its words do."""
CAME_IN = frozenset(
    {
        "bij",
        "deposit",
        "eingang",
        "abono",
        "贷",
        "贷方",
        "收入",
        "收",
        "存入",
        "存",
        "转入",
        "来账",
        "入账",
        "汇入",
        "收款",
        "存款",
        "c",
        "cr",
        "credit",
        "+",
        "in",
        "h",
    }
)
WENT_OUT = frozenset(
    {
        "af",
        "withdrawal",
        "ausgang",
        "cargo",
        "借",
        "借方",
        "支出",
        "支",
        "支取",
        "取",
        "转出",
        "往账",
        "出账",
        "汇出",
        "付款",
        "提取",
        "d",
        "dr",
        "debit",
        "-",
        "out",
        "s",
    }
)
WEAK_WORDS = frozenset({"c", "d", "h", "s", "+", "-", "in", "out"})
"""Such words may stand for anything, unless both kinds of them stand in a column."""

DAY_FIRST = frozenset(
    {"buchungstag", "buchungsdatum", "buchung", "datum", "wertstellung", "fecha", "datacontabile", "dateopération"}
)
"""Under these names no day begins with its month, nor with a year of two figures."""

NOT_MOVED = re.compile(
    r"失败|未支付|待支付|处理中|已关闭|交易关闭|已撤销|已取消"
    r"|pending|fail|declin|revert|cancel|unpaid|expired|on hold|vorgemerkt",
    re.IGNORECASE,
)
"""What a state says of a line that moved no money, or not yet."""
