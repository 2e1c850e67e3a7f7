"""The facts of all customers, or of some, from which reminders are planned: a few selects, never one for each customer.

Balances and terms are those known now; the day asked about only decides what lies ahead of it and what behind.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.counter import LunarDay, next_birthday
from app.core.credit.evidence import interruptions
from app.core.customer import Calendar
from app.core.customer_list import VISITS
from app.core.items import ItemKind
from app.core.journal import EntryKind
from app.core.ledger import in_dispute
from app.core.mail import SendTo
from app.core.owing.override import read_override
from app.core.owing.plan_dates import DuePart
from app.core.reminder.facts import (
    ChargeFact,
    Facts,
    LotFact,
    NoteFact,
    PassFact,
    Pause,
    Review,
    StatementFact,
)
from app.core.reminder.kinds import CreditClass, RuleKind
from app.core.reminder.ladder import Done
from app.core.reminder.limitation import Interruption, years_by_law
from app.core.reminder.occasions import WINDOW, Policy
from app.core.reminder.promise import Payment, Promise
from app.core.reminder.reach import Reach, reach
from app.core.reminder.visits import usual_interval
from app.core.reminder.wish import Key
from app.storage import customer_list
from app.storage import reminder_history as history
from app.storage import tables as t
from app.storage.agreements import agreed_through
from app.storage.cases import charges_in_cases
from app.storage.claim_documents import ClaimCharge, claim_documents
from app.storage.customers import damaged_file
from app.storage.disputes import open_disputes
from app.storage.families import Scope, merged
from app.storage.journal import chunks
from app.storage.plans import due_parts

_C, _I, _B, _E = t.customer.c, t.item.c, t.item_balance.c, t.entry.c
_LOT, _PASS, _PERIOD = ItemKind.LOT.value, ItemKind.PASS.value, ItemKind.PERIOD.value
_CLASSES = {each.value: each for each in CreditClass}
_YEAR = 365
_MONTH = 31


class Around(NamedTuple):
    """What facts depend on beside the book: the day, the policy, the lunar calendar, what the service sends to."""

    today: date
    policy: Policy
    lunar: LunarDay
    service: SendTo | None = None


def load_facts(
    session: Session,
    around: Around,
    customers: Collection[int] | None = None,
    *,
    also: Collection[int] = (),
    only_occasions: bool = False,
) -> Iterator[Facts]:
    """Yield the facts of some customers (internal ids), or of everybody of whom there is anything to plan.

    Of everybody, and of some if `only_occasions` says so, most have nothing to plan on a day, and are left out unless
    they are among `also`. A file that was merged away has no facts; what belonged to it counts for the one that lives
    on.
    """
    everyone = customers is not None and not only_occasions
    into = merged(session)
    if customers is not None:
        living = {into.get(each, each) for each in customers}
        customers = {*living, *(gone for gone, lives in into.items() if lives in living)}
    gathered = _gather(session, Scope(customers, into), around)
    occasions = _Occasions(gathered, around)
    people = select(_C.id, _C.closed, _C.created_at, _C.file).where(_C.merged_into.is_(None)).order_by(_C.id)
    for row in Scope(customers, into).rows(session, people, _C.id):
        if everyone or row[0] in also or occasions.may_be(row[0], row[3]):
            yield _facts(row, gathered, around)


# ---- gathering ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathered:
    """What was read of all customers, by customer (internal id) unless it says otherwise."""

    charges: dict[int, list[ChargeFact]] = field(default_factory=dict)
    lots: dict[int, list[LotFact]] = field(default_factory=dict)
    passes: dict[int, list[PassFact]] = field(default_factory=dict)
    last_lots: Mapping[int, int] = field(default_factory=dict)
    visits: Mapping[int, str] = field(default_factory=dict)
    intervals: Mapping[int, int] = field(default_factory=dict)
    reminded: Mapping[int, date] = field(default_factory=dict)
    unclear: Mapping[int, list[Key]] = field(default_factory=dict)
    promises: Mapping[int, list[Promise]] = field(default_factory=dict)
    payments: Mapping[int, list[Payment]] = field(default_factory=dict)
    pauses: Mapping[int, list[Pause]] = field(default_factory=dict)
    notes: Mapping[int, list[NoteFact]] = field(default_factory=dict)
    reviews: Mapping[int, date] = field(default_factory=dict)
    statements: Mapping[int, list[StatementFact]] = field(default_factory=dict)
    agreed: Mapping[int, date] = field(default_factory=dict)


def _gather(session: Session, scope: Scope, around: Around) -> _Gathered:
    today, rules = around.today, around.policy.rules
    found = _Gathered()
    _read_items(session, scope, found)
    _complete_charges(session, scope, around, found)
    found.last_lots = _last_lots(session, scope.only(found.lots.keys()))
    found.visits = _last_visits(session, scope)
    if rules[RuleKind.RETURN_VISIT].on:
        found.intervals = _intervals(session, scope)
    owing = scope.only(found.charges.keys())
    found.reminded = history.last_reminded(session, owing, _back(today, rules[RuleKind.OVERDUE].apart))
    found.unclear = history.unclear_keys(session, scope)
    found.promises = history.open_promises(session, owing)
    if found.promises:
        since = min(promise.made_on for each in found.promises.values() for promise in each)
        found.payments = history.payments_since(session, scope.only(found.promises.keys()), since)
    found.pauses = history.pauses(session, scope)
    found.notes = history.dated_notes(session, scope)
    found.reviews = history.last_reviews(session, scope)
    if rules[RuleKind.AGREEMENT].on:
        found.agreed = agreed_through(session, scope)
    if rules[RuleKind.STATEMENT].on:
        latest = max(rules[RuleKind.STATEMENT].days) + WINDOW
        found.statements = history.unanswered(session, scope, _back(today, latest))
    return found


def _back(today: date, days: int) -> date:
    return today - timedelta(days=min(days, (today - date.min).days))


_OPEN = (
    select(
        *(_B.customer_id, _I.kind, _B.item_id, _B.amount, _B.bonus, _B.units, _B.due_on, _B.expires_on),
        *(_I.since_on, _I.name, _I.service, _I.count),
    )
    .join_from(t.item_balance, t.item, _I.id == _B.item_id)
    .where(_B.is_open == 1)
    .order_by(_B.item_id)
)


def _read_items(session: Session, scope: Scope, found: _Gathered) -> None:
    """Read what is open: charges, lots and passes."""
    read = date.fromisoformat
    charges, lots, passes = found.charges, found.lots, found.passes
    for customer, kind, item, amount, bonus, units, due, expires, since, name, service, count in scope.rows(
        session, _OPEN, _B.customer_id
    ):
        on = read(since)
        if kind == _LOT:
            if amount + bonus > 0:
                lot = LotFact(item, on, amount + bonus, None if expires is None else read(expires))
                lots.setdefault(customer, []).append(lot)
        elif kind in (_PASS, _PERIOD):
            if units > 0:
                visits = count or 0 if kind == _PASS else 0
                fact = PassFact(item, service, on, units, visits, None if expires is None else read(expires))
                passes.setdefault(customer, []).append(fact)
        elif amount > 0:
            charge = ChargeFact(item, name, on, on if due is None else read(due), amount)
            charges.setdefault(customer, []).append(charge)


# ---- charges --------------------------------------------------------------------------------------------------------


def _complete_charges(session: Session, scope: Scope, around: Around, found: _Gathered) -> None:
    """Add to charges what is in dispute, the stages done, the instalments they are of, and what limitation asks."""
    disputed = open_disputes(session, scope.customers)
    done = history.stages_done(session, scope)
    parts = instalments_of(session, scope)
    old = _old_charges(found, parts, around)
    broken = _interruptions(session, scope, old, around.today) if old else {}
    in_court = charges_in_cases(session, around.today)
    touched = disputed.keys() | done.keys() | parts.keys() | broken.keys() | in_court
    if touched:
        for customer, charges in found.charges.items():
            if not touched.isdisjoint([charge.item for charge in charges]):
                complete = [_completed(each, disputed, done, parts, broken) for each in charges]
                found.charges[customer] = [each._replace(in_court=each.item in in_court) for each in complete]
    _follow_plans(session, around.today, found)


def _follow_plans(session: Session, today: date, found: _Gathered) -> None:
    """Part the charges of plans that run: what is due with each instalment is a charge of its own to reminders.

    What is overdue of one charge is asked for at once; the stages of the ladder begin anew with each missed instalment.
    """
    left = {charge.item: charge.open for charges in found.charges.values() for charge in charges}
    planned = due_parts(session, left, today) if left else {}
    for customer, charges in found.charges.items() if planned else ():
        if any(charge.item in planned for charge in charges):
            found.charges[customer] = [each for c in charges for each in _parted(c, planned.get(c.item, ()), today)]


def _parted(charge: ChargeFact, parts: Sequence[DuePart], today: date) -> Iterator[ChargeFact]:
    if not parts:
        yield charge
        return
    late = [part for part in parts if part.due_on < today]
    waiting = [(part, part.amount) for part in parts if part.due_on >= today]
    first = min(late, key=attrgetter("due_on"), default=None)
    if first is not None:
        waiting.insert(0, (first, sum(part.amount for part in late)))
    for part, amount in waiting:
        yield charge._replace(
            due_on=part.due_on,
            open=amount,
            part=max(part.nth, 1),
            parts=part.parts,
            last_due_on=part.last_due_on,
            plan=part.plan,
            done=tuple(each for each in charge.done if each.on > part.due_on),
        )


class InstalmentPart(NamedTuple):
    """Which part of how many a charge is, and when the last of them is due."""

    nth: int
    of: int
    last_due_on: date


def _completed(
    charge: ChargeFact,
    disputed: Mapping[int, int],
    done: Mapping[int, Sequence[Done]],
    parts: Mapping[int, InstalmentPart],
    broken: Mapping[int, Sequence[Interruption]],
) -> ChargeFact:
    item = charge.item
    amount = in_dispute(disputed[item], charge.open) if item in disputed else 0
    part = parts.get(item)
    return charge._replace(
        # What is not in dispute of a charge is still asked for.
        open=charge.open - amount if 0 < amount < charge.open else charge.open,
        disputed=0 < charge.open <= amount,
        part=1 if part is None else part.nth,
        parts=1 if part is None else part.of,
        last_due_on=None if part is None else part.last_due_on,
        done=tuple(sorted(done.get(item, ()))),
        interruptions=tuple(sorted(broken.get(item, ()))),
    )


def instalments_of(session: Session, scope: Scope) -> dict[int, InstalmentPart]:
    """Return the charges that are instalments: an entry that made several named them `s1`, `s1/2`, `s1/3`."""
    several = (
        select(_I.entry_id)
        .join_from(t.item, t.entry, _E.id == _I.entry_id)
        .where(_I.is_charge == 1, func.instr(_I.name, "/") > 0, _E.kind != EntryKind.MERGE.value)
    )
    due = func.coalesce(_B.due_on, _I.since_on)
    charges = select(_I.entry_id, _I.id, due).join_from(t.item, t.item_balance, _B.item_id == _I.id)
    entries: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for chunk in chunks(sorted({row[0] for row in scope.rows(session, several, _I.customer_id)})):
        for entry, item, on in session.execute(charges.where(_I.entry_id.in_(chunk), _I.is_charge == 1)):
            entries[entry].append((item, date.fromisoformat(on)))
    return {
        item: InstalmentPart(nth, len(each), max(on for _, on in each))
        for each in entries.values()
        if len(each) > 1
        for nth, (item, _) in enumerate(sorted(each, key=itemgetter(1, 0)), start=1)
    }


def _interruptions(
    session: Session, scope: Scope, old: Mapping[int, ClaimCharge], today: date
) -> dict[int, list[Interruption]]:
    """Return what started the time of old charges anew: the same that the list of limitation periods goes by."""
    documents = claim_documents(session, list(old.values()), scope.into)
    return {
        item: [each for each, _ in interruptions(charge.name, documents[charge.customer], today)]
        for item, charge in old.items()
    }


def _old_charges(found: _Gathered, parts: Mapping[int, InstalmentPart], around: Around) -> dict[int, ClaimCharge]:
    """Return the charges so old that a warning of limitation may be near."""
    rule = around.policy.rules[RuleKind.LIMITATION]
    years = years_by_law(around.policy.pack, around.today) if rule.on else None
    if years is None:
        return {}
    latest = _back(around.today, max(0, years.each * _YEAR - max(rule.days) - _MONTH))
    return {
        charge.item: ClaimCharge(charge.item, charge.name, customer, charge.on, charge.open)
        for customer, charges in found.charges.items()
        for charge in charges
        if (parts[charge.item].last_due_on if charge.item in parts else charge.due_on) <= latest
    }


# ---- visits ---------------------------------------------------------------------------------------------------------


def _last_lots(session: Session, scope: Scope) -> dict[int, int]:
    statement = select(_I.customer_id, func.max(_I.id)).where(_I.kind == _LOT).group_by(_I.customer_id)
    return {row[0]: row[1] for row in scope.rows(session, statement, _I.customer_id)}


def _last_visits(session: Session, scope: Scope) -> dict[int, str]:
    if scope.customers is None:
        seen = customer_list.visits_after(session, 0)
    else:
        seen = customer_list.last_visits(session, scope.customers)
    return customer_list.with_merged(seen, scope.into)


def _intervals(session: Session, scope: Scope) -> dict[int, int]:
    undoing = aliased(t.entry)
    statement = (
        select(_E.customer_id, _E.posted_on)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(_E.kind.in_([kind.value for kind in VISITS]), _E.customer_id.is_not(None), undoing.c.id.is_(None))
    )
    days: dict[int, set[str]] = defaultdict(set)
    for customer, on in scope.rows(session, statement, _E.customer_id):
        days[scope.lives(customer)].add(on)
    found = {customer: usual_interval(map(date.fromisoformat, seen)) for customer, seen in days.items()}
    return {customer: interval for customer, interval in found.items() if interval is not None}


# ---- one customer ---------------------------------------------------------------------------------------------------

_READ: Callable[[str], date] = date.fromisoformat


class _Occasions:
    """Tells quickly of whom nothing can be planned on a day: what it lets pass may still have no plan."""

    def __init__(self, found: _Gathered, around: Around) -> None:
        rules, today = around.policy.rules, around.today
        self._found, self._around = found, around
        self._today = today
        self._expires_by = _ahead(today, max(rules[RuleKind.EXPIRING].days, default=0))
        self._level, self._units = rules[RuleKind.LOW_BALANCE].level, rules[RuleKind.PASS_LOW].units
        self._birthday_by = _ahead(today, max(rules[RuleKind.BIRTHDAY].days, default=0))
        self._agreed_by = _ahead(today, max(rules[RuleKind.AGREEMENT].days, default=0))
        asleep = rules[RuleKind.SLEEPING].days
        self._asleep_from = _back(today, max(asleep, default=0) + WINDOW).isoformat()
        self._asleep_to = _back(today, min(asleep, default=0)).isoformat()

    def may_be(self, customer: int, file: str) -> bool:
        """Whether there may be an occasion for a reminder."""
        found = self._found
        if customer in found.charges or customer in found.notes or customer in found.statements:
            return True
        if '"review_months"' in file or found.agreed.get(customer, date.max) <= self._agreed_by:
            return True
        if customer in found.lots and self._of_lots(found.lots[customer]):
            return True
        if customer in found.passes and self._of_passes(found.passes[customer]):
            return True
        return '"consents"' in file and self._invited(customer, file)

    def _of_lots(self, lots: Sequence[LotFact]) -> bool:
        left = 0
        for lot in lots:
            if lot.expires_on is None:
                left += lot.amount
            elif lot.expires_on >= self._today:
                if lot.expires_on <= self._expires_by:
                    return True
                left += lot.amount
        return left <= self._level

    def _of_passes(self, passes: Sequence[PassFact]) -> bool:
        for each in passes:
            if each.left <= self._units or (each.expires_on is not None and each.expires_on <= self._expires_by):
                return True
        return False

    def _invited(self, customer: int, file: str) -> bool:
        """Whether the customer may be invited or congratulated, if they agreed to that."""
        visit = self._found.visits.get(customer, "")
        if self._asleep_from <= visit <= self._asleep_to or customer in self._found.intervals:
            return True
        if '"birthday"' not in file:
            return False
        try:
            kept = _birthday(json.loads(file), self._around)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise damaged_file() from error
        return kept is not None and kept <= self._birthday_by


def _ahead(today: date, days: int) -> date:
    return today + timedelta(days=min(days, (date.max - today).days))


def _facts(row: Sequence[Any], found: _Gathered, around: Around) -> Facts:
    id_, closed, created, text = row
    try:
        file = json.loads(text)
        since = _READ(file["since"] if "since" in file else created[:10])
        reached = _reach(file, around.service)
        visit = found.visits.get(id_)
        return Facts(
            customer=id_,
            closed=bool(closed),
            credit=_class(file, around.today),
            since=since,
            charges=tuple(found.charges.get(id_, ())),
            lots=tuple(found.lots.get(id_, ())),
            passes=tuple(found.passes.get(id_, ())),
            last_lot=found.last_lots.get(id_),
            promises=tuple(found.promises.get(id_, ())),
            payments=tuple(found.payments.get(id_, ())),
            pauses=tuple(found.pauses.get(id_, ())),
            reach=reached.ways,
            likes=reached.likes,
            consents=reached.consents,
            last_visit=None if visit is None else _READ(visit),
            interval=found.intervals.get(id_),
            birthday=_birthday(file, around) if reached.consents else None,
            statements=tuple(found.statements.get(id_, ())),
            review=_review(file, found.reviews.get(id_, since)),
            notes=tuple(found.notes.get(id_, ())),
            agreed_through=found.agreed.get(id_),
            last_reminded=found.reminded.get(id_),
            unclear=frozenset(found.unclear.get(id_, ())),
        )
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise damaged_file() from error


def _class(file: Mapping[str, Any], today: date) -> CreditClass:
    """Return the class that counts today: the owner's own while it stands, else the one decided."""
    if "override" in file:
        own = read_override(file["override"])
        if own.holds(today):
            return own.credit
    return _CLASSES[file.get("credit_class", CreditClass.NORMAL)]


def _reach(file: Mapping[str, Any], service: SendTo | None) -> Reach:
    """Return what `core.reminder.reach.reach_of` says of a file, without making a file of it."""
    consents = file.get("consents")
    return reach(
        phone="phones" in file or any(each.get("phone") for each in file.get("contacts", ())),
        email="email" in file,
        address="address" in file and any(map(str.isalnum, file["address"].get("street", ""))),
        channel=file.get("channel", ""),
        consents=tuple(sorted(each for each, day in consents.items() if day)) if consents else (),
        opted_out=tuple(file.get("opted_out", ())),
        service=service,
    )


def _birthday(file: Mapping[str, Any], around: Around) -> date | None:
    birthday = file.get("birthday", "")
    if not birthday or not around.policy.rules[RuleKind.BIRTHDAY].on:
        return None
    calendar = Calendar(file.get("birthday_calendar", Calendar.SOLAR))
    return next_birthday(birthday, calendar, around.today, around.lunar)


def _review(file: Mapping[str, Any], last_on: date) -> Review | None:
    months = file.get("review_months", 0)
    return Review(months, last_on) if months else None
