"""The daily digest: a day's figures with the end of the chain in one short code, to print, sign or mail.

Whoever has the file could make the whole chain anew, and nothing in the file would show it. A code that left the shop
on paper or by mail does: made again from the book, the digest of that day comes out differently. Each digest contains
the one before it, so that the last paper proves all earlier ones. Nothing in it names a customer.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from app.core.groups import MistypedError, groups_of, in_groups, read_groups
from app.errors import Message, refuse
from app.i18n.mark import N_

CODE_SIZE = 10
"""Bytes of a digest that stand in its code: four groups of five characters on paper."""


LOGS: Mapping[str, str] = MappingProxyType(
    {
        "approval": N_("What a second person approved"),
        "day_end": N_("Days’ ends"),
        "drawer": N_("What was put into the drawer and taken out"),
        "erasure": N_("Customers erased"),
        "export_log": N_("Data that went out"),
        "file_change": N_("Staff, settings, PINs and wrong tries"),
    }
)
"""What is only ever added to, beside the journal, by the name of its table: a digest holds on to the end of each."""


class LogEnd(NamedTuple):
    """How far one of `LOGS` had come: the number of its last line, and a hash (hex) over all lines up to it."""

    last: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDigest:
    """What a day's digest says; amounts in minor units.

    `head` and `head_hash` are the number and the hash (hex) of the last entry there was when it was made, 0 and blank
    in an empty book. `entries` and `changes` count what was recorded on the day. `tenders` are what came in less what
    went out, by account; `sums` what is held and owed at its end; `doings` how often each sensitive thing was done.
    `logs` is how far each of `LOGS` had come when it was made. `previous` is the digest (hex) before it, blank for the
    first.
    """

    book: str
    on: date
    head: int
    head_hash: str
    entries: int
    changes: int
    tenders: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, int] = field(default_factory=dict)
    doings: Mapping[str, int] = field(default_factory=dict)
    logs: Mapping[str, LogEnd] = field(default_factory=dict)
    previous: str = ""


def content(day: DayDigest) -> str:
    """Return a day's digest as canonical JSON: what is hashed, and what is kept."""
    found = {
        "book": day.book,
        "on": day.on.isoformat(),
        "head": day.head,
        "head_hash": day.head_hash,
        "entries": day.entries,
        "changes": day.changes,
        "tenders": dict(day.tenders),
        "sums": dict(day.sums),
        "doings": {str(name): count for name, count in day.doings.items()},
        "logs": dict(day.logs),
        "previous": day.previous,
    }
    return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_content(text: str) -> DayDigest:
    """Read what `content` returned; ValueError for anything else."""
    try:
        found = json.loads(text)
        logs = {name: LogEnd(*end) for name, end in found["logs"].items()}
        day = DayDigest(**{**found, "on": date.fromisoformat(found["on"]), "logs": logs})
        whole = all(isinstance(number, int) for number in (day.head, day.entries, day.changes, *_figures(day)))
        if not whole or not all(isinstance(part, str) for part in _words(day)):
            raise ValueError("figures")
    except (TypeError, LookupError, AttributeError) as error:
        raise ValueError("no digest") from error
    if content(day) != text:
        raise ValueError("not canonical")
    return day


def _figures(day: DayDigest) -> Iterable[object]:
    yield from (number for table in (day.tenders, day.sums, day.doings) for number in table.values())
    yield from (end.last for end in day.logs.values())


def _words(day: DayDigest) -> Iterable[object]:
    return (day.book, day.head_hash, day.previous, *(end.mark for end in day.logs.values()))


def digest(day: DayDigest) -> str:
    """Return the SHA-256 (hex) of a day's digest."""
    return hashlib.sha256(content(day).encode()).hexdigest()


def code(day: DayDigest) -> str:
    """Return the short code a person compares: the first ten bytes of the digest in four groups."""
    return in_groups(bytes.fromhex(digest(day))[:CODE_SIZE])


def is_code(day: DayDigest, typed: str) -> bool:
    """Whether a code from paper is that of the day; refuses what was mistyped, naming the group."""
    try:
        raw = read_groups(typed, CODE_SIZE)
    except MistypedError as error:
        if error.group is None:
            refuse(
                "code",
                N_("The code has {groups} groups of five characters; {count} characters were given."),
                groups=groups_of(CODE_SIZE),
                count=error.count,
            )
        refuse("code", N_("Group {number} of the code is mistyped; look at it again."), number=error.group)
    return hmac.compare_digest(raw, bytes.fromhex(digest(day))[:CODE_SIZE])


# ---- holding the book against it ------------------------------------------------------------------------------------


def broken(
    days: Iterable[DayDigest],
    book: str,
    hash_of: Callable[[int], str | None],
    mark_of: Callable[[str, int], str | None],
) -> list[Message]:
    """Return what the kept digests say against the book as it is now, in the order of days; nothing where all hold.

    `hash_of` gives the hash (hex) of an entry by number, `mark_of` that of one of `LOGS` up to a line; None where there
    is no such entry, or no such line.
    """
    ordered = list(days)
    found: list[Message] = []
    for day in ordered:
        found += _against(day, book, hash_of)
    found += _logs_against([day for day in ordered if day.book == book], mark_of)
    for before, after in pairwise(ordered):
        if after.previous != digest(before) or after.head < before.head or after.on < before.on:
            text = N_(
                "The digest of {on} does not follow from the one of {before}: one of them was changed or left out."
            )
            found.append(Message(text, {"on": after.on, "before": before.on}))
    if ordered and ordered[0].previous:
        text = N_("Digests before {on} are missing.")
        found.append(Message(text, {"on": ordered[0].on}))
    return found


def _against(day: DayDigest, book: str, hash_of: Callable[[int], str | None]) -> Iterable[Message]:
    if day.book != book:
        yield Message(N_("The digest of {on} is another book’s."), {"on": day.on})
        return
    now = hash_of(day.head) if day.head else day.head_hash
    if now is None:
        text = N_("Entry {number} was the last one on {on} and is gone: the end of the journal has been cut off.")
        yield Message(text, {"number": day.head, "on": day.on})
    elif now != day.head_hash:
        text = N_("Entry {number} or one before it is no longer what it was on {on}: the journal has been changed.")
        yield Message(text, {"number": day.head, "on": day.on})


def _logs_against(days: Iterable[DayDigest], mark_of: Callable[[str, int], str | None]) -> Iterable[Message]:
    """Yield what is no longer in a log as a day's digest has it, of each log the first such day only."""
    told: set[str] = set()
    for day in days:
        for name, end in day.logs.items():
            if name not in told and end.last and mark_of(name, end.last) != end.mark:
                told.add(name)
                text = N_("{what}: lines from the time up to {on} were changed or taken out.")
                yield Message(text, {"what": Message(LOGS.get(name, name)), "on": day.on})
