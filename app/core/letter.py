"""A letter of the reminder queue as a paper: what it says, the charges it is about, and the slip to pay by.

What was sent is kept as the canonical JSON of this value beside the PDF, so that the letter can be read years later. A
letter asks as the shop: nothing in it looks like a lawyer's or an office's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.core.envelope import WindowForm
from app.core.money import Currency
from app.core.receipt import Copy, Party
from app.core.reminder.kinds import RuleKind, Tone
from app.core.reminder.template import Template
from app.core.requests import InterestKind
from app.core.settings import Settings
from app.core.statement_json import read_value, value_json
from app.core.statement_paper import Addressee, Letterhead, Sheet, StatementPaper
from app.core.statement_run import Unprintable
from app.errors import Message

ASKS = frozenset(
    {RuleKind.OVERDUE, RuleKind.DUE_SOON, RuleKind.INSTALMENT, RuleKind.PROMISE_DUE, RuleKind.PROMISE_BROKEN}
)
"""The kinds of reminders that ask for money: their letters have the charges and the slip to pay by."""


class LetterCharge(NamedTuple):
    """A charge of a letter, in minor units; `days` is how long it is overdue, 0 while it is not.

    `document` is its number on the shop's own papers; `nth` of `of` where one sale made several instalments. `part`
    tells interest, a fee or costs that belong to another charge.
    """

    on: date
    document: str
    text: str
    due_on: date
    days: int
    amount: int
    open: int
    nth: int = 1
    of: int = 1
    part: InterestKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPaper:
    """A letter ready to be drawn.

    `before` and `after` are the text around the table of charges; a letter without charges has no `after`. `number` is
    blank and `copy` None on a preview. `asked` is the amount the slip says, `pay_by` the day by which it is asked for;
    without a slip neither is shown apart from the text. `statement` is drawn behind the letter, on its own pages.
    """

    customer: Party
    shop: Letterhead
    to: Addressee
    currency: Currency
    money_sign: bool
    sheet: Sheet
    window: WindowForm
    number: str
    made_on: date
    language: str
    rule: RuleKind
    tone: Tone
    subject: str
    before: str
    after: str = ""
    charges: tuple[LetterCharge, ...] = ()
    asked: int = 0
    pay_by: date | None = None
    slip: bool = True
    copy: Copy | None = None
    statement: StatementPaper | None = None

    @property
    def total(self) -> int:
        """What is still open of all its charges."""
        return sum(charge.open for charge in self.charges)


def letter_json(paper: LetterPaper) -> str:
    """Write a letter as canonical JSON: the same letter always gives the same text."""
    return value_json(paper)


def read_letter(text: str) -> LetterPaper:
    """Return the letter that `letter_json` wrote; raises ValueError when it cannot have."""
    return read_value(LetterPaper, text)


# ---- the text around the table --------------------------------------------------------------------------------------

_TABLE = "{charges}"


class Parted(NamedTuple):
    """A template parted where the table of charges stands; `lead` are the blanks that indent what follows it."""

    before: Template
    after: str = ""
    lead: str = ""


def parted(template: Template) -> Parted:
    """Part a template at the line that is nothing but `{charges}`: a letter has a table there instead of lines.

    Without such a line the table follows the text.
    """
    lines = template.body.split("\n")
    place = next((n for n, line in enumerate(lines) if line.strip() == _TABLE), None)
    if place is None:
        return Parted(template)
    before, after = "\n".join(lines[:place]).strip(), "\n".join(lines[place + 1 :]).strip("\n")
    text = after.lstrip()
    return Parted(Template(template.subject, before), text.rstrip(), after[: len(after) - len(text)])


# ---- letters of a batch ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOptions:
    """How the letters of a batch shall look; None means as the shop has set it.

    `statement` puts a statement of the charges open today behind each letter. `duplex` begins each letter on the front
    of a sheet, for paper printed on both sides.
    """

    sheet: Sheet | None = None
    window: WindowForm | None = None
    slip: bool | None = None
    statement: bool = False
    duplex: bool = False


class IssuedLetter(NamedTuple):
    """A letter as lists show it; `posted_on` is the day it was handed to the post, None while it was not.

    What it said is gone once it was erased: then it has no tone, amount and postcode any more.
    """

    id: int  # of the contact it is
    no: str
    reminder: int | None
    customer: str
    name: str
    tone: Tone | None
    amount: int
    postcode: str
    has_address: bool
    pages: int
    issued_at: datetime
    posted_on: date | None = None


class LeftOut(NamedTuple):
    """A reminder of a batch that no letter was made for, and why, in a sentence."""

    reminder: int
    customer: str
    name: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBatch:
    """What became of a batch: the letters in the order of the post, those left out, what stopped it (None: nothing).

    `left` were not tried. `unprintable` are characters the fonts lack, by number and name of the customer. `cut` are
    the customers whose address had to be shortened for the window.
    """

    letters: tuple[IssuedLetter, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    left: int = 0
    unprintable: tuple[Unprintable, ...] = ()
    cut: tuple[Party, ...] = ()
    error: Message | None = None

    @property
    def pages(self) -> int:
        """How many pages its letters have."""
        return sum(letter.pages for letter in self.letters)


def letter_no(settings: Settings, number: int) -> str:
    """Return the number a letter bears as the shop writes it."""
    return f"{settings.letter_prefix}{number:0{settings.letter_digits}}"


def by_route(letters: Iterable[IssuedLetter]) -> tuple[IssuedLetter, ...]:
    """Return letters as the post sorts them: by postcode, those without one last, else by number."""
    return tuple(sorted(letters, key=lambda each: (not each.postcode, each.postcode, each.id)))
