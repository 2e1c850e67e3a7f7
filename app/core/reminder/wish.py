"""A wish: a reminder that should stand in the queue, with the key by which the same occasion is known again."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.reminder.kinds import RuleKind, Tone, Way


class Key(NamedTuple):
    """What makes a reminder that one and no other: the queue holds each key once, whatever became of it.

    `subject` is the id of what it is about (a charge, a customer, a promise, a pass, a statement's number),
    `occurrence` tells the occasion: a stage, a day, a threshold.
    """

    rule: RuleKind
    subject: str
    occurrence: str


class Covered(NamedTuple):
    """A charge, lot or pass a reminder names; `nth` is the stage the charge goes on to by it, 0 if it only is named."""

    item: int
    nth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A reminder as it should go out on the day it was planned for; amounts are minor units, `units` visits.

    `due_on` is the day from which it may go out, `expires_on` the last one on which it still makes sense (None: any).
    `on` is the day it speaks of: what is due, expires, is promised or kept then. `number` is a statement's number or
    the text of a note, `service` what a pass is for. An empty `template` has no text: the owner decides.
    """

    rule: RuleKind
    customer: int
    subject: str
    occurrence: str
    due_on: date
    ways: tuple[Way, ...]
    expires_on: date | None = None
    stage: int = 0
    tone: Tone = Tone.GENTLE
    template: str = ""
    amount: int = 0
    units: int = 0
    on: date | None = None
    service: str = ""
    number: str = ""
    covers: tuple[Covered, ...] = ()

    @property
    def key(self) -> Key:
        """The key by which the same occasion is known again."""
        return Key(self.rule, self.subject, self.occurrence)
