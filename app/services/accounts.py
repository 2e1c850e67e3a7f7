"""Accounts as rules need them, read once in a transaction and kept up to date while entries are added."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.account import Account, Terms
from app.core.items import Item, Left, Position, least_left, terms_on
from app.core.journal import Draft, effects
from app.errors import refuse
from app.i18n.mark import N_
from app.services.planned import Planned
from app.storage import items as stored
from app.storage.items import Standing
from app.storage.journal import ItemBalance
from app.storage.store import Session


@dataclass(slots=True)
class _Sheet:
    """A customer's terms and items, kept up to date while entries are added."""

    terms: Terms
    items: dict[int, Standing] = field(default_factory=dict)


class _Sheets:
    """What was read of customers and their items, found again by number, id and name."""

    def __init__(self, session: Session, flush: Callable[[], None]) -> None:
        self._session = session
        self._flush = flush
        self._sheets: dict[int, _Sheet] = {}
        self._ids: dict[str, int] = {}
        self._names: dict[tuple[str, bool], tuple[int, int]] = {}
        self._owners: dict[int, int] = {}
        self._dirty: set[tuple[int, int]] = set()
        self._plans = Planned(session)

    def customer_id(self, number: str) -> int | None:
        """Return the internal id of a customer number, if there is such a customer."""
        if number not in self._ids:
            self._flush()
            self._load(stored.terms_by_number(self._session, [number]))
        return self._ids.get(number)

    def _load(self, terms: Iterable[Terms]) -> None:
        new = [t for t in terms if t.id not in self._sheets]
        for each in new:
            self._ids[each.number] = each.id
            self._sheets[each.id] = _Sheet(each)
        for standing in stored.open_items(self._session, [t.id for t in new]):
            self._keep(standing)

    def _keep(self, standing: Standing) -> None:
        item = standing.item
        self._sheets[item.customer].items[item.id] = standing
        self._names[item.name, item.is_charge] = (item.customer, item.id)
        self._owners[item.id] = item.customer

    def _remember(self, standings: Sequence[Standing]) -> None:
        customers = sorted({each.item.customer for each in standings} - self._sheets.keys())
        if customers:
            self._load(stored.terms_by_id(self._session, customers))
        for each in standings:
            if each.item.id not in self._owners:
                self._keep(each)

    def prefetch_items(self, items: Sequence[int]) -> None:
        """Read many items, and the customers they belong to, in a few statements."""
        missing = [number for number in items if number not in self._owners]
        if missing:
            self._flush()
            self._remember(stored.items_by_id(self._session, missing))

    def standings(self, items: Sequence[int]) -> list[Standing]:
        """Return items by their ids as they stand after everything added so far."""
        self.prefetch_items(items)
        return [self._sheets[self._owners[number]].items[number] for number in items if number in self._owners]

    def _find(self, name: str, *, charge: bool) -> Standing | None:
        if (name, charge) not in self._names:
            self._flush()
            found = stored.item_named(self._session, name, charge=charge)
            if found is None:
                return None
            self._remember([found])
        customer, number = self._names[name, charge]
        return self._sheets[customer].items[number]

    def read(self) -> Collection[int]:
        """Return the internal ids of the customers read so far."""
        return self._sheets.keys()

    def replace_terms(self, terms: Terms) -> None:
        """Take over a customer's file that has just been made or changed."""
        self._ids[terms.number] = terms.id
        if terms.id in self._sheets:
            self._sheets[terms.id].terms = terms
        else:
            self._sheets[terms.id] = _Sheet(terms)


