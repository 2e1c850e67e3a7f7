"""Erasing a person from the book: whether the law and what is open let it, doing it, and what still holds them after.

Amounts stay, and the chain with them; of the person nothing does (`core.privacy.fates`). What was deleted is gone from
the file only once that is written anew, a step of its own (`clean`): it needs everybody else out of the way.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from app.core.customer import Change, CustomerChange, CustomerFile
from app.core.journal import canonical
from app.core.lawpack import LegalValue
from app.core.privacy.consents import Consent
from app.core.privacy.erasing import EraseCustomer, check_erase, is_pseudonym, pseudonym, set_aside, still_held, traces
from app.core.privacy.retention import RULES, Answer, Erasable, NotYet, Unsettled, due, erasable
from app.errors import BookUnusable, CounterbookError, Message, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.services.known import family_of, known_file
from app.services.law import load_pack
from app.services.rights import Rights
from app.services.search_keys import search_key
from app.storage import erasing as stored
from app.storage.books import load_book
from app.storage.consents import consents_of
from app.storage.customers import Author, RecordedRequest, load_by_id, write_requests
from app.storage.erasing import Erased, NewErasure
from app.storage.families import file_and_merged
from app.storage.journal import instant
from app.storage.own_files import belongs_to
from app.storage.retained import standing_of, unerased
from app.storage.settings import last_logged, load_settings, log_changes
from app.storage.store import Session, Store

__all__ = ["Answer", "DueFile", "Erasable", "EraseCustomer", "Erasure", "Held", "NotYet", "Privacy", "Unsettled"]

_SET_ASIDE = ("closed", "channel", "statement", "consents", "opted_out", "review_months")
_CLEANED = "file.cleaned"
_ASKED, _TIME_OVER = "asked", "time_over"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person who was erased: what they are called now, when, and how many rows of what were touched.

    `trouble` says why the file could not be written anew, so that what was deleted may still stand in it unused.
    """

    request: str
    called: str
    on: date
    at: datetime
    who: str
    asked: bool
    counts: dict[str, int] = field(default_factory=dict)
    repeated: bool = False
    trouble: Message | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A backup that still has somebody who was erased: as a rule one to be destroyed, or kept under lock."""

    path: Path
    made_at: datetime
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueFile:
    """A file that should be erased by now: whose it is, and the day of the last entry."""

    number: str
    name: str
    last_on: date


class Privacy:
    """The door to erasing people, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- whether ----------------------------------------------------------------------------------------------------

    def may_erase(self, number: str) -> Answer:
        """Say whether a customer may be erased today: from when on, or what must be settled before."""
        with self._store.read() as session:
            return _answer(session, self._around, _family(session, number))

    def due(self) -> list[DueFile]:
        """Return the closed files whose time is over and that should be erased, the longest waiting first.

        A shop may keep no longer what it needs no more (个人信息保护法 Art. 47).
        """
        with self._store.read() as session:
            pack = load_pack(load_book(session).pack)
            standings = [(each, standing_of(session, [*file_and_merged(session, each)])) for each in unerased(session)]
            over = due(standings, self._around.today(), pack, load_settings(session).retention_years)
            last, files = dict(standings), [(each, load_by_id(session, each).file) for each in over]
            return [DueFile(file.no, file.name, last[each].last_on) for each, file in files]

    def rules(self) -> list[LegalValue]:
        """Return what the law says today about keeping, as far as the book's rule pack has it: years and sources."""
        with self._store.read() as session:
            pack = load_pack(load_book(session).pack)
        found = [pack.value(rule, self._around.today()) for rule in RULES]
        return [each for each in found if each is not None]

    def set_aside(self, request: str, number: str) -> Filed:
        """Close a file so that it is only kept, until the law lets it be erased; nobody is written to any more.

        `request` is the id by which it is done once. Refused as any change of a file is.
        """
        with self._store.write() as session:
            file = known_file(session, number).file
            kept = set_aside(file)
            given = {name: getattr(kept, name) for name in _SET_ASIDE}
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(CustomerChange(id=request, no=number, given=given))
            desk.flush()
            return filed

    # ---- erasing ----------------------------------------------------------------------------------------------------

    def erase(self, request: EraseCustomer) -> Erasure:
        """Erase a person with all files merged into theirs, and write the book's file anew.

        Refused while anything is open, and until the law lets them go, with the day. The same request again changes
        nothing and tries once more to write the file anew, where that was not possible.
        """
        erasure = self._erase(request)
        try:
            self.clean()
        except BookUnusable as error:
            return replace(erasure, trouble=error.message)
        return erasure

    def _erase(self, request: EraseCustomer) -> Erasure:
        with self._store.write() as session:
            digest = hashlib.sha256(canonical([request.on.isoformat(), request.asked]).encode()).digest()
            for before in stored.erasures(session, request.id):
                if before.digest != digest:
                    _refuse_used(request.id)
                return _told(before, repeated=True)
            desk = Desk(session, self._around)
            if desk.recorded(request.id) is not None:
                _refuse_used(request.id)
            check_erase(request)
            customer = known_file(session, request.customer)
            if customer.merged_into is not None:
                into = load_by_id(session, customer.merged_into).file.no
                text = N_("customer: file {customer} was merged into {into}; use that one.")
                refuse("customer", text, customer=request.customer, into=into)
            granted = Rights(session, self._around).check(request)
            family = _family(session, request.customer)
            _check(request, _answer(session, self._around, family), self._around.today())
            granted.note(request.id)
            return _do(session, self._around, request, (customer.id, *family), digest)

    # ---- afterwards -------------------------------------------------------------------------------------------------

    def erasures(self) -> list[Erasure]:
        """Return everybody who was erased, in the order it was done."""
        with self._store.read() as session:
            return [_told(each, repeated=False) for each in stored.erasures(session)]

    def is_clean(self) -> bool:
        """Whether the file was written anew since somebody was erased, or an attachment removed, last."""
        with self._store.read() as session:
            return _is_clean(session)

    def clean(self) -> bool:
        """Write the book's file anew where something was erased or removed since; return whether it was needed.

        Raises `BookUnusable` where another program has the book open, or there is no room; try again later.
        """
        if self.is_clean():
            return False
        self._store.make_anew()
        with self._store.write() as session:
            author = Author(self._around.staff, self._around.now(), "")
            log_changes(session, [Change(_CLEANED, "", "yes")], author)
        return True

    def still_held(self, backups: Iterable[tuple[Path, datetime]]) -> list[Held]:
        """Return the backups (file, when it was made) that still have people who were erased, the oldest first."""
        known = dict(backups)
        names = {str(path): at for path, at in known.items()}
        found: dict[str, list[str]] = {}
        with self._store.read() as session:
            for each in stored.erasures(session):
                for name in still_held(names, since=each.file_since, erased_at=each.recorded_at):
                    found.setdefault(name, []).append(pseudonym(each.customer))
        held = [Held(Path(name), names[name], tuple(called)) for name, called in found.items()]
        return sorted(held, key=lambda each: (each.made_at, str(each.path)))

    def held_in(self, places: Iterable[Path]) -> list[Held]:
        """Return the backups beside the book and in places that still have people who were erased, the oldest first."""
        return self.still_held(_backups(self._store, places))

    def backups_with(self, number: str, places: Iterable[Path]) -> list[tuple[Path, datetime]]:
        """Return the backups beside the book and in places that have a customer, with when they were made."""
        with self._store.read() as session:
            since = datetime.fromisoformat(
                min(load_by_id(session, each).created_at for each in _family(session, number))
            )
        return sorted(
            ((path, at) for path, at in _backups(self._store, places) if at >= since), key=lambda each: each[1]
        )

    def mentions(self, number: str) -> dict[str, int]:
        """Return how many rows of which table name a customer, by name, phone or e-mail, though they are not theirs.

        Erasing leaves them as they are: such as another customer's note. Somebody has to look.
        """
        with self._store.read() as session:
            family = _family(session, number)
            files = [load_by_id(session, each).file for each in family]
            return stored.mentions(session, [*family], {text for file in files for text in _names(file)})

    def consents(self, number: str) -> list[Consent]:
        """Return what a customer agreed to and took back, step by step; who may be asked what stands in their file."""
        with self._store.read() as session:
            return consents_of(session, family_of(session, number))

    def traces(self, number: str) -> tuple[str, ...]:
        """Return the texts by which a customer would be known again, from their files and what was written of them."""
        with self._store.read() as session:
            family = _family(session, number)
            texts = stored.texts_about(session, [*family])
            found = [traces(load_by_id(session, each).file, texts).sure for each in family]
        return tuple(sorted({text for each in found for text in each}))


