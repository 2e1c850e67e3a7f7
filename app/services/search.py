"""Finding customers while somebody types: an index in memory, brought up to date at each question.

Making the index of a large book takes a second, in which nobody shall wait. Whoever has time calls `prepare` until it
is made; questions asked before are answered from the keys in the book, five times as slowly. The same customers are
found, and in the same order, unless hundreds have a tag or a number that ends as the phone looked for.
"""

from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from app.core.cards import card_key, card_of
from app.core.search import Index, needles
from app.storage import customers as stored
from app.storage import search as keys
from app.storage.cards import holders
from app.storage.customers import CustomerLine
from app.storage.store import Session, Store
from app.system.pinyin import simplify

__all__ = ["CardFound", "CustomerLine", "Search"]

_PORTION = 400
"""Customers worked into the index at once: some 6 ms, so that a window is not held up by more than a frame."""

_MANY = 500
"""Customers among whom the best are looked for without an index."""


@dataclass(frozen=True, slots=True)
class CardFound:
    """Whose card was scanned. `lost_on` says since when it is reported lost, `replaced_by` which card took its place.

    A lost card still opens its customer's account, with a warning: whoever holds it may not be the customer.
    """

    number: str
    name: str
    lost_on: date | None = None
    replaced_by: str = ""
    closed: bool = False


class _Growing:
    """An index in the making."""

    def __init__(self) -> None:
        self.index = Index()
        self.seen = -1
        self._number = ""

    def portion(self, session: Session, most: int) -> bool:
        """Work in the next customers by number; return whether that were the last ones."""
        if self.seen < 0:
            self.seen = stored.last_change(session)  # what changes from here on is worked in afterwards
        rows = keys.keys_after(session, self._number, most)
        self.index.grow((customer, key) for customer, key, _no in rows)
        self._number = rows[-1][2] if rows else self._number
        return len(rows) < most


class Search:
    """The search of a book, for use by one thread.

    Whatever changes a file, in this program or another, also writes a line into the log; each question asks for lines
    not seen yet and works the files they name in, so an answer is never behind the book.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index: Index | None = None
        self._growing = _Growing()
        self._seen = 0

    @property
    def ready(self) -> bool:
        """Whether the index is made."""
        return self._index is not None

    def prepare(self, most: int = _PORTION) -> bool:
        """Work a portion of the customers into the index; return whether it is made."""
        if self._index is None:
            with self._store.read() as session:
                if self._growing.portion(session, most):
                    self._index, self._seen = self._growing.index, self._growing.seen
                    self._growing = _Growing()
        return self._index is not None

    def anybody(self) -> bool:
        """Return whether there is a customer whose file is open."""
        with self._store.read() as session:
            return keys.anybody(session)

    def find(self, text: str, limit: int = 20, *, closed: bool = False) -> list[CustomerLine]:
        """Return at most `limit` customers that match every word, best first; `closed` finds closed ones too."""
        query = simplify(text)
        with self._store.read() as session:
            wanted = limit
            while True:
                hits = self._best(session, query, wanted)
                found = [line for line in stored.lines(session, hits) if closed or not line.closed]
                if len(found) >= limit or len(hits) < wanted:
                    return found[:limit]
                wanted *= 4

    def find_all(self, text: str, *, closed: bool = False) -> list[CustomerLine]:
        """Return every customer that matches every word, by the order of their numbers."""
        with self._store.read() as session:
            hits = self.matching(session, text)
            return sorted(
                (line for line in stored.lines(session, hits) if closed or not line.closed), key=lambda line: line.no
            )

    def by_card(self, no: str) -> CardFound | None:
        """Return the customer who has, or had and lost, the card of exactly this number; None when nobody has."""
        key = card_key(no)
        with self._store.read() as session:
            customer = holders(session, [key]).get(key) if key else None
            if customer is None:
                return None
            file = stored.load_by_id(session, customer).file
        card = card_of(file, no)
        if card is None:
            return CardFound(file.no, file.name, closed=file.closed)
        return CardFound(file.no, file.name, card.lost_on, card.replaced_by, file.closed)

    def matching(self, session: Session, text: str) -> list[int]:
        """Return the internal ids of all customers that match every word, closed ones too, as the session sees them."""
        query = simplify(text)
        index = self._current(session)
        if index is not None:
            return index.find_all(query)
        words = needles(query).words
        return keys.customers_with(session, words) if words else []

    def _best(self, session: Session, query: str, limit: int) -> list[int]:
        index = self._current(session)
        if index is None:
            words, better = needles(query)
            found = keys.keys_with(session, words, most=max(limit, _MANY)) if words else []
            if len(found) >= _MANY:  # who ranks best need not be among the first
                for pieces in better:
                    found += keys.keys_with(session, words, pieces, max(limit, _MANY))
            found.sort(key=itemgetter(2))
            index = Index.build((customer, key) for customer, key, _no in found)
        return index.find(query, limit)

    def _current(self, session: Session) -> Index | None:
        if self._index is not None:
            last = stored.last_change(session)
            if last > self._seen:
                for customer, key in keys.keys_changed_after(session, self._seen):
                    self._index.put(customer, key)
            self._seen = max(last, self._seen)
        return self._index
