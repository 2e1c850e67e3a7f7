"""Reading what the book says as of a date: one select of columns for each list, never a query for each row.

As of today the derived table of items answers; as of an earlier date one GROUP BY over the postings does, with the
terms known by entries dated up to then.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, and_, case, func, literal_column, or_, select, union
from sqlalchemy.orm import Session, aliased

from app.core.export import ExportEntry, ExportLine
from app.core.items import ItemKind, terms_on
from app.core.journal import BAD_DEBT, BONUS, PRINCIPAL, RECEIVABLE, Held
from app.core.ledger import TEXT_FIELDS, Holding, Owner, Step, shown_text
from app.core.vouchers import DaySum
from app.storage import items as stored
from app.storage import tables as t
from app.storage.journal import chunks, day, load_head

_BATCH = 2000


# ---- customers ------------------------------------------------------------------------------------------------------

_OWNER = select(t.customer.c.id, t.customer.c.no, t.customer.c.name, t.customer.c.closed)


def owners(session: Session) -> list[Owner]:
    """Return all customers, ordered by number."""
    rows = session.execute(_OWNER.order_by(t.customer.c.no))
    return [Owner(id_, no, name, bool(closed)) for id_, no, name, closed in rows]


def owners_by_id(session: Session, customers: Collection[int]) -> dict[int, Owner]:
    """Return some customers by their internal ids."""
    wanted = sorted(set(customers))
    rows = [row for chunk in chunks(wanted) for row in session.execute(_OWNER.where(t.customer.c.id.in_(chunk)))]
    return {row[0]: Owner(row[0], row[1], row[2], bool(row[3])) for row in rows}


def owner_by_number(session: Session, number: str) -> Owner | None:
    """Return the customer of a number, if there is one."""
    row = session.execute(_OWNER.where(t.customer.c.no == number)).one_or_none()
    return None if row is None else Owner(row[0], row[1], row[2], bool(row[3]))


# ---- items ----------------------------------------------------------------------------------------------------------

_KINDS = {kind.value: kind for kind in ItemKind}
_ITEM = (
    *(t.item.c.id, t.item.c.customer_id, t.item.c.kind, t.item.c.name, t.item.c.since_on),
    *(t.item.c.service, t.item.c.days, t.item.c.starts_on, t.item.c.price),
)


def holdings(session: Session, on: date, *, customer: int | None = None, settled: bool = False) -> Iterator[Holding]:
    """Yield items as of a date in the order they were made: of everybody or of one customer (by internal id).

    Only items with anything left, unless `settled`; then every item made by an entry dated up to the day.
    """
    last_on = load_head(session).last_on
    if last_on is None:
        return
    if last_on <= on:
        statement = _derived(settled=settled, customer=customer)
        terms: Mapping[int, tuple[date | None, date | None]] = {}
    else:
        statement = _summed(on, customer, settled=settled)
        terms = _changed_terms(session, on, customer)
        if customer is not None:
            statement = statement.where(t.item.c.customer_id == customer)
    for row in _stream(session, statement.order_by(t.item.c.id)):
        yield _holding(row, terms)


def holdings_of(session: Session, items: Collection[int]) -> list[Holding]:
    """Return some items with what is left after everything recorded, in the order they were made."""
    statement = _derived(settled=True).order_by(t.item.c.id)
    wanted = sorted(items)
    return [
        _holding(row, {})
        for chunk in chunks(wanted)
        for row in session.execute(statement.where(t.item.c.id.in_(chunk)))
    ]


class Standing(NamedTuple):
    """What is known of all accounts on a date: sums by customer, if they need not be added up, and items.

    With sums the items are only passes, expired lots and overdue charges; without, all that anything is left of.
    """

    held: Mapping[int, Held] | None
    holdings: Iterator[Holding]


def standing(session: Session, on: date) -> Standing:
    """Return what is known of the accounts of all customers on a date."""
    last_on = load_head(session).last_on
    if last_on is not None and last_on > on:
        return Standing(None, holdings(session, on))
    c, b = t.customer_balance.c, t.item_balance.c
    sums = session.execute(select(c.customer_id, c.principal, c.bonus, c.passes, c.owed)).all()
    # One pass over all items in their order is faster than finding the open ones by an index and sorting them.
    left = or_(b.amount != 0, b.bonus != 0)
    late = or_(b.expires_on < on.isoformat(), b.due_on < on.isoformat())
    notable = _derived(settled=True).where(or_(b.units > 0, and_(left, late)))
    rows = _stream(session, notable.order_by(t.item.c.id))
    return Standing({customer: Held(*held) for customer, *held in sums}, (_holding(row, {}) for row in rows))


def _holding(row: tuple[Any, ...], terms: Mapping[int, tuple[date | None, date | None]]) -> Holding:
    id_, owner, kind, name, since, service, days, starts, price, expires, due, amount, bonus, units, lost, *part = row
    expires_on, due_on = terms[id_] if id_ in terms else (day(expires), day(due))
    on = date.fromisoformat(since)
    left = (amount, bonus, units, lost)
    of, what, whole = part
    head = (id_, owner, _KINDS[kind], name, on, service, days, day(starts), price)
    return Holding(*head, expires_on, due_on, *left, of, what or "", whole or "")


def _derived(*, settled: bool, customer: int | None = None) -> Select[Any]:
    """Select items with what is left after everything recorded, and the terms known in the end."""
    b = t.item_balance.c
    columns = (b.expires_on, b.due_on, b.amount, b.bonus, b.units, b.written_off)
    statement = _with_part(select(*_ITEM, *columns).join_from(t.item, t.item_balance, t.item.c.id == b.item_id))
    if settled:
        return statement if customer is None else statement.where(t.item.c.customer_id == customer)
    if customer is None:
        return statement.where(b.is_open == 1)
    # Written so that the index of what is open answers: a customer's history may be long, what is open is not.
    return statement.where(b.customer_id == customer, b.is_open == literal_column("1"))


def _summed(on: date, customer: int | None, *, settled: bool) -> Select[Any]:
    """Select items with the sums of their postings dated up to a day, and the terms they were made with.

    An item has postings of at most two accounts that count, so three sums are enough: all of it, the second account
    (bonus of a lot, what was written off of a charge), and units.
    """
    s = _sums(on, customer)
    charge = t.item.c.is_charge == 1
    first, second = s.c.total - s.c.second, s.c.second
    amount = case((charge, first), else_=-first)
    bonus = case((charge, 0), else_=-second)
    written_off = case((charge, second), else_=0)
    left = [func.coalesce(column, 0) for column in (amount, bonus, -s.c.units, written_off)]
    statement = select(*_ITEM, t.item.c.expires_on, t.item.c.due_on, *left)
    if not settled:
        anything = or_(s.c.total != 0, s.c.second != 0, s.c.units != 0)
        return _with_part(statement.join_from(s, t.item, t.item.c.id == s.c.item_id).where(anything))
    made = t.entry.c.posted_on <= on.isoformat()
    return _with_part(
        statement.join_from(t.item, t.entry, and_(t.entry.c.id == t.item.c.entry_id, made)).outerjoin(
            s, s.c.item_id == t.item.c.id
        )
    )


_WHOLE = aliased(t.item)


def _with_part(statement: Select[Any]) -> Select[Any]:
    """Have a select of items say which charge each belongs to, by id and name, and as what."""
    part = t.charge_part.c
    found = statement.outerjoin(t.charge_part, part.item_id == t.item.c.id)
    whole = found.outerjoin(_WHOLE, _WHOLE.c.id == part.of_item_id)
    return whole.add_columns(part.of_item_id, part.part, _WHOLE.c.name)


def _sums(on: date, customer: int | None) -> Subquery:
    p = t.posting.c
    second = func.sum(case((or_(p.account == BONUS, p.account == BAD_DEBT), p.amount), else_=0))
    total, units = func.sum(p.amount), func.sum(p.units)
    statement = select(p.item_id, total.label("total"), second.label("second"), units.label("units"))
    statement = statement.where(p.item_id.is_not(None), p.posted_on <= on.isoformat()).group_by(p.item_id)
    if customer is not None:
        statement = statement.where(p.item_id.in_(select(t.item.c.id).where(t.item.c.customer_id == customer)))
    return statement.subquery()


def _changed_terms(session: Session, on: date, customer: int | None) -> dict[int, tuple[date | None, date | None]]:
    """Return (expires_on, due_on) as known on a date of items whose terms were ever changed."""
    statement = select(t.term_change.c.item_id).distinct()
    if customer is not None:
        statement = statement.join(t.item, t.item.c.id == t.term_change.c.item_id).where(
            t.item.c.customer_id == customer
        )
    changed = list(session.execute(statement).scalars())
    changes = stored.term_changes(session, changed)
    return {s.item.id: terms_on(s.item, changes[s.item.id], on) for s in stored.items_by_id(session, changed)}


# ---- the ledger of one customer -------------------------------------------------------------------------------------


def _touching(customer: int, to: date) -> Subquery:
    """Select the numbers of entries on a customer's account: those with postings of it, and those about it without."""
    p, e = t.posting.c, t.entry.c
    posted = select(p.entry_id).where(p.customer_id == customer, p.posted_on <= to.isoformat())
    about = select(e.id).where(e.customer_id == customer, e.posted_on <= to.isoformat())
    return union(posted, about).subquery()


