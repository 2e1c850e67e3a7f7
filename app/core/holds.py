"""Putting a customer's sales on hold and ending that: what the owner asks for, and the file that comes of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.core.customer import CustomerFile, FileRequest
from app.core.dates import days_later
from app.core.owing.checks import check_reason
from app.core.owing.limits import Cause, Hold, Scope, check_hold
from app.errors import refuse
from app.i18n.mark import N_

MAX_HOLDS = 50
"""The most holds one customer's file keeps, ended ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutHold(FileRequest):
    """Sales to a customer are stopped from a day on, through another one if it is given.

    With a cause other than the owner's word the hold counts only while its cause is there.
    """

    customer: str
    reason: str
    starts_on: date
    ends_on: date | None = None
    cause: Cause = Cause.OWNER
    scope: Scope = Scope.ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHold(FileRequest):
    """A hold (its request's id) is over: `on` is the first day on which it counts no more.

    Blank means the one of an older file, which only has a reason; it is taken out.
    """

    customer: str
    hold: str
    on: date
    reason: str


def put(file: CustomerFile, request: PutHold, who: str) -> CustomerFile:
    """Return the file with a hold put."""
    hold = Hold(
        request.id,
        request.cause,
        request.scope,
        request.reason.strip(),
        request.starts_on,
        request.ends_on,
        who,
    )
    check_hold(hold)
    if len(file.holds) >= MAX_HOLDS:
        refuse("holds", N_("{field} takes at most {most} in all."), field="holds", most=MAX_HOLDS)
    return replace(file, holds=(*file.holds, hold))


def ended(file: CustomerFile, request: EndHold) -> CustomerFile:
    """Return the file with a hold ended; one that has not begun by that day is taken out."""
    if not request.hold and file.hold:
        check_reason(request.reason)
        return replace(file, hold="")
    found = next((hold for hold in file.holds if hold.id == request.hold), None)
    if found is None:
        refuse("hold", N_("hold: customer {customer} has no hold “{hold}”."), customer=file.no, hold=request.hold)
    if found.ends_on is not None and found.ends_on < request.on:
        refuse("hold", N_("hold: this one ended on {on} already."), on=found.ends_on)
    check_reason(request.reason)
    if request.on <= found.starts_on:
        return replace(file, holds=tuple(hold for hold in file.holds if hold.id != found.id))
    last = found._replace(ends_on=days_later(request.on, -1))
    return replace(file, holds=tuple(last if hold.id == found.id else hold for hold in file.holds))


# ---- two files of one person ----------------------------------------------------------------------------------------

_ONE = ("hold", "supply", "credit_group", "override")
"""What a file has one of: it is carried to one that has none of its own."""

_BLANK: Mapping[str, object] = {each.name: each.default for each in fields(CustomerFile) if each.name in _ONE}


def carried(gone: CustomerFile, into: CustomerFile, on: date) -> CustomerFile:
    """Return the file that lives on with what protects the shop from the person of the other one, as of a day.

    Holds that have not ended, supply control, the group they count in and the owner's own rating: else a merging would
    let through what the owner has stopped. Limits and terms are those of the file that lives on.
    """
    holds = tuple(hold for hold in gone.holds if hold.ends_on is None or hold.ends_on >= on)
    missing: dict[str, Any] = {name: getattr(gone, name) for name in _ONE if getattr(into, name) == _BLANK[name]}
    return replace(into, holds=(*into.holds, *holds), **missing)


def parted(gone: CustomerFile, into: CustomerFile, came: Collection[str]) -> tuple[CustomerFile, CustomerFile]:
    """Return both files once their merging is undone: what was carried goes back as it is now.

    `came` are the fields the merging changed in the file that lives on.
    """
    own = {hold.id for hold in gone.holds}
    now = {hold.id: hold for hold in into.holds if hold.id in own}
    mine: dict[str, Any] = {"holds": tuple(now.get(hold.id, hold) for hold in gone.holds)}
    its: dict[str, Any] = {}
    for name in came:
        if name in _ONE and getattr(into, name) in (getattr(gone, name), _BLANK[name]):
            mine[name], its[name] = getattr(into, name), _BLANK[name]
    kept = tuple(hold for hold in into.holds if hold.id not in now)
    return replace(gone, **mine), replace(into, holds=kept, **its)
