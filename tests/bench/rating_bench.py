"""How well the rating foretells who pays late, judged on IBM's bills: `python -m tests.bench.rating_bench`.

For each month customers are rated by what was known on its first day, and every bill made in that month is foretold
late or not late. Beside the rating stand (a) the customer's plain share of late bills and (b) boosted trees of
scikit-learn, which is needed for this only, trained anew for each month on the very same figures: on bills of earlier
months whose outcome was known by then. Printed are the AUC, the Brier score, the log loss and how far, on average over
ten groups of equal size, the share foretold lies from the share that came (all but AUC: less is better); then how far
the days late expected are off, and how many bills came within the days between which half of them should.

The trees are given three sizes, and the best of them is named after the fact, which is in their favour. Calibration is
a matter of the months as well: on these bills everybody pays sooner from autumn 2012 on, which the trend follows late.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, NamedTuple

from app.core.credit.expectation import Average, History, Outstanding, Settled, expect, shop_average
from app.core.credit.rating import rate
from app.core.dates import months_later
from app.core.ways import CreditClass
from tests.bench.measure import Line
from tests.real import ibm

WARM_UP_MONTHS = 6
"""The first months, which only teach."""

GROUPS = 10
_MATCHES = 0.005  # closer than that is a match: the trees' own three sizes lie further apart
_SURE = 0.001

SIZES: Mapping[str, Mapping[str, Any]] = {
    "stumps, 100": {"n_estimators": 100, "max_depth": 1, "learning_rate": 0.1},
    "depth 2, 100 slow": {"n_estimators": 100, "max_depth": 2, "learning_rate": 0.05, "subsample": 0.8},
    "scikit-learn's own": {},
}


class Case(NamedTuple):
    """A bill to be foretold: its month and due date, how many days late it came, what was known of its customer."""

    month: date
    due_on: date
    days: int
    known: "Known"

    @property
    def late(self) -> bool:
        """Whether it came late."""
        return self.days > 0


class Known(NamedTuple):
    """What was known of a customer: the plain share and mean, the rating, and the figures the trees may use.

    `expected` are the days late the rating expects, `between` the days within which half of all bills should come.
    """

    plain: float
    mean: float
    chance: float
    credit: CreditClass | None
    expected: float
    between: tuple[float, float]
    figures: tuple[float, ...]


class Score(NamedTuple):
    """How good a foretelling was."""

    auc: float
    brier: float
    log_loss: float
    off: float


# ---- what was known on the first of a month -------------------------------------------------------------------------


def cases(bills: Sequence[ibm.Bill]) -> Iterator[Case]:
    """Return every bill with what was known of its customer on the first of its month."""
    by_customer: dict[str, list[ibm.Bill]] = defaultdict(list)
    for bill in bills:
        by_customer[bill.customer].append(bill)
    for month in sorted({bill.on.replace(day=1) for bill in bills}):
        average = shop_average([_settled(own, month) for own in by_customer.values()], month)
        known = {customer: _known(own, average, month) for customer, own in by_customer.items()}
        for bill in bills:
            if month <= bill.on < months_later(month, 1):
                yield Case(month, bill.due_on, (bill.settled_on - bill.due_on).days, known[bill.customer])


def _settled(bills: Sequence[ibm.Bill], on: date) -> list[Settled]:
    return [Settled(b.on, b.due_on, b.settled_on, int(b.amount * 100)) for b in bills if b.settled_on < on]


def _known(bills: Sequence[ibm.Bill], average: Average, on: date) -> Known:
    settled = _settled(bills, on)
    outstanding = tuple(Outstanding(b.on, b.due_on, int(b.amount * 100)) for b in bills if b.on < on <= b.settled_on)
    history = History(tuple(settled), outstanding)
    found = expect(history, average, on)
    rating = rate(history, average, on)
    days = [each.days for each in settled]
    plain = sum(each > 0 for each in days) / len(days) if days else 0.5
    mean = sum(days) / len(days) if days else average.days
    figures = (
        plain,
        found.days,
        found.spread,
        found.chance,
        float(len(days)),
        mean,
        float(sum(each > 0 for each in days[-3:])),
        float(days[-1]) if days else average.days,
        float(sum(each.amount for each in settled)),
        float((on - min((each.on for each in settled), default=on)).days),
        float(rating.overdue),
        float(rating.overdue_days),
        float(len(outstanding)),
    )
    between = (float(rating.earliest or 0), float(rating.latest or 0))
    return Known(plain, mean, found.chance, rating.credit, found.days, between, figures)


# ---- the baseline ---------------------------------------------------------------------------------------------------


def trees(found: Sequence[Case], tested: Sequence[Case], size: Mapping[str, Any]) -> list[float]:
    """Foretell by boosted trees, trained for each month on earlier bills whose outcome was known on its first day."""
    from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-not-found]  # needed here only

    chances: list[float] = []
    for month in sorted({case.month for case in tested}):
        # A bill is known to be late once its due date has passed: leaving those out would flatter everybody.
        taught = [case for case in found if case.due_on < month]
        model = GradientBoostingClassifier(random_state=0, **size)
        model.fit([case.known.figures for case in taught], [case.late for case in taught])
        asked = [case.known.figures for case in tested if case.month == month]
        chances += [float(pair[1]) for pair in model.predict_proba(asked)]
    return chances


# ---- scores ---------------------------------------------------------------------------------------------------------


def score(late: Sequence[bool], chances: Sequence[float]) -> Score:
    """Score chances against what came."""
    sure = [min(max(chance, _SURE), 1 - _SURE) for chance in chances]
    count = len(late)
    brier = sum((chance - came) ** 2 for chance, came in zip(sure, late, strict=True)) / count
    loss = -sum(math.log(c if came else 1 - c) for c, came in zip(sure, late, strict=True)) / count
    return Score(
        _auc(late, sure), brier, loss, sum(n * abs(said - came) for n, said, came in groups(late, sure)) / count
    )


def _auc(late: Sequence[bool], chances: Sequence[float]) -> float:
    """Return how often a late bill was given a higher chance than one that was not; equal ones count half."""
    ranks: dict[float, float] = {}
    ordered = sorted(chances)
    first = 0
    while first < len(ordered):
        last = first
        while last + 1 < len(ordered) and ordered[last + 1] == ordered[first]:
            last += 1
        ranks[ordered[first]] = (first + last) / 2 + 1
        first = last + 1
    positive = sum(late)
    total = sum(ranks[chance] for chance, came in zip(chances, late, strict=True) if came)
    return (total - positive * (positive + 1) / 2) / (positive * (len(late) - positive))


def groups(late: Sequence[bool], chances: Sequence[float]) -> Iterator[tuple[int, float, float]]:
    """Return ten groups of equal size by chance: how many, the share foretold, the share that came."""
    pairs = sorted(zip(chances, late, strict=True), key=lambda pair: pair[0])
    cuts = [len(pairs) * n // GROUPS for n in range(GROUPS + 1)]
    for first, last in pairwise(cuts):
        part = pairs[first:last]
        if part:
            yield len(part), sum(chance for chance, _ in part) / len(part), sum(came for _, came in part) / len(part)


# ---- the table ------------------------------------------------------------------------------------------------------


def main(say: Callable[[str], object] = lambda line: sys.stdout.write(line + "\n")) -> int:
    """Print the scores, the groups of the rating, and what became of each class."""
    if not ibm.FILE.exists():
        say(f"there is no real data at {ibm.FILE}")
        return 1
    tested, found = _tested()
    late = [case.late for case in tested]
    say(f"{len(tested):,} bills of {len({case.month for case in tested})} months, {sum(late) / len(late):.1%} late")
    _line(say, "rating", score(late, [case.known.chance for case in tested]))
    _line(say, "(a) plain late share", score(late, [case.known.plain for case in tested]))
    if find_spec("sklearn") is None:
        say("(b) boosted trees: scikit-learn is not installed")
    for name, size in SIZES.items() if find_spec("sklearn") else ():
        _line(say, f"(b) trees, {name}", score(late, trees(found, tested, size)))
    for count, said, came in groups(late, [case.known.chance for case in tested]):
        say(f"{count:6,} foretold {said:6.1%} came {came:6.1%}")
    expected = sum(abs(case.days - case.known.expected) for case in tested) / len(tested)
    plain = sum(abs(case.days - case.known.mean) for case in tested) / len(tested)
    inside = sum(case.known.between[0] <= case.days <= case.known.between[1] for case in tested) / len(tested)
    say(f"days late: off by {expected:.2f}, the customer's own mean by {plain:.2f}; {inside:.1%} within the half")
    for credit in (*CreditClass, None):
        those = [case for case in tested if case.known.credit is credit]
        if those:
            said = sum(case.known.chance for case in those) / len(those)
            came = sum(case.late for case in those) / len(those)
            say(f"{credit or 'no data':8} {len(those):6,} foretold {said:6.1%} came {came:6.1%}")
    return 0


def lines() -> list[Line]:
    """Return the AUC of the rating against the plain late share and the best of the trees, for the table of figures."""
    if not ibm.FILE.exists():
        return [Line("rating", "", "", "", "no data of IBM", None)]
    tested, found = _tested()
    late = [case.late for case in tested]
    ours = score(late, [case.known.chance for case in tested])
    plain = score(late, [case.known.plain for case in tested])
    rows = [_compared("rating, AUC against plain late share", ours, plain, 0.0)]
    if find_spec("sklearn") is None:
        return [*rows, Line("rating against boosted trees", "", "", "", "scikit-learn is not installed", None)]
    best = max((score(late, trees(found, tested, size)) for size in SIZES.values()), key=lambda each: each.auc)
    return [*rows, _compared("rating, AUC against boosted trees", ours, best, _MATCHES)]


def _compared(name: str, ours: Score, other: Score, most: float) -> Line:
    """Return a line of the table: met where ours is not worse by more than so much."""
    off = f"{ours.auc - other.auc:+.4f}, off {ours.off:.3f} / {other.off:.3f}"
    return Line(name, f"{ours.auc:.4f}", f"{other.auc:.4f}", off, f">= -{most:g}", ours.auc >= other.auc - most)


def _tested() -> tuple[list[Case], list[Case]]:
    """Return the cases after the months that only teach, and all."""
    found = list(cases(ibm.read()))
    months = sorted({case.month for case in found})
    return [case for case in found if case.month >= months[WARM_UP_MONTHS]], found


def _line(say: Callable[[str], object], name: str, found: Score) -> None:
    say(f"{name:28} AUC {found.auc:.4f}  Brier {found.brier:.4f}  log loss {found.log_loss:.4f}  off {found.off:.3f}")


if __name__ == "__main__":
    sys.exit(main())
