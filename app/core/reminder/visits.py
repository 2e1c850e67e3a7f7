"""How often a customer usually comes, out of the days they came."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from statistics import median_low

MIN_VISITS = 3
"""With fewer days of visits nothing is usual yet."""

LAST_VISITS = 7
"""How many of the last days of visits count: habits change."""


def usual_interval(days: Iterable[date]) -> int | None:
    """Return the usual number of days between visits, the middle one of the last; None where that cannot be told."""
    last = sorted(set(days))[-LAST_VISITS:]
    if len(last) < MIN_VISITS:
        return None
    return median_low([(later - earlier).days for earlier, later in pairwise(last)])
