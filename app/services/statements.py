"""One customer's statement for any period: as figures, as a paper, as a PDF to look at. Nothing is recorded here."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.core.customer import CustomerFile
from app.core.settings import Settings
from app.core.statement import Period, SinceLast, Statement, StatementKind
from app.core.statement_make import make_statement
from app.core.statement_paper import StatementPaper
from app.core.statement_since import since_last
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.known import known_file
from app.services.statement_papers import (
    AS_SET,
    Look,
    ShopPaper,
    draw,
    paper_languages,
    paper_of,
    pictures_of,
    read_shop,
)
from app.storage.journal import load_head
from app.storage.statement_source import sources
from app.storage.store import Session, Store

if TYPE_CHECKING:
    from app.documents.statement import Drawn

__all__ = ["Look", "Statements", "check_period"]


class _Case(NamedTuple):
    """Everything read for one statement, in one session."""

    statement: Statement
    file: CustomerFile
    shop: ShopPaper
    since_last: SinceLast | None


class Statements:
    """The door to single statements; a period that has not ended gives a draft, which the caller is to say."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def statement(self, number: str, from_: date, to: date, kind: StatementKind | None = None) -> Statement:
        """Return a customer's statement from a day to a day, both included; without `kind` as the shop has set it.

        Refused when there is no such customer, when the period ends before it starts, and when it ends before the
        book's first entry.
        """
        with self._store.read() as session:
            return self._read(session, number, Period(from_, to), kind).statement

    def paper(
        self, number: str, period: Period, kind: StatementKind | None = None, look: Look | None = None
    ) -> StatementPaper:
        """Return the paper of a statement that has not been issued: without a number, a code and a copy."""
        with self._store.read() as session:
            return self._paper(self._read(session, number, period, kind), look)

    def preview(
        self,
        number: str,
        period: Period,
        kind: StatementKind | None = None,
        look: Look | None = None,
        *,
        as_if: Settings | None = None,
    ) -> "Drawn":
        """Return the PDF as it would be issued, marked as a preview; nothing is recorded.

        `as_if` are settings the shop is only thinking of.
        """
        with self._store.read() as session:
            case = self._read(session, number, period, kind, as_if)
            paper = self._paper(case, look)
            pictures = pictures_of(session, paper.shop)
        return draw(paper, paper_languages(case.file, case.shop, look or AS_SET), pictures)

    def save_preview(
        self,
        path: Path,
        number: str,
        period: Period,
        kind: StatementKind | None = None,
        look: Look | None = None,
        *,
        as_if: Settings | None = None,
    ) -> "Drawn":
        """Write the preview into a file, whole or not at all; refused when the file cannot be written."""
        drawn = self.preview(number, period, kind, look, as_if=as_if)
        with self._store.read() as session:
            said = NewExport("statement_preview", "pdf", 1, b"", known_file(session, number).id)
        write_noted(self._store, self._around, path, [drawn.pdf], lambda: said)
        return drawn

    def _paper(self, case: _Case, look: Look | None) -> StatementPaper:
        paper = paper_of(case.statement, case.file, case.shop, look or AS_SET, made_on=self._around.today())
        return replace(paper, since_last=case.since_last)

    def _read(
        self,
        session: Session,
        number: str,
        period: Period,
        kind: StatementKind | None,
        as_if: Settings | None = None,
    ) -> _Case:
        check_period(session, period)
        found = known_file(session, number)
        shop = read_shop(session)
        if as_if is not None:
            shop = shop._replace(settings=as_if)
        [source] = sources(session, [found.id], period.end, start=period.start)
        statement = make_statement(
            source,
            period,
            kind or shop.settings.statement_kind,
            expiring_days=shop.settings.expiring_days,
            made_on=self._around.today(),
        )
        return _Case(statement, found.file, shop, since_last(source))


def check_period(session: Session, period: Period) -> None:
    """Refuse a period that ends before it starts, and one that was over before the book began."""
    if period.start > period.end:
        refuse("from", N_("from: {start} lies after {end}."), start=period.start, end=period.end)
    first_on = load_head(session).first_on
    if first_on is not None and period.end < first_on:
        refuse(
            "to",
            N_("to: the book's first entry is dated {first}; on {end} there was nothing to state yet."),
            first=first_on,
            end=period.end,
        )
