"""Reviews of prepaid accounts: a round begun, what the book tells of each account, what people found and follow up."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.core.items import ItemKind
from app.core.ledger import Holding
from app.core.prepaid_review import AccountFacts, told
from app.core.requests import Tender
from app.core.review_requests import NoteFinding, Point, PrepaidRequest, Scope, StartReview, Verdict
from app.core.short_names import meant
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.arrival_sources import Spans, covered
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import family_of
from app.services.prepaid_review_requests import prepaid_customers
from app.services.recording import record
from app.storage import incoming, pauses
from app.storage import prepaid_reviews as stored
from app.storage.families import merged, with_merged
from app.storage.prepaid_reviews import StoredFinding, StoredRound
from app.storage.settings import load_settings
from app.storage.store import Session, Store
from app.storage.tender_entries import NON_CASH, TenderEntry, tender_entries
from app.storage.views import holdings, owners_by_id

__all__ = [
    "FindingLine",
    "NoteFinding",
    "PickView",
    "Point",
    "PointView",
    "PrepaidReview",
    "ReviewLine",
    "ReviewView",
    "Scope",
    "StartReview",
    "Verdict",
]


class FindingLine(NamedTuple):
    """What a person found of a point, when, who; `follow_on` is the day the shop wants to be reminded of it."""

    request: str
    verdict: Verdict
    text: str
    on: date
    who: str
    at: datetime
    follow_on: date | None


class PointView(NamedTuple):
    """A point of an account: what the book says of it, and what people found, the last one last."""

    point: Point
    told: Verdict
    message: Message | None
    findings: tuple[FindingLine, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What the point comes to: what a person found last, else what the book says."""
        return self.findings[-1].verdict if self.findings else self.told


class PickView(NamedTuple):
    """An account in a round; it is done when no point is open without anybody having looked at it."""

    customer: str
    name: str
    points: tuple[PointView, ...]

    @property
    def done(self) -> bool:
        """Whether each point is settled by the book, or was looked at by a person."""
        return all(each.findings or each.told in (Verdict.RIGHT, Verdict.NONE) for each in self.points)


