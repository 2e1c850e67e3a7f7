"""Issuing what a run has planned, one statement at a time, so that it may be stopped or killed anywhere.

A paper is drawn outside any transaction, with the number that is next. One short transaction then makes sure that the
customer still has none of this run and that the number is still free, and writes statement and paper together; if
another program was faster, the paper is drawn anew. So numbers have no gaps and nobody gets a statement twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.core.customer import StatementBy
from app.core.receipt import Copy
from app.core.statement import SinceLast, Statement
from app.core.statement_json import paper_json
from app.core.statement_make import check, make_statement
from app.core.statement_paper import StatementPaper
from app.core.statement_plan import read_options
from app.core.statement_reply import code_of
from app.core.statement_run import RunOptions, Skip
from app.core.statement_since import since_last
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.statement_papers import (
    Look,
    Marks,
    ShopPaper,
    letterhead,
    paper_languages,
    paper_of,
    pictures_of,
    read_shop,
    translators,
)
from app.services.system import report_failure
from app.storage import statement_runs as stored_runs
from app.storage import statements as stored
from app.storage.customers import StoredFile, load_by_id, load_files
from app.storage.journal import load_head
from app.storage.statement_runs import StoredRun
from app.storage.statement_source import sources
from app.storage.statements import NewStatement, Paper
from app.storage.store import Session, Store
from app.system import paths

if TYPE_CHECKING:
    from app.documents.statement import Drawn, StatementPress

_PORTION = 50
"""How many statements are read at a time: few enough that what is issued is never far behind the book."""

_FAILURES = 5
"""So many papers in a row that cannot be drawn say that something else is wrong than the papers."""


class _Case(NamedTuple):
    """Everything read for one statement; `gone` says that the file was merged or closed since the plan."""

    customer: int
    file: StoredFile
    gone: bool
    statement: Statement
    since_last: SinceLast | None


class _Portion(NamedTuple):
    """Statements read in one session, and what all of them show."""

    cases: tuple[_Case, ...]
    last_place: int
    shop: ShopPaper
    head_entry: int
    pictures: Mapping[str, bytes]


class Issuer:
    """A run being issued by this program; others may be issuing the same one."""

    def __init__(self, store: Store, around: Circumstances, run: StoredRun) -> None:
        self._store = store
        self._around = around
        self._run = run
        self._options = read_options(run.options)
        self._press: StatementPress | None = None
        self._last = 0
        self._failed: list[int] = []
        self._translators: dict[str, list[Translator]] = {}

    def go(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Message | None:
        """Issue until nothing is left or `cancelled`; return in words what stopped it, None if nothing did."""
        try:
            if self._issue(progress, cancelled):
                self._finish()
        except (BookUnusable, Refused) as error:
            return error.message
        return None

    def _issue(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> bool:
        """Issue portion by portion; return whether all of it is done."""
        with self._store.read() as session:
            info = stored_runs.infos(session, run=self._run.id)[0]
        done, place = info.issued + info.skipped, 0
        progress(done, info.planned)
        while True:
            portion = self._read(place)
            if not portion.cases:
                self._skip_failed()
                return True
            for case in portion.cases:
                if cancelled():
                    self._skip_failed()
                    return False
                self._one(case, portion)
                done = min(done + 1, info.planned)
                progress(done, info.planned)
            place = portion.last_place

    def _finish(self) -> None:
        with self._store.write() as session:
            if not stored_runs.pending(session, self._run.id, 0, 1):
                around = self._around
                stored_runs.add_end(session, self._run.id, stored_runs.DONE, around.staff, around.now())

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _read(self, place: int) -> _Portion:
        """Read the next statements of the plan, all as the book stands at one moment."""
        period, options = self._run.period, self._options
        with self._store.read() as session:
            run = stored_runs.load_run(session, self._run.id)
            ended = run is None or run.ended
            planned = [] if ended else stored_runs.pending(session, self._run.id, place, _PORTION)
            shop = read_shop(session)
            found = list(sources(session, [customer for _, customer in planned], period.end, start=period.start))
            files = load_files(session, [source.customer.number for source in found])
            self._last = stored.last_statement(session)
            cases = []
            for source in found:
                file = files[source.customer.number]
                statement = make_statement(
                    source,
                    period,
                    options.kind,
                    expiring_days=shop.settings.expiring_days,
                    made_on=self._around.today(),
                )
                cases.append(_Case(source.customer.id, file, _is_gone(file), statement, since_last(source)))
            return _Portion(
                tuple(cases),
                planned[-1][0] if planned else place,
                shop,
                load_head(session).entry,
                pictures_of(session, letterhead(shop)) if cases else {},
            )

    # ---- one statement ----------------------------------------------------------------------------------------------

    def _one(self, case: _Case, portion: _Portion) -> None:
        """Issue a statement, or skip it and say why."""
        reason = Skip.GONE if case.gone else Skip.UNSOUND if check(case.statement) else None
        while reason is None:
            new, content, paper = self._number(case, portion)
            drawn = self._draw(case.customer, paper, portion, new.language)
            if drawn is None:
                return
            self._skip_failed()
            new = new._replace(pages=drawn.pages)
            with self._store.write() as session:
                reason = self._standing(session, case.customer)
                if reason is None and stored.last_statement(session) == new.id - 1:
                    _check_number(session, new.no)
                    stored.add_statement(session, new, content._replace(pdf=drawn.pdf))
                    self._last = new.id
                    return
                self._last = stored.last_statement(session)
        self._skip([case.customer], reason)

    def _standing(self, session: Session, customer: int) -> Skip | None:
        """Say why a customer gets no statement now, at the last moment; None if they get one."""
        run = self._run
        ended = stored_runs.load_run(session, run.id)
        if stored_runs.is_settled(session, run.id, customer) or (ended is not None and ended.ended):
            return Skip.ISSUED
        if _is_gone(load_by_id(session, customer)):
            return Skip.GONE
        if not self._options.again and stored.has_one(session, customer, run.period):
            return Skip.ISSUED
        return None

    def _number(self, case: _Case, portion: _Portion) -> tuple[NewStatement, Paper, StatementPaper]:
        """Return a statement with the number that is next, its content to be kept, and the paper to be drawn."""
        around, options, shop, file = self._around, self._options, portion.shop, case.file.file
        look = _look(options)
        number = self._last + 1
        no = f"{shop.settings.statement_prefix}{number:0{shop.settings.statement_digits}}"
        made_at = around.now()
        marks = Marks(number=no, copy=Copy(1, made_at.astimezone()))
        days = options.reply_days or 0
        paper = paper_of(case.statement, file, shop, look, marks, made_on=around.today(), reply_days=days)
        paper = replace(paper, since_last=case.since_last)
        content = Paper(around.salt(), paper_json(paper), b"")
        new = NewStatement(
            id=number,
            no=no,
            run=self._run.id,
            customer=case.customer,
            period=self._run.period,
            kind=options.kind,
            language="+".join(paper_languages(file, shop, look)),
            delivery=file.statement if file.statement in options.delivery else StatementBy.PRINT,
            owed=case.statement.account.closing,
            principal=case.statement.prepaid.principal.closing,
            bonus=case.statement.prepaid.bonus.closing,
            reply_by=paper.reply_by,
            head_entry=portion.head_entry,
            pages=0,
            staff=around.staff,
            issued_at=made_at,
        )
        # The code says what the content's digest is, so the content is kept without it.
        return new, content, replace(paper, code=code_of(number, content.content_digest))

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def _draw(self, customer: int, paper: StatementPaper, portion: _Portion, language: str) -> "Drawn | None":
        """Draw a paper; None where it cannot be drawn, which is noted."""
        if self._press is None:
            from app.documents.statement import StatementPress  # reportlab is loaded with the first paper

            self._press = StatementPress(paths.resources() / "fonts")
        if language not in self._translators:
            self._translators[language] = translators(language.split("+"))
        try:
            return self._press.draw(paper, self._translators[language], portion.pictures)
        except Exception as error:  # noqa: BLE001 - one bad paper must not keep all others from being issued
            if not isinstance(error, Refused):
                report_failure(error)
            self._failed.append(customer)
            if len(self._failed) >= _FAILURES:
                self._failed.clear()
                refuse("", N_("Several statements in a row could not be drawn; the run was stopped."))
            return None

    # ---- skipping ---------------------------------------------------------------------------------------------------

    def _skip_failed(self) -> None:
        """Skip those whose papers could not be drawn, once another one could."""
        failed, self._failed = self._failed, []
        self._skip(failed, Skip.FAILED)

    def _skip(self, customers: Sequence[int], reason: Skip) -> None:
        if customers:
            with self._store.write() as session:
                run = stored_runs.load_run(session, self._run.id)
                if run is not None and not run.ended:
                    stored_runs.add_skips(session, self._run.id, customers, reason, self._around.now())


def _is_gone(file: StoredFile) -> bool:
    return file.merged_into is not None or file.file.closed


def _look(options: RunOptions) -> Look:
    return Look(options.sheet, options.window, options.slip, options.paper_language)


def _check_number(session: Session, no: str) -> None:
    """Refuse a number that some statement bears already."""
    if stored.number_taken(session, no):
        refuse(
            "statement_prefix",
            N_("statement_prefix: number {no} was given before; choose another beginning for statement numbers."),
            no=no,
        )
