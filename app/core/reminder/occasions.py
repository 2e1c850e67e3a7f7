"""What all planning shares: the shop's policy, days of pause, thresholds reached, and the way a customer is reached."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from app.core.dates import days_later
from app.core.lawpack import LawPack
from app.core.reminder.facts import Facts, Pause, PauseKind
from app.core.reminder.kinds import RuleKind, Way
from app.core.reminder.ladder import DEFAULT_LADDERS, Ladders
from app.core.reminder.promise import Outcome, Standing, standings
from app.core.reminder.rules import DEFAULT_RULES, Rules
from app.core.ways import TEXTS

WINDOW = 30
"""For how many days after its last threshold an invitation or a question still makes sense."""

_NOTHING = LawPack("")


class Policy(NamedTuple):
    """How the shop reminds: its rules, its ladders, and the law of its place."""

    rules: Rules = DEFAULT_RULES
    ladders: Ladders = DEFAULT_LADDERS
    pack: LawPack = _NOTHING

    @property
    def grace_days(self) -> int:
        """How many days after its due date a promise is still kept."""
        return self.rules[RuleKind.PROMISE_BROKEN].days[0]


# ---- promises and pauses --------------------------------------------------------------------------------------------


def promises(facts: Facts, policy: Policy, today: date) -> tuple[Standing, ...]:
    """Return how the customer's promises stand."""
    return standings(facts.promises, facts.payments, today, policy.grace_days) if facts.promises else ()


def promise_pauses(found: Iterable[Standing], policy: Policy) -> list[Pause]:
    """Return the days on which promises keep us from asking.

    An open promise does through its days of grace. After a broken one the ladder waits a little for the call about it.
    """
    broken = policy.rules[RuleKind.PROMISE_BROKEN]
    wait = policy.rules[RuleKind.OVERDUE].apart if broken.on else 0
    pauses = []
    for standing in found:
        if standing.outcome is not Outcome.KEPT:
            after = wait if standing.outcome is Outcome.BROKEN else 0
            pauses.append(Pause(PauseKind.UNTIL, standing.promise.made_on, days_later(standing.last_on, after)))
    return pauses


def silenced(facts: Facts, today: date) -> bool:
    """Whether the customer shall not be reminded of anything today."""
    return any(pause.kind is PauseKind.SILENCE and pause.covers(today) for pause in facts.pauses)


def first_free(day: date, today: date, pauses: Sequence[Pause]) -> date:
    """Return the first day from one up to today on which no pause kept us from asking; none may do so today."""
    while day < today and (covering := [pause for pause in pauses if pause.covers(day)]):
        day = min(days_later(max(pause.ends_on or today for pause in covering), 1), today)
    return day


# ---- thresholds -----------------------------------------------------------------------------------------------------


class Reached(NamedTuple):
    """A threshold that is reached: its days, since when it is, and the last day before the next one takes its place."""

    days: int
    due_on: date
    expires_on: date | None


def ahead_of(day: date, days: Sequence[int], today: date, after: date | None = None) -> Reached | None:
    """Return the latest threshold reached of those that count down to a day; None before the first, and after the day.

    One that lies not `after` a day (when a pass was sold, for one) is left out: nobody is told what was just agreed.
    """
    if today > day:
        return None
    return _latest([(count, days_later(day, -count)) for count in days], today, after, day)


def since(day: date, days: Sequence[int], today: date, window: int = WINDOW) -> Reached | None:
    """Return the latest threshold reached of those that count up from a day; None once it is too long ago."""
    points = [(count, days_later(day, count)) for count in days]
    found = _latest(points, today, None, days_later(points[-1][1], window)) if points else None
    return None if found is None or (found.expires_on is not None and today > found.expires_on) else found


def pending(day: date, days: Sequence[int], today: date) -> Reached | None:
    """Return the latest threshold reached of those that count down to a day; it stays until somebody sees to it."""
    return _latest([(count, days_later(day, -count)) for count in days], today, None, None)


def _latest(points: Sequence[tuple[int, date]], today: date, after: date | None, end: date | None) -> Reached | None:
    found: Reached | None = None
    for number, (count, point) in enumerate(points):
        if point <= today and (after is None or point > after):
            following = points[number + 1][1] if number + 1 < len(points) else None
            found = Reached(count, point, end if following is None else days_later(following, -1))
    return found


# ---- ways -----------------------------------------------------------------------------------------------------------

_INSTEAD = {
    Way.MESSAGE: (Way.MESSAGE, Way.EMAIL, Way.SERVICE, Way.LETTER, Way.PHONE),
    Way.EMAIL: (Way.EMAIL, Way.MESSAGE, Way.SERVICE, Way.LETTER, Way.PHONE),
    Way.SERVICE: (Way.SERVICE, Way.MESSAGE, Way.EMAIL, Way.LETTER, Way.PHONE),
    Way.LETTER: (Way.LETTER, Way.EMAIL, Way.MESSAGE, Way.SERVICE, Way.PHONE),
    Way.PHONE: (Way.PHONE, Way.MESSAGE, Way.EMAIL, Way.SERVICE, Way.LETTER),
    Way.OWNER: (),
}


def chosen_ways(wanted: Sequence[Way], facts: Facts) -> tuple[Way, ...]:
    """Return the ways a reminder really goes: those wanted as far as the customer can be reached by them, or the next.

    A text goes the way the customer likes best. Who cannot be reached at all is the owner's to decide on.
    """
    found: dict[Way, None] = {}
    for way in wanted:
        found[_way(way, facts)] = None
    if len(found) > 1:
        found.pop(Way.OWNER, None)
    return tuple(found)


def _way(way: Way, facts: Facts) -> Way:
    likes = facts.likes
    if way in TEXTS and likes in TEXTS and likes in facts.reach:
        return likes
    return next((each for each in _INSTEAD[way] if each in facts.reach), Way.OWNER)


def consented_ways(wanted: Sequence[Way], facts: Facts) -> tuple[Way, ...]:
    """Return the ways an advertisement may go: only those consented to, none instead of them."""
    return tuple(way for way in wanted if way in facts.reach and way in facts.consents)
