"""What the book has about a customer, section by section, to be given out to them (`core.privacy.person_export`)."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.core.customer import CustomerFile, changes
from app.core.journal import Held
from app.core.privacy.fates import TABLES
from app.core.privacy.person_export import Cell
from app.storage import tables as t
from app.storage.attachments import is_there
from app.storage.customers import load_by_id
from app.storage.erasing import about, texts_in
from app.storage.journal import chunks, entry_texts
from app.storage.kept_texts import kept_texts

Rows = list[tuple[Cell, ...]]
Family = Collection[int]


class PaperOf(NamedTuple):
    """A file that goes out with the data: its name in the archive, and what it holds."""

    name: str
    content: bytes


def sections(session: Session, family: Family) -> dict[str, Rows]:
    """Return the rows of each section about the customer whose files (internal ids) are given."""
    return {name: read(session, family) for name, read in _READERS.items()}


def papers(session: Session, family: Family) -> Iterator[PaperOf]:
    """Yield the statements, letters and attachments of a customer, one at a time."""
    s, l, c, a = t.statement.c, t.letter.c, t.contact.c, t.attachment.c  # noqa: E741 - as everywhere in these modules
    p, q = t.statement_paper.c, t.letter_paper.c
    issued = select(s.no, s.id).where(s.customer_id.in_(family)).order_by(s.id)
    for no, number in session.execute(issued).all():
        pdf = session.execute(select(p.pdf).where(p.statement_id == number)).scalar_one_or_none()
        if pdf is not None:
            yield PaperOf(statement_file(no), pdf)
    sent = select(l.no, l.contact_id).join_from(t.letter, t.contact, c.id == l.contact_id)
    for no, number in session.execute(sent.where(c.customer_id.in_(family)).order_by(l.number)).all():
        pdf = session.execute(select(q.pdf).where(q.contact_id == number)).scalar_one_or_none()
        if pdf is not None:
            yield PaperOf(letter_file(no), pdf)
    kept = select(a.id, a.name).where(a.customer_id.in_(family), is_there()).order_by(a.id)
    for number, name in session.execute(kept).all():
        content = session.execute(select(a.content).where(a.id == number)).scalar_one()
        yield PaperOf(attachment_file(number, name), content)


def statement_file(no: str) -> str:
    """Return where a statement's paper stands in the archive."""
    return f"statements/{_safe(no)}.pdf"


def letter_file(no: str) -> str:
    """Return where a letter's paper stands in the archive."""
    return f"letters/{_safe(no)}.pdf"


def attachment_file(number: int, name: str) -> str:
    """Return where an attachment stands in the archive: numbered, so that two of one name do not meet."""
    return f"attachments/{number}-{_safe(name)}"


_FORBIDDEN = frozenset('<>:"/\\|?*')


def _safe(name: str) -> str:
    """Return a name that every system takes for a file's, within its folder."""
    plain = "".join("_" if each in _FORBIDDEN or not each.isprintable() else each for each in name)
    return plain.strip(" .")[:100] or "_"


# ---- the file -------------------------------------------------------------------------------------------------------


def _file(session: Session, family: Family) -> Rows:
    """Return what the living file says, and by which numbers others were merged into it."""
    files = [load_by_id(session, each) for each in sorted(family)]
    rows: Rows = []
    for stored in files:
        rows += [(each.field, each.new) for each in changes(CustomerFile(no="", name=""), stored.file)]
    return rows


def _changes(session: Session, family: Family) -> Rows:
    c = t.file_change.c
    statement = select(c.changed_at, c.field, c.old, c.new).where(c.customer_id.in_(family)).order_by(c.id)
    return [(_at(at), name, old, new) for at, name, old, new in session.execute(statement)]


def _consents(session: Session, family: Family) -> Rows:
    c = t.consent.c
    columns = (c.purpose, c.given, c.on_day, c.source, c.sensitive)
    kept = session.execute(select(*columns).where(c.customer_id.in_(family)).order_by(c.id))
    rows: Rows = [(purpose, bool(given), _day(on), source, bool(more)) for purpose, given, on, source, more in kept]
    for each in sorted(family):
        consents = load_by_id(session, each).file.consents
        rows += [(channel, on is not None, on, "", False) for channel, on in consents.items()]
    return rows


