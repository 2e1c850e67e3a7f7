"""Requests about payment plans, done within a transaction: the plan, and the due dates that follow from it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.core.account import Account
from app.core.credit.requests import EndPlan, MakePlan, PlanOutcome
from app.core.items import Position
from app.core.journal import EntryKind
from app.core.named import Named
from app.core.owing import plans as rules
from app.core.owing.plans import Plan, PlanCharge, PlanState
from app.core.requests import Reschedule
from app.core.rules import guards
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.desk import Desk, free_id
from app.services.journal import record_at
from app.services.reminder_work import Work, check_not_ahead
from app.services.shop_words import said
from app.services.verbs import check_made
from app.storage import plans as stored
from app.storage.disputes import place_now
from app.storage.plans import StoredPlan


class Planned(NamedTuple):
    """A plan that may be made: its charges as they stand on its day, in the order they are paid."""

    plan: Plan
    positions: tuple[Position, ...]
    account: Account


def planned(desk: Desk, request: MakePlan) -> Planned:
    """Return the plan a request asks for; refuses everything that making it would refuse, and writes nothing."""
    check_not_ahead("on", request.on, desk.today)
    guards.check_date(request.on, desk.today, desk.head.closed_through)
    if len(set(request.charges)) < len(request.charges):
        refuse("charges", N_("charges: one of them is named twice."))
    account = desk.accounts.account(request.customer, request.on, charges=request.charges)
    guards.check_customer(account, EntryKind.RESCHEDULE)
    positions = [_position(desk, account, name) for name in request.charges]
    positions.sort(key=lambda each: (each.due_on or each.item.on, each.item.id))
    plan = Plan(
        id=request.id,
        customer=request.customer,
        made_on=request.on,
        charges=tuple(PlanCharge(p.item.name, p.due_on or p.item.on, p.free.amount) for p in positions),
        instalments=request.instalments,
        grace_days=request.grace_days,
        missed_most=request.missed_most,
    )
    rules.check_plan(plan)
    return Planned(plan, tuple(positions), account)


def _position(desk: Desk, account: Account, name: str) -> Position:
    found = account.charge(name, "charges")
    if found.free.amount == 0:
        refuse("charges", N_("charges: nothing is open on “{name}” on that date."), name=Named(name))
    check_made(desk, found, account.on)
    for on in {account.on, desk.today}:
        before = stored.plan_of_charge(desk.session, found.item.id, on)
        if before is not None:
            refuse(
                "charges",
                N_("charges: “{name}” is in the plan of {on} already; end that one first."),
                name=Named(name),
                on=before.plan.made_on,
            )
    return found


def make_plan(work: Work, request: MakePlan) -> int:
    """Write a plan, and the due dates its charges have while it runs; return the customer. Raises `Refused`."""
    desk = work.desk
    found = planned(desk, request)
    wanted = rules.due_dates(found.plan)
    due = {position.item.name: position.due_on or position.item.on for position in found.positions}
    changed = {name: on for name, on in wanted.items() if on != due[name]}
    reason = said(desk.session, Message(N_("By the payment plan of {on}"), {"on": request.on}))
    entries = _entries(desk, request.id, request.on, changed, reason)
    for each in entries:
        record_at(desk, each)
    desk.flush()
    items = [position.item.id for position in found.positions]
    stored.add_plan(desk.session, found.account.id, found.plan, items, work.signed(request), request.note)
    return found.account.id


def _entries(desk: Desk, request: str, on: date, due: Mapping[str, date], reason: str) -> list[Reschedule]:
    return [
        Reschedule(id=free_id(desk, f"{request}/{name}"), on=on, charge=name, due_on=due_on, reason=reason)
        for name, due_on in due.items()
    ]


# ---- ending one -----------------------------------------------------------------------------------------------------


def end_plan(work: Work, request: EndPlan) -> int:
    """End a plan; what is open of its charges gets its own due dates back, if it falls back. Raises `Refused`."""
    desk = work.desk
    found = stored.plan_by(desk.session, request.plan)
    if found is None:
        refuse("plan", N_("plan: there is no plan “{plan}”."), plan=request.plan)
    if found.ended_on is not None:
        refuse("plan", N_("plan: this one ended on {on} already."), on=found.ended_on)
    check_not_ahead("on", request.on, work.today)
    rules.check_end(found.plan, request.on, request.reason)
    entries = _own_dates(desk, request, found) if request.fall_back else []
    outcome = _outcome(desk, request, found)
    stored.end_plan(desk.session, found.id, outcome, request.on, work.signed(request), request.reason)
    for each in entries:
        record_at(desk, each)
    return found.customer


def _outcome(desk: Desk, request: EndPlan, found: StoredPlan) -> PlanOutcome:
    left = sum(stored.open_of_plans(desk.session, [found], request.on)[found.id].values())
    state = rules.progress(found.plan, left, request.on).state
    if state is PlanState.DONE:
        return PlanOutcome.DONE
    return PlanOutcome.FALLEN if state is PlanState.FALLEN and request.fall_back else PlanOutcome.CALLED_OFF


def _own_dates(desk: Desk, request: EndPlan, found: StoredPlan) -> list[Reschedule]:
    """Return the entries by which charges are due on their own dates again, as far as anything is open of them."""
    guards.check_date(request.on, desk.today, desk.head.closed_through)
    own = {place_now(desk.session, item): charge.due_on for item, charge in found_charges(found)}
    due: dict[str, date] = {}
    for item, position in desk.accounts.positions(sorted(own), request.on).items():
        if position.free.amount and position.due_on != own[item]:
            account = desk.accounts.account_by_id(position.item.customer, request.on)
            guards.check_customer(account, EntryKind.RESCHEDULE)
            check_made(desk, position, request.on)
            due[position.item.name] = max(own[item], position.item.on)
    return _entries(desk, request.id, request.on, due, request.reason)


def found_charges(found: StoredPlan) -> list[tuple[int, PlanCharge]]:
    """Return the charges of a plan with the items they were when it was made."""
    return list(zip(found.items, found.plan.charges, strict=True))
