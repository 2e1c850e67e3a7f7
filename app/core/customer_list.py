"""The list of all customers: what it can be narrowed to, how it is sorted, and what a line of it shows.

Amounts are minor units. Nothing here reads a book: ids come in, already matched, and go out in order.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.core.journal import EntryKind
from app.errors import refuse
from app.i18n.mark import N_

MAX_NAME = 60
"""The longest name of a saved filter, in characters."""

MAX_SAVED = 50
"""The most filters that are kept."""

VISITS = (EntryKind.SALE, EntryKind.PASS_SALE, EntryKind.PASS_USE, EntryKind.TOP_UP, EntryKind.PAYMENT)
"""The entries that show a customer has been in the shop, or has paid from afar."""

_Value = TypeVar("_Value", int, str, date)

_AT_ONCE, _SAMPLE, _STEP = 8192, 1024, 64
"""Ids sorted in one go; of how many a longer list's values are guessed; which of those part it into pieces."""


class State(StrEnum):
    """Which files are listed; those merged into another are closed ones."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class SortKey(StrEnum):
    """What a list may be sorted by."""

    NO = "no"
    NAME = "name"
    TIER = "tier"
    PRINCIPAL = "principal"
    BONUS = "bonus"
    OWED = "owed"
    OVERDUE = "overdue"
    LAST_VISIT = "last_visit"
    EXPIRES = "expires"


class Column(StrEnum):
    """The columns a list may show; each is the name of a field of `CustomerRow`."""

    NO = "no"
    NAME = "name"
    PHONE = "phone"
    TIER = "tier"
    TAGS = "tags"
    PRINCIPAL = "principal"
    BONUS = "bonus"
    VISITS = "visits"
    OWED = "owed"
    OVERDUE = "overdue"
    LAST_VISIT = "last_visit"
    EXPIRES_ON = "expires_on"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What customers must have to be listed: everything that is asked for at once.

    `text` is looked for as in the search box. `owing` has anything open, `overdue` a charge past its day, `holding`
    prepaid money or visits, `expiring` some of it within the days the shop has set, `sleeping` no visit for the days
    the shop has set, and a file at least as old. `tier` and `tag` are exact; blank means any.
    """

    text: str = ""
    owing: bool = False
    overdue: bool = False
    holding: bool = False
    expiring: bool = False
    sleeping: bool = False
    tier: str = ""
    tag: str = ""
    state: State = State.OPEN


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter somebody gave a name, with how its list is sorted."""

    name: str
    filter: CustomerFilter
    sort: SortKey = SortKey.NO
    descending: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the list, as of today.

    `phone` is the first one. `visits` are those left on session passes; `expires_on` is the next day on which prepaid
    money or a pass runs out, `last_visit` the day of the last entry of `VISITS` that was not reversed.
    """

    id: int
    no: str
    name: str
    phone: str
    tier: str
    tags: tuple[str, ...]
    principal: int
    bonus: int
    visits: int
    owed: int
    overdue: int
    last_visit: date | None
    expires_on: date | None
    closed: bool


# ---- order ----------------------------------------------------------------------------------------------------------

_DIGITS = re.compile(r"[0-9]+")


def number_order(no: str) -> str:
    """Return what sorts customer numbers as people count: C2 before C10, case and width aside; never the same twice."""
    text = no if no.isascii() else unicodedata.normalize("NFKC", no)
    return f"{_DIGITS.sub(_counted, text.casefold())}\0{no}"


def _counted(match: re.Match[str]) -> str:
    """Write a run of digits so that the longer one is the greater."""
    digits = match[0].lstrip("0")
    return f"{len(digits):03}{digits}"


def arranged(ids: Iterable[int], values: Mapping[int, _Value], *, descending: bool) -> list[int]:
    """Return ids by their values; those without one stand last either way, and equal ones stay as they came."""
    there: list[int] = []
    without: list[int] = []
    for id_ in ids:
        (there if id_ in values else without).append(id_)
    return _sorted_by(there, values, descending=descending) + without


def _sorted_by(ids: list[int], values: Mapping[int, _Value], *, descending: bool) -> list[int]:
    """Sort ids by their values; a long list piece by piece, for while Python sorts, no window is drawn."""
    key = values.__getitem__
    if len(ids) <= _AT_ONCE:
        return sorted(ids, key=key, reverse=descending)
    sample = sorted(map(key, ids[:: len(ids) // _SAMPLE]))
    bounds = sample[_STEP::_STEP]
    pieces: list[list[int]] = [[] for _ in range(len(bounds) + 1)]
    for id_ in ids:
        pieces[bisect_right(bounds, key(id_))].append(id_)
    if descending:
        pieces.reverse()
    return [id_ for piece in pieces for id_ in sorted(piece, key=key, reverse=descending)]


# ---- saved filters --------------------------------------------------------------------------------------------------


def check_name(name: str) -> str:
    """Return the name of a filter without blanks around it; refuses one that is blank, too long or of several lines."""
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned or len(cleaned) > MAX_NAME:
        refuse("name", N_("name: give the filter a name of at most {most} characters."), most=MAX_NAME)
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in cleaned):
        refuse("name", N_("{field} must be one line without control characters."), field="name")
    return cleaned


def with_filter(saved: Sequence[SavedFilter], new: SavedFilter) -> list[SavedFilter]:
    """Return the saved filters with a new one at the end, or in the place of the one of its name."""
    if any(each.name == new.name for each in saved):
        return [new if each.name == new.name else each for each in saved]
    if len(saved) >= MAX_SAVED:
        refuse("name", N_("name: {most} filters are kept at most; forget one first."), most=MAX_SAVED)
    return [*saved, new]


def filters_as_json(saved: Iterable[SavedFilter]) -> list[dict[str, Any]]:
    """Return saved filters as JSON's kinds; of each filter only what is asked for."""
    blank = CustomerFilter()
    return [
        {
            "name": each.name,
            "filter": {name: value for name, value in asdict(each.filter).items() if value != getattr(blank, name)},
            "sort": each.sort.value,
            "descending": each.descending,
        }
        for each in saved
    ]


def filters_from_json(rows: object) -> list[SavedFilter]:
    """Read what `filters_as_json` gave; one that cannot be read is passed over, the list itself still opens."""
    found: list[SavedFilter] = []
    for row in rows if isinstance(rows, list) else ():
        try:
            found.append(
                SavedFilter(str(row["name"]), _filter(row["filter"]), SortKey(row["sort"]), bool(row["descending"]))
            )
        except (KeyError, TypeError, ValueError):
            continue
    return found


def _filter(values: Mapping[str, Any]) -> CustomerFilter:
    blank = CustomerFilter()
    found: dict[str, Any] = {}
    for each in fields(CustomerFilter):
        value = values.get(each.name, getattr(blank, each.name))
        if each.name == "state":
            found["state"] = State(value)
        else:
            if type(value) is not type(getattr(blank, each.name)):
                raise TypeError(each.name)
            found[each.name] = value
    return CustomerFilter(**found)
