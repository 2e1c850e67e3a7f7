"""As what the rows of a file are taken in, and what their columns can be, with the names columns have elsewhere.

Names are compared without case, width, blanks and punctuation (`columns.squeezed`).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.intake.headings import HEADINGS
from app.core.intake.titles import squeezed
from app.i18n.mark import N_


class Target(StrEnum):
    """As what the rows are taken in."""

    CUSTOMERS = "customers"
    OPENINGS = "openings"
    MOVEMENTS = "movements"
    BILLS = "bills"
    PRICES = "prices"


class As(StrEnum):
    """How a cell is read."""

    CODE = "code"
    LINE = "line"
    TEXT = "text"
    AMOUNT = "amount"
    NUMBER = "number"
    COUNT = "count"
    DAY = "day"
    BIRTHDAY = "birthday"  # a day, with its year or without
    UNTIL = "until"  # a day, or for ever
    PHONES = "phones"


FIGURES = frozenset({As.AMOUNT, As.NUMBER, As.COUNT})
"""How figures are read."""

DAYS = frozenset({As.DAY, As.BIRTHDAY, As.UNTIL})
"""How days are read: all of a file's are written in one order."""


class Column(NamedTuple):
    """What a column can be: its name in the program, in words, how it is read, and its names elsewhere."""

    name: str
    label: str
    read: As
    names: tuple[str, ...] = ()


def _words(text: str, more: str = "") -> tuple[str, ...]:
    """Return the names of a column; `more` says under which word of `HEADINGS` there are others."""
    return (*text.split(), *HEADINGS.get(more, ()))


_NO = Column(
    "no",
    N_("Customer number"),
    As.CODE,
    _words(
        "no id customer customerno customernumber custnumber custno customerid clientid clientno "
        "accountid accountno accountnumber account memberid memberno cardno cardnumber 客户编号 "
        "客户号 客户id 客户代码 客户编码 会员编号 会员号 会员卡号 会员id 卡号 编号 账号 账户 学号 "
        "工号 studentid 客戶編號 會員編號 會員卡號 卡號 編號 學號 工號",
        "no",
    ),
)
_NAME = Column(
    "name",
    N_("Name"),
    As.LINE,
    _words(
        "name customername namecustomer clientname membername fullname company companyname 姓名 "
        "客户名称 客户姓名 会员姓名 名称 公司名称 单位名称 客户 会员 称呼 客戶名稱 客戶姓名 會員姓名 "
        "名稱 客戶 會員",
        "name",
    ),
)
_PHONES = Column(
    "phones",
    N_("Phone"),
    As.PHONES,
    _words(
        "phone phones phonenumber mobile mobilephone cell cellphone tel telephone 手机 手机号 "
        "手机号码 电话 电话号码 联系电话 联系方式 手機 手機號碼 電話 聯絡電話",
        "phones",
    ),
)
_PAYER = _NAME._replace(names=(*_NAME.names, "contactname", "contact"))  # no person to speak to stands beside it
_GIVEN = Column("given_name", N_("Given name"), As.LINE, _words("", "given_name"))
_FAMILY = Column("family_name", N_("Family name"), As.LINE, _words("", "family_name"))
_PHONE2 = Column("phone2", N_("Second phone"), As.PHONES, _words("", "phone2"))
_REFERENCE = Column(
    "reference",
    N_("Document number"),
    As.CODE,
    _words(
        "invoicenumber invoiceno invoice reference ref docid documentno billno orderno receiptno "
        "voucher transid transactionid jnum 单号 单据号 单据编号 发票号 发票号码 订单号 流水号 凭证号 "
        "單號 發票號碼 訂單號 流水號",
        "reference",
    ),
)
_NOTE = Column(
    "note",
    N_("Note"),
    As.TEXT,
    _words("note notes remark remarks comment memo jdesc 备注 说明 附言 備註 說明", "note"),
)
_ON = Column(
    "on",
    N_("Date"),
    As.DAY,
    _words(
        "date on day invoicedate billdate postingdate transactiondate timestamp occtime 日期 交易日期 "
        "单据日期 开票日期 消费日期 充值日期 时间 交易时间 业务日期 單據日期 開票日期 消費日期 時間 "
        "交易時間 交收日期",
        "on",
    ),
)
_DUE = Column(
    "due_on",
    N_("Due date"),
    As.DAY,
    _words(
        "due dueon duedate dueindate paymentdue 到期日 到期日期 应付日期 应收日期 还款日 付款期限 "
        "到期日期 應付日期 還款日",
        "due_on",
    ),
)
_EXPIRES = Column(
    "expires_on",
    N_("Expiry"),
    As.UNTIL,
    _words("expires expireson expiry expirydate validuntil 有效期 有效期至 失效日期 卡到期日 失效日", "expires_on"),
)
_PRINCIPAL = Column(
    "principal",
    N_("Prepaid principal"),
    As.AMOUNT,
    _words(
        "principal balance prepaid cardbalance storedvalue credit 余额 本金 本金余额 储值余额 "
        "卡内余额 会员余额 预存 预存款 充值余额 账户余额 餘額 本金餘額 儲值餘額 卡內餘額 帳戶餘額 "
        "补贴金额",
        "principal",
    ),
)
_BONUS = Column(
    "bonus",
    N_("Bonus"),
    As.AMOUNT,
    _words("bonus gift giftbalance 赠金 赠送 赠送金额 赠送余额 赠金余额 贈金 贈送金額 贈送餘額", "bonus"),
)
_HELD = Column("held", N_("Balance with the bonus in it"), As.AMOUNT, _words("", "held"))
_SIDE = Column("side", N_("Side of the balance: debit or credit"), As.LINE, _words("", "side"))
_STATUS = Column("status", N_("Status in the file"), As.LINE, _words("", "status"))
_CURRENCY = Column("currency", N_("Currency"), As.LINE, _words("", "currency"))
_OWED = Column(
    "owed",
    N_("Owed"),
    As.AMOUNT,
    _words(
        "owed owing balancedue dueamount debt outstanding receivable openamount amountdue arrears 欠款 欠款金额 应收 "
        "应收金额 应收款 应收余额 挂账 未付 欠费 應收 應收金額 應收款 掛帳 欠費",
        "owed",
    ),
)
_SERVICE = Column(
    "service",
    N_("Service of the pass"),
    As.LINE,
    _words("service pass passname 项目 服务项目 次卡 次卡名称 卡项 套餐 項目 服務項目", "service"),
)
_COUNT = Column(
    "count",
    N_("Visits left"),
    As.COUNT,
    _words("count visits visitsleft sessions timesleft 次数 剩余次数 可用次数 次數 剩餘次數", "count"),
)
_VALUE = Column(
    "pass_value",
    N_("Value of the visits left"),
    As.AMOUNT,
    _words("passvalue 次卡余额 次卡金额 剩余价值 剩余金额 次卡餘額 剩餘價值"),
)
_DESCRIPTION = Column(
    "description",
    N_("Description"),
    As.LINE,
    _words(
        "description item product details text journeyaction mercname productname 摘要 商品 商品名称 "
        "品名 内容 描述 业务名称 商户 商戶 商品名稱 內容 業務名稱",
        "description",
    ),
)