class Accounts(_Sheets):
    """The accounts of one transaction.

    Whatever is read from the tables must see the entries added so far, so `flush` is called before such a read.
    """

    # ---- reading ----------------------------------------------------------------------------------------------------

    def prefetch(self, customers: Sequence[str]) -> None:
        """Read many customers with what is open on their accounts in a few statements."""
        missing = [number for number in dict.fromkeys(customers) if number not in self._ids]
        if missing:
            self._flush()
            self._load(stored.terms_by_number(self._session, missing))

    def account(
        self,
        number: str,
        on: date,
        *,
        lots: Iterable[str] = (),
        charges: Iterable[str] = (),
        field_name: str = "customer",
    ) -> Account:
        """Return a customer's account as of a date, with the lots and charges named even if nothing is left of them."""
        customer = self.customer_id(number)
        if customer is None:
            refuse(
                field_name,
                N_("{field}: there is no customer “{customer}”."),
                field=field_name,
                customer=number,
            )
        for name in lots:
            self._find(name, charge=False)
        for name in charges:
            self._find(name, charge=True)
        return self.account_by_id(customer, on)

    def account_by_id(self, customer: int, on: date) -> Account:
        """Return a customer's account as of a date by internal id."""
        if customer not in self._sheets:
            self._flush()
            self._load(stored.terms_by_id(self._session, [customer]))
        sheet = self._sheets[customer]
        positions = self._positions(list(sheet.items.values()), on)
        return Account(sheet.terms, on, positions, plans=self._plans.of(customer))

    def owner(self, name: str, *, charge: bool, field_name: str) -> int:
        """Return the customer whose lot or charge has a name; refused when there is none of that name."""
        found = self._find(name, charge=charge)
        if found is None:
            if charge:
                refuse(field_name, N_("{field}: there is no charge “{name}”."), field=field_name, name=name)
            refuse(field_name, N_("{field}: there is no lot “{name}”."), field=field_name, name=name)
        return found.item.customer

    def positions(self, items: Sequence[int], on: date) -> dict[int, Position]:
        """Return items by their ids as an entry dated on a day may use them."""
        return {p.item.id: p for p in self._positions(self.standings(items), on)}

    def last_on(self, items: Sequence[int]) -> date:
        """Return the last date anything happened to items that have been read."""
        return max((each.last_on for each in self.standings(items)), default=date.min)

    def _positions(self, standings: Sequence[Standing], on: date) -> tuple[Position, ...]:
        touched = [s.item.id for s in standings if s.last_on > on]
        if not touched:
            return tuple(Position(s.item, s.left, s.left, s.expires_on, s.due_on, s.of, s.part) for s in standings)
        self._flush()
        later = stored.movements_after(self._session, touched, on)
        changed = stored.term_changes(self._session, touched)
        positions: list[Position] = []
        for s in standings:
            free = least_left(s.left, later.get(s.item.id, ()), on)
            expires_on, due_on = s.expires_on, s.due_on
            if s.last_on > on:
                expires_on, due_on = terms_on(s.item, changed.get(s.item.id, ()), on)
            positions.append(Position(s.item, free, s.left, expires_on, due_on, s.of, s.part))
        return tuple(positions)

    # ---- keeping up to date -----------------------------------------------------------------------------------------

    def check_name(self, item: Item) -> None:
        """Refuse an item whose derived name (`s1/2`) another request has already used."""
        if "/" in item.name and self._find(item.name, charge=item.is_charge) is not None:
            refuse("id", N_("id: the name “{name}” is taken; choose another id."), name=item.name)

    def apply(self, draft: Draft, undone: Sequence[int] = ()) -> None:
        """Bring the accounts up to date with an entry; `undone` are items whose changed terms it undoes."""
        parts = {part.item: (part.of, part.part) for part in draft.parts}
        for item in draft.items:
            of, part = parts.get(item.id, (None, ""))
            self._keep(Standing(item, Left(), item.expires_on, item.due_on, draft.on, of, part))
        for number, change in effects(draft.postings).items():
            self._change(number, draft, change)
        retermed = [terms.item for terms in draft.terms] + list(undone)
        if retermed:
            self._change_terms(retermed, draft.on)

    def _change(self, number: int, draft: Draft, change: Left) -> None:
        for posting in draft.postings:
            if posting.item == number and posting.customer is not None:
                items = self._sheets[posting.customer].items
                old = items[number]
                items[number] = old._replace(left=old.left.plus(change), last_on=max(old.last_on, draft.on))
                self._dirty.add((posting.customer, number))
                return

    def _change_terms(self, items: Sequence[int], on: date) -> None:
        """Bring the terms known in the end up to date."""
        self._flush()
        changes = stored.term_changes(self._session, items)
        for standing in stored.items_by_id(self._session, items):
            expires_on, due_on = terms_on(standing.item, changes.get(standing.item.id, ()), date.max)
            sheet = self._sheets[standing.item.customer]
            last_on = max(standing.last_on, on)
            sheet.items[standing.item.id] = standing._replace(expires_on=expires_on, due_on=due_on, last_on=last_on)
            self._dirty.add((standing.item.customer, standing.item.id))

    def take_changed(self) -> list[ItemBalance]:
        """Return the derived rows of items changed since last asked."""
        changed = [self._balance(*key) for key in sorted(self._dirty)]
        self._dirty.clear()
        return changed

    def _balance(self, customer: int, number: int) -> ItemBalance:
        s = self._sheets[customer].items[number]
        return ItemBalance(number, customer, s.left, s.expires_on, s.due_on, s.last_on)
