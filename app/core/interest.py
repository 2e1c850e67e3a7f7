"""Late interest where it was agreed: simple, by the day, never interest on interest."""

from app.core.money import portion

YEAR_DAYS = 365
"""The days a yearly rate is divided by, in leap years as well."""

_WHOLE = 10_000


def simple_interest(amount: int, yearly_rate: int, days: int) -> int:
    """Return the interest on an amount (minor units) for so many days at a yearly rate in 1/100 %, rounded half up."""
    return portion(amount, yearly_rate * days, _WHOLE * YEAR_DAYS)
