"""What waits for the owner's decision, gathered from all over the credit side: one shape, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from app.core.owing.plans import PlanState
from app.gui.dialogs.receivable_words import MatterKind

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.errors import Message
    from app.services.interest import LatePreview

ORDER = list(MatterKind)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: whose, what it is about in a sentence (None where `thing` says it), how much, and by when.

    `ours` says that the date is the last one to act, not one that has gone by.
    """

    kind: MatterKind
    customer: str
    name: str
    message: Message | None
    amount: int | None
    on: date | None
    thing: Any
    ours: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others when it is read anew."""
        name = (
            getattr(self.thing, "id", "") or getattr(self.thing, "charge", "") or getattr(self.thing, "agreement", "")
        )
        return self.kind.value, self.customer, str(name)


def in_order(found: Iterable[Matter]) -> list[Matter]:
    """Return matters kind by kind, and of each kind the most urgent first."""
    return sorted(found, key=_order)


def _order(matter: Matter) -> tuple[int, date, int]:
    return ORDER.index(matter.kind), matter.on or date.max, -(matter.amount or 0)


def _plans(app: App) -> Iterator[Matter]:
    for each in app.plans.running():
        progress = each.progress
        if progress.state in (PlanState.MISSED, PlanState.FALLEN):
            on = each.next.due_on if each.next is not None else None
            yield Matter(MatterKind.PLAN, each.customer, each.name, progress.reason, progress.open, on, each)


def _cases(app: App) -> Iterator[Matter]:
    for each in app.cases.running():
        amount = sum(charge.open for charge in each.charges)
        yield Matter(MatterKind.CASE, each.customer, each.name, None, amount, each.next_on, each, ours=True)


def _limitation(app: App) -> Iterator[Matter]:
    for each in app.limitation.warnings():
        last = each.clock.last_on
        yield Matter(MatterKind.LIMITATION, each.customer, each.name, each.warning, each.open, last, each, ours=True)


def _agreements(app: App) -> Iterator[Matter]:
    for each in app.agreements.running_out():
        yield Matter(MatterKind.AGREEMENT, each.customer, each.name, each.message, None, each.ends_on, each, ours=True)


def _interest(app: App) -> Iterator[Matter]:
    def number(each: LatePreview) -> str:
        return each.customer

    for customer, group in groupby(sorted(app.interest.previews(), key=number), key=number):
        previews = [each for each in group if _more(each)]
        if previews:
            total = sum(map(_more, previews))
            first = min(each.due_on for each in previews)
            yield Matter(MatterKind.INTEREST, customer, previews[0].name, None, total, first, previews)


def _more(each: LatePreview) -> int:
    """Return what may be charged besides the debt itself."""
    return each.preview.interest + each.preview.fee


def _write_offs(app: App) -> Iterator[Matter]:
    for each in app.write_offs.proposals():
        yield Matter(MatterKind.WRITE_OFF, each.customer, each.name, each.why, each.amount, each.due_on, each)


def _rewards(app: App) -> Iterator[Matter]:
    for each in app.incentives.rewards_due():
        on = each.reward.settled_on
        yield Matter(MatterKind.REWARD, each.customer, each.name, None, each.reward.amount, on, each)


Reader = Callable[["App"], list[Matter]]
"""Reads the matters of one kind; runs in the db lane."""


def _listed(read: Callable[[App], Iterator[Matter]], app: App) -> list[Matter]:
    return list(read(app))


READERS: tuple[Reader, ...] = tuple(
    partial(_listed, read) for read in (_plans, _cases, _limitation, _agreements, _interest, _write_offs, _rewards)
)
"""Where matters come from."""
