"""Runs of statements: planned, started, issued one by one, resumed wherever they stopped."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NoReturn

from app.core.customer import Change, content_digest
from app.core.rules.months import check_close
from app.core.staff.rights import Act
from app.core.statement import Period
from app.core.statement_json import read_paper
from app.core.statement_plan import ISSUED_BEFORE, Candidate, Choice, check_period, choose, is_unfinished, options_json
from app.core.statement_plan import Standing as Stands
from app.core.statement_run import RunInfo, RunOptions, RunOrder, RunPlan, RunReport, StartRun, Unprintable
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n.mark import N_
from app.services.issued_statements import IssuedStatements, all_sent
from app.services.rights import Rights, allow, check_act
from app.services.statement_issue import Issuer
from app.storage import statement_plan as stored_plan
from app.storage import statement_runs as stored
from app.storage.books import load_book
from app.storage.customer_list import names_in_order
from app.storage.customers import Author, RecordedRequest, find_file_requests, load_files, write_requests
from app.storage.journal import find_requests, instant, load_head
from app.storage.settings import load_settings, log_changes
from app.storage.statement_runs import NewRun
from app.storage.statements import issued_summary
from app.storage.store import Session
from app.system import paths

if TYPE_CHECKING:
    from app.documents.fonts import Fonts


class StatementRuns(IssuedStatements):
    """The door to runs of statements and to what they issued."""

    # ---- planning ---------------------------------------------------------------------------------------------------

    def plan(self, options: RunOptions) -> RunPlan:
        """Return whom a run would send a statement, in the order of the papers; nothing is recorded.

        Refused when the period ends before it starts and when a customer named is not there.
        """
        check_period(options.period)
        with self._store.read() as session:
            choice = self._choose(session, options)
            last_payment = stored_plan.last_payment(session)
        unfinished = is_unfinished(options.period, self._around.today())
        return RunPlan(
            options=options,
            rows=choice.rows,
            left_out=choice.left_out,
            unfinished_period=unfinished,
            last_payment_on=last_payment,
        )

    def _choose(self, session: Session, options: RunOptions) -> Choice:
        there = load_files(session, options.customers)
        for number in options.customers:
            if number not in there:
                text = N_("{field}: there is no customer “{customer}”.")
                refuse("customers", text, field="customers", customer=number)
        return choose(options, self._candidates(session, options))

    def _candidates(self, session: Session, options: RunOptions) -> Iterator[Candidate]:
        period = options.period
        shop_language = load_settings(session).language or load_book(session).language
        standings = stored_plan.standings(session, period, self._around.today())
        issued = stored_plan.have_one(session, period)
        disputing = stored_plan.disputing(session)
        places = _name_places(session) if options.order is RunOrder.NAME else {}
        for person in stored_plan.people(session):
            yield Candidate(
                person.id,
                person.no,
                person.name,
                person.closed,
                person.tier,
                person.tags,
                person.delivery,
                person.language or shop_language,
                person.address,
                person.email,
                standings.get(person.id, _NOTHING),
                person.id in issued,
                person.id in disputing,
                places.get(person.id, 0),
            )

    # ---- starting ---------------------------------------------------------------------------------------------------

    def start(self, order: StartRun) -> int:
        """Record a run with its plan and return its number; the same request again gives the same run.

        Refused when the period has not ended, when nobody would get a statement, and when the id was used before for
        something else.
        """
        options = order.options
        check_period(options.period)
        with self._store.read() as session:
            known = _known(session, order)
            if known is not None:
                return known
            self._check_over(options.period)
            choice = self._choose(session, options)
        left_out = frozenset(order.leave_out)
        customers = [row.customer for row in choice.rows if row.number not in left_out]
        if not customers:
            _refuse_empty(choice)
        with self._store.write() as session:
            known = _known(session, order)
            if known is not None:
                return known
            granted = Rights(session, self._around).check(order)
            run = self._record(session, order, customers)
            granted.note(order.id)
            return run

    def _check_over(self, period: Period) -> None:
        """Refuse to issue statements for a period in which something may still happen."""
        today = self._around.today()
        if is_unfinished(period, today):
            refuse(
                "period",
                N_("period: it lasts through {end} and today is {today}; statements are issued once it is over."),
                end=period.end,
                today=today,
            )

    def _record(self, session: Session, order: StartRun, customers: list[int]) -> int:
        around = self._around
        now, salt = around.now(), around.salt()
        digest = content_digest(salt, order)
        write_requests(session, [RecordedRequest(order.id, salt, digest, None, instant(now))], [])
        remarks = [Change(name, "", text) for name in ("reference", "note") if (text := getattr(order, name))]
        log_changes(session, remarks, Author(around.staff, now, order.id))
        text = options_json(order.options)
        new = NewRun(order.id, digest, order.options.period, text, customers, around.staff, now)
        return stored.add_run(session, new)

    # ---- issuing ----------------------------------------------------------------------------------------------------

    def issue(self, run: int, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> RunReport:
        """Issue what a run has not issued yet, one by one, until done or `cancelled`; may be called again any time.

        A full disk, or a setting by which no paper can be made, stops it: the report then has the `error`.
        """
        allow(self._store, self._around, Act.ISSUE_STATEMENTS, str(run))
        with self._store.read() as session:
            found = _load(session, run)
        if found.ended:
            return self.report(run)
        error = Issuer(self._store, self._around, found).go(progress, cancelled)
        try:
            return self._report(run, error)
        except BookUnusable as worse:
            raise (BookUnusable(error) if error is not None else worse) from None

    def abandon(self, run: int) -> RunReport:
        """End a run that is not done; what it has issued stays, the others are reported as left out."""
        with self._store.write() as session:
            check_act(session, self._around, Act.ISSUE_STATEMENTS, str(run))
            found = _load(session, run)
            if not found.ended:
                stored.add_end(session, run, stored.ABANDONED, self._around.staff, self._around.now())
        return self.report(run)

    # ---- looking ----------------------------------------------------------------------------------------------------

    def unfinished(self) -> list[RunInfo]:
        """Return the runs that were started and neither done nor abandoned, oldest first."""
        with self._store.read() as session:
            return stored.infos(session, unfinished=True)

    def runs(self) -> list[RunInfo]:
        """Return all runs, newest first."""
        with self._store.read() as session:
            return stored.infos(session)[::-1]

    def continuing(self, options: RunOptions) -> int | None:
        """Return the run of the very same options that is neither done nor abandoned, the newest; None without one."""
        text = options_json(options)
        with self._store.read() as session:
            same = [run.id for run in stored.open_runs(session, options.period) if run.options == text]
        return same[-1] if same else None

    def report(self, run: int) -> RunReport:
        """Return what a run did so far; refused when there is no such run."""
        return self._report(run, None)

    def _report(self, run: int, error: Message | None) -> RunReport:
        with self._store.read() as session:
            _load(session, run)
            first_no, last_no, pages, by_delivery = issued_summary(session, run)
            return RunReport(
                info=stored.infos(session, run=run)[0],
                first_no=first_no,
                last_no=last_no,
                skipped=tuple(stored.skipped(session, run)),
                unprintable=tuple(_unprintable(session, run)),
                by_delivery=by_delivery,
                pages=pages,
                error=error,
            )

    def periods(self) -> list[Period]:
        """Return the periods that runs were made for, newest first."""
        with self._store.read() as session:
            return stored.periods(session)

    def may_close(self, period: Period) -> bool:
        """Whether closing the month may be offered: it is over, the next to be closed, and no run for it is open."""
        if not period.month:
            return False
        with self._store.read() as session:
            head = load_head(session)
            if head.last_on is None or stored.open_runs(session, period):
                return False
        try:
            check_close(period.start, self._around.today(), head.closed_through, head.first_on)
        except Refused:
            return False
        return True


_NOTHING = Stands()


def _name_places(session: Session) -> dict[int, int]:
    """Return where every customer's name stands by its sound."""
    return {customer: place for place, (customer, _) in enumerate(names_in_order(session))}