# ---- the account ----------------------------------------------------------------------------------------------------


def _balances(session: Session, family: Family) -> Rows:
    c = t.customer_balance.c
    total = Held()
    for row in session.execute(select(c.principal, c.bonus, c.passes, c.owed).where(c.customer_id.in_(family))):
        total = Held(*(a + b for a, b in zip(total, row, strict=True)))
    return [tuple(total)]


def _items(session: Session, family: Family) -> Rows:
    i, b = t.item.c, t.item_balance.c
    columns = (i.name, i.kind, i.since_on, i.service, i.price, b.amount, b.units, b.expires_on, b.due_on)
    statement = select(*columns).join_from(t.item, t.item_balance, b.item_id == i.id)
    rows = session.execute(statement.where(i.customer_id.in_(family)).order_by(i.id))
    return [(*row[:2], _day(row[2]), *row[3:7], _day(row[7]), _day(row[8])) for row in map(tuple, rows)]


def _entries(session: Session, family: Family) -> Rows:
    """Return every line of their entries; of entries with somebody else only the lines that are theirs."""
    e, p, i = t.entry.c, t.posting.c, t.item.c
    columns = (e.id, e.posted_on, e.recorded_at, e.kind, p.account, i.name, p.amount, p.units)
    statement = (
        select(*columns)
        .outerjoin_from(t.entry, t.posting, p.entry_id == e.id)  # a new due date moves nothing
        .outerjoin(t.item, i.id == p.item_id)
        .where(p.customer_id.in_(family) | (p.customer_id.is_(None) & e.customer_id.in_(family)))
        .order_by(e.id, p.seq)
    )
    lines = session.execute(statement).all()
    numbers = sorted({line[0] for line in lines})
    texts = {number: said for chunk in chunks(numbers) for number, said in entry_texts(session, chunk).items()}
    rows: Rows = []
    for number, on, at, kind, account, item, amount, units in lines:
        said = texts.get(number, {})
        other = "; ".join(text for name, text in said.items() if name not in ("reference", "note"))
        head = (number, _day(on), _at(at), kind, other, said.get("reference", ""), said.get("note", ""))
        moved = (None, None) if amount is None else (max(amount, 0), max(-amount, 0))
        rows.append((*head, account or "", item or "", *moved, units))
    return rows


def _receipts(session: Session, family: Family) -> Rows:
    r, e, c = t.receipt.c, t.entry.c, t.receipt_copy.c
    copies = _counted(session, t.receipt_copy, c.receipt_id)
    statement = select(r.id, r.no, r.entry_id, r.made_at).join_from(t.receipt, t.entry, e.id == r.entry_id)
    rows = session.execute(statement.where(e.customer_id.in_(family)).order_by(r.id))
    return [(no, entry, _at(at), copies.get(number, 0)) for number, no, entry, at in rows]


# ---- statements and what came back ----------------------------------------------------------------------------------


def _statements(session: Session, family: Family) -> Rows:
    s, k, r = t.statement.c, t.statement_skip.c, t.statement_run.c
    copies = _counted(session, t.statement_copy, t.statement_copy.c.statement_id)
    columns = (s.id, s.no, s.period_from, s.period_to, s.kind, s.owed, s.principal, s.bonus, s.issued_at)
    rows: Rows = []
    for number, no, first, last, kind, *sums, at in session.execute(
        select(*columns).where(s.customer_id.in_(family)).order_by(s.id)
    ):
        end = (_at(at), statement_file(no), copies.get(number, 0), "")
        rows.append((no, _day(first), _day(last), kind, *sums, *end))
    skipped = select(r.period_from, r.period_to, k.reason).join_from(
        t.statement_skip, t.statement_run, r.id == k.run_id
    )
    for first, last, reason in session.execute(skipped.where(k.customer_id.in_(family)).order_by(k.run_id)):
        rows.append(("", _day(first), _day(last), "", None, None, None, None, "", 0, reason))
    return rows