def _do(
    session: Session, around: Circumstances, request: EraseCustomer, files: Sequence[int], digest: bytes
) -> Erasure:
    """Erase somebody with all files of theirs, of which the first is the one that lives on."""
    customer, family = files[0], [*dict.fromkeys(files)]
    now, salt = around.now(), around.salt
    author = Author(around.staff, now, request.id)
    since = min(load_by_id(session, each).created_at for each in family)
    counts = stored.erase(session, family, salt, search_key)
    reason = _ASKED if request.asked else _TIME_OVER
    new = NewErasure(customer, request.on, reason, digest, since, counts)
    stored.add_erasure(session, new, family, author)
    fresh = salt()
    used = RecordedRequest(request.id, fresh, hashlib.sha256(fresh).digest(), None, instant(now))
    write_requests(session, [used], [])
    return _told(stored.erasures(session, request.id)[0], repeated=False)


def _names(file: CustomerFile) -> frozenset[str]:
    """Return by what a person is named: long enough to prove something."""
    plain = CustomerFile(no=file.no, name=file.name, email=file.email, phones=file.phones, contacts=file.contacts)
    roles = {contact.role for contact in file.contacts}
    return frozenset(traces(plain).sure) - {file.no, *roles}


def _backups(store: Store, places: Iterable[Path]) -> list[tuple[Path, datetime]]:
    """Return the backups and copies of a book beside it and in places, as far as it is known whose they are.

    Names of backups tell the shop's own clock; what the book has is told by every clock alike, so the two are made one.
    """
    from app.services.backup import catalogue  # what reads the files of others is needed by nobody else here

    with store.read() as session:
        uuid = load_book(session).uuid
    folders = dict.fromkeys([store.path.parent, *places])
    found = catalogue([*folders], store.path, store.key)
    made = [(each.path, each.made_at.astimezone()) for each in found if each.facts is None or each.facts.uuid == uuid]
    return made + [copy for folder in folders for copy in _copies(store, uuid, folder)]


