"""What the accounts of the journal are called, as a catalogue has it."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n.mark import N_

ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {
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
)
"""The marked name of each, in the order of a trial balance."""
