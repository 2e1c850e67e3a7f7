"""Reversing an entry: what its opposite depends on gathered, and a merging's files opened again with it."""

from collections.abc import Mapping
from datetime import date

from app.core.items import Position, terms_on
from app.core.journal import Draft, Entry, EntryKind
from app.core.named import Named
from app.core.requests import Reverse
from app.core.rules import corrections, returns
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.reversible import items_of, paid_charges
from app.services.search_keys import search_key
from app.storage import items as stored
from app.storage import merging, plans
from app.storage.customers import Author


def reverse(desk: Desk, request: Reverse) -> Draft:
    """Make the draft of the opposite of an entry; raises `Refused` where others build on it."""
    entry = desk.reversible.entry(request.entry)
    if entry is None:
        refuse("entry", N_("entry: there is no entry “{entry}”."), entry=request.entry)
    check_merged(desk, entry, "entry")
    if entry.kind is EntryKind.RESCHEDULE:
        for terms in entry.terms:
            check_not_planned(desk, terms.item, request.on, "entry", Named(entry.request))
    draft = desk.draft(EntryKind.REVERSE, request.id, request.on, entry.customer)
    corrections.reverse(request, _original(desk, entry, request.on), draft)
    if entry.kind is EntryKind.MERGE:
        _reopen_merged(desk, entry)
    return draft


def check_merged(desk: Desk, entry: Entry, field: str) -> None:
    """Refuse to bring anything back to a file that has been merged away since."""
    merge = desk.reversible.merge_after(entry)
    if merge is not None:
        raise Refused(
            field,
            Message(
                N_("{field}: the customer's file has been merged since; reverse the merge “{merge}” first."),
                {"field": field, "merge": Named(merge)},
            ),
            (merge,),
        )


def check_not_planned(desk: Desk, item: int, on: date, field: str, name: Named) -> None:
    """Refuse to move the due date of a charge past the plan it is in: what is due when would be told in two ways."""
    desk.flush()
    plan = next((p for day in (on, desk.today) if (p := plans.plan_of_charge(desk.session, item, day))), None)
    if plan is not None:
        refuse(
            field,
            N_("{field}: “{name}” is in the payment plan of {on}; end the plan first."),
            field=field,
            name=name,
            on=plan.plan.made_on,
        )


def _original(desk: Desk, entry: Entry, on: date) -> corrections.Original:
    """Gather what a reversal depends on."""
    known = desk.reversible
    items = items_of(entry)
    positions = desk.accounts.positions(items, on)
    return corrections.Original(
        entry=entry,
        reversed_by=known.reversed_by(entry),
        positions=positions,
        touches=known.touches(entry),
        credits=[*known.credits_on(entry), *_given_back(desk, entry), *known.charged_for(entry)],
        restored=_restored(desk, entry, positions, on),
        last_on=desk.accounts.last_on(items),
    )


def _restored(desk: Desk, entry: Entry, positions: Mapping[int, Position], on: date) -> dict[int, date | None]:
    """Return by item the expiry that holds once the terms an entry gave it are undone."""
    retermed = [terms.item for terms in entry.terms]
    if not retermed:
        return {}
    desk.flush()
    changes = stored.term_changes(desk.session, retermed)
    others = {item: [c for c in changes.get(item, ()) if c.entry != entry.number] for item in retermed}
    return {item: terms_on(positions[item].item, others[item], on)[0] for item in retermed}


def _given_back(desk: Desk, entry: Entry) -> list[corrections.Touch]:
    """Return later credits on the sales an entry paid for that gave back what it had paid."""
    found: list[corrections.Touch] = []
    paid = sorted(paid_charges(entry))
    for sale in sorted({standing.item.entry for standing in desk.accounts.standings(paid)}):
        given = desk.reversible.credits_since(entry, sale)
        if not given:
            continue
        desk.flush()
        charges = [standing.item.id for standing in stored.charges_of_entry(desk.session, sale)]
        pairs = stored.pairs_about(desk.session, sale, charges, date.max)
        if returns.overdrawn([pair for pair in pairs if pair.entry != entry.number], set(charges)):
            found += given
    return found


def _reopen_merged(desk: Desk, entry: Entry) -> None:
    if entry.customer is not None:
        desk.accounts.account_by_id(entry.customer, entry.on)
        desk.flush()
        author = Author(desk.around.staff, desk.around.now(), entry.request)
        for terms in merging.reopen_merged(desk.session, entry.customer, author, entry.request, search_key):
            desk.accounts.customer_id(terms.number)  # so that the desk has the account it gets new terms for
            desk.accounts.replace_terms(terms)
