"""The queue against its plan: what comes in, what comes back, what is taken back; and days that run backwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.reminder.kinds import State
from app.core.reminder.wish import Key, Wish
from app.errors import refuse
from app.i18n.mark import N_

_WAITING = frozenset({State.QUEUED, State.FAILED})


@dataclass(frozen=True, slots=True)
class Moves:
    """What planning changes in a customer's queue.

    `new` wishes get a row, `again` are wishes whose row took itself back and is queued once more, `kept` are wishes
    that wait already (their amounts may have changed), `gone` are the keys of rows that take themselves back.
    """

    new: tuple[Wish, ...] = ()
    again: tuple[Wish, ...] = ()
    kept: tuple[Wish, ...] = ()
    gone: tuple[Key, ...] = ()


def compare(wishes: Iterable[Wish], rows: Mapping[Key, State]) -> Moves:
    """Compare a customer's plan with all rows the queue ever had for them.

    What went out, was done or skipped never comes back; what may have gone out (`kinds.UNCLEAR`) is left alone.
    """
    wanted = {wish.key: wish for wish in wishes}
    return Moves(
        new=tuple(wish for key, wish in wanted.items() if key not in rows),
        again=tuple(wish for key, wish in wanted.items() if rows.get(key) is State.CANCELLED),
        kept=tuple(wish for key, wish in wanted.items() if rows.get(key) in _WAITING),
        gone=tuple(key for key, state in rows.items() if state in _WAITING and key not in wanted),
    )


CLOCK = "clock"
"""The field a refusal names when the computer's clock is behind the last planning."""


def check_run(today: date, last_run: date | None) -> None:
    """Refuse planning on a day before one on which it ran already: the clock is wrong, or was."""
    if last_run is not None and today < last_run:
        refuse(
            CLOCK,
            N_(
                "Reminders were planned on {last} already. Set the computer’s clock, which says {today}, right, "
                "or say that it is right now."
            ),
            last=last_run,
            today=today,
        )
