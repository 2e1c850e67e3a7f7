"""The least and the most of what may be agreed on, and the sentences that refuse anything else."""

from datetime import date

from app.core.money import Money
from app.errors import refuse
from app.i18n.mark import N_

WHOLE = 10_000
"""One whole: shares and rates are in hundredths of a percent."""

MAX_RATE = WHOLE
"""The highest yearly rate that may be agreed on (100 %), in hundredths of a percent; what the law allows is less."""

PERCENT = 100
"""How many hundredths of a percent make one."""

MAX_TERMS_DAYS = 3650
"""The longest terms of payment, in days."""


def check_order(first_on: date, last_on: date | None, field: str) -> None:
    """Refuse what would end before it begins."""
    if last_on is not None and last_on < first_on:
        refuse(
            field,
            N_("{field}: {last} lies before {first}, when it begins."),
            field=field,
            last=last_on,
            first=first_on,
        )


def check_rate(rate: int, field: str) -> None:
    """Refuse a yearly rate (1/100 %) that is negative or above `MAX_RATE`."""
    if not 0 <= rate <= MAX_RATE:
        refuse(
            field,
            N_("{field}: {rate} % a year is no rate to agree on; it must be from 0 to {most} %."),
            field=field,
            rate=percent(rate),
            most=percent(MAX_RATE),
        )


def check_share(share: int, field: str) -> None:
    """Refuse a share (1/100 %) that is not more than nothing and at most the whole."""
    if not 0 < share <= WHOLE:
        refuse(
            field,
            N_("{field}: {share} % must be more than 0 and at most 100 %."),
            field=field,
            share=percent(share),
        )


def check_sum(total: int, amount: int, field: str) -> None:
    """Refuse parts that do not come to the amount they are parts of."""
    if total != amount:
        refuse(
            field,
            N_("{field}: the instalments come to {total}, not to {amount}."),
            field=field,
            total=Money(total),
            amount=Money(amount),
        )


def check_reason(reason: str, field: str = "reason") -> None:
    """Refuse to do something for no reason where people will ask for it later."""
    if not reason.strip():
        refuse(field, N_("{field}: say why; it is kept with who did it and when."), field=field)


def percent(hundredths: int) -> str:
    """Write hundredths of a percent as a bare number: `percent(385) == "3.85"`, `percent(1000) == "10"`."""
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), PERCENT)
    return f"{sign}{whole}.{part:02}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"