_PERSON = (
    Column(
        "email",
        N_("E-mail"),
        As.LINE,
        _words("email mail emailaddress 邮箱 电子邮箱 邮件 電子郵件 郵箱", "email"),
    ),
    Column("street", N_("Address"), As.LINE, _words("address street 地址 住址 联系地址 通讯地址 聯絡地址", "street")),
    Column("city", N_("City"), As.LINE, _words("city town 城市 市", "city")),
    Column(
        "province", N_("Province or region"), As.LINE, _words("province region state county 省 省份 地区", "province")
    ),
    Column(
        "postcode",
        N_("Postcode"),
        As.CODE,
        _words("postcode postalcode zip zipcode 邮编 邮政编码 郵遞區號", "postcode"),
    ),
    Column("country", N_("Country"), As.LINE, _words("country countrycode 国家 國家", "country")),
    Column("contact", N_("Contact person"), As.LINE, _words("contact contactname contactperson 联系人 聯絡人")),
    Column("role", N_("Position of the contact"), As.LINE, _words("contacttitle position jobtitle 职务 職務")),
    Column(
        "birthday",
        N_("Birthday"),
        As.BIRTHDAY,
        _words("birthday dateofbirth birthdate dob 生日 出生日期 会员生日 出生年月日 會員生日", "birthday"),
    ),
    Column(
        "tier",
        N_("Tier"),
        As.LINE,
        _words(
            "tier level grade 等级 会员等级 会员级别 级别 会员类型 卡类型 会员卡类型 會員等級 等級 會員類型", "tier"
        ),
    ),
    Column("tags", N_("Tags"), As.LINE, _words("tags tag labels 标签 標籤")),
    Column(
        "since",
        N_("Customer since"),
        As.DAY,
        _words(
            "since joined registered 开卡日期 开卡时间 办卡日期 办卡时间 注册日期 注册时间 入会日期 "
            "入会时间 建档日期 登记日期 開卡日期 辦卡日期 註冊日期 入會日期",
            "since",
        ),
    ),
    Column(
        "terms_days",
        N_("Days to pay"),
        As.COUNT,
        _words("terms termsdays paymentterms 账期 账期天数 帳期", "terms_days"),
    ),
    Column(
        "credit_limit",
        N_("Credit limit"),
        As.AMOUNT,
        _words("creditlimit limit 信用额度 授信额度 信用額度", "credit_limit"),
    ),
)
_BALANCES = (_PRINCIPAL, _BONUS, _HELD, _OWED, _SIDE, _DUE, _EXPIRES, _SERVICE, _COUNT, _VALUE, _CURRENCY)

