"""What every row of a file does on its way to events: says what is wrong, counts amounts, knows whose it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.core.intake.findings import Finding, Weight
from app.core.intake.layout import Layout
from app.core.intake.people import By, People
from app.core.intake.rows import Read
from app.core.intake.sides import is_void
from app.core.money import plain
from app.errors import Message
from app.i18n.mark import N_

LONG_DUE_DAYS = 366
"""A due date so many days after the bill is told of: as a rule a swapped day or a wrong year."""

_OLDEST = date(1990, 1, 1)
_SAME = {
    By.NUMBER: N_("Customer {customer} may be the same as {other}: their numbers are alike; they are not joined."),
    By.PHONE: N_("Customer {customer} may be the same as {other}: they share a phone; they are not joined."),
}


class Made(NamedTuple):
    """What a row asks of the book, what is to be said of it, and its amounts by name, minor units."""

    line: int
    events: tuple[dict[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    sums: Mapping[str, int] = {}

    @property
    def good(self) -> bool:
        """Whether anything is asked for, and nothing speaks against it."""
        return bool(self.events) and all(finding.weight is Weight.WARNED for finding in self.findings)


@dataclass(slots=True)
class Known:
    """What is known while the rows of a file are gone through: how it is read, what came before, who is in the book.

    `prefix` begins the ids. `called` tells what a field's column is called in the file.
    """

    layout: Layout
    prefix: str
    today: date
    digits: int
    people: People
    called: Callable[[str], str]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # what is known of customers others are joined to
    reopened: frozenset[str] = frozenset()  # files an import made that was undone: closed, and free to come back
    blank: int = 0  # rows in which nothing stands
    _made: set[str] = field(default_factory=set)
    _balances: dict[str, int] = field(default_factory=dict)
    _said: set[int] = field(default_factory=set)
    _count: int = 0

    def given(self, name: str, default: str = "") -> str:
        """Return what was said for all rows."""
        return self.layout.given.get(name, "") or default

    def next_number(self) -> str:
        """Return the number of the next customer of a file that has none of its own: by their place in it."""
        first, count = self.given("number_first", "1"), self._count
        self._count += 1
        return self.given("number_prefix") + str(int(first) + count).rjust(len(first), "0")

    def is_known(self, no: str) -> bool:
        """Whether a customer is in the book, or came earlier in the file."""
        return no in self._made or (no in self.people.numbers and no not in self.reopened)

    def note_made(self, no: str) -> bool:
        """Remember that the file has made a customer; return whether it had before."""
        before = no in self._made
        self._made.add(no)
        return before

    def forget_made(self, no: str) -> None:
        """Forget that the file has made a customer: the row that would have is refused, the next one does."""
        self._made.discard(no)

    def came_before(self, *said: object) -> bool:
        """Whether a row of the file said the same; it is remembered by a digest, for there may be very many."""
        key = hash(said)
        if key in self._said:
            return True
        self._said.add(key)
        return False

    def balance_of(self, no: str) -> int | None:
        """Return a customer's running balance so far, None before the first row."""
        return self._balances.get(no)

    def running(self, no: str, after: int | None, change: int) -> None:
        """Keep a customer's running balance: as the file has it, else as it is reckoned."""
        self._balances[no] = after if after is not None else self._balances.get(no, 0) + change

    def interrupt(self, no: str) -> None:
        """Note that a row of a customer is left out: nothing can be told any more of what was held before the first."""
        self._balances.setdefault(no, 0)


