"""What reversals depend on within one transaction: read for many entries at once, and kept up to date since.

Undoing an import reverses thousands of entries; a dozen statements for each took most of its time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from app.core.journal import BAD_DEBT, RECEIVABLE, Draft, Entry, EntryKind, effects
from app.core.rules.corrections import Touch
from app.services.accounts import Accounts
from app.storage.entries import credits_on, entries_by, merges_of, reversals_of, touches_after
from app.storage.late import parts_charged
from app.storage.store import Session


@dataclass(slots=True)
class _Since:
    """What came after the entries read so far: by entry, item, sale, charge or customer."""

    reversed_by: dict[int, str] = field(default_factory=dict)
    touches: dict[int, list[Touch]] = field(default_factory=dict)
    credits: dict[int, list[Touch]] = field(default_factory=dict)
    charged: dict[int, list[Touch]] = field(default_factory=dict)
    merges: dict[int, list[tuple[int, str]]] = field(default_factory=dict)


class Reversible:
    """Entries and what came after them, as the tables tell it and the entries added since.

    `flush` is called before anything is read. Entries that are reversed meanwhile are left out of what came after;
    with any other entry that is added all is read anew.
    """

    def __init__(self, session: Session, flush: Callable[[], None], accounts: Accounts) -> None:
        self._session = session
        self._flush = flush
        self._accounts = accounts
        self._entries: dict[str | int, Entry] = {}
        self._since: dict[int, _Since] = {}
        self._gone: set[int] = set()

    # ---- reading ----------------------------------------------------------------------------------------------------

    def prefetch(self, references: Iterable[str | int]) -> None:
        """Read entries, by request ids or numbers, and what came after them, in a few statements."""
        missing = [each for each in references if each not in self._entries]
        if not missing:
            return
        self._flush()
        found = entries_by(self._session, missing)
        entries = {each.number: each for each in found.values()}
        self._entries.update(found)
        self._entries.update((each.number, each) for each in found.values())
        self._since |= dict.fromkeys(entries, self._read(list(entries.values())))

    def _read(self, entries: Sequence[Entry]) -> _Since:
        if not entries:
            return _Since()
        items = sorted(set(chain.from_iterable(map(items_of, entries))))
        self._accounts.prefetch_items(items)
        numbers = [each.number for each in entries]
        charges = [item.id for each in entries for item in each.items if item.is_charge]
        sales = {standing.item.entry for standing in self._accounts.standings(sorted(_paid(entries)))}
        return _Since(
            reversals_of(self._session, numbers),
            touches_after(self._session, items, min(numbers)),
            credits_on(self._session, sorted({*numbers, *sales})),
            parts_charged(self._session, charges),
            merges_of(self._session, sorted(set(chain.from_iterable(map(customers_of, entries))))),
        )

    # ---- asking -----------------------------------------------------------------------------------------------------

    def entry(self, reference: str | int) -> Entry | None:
        """Return an entry by its request id, or by its number, if there is one."""
        self.prefetch([reference])
        return self._entries.get(reference)

    def reversed_by(self, entry: Entry) -> str | None:
        """Return the request id of what reversed an entry, if anything did."""
        return self._of(entry).reversed_by.get(entry.number)

    def touches(self, entry: Entry) -> dict[int, list[Touch]]:
        """Return what later entries did to the items of an entry, oldest first; what was reversed is left out."""
        known = self._of(entry).touches
        found = {item: self._standing(known.get(item, ()), entry.number) for item in items_of(entry)}
        return {item: touches for item, touches in found.items() if touches}

    def credits_on(self, entry: Entry) -> list[Touch]:
        """Return the credits on a sale that stand."""
        return self._standing(self._of(entry).credits.get(entry.number, ()))

    def credits_since(self, entry: Entry, sale: int) -> list[Touch]:
        """Return the credits on a sale an entry paid for that came after the entry and stand."""
        return self._standing(self._of(entry).credits.get(sale, ()), entry.number)

    def charged_for(self, entry: Entry) -> list[Touch]:
        """Return interest, fees and costs charged for what an entry made, as far as they stand."""
        charged = self._of(entry).charged
        return self._standing(touch for item in entry.items for touch in charged.get(item.id, ()))

    def merge_after(self, entry: Entry) -> str | None:
        """Return the request id of the latest merge after an entry that moved one of its customers away and stands."""
        merges = self._of(entry).merges
        later = [
            each
            for customer in customers_of(entry)
            for each in merges.get(customer, ())
            if each[0] > entry.number and each[0] not in self._gone
        ]
        return max(later)[1] if later else None

    def _of(self, entry: Entry) -> _Since:
        self.prefetch([entry.number])
        return self._since[entry.number]

    def _standing(self, touches: Iterable[Touch], after: int = 0) -> list[Touch]:
        return [each for each in touches if each.entry > after and each.entry not in self._gone]

    # ---- keeping up to date -----------------------------------------------------------------------------------------

    def add(self, draft: Draft) -> None:
        """Take note of an entry that was added."""
        undone = self._entries.get(draft.reverses) if draft.reverses is not None else None
        if undone is None:
            self._entries.clear()
            self._since.clear()
            self._gone.clear()
            return
        self._gone.add(undone.number)
        self._since[undone.number].reversed_by[undone.number] = draft.request


def items_of(entry: Entry) -> list[int]:
    """Return the items an entry moved, named, or gave other terms."""
    named = {posting.item for posting in entry.postings if posting.item is not None}
    return sorted({*effects(entry.postings), *named, *(terms.item for terms in entry.terms)})


def customers_of(entry: Entry) -> list[int]:
    """Return the customers whose accounts an entry moved (internal ids)."""
    return sorted({posting.customer for posting in entry.postings if posting.customer is not None})


def paid_charges(entry: Entry) -> set[int]:
    """Return the charges a payment paid, whether with money or from lots; none for any other entry."""
    if entry.kind not in (EntryKind.PAYMENT, EntryKind.SETTLE):
        return set()
    return {p.item for p in entry.postings if p.item is not None and p.account in (RECEIVABLE, BAD_DEBT)}


def _paid(entries: Iterable[Entry]) -> set[int]:
    return set(chain.from_iterable(map(paid_charges, entries)))
