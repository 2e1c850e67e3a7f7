"""Recording: one request, one entry, one transaction; and what an entry would do, without recording it."""

import hashlib
from dataclasses import dataclass

from app.core.journal import Draft, Held, held
from app.core.named import Named
from app.core.requests import Request
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.fingerprint import fingerprint, texts_of
from app.services.naming import naming
from app.services.rights import Granted
from app.services.rights_facts import BEFOREHAND, facts_before, facts_of, least_facts, note_list_price
from app.services.verbs import make_draft
from app.storage.items import customer_balance
from app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to a recorded request: its entry's number, and whether it had been recorded before.

    `said` are sentences for who recorded it, such as a limit that was passed and is only warned of.
    """

    entry: int
    repeated: bool = False
    said: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A customer's balance before a request and what it would be after it."""

    before: Held
    after: Held


class Journal:
    """The door to the journal for everything that is recorded."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def record(self, request: Request) -> Posted:
        """Record a request; the same one again gives the same answer. Raises `Refused`; then nothing is recorded."""
        with self._store.write() as session, naming(session):
            desk = Desk(session, self._around)
            posted = record_at(desk, request)
            desk.flush()
            return posted

    def preview(self, request: Request) -> Preview:
        """Say what a request would leave on the customer's account; raises `Refused` as recording it would."""
        with self._store.write() as session, naming(session):
            desk = Desk(session, self._around)
            draft = make_draft(desk, request)
            changes = held(draft.postings)
            customer = draft.customer or 0
            before = customer_balance(session, customer)
            session.rollback()
        after = Held(*(a + b for a, b in zip(before, changes.get(customer, Held()), strict=True)))
        return Preview(before, after)


def record_at(desk: Desk, request: Request) -> Posted:
    """Record a request at an open desk, or recognise it as recorded already."""
    digest = fingerprint(request, desk.accounts.customer_id)
    texts = texts_of(request)
    known = desk.recorded(request.id)
    if known is not None:
        same = known.entry is not None and known.request_digest == digest and _same_texts(desk, known.entry, texts)
        if not same:
            refuse("id", N_("id: “{id}” has been used for something else; choose another id."), id=Named(request.id))
        return Posted(known.entry or 0, repeated=True)
    draft, granted = _allowed_draft(desk, request, digest)
    posted = Posted(desk.add(draft, digest, texts), said=tuple(draft.said))
    granted.note(request.id)
    return posted


def _allowed_draft(desk: Desk, request: Request, content: bytes) -> tuple[Draft, Granted]:
    """Make the draft of a request that whoever is at the desk may ask for; raises `Refused`."""

    def digest() -> bytes:
        """Return by what the request is approved: its content and its id, so that it is good for one entry."""
        return hashlib.sha256(content + request.id.encode("utf-8", "surrogatepass")).digest()

    if isinstance(request, BEFOREHAND):
        granted = desk.rights.check(request, lambda: facts_before(desk, request), digest)
        return make_draft(desk, request), granted
    desk.rights.check_at_all(request, lambda: least_facts(desk, request))
    draft = make_draft(desk, request)
    note_list_price(desk, request, draft)
    return draft, desk.rights.check(request, lambda: facts_of(desk, request, draft), digest)


def _same_texts(desk: Desk, entry: int, texts: dict[str, str]) -> bool:
    """Whether the texts agree with those recorded; of one that has been erased only the field can be compared."""
    recorded, fields = desk.texts_of(entry)
    return set(texts) == fields and all(texts[name] == text for name, text in recorded.items())
