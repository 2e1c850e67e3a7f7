"""How customers pay, in words: ratings with their reasons, reviews that decide what counts, the owner's own word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.credit.expectation import Average, History
from app.core.credit.rating import Rating, rate
from app.core.credit.reviews import Effective, EndOverride, Reviewed, SetOverride, effective, next_review, queue
from app.core.ledger import Owner, balances
from app.core.owing.override import Override
from app.core.reminder.requests import RecordReview
from app.core.ways import CreditClass
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import known_file, living
from app.services.rating_facts import AverageOf, average_of, rating_of, ratings_of
from app.services.recording import record
from app.storage import pauses, views
from app.storage.ageing import parted
from app.storage.credit_reviews import credit_reviews
from app.storage.families import Scope, file_and_merged, merged
from app.storage.rated_files import RatedFile, rated_files
from app.storage.reminder_history import last_reviews
from app.storage.store import Session, Store

__all__ = ["EndOverride", "Rated", "RatedLine", "Ratings", "RecordReview", "ReviewLine", "ReviewedLine", "SetOverride"]


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """A review by which a class was decided: what the figures suggested then (None: no data), and what was decided.

    `late_chance` (1/100 %) and `days` are those of the rating as it stood, None without data; `rating` is all of it.
    """

    id: str
    on: date
    suggested: CreditClass | None
    decided: CreditClass
    late_chance: int | None
    days: int | None
    overdue: int
    who: str
    note: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class Rated:
    """All about how a customer pays: the rating, what counts and why, the rhythm of reviews, those there were.

    `decided` is the class in the file. `override` is the owner's own, as long as it has not ended. `last_review` is the
    day the account was looked through last, with a class decided or without, `next_review` None for never.
    """

    customer: str
    name: str
    rating: Rating
    decided: CreditClass
    override: Override | None
    effective: Effective
    review_months: int
    last_review: date | None
    next_review: date | None
    reviews: tuple[ReviewedLine, ...]


@dataclass(frozen=True, slots=True)
class RatedLine:
    """One customer's rating in a list of all."""

    customer: str
    name: str
    rating: Rating
    effective: Effective


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A customer whose account is to be looked through since a day, the longest waiting first.

    `last_review` is None where it never was; amounts are minor units.
    """

    customer: str
    name: str
    due_on: date
    last_review: date | None
    rating: Rating
    effective: Effective
    owed: int
    overdue: int
    review_months: int


class Ratings:
    """The door to ratings and reviews, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around
        self._average: AverageOf | None = None

    # ---- looking ----------------------------------------------------------------------------------------------------

    def average(self, on: date | None = None) -> Average:
        """Return how all customers pay as of a day."""
        with self._store.read() as session:
            return self._average_on(session, on or self._around.today())

    def rating(self, number: str, on: date | None = None) -> Rated:
        """Return how a customer pays as of a day, files merged into theirs included. Raises `Refused`."""
        day = on or self._around.today()
        with self._store.read() as session:
            found = living(session, known_file(session, number).id)
            family = file_and_merged(session, found.id)
            made = credit_reviews(session, family)
            rating = rating_of(session, found.id, day, self._average_on(session, day))
            last = pauses.last_review(session, family)
        file = found.file
        start = last or file.since or date.fromisoformat(found.created_at[:10])
        word = file.override if file.override is not None and file.override.ends_on >= day else None
        return Rated(
            customer=file.no,
            name=file.name,
            rating=rating,
            decided=file.credit_class,
            override=word,
            effective=effective(file.credit_class, word, _decided_by(made, file.credit_class, day), day),
            review_months=file.review_months,
            last_review=last,
            next_review=next_review(file.review_months, start),
            reviews=tuple(map(_reviewed, made)),
        )

    def ratings(self, on: date | None = None) -> tuple[RatedLine, ...]:
        """Return the ratings of all open files that ever owed anything, in the order of their numbers."""
        day = on or self._around.today()
        with self._store.read() as session:
            found = ratings_of(session, None, day, self._average_on(session, day))
            files = rated_files(session, found.keys())
        lines = [_line(file, found[customer], day) for customer, file in files.items() if not file.closed]
        return tuple(sorted(lines, key=lambda line: line.customer))

    def reviews_due(self, on: date | None = None) -> tuple[ReviewLine, ...]:
        """Return the open files to be looked through by a day, the longest waiting first."""
        day = on or self._around.today()
        with self._store.read() as session:
            rhythms = rated_files(session, None)
            last = last_reviews(session, Scope(None, merged(session)))
            asked = [(id_, file.months, last.get(id_, file.since)) for id_, file in rhythms.items() if not file.closed]
            due = queue(asked, day)
            if not due:
                return ()
            ids = {each.customer for each in due}
            average = self._average_on(session, day)
            known = ratings_of(session, ids, day, average)
            found = {id_: known.get(id_) or rate(History(), average, day) for id_ in ids}
            owed = _owed(session, ids, rhythms, day)
        return tuple(
            ReviewLine(
                customer=rhythms[each.customer].no,
                name=rhythms[each.customer].name,
                due_on=each.due_on,
                last_review=last.get(each.customer),
                rating=found[each.customer],
                effective=_line(rhythms[each.customer], found[each.customer], day).effective,
                owed=owed[each.customer][0],
                overdue=owed[each.customer][1],
                review_months=rhythms[each.customer].months,
            )
            for each in due
        )

    # ---- deciding ---------------------------------------------------------------------------------------------------

    def review(self, request: RecordReview) -> Filed:
        """Note that an account was looked through, and the class decided, if one is. Raises `Refused`."""
        return record(self._store, self._around, request)

    def override(self, request: SetOverride) -> Filed:
        """Let the owner's own class count for a while. Raises `Refused`."""
        return record(self._store, self._around, request)

    def end_override(self, request: EndOverride) -> Filed:
        """Let what was decided count again. Raises `Refused`."""
        return record(self._store, self._around, request)

    def _average_on(self, session: Session, on: date) -> Average:
        self._average = average_of(session, on, self._average)
        return self._average.average


def _line(file: RatedFile, rating: Rating, on: date) -> RatedLine:
    return RatedLine(file.no, file.name, rating, effective(file.decided, file.override, file.last, on))


def _decided_by(made: list[Reviewed], decided: CreditClass, on: date) -> date | None:
    """Return the day of the last review as of a day, None where the class of the file was set by hand since."""
    last = next((each for each in made if each.on <= on), None)
    return last.on if last is not None and last.credit is decided else None


def _reviewed(made: Reviewed) -> ReviewedLine:
    rating = made.rating
    return ReviewedLine(
        id=made.id,
        on=made.on,
        suggested=rating.credit,
        decided=made.credit,
        late_chance=rating.late_chance,
        days=rating.days,
        overdue=rating.overdue,
        who=made.who,
        note=made.note,
        rating=rating,
    )


def _owed(
    session: Session, customers: set[int], files: Mapping[int, RatedFile], on: date
) -> dict[int, tuple[int, int]]:
    """Return what some customers owe on a day, and what of it is overdue."""
    found: dict[int, tuple[int, int]] = {}
    for customer in customers:
        owner = Owner(customer, files[customer].no, files[customer].name)
        held = parted(session, views.holdings(session, on, customer=customer), on)
        balance = balances([owner], held, on)[0]
        found[customer] = (balance.owed, balance.overdue)
    return found
