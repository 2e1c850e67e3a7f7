"""Issuing letters one at a time, so that it may be stopped or killed anywhere, and reading what they are made of.

A letter is drawn outside any transaction, with the number that is next. One short transaction then takes the reminder
from the queue, makes sure that it says what was drawn and that the number is still free, and writes contact, letter and
paper together. So a program that ends anywhere leaves each letter whole or not there at all, and going on is doing the
same once more.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.core.address import route_key
from app.core.envelope import NO_NUDGE, Nudge
from app.core.letter import LeftOut, LetterOptions, LetterPaper, letter_json, letter_no
from app.core.outgoing import Outcome, Result
from app.core.receipt import Copy, Party
from app.core.reminder.board import Held
from app.core.reminder.kinds import Way
from app.core.reminder.plan import Reason, recheck
from app.core.reminder.wish import Wish
from app.core.statement_run import Unprintable
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.letter_papers import Given, compose_letter
from app.services.reminder_claims import Row, row_of, settle, take
from app.services.reminder_facts import facts_of, policy_of
from app.services.reminder_messages import current_texts, translator_of
from app.services.reminder_values import Subject, accounts_today
from app.services.statement_papers import ShopPaper, pictures_of, read_shop
from app.services.system import report_failure
from app.storage import letters as stored
from app.storage.reminder_queue import done_ways
from app.storage.statements import Paper
from app.storage.store import Session, Store
from app.system import paths

if TYPE_CHECKING:
    from app.documents.letter import Drawn, LetterPress

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_FAILURES = 5
"""So many letters in a row that cannot be drawn say that something else is wrong than the letters."""

_TRIES = 20
"""So often a letter is drawn anew because others write letters too."""


# ---- reading --------------------------------------------------------------------------------------------------------


class Case(NamedTuple):
    """A reminder with all its letter needs; `reason` says why it is not wanted any longer, None if it is."""

    row: Row
    wish: Wish
    subject: Subject
    reason: Message | None


def read_case(session: Session, around: Circumstances, reminder: int, shop: ShopPaper) -> Case:
    """Read a reminder with all its letter needs, as it is wanted today. Raises `Refused` where there is none."""
    row, today = row_of(session, reminder), around.today()
    facts = facts_of(session, row.file.id, today)
    fresh = recheck(row.stored.wish, facts, policy_of(session), today)
    wish, reason = (row.stored.wish, fresh.message) if isinstance(fresh, Reason) else (fresh, None)
    account = accounts_today(session, shop, [row.file.id], today)[row.file.id]
    return Case(row, wish, Subject(row.file.file, facts, account, shop, today), reason)


# ---- drawing --------------------------------------------------------------------------------------------------------


def new_press(nudge: Nudge = NO_NUDGE) -> "LetterPress":
    """Return a press for letters."""
    from app.documents.letter import LetterPress  # reportlab is loaded with the first paper, not with the window

    return LetterPress(paths.resources() / "fonts", nudge)


# ---- issuing --------------------------------------------------------------------------------------------------------


class _Stale(Exception):
    """What was drawn is not what is wanted any more, or its number is taken."""


class _Made(NamedTuple):
    """A letter drawn, to be written under its number; `cut` says that its address had to be shortened."""

    case: Case
    paper: LetterPaper
    number: int
    drawn: "Drawn"
    cut: bool


class Issuer:
    """A batch being issued by this program; others may be issuing letters too."""

    def __init__(self, store: Store, around: Circumstances, options: LetterOptions) -> None:
        self._store = store
        self._around = around
        self._options = options
        self._drawer: LetterPress | None = None
        self._pictures: dict[object, Mapping[str, bytes]] = {}
        self._failed = 0
        self.contacts: list[int] = []
        self.left_out: list[LeftOut] = []
        self.unprintable: list[Unprintable] = []
        self.cut: list[Party] = []
        self.left = 0
        self.error: Message | None = None

    def go(self, reminders: Sequence[int], progress: Progress | None, cancelled: Cancelled) -> "Issuer":
        """Issue until nothing is left, it is called off, or something stops it; return itself."""
        order = self._order(reminders)
        for done, reminder in enumerate(order):
            if progress is not None:
                progress(done, len(order))
            if cancelled():
                self.left = len(order) - done
                return self
            try:
                self._one(reminder)
            except (BookUnusable, Refused) as error:
                self.error, self.left = error.message, len(order) - done
                return self
        if progress is not None:
            progress(len(order), len(order))
        return self

    def _order(self, reminders: Sequence[int]) -> list[int]:
        """Return reminders as the post sorts their letters, so that numbers follow that order."""
        with self._store.read() as session:
            files = {each: row_of(session, each).file.file for each in reminders}
        return sorted(reminders, key=lambda each: route_key(files[each].address))

    def _one(self, reminder: int) -> None:
        """Issue one letter, or leave it out and say why; a letter it has already is part of the batch again."""
        for _ in range(_TRIES):
            try:
                made = self._make(reminder)
                if made is not None:
                    self._write(reminder, made)
            except _Stale:
                continue
            return
        refuse("", N_("Other programs write letters at the same time; try again when they are done."))

    def _make(self, reminder: int) -> "_Made | None":
        """Compose and draw a letter with the number that is next; None where there is none to be made."""
        with self._store.read() as session:
            shop = read_shop(session)
            case = read_case(session, self._around, reminder, shop)
            if Way.LETTER in done_ways(case.row.tried) and self._has_one(session, reminder):
                return None
            number = stored.last_letter(session) + 1
            given = Given(letter_no(shop.settings, number), Copy(1, self._around.now().astimezone()))
            try:
                paper = compose_letter(current_texts(session), case.wish, case.subject, self._options, given).paper
            except Refused as refused:
                self._leave_out(case.row.held(refused.message))
                return None
            if paper.shop not in self._pictures:
                self._pictures[paper.shop] = pictures_of(session, paper.shop)
        if case.reason is not None:
            self._take_back(reminder)
            return None
        drawn = self._print(paper)
        if drawn is None:
            self._leave_out(case.row.held(Message(N_("The letter could not be drawn."))))
            return None
        return _Made(case, paper, number, drawn, cut=self._press.shortens(paper))

    def _has_one(self, session: Session, reminder: int) -> bool:
        """Make a letter that was issued for a reminder part of the batch, if there is one."""
        known = stored.sent_letters(session, reminders=[reminder])
        if known:
            self.contacts.append(known[-1].contact)
        return bool(known)

    @property
    def _press(self) -> "LetterPress":
        if self._drawer is None:
            self._drawer = new_press()
        return self._drawer

    def _print(self, paper: LetterPaper) -> "Drawn | None":
        """Draw a letter; None where it cannot be drawn, which is noted."""
        try:
            drawn = self._press.draw(paper, [translator_of(paper.language)], self._pictures[paper.shop])
        except Exception as error:  # noqa: BLE001 - one bad letter must not keep all others from being issued
            if not isinstance(error, Refused):
                report_failure(error)
            self._failed += 1
            if self._failed >= _FAILURES:
                refuse("", N_("Several letters in a row could not be drawn; the batch was stopped."))
            return None
        self._failed = 0
        return drawn

    def _write(self, reminder: int, made: "_Made") -> None:
        """Take the reminder and write contact, letter and paper; raises `_Stale` when another one must be drawn."""
        no = made.paper.number
        content = Paper(self._around.salt(), letter_json(made.paper), made.drawn.pdf)
        with self._store.write() as session:
            claim = take(session, self._around, reminder, Way.LETTER)
            if isinstance(claim, Held):
                self._leave_out(claim)
                return
            same = (claim.wish, claim.file) == (made.case.wish, made.case.subject.file)
            if not same or stored.last_letter(session) != made.number - 1:
                raise _Stale
            if stored.number_taken(session, no):
                text = N_("letter_prefix: number {no} was given before; choose another beginning for letter numbers.")
                refuse("letter_prefix", text, no=no)
            stored.add_letter(session, claim.contact, made.number, no, made.drawn.pages, content)
            settle(session, self._around, claim, Result(Outcome.ACCEPTED))
        self.contacts.append(claim.contact)
        who = made.paper.customer
        if made.drawn.missing:
            self.unprintable.append(Unprintable(who.number, who.name, "".join(made.drawn.missing)))
        if made.cut:
            self.cut.append(who)

    def _take_back(self, reminder: int) -> None:
        """Let a reminder that is no longer wanted take itself back."""
        with self._store.write() as session:
            held = take(session, self._around, reminder, Way.LETTER)
            if not isinstance(held, Held):  # wanted again, just now: another time
                raise _Stale
        self._leave_out(held)

    def _leave_out(self, held: Held) -> None:
        self.left_out.append(LeftOut(held.reminder, held.customer, held.name, held.message))