def _copies(store: Store, uuid: str, folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Yield the other books in a folder that are one book's: kept before an upgrade or a restoring, or copied by hand.

    One that cannot be opened counts where it bears the book's name; it was last written to when it was put aside.
    """
    from app.services.protection import known_key
    from app.storage.backup import read_facts

    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix == store.path.suffix and each.is_file())
    except (OSError, ValueError):  # not there, or no path at all
        return
    for path in paths:
        if belongs_to(path, store.path):
            continue
        with suppress(OSError):
            written = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            try:
                is_ours = read_facts(path, known_key(path, store.key)).uuid == uuid
            except CounterbookError:
                is_ours = path.name.startswith(f"{store.path.stem}-")
            if is_ours:
                yield path, written


def _answer(session: Session, around: Circumstances, family: Iterable[int]) -> Answer:
    pack, own_years = load_pack(load_book(session).pack), load_settings(session).retention_years
    return erasable(standing_of(session, [*family]), around.today(), pack, own_years)


def _family(session: Session, number: str) -> dict[int, str]:
    return file_and_merged(session, known_file(session, number).id)


def _check(request: EraseCustomer, answer: Answer, today: date) -> None:
    if is_pseudonym(request.customer):
        refuse("customer", N_("customer: {customer} was erased already."), customer=request.customer)
    if request.on > today:
        text = N_("{field}: {date} lies in the future; today is {today}.")
        refuse("on", text, field="on", date=request.on, today=today)
    if isinstance(answer, Unsettled):
        text = N_("customer: {customer} cannot be erased yet. {reason}")
        refuse("customer", text, customer=request.customer, reason=answer.messages[0])
    if isinstance(answer, NotYet):
        text = N_("customer: {customer} may be erased after {until}. {reason}")
        reason = answer.reasons[0].message
        refuse("customer", text, customer=request.customer, until=answer.until, reason=reason)


def _told(found: Erased, *, repeated: bool) -> Erasure:
    return Erasure(
        request=found.request,
        called=pseudonym(found.customer),
        on=found.on,
        at=found.recorded_at,
        who=found.who,
        asked=found.reason == _ASKED,
        counts=dict(found.counts),
        repeated=repeated,
    )


def _is_clean(session: Session) -> bool:
    freed = stored.last_freed(session)
    if freed is None:
        return True
    cleaned = last_logged(session, _CLEANED)
    return cleaned is not None and cleaned.at >= freed


def _refuse_used(request: str) -> None:
    refuse("id", N_("id: “{id}” has been used for something else; choose another id."), id=request)
