"""What may be charged for charges being late, by the agreements that cover them, within a transaction."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.credit.agreement import Agreement, in_force
from app.core.credit.late import Cap, LateRule, Preview, RateTable, cap_by_law, preview
from app.core.credit.terms_json import late_json
from app.core.rules.interest import Allowed
from app.services.law import load_pack
from app.services.rate_tables import LPR, tables_of
from app.storage.agreements import agreements_of
from app.storage.books import load_book
from app.storage.families import merged, with_merged
from app.storage.late import LateStory, late_items, late_stories
from app.storage.store import Session


@dataclass(frozen=True, slots=True)
class Found:
    """What could be charged for one charge, and by which agreement."""

    story: LateStory
    agreement: Agreement
    rule: LateRule
    preview: Preview


@dataclass(frozen=True, slots=True)
class _Law:
    """The tables of rates and the caps of a shop, read once."""

    tables: Mapping[str, RateTable]
    session: Session

    def cap(self, agreed_on: date) -> Cap | None:
        lpr = self.tables.get(LPR)
        return None if lpr is None else cap_by_law(load_pack(load_book(self.session).pack), lpr, agreed_on)


def found_late(session: Session, customers: Collection[int], through: date) -> list[Found]:
    """Return what could be charged through a day in files (internal ids, with those merged into them), oldest first.

    An agreement covers what was sold while it was in force, for as long as that is not paid.
    """
    by_owner = _by_owner(session, customers)
    if not any(each.late is not None for known in by_owner.values() for each in known):
        return []
    items = late_items(session, customers, through)
    return list(_reckoned(session, late_stories(session, items, through), by_owner, through))


def _by_owner(session: Session, customers: Collection[int]) -> dict[int, list[Agreement]]:
    """Return the agreements of files by the file that lives on; those merged into it count for it."""
    into = merged(session)
    found: dict[int, list[Agreement]] = {}
    for each in agreements_of(session, customers):
        found.setdefault(into.get(each.customer, each.customer), []).append(each.agreement)
    return found


def _reckoned(
    session: Session, stories: Sequence[LateStory], by_owner: Mapping[int, Sequence[Agreement]], through: date
) -> Iterator[Found]:
    law = _Law(tables_of(session), session)
    into = merged(session)
    caps: dict[date, Cap | None] = {}
    for story in stories:
        owner = story.item.customer
        agreement = in_force(by_owner.get(into.get(owner, owner), ()), story.item.on)
        if agreement is None or agreement.late is None:
            continue
        if agreement.agreed_on not in caps:
            caps[agreement.agreed_on] = law.cap(agreement.agreed_on)
        table = law.tables.get(agreement.late.table)
        said = preview(story.charge, agreement.late, table, caps[agreement.agreed_on], through)
        yield Found(story, agreement, agreement.late, said)


def allowed_on(session: Session, customer: int, item: int, through: date) -> Allowed:
    """Return what may be charged for one charge of a customer (both by their ids) through a day."""
    return allowed_for(session, [customer], [item], through).get(item, Allowed())


def allowed_for(
    session: Session, customers: Collection[int], items: Sequence[int], through: date
) -> dict[int, Allowed]:
    """Return what may be charged for charges (by their ids) of some customers through a day, where anything may."""
    by_owner = _by_owner(session, with_merged(session, customers))
    found = _reckoned(session, late_stories(session, items, through), by_owner, through)
    return {each.story.item.id: _allowed(each) for each in found}


def _allowed(found: Found) -> Allowed:
    rule = json.loads(late_json(found.rule))
    return Allowed(found.preview.interest, found.preview.fee, found.agreement.id, rule)
