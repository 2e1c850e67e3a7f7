"""Making the demo shop: day after day, customers join, come, buy and pay, and months are closed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import cast

from app.core.customer import CustomerChange, FileRequest
from app.core.dates import month_end
from app.core.offers import made
from app.core.requests import CloseMonth, Opening, OpeningPass, Request
from app.services.books import create_book
from app.services.demo import arrivals, head, shop, terms
from app.services.demo.names import happens
from app.services.demo.people import People, Person
from app.services.demo.stories import COUNT, stories
from app.services.demo.teller import Story
from app.services.demo.visits import Visits
from app.services.desk import Circumstances, Desk
from app.services.file_desk import FileDesk
from app.services.journal import record_at
from app.storage.store import Store

_DAYS = 365
_SEED = 20_260_101
_BATCH = 5000
_CHUNK = 400
_STORY_ENTRIES = 12
_CLOSE_FROM = 300
"""The fewest entries with which months are closed."""

_OPENS_H, _OPEN_S = 1, 9 * 3600
_SO_FAR = 0.3


class _Clock:
    """Moves through the opening hours of a day; today it has only just begun."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._now = datetime(today.year, today.month, today.day, tzinfo=UTC)
        self._step = timedelta()

    def begin(self, on: date, expected: int) -> None:
        """Open the shop on a day on which about so many things will happen."""
        hour, length = (_OPENS_H, _OPEN_S) if on < self._today else (0, 1800)
        self._now = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
        self._step = timedelta(microseconds=length * 1_000_000 // (2 * expected + 50))

    def __call__(self) -> datetime:
        """Return the time, a little later at each question."""
        self._now += self._step
        return self._now


@dataclass(slots=True)
class _Desk:
    """The desk of the transaction that is under way."""

    journal: Desk
    files: FileDesk
    done: int = 0


@dataclass(slots=True)
class Demo:
    """A shop of so many customers with exactly so many entries in the year that ends today.

    The same numbers on the same day make the same book.
    """

    customers: int
    entries: int
    today: date
    _start: date = field(init=False)
    _people: People = field(init=False)
    _clock: _Clock = field(init=False)
    _visits: Visits = field(init=False)
    _desk: _Desk = field(init=False)
    _stories: list[Story] = field(init=False)
    _names: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Plan the year."""
        self._start = self.today - timedelta(days=_DAYS - 1)
        self._people = People(self.customers, self._start, self.today, _SEED)
        self._clock = _Clock(self.today)
        offers = [made(offer) for offer in shop.offers(self._start)]
        rng = Random(_SEED + 1)  # noqa: S311 - plausible, not secret
        self._visits = Visits(rng, self._name, self._people, offers, periods_left=self.entries // 300)
        told = self.customers >= 2 * COUNT and self.entries >= COUNT * _STORY_ENTRIES
        everybody = self._people.all
        self._stories = stories(self.today, lambda index: everybody[index].number) if told else []
        self._people.silence(len(self._stories))

    def make(self, path: Path, progress: Callable[[int], None]) -> None:
        """Make the book at a path where there is no file yet; `progress` is told how many entries there are."""
        salts = Random(_SEED + 2)  # noqa: S311 - nothing here is anybody's secret
        salt = lambda: salts.randbytes(16)  # noqa: E731 - two names for one source
        self._clock.begin(self._start, 10)
        store = create_book(
            path, name=shop.SHOP, currency="CNY", language="zh_CN", pack="CN", now=self._clock, random=salt
        )
        try:
            self._furnish(store)
            around = Circumstances(self._clock, lambda: self.today, salt)
            self._fill(store, around, progress)
            arrivals.bring(store, around)
        except BaseException:
            store.dispose()
            for leftover in ("", "-wal", "-shm"):
                path.with_name(path.name + leftover).unlink(missing_ok=True)
            raise
        store.dispose()

    def _furnish(self, store: Store) -> None:
        """Set up the shop; clock and salts are other ones, so that the year's entries do not depend on it."""
        clock, salts = _Clock(self.today), Random(_SEED + 3)  # noqa: S311 - nothing here is anybody's secret
        clock.begin(self._start, 100)
        around = Circumstances(clock, lambda: self.today, lambda: salts.randbytes(16))
        with store.write() as session:
            desk = Desk(session, around)
            files = FileDesk(desk, store.path)
            set_ = head.settings(self.customers)
            for request in (set_, *head.price_list(self._start, self.today), *terms.texts(set_, self._start)):
                files.record(request)
            desk.flush()

    def _fill(self, store: Store, around: Circumstances, progress: Callable[[int], None]) -> None:
        work = self._year()
        busy = True
        while busy:
            with store.write() as session:
                journal = Desk(session, around)
                self._desk = _Desk(journal, FileDesk(journal, store.path))
                busy = any(self._desk.done >= _BATCH for _ in work)
                journal.flush()
            progress(self._desk.journal.head.entry)

    # ---- the year ---------------------------------------------------------------------------------------------------

    def _year(self) -> Iterator[None]:
        """Do a year's work; wherever this yields, the transaction may end."""
        days = [self._start + timedelta(days=number) for number in range(_DAYS)]
        weights = [float(shop.busyness(day)) for day in days]
        weights[-1] *= _SO_FAR
        sums = list(accumulate(weights))
        targets = [int(self.entries * part / sums[-1]) for part in sums[:-1]] + [self.entries]
        before = 0
        for day, target in zip(days, targets, strict=True):
            self._clock.begin(day, target - before + self.customers * (day == self._start))
            before = target
            yield from self._day(day, target)

    def _day(self, day: date, target: int) -> Iterator[None]:
        if day == self._start:
            for offer in shop.offers(day):
                self._desk.files.record(offer)
        joined = self._people.joining(day)
        for start in range(0, len(joined), _CHUNK):
            self._join(joined[start : start + _CHUNK], day)
            yield
        self._close_month(day)
        self._tell(day)
        while self._desk.journal.head.entry < target and self.customers:
            self._chunk(day, target)
            yield

    def _join(self, people: list[Person], day: date) -> None:
        """Write the files of new customers; some bring a balance from the paper book on the first day."""
        requests = [
            CustomerChange(id=f"file-{person.number}", no=person.number, given=self._file(person)) for person in people
        ]
        self._desk.files.prefetch(requests)
        for request in (*requests, *terms.cards(people)):
            self._desk.files.record(request)
        self._desk.done += len(requests)
        if day == self._start:
            for person in people:
                if person.index >= len(self._stories) and person.index % 17 == 0 and self._room() > self.entries // 2:
                    self._record(self._opening(person, day))

    def _file(self, person: Person) -> dict[str, object]:
        given = dict(self._people.file(person))
        if person.index < len(self._stories):
            told = self._stories[person.index].given
            given = {"phones": given["phones"], **told, "since": person.joined}
        return given

    def _opening(self, person: Person, day: date) -> Opening:
        rng = self._visits.rng
        if person.company:
            return Opening(id=self._name(), on=day, customer=person.number, owed=rng.randrange(50, 900) * 1000)
        held = (OpeningPass("剪发", 6, 34800, 6800),) if happens(rng, 0.3) else ()
        principal = rng.randrange(3, 80) * 1000
        return Opening(
            id=self._name(),
            on=day,
            customer=person.number,
            principal=principal,
            bonus=principal // 10,
            passes=held,
        )

    def _close_month(self, day: date) -> None:
        """On the fifth the month before is closed; the last two stay open."""
        previous = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        open_from = (self.today.replace(day=1) - timedelta(days=1)).replace(day=1)
        if day.day == 5 and self._start <= month_end(previous) and previous < open_from and self.entries >= _CLOSE_FROM:  # noqa: PLR2004
            self._record(CloseMonth(id=f"close-{previous:%Y-%m}", month=previous))

    def _tell(self, day: date) -> None:
        """Record what the stories have for a day."""
        for story in self._stories:
            for on, request in story.requests:
                if on != day:
                    continue
                if isinstance(request, FileRequest):
                    self._desk.files.record(request)
                else:
                    self._record(cast("Request", request))
        if day == self.today:
            for change in terms.in_the_end(self._people.all, day, told=bool(self._stories)):
                self._desk.files.record(change)

    def _chunk(self, day: date, target: int) -> None:
        """Let some customers come, as many as the day still has room for."""
        desk = self._desk.journal
        count = min(target - desk.head.entry, _CHUNK)
        visitors = self._people.somebody(count, day, self._visits.rng) or self._people.at_least_one()
        names = [f"d{self._names + number}" for number in range(1, count * 3 // 2 + 10)]
        desk.prefetch(names, [person.number for person in visitors])
        for person in visitors:
            look = partial(desk.accounts.account, person.number, day)
            for request in self._visits.visit(person, look):
                self._record(request)
                if desk.head.entry == self.entries:
                    return

    # ---- recording --------------------------------------------------------------------------------------------------

    def _name(self) -> str:
        self._names += 1
        return f"d{self._names}"

    def _room(self) -> int:
        return self.entries - self._desk.journal.head.entry

    def _record(self, request: Request) -> None:
        record_at(self._desk.journal, terms.agreed(request, self._people.all))
        self._desk.done += 1
