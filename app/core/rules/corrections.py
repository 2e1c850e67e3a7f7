"""Putting things right without touching the past: reversal of an entry, and merging two files of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.account import Account
from app.core.items import NOTHING, ItemKind, Left, Position
from app.core.journal import (
    BAD_DEBT,
    BONUS,
    PRINCIPAL,
    RECEIVABLE,
    ChargePart,
    Draft,
    Entry,
    EntryKind,
    Leg,
    Posting,
    effects,
)
from app.core.named import Named
from app.core.requests import Merge, Reverse
from app.core.rules.prepaid import carried, move_pass
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_

NOT_REVERSIBLE = frozenset({EntryKind.REVERSE, EntryKind.CLOSE_MONTH, EntryKind.REOPEN_MONTH})
"""Kinds of entries that are undone by other means than a reversal."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Something a later entry did to an item (or to a sale, by a credit) that still stands."""

    entry: int
    request: str
    kind: EntryKind
    on: date
    change: Left


JUDGED_BY_EXPIRY = frozenset(
    {EntryKind.SALE, EntryKind.SETTLE, EntryKind.PASS_SALE, EntryKind.PASS_USE, EntryKind.TRANSFER}
)
"""Kinds of entries that may use a lot only through its expiry."""


@dataclass(frozen=True, slots=True)
class Original:
    """An entry to be reversed and all that its reversal depends on.

    `positions` are the items it moved, as of the reversal's date; `touches` what later entries did to them, by item;
    `last_on` the last date anything happened to them. `credits` are credits on it, if it is a sale, or credits that
    gave back what it paid, and interest, fees and costs charged for what it made; `restored` is by item the expiry that
    holds once its terms are undone.
    """

    entry: Entry
    reversed_by: str | None
    positions: Mapping[int, Position]
    touches: Mapping[int, Sequence[Touch]]
    credits: Sequence[Touch] = ()
    restored: Mapping[int, date | None] | None = None
    last_on: date = date.min


def reverse(request: Reverse, original: Original, draft: Draft) -> None:
    """Post the opposite of an entry, once, not before its own date; refused while later entries build on it."""
    entry = original.entry
    if entry.kind is EntryKind.REVERSE:
        text = N_("entry: “{entry}” is itself a reversal; that cannot be reversed.")
        refuse("entry", text, entry=Named(entry.request))
    if entry.kind in NOT_REVERSIBLE:
        refuse(
            "entry",
            N_("entry: “{entry}” closed or reopened a month; use reopen_month or close_month."),
            entry=Named(entry.request),
        )
    if original.reversed_by is not None:
        raise Refused(
            "entry",
            Message(
                N_("entry: “{entry}” has already been reversed, by “{by}”."),
                {"entry": Named(entry.request), "by": Named(original.reversed_by)},
            ),
            (original.reversed_by,),
        )
    if request.on < entry.on:
        refuse("on", N_("on: {date} lies before the entry itself, which is dated {on}."), date=request.on, on=entry.on)
    in_the_way = _in_the_way(original, request.on)
    if in_the_way:
        raise Refused(
            "entry",
            Message(
                N_("entry: others build on “{entry}”; reverse these first, in this order: {entries}."),
                {"entry": Named(entry.request), "entries": Named(*in_the_way)},
            ),
            in_the_way,
        )
    if _below_zero(original):
        refuse(
            "on",
            N_("on: between {on} and {last} the money was in use; date the reversal {last} or later."),
            on=request.on,
            last=original.last_on,
        )
    draft.postings = [Posting(p.account, p.customer, p.item, -p.amount, -p.units) for p in entry.postings]
    draft.customer = entry.customer
    draft.reverses = entry.number


def _below_zero(original: Original) -> bool:
    """Whether the reversal would leave an item below zero on some day, though every use has been reversed later."""
    changes = effects(original.entry.postings)
    return any(original.positions[item].free.minus(change).is_negative for item, change in changes.items())


def _in_the_way(original: Original, on: date) -> tuple[str, ...]:
    """Name the entries that took or paid what the reversal would take back, newest first."""
    blocking: dict[int, str] = {touch.entry: touch.request for touch in original.credits}
    made = {item.id for item in original.entry.items}
    for item, change in effects(original.entry.postings).items():
        position = original.positions[item]
        touches = original.touches.get(item, ())
        if position.free.minus(change).is_negative:
            takers = [t for t in touches if t.change.is_negative]
        elif item in made:
            takers = [t for t in touches if t.kind is EntryKind.PASS_USE]
        else:
            takers = []
        blocking.update({t.entry: t.request for t in takers})
    for item, expires_on in (original.restored or {}).items():
        uses = [t for t in original.touches.get(item, ()) if t.kind in JUDGED_BY_EXPIRY and t.on >= on]
        blocking.update({t.entry: t.request for t in uses if expires_on is not None and t.on > expires_on})
    return tuple(blocking[number] for number in sorted(blocking, reverse=True))


def merge(request: Merge, gone: Account, into: Account, draft: Draft) -> None:
    """Move every open lot, pass and charge to the surviving file with the same terms."""
    if gone.id == into.id:
        refuse("into", N_("into: {customer} is the same customer."), customer=request.into)
    moved: dict[int, int] = {}
    for position in sorted(gone.positions, key=lambda p: p.item.id):
        if position.item.customer != gone.id or position.now == NOTHING:
            continue  # it was used up in this very transaction, or named by an entry of it
        if position.free != position.now:
            name = Named(position.item.name)
            refuse("on", N_("on: “{name}” has later entries; merge on a later date."), name=name)
        moved[position.item.id] = draft.next_item
        _move_item(position, into, draft)
        if position.of is not None:  # what is charged for another charge comes after it, and is still its
            part = ChargePart(moved[position.item.id], moved.get(position.of, position.of), position.part)
            draft.parts.append(part)
    draft.facts["into"] = into.id
    if draft.parts:
        draft.facts["parts"] = [list(part) for part in draft.parts]


def _move_item(position: Position, into: Account, draft: Draft) -> None:
    item, left = position.item, position.free
    if item.kind is ItemKind.LOT:
        new = draft.make(item.kind, **carried(position, into), price=left.amount)
        draft.move(Leg(PRINCIPAL, item.id), Leg(PRINCIPAL, new.id, into.id), left.amount)
        draft.move(Leg(BONUS, item.id), Leg(BONUS, new.id, into.id), left.bonus)
    elif item.kind is ItemKind.CHARGE:
        new = draft.make(item.kind, **carried(position, into), price=left.amount)
        draft.move(Leg(RECEIVABLE, new.id, into.id), Leg(RECEIVABLE, item.id), left.amount)
        draft.move(Leg(BAD_DEBT, new.id, into.id), Leg(BAD_DEBT, item.id), left.written_off)
    else:
        move_pass(position, into, draft)
