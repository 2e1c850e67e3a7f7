"""Planning what has to do with money owed: the ladder, what is due soon, promises, statements, limitation."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from app.core.dates import days_later
from app.core.reminder.facts import ChargeFact, Facts, Pause
from app.core.reminder.kinds import RuleKind, Tone, Way
from app.core.reminder.ladder import Step, next_step
from app.core.reminder.limitation import last_day, years_by_law
from app.core.reminder.occasions import Policy, ahead_of, chosen_ways, first_free, promise_pauses, promises, since
from app.core.reminder.promise import Outcome, Standing
from app.core.reminder.wish import Covered, Wish

_OWNER = (Way.OWNER,)


def pauses_of(facts: Facts, policy: Policy, today: date) -> list[Pause]:
    """Return all days on which no money is asked for, those kept free by promises included."""
    return [*facts.pauses, *promise_pauses(promises(facts, policy, today), policy)]


# ---- the ladder -----------------------------------------------------------------------------------------------------


class _Late(NamedTuple):
    """An overdue charge; `step` is its next stage if that is due, with the day since when it is."""

    charge: ChargeFact
    step: Step | None


def overdue(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan one reminder for all that is overdue, and one for the owner where only a decision is left.

    The reminder has the highest stage due among the charges; of equal ones the first to be due leads and gives the key.
    Every charge whose next stage is due goes on by that one stage; the others are only named.
    """
    rule = policy.rules[RuleKind.OVERDUE]
    charges = [c for c in facts.charges if c.asked and c.due_on < today]
    if sum(c.open for c in charges) < max(rule.least, 1):
        return
    pauses = pauses_of(facts, policy, today)
    if any(pause.covers(today) for pause in pauses):
        return
    ladder = policy.ladders.of(facts.credit, facts.since, today)
    free = None if facts.last_reminded is None else days_later(facts.last_reminded, rule.apart)
    late = []
    for charge in charges:
        step = next_step(ladder, charge.due_on, charge.done)
        late.append(_Late(charge, None if step is None else _held_back(step, pauses, free, today)))
    asking = [each for each in late if each.step is not None and each.step.stage.ways != _OWNER]
    deciding = [each for each in late if each.step is not None and each.step.stage.ways == _OWNER]
    for due in (asking, deciding):
        wish = _reminder(facts, late, due)
        if wish is not None and not _blocked(wish, facts):
            yield wish


def _held_back(step: Step, pauses: Sequence[Pause], free: date | None, today: date) -> Step | None:
    """Return a step that is due today with the day since when it is, pauses and the distance kept reckoned in."""
    due = step.due_on
    if free is not None and step.stage.ways != _OWNER:
        due = max(due, free)
    return None if due > today else Step(step.stage, first_free(due, today, pauses))


def _reminder(facts: Facts, late: Sequence[_Late], due: Sequence[_Late]) -> Wish | None:
    steps = [(each.charge, each.step) for each in due if each.step is not None]
    if not steps:
        return None
    charge, step = min(steps, key=lambda each: (-each[1].stage.nth, each[1].due_on, each[0].item))
    nths = {each.item: advancing.stage.nth for each, advancing in steps}
    return Wish(
        rule=RuleKind.OVERDUE,
        customer=facts.customer,
        subject=str(charge.item),
        occurrence=f"{charge.occasion}{step.stage.nth}",
        due_on=step.due_on,
        ways=chosen_ways(step.stage.ways, facts),
        stage=step.stage.nth,
        tone=step.stage.tone,
        template=step.stage.template,
        amount=sum(each.charge.open for each in late),
        on=min(each.charge.due_on for each in late),
        covers=tuple(Covered(each.charge.item, nths.get(each.charge.item, 0)) for each in late),
    )


def _blocked(wish: Wish, facts: Facts) -> bool:
    """Whether an earlier reminder may be out without anybody knowing: no other one follows it until that is known."""
    return any(key.rule is RuleKind.OVERDUE and key != wish.key for key in facts.unclear)


# ---- due soon -------------------------------------------------------------------------------------------------------


