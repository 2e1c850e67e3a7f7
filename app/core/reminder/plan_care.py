"""Planning what has to do with money held, visits and the calendar: prepaid, passes, birthdays, reviews, notes."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from app.core.dates import days_later, months_later
from app.core.reminder.facts import Facts, LotFact, PassFact
from app.core.reminder.kinds import RuleKind, Way
from app.core.reminder.occasions import Policy, Reached, ahead_of, chosen_ways, consented_ways, pending, since
from app.core.reminder.rules import Rule
from app.core.reminder.wish import Covered, Wish

PASS_SUFFIX = "_pass"
"""What the name of a template ends with where visits expire instead of money."""

PERIOD_SUFFIX = "_period"
"""What the name of a template ends with where a period pass expires."""


# ---- money and passes that expire -----------------------------------------------------------------------------------


def expiring(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan one reminder for all money, and one for all passes of a service, that may be used through the same day."""
    lots: dict[date, list[LotFact]] = defaultdict(list)
    for lot in facts.lots:
        if lot.expires_on is not None and lot.amount > 0:
            lots[lot.expires_on].append(lot)
    for day, held in sorted(lots.items()):
        yield from _expiring_lots(facts, policy.rules[RuleKind.EXPIRING], today, day, held)
    passes: dict[tuple[date, str, bool], list[PassFact]] = defaultdict(list)
    for each in facts.passes:
        if each.expires_on is not None and each.left > 0:
            passes[each.expires_on, each.service, each.visits > 0].append(each)
    for (day, _service, _counted), alike in sorted(passes.items()):
        yield from _expiring_passes(facts, policy.rules[RuleKind.EXPIRING], today, day, alike)


def _expiring_lots(facts: Facts, rule: Rule, today: date, day: date, lots: list[LotFact]) -> Iterator[Wish]:
    amount = sum(lot.amount for lot in lots)
    reached = ahead_of(day, rule.days, today, after=min(lot.on for lot in lots))
    if reached is not None and amount >= rule.least:
        yield Wish(
            rule=rule.kind,
            customer=facts.customer,
            subject=str(facts.customer),
            occurrence=f"{day}/{reached.days}",
            due_on=reached.due_on,
            expires_on=reached.expires_on,
            ways=chosen_ways(rule.ways, facts),
            template=rule.template,
            amount=amount,
            on=day,
            covers=tuple(Covered(lot.item) for lot in lots),
        )


def _expiring_passes(facts: Facts, rule: Rule, today: date, day: date, passes: list[PassFact]) -> Iterator[Wish]:
    reached = ahead_of(day, rule.days, today, after=min(each.on for each in passes))
    counted = passes[0].visits > 0
    if reached is not None:
        yield Wish(
            rule=rule.kind,
            customer=facts.customer,
            subject=f"{facts.customer}/{passes[0].service}/{'visits' if counted else 'period'}",
            occurrence=f"{day}/{reached.days}",
            due_on=reached.due_on,
            expires_on=reached.expires_on,
            ways=chosen_ways(rule.ways, facts),
            template=rule.template + (PASS_SUFFIX if counted else PERIOD_SUFFIX),
            units=sum(each.left for each in passes) if counted else 0,
            on=day,
            service=passes[0].service,
            covers=tuple(Covered(each.item) for each in passes),
        )


# ---- what runs low --------------------------------------------------------------------------------------------------


