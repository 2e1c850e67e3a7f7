"""When a claim becomes too old to be enforced, and what starts that time anew (not legal advice).

民法典 Art. 188: three years from when the creditor knew, at most twenty; Art. 189: a debt paid by instalments counts
from the last due date. Art. 195 and 时效规定 Art. 8, 14: a demand that arrived, a part payment, a promise, a plan or a
confirmation of the debt start the time anew. Art. 192 and 时效规定 Art. 19: once it has run out, only the debtor's
consent to pay does. The years come from the law pack, `limitation_years` and `limitation_most_years`.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.dates import months_later
from app.core.lawpack import LawPack

_YEAR = 12


class Ground(StrEnum):
    """Why the time starts anew.

    `demand`: it arrived or should have arrived (a letter posted is none before it was delivered). `part_payment`: of
    this debt. `consent`: a promise, a plan, a confirmation of the debt. `claim`: brought before a court or arbitration.
    """

    DEMAND = "demand"
    PART_PAYMENT = "part_payment"
    CONSENT = "consent"
    CLAIM = "claim"


class Interruption(NamedTuple):
    """Something that started the time anew on a day."""

    on: date
    ground: Ground


class Years(NamedTuple):
    """For how many years claims are enforced: from the due date or the last interruption, and altogether."""

    each: int
    most: int | None


def years_by_law(pack: LawPack, on: date) -> Years | None:
    """Return the years by the rules in force on a day; None where the pack knows none."""
    each, most = pack.value("limitation_years", on), pack.value("limitation_most_years", on)
    if each is None:
        return None
    return Years(each.value, None if most is None else most.value)


def last_day(due_on: date, interruptions: Iterable[Interruption], years: Years) -> date:
    """Return the last day on which a claim is enforced, counted carefully: from the due date itself.

    `due_on` is the last due date of a debt by instalments. A day that is a holiday is not moved to the next one.
    """
    last = months_later(due_on, _YEAR * years.each)
    for interruption in sorted(interruptions):
        if interruption.on <= last or interruption.ground is Ground.CONSENT:
            last = max(last, months_later(interruption.on, _YEAR * years.each))
    return last if years.most is None else min(last, months_later(due_on, _YEAR * years.most))
