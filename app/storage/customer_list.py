"""The list of all customers as the tables tell it: who matches, by what they are sorted, and what a line shows.

Everything here is one select for all customers or for the few shown. Most walk a whole table on purpose: for lists of
everybody that is faster than an index with a look-up for each row.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.customer_list import VISITS, CustomerFilter, CustomerRow, SortKey, State
from app.core.items import ItemKind
from app.core.search import NAME_MARK, ORDER_MARK, SOUND_MARK
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.families import merged
from app.storage.journal import chunks, day
from app.storage.plans import overdue_otherwise

_C, _B, _H, _E = t.customer.c, t.item_balance.c, t.customer_balance.c, t.entry.c
_VISITS = [kind.value for kind in VISITS]
_NAMING = ("no", "name", "pinyin", "erased")  # the fields of a file that have a say in where its name stands


# ---- who matches ----------------------------------------------------------------------------------------------------


def customers_but(session: Session, wanted: CustomerFilter) -> set[int] | None:
    """Return the few that are not in a list of all open or of all customers; None where more is asked for."""
    if wanted.tier or wanted.tag or wanted.state is State.CLOSED:
        return None
    return _ids(session, select(_C.id).where(_C.closed != 0)) if wanted.state is State.OPEN else set()


def customers_with(session: Session, wanted: CustomerFilter) -> set[int]:
    """Return the customers whose file matches in state, tier and tag."""
    statement = select(_C.id)
    if wanted.state is not State.ALL:
        statement = statement.where(_C.closed == int(wanted.state is State.CLOSED))
    if wanted.tier:
        statement = statement.where(_C.tier == wanted.tier)
    if wanted.tag:
        statement = statement.where(_tagged(wanted.tag))
    return _ids(session, statement)


_FILE = case((func.json_valid(_C.file) == 1, _C.file), else_="{}")
_TAGS = func.json_each(_FILE, "$.tags").table_valued("value", "type", name="tags", joins_implicitly=True)


def _tagged(tag: str) -> ColumnElement[bool]:
    """Match files with a tag; its text is looked for first, so that few files need be read as JSON."""
    quoted = json.dumps(tag, ensure_ascii=False)
    return and_(func.instr(_C.file, quoted) > 0, select(1).select_from(_TAGS).where(_TAGS.c.value == tag).exists())


def owing(session: Session) -> set[int]:
    """Return the customers who owe anything."""
    return _ids(session, select(_H.customer_id).where(_H.owed > 0))


def holding(session: Session, on: date) -> set[int]:
    """Return the customers for whom money or visits are held; a period pass counts through its last day."""
    money = select(_H.customer_id).where(or_(_H.principal > 0, _H.bonus > 0, _H.passes > 0))
    lives = or_(_B.expires_on.is_(None), _B.expires_on >= on.isoformat())
    units = select(_B.customer_id).where(_B.units > 0, lives)
    return _ids(session, money) | _ids(session, units)


def overdue(session: Session, on: date) -> dict[int, int]:
    """Return what is overdue of each customer who is late, in minor units."""
    return _with_plans(_summed(session, _late(on)), overdue_otherwise(session, on))


def _with_plans(late: dict[int, int], otherwise: Mapping[int, int]) -> dict[int, int]:
    """Return what is overdue where charges in payment plans count by their instalments; who is not late is left out."""
    for customer, more in otherwise.items():
        late[customer] = late.get(customer, 0) + more
    return {customer: amount for customer, amount in late.items() if amount} if otherwise else late


def _late(on: date) -> Select[Any]:
    return select(_B.customer_id, _B.amount).where(_B.due_on < on.isoformat(), _B.amount > 0)


def next_expiry(session: Session, on: date) -> dict[int, date]:
    """Return for each customer the next day, from a day on, on which something that is left runs out."""
    found: dict[int, str] = {}
    for customer, expires in session.execute(_running_out(on)):
        if expires < found.get(customer, "~"):
            found[customer] = expires
    return {customer: date.fromisoformat(expires) for customer, expires in found.items()}


def _running_out(on: date) -> Select[Any]:
    anything = or_(_B.amount > 0, _B.bonus > 0, _B.units > 0)
    return select(_B.customer_id, _B.expires_on).where(_B.expires_on >= on.isoformat(), anything)


def made_before(session: Session, on: date) -> set[int]:
    """Return the customers whose file was made before a day (in UTC)."""
    return _ids(session, select(_C.id).where(_C.created_at < on.isoformat()))


def _ids(session: Session, statement: Select[Any]) -> set[int]:
    return {row[0] for row in session.connection().execute(statement)}


# ---- by what they are sorted ----------------------------------------------------------------------------------------


def last_customer(session: Session) -> int:
    """Return the internal id of the customer made last, 0 where there is none."""
    return session.execute(select(func.max(_C.id))).scalar_one() or 0


def living_after(session: Session, customer: int, most: int) -> tuple[list[int], int | None]:
    """Return the next files after one (internal ids) that were not merged away, and the last of them if more follow."""
    statement = select(_C.id).where(_C.id > customer, _C.merged_into.is_(None)).order_by(_C.id).limit(most)
    found = [row[0] for row in session.connection().execute(statement)]
    return found, found[-1] if len(found) == most else None


def by_alike_numbers(session: Session) -> list[int] | None:
    """Return the internal ids of all customers in the order of their numbers, None where that takes more than SQL.

    Numbers alike in all but their digits (C00012, C00345) stand in one order as text and as people count.
    """
    first = session.execute(select(_C.no).limit(1)).scalar_one_or_none() or ""
    if not first.isascii():
        return None
    pattern = "".join("[0-9]" if char.isdigit() else f"[{char}]" if char in "*?[" else char for char in first)
    if session.execute(select(_C.id).where(_C.no.op("NOT GLOB")(pattern)).limit(1)).first() is not None:
        return None
    return [row[0] for row in session.connection().execute(select(_C.id).order_by(_C.no))]


def numbers_after(session: Session, customer: int) -> list[tuple[int, str]]:
    """Return internal id and number of customers made after one (by internal id), nearly as people count."""
    statement = select(_C.id, _C.no).where(_C.id > customer).order_by(func.length(_C.no), _C.no)
    return [(row[0], row[1]) for row in session.connection().execute(statement)]


def names_changed_after(session: Session, change: int) -> bool:
    """Whether any file was named anew after a logged change."""
    c = t.file_change.c
    return session.execute(select(c.id).where(c.id > change, c.field.in_(_NAMING)).limit(1)).first() is not None


def names_in_order(session: Session) -> list[tuple[int, str]]:
    """Return internal id and what its name is sorted by of every customer, in that order.

    Names that sound alike stand together by their characters. A key written before keys told their order is sorted by
    the first sound in it, else by the name, until its file changes.
    """
    key = t.customer_key.c.key
    marks = (ORDER_MARK, SOUND_MARK, NAME_MARK)
    found = [(func.instr(key, mark) > 0, func.substr(key, func.instr(key, mark) + 1)) for mark in marks]
    statement = select(_C.id, (case(*found, else_="") + "\x1f" + _C.name).label("sound"))
    statement = statement.join_from(t.customer, t.customer_key, _C.id == t.customer_key.c.customer_id)
    return [(row[0], row[1]) for row in session.connection().execute(statement.order_by("sound"))]


def balances(session: Session, sort: SortKey) -> dict[int, int]:
    """Return principal, bonus or what is owed of every customer who ever had an account."""
    column = {SortKey.PRINCIPAL: _H.principal, SortKey.BONUS: _H.bonus, SortKey.OWED: _H.owed}[sort]
    return {row[0]: row[1] for row in session.connection().execute(select(_H.customer_id, column))}


def tiers_of(session: Session) -> dict[int, str]:
    """Return the tier of every customer who has one."""
    return {row[0]: row[1] for row in session.connection().execute(select(_C.id, _C.tier).where(_C.tier != ""))}


def tiers(session: Session) -> list[str]:
    """Return the tiers open files have."""
    return list(session.execute(select(_C.tier).where(_C.tier != "", _C.closed == 0).distinct()).scalars())


def tags(session: Session) -> list[str]:
    """Return the tags open files have; most files have none or the same as others, so lists of tags are told apart."""
    tagged = func.instr(_C.file, '"tags"') > 0
    some = select(func.json_extract(_FILE, "$.tags").label("tags")).where(_C.closed == 0, tagged).distinct().subquery()
    each = func.json_each(some.c.tags).table_valued("value", "type", name="each_tag", joins_implicitly=True)
    every = select(each.c.value).select_from(some, each).where(each.c.type == "text").distinct()
    return list(session.execute(every).scalars())


# ---- visits ---------------------------------------------------------------------------------------------------------


def visits_after(session: Session, entry: int) -> dict[int, str]:
    """Return the day of the last visit among the entries after one, of every customer who has one among them.

    Reversed ones are left out; days are ISO text.
    """
    undone = select(_E.reverses).where(_E.reverses.is_not(None))
    owner = _E.customer_id.op("+")(0)  # kept from the index, which would look up each entry in its place
    statement = select(owner, func.max(_E.posted_on)).where(
        _E.id > entry, _E.kind.in_(_VISITS), _E.id.not_in(undone), _E.customer_id.is_not(None)
    )
    return {row[0]: row[1] for row in session.connection().execute(statement.group_by(owner))}


def undone_after(session: Session, entry: int) -> list[int]:
    """Return the customers an entry of whose was reversed by an entry after one."""
    statement = select(_E.customer_id).where(_E.id > entry, _E.reverses.is_not(None), _E.customer_id.is_not(None))
    return [row[0] for row in session.execute(statement.distinct())]


def last_visits(session: Session, customers: Collection[int]) -> dict[int, str]:
    """Return the day of the last visit of some customers, where there is one; reversed ones are left out."""
    undoing = aliased(t.entry)
    undone = select(undoing.c.id).where(undoing.c.reverses == _E.id).exists()
    found: dict[int, str] = {}
    for chunk in chunks(list(customers)):
        statement = select(_E.customer_id, func.max(_E.posted_on)).where(
            _E.customer_id.in_(chunk), _E.kind.in_(_VISITS), ~undone
        )
        found.update({row[0]: row[1] for row in session.execute(statement.group_by(_E.customer_id))})
    return found


# ---- lines ----------------------------------------------------------------------------------------------------------


def rows(session: Session, ids: Sequence[int], on: date) -> list[CustomerRow]:
    """Return the lines of some customers in the order asked for; one that does not exist is left out."""
    found: dict[int, CustomerRow] = {}
    for chunk in chunks(list(dict.fromkeys(ids))):
        found.update(_rows(session, chunk, on))
    return [found[id_] for id_ in ids if id_ in found]


_LINES = select(*(_C.id, _C.no, _C.name, _C.tier, _C.closed, _C.file), *(_H.principal, _H.bonus, _H.owed)).join_from(
    t.customer, t.customer_balance, _H.customer_id == _C.id, isouter=True
)


def _rows(session: Session, ids: Sequence[int], on: date) -> dict[int, CustomerRow]:
    files = session.execute(_LINES.where(_C.id.in_(ids)))
    late = _summed(session, _late(on).where(_B.customer_id.in_(ids), _OPEN))
    late = _with_plans(late, overdue_otherwise(session, on, ids))
    visits = _summed(session, _VISITS_LEFT.where(_B.customer_id.in_(ids)))
    expires: dict[int, str] = {}
    for customer, day_ in session.execute(_running_out(on).where(_B.customer_id.in_(ids), _OPEN)):
        expires[customer] = min(day_, expires.get(customer, day_))
    seen = _seen(session, ids)
    found: dict[int, CustomerRow] = {}
    for id_, no, name, tier, closed, file, principal, bonus, owed in files:
        phone, tagged = _phone_and_tags(file)
        found[id_] = CustomerRow(
            id=id_,
            no=no,
            name=name,
            phone=phone,
            tier=tier,
            tags=tagged,
            principal=principal or 0,
            bonus=bonus or 0,
            visits=visits.get(id_, 0),
            owed=owed or 0,
            overdue=late.get(id_, 0),
            last_visit=day(seen.get(id_)),
            expires_on=day(expires.get(id_)),
            closed=bool(closed),
        )
    return found


_OPEN: ColumnElement[bool] = _B.is_open == literal_column("1")  # as the index says it, so that it is used
_VISITS_LEFT = (
    select(_B.customer_id, _B.units)
    .join_from(t.item_balance, t.item, t.item.c.id == _B.item_id)
    .where(_OPEN, _B.units > 0, t.item.c.kind == ItemKind.PASS.value)
)


def _summed(session: Session, statement: Select[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for customer, amount in session.execute(statement):
        found[customer] = found.get(customer, 0) + amount
    return found


def _seen(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the last visits of customers, those recorded in files merged into theirs counted in."""
    into = {gone: lives for gone, lives in merged(session).items() if lives in set(ids)} if ids else {}
    seen = last_visits(session, {*ids, *into})
    return with_merged(seen, into)


def with_merged(seen: Mapping[int, str], into: Mapping[int, int]) -> dict[int, str]:
    """Return last visits with those of files merged away counted for the file that lives on."""
    both = dict(seen)
    for gone, lives in into.items():
        if gone in seen:
            both[lives] = max(seen[gone], both.get(lives, ""))
    return both


def _phone_and_tags(file: str) -> tuple[str, tuple[str, ...]]:
    try:
        content = json.loads(file)
        phones, tagged = content.get("phones", ()), content.get("tags", ())
        return (str(phones[0]) if phones else ""), tuple(map(str, tagged))
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise damaged_file() from error