def steps(session: Session, customer: int, to: date) -> list[Step]:
    """Return what every entry dated up to a day did to a customer's account, in the order (date, entry number)."""
    p, e = t.posting.c, t.entry.c
    parts = [
        func.sum(case((p.account == account, sign * p.amount), else_=0)).label(name)
        for name, account, sign in (("principal", PRINCIPAL, -1), ("bonus", BONUS, -1), ("owed", RECEIVABLE, 1))
    ]
    sums = (
        select(p.entry_id, *parts)
        .where(p.customer_id == customer, p.posted_on <= to.isoformat())
        .group_by(p.entry_id)
        .subquery()
    )
    touching = _touching(customer, to)
    deltas = [func.coalesce(column, 0) for column in (sums.c.principal, sums.c.bonus, sums.c.owed)]
    statement = (
        select(e.id, e.request_id, e.posted_on, e.kind, *deltas)
        .join_from(touching, t.entry, e.id == touching.c.entry_id)
        .outerjoin(sums, sums.c.entry_id == e.id)
        .order_by(e.posted_on, e.id)
    )
    rows = session.execute(statement)
    return [Step(number, id_, date.fromisoformat(on), kind, *left) for number, id_, on, kind, *left in rows]


def ledger_texts(session: Session, customer: int, to: date) -> dict[int, dict[str, str]]:
    """Return the free texts that say what the entries on a customer's account are, as far as they are not erased."""
    touching = _touching(customer, to)
    c = t.entry_text.c
    statement = (
        select(c.entry_id, c.field, c.text)
        .join_from(touching, t.entry_text, c.entry_id == touching.c.entry_id)
        .where(c.field.in_(TEXT_FIELDS))
    )
    found: dict[int, dict[str, str]] = {}
    for number, name, text in session.execute(statement):
        found.setdefault(number, {})[name] = text
    return found


