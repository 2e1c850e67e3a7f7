"""What changed since the last statement: entries made after it with dates no later than its end.

A statement goes on where the one before it ended. Where it cannot, because something was entered afterwards for those
days, the customer is told, so that both papers still join.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from app.core.day_words import ENTRY_NAMES
from app.core.journal import BONUS, PRINCIPAL, RECEIVABLE, EntryKind
from app.core.money import Money
from app.core.statement import Balances, LastStatement, LateEntry, SinceLast
from app.core.statement_make import Happening, Source, shown
from app.errors import Message
from app.i18n.mark import N_

MOST_LISTED = 5
"""So many entries are listed at most; of more only the number is told."""

OPENS = N_(
    "Statement {no} ended on {date} with {before}. Entered since then with dates up to that day: {entries}. "
    "This statement therefore opens with {after}."
)
OPENS_MANY = N_(
    "Statement {no} ended on {date} with {before}. Since then {count} entries with dates up to that day were made. "
    "This statement therefore opens with {after}."
)
STANDS = N_(
    "Statement {no} ended on {date} with {before}. Entered since then with dates up to that day: {entries}. "
    "That day therefore ends with {after} now."
)
STANDS_MANY = N_(
    "Statement {no} ended on {date} with {before}. Since then {count} entries with dates up to that day were made. "
    "That day therefore ends with {after} now."
)
OWED = N_("{amount} owed")
IN_CREDIT = N_("{amount} in credit")
PRINCIPAL_HELD = N_("{amount} of principal")
BONUS_HELD = N_("{amount} of bonus")
MOVED = N_("{date} {what}: {amount}")
MOVED_SEVERAL = N_("{date} {what} ({amounts})")
NAMED = N_("{kind} {document}")
REVERSAL_OF = N_("Reversal of {document}")

_GAIN = "+{amount}"
_LABELS = (OWED, PRINCIPAL_HELD, BONUS_HELD)
_LONGEST = 30

_PLACES: Mapping[str, tuple[int, int]] = MappingProxyType({RECEIVABLE: (0, 1), PRINCIPAL: (1, -1), BONUS: (2, -1)})
"""Which balance the postings of an account move, and with which sign."""


def since_last(source: Source) -> SinceLast | None:
    """Return how what the last statement ended on was changed since; None where it was not, and where there is none."""
    last = source.last
    if last is None:
        return None
    stands = _change(each for each in source.happenings if each.on <= last.end)
    if stands == last.balances:
        return None
    moved = _unlike(last.balances, stands)
    late = [(each, _change([each])) for each in late_entries(source.happenings, last)]
    late = [(each, change) for each, change in late if any(change[n] for n in moved)]
    listed = late if len(late) <= MOST_LISTED else []
    entries = tuple(_late_entry(each, change, source.texts) for each, change in listed)
    return SinceLast(last.no, last.end, last.balances, stands, len(late), entries)


def late_entries(happenings: Sequence[Happening], last: LastStatement) -> list[Happening]:
    """Return the entries made after a statement and dated no later than its end, in the order (date, entry).

    What was made and taken back since is left out: the customer knows neither of them.
    """
    late: dict[int, Happening] = {}
    since = [each for each in happenings if each.entry > last.head_entry and each.on <= last.end]
    for each in sorted(since, key=lambda happening: happening.entry):
        original = late.get(each.reverses or 0)
        if original is not None and not any(_change([original, each])):
            del late[original.entry]
        else:
            late[each.entry] = each
    return sorted(late.values(), key=lambda happening: (happening.on, happening.entry))


def _change(happenings: Iterable[Happening]) -> Balances:
    """Return what entries did to the balances."""
    sums = [0, 0, 0]
    for each in happenings:
        for move in each.moves:
            if move.account in _PLACES:
                place, sign = _PLACES[move.account]
                sums[place] += sign * move.amount
    return Balances(*sums)


def _late_entry(each: Happening, change: Balances, texts: Mapping[int, Mapping[str, str]]) -> LateEntry:
    original = each.entry if each.reverses is None else each.reverses
    document = texts.get(original, {}).get("reference", "") if each.own else ""
    if each.reverses is not None:
        document = document or str(original)
    text = shown(each.meant, texts.get(each.entry, {}), own=each.own)
    return LateEntry(each.entry, each.id, each.on, each.kind, text, document, change)


def _unlike(one: Balances, other: Balances) -> list[int]:
    """Return the places of the balances that are not the same."""
    return [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]


# ---- in words -------------------------------------------------------------------------------------------------------


def since_remark(since: SinceLast, start: date) -> Message:
    """Return the remark on a statement that begins on a day: what the last one ended on, what came since, what is now.

    Where days lie between both, the opening balance has moved on, so the end of the earlier one is told.
    """
    moved = _unlike(since.ended, since.stands)
    joins = since.end + timedelta(days=1) == start
    values: dict[str, object] = {
        "no": since.no,
        "date": since.end,
        "before": tuple(_balance(since.ended, n) for n in moved),
        "after": tuple(_balance(since.stands, n) for n in moved),
    }
    if not since.entries:
        return Message(OPENS_MANY if joins else STANDS_MANY, values | {"count": since.late})
    return Message(OPENS if joins else STANDS, values | {"entries": tuple(_entry(e, moved) for e in since.entries)})


def _balance(balances: Balances, n: int) -> Message:
    if n == 0 and balances.owed < 0:
        return Message(IN_CREDIT, {"amount": Money(-balances.owed)})
    return Message(_LABELS[n], {"amount": Money(balances[n])})


def _entry(entry: LateEntry, moved: Sequence[int]) -> Message:
    """Name an entry with what it did; which balance that was is clear where only one has changed."""
    head: dict[str, object] = {"date": entry.on, "what": _called(entry)}
    if len(moved) == 1:
        return Message(MOVED, head | {"amount": _signed(entry.change[moved[0]])})
    amounts = tuple(Message(_LABELS[n], {"amount": _signed(entry.change[n])}) for n in moved if entry.change[n])
    return Message(MOVED_SEVERAL, head | {"amounts": amounts})


def _signed(amount: int) -> Message | Money:
    return Message(_GAIN, {"amount": Money(amount)}) if amount > 0 else Money(amount)


def _called(entry: LateEntry) -> Message:
    name = entry.document or entry.text
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    if entry.kind is EntryKind.REVERSE:
        return Message(REVERSAL_OF, {"document": short})
    kind = Message(ENTRY_NAMES[entry.kind])
    return Message(NAMED, {"kind": kind, "document": short}) if short else kind