def due_soon(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan one reminder for each day on which something is due soon that is no instalment."""
    rule = policy.rules[RuleKind.DUE_SOON]
    days: dict[date, list[ChargeFact]] = defaultdict(list)
    for charge in facts.charges:
        if charge.parts == 1 and charge.due_on >= today:
            days[charge.due_on].append(charge)
    for day, charges in sorted(days.items()):
        yield from _soon(facts, policy, today, rule.kind, f"{facts.customer}", charges, day)


def instalments(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan one reminder for each instalment that is due soon; one of a plan is asked for at once, whatever it pays."""
    planned: dict[tuple[int, date], list[ChargeFact]] = defaultdict(list)
    for charge in facts.charges:
        if charge.parts > 1 and charge.due_on >= today:
            if charge.plan:
                planned[charge.plan, charge.due_on].append(charge)
            else:
                yield from _soon(facts, policy, today, RuleKind.INSTALMENT, str(charge.item), [charge], charge.due_on)
    for (plan, day), charges in sorted(planned.items()):
        yield from _soon(facts, policy, today, RuleKind.INSTALMENT, f"plan {plan}", charges, day)


def _soon(
    facts: Facts,
    policy: Policy,
    today: date,
    kind: RuleKind,
    subject: str,
    charges: Sequence[ChargeFact],
    day: date,
) -> Iterator[Wish]:
    rule = policy.rules[kind]
    asked = [c for c in charges if c.asked]
    amount = sum(c.open for c in asked)
    if amount < max(rule.least, 1):
        return
    reached = ahead_of(day, rule.days, today, after=min(c.on for c in asked))
    if reached is None or any(pause.covers(today) for pause in pauses_of(facts, policy, today)):
        return
    yield Wish(
        rule=kind,
        customer=facts.customer,
        subject=subject,
        occurrence=f"{day}/{reached.days}",
        due_on=reached.due_on,
        expires_on=reached.expires_on,
        ways=chosen_ways(rule.ways, facts),
        template=rule.template,
        amount=amount,
        on=day,
        covers=tuple(Covered(c.item) for c in asked),
    )


# ---- promises -------------------------------------------------------------------------------------------------------


def promise_due(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a reminder of each open promise shortly before its day."""
    rule = policy.rules[RuleKind.PROMISE_DUE]
    for standing in promises(facts, policy, today):
        promise = standing.promise
        reached = ahead_of(promise.due_on, rule.days, today, after=promise.made_on)
        if standing.outcome is Outcome.OPEN and reached is not None and _owed(facts) > 0:
            occurrence = f"{promise.due_on}/{reached.days}"
            yield _of_promise(
                facts, policy, standing, RuleKind.PROMISE_DUE, occurrence, reached.due_on, reached.expires_on
            )


def promise_broken(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a call about the promise broken last, unless the customer has made another one that is open."""
    found = promises(facts, policy, today)
    broken = [standing for standing in found if standing.outcome is Outcome.BROKEN]
    if not broken or any(standing.outcome is Outcome.OPEN for standing in found) or not _owed(facts):
        return
    last = broken[-1]
    occurrence = f"{last.promise.due_on}/broken"
    yield _of_promise(facts, policy, last, RuleKind.PROMISE_BROKEN, occurrence, days_later(last.last_on, 1), None)


def _of_promise(
    facts: Facts,
    policy: Policy,
    standing: Standing,
    kind: RuleKind,
    occurrence: str,
    due_on: date,
    expires_on: date | None,
) -> Wish:
    rule = policy.rules[kind]
    return Wish(
        rule=kind,
        customer=facts.customer,
        subject=str(standing.promise.id),
        occurrence=occurrence,
        due_on=due_on,
        expires_on=expires_on,
        ways=chosen_ways(rule.ways, facts),
        tone=Tone.GENTLE if kind is RuleKind.PROMISE_DUE else Tone.FIRM,
        template=rule.template,
        amount=min(standing.left, _owed(facts)),
        on=standing.promise.due_on,
    )


def _owed(facts: Facts) -> int:
    return sum(c.open for c in facts.charges if c.asked)


# ---- statements and limitation --------------------------------------------------------------------------------------


def statement(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a question after the latest statement if nobody has answered it; earlier ones are contained in it."""
    if not facts.statements:
        return
    rule = policy.rules[RuleKind.STATEMENT]
    last = max(facts.statements, key=lambda s: (s.issued_on, s.number))
    reached = since(last.reply_by, rule.days, today)
    if reached is not None:
        yield Wish(
            rule=rule.kind,
            customer=facts.customer,
            subject=last.number,
            occurrence=str(reached.days),
            due_on=reached.due_on,
            expires_on=reached.expires_on,
            ways=chosen_ways(rule.ways, facts),
            template=rule.template,
            on=last.reply_by,
            number=last.number,
        )


def limitation(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a warning to the owner before claims become too old, disputed ones and paused customers included."""
    rule = policy.rules[RuleKind.LIMITATION]
    years = years_by_law(policy.pack, today) if facts.charges else None
    if years is None:
        return
    days: dict[date, list[ChargeFact]] = defaultdict(list)
    for charge in facts.charges:
        if charge.open > 0:
            days[last_day(charge.last_due_on or charge.due_on, charge.interruptions, years)].append(charge)
    for day, charges in sorted(days.items()):
        amount = sum(c.open for c in charges)
        reached = ahead_of(day, rule.days, today)
        if reached is not None and amount >= max(rule.least, 1):
            yield Wish(
                rule=rule.kind,
                customer=facts.customer,
                subject=str(facts.customer),
                occurrence=f"{day}/{reached.days}",
                due_on=reached.due_on,
                expires_on=reached.expires_on,
                ways=rule.ways,
                amount=amount,
                on=day,
                covers=tuple(dict.fromkeys(Covered(c.item) for c in charges)),
            )
