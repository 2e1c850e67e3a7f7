"""Reviews of prepaid accounts: who is looked through in a round, by which points, and what is noted of each.

Money in the shop’s hands that is not its own is looked through at regular times, all accounts or a sample drawn by a
seed, so that the same round can be drawn again by anybody.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.customer import FileRequest
from app.i18n.mark import N_


class Scope(StrEnum):
    """Whether a round looks through all prepaid accounts, or a sample of them."""

    ALL = "all"
    SAMPLE = "sample"


class Point(StrEnum):
    """What is looked at of an account."""

    AMOUNTS = "amounts"
    ARRIVED = "arrived"
    TERMS = "terms"
    EXPIRY = "expiry"
    CHARGES = "charges"
    OTHER = "other"


POINTS = {
    Point.AMOUNTS: N_("Amounts are right"),
    Point.ARRIVED: N_("What was topped up has arrived"),
    Point.TERMS: N_("Terms were signed"),
    Point.EXPIRY: N_("Expired and soon to expire"),
    Point.CHARGES: N_("Charges are open"),
    Point.OTHER: N_("Anything else"),
}
"""What each point is called."""


class Verdict(StrEnum):
    """What a point came to: it is right, something is wrong, it is to be looked into, or it does not apply."""

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"
    NONE = "none"


VERDICTS = {
    Verdict.RIGHT: N_("right"),
    Verdict.WRONG: N_("wrong"),
    Verdict.OPEN: N_("to look into"),
    Verdict.NONE: N_("does not apply"),
}
"""What each verdict is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidRequest(FileRequest):
    """What every request about reviews of prepaid accounts bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReview(PrepaidRequest):
    """A round begins: the accounts that hold anything as of a day, all or `size` of them drawn by `seed`."""

    on: date
    scope: Scope = Scope.ALL
    size: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFinding(PrepaidRequest):
    """What was found of a point of one account in a round (the request that began it), by a person.

    `follow_on` is the day on which the shop wants to be reminded of it.
    """

    review: str
    customer: str
    point: Point
    verdict: Verdict
    text: str = ""
    follow_on: date | None = None


def sample(customers: Sequence[int], size: int, seed: str) -> list[int]:
    """Return which customers a sample of a size has, the same ones for the same seed whoever draws.

    Each customer's place is the SHA-256 of seed and number: no chance is hidden in it, and none can be slipped in.
    """
    placed = sorted(customers, key=lambda each: hashlib.sha256(f"{seed}\0{each}".encode()).digest())
    return sorted(placed[: max(size, 0)])
