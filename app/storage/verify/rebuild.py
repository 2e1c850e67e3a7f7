"""Making the derived tables anew from the journal."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Select, case, delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from app.core.journal import BAD_DEBT, BONUS, PASS, PRINCIPAL, RECEIVABLE, EntryKind
from app.storage import tables as t
from app.storage.books import genesis, load_book
from app.storage.cards import rebuild_cards
from app.storage.groups import rebuild_groups
from app.storage.verify.chain import Change
from app.storage.verify.derived import charge_parts, closed_through, final_terms

_BATCH = 1000


def rebuild(session: Session) -> None:
    """Write the balances of items and customers, the end of the chain and the tables of cards and groups anew.

    Run `examine` afterwards: a journal that does not hold together cannot be mended by this.
    """
    session.execute(delete(t.item_balance))
    session.execute(delete(t.charge_part))
    session.execute(delete(t.customer_balance))
    session.execute(delete(t.head))
    rows = _item_rows(session)
    while batch := list(islice(rows, _BATCH)):
        session.execute(insert(t.item_balance), batch)
    parts = _part_rows(session)
    if parts:
        session.execute(insert(t.charge_part), parts)
    session.execute(
        insert(t.customer_balance).from_select(
            ("customer_id", "principal", "bonus", "passes", "owed"), _customer_rows()
        )
    )
    session.execute(insert(t.head), _head_row(session))
    rebuild_cards(session)
    rebuild_groups(session)


def _part_rows(session: Session) -> list[dict[str, Any]]:
    e, i = t.entry.c, t.item.c
    made = select(i.id, e.facts).join_from(t.item, t.entry, e.id == i.entry_id)
    interest = [(item, facts) for item, facts in session.execute(made.where(e.kind == EntryKind.INTEREST.value))]
    moved = select(e.facts).where(e.kind == EntryKind.MERGE.value, e.facts.contains('"parts"'))
    found = charge_parts(interest, session.execute(moved).scalars())
    return [{"item_id": item, "of_item_id": of, "part": part} for item, (of, part) in found.items()]


def _part(account: str, sign: int) -> Any:  # noqa: ANN401 - an expression of SQL
    return func.coalesce(func.sum(case((t.posting.c.account == account, sign * t.posting.c.amount), else_=0)), 0)


def _customer_rows() -> Select[Any]:
    parts = [_part(account, sign) for account, sign in ((PRINCIPAL, -1), (BONUS, -1), (PASS, -1), (RECEIVABLE, 1))]
    return (
        select(t.posting.c.customer_id, *parts)
        .where(t.posting.c.account.in_((PRINCIPAL, BONUS, PASS, RECEIVABLE)))
        .group_by(t.posting.c.customer_id)
    )


def _item_rows(session: Session) -> Iterator[dict[str, Any]]:
    changes, touched = _terms(session)
    undone = set(session.execute(select(t.entry.c.reverses).where(t.entry.c.reverses.is_not(None))).scalars())
    i, p = t.item.c, t.posting.c
    amount = case((i.is_charge == 1, _part(RECEIVABLE, 1)), else_=_part(PRINCIPAL, -1) + _part(PASS, -1))
    units = func.coalesce(func.sum(case((p.account == PASS, -p.units), else_=0)), 0)
    left = (amount, _part(BONUS, -1), units, _part(BAD_DEBT, 1))
    statement = (
        select(i.id, i.customer_id, t.entry.c.posted_on, i.expires_on, i.due_on, *left, func.max(p.posted_on))
        .join_from(t.item, t.entry, t.entry.c.id == i.entry_id)
        .outerjoin(t.posting, p.item_id == i.id)
        .group_by(i.id)
        .order_by(i.id)
    )
    for number, customer, made_on, expires, due, principal, bonus, visits, lost, moved_on in session.execute(
        statement.execution_options(yield_per=_BATCH)
    ):
        expires_on, due_on = final_terms(expires, due, changes.get(number, ()), undone)
        yield {
            "item_id": number,
            "customer_id": customer,
            "amount": principal,
            "bonus": bonus,
            "units": visits,
            "written_off": lost,
            "expires_on": expires_on,
            "due_on": due_on,
            "last_on": max(made_on, moved_on or made_on, touched.get(number, made_on)),
            "is_open": int(any((principal, bonus, visits, lost))),
        }


def _terms(session: Session) -> tuple[dict[int, list[Change]], dict[int, str]]:
    """Return the changes of terms by item, and the last day on which any was made or undone."""
    undoing = aliased(t.entry)
    c = t.term_change.c
    statement = (
        select(c.item_id, t.entry.c.posted_on, c.entry_id, c.expires_on, c.due_on, undoing.c.posted_on)
        .join_from(t.term_change, t.entry, t.entry.c.id == c.entry_id)
        .outerjoin(undoing, undoing.c.reverses == t.entry.c.id)
    )
    changes: dict[int, list[Change]] = {}
    touched: dict[int, str] = {}
    for item, on, number, expires_on, due_on, undone_on in session.execute(statement):
        changes.setdefault(item, []).append(Change(on, number, expires_on, due_on))
        touched[item] = max(touched.get(item, on), on, undone_on or on)
    return changes, touched


def _head_row(session: Session) -> dict[str, Any]:
    e = t.entry.c
    last = session.execute(select(e.id, e.hash).order_by(e.id.desc()).limit(1)).one_or_none()
    item = session.execute(select(func.max(t.item.c.id))).scalar_one()
    first_on, last_on = session.execute(select(func.min(e.posted_on), func.max(e.posted_on))).one()
    months: list[str] = []
    kinds = (EntryKind.CLOSE_MONTH.value, EntryKind.REOPEN_MONTH.value)
    for kind, on in session.execute(select(e.kind, e.posted_on).where(e.kind.in_(kinds)).order_by(e.id)):
        if kind == EntryKind.CLOSE_MONTH:
            months.append(on[:7])
        elif months:
            months.pop()
    return {
        "id": 1,
        "entry_id": last.id if last else 0,
        "hash": last.hash if last else genesis(load_book(session)),
        "item_id": item or 0,
        "closed_through": closed_through(months),
        "first_on": first_on,
        "last_on": last_on,
    }
