"""The ladder of overdue money: in which steps a customer is asked, from which day on, and never one before its time.

Stage n of a charge is due on the later of (due date + days of n) and (day stage n-1 was really done + days of n - days
of n-1). So stages come strictly in order, a late one pushes the next, and missed days are caught up one stage at a
time, whenever the program runs.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.dates import days_later, months_later
from app.core.readers import Reader, listed, read_fields, several, whole, word
from app.core.reminder.kinds import CreditClass, Tone, Way
from app.core.reminder.readers import MAX_DAYS, MAX_STEPS, template_name
from app.core.ways import SENDABLE
from app.errors import Refused, refuse
from app.i18n.mark import N_

MAX_YEARS = 100
"""The longest relation a step towards longer patience may ask for."""


class Done(NamedTuple):
    """A stage of a charge that was really done, or skipped by a person, and the day of it."""

    nth: int
    on: date


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: the `nth`, so many `days` after the due date; the last one is usually for the owner to decide."""

    nth: int
    days: int
    ways: tuple[Way, ...]
    tone: Tone
    template: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps in their order; their days rise."""

    stages: tuple[Stage, ...]

    def due_on(self, nth: int, charge_due_on: date, completed_on: date | None) -> date:
        """Return the day from which a stage may be done; `completed_on` is when the one before it was, if any."""
        days = self.stages[nth - 1].days
        due = days_later(charge_due_on, days)
        if nth == 1 or completed_on is None:
            return due
        return max(due, days_later(completed_on, days - self.stages[nth - 2].days))


class Step(NamedTuple):
    """The next stage of a charge and the day from which it may be done."""

    stage: Stage
    due_on: date


def next_step(ladder: Ladder, charge_due_on: date, done: Iterable[Done]) -> Step | None:
    """Return the next stage of a charge: the one after the highest that was done; None after the last."""
    last = max(done, default=None)
    nth = 1 if last is None else last.nth + 1
    if nth > len(ladder.stages):
        return None
    return Step(ladder.stages[nth - 1], ladder.due_on(nth, charge_due_on, None if last is None else last.on))


class Gentler(NamedTuple):
    """Longer patience: who has been a customer for so many `years` gets `extra_days` before each stage."""

    years: int
    extra_days: int


@dataclass(frozen=True, slots=True)
class Ladders:
    """A ladder for each credit class, and the patience with customers of long standing, fewest years first."""

    good: Ladder
    normal: Ladder
    at_risk: Ladder
    gentler: tuple[Gentler, ...] = ()

    def of(self, credit: CreditClass, since: date | None, today: date) -> Ladder:
        """Return the ladder of a customer of a class, since when they are one."""
        ladder: Ladder = getattr(self, credit.value)
        extra = self._extra_days(since, today)
        if not extra:
            return ladder
        return Ladder(tuple(replace(stage, days=stage.days + extra) for stage in ladder.stages))

    def _extra_days(self, since: date | None, today: date) -> int:
        if since is None:
            return 0
        return max(
            (step.extra_days for step in self.gentler if months_later(since, 12 * step.years) <= today), default=0
        )


def _ladder(*steps: tuple[int, tuple[Way, ...], Tone, str]) -> Ladder:
    return Ladder(tuple(Stage(nth, *step) for nth, step in enumerate(steps, start=1)))


_OWNER_DECIDES = (Way.OWNER,)

DEFAULT_LADDERS = Ladders(
    good=_ladder(
        (7, (Way.MESSAGE,), Tone.GENTLE, "overdue_gentle"),
        (20, (Way.MESSAGE,), Tone.GENTLE, "overdue_gentle"),
        (35, (Way.PHONE,), Tone.FIRM, "overdue_firm"),
        (50, (Way.MESSAGE, Way.LETTER), Tone.FIRM, "overdue_firm"),
        (70, (Way.LETTER,), Tone.FINAL, "overdue_final"),
        (85, _OWNER_DECIDES, Tone.FINAL, ""),
    ),
    normal=_ladder(
        (3, (Way.MESSAGE,), Tone.GENTLE, "overdue_gentle"),
        (10, (Way.MESSAGE, Way.LETTER), Tone.FIRM, "overdue_firm"),
        (20, (Way.PHONE,), Tone.FIRM, "overdue_firm"),
        (30, (Way.LETTER,), Tone.FINAL, "overdue_final"),
        (40, _OWNER_DECIDES, Tone.FINAL, ""),
    ),
    at_risk=_ladder(
        (1, (Way.MESSAGE,), Tone.GENTLE, "overdue_gentle"),
        (5, (Way.PHONE,), Tone.FIRM, "overdue_firm"),
        (10, (Way.MESSAGE, Way.LETTER), Tone.FIRM, "overdue_firm"),
        (18, (Way.LETTER,), Tone.FINAL, "overdue_final"),
        (25, _OWNER_DECIDES, Tone.FINAL, ""),
    ),
    gentler=(Gentler(3, 2), Gentler(5, 4)),
)
"""What a shop begins with: customers of long standing get two days more from three years on, four from five on."""


# ---- changing them --------------------------------------------------------------------------------------------------


def changed(ladders: Ladders, given: Mapping[str, Any]) -> Ladders:
    """Return the ladders with those given changed, each given whole as a list of stages; refuses nonsense by field.

    Fields are named like `normal.2.days`: the second stage of the ladder of that class. `gentler` is a list too.
    """
    new: dict[str, Any] = {}
    for name, value in given.items():
        if name == "gentler":
            new[name] = _gentler(name, value)
        elif name in set(CreditClass):
            new[name] = _read_ladder(name, value)
        else:
            refuse(str(name), N_("{field} is not a setting."), field=name)
    return replace(ladders, **new)


def _read_ladder(name: str, value: object) -> Ladder:
    rows = listed(name, value)
    if not 1 <= len(rows) <= MAX_STEPS:
        refuse(name, N_("{field}: a ladder has between one and {most} steps."), field=name, most=MAX_STEPS)
    stages = tuple(_stage(f"{name}.{nth}", nth, row) for nth, row in enumerate(rows, start=1))
    for before, after in pairwise(stages):
        _check_order(f"{name}.{after.nth}.days", before, after)
    return Ladder(stages)


def _stage(name: str, nth: int, row: object) -> Stage:
    values = {"template": "", **_fields(name, row, _STAGE, needed=("days", "ways", "tone"))}
    stage = Stage(nth, **values)
    if not stage.template and not SENDABLE.isdisjoint(stage.ways):
        field = f"{name}.template"
        refuse(field, N_("{field}: choose a text, as these reminders go out in writing."), field=field)
    return stage


def _check_order(field: str, before: Stage, after: Stage) -> None:
    """Refuse a stage that is not later than the one before it."""
    if after.days == before.days:
        refuse(
            field,
            N_("{field}: step {nth} has the same day {days} as the one before it; give it a later day."),
            field=field,
            nth=after.nth,
            days=after.days,
        )
    if after.days < before.days:
        refuse(
            field,
            N_("{field}: step {nth} comes on day {days}, before day {before} of the one ahead; give it a later day."),
            field=field,
            nth=after.nth,
            days=after.days,
            before=before.days,
        )


def _gentler(name: str, value: object) -> tuple[Gentler, ...]:
    rows = listed(name, value)
    if len(rows) > MAX_STEPS:
        refuse(name, N_("{field} has more than {most} rows."), field=name, most=MAX_STEPS)
    names = tuple(_GENTLER)
    found = [Gentler(**_fields(f"{name}.{nth}", row, _GENTLER, needed=names)) for nth, row in enumerate(rows, start=1)]
    for nth, (before, after) in enumerate(pairwise(found), start=2):
        if after.years <= before.years or after.extra_days < before.extra_days:
            field = f"{name}.{nth}"
            refuse(field, N_("{field}: more years must come later and bring no fewer days."), field=field)
    return tuple(found)


def _fields(name: str, row: object, readers: Mapping[str, Reader], *, needed: Sequence[str]) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        refuse(name, N_("{field} is not a step of a ladder."), field=name)
    for each in needed:
        if each not in row:
            refuse(f"{name}.{each}", N_("{field} is missing."), field=f"{name}.{each}")
    return read_fields(readers, row, within=name)


_STAGE: Mapping[str, Reader] = MappingProxyType(
    {
        "days": whole(1, MAX_DAYS),
        "ways": several(Way, least=1),
        "tone": word(Tone),
        "template": template_name,
    }
)
_GENTLER: Mapping[str, Reader] = MappingProxyType(
    {"years": whole(1, MAX_YEARS), "extra_days": whole(0, MAX_DAYS)},
)


# ---- as they are stored ---------------------------------------------------------------------------------------------


def as_json(ladders: Ladders) -> dict[str, str]:
    """Return each ladder, and the patience, as the JSON text that is stored of it."""
    stored = {name.value: json.dumps(_rows(getattr(ladders, name.value))) for name in CreditClass}
    return {**stored, "gentler": json.dumps([step._asdict() for step in ladders.gentler])}


def _rows(ladder: Ladder) -> list[dict[str, object]]:
    return [{name: getattr(stage, name) for name in _STAGE} for stage in ladder.stages]


def from_json(stored: Mapping[str, str]) -> Ladders:
    """Return the ladders out of what is stored; one that cannot be read, or is not known, counts as never set."""
    ladders = DEFAULT_LADDERS
    for name, text in stored.items():
        try:
            ladders = changed(ladders, {name: json.loads(text)})
        except (ValueError, TypeError, RecursionError, Refused):
            continue
    return ladders
