"""What the book says: balances, lots, charges, passes, ageing, ledger and trial balance, as of any date.

Every answer is read in one short session and counts only entries dated up to the day asked for. Amounts are minor
units; the front end writes them.
"""

from collections.abc import Callable, Sequence
from datetime import date

from app.core import ageing, ledger
from app.core.ageing import BUCKETS, AgeingLine
from app.core.ledger import Balance, ChargeLine, Holding, LedgerLine, LotLine, Owner, PassLine, TrialLine
from app.core.staff.rights import Act
from app.errors import refuse
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.rights import allow
from app.storage import views as stored
from app.storage.ageing import ageing_of, parted
from app.storage.disputes import in_dispute_now, open_disputes
from app.storage.sold import sold_by_charge
from app.storage.store import Session, Store


class Views:
    """Questions to the book; `today` gives the local date that counts where none is asked for.

    Without `around` nobody is at the desk who might not see the figures of the whole shop.
    """

    def __init__(self, store: Store, today: Callable[[], date], around: Circumstances | None = None) -> None:
        self._store = store
        self._today = today
        self._around = around

    def balances(self, as_of: date | None = None) -> list[Balance]:
        """Return what is held for and owed by every customer whose file is open, ordered by number."""
        on = as_of or self._today()
        with self._store.read() as session:
            owners = [owner for owner in stored.owners(session) if not owner.closed]
            held, holdings = ageing_of(session, on)
            return ledger.balances(owners, holdings, on, held)

    def balance(self, number: str, as_of: date | None = None) -> Balance:
        """Return what is held for and owed by one customer; the file may be closed."""
        on = as_of or self._today()
        with self._store.read() as session:
            owner = _owner(session, number)
            held = parted(session, stored.holdings(session, on, customer=owner.id), on)
            return ledger.balances([owner], held, on)[0]

    def lots(self, number: str, as_of: date | None = None, *, settled: bool = False) -> list[LotLine]:
        """Return a customer's lots of money; with `settled` those with nothing left too."""
        return ledger.lot_lines(self._holdings(number, as_of, settled=settled), settled=settled)

    def charges(self, number: str, as_of: date | None = None, *, settled: bool = False) -> list[ChargeLine]:
        """Return a customer's charges; with `settled` those with nothing open too."""
        on = as_of or self._today()
        with self._store.read() as session:
            owner = _owner(session, number)
            held = list(stored.holdings(session, on, customer=owner.id, settled=settled))
            disputed = open_disputes(session, {owner.id}, on)
            late = ledger.late_of(parted(session, held, on), on)
            return ledger.charge_lines(held, sold_by_charge(session, held), disputed, late, settled=settled)

    def disputed(self, as_of: date | None = None) -> dict[str, int]:
        """Return how much of what is owed is in dispute, by customer number, for those of whose charges any is."""
        on = as_of or self._today()
        with self._store.read() as session:
            there = in_dispute_now(session, None, on)
            owners = {each.id: each.number for each in stored.owners(session)} if there else {}
            left: dict[int, int] = {}
            for customer in sorted({each.customer for each in there}):
                left.update({each.item: each.amount for each in stored.holdings(session, on, customer=customer)})
        found: dict[str, int] = {}
        for each in there:
            amount = min(each.amount, left.get(each.item, 0))
            if amount > 0:
                found[owners[each.customer]] = found.get(owners[each.customer], 0) + amount
        return found

    def passes(self, number: str, as_of: date | None = None, *, settled: bool = False) -> list[PassLine]:
        """Return a customer's session and period passes; with `settled` those used up or run out too."""
        on = as_of or self._today()
        return ledger.pass_lines(self._holdings(number, on, settled=settled), on, settled=settled)

    def _holdings(self, number: str, as_of: date | None, *, settled: bool) -> list[Holding]:
        on = as_of or self._today()
        with self._store.read() as session:
            owner = _owner(session, number)
            return list(stored.holdings(session, on, customer=owner.id, settled=settled))

    def ageing(self, as_of: date | None = None, buckets: Sequence[int] = BUCKETS) -> list[AgeingLine]:
        """Return what every customer owes by days past due, beside what is held; closed files with balances too."""
        on = as_of or self._today()
        with self._store.read() as session:
            held, holdings = ageing_of(session, on)
            return ageing.age(stored.owners(session), holdings, on, buckets, held)

    def ledger(self, number: str, from_: date | None = None, to: date | None = None) -> list[LedgerLine]:
        """Return the entries on a customer's account dated from a day to a day, with what was left after each."""
        until = to or self._today()
        _check_period(from_, until)
        with self._store.read() as session:
            owner = _owner(session, number)
            steps = stored.steps(session, owner.id, until)
            texts = stored.ledger_texts(session, owner.id, until)
        return ledger.run(steps, texts, from_)

    def trial_balance(self, as_of: date | None = None, *, from_: date | None = None) -> list[TrialLine]:
        """Return the net balance of every account with postings as of a day; with `from_` the movement from then on."""
        until = as_of or self._today()
        _check_period(from_, until)
        allow(self._store, self._around, Act.SEE_REPORTS)
        with self._store.read() as session:
            return ledger.trial_lines(stored.account_sums(session, from_, until))


def _owner(session: Session, number: str) -> Owner:
    owner = stored.owner_by_number(session, number)
    if owner is None:
        refuse("customer", N_("{field}: there is no customer “{customer}”."), field="customer", customer=number)
    return owner


def _check_period(from_: date | None, to: date) -> None:
    if from_ is not None and from_ > to:
        refuse("from", N_("from: {start} lies after {end}."), start=from_, end=to)
