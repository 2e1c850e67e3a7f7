"""Money as integers: reading amounts people wrote, splitting without losing a cent, rounding half up.

No float comes near any of it. An amount is an `int` of minor units (分, cents); how many decimals that means is the
book's business (`Currency.decimals`: 0, 2 or 3).
"""

import re
from dataclasses import dataclass

from app.errors import refuse
from app.i18n.mark import N_

MAX_MINOR = 10**13
"""The largest amount one field may hold, in minor units (100 thousand million with two decimals)."""

_SHOWN = 40  # as much of a wrong amount as a sentence bears
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Currency:
    """A book's currency: ISO 4217 code and number of decimals (0, 2 or 3)."""

    code: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount inside a message, so that the front end knows to print it as money of the book's currency."""

    minor: int


def parse_amount(text: object, decimals: int, field: str, *, zero: bool = False) -> int:
    """Read an amount in major units as people type it into an event or a dialog; return minor units.

    Accepted are digits (full-width ones too) with at most one point. Refused, naming `field`: anything that is not a
    string, signs, exponents, grouping, blanks, more decimals than the currency has, more than `MAX_MINOR`, and zero
    unless `zero` allows it.
    """
    if not isinstance(text, str):
        refuse(field, N_("{field} must be an amount in quotes, such as “12.30”."), field=field)
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    match = _AMOUNT.fullmatch(text.translate(_FULL_WIDTH))
    if match is None:
        refuse(
            field,
            N_("{field} “{value}” is not an amount: write digits with at most one point, such as 12.30."),
            field=field,
            value=shown,
        )
    whole, fraction = match.group(1), match.group(2) or ""
    if len(fraction) > decimals:
        refuse(
            field,
            N_("{field} “{value}” has more decimals than the currency, which has {decimals}."),
            field=field,
            value=shown,
            decimals=decimals,
        )
    if len(whole.lstrip("0")) > len(str(MAX_MINOR)):  # no need to read a number of a thousand digits
        minor = MAX_MINOR + 1
    else:
        minor = int(whole) * 10**decimals + int(fraction.ljust(decimals, "0") or "0")
    if minor > MAX_MINOR:
        refuse(
            field,
            N_("{field} “{value}” is more than the program can hold ({most})."),
            field=field,
            value=shown,
            most=Money(MAX_MINOR),
        )
    if minor == 0 and not zero:
        refuse(field, N_("{field} must be more than zero."), field=field)
    return minor


def plain(minor: int, decimals: int) -> str:
    """Write minor units as a bare number in major units: `plain(-1230, 2) == "-12.30"`."""
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits


def split(amount: int, parts: int) -> list[int]:
    """Share an amount out as evenly as whole minor units allow, the larger shares first.

    100.00 by 3 is 33.34, 33.33, 33.33.
    `amount` must not be negative; `parts` is at least 1.
    """
    share, left = divmod(amount, parts)
    return [share + 1] * left + [share] * (parts - left)


def first_shares(amount: int, parts: int, taken: int) -> int:
    """Return the sum of the first `taken` shares of `split(amount, parts)` without making the list."""
    share, left = divmod(amount, parts)
    return share * taken + min(left, taken)


def portion(amount: int, numerator: int, denominator: int) -> int:
    """Return amount × numerator ÷ denominator, rounded half up; all three not negative, denominator above zero."""
    return (2 * amount * numerator + denominator) // (2 * denominator)