def _replies(session: Session, family: Family) -> Rows:
    r, s, d, e, i = t.statement_reply.c, t.statement.c, t.dispute.c, t.dispute_end.c, t.item.c
    rows: Rows = []
    said = _texts(session, t.statement_reply, family)
    columns = (r.id, s.no, r.outcome, r.on_day, r.means)
    statement = select(*columns).join_from(t.statement_reply, t.statement, s.id == r.statement_id)
    for number, no, outcome, on, means in session.execute(statement.where(s.customer_id.in_(family)).order_by(r.id)):
        rows.append((no, outcome, _day(on), means, "", None, None, "", said.get(number, "")))
    why, answer = _texts(session, t.dispute, family), _texts(session, t.dispute_end, family)
    disputes = select(d.id, d.on_day, i.name, d.amount, e.on_day, e.outcome).join_from(
        t.dispute, t.item, i.id == d.item_id
    )
    disputes = disputes.outerjoin(t.dispute_end, e.dispute_id == d.id)
    for number, on, charge, amount, ended, how in session.execute(
        disputes.where(d.customer_id.in_(family)).order_by(d.id)
    ):
        text = _joined(why.get(number, ""), answer.get(number, ""))
        rows.append(("", "dispute", _day(on), "", charge, amount, _day(ended), how or "", text))
    return rows


# ---- reminders and contacts -----------------------------------------------------------------------------------------


def _contacts(session: Session, family: Family) -> Rows:
    c, s, n = t.contact.c, t.contact_step.c, t.letter.c
    said, rows = _texts(session, t.contact, family), Rows()
    steps = select(s.contact_id, s.what, s.tracking).where(about(t.contact_step, family)).order_by(s.contact_id, s.nth)
    after: dict[int, list[tuple[str, str]]] = {}
    for contact, what, tracking in session.execute(steps):
        after.setdefault(contact, []).append((what, tracking))
    columns = (c.id, c.at, c.way, c.result, c.incoming, n.no)
    statement = select(*columns).outerjoin_from(t.contact, t.letter, n.contact_id == c.id)
    for number, at, way, result, incoming, no in session.execute(
        statement.where(c.customer_id.in_(family)).order_by(c.id)
    ):
        then = after.get(number, [])
        words = (", ".join(what for what, _ in then), ", ".join(tracking for _, tracking in then if tracking))
        paper = (no or "", letter_file(no) if no else "")
        rows.append((_at(at), way, result, bool(incoming), said.get(number, ""), *words, *paper))
    e, r = t.reminder_event.c, t.reminder.c
    told = _texts(session, t.reminder_event, family)
    events = select(e.id, e.at, e.way, r.rule, e.what).join_from(t.reminder_event, t.reminder, r.id == e.reminder_id)
    for number, at, way, rule, what in session.execute(events.where(r.customer_id.in_(family)).order_by(e.id)):
        rows.append((_at(at), way, rule, False, told.get(number, ""), what, "", "", ""))
    return rows


def _promises(session: Session, family: Family) -> Rows:
    p, u, n, a = t.promise.c, t.pause.c, t.dated_note.c, t.account_review.c
    rows = Rows()
    ended, said = _ends(session, t.promise_end, family), _texts(session, t.promise, family)
    for number, on, due, amount in _of(session, t.promise, family, p.id, p.made_on, p.due_on, p.amount):
        end = ended.get(number, _End())
        text = _joined(said.get(number, ""), end.why)
        rows.append(("promise", _day(on), _day(due), amount, _day(end.on), text))
    ended, said = _ends(session, t.pause_end, family), _texts(session, t.pause, family)
    for number, kind, on, until in _of(session, t.pause, family, u.id, u.kind, u.starts_on, u.ends_on):
        end = ended.get(number, _End())
        text = _joined(said.get(number, ""), end.why)
        rows.append((f"pause {kind}", _day(on), _day(until), None, _day(end.on), text))
    ended, said = _ends(session, t.dated_note_end, family), _texts(session, t.dated_note, family)
    for number, on in _of(session, t.dated_note, family, n.id, n.on_day):
        end = ended.get(number, _End())
        rows.append(("note", _day(on), None, None, _day(end.on), _joined(said.get(number, ""), end.why)))
    said = _texts(session, t.account_review, family)
    for number, on in _of(session, t.account_review, family, a.id, a.on_day):
        rows.append(("review", _day(on), None, None, None, said.get(number, "")))
    rows += _reviewed(session, family)
    return rows