class ReviewLine(NamedTuple):
    """A round in the list of all: `of` is how many prepaid accounts there were."""

    id: str
    on: date
    scope: Scope
    size: int
    of: int
    seed: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A round with its accounts, in the order of their numbers."""

    line: ReviewLine
    picks: tuple[PickView, ...]

    @property
    def done(self) -> int:
        """How many accounts are done."""
        return sum(each.done for each in self.picks)


class PrepaidReview:
    """The door to reviews of prepaid accounts, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def start(self, request: StartReview) -> ReviewView:
        """Begin a round and return it; the same request again gives the same round. Raises `Refused`."""
        self.record(request)
        return self.round(request.id)

    def record(self, request: PrepaidRequest) -> Filed:
        """Begin a round, or note what was found; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def rounds(self) -> list[ReviewLine]:
        """Return the rounds in the order begun."""
        with self._store.read() as session:
            return [_review_line(each) for each in stored.rounds(session)]

    def named(self, typed: str) -> str:
        """Return the whole name of the round whose name begins as typed; raises `Refused` where more than one does."""
        with self._store.read() as session:
            begin = [each.request for each in stored.rounds(session) if each.request.startswith(typed)]
        return meant("review", typed, begin)

    def round(self, request: str) -> ReviewView:
        """Return a round by the request that began it, as the book tells of it now; refused when there is none."""
        with self._store.read() as session:
            found = stored.round_by(session, request)
            if found is None:
                refuse("review", N_("review: there is no round “{review}”."), review=request)
            return _view(session, found)

    def looked_at(self, request: str, pick: PickView) -> PickView:
        """Return an account of a round with what people have found of it by now; what the book said of it stays.

        Reading a round whole takes as long as it has accounts; this does not.
        """
        with self._store.read() as session:
            found = stored.round_by(session, request)
            if found is None:
                refuse("review", N_("review: there is no round “{review}”."), review=request)
            noted: dict[Point, list[FindingLine]] = defaultdict(list)
            for each in stored.findings(session, found.id, family_of(session, pick.customer)):
                noted[each.point].append(_finding(session, each))
        points = [each._replace(findings=tuple(noted[each.point])) for each in pick.points]
        return pick._replace(points=tuple(points))

    def is_due(self) -> bool:
        """Whether a month has begun and no round has looked at the end of the one before, when anything was held."""
        last = self._around.today().replace(day=1) - timedelta(days=1)
        with self._store.read() as session:
            if any(each.on >= last for each in stored.rounds(session)):
                return False
            return any(each.kind is not ItemKind.CHARGE for each in holdings(session, last))

    def day_to_begin(self) -> date:
        """Return the day a new round is proposed for: the end of the month before, today where nothing was held then.

        So a shop that has just brought its balances in does not have to wait for its first month's end.
        """
        today = self._around.today()
        last = today.replace(day=1) - timedelta(days=1)
        with self._store.read() as session:
            held = any(each.kind is not ItemKind.CHARGE for each in holdings(session, last))
        return last if held else today

    def accounts_on(self, on: date) -> int:
        """Return how many accounts a round as of a day would have, if none were drawn."""
        with self._store.read() as session:
            return len(prepaid_customers(session, on))


def _review_line(each: StoredRound) -> ReviewLine:
    said = json.loads(each.content) if each.content else {}
    return ReviewLine(
        each.request, each.on, each.scope, len(each.picks), said.get("of", 0), said.get("seed", ""), each.who, each.at
    )


def _view(session: Session, found: StoredRound) -> ReviewView:
    owner = with_merged(session, found.picks)
    facts = account_facts(session, found.on, found.picks, owner)
    living = merged(session)
    noted: dict[tuple[int, Point], list[FindingLine]] = defaultdict(list)
    for each in stored.findings(session, found.id):
        noted[living.get(each.customer, each.customer), each.point].append(_finding(session, each))
    names = owners_by_id(session, found.picks)
    picks = []
    for customer in found.picks:
        mine = living.get(customer, customer)
        points = [PointView(t.point, t.verdict, t.message, tuple(noted[mine, t.point])) for t in told(facts[customer])]
        points.append(PointView(Point.OTHER, Verdict.NONE, None, tuple(noted[mine, Point.OTHER])))
        picks.append(PickView(names[customer].number, names[customer].name, tuple(points)))
    return ReviewView(_review_line(found), tuple(sorted(picks)))


def _finding(session: Session, each: StoredFinding) -> FindingLine:
    note = None if each.note is None else pauses.note_numbered(session, each.note)
    follow = None if note is None else note.on
    return FindingLine(each.request, each.verdict, each.text, each.on, each.who, each.at, follow)


# ---- what the book tells --------------------------------------------------------------------------------------------


def account_facts(
    session: Session, on: date, customers: Sequence[int], owner: Mapping[int, int]
) -> dict[int, AccountFacts]:
    """Return what is known of accounts as of a day; `owner` says whose each file is, merged ones too."""
    every = sorted({*customers, *owner})
    facts = {customer: AccountFacts() for customer in customers}
    sums = [
        _by_owner(found, owner)
        for found in (
            stored.stored_sums(session, every),
            stored.posted_sums(session, every),
            stored.posted_sums(session, every, on),
        )
    ]
    for customer in customers:
        kept, posted, then = (each.get(customer, (0, 0, 0)) for each in sums)
        facts[customer] = facts[customer]._replace(stored=kept, summed=posted, as_of_sum=sum(then))
    _add_holdings(session, on, facts, owner)
    _add_arrivals(session, on, facts, owner)
    for customer, count in stored.papers(session, every).items():
        mine = owner.get(customer, customer)
        facts[mine] = facts[mine]._replace(papers=facts[mine].papers + count)
    return facts


def _by_owner(sums: stored.Sums, owner: Mapping[int, int]) -> dict[int, tuple[int, int, int]]:
    found: dict[int, tuple[int, int, int]] = {}
    for customer, (principal, bonus, passes) in sums.items():
        before = found.get(owner.get(customer, customer), (0, 0, 0))
        found[owner.get(customer, customer)] = (before[0] + principal, before[1] + bonus, before[2] + passes)
    return found


def _add_holdings(session: Session, on: date, facts: dict[int, AccountFacts], owner: Mapping[int, int]) -> None:
    mine: dict[int, list[Holding]] = defaultdict(list)
    for each in holdings(session, on):
        customer = owner.get(each.customer, each.customer)
        if customer in facts:
            mine[customer].append(each)
    ahead = [e.item for each in mine.values() for e in each if e.kind is not ItemKind.CHARGE]
    sold = stored.with_terms(session, ahead)
    soon_days = timedelta(days=load_settings(session).expiring_days)
    for customer, held in mine.items():
        lots = [each for each in held if each.kind is not ItemKind.CHARGE]
        charges = [each for each in held if each.kind is ItemKind.CHARGE and each.amount > 0]
        soon = [e for e in lots if e.expires_on is not None and on <= e.expires_on <= on + soon_days]
        facts[customer] = facts[customer]._replace(
            lots=len(lots),
            with_terms=sum(each.item in sold for each in lots),
            expired=sum(each.amount for each in lots if each.expired(on)),
            soon=sum(each.amount for each in soon),
            soon_on=min((each.expires_on for each in soon if each.expires_on), default=None),
            owed=sum(each.amount for each in charges),
            overdue=sum(each.amount for each in charges if each.due < on),
        )


def _add_arrivals(session: Session, on: date, facts: dict[int, AccountFacts], owner: Mapping[int, int]) -> None:
    every = sorted({*facts, *owner})
    spans: Mapping[Tender, Spans] = covered(incoming.bills(session), None, on)
    paid = stored.paid_ahead(session, every, on)
    left = {(each.entry, each.way): (each.amount, each.left) for each in _tender_lefts(session, paid)}
    for entry, customer, way, day in paid:
        mine = owner.get(customer, customer)
        amount, open_ = left.get((entry, way), (0, 0))
        before = facts[mine]
        if not any(first <= day <= last for first, last in spans.get(way, ())) and open_:
            facts[mine] = before._replace(untold=before.untold + open_)
            continue
        numbers = (*before.unproven_entries, entry) if open_ else before.unproven_entries
        facts[mine] = before._replace(
            expected=before.expected + amount,
            unproven=before.unproven + open_,
            unproven_entries=numbers,
        )


def _tender_lefts(session: Session, entries: Sequence[tuple[int, int, Tender, date]]) -> Iterable[TenderEntry]:
    wanted = {entry for entry, *_ in entries}
    days = [day for *_, day in entries]
    if not wanted:
        return
    for each in tender_entries(session, NON_CASH, min(days), max(days)):
        if each.entry in wanted:
            yield each
