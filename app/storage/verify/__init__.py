"""Proving that a book is whole: the chain, every sum, every derived row, every digest, and the file itself.

Nothing here trusts the file: whatever stands in it comes out as a problem in the report, never as a crash.
One check after the other: a thread of its own for the file's structure was measured and made all of it slower.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.i18n.mark import N_
from app.storage.engine import sqlite3
from app.storage.verify import book as whole
from app.storage.verify import derived
from app.storage.verify.chain import Chain, Walked
from app.storage.verify.findings import UNREADABLE, Findings, Problem
from app.storage.verify.rebuild import rebuild

__all__ = ["Examined", "Problem", "examine", "rebuild"]

_BROKEN = (*UNREADABLE, sqlite3.Error, SQLAlchemyError, MemoryError)  # a length that is none asks for all there is
_BETWEEN_QUESTIONS = 200_000
"""How many steps of the database's machine pass before a statement asks whether it is called off."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a proof found: how many entries there are, the last hash, the problems, and whether it was called off."""

    entries: int
    head: str
    problems: tuple[Problem, ...]
    cancelled: bool = False


def examine(
    session: Session,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Examined:
    """Prove everything that can be proved of a book, in one read session; never raises for what stands in the file.

    `progress` gets the entries done and all there are; `cancelled` is asked every now and then.
    """
    stopped = False

    def going_on() -> bool:
        nonlocal stopped
        stopped = stopped or (cancelled is not None and cancelled())
        return not stopped

    proof = _Proof(session, going_on)
    walked = proof.run(progress)
    if proof.undecodable and going_on():
        proof = _Proof(session, going_on)  # once more, to name the row
        with _lenient_text(proof.raw):
            walked = proof.run(progress)
    return Examined(walked.entries, walked.hash.hex(), proof.findings.all(), stopped)


@contextmanager
def _lenient_text(raw: sqlite3.Connection) -> Iterator[None]:
    strict = raw.text_factory
    raw.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = strict


@dataclass(slots=True)
class _Proof:
    """One run of checks; one that cannot read on is a problem itself, and the next one still runs.

    `undecodable` says that reading stopped at a text that is no UTF-8.
    """

    session: Session
    going_on: Callable[[], bool]
    findings: Findings = field(default_factory=Findings)
    undecodable: bool = False

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection without anything between it and the rows."""
        raw = self.session.connection().connection.driver_connection
        if not isinstance(raw, sqlite3.Connection):
            raise TypeError("only SQLite books can be examined")
        return raw

    def stage(self, where: str, check: Callable[[], object]) -> None:
        """Run a check unless everything was called off."""
        if not self.going_on():
            return
        try:
            raw = self.raw
            raw.set_progress_handler(lambda: not self.going_on(), _BETWEEN_QUESTIONS)
            try:
                check()
            finally:
                raw.set_progress_handler(None, 0)
        except _BROKEN as error:
            if self.going_on():
                detail = str(getattr(error, "orig", error))
                self.undecodable = self.undecodable or "UTF-8" in detail
                text = N_("The book could not be read to its end ({part}): {detail}")
                self.findings.add("unreadable", where, text, part=where, detail=detail)

    def run(self, progress: Callable[[int, int], None] | None) -> Walked:
        """Run every check."""
        raw, findings, walked = self.raw, self.findings, Walked()

        def journal() -> None:
            nonlocal walked
            chain = Chain(raw, findings, {row[0] for row in raw.execute("SELECT id FROM customer")})
            walked, sums = chain.walked, chain.sums
            chain.walk(whole.check_book(raw, findings), self._ticker(raw, progress))
            if not self.going_on():
                return  # sums of half a book fit nothing
            derived.check_items(raw, sums, walked, findings)
            derived.check_parts(raw, findings)
            derived.check_customers(raw, sums, findings)
            derived.check_head(raw, sums, walked, findings)
            derived.check_days(raw, sums, findings)

        self.stage("trigger", lambda: whole.check_triggers(raw, findings))
        self.stage("schema", lambda: whole.check_schema(raw, findings))
        self.stage("journal", journal)
        self.stage("entry", lambda: whole.check_requests(raw, findings))
        for table, check in whole.ROWS:
            self.stage(table, partial(whole.check_rows, self.session, check, findings))
        self.stage("sums", lambda: whole.check_sums(self.session, findings))
        self.stage("counts", lambda: whole.check_counts(raw, findings))
        self.stage("numbers", lambda: whole.check_numbers(raw, findings))
        self.stage("file", lambda: whole.check_file(raw, findings))
        if progress is not None and self.going_on():
            progress(walked.entries, walked.entries)
        return walked

    def _ticker(self, raw: sqlite3.Connection, progress: Callable[[int, int], None] | None) -> Callable[[int], bool]:
        if progress is None:
            return lambda _done: self.going_on()
        total = raw.execute("SELECT count(*) FROM entry").fetchone()[0]

        def tick(done: int) -> bool:
            progress(done, total)
            return self.going_on()

        return tick
