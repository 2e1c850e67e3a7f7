"""What entries, accounts and the words of a file are called."""

from app.core.account_names import ACCOUNTS
from app.i18n.mark import N_

__all__ = ["ACCOUNTS", "KINDS", "WORDS"]

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
