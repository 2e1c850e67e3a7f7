"""One write transaction's view of the journal: accounts as rules need them, and the entries recorded so far.

A desk lives inside one `store.write()` block (or a read block, for previews, and is then never flushed). It reads an
account once, keeps it up to date itself while entries are added, and writes all of them together in `flush()`, so that
five hundred events cost little more than one. An entry is added whole or not at all: a rule that refuses has not
touched anything here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.account import Account, Terms
from app.core.items import Item, Left, Position, least_left, terms_on
from app.core.journal import Draft, EntryKind, Held, effects, held
from app.errors import refuse
from app.i18n.mark import N_
from app.storage import items as stored
from app.storage.items import Standing
from app.storage.journal import (
    Head,
    ItemBalance,
    Origin,
    Recorded,
    Rows,
    Session,
    add_to_customers,
    entry_texts,
    find_requests,
    load_head,
    save_head,
    seal,
    write_item_balances,
    write_rows,
)


@dataclass(slots=True)
class _Sheet:
    """A customer's terms and items, kept up to date while entries are added."""

    terms: Terms
    items: dict[int, Standing] = field(default_factory=dict)


class Desk:
    """Accounts and entries within one transaction.

    `today` is the local date, `now` the UTC instant entries are recorded at, `salt` makes 16 random bytes.
    """

    def __init__(
        self,
        session: Session,
        *,
        today: date,
        now: Callable[[], datetime],
        salt: Callable[[], bytes],
        staff: int,
    ) -> None:
        self.session = session
        self.today = today
        self.head: Head = load_head(session)
        self._now = now
        self._salt = salt
        self._staff = staff
        self._sheets: dict[int, _Sheet] = {}
        self._ids: dict[str, int] = {}
        self._requests: dict[str, Recorded | None] = {}
        self._rows = Rows()
        self._dirty: set[tuple[int, int]] = set()
        self._held: dict[int, Held] = {}

    # ---- reading ----------------------------------------------------------------------------------------------------

    def prefetch(self, requests: Sequence[str], customers: Sequence[str]) -> None:
        """Read what many requests will need in a few statements instead of a few for each."""
        self.flush()
        unknown = [request for request in requests if request not in self._requests]
        found = find_requests(self.session, unknown)
        self._requests.update({request: found.get(request) for request in unknown})
        missing = [number for number in dict.fromkeys(customers) if number not in self._ids]
        self._load(stored.terms_by_number(self.session, missing))

    def _load(self, terms: Iterable[Terms]) -> None:
        new = [t for t in terms if t.id not in self._sheets]
        for each in new:
            self._ids[each.number] = each.id
            self._sheets[each.id] = _Sheet(each)
        for standing in stored.open_items(self.session, [t.id for t in new]):
            self._sheets[standing.item.customer].items[standing.item.id] = standing

    def customer_id(self, number: str) -> int | None:
        """Return the internal id of a customer number, if there is such a customer."""
        if number not in self._ids:
            self.flush()
            self._load(stored.terms_by_number(self.session, [number]))
        return self._ids.get(number)

    def recorded(self, request: str) -> Recorded | None:
        """Return the entry already made for a request id, if any."""
        if request not in self._requests:
            self._requests[request] = find_requests(self.session, [request]).get(request)
        return self._requests[request]

    def texts_of(self, entry: int) -> Mapping[str, str]:
        """Return the free texts of a recorded entry that have not been erased."""
        self.flush()
        return entry_texts(self.session, [entry]).get(entry, {})

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
            self.flush()
            self._load([stored.terms_by_id(self.session, customer)])
        sheet = self._sheets[customer]
        return Account(sheet.terms, on, self._positions(list(sheet.items.values()), on))

    def _find(self, name: str, *, charge: bool) -> Standing | None:
        for sheet in self._sheets.values() if len(self._sheets) < 8 else ():  # noqa: PLR2004 - only a short cut
            for standing in sheet.items.values():
                if standing.item.name == name and standing.item.is_charge == charge:
                    return standing
        self.flush()
        found = stored.item_named(self.session, name, charge=charge)
        if found is not None:
            self._remember(found)
            return self._sheets[found.item.customer].items[found.item.id]
        return None

    def owner(self, name: str, *, charge: bool, field_name: str) -> int:
        """Return the customer whose lot or charge has a name; refused when there is none of that name."""
        found = self._find(name, charge=charge)
        if found is None:
            if charge:
                refuse(field_name, N_("{field}: there is no charge “{name}”."), field=field_name, name=name)
            refuse(field_name, N_("{field}: there is no lot “{name}”."), field=field_name, name=name)
        return found.item.customer

    def _remember(self, standing: Standing) -> None:
        customer = standing.item.customer
        if customer not in self._sheets:
            self._load([stored.terms_by_id(self.session, customer)])
        self._sheets[customer].items.setdefault(standing.item.id, standing)

    def positions(self, items: Sequence[int], on: date) -> dict[int, Position]:
        """Return items by their ids as an entry dated on a day may use them."""
        self.flush()
        standings = stored.items_by_id(self.session, items)
        for standing in standings:
            self._remember(standing)
        return {p.item.id: p for p in self._positions(standings, on)}

    def _positions(self, standings: Sequence[Standing], on: date) -> tuple[Position, ...]:
        touched = [s.item.id for s in standings if s.last_on > on]
        if not touched:
            return tuple(Position(s.item, s.left, s.left, s.expires_on, s.due_on) for s in standings)
        self.flush()
        later = stored.movements_after(self.session, touched, on)
        changed = stored.term_changes(self.session, touched)
        positions: list[Position] = []
        for s in standings:
            free = least_left(s.left, later.get(s.item.id, ()), on)
            expires_on, due_on = s.expires_on, s.due_on
            if s.last_on > on:
                expires_on, due_on = terms_on(s.item, changed.get(s.item.id, ()), on)
            positions.append(Position(s.item, free, s.left, expires_on, due_on))
        return tuple(positions)

    # ---- writing ----------------------------------------------------------------------------------------------------

    def draft(self, kind: EntryKind, request: str, on: date, customer: int | None = None) -> Draft:
        """Begin an entry with the next number."""
        return Draft(kind, on, request, self.head.entry + 1, self.head.item + 1, customer)

    def add(self, draft: Draft, request_digest: bytes, texts: Mapping[str, str]) -> int:
        """Number, chain and keep an entry for writing; return its number."""
        for item in draft.items:
            self._check_name(item)
        salted = {name: (self._salt(), text) for name, text in texts.items() if text}
        origin = Origin(self._now(), self._staff, request_digest, salted)
        self.head.hash = seal(draft, origin, self.head.hash, self._rows)
        self.head.entry = draft.entry
        self.head.item = draft.next_item - 1
        self.head.first_on = min(self.head.first_on or draft.on, draft.on)
        self.head.last_on = max(self.head.last_on or draft.on, draft.on)
        self._requests[draft.request] = Recorded(draft.entry, request_digest)
        self._apply(draft)
        return draft.entry

    def _check_name(self, item: Item) -> None:
        """Refuse an item whose derived name (`s1/2`) another request has already used."""
        if "/" in item.name and self._find(item.name, charge=item.is_charge) is not None:
            refuse("id", N_("id: the name “{name}” is taken; choose another id."), name=item.name)

    def _apply(self, draft: Draft) -> None:
        """Bring the accounts up to date with an entry."""
        for item in draft.items:
            self._sheets[item.customer].items[item.id] = Standing(
                item, Left(), item.expires_on, item.due_on, draft.on
            )
        for number, change in effects(draft.postings).items():
            self._change(number, draft, change)
        for customer, change in held(draft.postings).items():
            before = self._held.get(customer, Held())
            self._held[customer] = Held(*(a + b for a, b in zip(before, change, strict=True)))
        retermed = [terms.item for terms in draft.terms]
        if draft.reverses is not None:
            retermed += self._terms_of(draft.reverses)
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

    def _terms_of(self, entry: int) -> list[int]:
        self.flush()
        original = stored.entry_by(self.session, entry)
        return [terms.item for terms in original.terms] if original is not None else []

    def _change_terms(self, items: Sequence[int], on: date) -> None:
        """Bring the terms known in the end up to date."""
        self.flush()
        changes = stored.term_changes(self.session, items)
        for standing in stored.items_by_id(self.session, items):
            expires_on, due_on = terms_on(standing.item, changes.get(standing.item.id, ()), date.max)
            sheet = self._sheets[standing.item.customer]
            last_on = max(standing.last_on, on)
            sheet.items[standing.item.id] = standing._replace(expires_on=expires_on, due_on=due_on, last_on=last_on)
            self._dirty.add((standing.item.customer, standing.item.id))

    def close_through(self, on: date | None) -> None:
        """Note how far the months are closed."""
        self.head.closed_through = on

    def replace_terms(self, terms: Terms) -> None:
        """Take over a customer's file that has just been made or changed."""
        self._ids[terms.number] = terms.id
        if terms.id in self._sheets:
            self._sheets[terms.id].terms = terms
        else:
            self._sheets[terms.id] = _Sheet(terms)

    def flush(self) -> None:
        """Write everything added so far; the transaction still decides whether it lasts."""
        if self._rows.entries:
            write_rows(self.session, self._rows)
            self._rows = Rows()
        if self._dirty:
            write_item_balances(self.session, [self._balance(*key) for key in sorted(self._dirty)])
            self._dirty.clear()
        if self._held:
            add_to_customers(self.session, self._held)
            self._held = {}
        save_head(self.session, self.head)

    def _balance(self, customer: int, number: int) -> ItemBalance:
        s = self._sheets[customer].items[number]
        return ItemBalance(number, customer, s.left, s.expires_on, s.due_on, s.last_on)
