"""Taking back a whole import: its entries reversed, the files it made closed, its prices ended; all or none."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.core.staff.rights import Act
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_
from app.services.bulk import Bulk, LineResult
from app.services.circumstances import Circumstances
from app.services.intake_tally import CalledOffError, Watch, to_the_end
from app.services.rights import allow
from app.storage import imports as stored
from app.storage.customers import Author
from app.storage.store import Session, Store


class Undone(NamedTuple):
    """What was taken back: entries reversed, files closed, prices ended. Called off, nothing is."""

    entries: int
    customers: int
    prices: int
    cancelled: bool = False


def undo(store: Store, around: Circumstances, bulk: Bulk, run: int, reason: str, watch: Watch) -> Undone:
    """Take back a whole import: its entries are reversed, the files it made closed, its prices ended; all or none.

    Refused where anything was built on it: the entries that stand in the way are named (`Refused.entries`), or the
    customers somebody has gone on with. Files it only changed stay as they are. All of it, and the note that it was
    undone, is one transaction: half undone, what undid it would look like somebody who has gone on with it.
    """
    allow(store, around, Act.UNDO_IMPORT, str(run))
    taking_back = _TakingBack(store, around.today(), run, reason, watch)
    refused: list[Refused] = []

    def note_first(result: LineResult) -> None:
        if result.refused is not None and not result.withheld and not refused:
            refused.append(result.refused)

    def note(session: Session) -> None:
        counts = stored.Counts(taking_back.rows, 0, 0)
        content = json.dumps({"reason": reason}, ensure_ascii=False)
        stored.add_step(session, run, stored.UNDONE, counts, content, Author(around.staff, around.now(), ""))

    try:
        bulk.apply_all_or_nothing(taking_back.lines(), note_first, note)
    except CalledOffError:
        return Undone(0, 0, 0, cancelled=True)
    if refused:
        text = N_("Something was built on this import: {reason}")
        raise Refused("run", Message(text, {"reason": refused[0].message}), refused[0].entries)
    return taking_back.done


class _TakingBack:
    """What takes an import back, as events: read once nobody else can write."""

    def __init__(self, store: Store, today: date, run: int, reason: str, watch: Watch) -> None:
        self._store = store
        self._today = today
        self._run = run
        self._reason = reason
        self._watch = watch
        self.rows = 0
        self.done = Undone(0, 0, 0)

    def lines(self) -> Iterator[bytes]:
        """Yield the events, the latest first; refused where somebody has gone on with what the import made."""
        with self._store.read() as session:
            found = next((each for each in stored.load_runs(session) if each.run == self._run), None)
            if found is None or found.state == stored.UNDONE:
                refuse("run", N_("There is no import {run} that could be undone."), run=self._run)
            standing = stored.built_on(session, found.prefix)
            entries = stored.made_entries(session, found.prefix)
            customers = stored.made_customers(session, found.prefix)
            prices = stored.made_items(session, found.prefix)
        if standing:
            text = N_("Customers were gone on with since: {customers}. Reverse what was recorded for them first.")
            refuse("run", text, customers=", ".join(standing[:10]))
        self.rows, self.done = found.counts.rows, Undone(len(entries), len(customers), len(prices))
        self._watch.expect(len(entries) + len(customers) + len(prices))
        events = self._watch.over(self._events(found.prefix, entries, customers, prices))
        for event in to_the_end(events, self._watch):
            yield json.dumps(event, ensure_ascii=False).encode()

    def _events(
        self, prefix: str, entries: Sequence[int], customers: Sequence[tuple[int, str]], prices: Sequence[str]
    ) -> Iterator[dict[str, object]]:
        """Yield the events. Prices end the day before, so that they can come in anew."""
        today, before = self._today.isoformat(), (self._today - timedelta(days=1)).isoformat()
        for number in entries:
            yield {"do": "reverse", "id": f"{prefix}/u{number}", "on": today, "entry": number, "reason": self._reason}
        for number, no in customers:
            yield {"do": "customer", "id": f"{prefix}/x{number}", "no": no, "closed": True}
        for item in prices:
            yield {"do": "end_price_item", "id": f"{prefix}/e{item}", "item": item, "on": before}