def _known(session: Session, order: StartRun) -> int | None:
    """Return the run an order has started already; refuses an id that was used for something else."""
    found = find_file_requests(session, [order.id]).get(order.id)
    run = stored.run_of_request(session, order.id)
    same = found is not None and content_digest(found.salt, order) == found.digest and run is not None
    if not same and (found is not None or run is not None or find_requests(session, [order.id])):
        refuse("id", N_("id: “{id}” has been used for something else; choose another id."), id=order.id)
    return run


def _refuse_empty(choice: Choice) -> NoReturn:
    if ISSUED_BEFORE in choice.left_out:
        refuse("customers", N_("Everybody chosen has a statement for this period already; make copies of those."))
    refuse("customers", N_("There is nobody who would get a statement; change the period or who is chosen."))


def _load(session: Session, run: int) -> stored.StoredRun:
    found = stored.load_run(session, run)
    if found is None:
        refuse("run", N_("run: there is no run {run}."), run=run)
    return found


def _unprintable(session: Session, run: int) -> Iterator[Unprintable]:
    """Yield whose papers have characters that the fonts lack, in the order of the numbers.

    What was kept of the papers is looked through, so that a run that was killed and resumed tells of all of them.
    """
    fonts: Fonts | None = None
    for each in all_sent(session, run):
        if each.content is None or each.content.isascii():
            continue
        if fonts is None:
            from app.documents.fonts import load_fonts  # its library is loaded only where there is something to ask

            fonts = load_fonts(paths.resources() / "fonts")
        characters = _missing(fonts, each.content)
        if characters:
            customer = read_paper(each.content).statement.customer
            yield Unprintable(customer.number, customer.name, characters)


def _missing(fonts: "Fonts", text: str) -> str:
    """Return the characters of a text that the fonts lack, each once."""
    found: dict[str, None] = {}
    for character in sorted(set(unicodedata.normalize("NFC", text))):
        if ord(character) not in fonts.glyphs:
            fonts.printable(character, found)
    return "".join(found)