def _reviewed(session: Session, family: Family) -> Rows:
    """Return the reviews of prepaid accounts the customer was drawn for, and what was found."""
    r, k, f = t.prepaid_review.c, t.prepaid_review_pick.c, t.prepaid_review_finding.c
    drawn = select(r.on_day).join_from(t.prepaid_review_pick, t.prepaid_review, r.id == k.review_id)
    days = session.execute(drawn.where(about(t.prepaid_review_pick, family)).order_by(r.id)).scalars()
    rows: Rows = [("review", _day(on), None, None, None, "") for on in days]
    said = _texts(session, t.prepaid_review_finding, family)
    for number, point, outcome, on in _of(
        session, t.prepaid_review_finding, family, f.id, f.point, f.outcome, f.on_day
    ):
        rows.append((f"review {point} {outcome}", _day(on), None, None, None, said.get(number, "")))
    return rows


def _arrivals(session: Session, family: Family) -> Rows:
    """Return payments of bills that were tied to the customer, what was made of them, and how the payer is known."""
    i, p, s, y = t.incoming.c, t.incoming_payer.c, t.incoming_step.c, t.payer.c
    rows = Rows()
    columns = (p.incoming_id, p.payment, p.text, i.kind, i.way, i.on_day, i.amount)
    tied = select(*columns).join_from(t.incoming_payer, t.incoming, i.id == p.incoming_id)
    for _, payment, text, kind, way, on, amount in session.execute(
        tied.where(about(t.incoming_payer, family)).order_by(p.incoming_id)
    ):
        said = json.loads(text)
        words = _joined(said.get("reference", ""), said.get("text", ""), *said.get("raw", ()))
        rows.append((kind, _day(on), way, amount, said.get("name", ""), said.get("account", ""), payment, words))
    told = _texts(session, t.incoming_step, family)
    for number, what, at, amount in _of(session, t.incoming_step, family, s.id, s.what, s.recorded_at, s.amount):
        rows.append((what, _at(at).date(), "", amount, "", "", "", told.get(number, "")))
    for _, way, name, account in _of(session, t.payer, family, y.id, y.way, y.name, y.account):
        rows.append(("payer", None, way, None, name, account, "", ""))
    return rows


# ---- credit and claims ----------------------------------------------------------------------------------------------


def _credit(session: Session, family: Family) -> Rows:
    a, p, r = t.agreement.c, t.payment_plan.c, t.credit_review.c
    rows = Rows()
    ended = _ends(session, t.agreement_end, family)
    said = _texts(session, t.agreement, family)
    columns = (a.id, a.agreed_on, a.starts_on, a.ends_on, a.content)
    for number, on, first, last, content in _of(session, t.agreement, family, *columns):
        end = ended.get(number, _End(last))
        rows.append(("agreement", _day(on), _day(first), _day(end.on), content, _joined(said.get(number, ""), end.why)))
    ended = _ends(session, t.payment_plan_end, family)
    said = _texts(session, t.payment_plan, family)
    for number, on, content in _of(session, t.payment_plan, family, p.id, p.made_on, p.content):
        end = ended.get(number, _End())
        rows.append(("plan", _day(on), None, _day(end.on), content, _joined(said.get(number, ""), end.why)))
    said = _texts(session, t.credit_review, family)
    for number, on, decided, content in _of(session, t.credit_review, family, r.id, r.on_day, r.decided, r.content):
        rows.append((f"rating {decided}", _day(on), None, None, content, said.get(number, "")))
    return rows


