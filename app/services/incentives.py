"""What helps customers pay: discounts for paying early, and bonus credit for paying on time again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.credit.incentives import EarlyCharge, Form, Proposal, Reward, Streak, Taken, propose, streak, taken
from app.core.requests import Tender, TopUp
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.early import early_charges
from app.services.journal import Posted, record_at
from app.services.known import family_of, known_file, living
from app.services.naming import naming
from app.storage.credit_history import settled_by
from app.storage.customers import lines
from app.storage.families import Scope, merged
from app.storage.rewards import rewards_given
from app.storage.settings import load_settings
from app.storage.store import Session, Store

__all__ = ["Form", "Incentives", "Proposal", "Reward", "RewardDue", "Streak", "Taken"]


@dataclass(frozen=True, slots=True)
class RewardDue:
    """The next reward a customer has earned and not been given: their `number_of`-th; `waiting` counts all earned.

    `running` charges in a row were paid on time since the last one.
    """

    customer: str
    name: str
    number_of: int
    reward: Reward
    waiting: int
    running: int


class Incentives:
    """The door to incentives, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- paying early -----------------------------------------------------------------------------------------------

    def proposals(self, number: str, on: date | None = None, form: Form | None = None) -> tuple[Proposal, ...]:
        """Return what paying each open charge on a day would save, in the order charges are paid.

        `form` None rewards as the shop has set it. Refused when there is no such customer.
        """
        day = on or self._around.today()
        with self._store.read() as session:
            how = form or load_settings(session).early_form
            offers = [propose(each, day, how) for each in self._open(session, number, day)]
        return tuple(offer for offer in offers if offer is not None)

    def taken(
        self,
        number: str,
        paid: int,
        on: date | None = None,
        charges: Sequence[str] = (),
        form: Form | None = None,
    ) -> Taken:
        """Return what a payment earns if it pays the charges named first and then the others in their order.

        Its `discount` is the payment's; with a rebate the money is over, and becomes credit or pays other charges.
        """
        day = on or self._around.today()
        with self._store.read() as session:
            how = form or load_settings(session).early_form
            known = self._open(session, number, day)
        named = [each for name in charges for each in known if each.name == name]
        return taken([*named, *(each for each in known if each.name not in charges)], paid, day, how)

    def _open(self, session: Session, number: str, on: date) -> list[EarlyCharge]:
        return early_charges(Desk(session, self._around), number, on)

    # ---- paying on time ---------------------------------------------------------------------------------------------

    def streak(self, number: str, on: date | None = None) -> Streak | None:
        """Return how many charges in a row a customer paid on time; None where the shop rewards nothing."""
        day = on or self._around.today()
        with self._store.read() as session:
            rule = load_settings(session).streak_rule
            scope = Scope(set(family_of(session, number)), merged(session))
            owner = living(session, known_file(session, number).id).id
            return None if rule is None else streak(settled_by(session, scope, day).get(owner, ()), rule, day)

    def rewards_due(self, on: date | None = None) -> tuple[RewardDue, ...]:
        """Return the next reward of each customer who has earned one that was not given, the longest earned first."""
        day = on or self._around.today()
        with self._store.read() as session:
            return _rewards_due(session, Scope(None, merged(session)), day)

    def give(self, request: str, customer: str, number_of: int, on: date | None = None) -> Posted:
        """Give a customer the reward that is due, as a lot of bonus; the same request again gives the same answer.

        Refused where that reward was given already, or none is due.
        """
        day = on or self._around.today()
        with self._store.write() as session, naming(session):
            desk = Desk(session, self._around)
            family = family_of(session, customer)
            known = desk.recorded(request)
            if known is not None:
                given = [each.nth for each in rewards_given(session, family) if each.entry == known.entry]
                if given != [number_of]:
                    refuse("id", N_("id: “{id}” has been used for something else; choose another id."), id=request)
                return Posted(known.entry or 0, repeated=True)
            due = _rewards_due(session, Scope(set(family), merged(session)), day)
            found = next((each for each in due if each.number_of == number_of), None)
            if found is None:
                refuse("reward", N_("reward: customer {customer} has no such reward to be given."), customer=customer)
            lot = TopUp(
                id=request,
                on=day,
                customer=found.customer,
                paid=0,
                bonus=found.reward.amount,
                tender=Tender.OTHER,
                reward=number_of,
            )
            desk.reward_due = lot.bonus
            posted = record_at(desk, lot)
            desk.flush()
            return posted


def _rewards_due(session: Session, scope: Scope, on: date) -> tuple[RewardDue, ...]:
    rule = load_settings(session).streak_rule
    if rule is None:
        return ()
    streaks = {owner: streak(settled, rule, on) for owner, settled in settled_by(session, scope, on).items()}
    earned = {owner: found for owner, found in streaks.items() if found.rewards}
    into = scope.into
    files = {*earned, *(gone for gone, lives in into.items() if lives in earned)}
    given: dict[int, int] = {}
    for each in rewards_given(session, files):
        owner = into.get(each.customer, each.customer)
        given[owner] = given.get(owner, 0) + 1
    names = {line.id: line for line in lines(session, sorted(earned)) if not line.closed}
    due: list[RewardDue] = []
    for owner, line in names.items():
        before = given.get(owner, 0)
        waiting = [each for each in earned[owner].due(before) if each.amount]
        if waiting:
            due.append(RewardDue(line.no, line.name, before + 1, waiting[0], len(waiting), earned[owner].running))
    return tuple(sorted(due, key=lambda each: (each.reward.settled_on, each.customer)))
