"""What planning reminders needs to know of the past: stages done, promises, pauses, notes, statements, interruptions.

Each is one select for all customers, or for some of them. What was recorded for a file that was merged away counts for
the file that lives on.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, String, cast, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.journal import RECEIVABLE, EntryKind
from app.core.reminder.facts import NoteFact, Pause, PauseKind, StatementFact
from app.core.reminder.kinds import COUNTS, UNCLEAR, RuleKind, State, Way
from app.core.reminder.ladder import Done
from app.core.reminder.promise import Payment, Promise
from app.core.reminder.wish import Key
from app.core.statement_reply import Outcome
from app.storage import tables as t
from app.storage.disputes import where_now
from app.storage.families import Scope
from app.storage.journal import chunks, day
from app.storage.kept_rows import texts_of

_R, _V, _C, _S, _P, _E = (
    t.reminder.c,
    t.reminder_cover.c,
    t.contact.c,
    t.contact_step.c,
    t.posting.c,
    t.entry.c,
)
_PARTLY = (_R.state == State.CANCELLED.value) & _R.done_on.is_not(None)
_OVERDUE = _R.rule.op("||")("") == RuleKind.OVERDUE.value  # not by the index of rules: half of all rows have this one
_OWNER_ONLY = f'["{Way.OWNER.value}"]'


# ---- the queue ------------------------------------------------------------------------------------------------------


def stages_done(session: Session, scope: Scope) -> dict[int, list[Done]]:
    """Return the stages done of charges, by the charge as it is now; of everybody only those still open.

    A reminder that took itself back after one of its ways had gone out (the charge it was led by was paid) asked for
    the others it named all the same. Only its own charge, should it come back, is asked for by the ways that are left.
    """
    b = t.item_balance.c
    statement = (
        select(_V.item_id, _V.nth, _R.done_on)
        .join_from(t.reminder, t.reminder_cover, _V.reminder_id == _R.id)
        .where(_OVERDUE, _V.nth > 0, _R.done_on.is_not(None))
        .where(or_(_R.state.in_(_words(COUNTS)), _PARTLY & (_R.subject != cast(_V.item_id, String))))
    )
    open_ones = statement.join(t.item_balance, b.item_id == _V.item_id).where(b.is_open == 1)
    found: dict[int, list[Done]] = defaultdict(list)
    for item, nth, on in scope.rows(session, open_ones, _R.customer_id):
        found[item].append(Done(nth, date.fromisoformat(on)))
    for old, new in _moved(session, scope, statement).items():
        for nth, on in session.execute(statement.with_only_columns(_V.nth, _R.done_on).where(_V.item_id == old)):
            found[new].append(Done(nth, date.fromisoformat(on)))
    return found


def _words(states: Iterable[State]) -> list[str]:
    return sorted(state.value for state in states)


def _moved(session: Session, scope: Scope, statement: Select[Any]) -> dict[int, int]:
    """Return where charges with stages done are now that went to another file, or came back: few files ever merge."""
    b, merge = t.item_balance.c, select(_E.id).where(_E.kind == literal_column("'merge'"))  # written out for its index
    settled = statement.join(t.item_balance, b.item_id == _V.item_id).where(b.is_open == 0)
    settled = settled.with_only_columns(_V.item_id).distinct()
    items: list[int] = []
    for chunk in chunks(list(session.execute(merge).scalars())):
        moved = select(_P.item_id).where(_P.entry_id.in_(chunk), _P.account == RECEIVABLE)
        items += session.execute(settled.where(_V.item_id.in_(moved))).scalars()
    now = where_now(session, items)
    return {old: new for old, (new, owner) in now.items() if scope.customers is None or owner in scope.customers}


def last_reminded(session: Session, scope: Scope, since: date) -> dict[int, date]:
    """Return when the last reminder of overdue money went out to each customer, from a day on; no decision is one."""
    statement = select(_R.customer_id, func.max(_R.done_on)).where(
        _OVERDUE,
        _R.state.in_(_words({State.SENT, State.DONE, State.CANCELLED})),
        _R.done_on >= since.isoformat(),
        func.instr(_R.wish, f'"ways":{_OWNER_ONLY}') == 0,
    )
    found: dict[int, date] = {}
    for customer, on in scope.rows(session, statement.group_by(_R.customer_id), _R.customer_id):
        lives = scope.lives(customer)
        found[lives] = max(date.fromisoformat(on), found.get(lives, date.min))
    return found


def unclear_keys(session: Session, scope: Scope) -> dict[int, list[Key]]:
    """Return the keys of reminders that nobody knows to be out or not."""
    statement = select(_R.customer_id, _R.rule, _R.subject, _R.occurrence).where(_R.state.in_(_words(UNCLEAR)))
    found: dict[int, list[Key]] = defaultdict(list)
    for customer, rule, subject, occurrence in scope.rows(session, statement, _R.customer_id):
        found[scope.lives(customer)].append(Key(RuleKind(rule), subject, occurrence))
    return found


# ---- promises and what was paid -------------------------------------------------------------------------------------


def open_promises(session: Session, scope: Scope) -> dict[int, list[Promise]]:
    """Return the promises that were not withdrawn."""
    p, x = t.promise.c, t.promise_end.c
    statement = (
        select(p.customer_id, p.id, p.amount, p.due_on, p.made_on, p.after_entry)
        .outerjoin_from(t.promise, t.promise_end, x.promise_id == p.id)
        .where(x.promise_id.is_(None))
    )
    found: dict[int, list[Promise]] = defaultdict(list)
    for customer, id_, amount, due, made, after in scope.rows(session, statement, p.customer_id):
        promise = Promise(id_, amount, date.fromisoformat(due), date.fromisoformat(made), after)
        found[scope.lives(customer)].append(promise)
    return found


def payments_since(session: Session, scope: Scope, since: date) -> dict[int, list[Payment]]:
    """Return what paid charges from a day on, prepaid money included, with the day of its reversal if it has one."""
    undoing = aliased(t.entry)
    statement = (
        select(_E.customer_id, _E.id, _E.posted_on, func.sum(-_P.amount), undoing.c.posted_on)
        .join_from(t.entry, t.posting, _P.entry_id == _E.id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(_E.kind.in_(_PAYING), _E.posted_on >= since.isoformat(), _P.account == RECEIVABLE, _P.amount < 0)
        .group_by(_E.id)
    )
    found: dict[int, list[Payment]] = defaultdict(list)
    for customer, id_, on, amount, undone in scope.rows(session, statement, _E.customer_id):
        found[scope.lives(customer)].append(Payment(id_, date.fromisoformat(on), amount, day(undone)))
    return found


_PAYING = (EntryKind.PAYMENT.value, EntryKind.SETTLE.value)


# ---- pauses, notes, reviews, statements -----------------------------------------------------------------------------


def pauses(session: Session, scope: Scope) -> dict[int, list[Pause]]:
    """Return the pauses, each with the last day it really held; without the reasons people gave."""
    p, x = t.pause.c, t.pause_end.c
    statement = select(p.customer_id, p.kind, p.starts_on, p.ends_on, x.on_day).outerjoin_from(
        t.pause, t.pause_end, x.pause_id == p.id
    )
    found: dict[int, list[Pause]] = defaultdict(list)
    for customer, kind, starts, ends, ended in scope.rows(session, statement, p.customer_id):
        start, last, lifted = date.fromisoformat(starts), day(ends), day(ended)
        if lifted is not None:
            if lifted <= start:
                continue  # it never held
            before = date.fromordinal(lifted.toordinal() - 1)
            last = before if last is None else min(last, before)
        found[scope.lives(customer)].append(Pause(PauseKind(kind), start, last))
    return found


def dated_notes(session: Session, scope: Scope) -> dict[int, list[NoteFact]]:
    """Return the shop's dated notes that are still wanted, with their texts."""
    n, x = t.dated_note.c, t.dated_note_end.c
    statement = (
        select(n.customer_id, n.id, n.on_day)
        .outerjoin_from(t.dated_note, t.dated_note_end, x.note_id == n.id)
        .where(x.note_id.is_(None))
    )
    rows = list(scope.rows(session, statement, n.customer_id))
    texts = texts_of(session, t.dated_note, [row[1] for row in rows])
    found: dict[int, list[NoteFact]] = defaultdict(list)
    for customer, id_, on in rows:
        found[scope.lives(customer)].append(NoteFact(id_, date.fromisoformat(on), texts.get(id_, "")))
    return found


