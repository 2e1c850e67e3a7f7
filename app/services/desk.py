"""One transaction's view of the journal: accounts as rules need them, and the entries added so far.

A desk lives inside one `store.write()` block (or a read block, for previews, where nothing is added). It writes the
entries added together in `flush()`, so that five hundred events cost little more than one. An entry is added whole or
not at all: a rule that refuses has not touched anything here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.core.journal import Draft, EntryKind, Held, held
from app.core.prices import PriceItem
from app.core.requests import InterestKind
from app.core.rules.interest import Allowed
from app.core.terms_text import TermsText
from app.errors import refuse
from app.i18n.mark import N_
from app.services.accounts import Accounts
from app.services.agreed import Agreed
from app.services.circumstances import Circumstances
from app.services.reversible import Reversible
from app.services.rights import Rights
from app.storage import items as stored
from app.storage.customers import find_file_requests
from app.storage.journal import (
    Origin,
    Recorded,
    Rows,
    add_to_customers,
    entry_texts,
    find_requests,
    load_head,
    save_head,
    seal,
    write_item_balances,
    write_rows,
)
from app.storage.store import Session
from app.storage.terms import find_terms

__all__ = ["Circumstances", "Desk"]


class Desk:
    """Accounts and entries within one transaction."""

    def __init__(self, session: Session, around: Circumstances) -> None:
        self.session = session
        self.around = around.held()
        #: What whoever is at the desk may do.
        self.rights = Rights(session, self.around)
        self.today = around.today()
        self.head = load_head(session)
        self.accounts = Accounts(session, self.flush)
        #: Entries that are reversed, with what came after them.
        self.reversible = Reversible(session, self.flush, self.accounts)
        self.agreed = Agreed(session, self.accounts.read)
        self._requests: dict[str, Recorded | None] = {}
        self._rows = Rows()
        self._held: dict[int, Held] = {}
        self._flushers: list[Callable[[], None]] = []
        self._moved = False
        self._terms: dict[str, TermsText] = {}
        #: What an act may charge for being late, reckoned for all its charges at once; each is taken out when used.
        self.allowed: dict[tuple[int, InterestKind, date], Allowed] = {}
        #: What the price list sells on a day, as read in this transaction; whoever changes the list empties it.
        self.price_lists: dict[date, list[PriceItem]] = {}
        #: The bonus of the reward that is being given by the shop's rule; any other is one given by hand.
        self.reward_due = 0

    # ---- requests ---------------------------------------------------------------------------------------------------

    def prefetch(self, requests: Sequence[str], customers: Sequence[str]) -> None:
        """Read what many requests will need in a few statements instead of a few for each."""
        self.flush()
        self._look_up([request for request in dict.fromkeys(requests) if request not in self._requests])
        self.accounts.prefetch(customers)

    def recorded(self, request: str) -> Recorded | None:
        """Return what was already recorded for a request id, if anything."""
        if request not in self._requests:
            self._look_up([request])
        return self._requests[request]

    def _look_up(self, requests: Sequence[str]) -> None:
        """Learn what was recorded for request ids; entries and changes to files share one set of ids."""
        entries = find_requests(self.session, requests)
        files = find_file_requests(self.session, [request for request in requests if request not in entries])
        for request in requests:
            file = files.get(request)
            self._requests[request] = entries.get(request) or (Recorded(None, file.digest) if file else None)

    def note_request(self, request: str, recorded: Recorded) -> None:
        """Remember a request recorded in this transaction by other means than an entry."""
        self._requests[request] = recorded

    def texts_of(self, entry: int) -> tuple[Mapping[str, str], frozenset[str]]:
        """Return the free texts of a recorded entry that have not been erased, and the fields that ever had one."""
        self.flush()
        return entry_texts(self.session, [entry]).get(entry, {}), stored.text_fields(self.session, entry)

    def terms_text(self, name: str) -> TermsText | None:
        """Return the shop's text of terms made by a request, if there is one."""
        found = self._terms.get(name) or find_terms(self.session, name)
        if found is not None:
            self._terms[name] = found
        return found

    # ---- entries ----------------------------------------------------------------------------------------------------

    def draft(self, kind: EntryKind, request: str, on: date, customer: int | None = None) -> Draft:
        """Begin an entry with the next number."""
        return Draft(kind, on, request, self.head.entry + 1, self.head.item + 1, customer)

    def add(self, draft: Draft, request_digest: bytes, texts: Mapping[str, str]) -> int:
        """Number and chain an entry and keep it for writing; return its number."""
        for item in draft.items:
            self.accounts.check_name(item)
        salted = {name: (self.around.salt(), text) for name, text in texts.items() if text}
        origin = Origin(self.around.now(), self.around.staff, request_digest, salted)
        self.head.hash = seal(draft, origin, self.head.hash, self._rows)
        self.head.entry = draft.entry
        self.head.item = draft.next_item - 1
        self.head.first_on = min(self.head.first_on or draft.on, draft.on)
        self.head.last_on = max(self.head.last_on or draft.on, draft.on)
        self._moved = True
        self._requests[draft.request] = Recorded(draft.entry, request_digest)
        for customer, change in held(draft.postings).items():
            before = self._held.get(customer, Held())
            self._held[customer] = Held(*(a + b for a, b in zip(before, change, strict=True)))
        self.accounts.apply(draft, self._undone(draft))
        self.reversible.add(draft)
        self._moved = True  # again: terms that are undone are read, and what came before is written first
        return draft.entry

    def _undone(self, draft: Draft) -> list[int]:
        """Return the items whose terms the entry reversed by a draft had changed."""
        undone = None if draft.reverses is None else self.reversible.entry(draft.reverses)
        return [] if undone is None else [terms.item for terms in undone.terms]

    def close_through(self, on: date | None) -> None:
        """Note how far the months are closed."""
        self.head.closed_through = on
        self._moved = True

    # ---- writing ----------------------------------------------------------------------------------------------------

    def on_flush(self, flusher: Callable[[], None]) -> None:
        """Have something else written before the entries, whenever they are."""
        self._flushers.append(flusher)

    def flush(self) -> None:
        """Write everything added so far; the transaction still decides whether it lasts."""
        for flusher in self._flushers:
            flusher()
        if not self._moved:
            return
        self._moved = False
        if self._rows.entries:
            write_rows(self.session, self._rows)
            self._rows = Rows()
        write_item_balances(self.session, self.accounts.take_changed())
        add_to_customers(self.session, self._held)
        self._held = {}
        save_head(self.session, self.head)


def free_id(desk: Desk, name: str) -> str:
    """Return the id of a request or entry that comes with another one; refuses one that is taken."""
    if desk.recorded(name) is not None:
        refuse("id", N_("id: the name “{name}” is taken; choose another id."), name=name)
    return name
