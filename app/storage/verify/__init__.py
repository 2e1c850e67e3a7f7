"""Proving that a book is whole: the chain, every sum, every derived row, every digest, and the file itself.

Nothing here trusts the file: whatever stands in it comes out as a problem in the report, never as a crash.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.i18n.mark import N_
from app.storage.books import genesis
from app.storage.verify import book as whole
from app.storage.verify import derived
from app.storage.verify.chain import UNREADABLE, Chain, Walked
from app.storage.verify.findings import Findings, Problem
from app.storage.verify.rebuild import rebuild

__all__ = ["Examined", "Problem", "examine", "rebuild"]

_BROKEN = (*UNREADABLE, sqlite3.Error, SQLAlchemyError)


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
    raw = session.connection().connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("only SQLite books can be examined")
    result = _examine(session, raw, Findings(), progress, cancelled)
    if any(problem.kind == "unreadable" for problem in result.problems):
        with _lenient_text(raw):  # text that is no UTF-8 stopped the reading: once more, and name its row
            return _examine(session, raw, Findings(), progress, cancelled)
    return result


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
    """One run through all checks; a check that cannot read on is a problem itself, and the next one still runs."""

    session: Session
    raw: sqlite3.Connection
    findings: Findings
    cancelled: Callable[[], bool]

    def stage(self, where: str, check: Callable[[], object]) -> None:
        """Run a check unless everything was called off."""
        if self.cancelled():
            return
        try:
            check()
        except _BROKEN as error:
            if not self.cancelled():
                detail = str(getattr(error, "orig", error))
                text = N_("The book could not be read to its end ({part}): {detail}")
                self.findings.add("unreadable", where, text, part=where, detail=detail)


def _examine(
    session: Session,
    raw: sqlite3.Connection,
    findings: Findings,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Examined:
    calls_off = _remembered(cancelled)
    proof = _Proof(session, raw, findings, calls_off)
    raw.set_progress_handler(calls_off, 1_000_000)  # so that a long statement can be called off too
    try:
        walked = _prove(proof, progress)
    finally:
        raw.set_progress_handler(None, 0)
    return Examined(walked.entries, walked.hash.hex(), findings.all(), calls_off())


def _remembered(cancelled: Callable[[], bool] | None) -> Callable[[], bool]:
    """Return a question that stays answered once the answer was yes."""
    answered = False

    def ask() -> bool:
        nonlocal answered
        answered = answered or (cancelled is not None and cancelled())
        return answered

    return ask


def _prove(proof: _Proof, progress: Callable[[int, int], None] | None) -> Walked:
    raw, findings = proof.raw, proof.findings
    walked = Walked()

    def chain() -> None:
        nonlocal walked
        total = raw.execute("SELECT count(*) FROM entry").fetchone()[0] if progress is not None else 0
        book = whole.check_book(raw, findings)
        steps = Chain(raw, findings, {row[0] for row in raw.execute("SELECT id FROM customer")})
        walked = steps.walked

        def tick(done: int) -> bool:
            if progress is not None:
                progress(done, total)
            return not proof.cancelled()

        steps.walk(b"" if book is None else genesis(book), tick)
        proof.stage("item_balance", lambda: derived.check_items(raw, steps.sums, walked, findings))
        proof.stage("customer_balance", lambda: derived.check_customers(raw, steps.sums, findings))
        proof.stage("head", lambda: derived.check_head(raw, steps.sums, walked, findings))
        proof.stage("posting", lambda: derived.check_days(raw, steps.sums, findings))
        if progress is not None:
            progress(walked.entries, total)

    proof.stage("trigger", lambda: whole.check_triggers(raw, findings))
    proof.stage("journal", chain)
    proof.stage("entry", lambda: whole.check_requests(raw, findings))
    proof.stage("rows", lambda: whole.check_rows(proof.session, findings))
    proof.stage("file", lambda: whole.check_file(raw, findings))
    return walked
