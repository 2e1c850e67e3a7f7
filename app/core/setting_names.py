"""What the shop's settings are called where a list names them: on the command line, in the log of changes."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n.mark import N_

CREDIT: Mapping[str, str] = MappingProxyType(
    {
        "payment_terms": N_("Terms of payment offered"),
        "credit_groups": N_("Credit groups"),
        "ageing_buckets": N_("Days of ageing"),
        "own_rates": N_("Own rows of rates"),
        "late_rule": N_("When late, in new agreements"),
        "streak_rule": N_("Reward for paying on time"),
        "early_form": N_("Reward for paying early"),
        "write_off_rule": N_("Proposed to be written off"),
        "account_codes": N_("Account codes of the accountant"),
    }
)
"""What the settings of credit are called."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "shop_name": N_("Shop"),
        "address": N_("Address"),
        "phone": N_("Phone"),
        "bank": N_("Bank account"),
        "tax_number": N_("Tax number"),
        "receipt_footer": N_("Last lines of receipts"),
        "language": N_("Language"),
        "money_sign": N_("Currency sign before amounts"),
        "tenders": N_("Tenders offered"),
        "order": N_("Use of principal and bonus"),
        "customer_prefix": N_("Customer numbers begin with"),
        "customer_digits": N_("Digits of customer numbers"),
        "receipt_prefix": N_("Receipt numbers begin with"),
        "receipt_digits": N_("Digits of receipt numbers"),
        "paper": N_("Paper of receipts"),
        "receipt_language": N_("Language of receipts"),
        "print_at_once": N_("Receipt offered after each entry"),
        "use_check": N_("Use confirmed by"),
        "expiring_days": N_("Days ahead of an expiry"),
        "birthday_days": N_("Days ahead of a birthday"),
        "sleeping_days": N_("Days without a visit until sleeping"),
        "opening_float": N_("Cash in the drawer in the morning"),
        "postcode": N_("Postcode"),
        "statement_prefix": N_("Statement numbers begin with"),
        "statement_digits": N_("Digits of statement numbers"),
        "statement_kind": N_("Kind of statements"),
        "statement_sheet": N_("Paper of statements"),
        "statement_window": N_("Envelopes of statements"),
        "statement_slip": N_("Slip on statements"),
        "statement_language": N_("Language of statements"),
        "statement_footer": N_("Last lines of statements"),
        "statement_reply_days": N_("Days for a reply to statements"),
        "letter_prefix": N_("Letter numbers begin with"),
        "letter_digits": N_("Digits of letter numbers"),
        "letter_slip": N_("Payment slip on letters"),
        "letter_pay_days": N_("Days to pay after a reminder"),
        "retention_years": N_("Years files are kept"),
        **CREDIT,
    }
)
"""What the settings are called."""