def low_balance(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a word about a balance that has run low by use, once after each top-up and while the visit is recent."""
    rule = policy.rules[RuleKind.LOW_BALANCE]
    visit = facts.last_visit
    lots = [lot for lot in facts.lots if lot.amount > 0 and (lot.expires_on is None or lot.expires_on >= today)]
    amount = sum(lot.amount for lot in lots)
    if facts.last_lot is None or visit is None or not 0 < amount <= rule.level:
        return
    last = days_later(visit, rule.days[0])
    if visit <= today <= last and visit > max(lot.on for lot in lots):
        yield Wish(
            rule=rule.kind,
            customer=facts.customer,
            subject=str(facts.customer),
            occurrence=str(facts.last_lot),
            due_on=visit,
            expires_on=last,
            ways=chosen_ways(rule.ways, facts),
            template=rule.template,
            amount=amount,
        )


def pass_low(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a word about visits nearly used up, once for each pass and while the visit is recent."""
    rule = policy.rules[RuleKind.PASS_LOW]
    visit = facts.last_visit
    if visit is None or not facts.passes:
        return
    services: dict[str, list[PassFact]] = defaultdict(list)
    for each in facts.passes:
        if each.left > 0 and (each.expires_on is None or each.expires_on >= today):
            services[each.service].append(each)
    last = days_later(visit, rule.days[0])
    for service, passes in sorted(services.items()):
        newest = max(passes, key=lambda each: each.item)
        left = sum(each.left for each in passes)
        is_low = left <= rule.units < newest.visits and all(each.visits > 0 for each in passes)
        if is_low and newest.on <= visit <= today <= last:
            yield Wish(
                rule=rule.kind,
                customer=facts.customer,
                subject=str(newest.item),
                occurrence="low",
                due_on=visit,
                expires_on=last,
                ways=chosen_ways(rule.ways, facts),
                template=rule.template,
                units=left,
                service=service,
                covers=tuple(Covered(each.item) for each in passes),
            )


# ---- visits and birthdays, only with consent ------------------------------------------------------------------------


def sleeping(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan an invitation to who has not come for long; one who has not come for much longer is left in peace."""
    if facts.last_visit is not None:
        rule = policy.rules[RuleKind.SLEEPING]
        yield from _invitation(facts, rule, facts.last_visit, since(facts.last_visit, rule.days, today))


def return_visit(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan an invitation when the customer's usual time between visits is over."""
    if facts.last_visit is not None and facts.interval:
        rule = policy.rules[RuleKind.RETURN_VISIT]
        day = days_later(facts.last_visit, facts.interval)
        yield from _invitation(facts, rule, facts.last_visit, since(day, rule.days, today))


def birthday(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan good wishes for the day the birthday is kept, never after it."""
    if facts.birthday is not None:
        rule = policy.rules[RuleKind.BIRTHDAY]
        yield from _invitation(facts, rule, facts.birthday, ahead_of(facts.birthday, rule.days, today))


def _invitation(facts: Facts, rule: Rule, day: date, reached: Reached | None) -> Iterator[Wish]:
    ways = consented_ways(rule.ways, facts)
    if reached is not None and ways:
        yield Wish(
            rule=rule.kind,
            customer=facts.customer,
            subject=str(facts.customer),
            occurrence=f"{day}/{reached.days}",
            due_on=reached.due_on,
            expires_on=reached.expires_on,
            ways=ways,
            template=rule.template,
            on=day,
        )


# ---- for the shop itself --------------------------------------------------------------------------------------------


def review(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan looking through the account; what was missed is done once, however long ago."""
    if facts.review is None:
        return
    rule = policy.rules[RuleKind.REVIEW]
    day = months_later(facts.review.last_on, facts.review.months)
    reached = pending(day, rule.days, today)
    if reached is not None:
        yield _for_shop(facts, rule, str(facts.customer), day, reached)


def agreement(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan a look at an agreement that runs out with none to follow; it stays until one does, or somebody decides."""
    rule = policy.rules[RuleKind.AGREEMENT]
    day = facts.agreed_through
    reached = None if day is None else pending(day, rule.days, today)
    if day is not None and reached is not None:
        yield _for_shop(facts, rule, str(facts.customer), day, reached)


def notes(facts: Facts, policy: Policy, today: date) -> Iterator[Wish]:
    """Plan the shop's own dated notes; they stay until somebody has seen to them."""
    rule = policy.rules[RuleKind.NOTE]
    for note in facts.notes:
        reached = pending(note.on, rule.days, today)
        if reached is not None:
            yield _for_shop(facts, rule, str(note.id), note.on, reached, note.text)


def _for_shop(facts: Facts, rule: Rule, subject: str, day: date, reached: Reached, text: str = "") -> Wish:
    return Wish(
        rule=rule.kind,
        customer=facts.customer,
        subject=subject,
        occurrence=f"{day}/{reached.days}",
        due_on=reached.due_on,
        expires_on=reached.expires_on,
        ways=(Way.OWNER,),
        on=day,
        number=text,
    )
