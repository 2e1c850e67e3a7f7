"""What the list of doings is read off: entries, the log of changes, the drawer, exports."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.audit import AuditChange, AuditDrawer, AuditEntry
from app.core.journal import BELOW_LIST, BONUS_GRANTED, DISCOUNT, ROUNDING, EntryKind
from app.core.offers import Offer, proposals
from app.storage import tables as t
from app.storage.journal import chunks, instant
from app.storage.offers import load_offers

_E, _P, _F, _D, _X = t.entry.c, t.posting.c, t.file_change.c, t.drawer.c, t.export_log.c


class Between(NamedTuple):
    """From one instant (UTC) until before another; None is without an end."""

    begin: datetime | None = None
    end: datetime | None = None

    def of(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition that an instant lies between."""
        found = [] if self.begin is None else [column >= instant(self.begin)]
        found += [] if self.end is None else [column < instant(self.end)]
        return and_(column != "", *found)


ALWAYS = Between()
"""All there is."""


_ASKED_OF = (EntryKind.TOP_UP, EntryKind.PAYMENT, EntryKind.REVERSE, EntryKind.REFUND, EntryKind.CREDIT)
_ALWAYS_TOLD = (EntryKind.WRITE_OFF, EntryKind.REOPEN_MONTH)
_SAYING = ("list_amount", BELOW_LIST, "on_hold", "over_", "unpaid")
_MAYBE = or_(
    _E.kind.in_([kind.value for kind in (*_ASKED_OF, *_ALWAYS_TOLD)]),
    *(_E.facts.contains(word, autoescape=True) for word in _SAYING),
    func.date(_E.recorded_at, "+14 hours") > _E.posted_on,  # no clock on earth is further ahead
)

# ---- entries --------------------------------------------------------------------------------------------------------


class Moved(NamedTuple):
    """What the postings of an entry come to, minor units: all of it, and what went over the counter (`paid`)."""

    amount: int = 0
    bonus: int = 0
    given_up: int = 0
    paid: int = 0


def entries(session: Session, when: Between = ALWAYS) -> Iterator[AuditEntry]:
    """Yield the entries recorded between two instants, as the list needs them.

    Those that never come into it are left out here, so that their postings need not be read: most of a shop's entries.
    """
    columns = (_E.id, _E.kind, _E.posted_on, _E.recorded_at, _E.staff_id, _E.customer_id, _E.facts)
    rows = session.execute(select(*columns).where(when.of(_E.recorded_at), _MAYBE).order_by(_E.id)).all()
    offers = load_offers(session)
    for chunk in chunks(rows):
        came_of = moved(session, [row[0] for row in chunk])
        for number, kind, on, recorded_at, staff, customer, facts in chunk:
            at, day, came = datetime.fromisoformat(recorded_at), date.fromisoformat(on), came_of.get(number, Moved())
            top_up = kind == EntryKind.TOP_UP
            yield AuditEntry(
                number=number,
                kind=EntryKind(kind),
                on=day,
                local_on=at.astimezone().date(),
                at=at,
                staff=staff,
                customer=customer,
                amount=abs(came.paid) or came.amount,
                facts=json.loads(facts) if facts else {},
                bonus=came.bonus if top_up else 0,
                offered=_offered(offers, came.paid, day) if top_up and came.bonus else 0,
                given_up=came.given_up,
            )


def _offered(offers: Sequence[Offer], paid: int, on: date) -> int:
    found = proposals(offers, paid, on)
    return found[0].bonus if found else 0


def moved(session: Session, numbers: Sequence[int]) -> dict[int, Moved]:
    """Return what entries come to, by number."""
    statement = select(_P.entry_id, _P.account, func.sum(_P.amount), func.sum(func.max(_P.amount, 0)))
    found: dict[int, Moved] = {}
    rows = session.execute(statement.where(_P.entry_id.in_(numbers)).group_by(_P.entry_id, _P.account))
    for entry, account, net, debit in rows:
        before = found.get(entry, Moved())
        found[entry] = Moved(
            before.amount + debit,
            before.bonus + (net if account == BONUS_GRANTED else 0),
            before.given_up + (net if account in (DISCOUNT, ROUNDING) else 0),
            before.paid + (net if account.startswith("tender.") else 0),
        )
    return found


# ---- everything else ------------------------------------------------------------------------------------------------


def changes(session: Session, when: Between = ALWAYS) -> Iterator[AuditChange]:
    """Yield the lines of the log of changes; those of offers are the shop's own."""
    columns = (_F.changed_at, _F.staff_id, _F.customer_id, _F.field, _F.old, _F.new)
    for at, *rest in session.execute(select(*columns).where(when.of(_F.changed_at)).order_by(_F.id)):
        yield AuditChange(datetime.fromisoformat(at), *rest)


def drawer_lines(session: Session, when: Between = ALWAYS) -> Iterator[AuditDrawer]:
    """Yield what was done with the drawer."""
    columns = (_D.recorded_at, _D.staff_id, _D.kind, _D.amount)
    for at, *rest in session.execute(select(*columns).where(when.of(_D.recorded_at)).order_by(_D.id)):
        yield AuditDrawer(datetime.fromisoformat(at), *rest)


class Approved(NamedTuple):
    """Something that took two people: when, who asked for it (name), who approved it, and which rights it took."""

    at: datetime
    asker: str
    approver: int
    rights: str


def approvals(session: Session, when: Between = ALWAYS) -> Iterator[Approved]:
    """Yield what a second person approved."""
    a, who = t.approval.c, t.staff.c
    columns = (a.approved_at, who.name, a.approved_by, a.rights)
    found = select(*columns).join_from(t.approval, t.staff, who.id == a.asked_by).where(when.of(a.approved_at))
    for at, *rest in session.execute(found.order_by(a.id)):
        yield Approved(datetime.fromisoformat(at), *rest)


class Exported(NamedTuple):
    """Data that went out: what in which form, of whom where it is one customer's, how many rows, and its SHA-256."""

    at: datetime
    staff: int
    what: str
    form: str
    customer: int | None
    rows: int
    sha256: str


def exported(session: Session, when: Between = ALWAYS) -> Iterator[Exported]:
    """Yield the exports."""
    columns = (_X.recorded_at, _X.staff_id, _X.what, _X.form, _X.customer_id, _X.rows, _X.sha256)
    for at, staff, what, form, customer, rows, sha256 in session.execute(
        select(*columns).where(when.of(_X.recorded_at)).order_by(_X.id)
    ):
        yield Exported(datetime.fromisoformat(at), staff, what, form, customer, rows, sha256.hex())


class Names(NamedTuple):
    """Who stands behind internal ids: staff by name, customers by number and name."""

    staff: Mapping[int, str]
    customers: Mapping[int, tuple[str, str]]


def names(session: Session, customers: Sequence[int]) -> Names:
    """Return the names of all staff, and of some customers."""
    staff = dict(session.execute(select(t.staff.c.id, t.staff.c.name)).all())
    found: dict[int, tuple[str, str]] = {}
    c = t.customer.c
    for chunk in chunks(customers):
        rows = session.execute(select(c.id, c.no, c.name).where(c.id.in_(chunk)))
        found.update({id_: (no, name) for id_, no, name in rows})
    return Names(staff, found)
