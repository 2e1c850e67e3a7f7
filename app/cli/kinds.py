"""What entries are called."""

from app.i18n.mark import N_

KINDS = {
    "top_up": N_("Top-up"),
    "sale": N_("Sale"),
    "pass_sale": N_("Pass sold"),
    "pass_use": N_("Pass used"),
    "payment": N_("Payment"),
    "settle": N_("Settled from balance"),
    "credit": N_("Credit"),
    "refund": N_("Refund"),
    "write_off": N_("Write-off"),
    "opening": N_("Opening balance"),
    "transfer": N_("Transfer"),
    "extend": N_("Extension"),
    "reschedule": N_("New due date"),
    "expire": N_("Expired"),
    "earn": N_("Earned"),
    "reverse": N_("Reversal"),
    "merge": N_("Files merged"),
    "close_month": N_("Month closed"),
    "reopen_month": N_("Month reopened"),
}
"""What an entry is called, by kind."""