# ---- accounts -------------------------------------------------------------------------------------------------------


def account_sums(session: Session, from_: date | None, to: date) -> dict[str, int]:
    """Return the sum of each account's postings dated from a day (or ever) to a day, debit positive."""
    p = t.posting.c
    statement = select(p.account, func.sum(p.amount)).where(p.posted_on <= to.isoformat()).group_by(p.account)
    if from_ is not None:
        statement = statement.where(p.posted_on >= from_.isoformat())
    return dict(session.execute(statement).all())


def day_sums(session: Session, first: date, last: date) -> list[DaySum]:
    """Return what each account moved on each day of a period, debits and credits apart."""
    p = t.posting.c
    sides = (func.sum(case((sign * p.amount > 0, sign * p.amount), else_=0)) for sign in (1, -1))
    asked = select(p.posted_on, p.account, *sides).where(p.posted_on.between(first.isoformat(), last.isoformat()))
    rows = session.execute(asked.group_by(p.posted_on, p.account).order_by(p.posted_on, p.account))
    return [DaySum(date.fromisoformat(on), account, debit, credit) for on, account, debit, credit in rows]


# ---- the whole journal ----------------------------------------------------------------------------------------------


class _Rows:
    """Rows in the order of their entry, handed out entry by entry; each starts with the entry's number."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._number: int | None
        self._group: Iterator[Any]
        self._step()

    def _step(self) -> None:
        self._number, self._group = next(self._groups, (None, iter(())))

    def take(self, number: int) -> list[Any]:
        """Return the rows of an entry; entries are asked for in their order."""
        if self._number != number:
            return []
        rows = list(self._group)
        self._step()
        return rows


def journal_entries(session: Session) -> Iterator[ExportEntry]:
    """Yield every entry with its postings in the order recorded, a few at a time from the file."""
    e, p, x = t.entry.c, t.posting.c, t.entry_text.c
    entries = (
        select(e.id, e.request_id, e.posted_on, e.recorded_at, e.kind, t.customer.c.no)
        .join_from(t.entry, t.customer, t.customer.c.id == e.customer_id, isouter=True)
        .order_by(e.id)
    )
    lines = (
        select(p.entry_id, p.account, t.customer.c.no, t.item.c.name, p.amount, p.units)
        .join_from(t.posting, t.customer, t.customer.c.id == p.customer_id, isouter=True)
        .outerjoin(t.item, t.item.c.id == p.item_id)
        .order_by(p.entry_id, p.seq)
    )
    texts = select(x.entry_id, x.field, x.text).where(x.field.in_((*TEXT_FIELDS, "reference")))
    postings = _Rows(_stream(session, lines))
    written = _Rows(_stream(session, texts.order_by(x.entry_id, x.field)))
    for number, id_, on, recorded_at, kind, customer in _stream(session, entries):
        found = {name: text for _, name, text in written.take(number)}
        moves = tuple(
            ExportLine(account, owner or "", item or "", amount, units)
            for _, account, owner, item, amount, units in postings.take(number)
        )
        texts_of = (shown_text(found), found.get("reference", ""))
        yield ExportEntry(number, id_, date.fromisoformat(on), recorded_at, kind, customer or "", *texts_of, moves)


def _stream(session: Session, statement: Select[Any]) -> Iterator[Any]:
    return iter(session.execute(statement.execution_options(yield_per=_BATCH)))
