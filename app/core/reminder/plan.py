"""The queue's plan: what should stand in it for a customer on a day, reckoned anew from facts each time.

The same facts on the same day give the same wishes with the same keys, however often and in whatever order planning
ran before; what really happened comes in with the facts (stages done, payments, replies).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from app.core.reminder import plan_care, plan_debt
from app.core.reminder.facts import ChargeFact, Facts
from app.core.reminder.kinds import CHASING, FOR_OWNER, MARKETING, RuleKind
from app.core.reminder.occasions import Policy, consented_ways, promise_pauses, promises, silenced
from app.core.reminder.promise import Outcome
from app.core.reminder.wish import Wish
from app.errors import Message
from app.i18n.mark import N_


class _Planner(NamedTuple):
    """How a kind is planned, and the facts without which there is nothing to plan: most customers have few of them."""

    plan: Callable[[Facts, Policy, date], Iterator[Wish]]
    needs: Callable[[Facts], object]


def _held(facts: Facts) -> object:
    return facts.lots or facts.passes


_PLANNERS: Mapping[RuleKind, _Planner] = MappingProxyType(
    {
        RuleKind.PROMISE_BROKEN: _Planner(plan_debt.promise_broken, attrgetter("promises")),
        RuleKind.OVERDUE: _Planner(plan_debt.overdue, attrgetter("charges")),
        RuleKind.LIMITATION: _Planner(plan_debt.limitation, attrgetter("charges")),
        RuleKind.PROMISE_DUE: _Planner(plan_debt.promise_due, attrgetter("promises")),
        RuleKind.INSTALMENT: _Planner(plan_debt.instalments, attrgetter("charges")),
        RuleKind.DUE_SOON: _Planner(plan_debt.due_soon, attrgetter("charges")),
        RuleKind.STATEMENT: _Planner(plan_debt.statement, attrgetter("statements")),
        RuleKind.EXPIRING: _Planner(plan_care.expiring, _held),
        RuleKind.LOW_BALANCE: _Planner(plan_care.low_balance, attrgetter("lots")),
        RuleKind.PASS_LOW: _Planner(plan_care.pass_low, attrgetter("passes")),
        RuleKind.BIRTHDAY: _Planner(plan_care.birthday, attrgetter("birthday")),
        RuleKind.RETURN_VISIT: _Planner(plan_care.return_visit, attrgetter("interval")),
        RuleKind.SLEEPING: _Planner(plan_care.sleeping, attrgetter("last_visit")),
        RuleKind.REVIEW: _Planner(plan_care.review, attrgetter("review")),
        RuleKind.AGREEMENT: _Planner(plan_care.agreement, attrgetter("agreed_through")),
        RuleKind.NOTE: _Planner(plan_care.notes, attrgetter("notes")),
    }
)

ORDER: Mapping[RuleKind, int] = MappingProxyType({kind: place for place, kind in enumerate(_PLANNERS)})
"""The gravity of each kind: what has the lower number stands first in the queue."""

_OF_OPEN_FILES = MARKETING | {RuleKind.LOW_BALANCE, RuleKind.PASS_LOW, RuleKind.REVIEW, RuleKind.AGREEMENT}


def plan(facts: Facts, policy: Policy, today: date) -> list[Wish]:
    """Return everything that should stand in the queue for a customer on a day, the gravest first.

    Wishes whose day has come stay in the plan until the facts say that they are done; the queue knows by their keys
    what it has had already.
    """
    quiet = silenced(facts, today)
    wishes: list[Wish] = []
    for kind, planner in _PLANNERS.items():
        if not planner.needs(facts) or not policy.rules[kind].on:
            continue
        if (quiet and kind not in FOR_OWNER) or (facts.closed and kind in _OF_OPEN_FILES):
            continue
        wishes += sorted(planner.plan(facts, policy, today), key=lambda wish: (wish.due_on, wish.key))
    return wishes


# ---- asked once more before it goes out -----------------------------------------------------------------------------


class Why(StrEnum):
    """Why a reminder is not wanted any longer."""

    PAID = "paid"
    SMALL = "small"
    DISPUTED = "disputed"
    CASE = "case"
    PROMISED = "promised"
    PAUSED = "paused"
    SILENCED = "silenced"
    DONE = "done"
    EARLY = "early"
    SUPERSEDED = "superseded"
    OVER = "over"
    OFF = "off"
    NO_CONSENT = "no_consent"
    GONE = "gone"


SENTENCES: Mapping[Why, str] = MappingProxyType(
    {
        Why.PAID: N_("What it asks for has been paid or settled."),
        Why.SMALL: N_("What is left is too small to ask for."),
        Why.DISPUTED: N_("The customer disputes what it asks for."),
        Why.CASE: N_("What it asks for is with a lawyer or a court."),
        Why.PROMISED: N_("The customer has promised to pay; the day has not passed yet."),
        Why.PAUSED: N_("Reminders of money owed are paused for this customer."),
        Why.SILENCED: N_("This customer is not to be reminded."),
        Why.DONE: N_("This step has been done already."),
        Why.EARLY: N_("Its day has not come yet."),
        Why.SUPERSEDED: N_("Another reminder takes its place."),
        Why.OVER: N_("The time for it has passed."),
        Why.OFF: N_("Reminders of this kind are switched off."),
        Why.NO_CONSENT: N_("The customer has not agreed to advertising this way."),
        Why.GONE: N_("The occasion for it is no longer there."),
    }
)
"""What is said of each."""


class Reason(NamedTuple):
    """Why a reminder takes itself back, with the sentence for the record."""

    why: Why

    @property
    def message(self) -> Message:
        """The sentence."""
        return Message(SENTENCES[self.why])


def recheck(wish: Wish, facts: Facts, policy: Policy, today: date) -> Wish | Reason:
    """Return a queued reminder as it should go out now, with today's amounts, or why it is not wanted any longer."""
    for fresh in plan(facts, policy, today):
        if fresh.key == wish.key:
            return fresh
    return Reason(_why_not(wish, facts, policy, today))


