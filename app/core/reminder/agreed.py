"""What customers and shop agreed on, as people read it: promises with what became of them, pauses, dated notes."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.reminder.facts import Pause
from app.core.reminder.promise import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """A promise (`id`: its request) with how it stands, None once it was withdrawn; amounts are minor units."""

    id: str
    customer: str
    name: str
    amount: int
    due_on: date
    made_on: date
    text: str = ""
    who: str = ""
    standing: Standing | None = None
    withdrawn_on: date | None = None
    why: str = ""


class Promises(NamedTuple):
    """A customer's promises in order of their days; `rate` is the share kept of those decided, in 1/100 %, or None."""

    lines: tuple[PromiseLine, ...] = ()
    rate: int | None = None


class OpenPause(NamedTuple):
    """A pause that holds or is to come, by its request, with who noted it."""

    id: str
    pause: Pause
    who: str


class OpenNote(NamedTuple):
    """A dated note that is still wanted, by its request."""

    id: str
    on: date
    text: str


class Agreed(NamedTuple):
    """What holds with a customer: pauses, dated notes, and the day the account was looked through last."""

    pauses: tuple[OpenPause, ...] = ()
    notes: tuple[OpenNote, ...] = ()
    last_review: date | None = None