def last_reviews(session: Session, scope: Scope) -> dict[int, date]:
    """Return when each account was looked through last."""
    r = t.account_review.c
    statement = select(r.customer_id, func.max(r.on_day)).group_by(r.customer_id)
    found: dict[int, date] = {}
    for customer, on in scope.rows(session, statement, r.customer_id):
        lives = scope.lives(customer)
        found[lives] = max(date.fromisoformat(on), found.get(lives, date.min))
    return found


def unanswered(session: Session, scope: Scope, since: date) -> dict[int, list[StatementFact]]:
    """Return each customer's last statement that asked for a reply by a day from one on, if nobody replied."""
    s, r = t.statement.c, t.statement_reply.c
    last = select(r.statement_id, func.max(r.id).label("id")).group_by(r.statement_id).subquery()
    statement = (
        select(s.customer_id, s.no, s.issued_at, s.reply_by, r.outcome)
        .outerjoin_from(t.statement, last, last.c.statement_id == s.id)
        .outerjoin(t.statement_reply, r.id == last.c.id)
        .where(s.reply_by >= since.isoformat())
        .order_by(s.id)
    )
    found: dict[int, list[StatementFact]] = {}
    for customer, no, issued, reply_by, outcome in scope.rows(session, statement, s.customer_id):
        open_ = outcome in (None, Outcome.NONE.value)
        fact = StatementFact(no, date.fromisoformat(issued[:10]), date.fromisoformat(reply_by))
        found[scope.lives(customer)] = [fact] if open_ else []  # a later one contains the earlier
    return found