def still_wanted(wish: Wish, facts: Facts, policy: Policy, today: date) -> Reason | None:
    """Return why a queued reminder is not wanted any longer; None if it is."""
    found = recheck(wish, facts, policy, today)
    return found if isinstance(found, Reason) else None


def _why_not(wish: Wish, facts: Facts, policy: Policy, today: date) -> Why:
    if not policy.rules[wish.rule].on:
        return Why.OFF
    if wish.rule not in FOR_OWNER and silenced(facts, today):
        return Why.SILENCED
    if wish.expires_on is not None and today > wish.expires_on:
        return Why.OVER
    if wish.rule in CHASING:
        return _why_not_asked(wish, facts, policy, today)
    if wish.rule in (RuleKind.PROMISE_DUE, RuleKind.PROMISE_BROKEN):
        return _why_not_followed(wish, facts, policy, today)
    no_consent = wish.rule in MARKETING and not consented_ways(wish.ways, facts)
    return _first((no_consent, Why.NO_CONSENT), (today < wish.due_on, Why.EARLY), (True, Why.GONE))


def _why_not_asked(wish: Wish, facts: Facts, policy: Policy, today: date) -> Why:
    named = {covered.item for covered in wish.covers}
    if wish.rule is RuleKind.OVERDUE:
        named = {int(wish.subject)}  # the charge that leads; what remains of the others has a reminder of its own
    charges = [charge for charge in facts.charges if charge.item in named and charge.open > 0]
    promised = promise_pauses(promises(facts, policy, today), policy)
    is_done = wish.stage > 0 and any(done.nth >= wish.stage for charge in charges for done in charge.done)
    is_small = _asked_for(wish.rule, facts, today, charges) < policy.rules[wish.rule].least
    return _first(
        (not charges, Why.PAID),
        (all(charge.disputed for charge in charges), Why.DISPUTED),
        (not any(charge.asked for charge in charges), Why.CASE),
        (any(pause.covers(today) for pause in promised), Why.PROMISED),
        (any(pause.covers(today) for pause in facts.pauses), Why.PAUSED),
        (is_done, Why.DONE),
        (is_small, Why.SMALL),
        (today < wish.due_on, Why.EARLY),
        (True, Why.SUPERSEDED),
    )


def _first(*reasons: tuple[bool, Why]) -> Why:
    """Return the first reason that holds; the last one always does."""
    return next(why for holds, why in reasons if holds)


def _asked_for(kind: RuleKind, facts: Facts, today: date, charges: list[ChargeFact]) -> int:
    """Return what a reminder would ask for: all that is overdue, or what is due on its day."""
    if kind is RuleKind.OVERDUE:
        charges = [charge for charge in facts.charges if charge.due_on < today]
    return sum(charge.open for charge in charges if charge.asked)


def _why_not_followed(wish: Wish, facts: Facts, policy: Policy, today: date) -> Why:
    """Say why a promise need not be followed up: kept, all paid, or another one made."""
    found = {str(standing.promise.id): standing for standing in promises(facts, policy, today)}
    own = found.get(wish.subject)
    if own is not None and (own.outcome is Outcome.KEPT or not any(charge.open for charge in facts.charges)):
        return Why.PAID
    others = [standing for standing in found.values() if standing.outcome is not Outcome.KEPT and standing is not own]
    return Why.SUPERSEDED if others else Why.GONE
