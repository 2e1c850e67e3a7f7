"""What entries, accounts and the words of a file are called."""

from app.i18n.mark import N_

KINDS = {
    "top_up": N_("Top-up"),
    "sale": N_("Sale"),
    "pass_sale": N_("Pass sold"),
    "pass_use": N_("Pass used"),
    "payment": N_("Payment"),
    "settle": N_("Settled from balance"),
    "credit": N_("Return or allowance"),
    "refund": N_("Refund"),
    "write_off": N_("Write-off"),
    "interest": N_("Late interest or fee"),
    "opening": N_("Opening balance"),
    "transfer": N_("Transfer"),
    "extend": N_("Extension"),
    "reschedule": N_("New due date"),
    "expire": N_("Expiry booked"),
    "earn": N_("Earned"),
    "reverse": N_("Reversal"),
    "merge": N_("Files merged"),
    "close_month": N_("Month closed"),
    "reopen_month": N_("Month reopened"),
}
"""What an entry is called, by kind."""

ACCOUNTS = {
    "tender.cash": N_("Cash"),
    "tender.bank": N_("Bank"),
    "tender.wechat": N_("WeChat Pay"),
    "tender.alipay": N_("Alipay"),
    "tender.card": N_("Bank card"),
    "tender.other": N_("Other tenders"),
    "receivable": N_("Accounts receivable"),
    "prepaid.principal": N_("Prepaid principal"),
    "prepaid.bonus": N_("Prepaid bonus"),
    "prepaid.pass": N_("Prepaid passes"),
    "sales": N_("Sales"),
    "bonus_granted": N_("Bonus granted"),
    "discount": N_("Discounts"),
    "interest": N_("Late-payment interest"),
    "fee": N_("Fees"),
    "bad_debt": N_("Bad debts"),
    "breakage": N_("Breakage"),
    "rounding": N_("Rounding given up"),
    "opening": N_("Opening balances"),
}
"""What the accounts of the journal are called."""

WORDS = {
    "person": N_("person"),
    "company": N_("company"),
    "phone": N_("by phone"),
    "sms": N_("by text message"),
    "wechat": N_("by WeChat"),
    "email": N_("by e-mail"),
    "post": N_("by post"),
    "print": N_("printed"),
    "none": N_("none"),
    "solar": N_("solar"),
    "lunar": N_("lunar"),
    "good": N_("pays well"),
    "normal": N_("pays as usual"),
    "at_risk": N_("at risk"),
    "warn": N_("is said"),
    "refuse": N_("is refused"),
    "letter": N_("by letter"),
    "message": N_("by message"),
    "service": N_("by a service"),
    "en": "English",
    "zh_CN": "简体中文",
    "zh_TW": "繁體中文",
}
"""What the words a file's choices are stored as are called."""