def _claims(session: Session, family: Family) -> Rows:
    g, gs, c, cs, p = t.guarantee.c, t.guarantee_step.c, t.legal_case.c, t.legal_case_step.c, t.proof.c
    rows = Rows()
    said = _texts(session, t.guarantee, family)
    for number, kind, on, until, amount in _of(
        session, t.guarantee, family, g.id, g.kind, g.on_day, g.ends_on, g.amount
    ):
        rows.append((f"guarantee {kind}", _day(on), _day(until), amount, "", said.get(number, ""), ""))
    said = _texts(session, t.guarantee_step, family)
    for number, what, on, amount in _of(session, t.guarantee_step, family, gs.id, gs.what, gs.on_day, gs.amount):
        rows.append(("guarantee", _day(on), None, amount, what, said.get(number, ""), ""))
    said = _texts(session, t.legal_case, family)
    for number, on in _of(session, t.legal_case, family, c.id, c.on_day):
        rows.append(("case", _day(on), None, None, "", said.get(number, ""), ""))
    said = _texts(session, t.legal_case_step, family)
    columns = (cs.id, cs.what, cs.on_day, cs.next_on, cs.amount)
    for number, what, on, following, amount in _of(session, t.legal_case_step, family, *columns):
        rows.append(("case", _day(on), _day(following), amount, what, said.get(number, ""), ""))
    names = dict(session.execute(select(t.attachment.c.id, t.attachment.c.name)).all())
    said = _texts(session, t.proof, family)
    for number, kind, what, on, file in _of(session, t.proof, family, p.id, p.kind, p.what, p.on_day, p.attachment_id):
        kept = attachment_file(file, names[file]) if file in names else ""
        rows.append((f"proof {kind}", _day(on), None, None, what, said.get(number, ""), kept))
    return rows


def _attachments(session: Session, family: Family) -> Rows:
    a = t.attachment.c
    columns = (a.id, a.name, a.media_type, a.size, a.added_at)
    rows = _of(session, t.attachment, family, *columns)
    return [
        (name, kind, size, _at(at), attachment_file(number, name) if name else "")  # a removed one has no file any more
        for number, name, kind, size, at in rows
    ]


def _exports(session: Session, family: Family) -> Rows:
    x = t.export_log.c
    return [
        (_at(at), what, rows)
        for _, at, what, rows in _of(session, t.export_log, family, x.id, x.recorded_at, x.what, x.rows)
    ]


# ---- helpers --------------------------------------------------------------------------------------------------------


def _of(session: Session, table: Table, family: Family, *columns: Any) -> Sequence[Any]:  # noqa: ANN401 - columns
    """Return columns of the rows of a table about the customer, in the order of the first."""
    return session.execute(select(*columns).where(about(table, family)).order_by(columns[0])).all()


def _texts(session: Session, table: Table, family: Family) -> dict[int, str]:
    """Return what was written beside rows about the customer, all of it in one text."""
    numbers = session.execute(select(next(iter(table.primary_key))).where(about(table, family))).scalars().all()
    return {number: "; ".join(texts_in(text)) for number, text in kept_texts(session, table, numbers).items()}


class _End(NamedTuple):
    """When something ended, and what was written of it."""

    on: str | None = None
    why: str = ""


def _ends(session: Session, table: Table, family: Family) -> dict[int, _End]:
    """Return how rows about the customer ended, by the row that did; `table` is that of the ends."""
    number, whose = next(iter(table.primary_key)), table.c[TABLES[table.name].person]
    why = _texts(session, table, family)
    rows = session.execute(select(number, whose, table.c.on_day).where(about(table, family)))
    return {row: _End(on, why.get(end, "")) for end, row, on in rows}


def _counted(session: Session, table: Table, column: Any) -> dict[int, int]:  # noqa: ANN401 - a column
    found: dict[int, int] = {}
    for number in session.execute(select(column).select_from(table)).scalars():
        found[number] = found.get(number, 0) + 1
    return found


def _joined(*texts: str) -> str:
    return "; ".join(text for text in texts if text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


_READERS: Mapping[str, Callable[[Session, Family], Rows]] = MappingProxyType(
    {
        "file": _file,
        "changes": _changes,
        "consents": _consents,
        "balances": _balances,
        "items": _items,
        "entries": _entries,
        "receipts": _receipts,
        "statements": _statements,
        "replies": _replies,
        "contacts": _contacts,
        "promises": _promises,
        "credit": _credit,
        "claims": _claims,
        "arrivals": _arrivals,
        "attachments": _attachments,
        "exports": _exports,
    }
)
"""How each section is read."""
