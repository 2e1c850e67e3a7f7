"""The daily digest: made when a day is over, printed or mailed, and held against the book again at any time.

It is made at the day's end, or before the first work of a later day: `make` is asked to, and does nothing where there
is nothing new. Each contains the one before, so the last code on paper proves all days before it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.core import audit_digest as rules
from app.core.audit import counts
from app.core.audit_digest import LOGS, DayDigest, code, digest, is_code
from app.core.digest_page import DigestPage
from app.core.money import Currency
from app.errors import Message, refuse
from app.i18n import catalog
from app.i18n.mark import N_
from app.services.audit import day_between, rows_between
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.statement_papers import letterhead, read_shop
from app.services.verify import Verify
from app.storage import day_digests as stored
from app.storage.books import load_book
from app.storage.customers import Author
from app.storage.journal import load_head
from app.storage.store import Session, Store
from app.system import paths

__all__ = ["Checked", "DayDigest", "DayDigests", "add_day", "code"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What holding the kept digests against the book found: how many there are, and what does not hold."""

    days: int
    entries: int
    messages: tuple[Message, ...]
    cancelled: bool = False

    @property
    def ok(self) -> bool:
        """Whether every one of them holds, and all was looked at."""
        return not self.messages and not self.cancelled


class DayDigests:
    """The door to the daily digests."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def days(self) -> list[DayDigest]:
        """Return all digests, the newest first."""
        with self._store.read() as session:
            return stored.load_digests(session)[::-1]

    def day(self, on: date | None = None) -> DayDigest:
        """Return the digest of a day, the last one without a day; refused where there is none."""
        found = [each for each in self.days() if on is None or each.on == on]
        if not found:
            refuse("on", N_("on: there is no digest of that day; it is made at the day’s end."))
        return found[0]

    def make(self) -> DayDigest | None:
        """Make the digest of the last day before today on which anything was recorded; None where nothing is new."""
        if self._store.read_only:
            return None
        today = self._around.today()
        with self._store.read() as session:
            if _due(session, today) is None:
                return None
        with self._store.write() as session:
            on = _due(session, today)
            return None if on is None else add_day(session, self._around, on)

    def check(self) -> Checked:
        """Hold every kept digest against the book as it is now."""
        with self._store.read() as session:
            days = stored.load_digests(session)
            hashes = stored.hashes(session, [day.head for day in days])
            book = load_book(session)
            lines = {name: {day.logs[name].last for day in days if name in day.logs} for name in LOGS}
            marks = stored.log_marks(session, lines)
            found = rules.broken(days, book.uuid, hashes.get, lambda name, line: marks.get((name, line)))
            return Checked(len(days), load_head(session).entry, tuple(found))

    def prove(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Checked:
        """Hold every kept digest against the book once all of the book is proved as well.

        A code says something of the book only with both: the digest of its day could stand in a book changed since.
        """
        report = Verify(self._store).verify(progress, cancelled)
        checked = self.check()
        said = (*(each.message for each in report.problems), *checked.messages)
        return replace(checked, messages=said, cancelled=report.cancelled)

    def compare(self, on: date, typed: str) -> bool:
        """Whether a code from paper is that of the day in the book; refused where it was mistyped.

        Whether the book still is as it was on that day, `prove` tells.
        """
        return is_code(self.day(on), typed)

    # ---- the page ---------------------------------------------------------------------------------------------------

    def pdf(self, day: DayDigest, language: str) -> bytes:
        """Return the page of a day's digest, on A4."""
        from app.documents.digest_page import draw_digest  # reportlab is loaded with the first paper

        return draw_digest(self._page(day), catalog.load(language, paths.catalogues()), paths.resources() / "fonts")

    def mail_text(self, day: DayDigest, language: str) -> tuple[str, str]:
        """Return subject and text of the mail by which a day's code leaves the shop."""
        from app.documents.digest_page import digest_text

        return digest_text(self._page(day), catalog.load(language, paths.catalogues()))

    def _page(self, day: DayDigest) -> DigestPage:
        with self._store.read() as session:
            shop = read_shop(session)
        currency = Currency(shop.book.currency, shop.book.decimals)
        return DigestPage(letterhead(shop), currency, shop.settings.money_sign, day)

    def save(self, day: DayDigest, path: Path, language: str) -> None:
        """Write the page of a day's digest; refused when that cannot be written."""
        said = NewExport("digest", "pdf", 1)
        write_noted(self._store, self._around, path, [self.pdf(day, language)], lambda: said)


def add_day(session: Session, around: Circumstances, on: date) -> DayDigest | None:
    """Make the digest of a day within a transaction; None where it has one, or a later day has."""
    days = stored.load_digests(session)
    if days and days[-1].on >= on:
        return None
    head, book, when = load_head(session), load_book(session), day_between(on, on)
    done = stored.counts(session, when)
    day = DayDigest(
        book=book.uuid,
        on=on,
        head=head.entry,
        head_hash=head.hash.hex() if head.entry else "",
        entries=done.entries,
        changes=done.changes,
        tenders=stored.tenders(session, when),
        sums=stored.held(session),
        logs=stored.log_ends(session),
        doings={what.value: count for what, count in counts(rows_between(session, when)).items()},
        previous=digest(days[-1]) if days else "",
    )
    stored.add_digest(session, day, Author(around.staff, around.now(), ""))
    return day


def _due(session: Session, today: date) -> date | None:
    """Return the last day before today with anything recorded, if no digest has it yet."""
    last = stored.last_before(session, day_between(today, None).begin)
    days = stored.load_digests(session)
    on = None if last is None else last.astimezone().date()
    return on if on is not None and (not days or days[-1].on < on) else None
