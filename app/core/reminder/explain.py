"""Why a reminder stands in the queue: charge by charge, with days and stage, in whole sentences."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from app.core.money import Money
from app.core.reminder.facts import ChargeFact, Facts
from app.core.reminder.kinds import RuleKind
from app.core.reminder.ladder import Ladder
from app.core.reminder.occasions import Policy
from app.core.reminder.wish import Wish
from app.errors import Message
from app.i18n.mark import N_

_CHARGE = N_("{charge}: {amount} was due on {due_on}, {days} days ago.")
_DISPUTED = N_("{charge} is in dispute and is not asked for.")
_IN_COURT = N_("{charge} is with a lawyer or a court and is not asked for.")
_FIRST = N_("{charge}: step {stage} comes {after} days after the due date, on {on}.")
_NEXT = N_("{charge}: step {stage} comes {after} days after step {before}, which was done on {done_on}.")
_NAMED = N_("{charge} is only named: its next step has not come yet.")

_OTHERS = {
    RuleKind.DUE_SOON: N_("{amount} is due on {on}."),
    RuleKind.INSTALMENT: N_("An instalment of {amount} is due on {on}."),
    RuleKind.EXPIRING: N_("What was paid ahead can be used through {on}."),
    RuleKind.LOW_BALANCE: N_("{amount} of what was paid ahead is left."),
    RuleKind.PASS_LOW: N_("{units} visits are left of {service}."),
    RuleKind.PROMISE_DUE: N_("The customer promised to pay by {on}; {amount} of that is still to come."),
    RuleKind.PROMISE_BROKEN: N_("The customer promised to pay by {on}; {amount} of that did not come."),
    RuleKind.STATEMENT: N_("Statement {number} asked for a reply by {on}; there is none."),
    RuleKind.REVIEW: N_("The account was to be looked through by {on}."),
    RuleKind.SLEEPING: N_("The customer’s last visit was on {on}."),
    RuleKind.BIRTHDAY: N_("The customer keeps their birthday on {on}."),
    RuleKind.RETURN_VISIT: N_("The customer’s last visit was on {on}; they usually come again sooner."),
    RuleKind.LIMITATION: N_("{amount} can be enforced through {on} only, if nothing starts the time anew."),
    RuleKind.AGREEMENT: N_("The agreement on how the customer pays holds through {on} only, and none follows."),
    RuleKind.NOTE: N_("The shop noted this for {on}."),
}


def explain(wish: Wish, facts: Facts, policy: Policy, today: date) -> tuple[Message, ...]:
    """Say why a reminder stands in the queue, by the facts of a day."""
    if wish.rule is RuleKind.OVERDUE:
        return tuple(_overdue(wish, facts, policy, today))
    values: dict[str, object] = {"amount": Money(wish.amount), "units": wish.units, "service": wish.service}
    values |= {"number": wish.number, "on": wish.on or wish.due_on}
    text = _OTHERS[wish.rule]
    return (Message(text, {name: value for name, value in values.items() if f"{{{name}}}" in text}),)


def _overdue(wish: Wish, facts: Facts, policy: Policy, today: date) -> Iterator[Message]:
    ladder = policy.ladders.of(facts.credit, facts.since, today)
    by_day = sorted(facts.charges, key=attrgetter("due_on"), reverse=True)  # of a charge in a plan what is due first
    charges = {charge.item: charge for charge in by_day}
    for item, nth in wish.covers:
        charge = charges.get(item)
        if charge is None:
            continue
        if charge.disputed:
            yield Message(_DISPUTED, {"charge": charge.name})
            continue
        if charge.in_court:
            yield Message(_IN_COURT, {"charge": charge.name})
            continue
        days = (today - charge.due_on).days
        late = {"charge": charge.name, "amount": Money(charge.open), "due_on": charge.due_on, "days": days}
        yield Message(_CHARGE, late)
        yield _stage(charge, nth, ladder)


def _stage(charge: ChargeFact, nth: int, ladder: Ladder) -> Message:
    if not 1 <= nth <= len(ladder.stages):
        return Message(_NAMED, {"charge": charge.name})
    days = ladder.stages[nth - 1].days
    before = max((done for done in charge.done if done.nth < nth), default=None)
    due = ladder.due_on(nth, charge.due_on, None if before is None else before.on)
    if before is None or due == ladder.due_on(nth, charge.due_on, None):
        return Message(_FIRST, {"charge": charge.name, "stage": nth, "after": days, "on": due})
    after = days - ladder.stages[nth - 2].days
    values = {"charge": charge.name, "stage": nth, "after": after, "before": before.nth, "done_on": before.on}
    return Message(_NEXT, values)
