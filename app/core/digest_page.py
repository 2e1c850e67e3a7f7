"""What the page of a daily digest shows."""

from typing import NamedTuple

from app.core.audit_digest import DayDigest
from app.core.money import Currency
from app.core.statement_paper import Letterhead


class DigestPage(NamedTuple):
    """A day's digest with the shop whose it is; `money_sign` puts the currency's sign before amounts."""

    shop: Letterhead
    currency: Currency
    money_sign: bool
    day: DayDigest
