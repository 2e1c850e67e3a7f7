"""Finding customers while somebody types: an index in memory, brought up to date at each question."""

from app.core.search import Index
from app.storage import customers as stored
from app.storage.customers import CustomerLine
from app.storage.store import Session, Store
from app.system.pinyin import simplify


class Search:
    """The search of a book, for use by one thread.

    The index is built at the first question. Whatever changes a file, in this program or another, also writes a line
    into the log; each question asks for lines not seen yet and works the files they name in, so an answer is never
    behind the book.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index: Index | None = None
        self._seen = 0

    def find(self, text: str, limit: int = 20, *, closed: bool = False) -> list[CustomerLine]:
        """Return at most `limit` customers that match every word, best first; `closed` finds closed ones too."""
        query = simplify(text)
        with self._store.read() as session:
            index = self._current(session)
            wanted = limit
            while True:
                hits = index.find(query, wanted)
                found = [line for line in stored.lines(session, hits) if closed or not line.closed]
                if len(found) >= limit or len(hits) < wanted:
                    return found[:limit]
                wanted *= 4

    def find_all(self, text: str, *, closed: bool = False) -> list[CustomerLine]:
        """Return every customer that matches every word, by the order of their numbers."""
        with self._store.read() as session:
            hits = self._current(session).find_all(simplify(text))
            return sorted(
                (line for line in stored.lines(session, hits) if closed or not line.closed), key=lambda line: line.no
            )

    def _current(self, session: Session) -> Index:
        last = stored.last_change(session)
        if self._index is None:
            self._index = Index.build(stored.search_keys(session))
        elif last > self._seen:
            for customer, key in stored.search_keys_after(session, self._seen):
                self._index.put(customer, key)
        self._seen = max(last, self._seen)
        return self._index
