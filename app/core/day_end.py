"""A day's end as it is kept: its figures as canonical JSON, tied to the journal by the hash of its last entry.

What is kept for ever names no person: customers stand in it by internal id, and free texts of entries (reasons) stay in
their own table, where they can be erased. They are put back in when a day's end is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from app.core.day_figures import DayFigures, EntryLine, KindLine, StaffLine, TenderLine
from app.core.drawer import DrawerKind, DrawerLine
from app.core.journal import EntryKind
from app.core.requests import Tender

_VERSION = 1


@dataclass(frozen=True, slots=True)
class DayEnd:
    """A day's end: the figures as they were, what was counted (None: nobody counted), and what came later.

    `id` is its request's. A later one of the same day supersedes it. `later` are the entries of that day recorded after
    it, `later_movements` what was done with the drawer of that day after it.
    """

    id: str
    figures: DayFigures
    counted: int | None
    denominations: tuple[tuple[int, int], ...]
    note: str
    staff: str
    recorded_at: datetime
    superseded: bool = False
    later: tuple[EntryLine, ...] = ()
    later_movements: tuple[DrawerLine, ...] = ()

    @property
    def difference(self) -> int | None:
        """What was counted less what should be there: negative when cash is missing; None when nobody counted."""
        return None if self.counted is None else self.counted - self.figures.expected_cash

    @property
    def changed(self) -> bool:
        """Whether anything of the day was recorded after its end."""
        return bool(self.later or self.later_movements)


class Texts(NamedTuple):
    """What is put back into a day's end: by internal id, entry, staff id and number of the movement."""

    customers: Mapping[int, tuple[str, str]]
    reasons: Mapping[int, str]
    staff: Mapping[int, str]
    movements: Mapping[int, DrawerLine]


def content(
    figures: DayFigures, counted: int | None, denominations: Sequence[tuple[int, int]], note: str
) -> dict[str, Any]:
    """Return what is kept of a day's end as JSON's kinds; amounts in minor units."""
    return {
        "version": _VERSION,
        "on": figures.on.isoformat(),
        "opening": figures.opening,
        "opened": figures.opened,
        "cash_in": figures.cash_in,
        "cash_out": figures.cash_out,
        "movements": [[line.number, line.kind.value, line.amount] for line in figures.movements],
        "tenders": [[line.tender.value, line.came_in, line.went_out] for line in figures.tenders],
        "kinds": [[line.kind, line.count, line.amount] for line in figures.by_kind],
        "reversals": list(map(_line, figures.reversals)),
        "elsewhere": list(map(_line, figures.elsewhere)),
        "staff": [[line.staff, line.entries, line.came_in, line.went_out] for line in figures.by_staff],
        "entries": [figures.entries, figures.first, figures.last],
        "head": [figures.head, figures.head_hash],
        "drawer": figures.drawer,
        "expected_cash": figures.expected_cash,
        "counted": counted,
        "denominations": [list(each) for each in denominations],
        "note": note,
    }


def _line(line: EntryLine) -> list[object]:
    original_on = None if line.original_on is None else line.original_on.isoformat()
    about = (line.entry, line.kind.value, line.on.isoformat(), line.customer, line.amount, line.paid)
    return [*about, line.original, original_on]


# ---- reading --------------------------------------------------------------------------------------------------------


def named(kept: Mapping[str, Any]) -> tuple[set[int], set[int]]:
    """Return the customers (by internal id) and the entries whose texts a kept day's end needs."""
    lines = [*kept["reversals"], *kept["elsewhere"]]
    return {line[3] for line in lines if line[3] is not None}, {line[0] for line in lines}


def read_figures(kept: Mapping[str, Any], texts: Texts) -> DayFigures:
    """Return the figures of a kept day's end; raises as JSON does when they are not what `content` gave."""
    entries, first, last = kept["entries"]
    head, head_hash = kept["head"]
    return DayFigures(
        on=date.fromisoformat(kept["on"]),
        opening=kept["opening"],
        opened=kept["opened"],
        cash_in=kept["cash_in"],
        cash_out=kept["cash_out"],
        movements=tuple(_movement(line, texts) for line in kept["movements"]),
        tenders=tuple(TenderLine(Tender(tender), *sums) for tender, *sums in kept["tenders"]),
        by_kind=tuple(KindLine(*line) for line in kept["kinds"]),
        reversals=tuple(_read_line(line, texts) for line in kept["reversals"]),
        elsewhere=tuple(_read_line(line, texts) for line in kept["elsewhere"]),
        by_staff=tuple(StaffLine(staff, texts.staff.get(staff, ""), *sums) for staff, *sums in kept["staff"]),
        entries=entries,
        first=first,
        last=last,
        head=head,
        head_hash=head_hash,
        drawer=kept["drawer"],
    )


def _movement(line: Sequence[Any], texts: Texts) -> DrawerLine:
    number, kind, amount = line
    now = texts.movements[number]
    return DrawerLine(number, DrawerKind(kind), amount, now.reason, now.staff, now.recorded_at)


def _read_line(line: Sequence[Any], texts: Texts) -> EntryLine:
    entry, kind, on, customer, amount, paid, original, original_on = line
    no, name = texts.customers.get(customer, ("", ""))
    return EntryLine(
        entry=entry,
        kind=EntryKind(kind),
        on=date.fromisoformat(on),
        customer=customer,
        no=no,
        name=name,
        amount=amount,
        paid=paid,
        reason=texts.reasons.get(entry, ""),
        original=original,
        original_on=None if original_on is None else date.fromisoformat(original_on),
    )