COLUMNS: Mapping[Target, tuple[Column, ...]] = MappingProxyType(
    {
        Target.CUSTOMERS: (_NO, _NAME, _GIVEN, _FAMILY, _PHONES, _PHONE2, *_PERSON, *_BALANCES, _NOTE),
        Target.OPENINGS: (_NO, _PAYER, _PHONES, *_BALANCES, _ON, _REFERENCE, _NOTE),
        Target.MOVEMENTS: (
            _NO,
            _PAYER,
            _PHONES,
            _ON,
            Column(
                "amount",
                N_("Amount, out below zero"),
                As.AMOUNT,
                _words("amount delta change tranamt sum 金额 交易金额 发生额 变动金额 金額 交易金額", "amount"),
            ),
            Column(
                "paid_in",
                N_("Paid in"),
                As.AMOUNT,
                _words("paidin credit deposit topup income 充值 充值金额 存入 收入 收入金额 存入金額", "paid_in"),
            ),
            Column(
                "taken",
                N_("Amount used"),
                As.AMOUNT,
                _words("used charge debit spent withdrawal 消费 消费金额 支出 扣款 支出金额 消費金額", "taken"),
            ),
            Column(
                "direction",
                N_("In or out"),
                As.LINE,
                _words("type txtype tranname direction 类型 交易类型 收支 收/支 方向 類型 補貼類型", "direction"),
            ),
            Column(
                "balance",
                N_("Balance after it"),
                As.AMOUNT,
                _words("balance balanceafter runningbalance cardbal 余额 结余 交易后余额 餘額 結餘", "balance"),
            ),
            _BONUS,
            _STATUS,
            _CURRENCY,
            _DESCRIPTION,
            _REFERENCE,
            _NOTE,
        ),
        Target.BILLS: (
            _NO,
            _PAYER,
            _PHONES,
            _REFERENCE,
            _ON,
            _DUE,
            Column(
                "amount",
                N_("Amount"),
                As.AMOUNT,
                _words(
                    "amount invoiceamount total totalamount billamount convertedusd 金额 应收金额 开票金额 "
                    "账单金额 合计 价税合计 金額 開票金額",
                    "bills.amount",
                ),
            ),
            Column("quantity", N_("Quantity"), As.NUMBER, _words("quantity qty 数量 數量")),
            Column("price", N_("Price of one"), As.NUMBER, _words("unitprice price 单价 單價", "price")),
            Column(
                "paid_on",
                N_("Paid on"),
                As.DAY,
                _words("paidon settleddate cleardate paymentdate paiddate 收款日期 付款日期 结清日期 到账日期"),
            ),
            Column(
                "paid",
                N_("Paid"),
                As.AMOUNT,
                _words("paid paidamount amountpaid settledamount 已收 已付 已收金额 收款金额 已收金額", "paid"),
            ),
            Column("open", N_("Still open of it"), As.AMOUNT, _words("", "open")),
            Column("balance", N_("Owed after it"), As.AMOUNT, _words("", "bills.balance")),
            _SIDE,
            _STATUS,
            _CURRENCY,
            _DESCRIPTION,
            _NOTE,
        ),
        Target.PRICES: (
            Column(
                "name",
                N_("Name"),
                As.LINE,
                _words("name item service product 名称 项目 商品 品名 服务项目 商品名称 名稱 項目", "prices.name"),
            ),
            Column(
                "price",
                N_("Price"),
                As.AMOUNT,
                _words("price unitprice amount 价格 单价 售价 價格 單價 售價", "price"),
            ),
            Column("kind", N_("Kind"), As.LINE, _words("kind type category 类型 类别 種類 類別", "kind")),
            Column("count", N_("Visits"), As.COUNT, _words("count visits sessions 次数 次數", "count")),
            Column("days", N_("Days it is good for"), As.COUNT, _words("days validdays 天数 有效天数 天數")),
            Column("covers", N_("Service it is used for"), As.LINE, _words("covers 适用项目 適用項目")),
        ),
    }
)
"""What columns can be, by target, in the order they are offered in."""

KNOWN = frozenset(
    squeezed(name) for columns in COLUMNS.values() for column in columns for name in (column.name, *column.names)
)
"""All names columns are known by, as `titles.squeezed` has them."""

NEEDED: Mapping[Target, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        Target.CUSTOMERS: (("no", "name", "given_name", "family_name"),),
        Target.OPENINGS: (("no",), ("principal", "bonus", "held", "owed", "count")),
        Target.MOVEMENTS: (("no",), ("on",), ("amount", "paid_in", "taken")),
        Target.BILLS: (("no",), ("on", "paid_on"), ("amount", "price", "open", "paid")),
        Target.PRICES: (("name",), ("price",)),
    }
)
"""What must be there: of each group one column at least."""


def column_of(target: Target, name: str) -> Column | None:
    """Return a column by its name in the program."""
    return next((column for column in COLUMNS[target] if column.name == name), None)


_KINDS = {
    "service": ("service", "服务", "項目", "项目", "服務"),
    "goods": ("goods", "product", "商品", "产品", "產品", "货品"),
    "session_pass": ("sessionpass", "session_pass", "次卡", "计次卡", "套餐"),
    "period_pass": ("periodpass", "period_pass", "月卡", "年卡", "期限卡", "时效卡"),
}


def kind_of(word: str) -> str | None:
    """Return what on the price list a word in a column of kinds means; None for any other."""
    small = word.casefold().replace(" ", "")
    return next((kind for kind, words in _KINDS.items() if small in words), None)