class Asking:
    """One row on its way to events; subclasses say what it asks for."""

    def __init__(self, maker: Known, read: Read) -> None:
        self.maker = maker
        self.read = read
        self.events: list[dict[str, Any]] = []
        self.findings: list[Finding] = []
        self.sums: dict[str, int] = {}
        self.opens = ""  # the customer whose file is made besides

    def ask(self) -> None:
        """Ask for what the row says, or say why not."""
        raise TypeError(type(self).__name__)

    def done(self) -> None:
        """Keep what later rows need to know, once nothing speaks against this one."""

    def say(self, name: str, text: str, weight: Weight = Weight.REFUSED, /, **values: object) -> None:
        """Say something of a cell."""
        shown = self.read.shown(self.maker.layout.columns.get(name))
        column = self.maker.called(name)
        self.findings.append(Finding(self.read.line, column, name, shown[:80], Message(text, values), weight))

    def add(self, do: str, suffix: str = "", /, **fields: object) -> str:
        """Ask for an event; return its id."""
        name = f"{self.maker.prefix}-{self.read.line}{suffix}"
        self.events.append({"do": do, "id": name, **{key: value for key, value in fields.items() if value is not None}})
        return name

    def money(self, name: str, minor: int, sign: int = 1) -> str:
        """Count an amount and return it as events have it."""
        self.sums[name] = self.sums.get(name, 0) + minor * sign
        return plain(minor, self.maker.digits)

    def number(self) -> str:
        """Return the customer's number, as the file has it or as somebody said it is to be read."""
        no = self.read.text("no")
        return self.maker.layout.joined.get(no, no)

    def meet(self, no: str) -> None:
        """Look whether the customer may be somebody else."""
        own = self.read.text("no")
        for pair in self.maker.people.meet(self.read.line, own or no, self.read.phones(), self.maker.layout.joined):
            text = _SAME[pair.by]
            where = "no" if pair.by is By.NUMBER else "phones"
            self.say(where, text, Weight.WARNED, customer=pair.no, other=pair.other_no)

    def known(self, no: str) -> bool:
        """Whether the row's customer is there, or can be made; says so where not."""
        if not no:
            self.say("no", N_("The row has no customer."))
            return False
        self.meet(no)
        if self.maker.is_known(no):
            return True
        if self.maker.given("new_customers") != "yes":
            self.say("no", N_("There is no customer “{customer}” in the book."), customer=no)
            return False
        self.maker.note_made(no)
        self.opens = no
        phones = [*self.read.phones()] or None
        self.add("customer", "c", no=no, name=self.read.name() or no, phones=phones, **self.opened(no))
        return True

    def day(self, name: str = "on") -> str | None:
        """Return the row's date, or that said for all rows; refused where there is none, or one to come."""
        day = self.read.day(name)
        text = day.isoformat() if day else self.maker.given("on")
        if not text:
            self.say(name, N_("The row has no date."))
            return None
        if text > self.maker.today.isoformat():
            self.say(name, N_("This day is yet to come."))
        elif day is not None and day < _OLDEST:
            self.say(name, N_("This day is long past; is the year right?"), Weight.WARNED)
        return text

    def is_void(self, *, waits: bool = False) -> bool:
        """Whether the file says that the row does not count, or with `waits` not yet; says so."""
        void = is_void(self.read.text("status"), waits=waits)
        if void:
            self.say("status", N_("The file says that this does not count; it is passed over."), Weight.SKIPPED)
        return void

    def opened(self, no: str) -> dict[str, Any]:
        """Return what opens a file again that was closed because its import was undone."""
        return {"closed": False} if no in self.maker.reopened else {}

    def check_due(self, on: date, due: date, *, known_bill: bool) -> None:
        """Say so where a due date lies where no bill's does: days and months may be swapped, or the year wrong."""
        if due < on and known_bill:
            self.say("due_on", N_("It is due before its own date; day and month may be swapped."), Weight.WARNED)
        elif due < _OLDEST:
            self.say("due_on", N_("This day is long past; is the year right?"), Weight.WARNED)
        elif (due - on).days > LONG_DUE_DAYS:
            text = N_("It is due {days} days from its date; day and month may be swapped, or the year is wrong.")
            self.say("due_on", text, Weight.WARNED, days=(due - on).days)
