"""Everything in the book that proves charges or starts their limitation period anew: some customers', each once.

`Document.file` and `.receipt` say where the paper is kept: `attachment/7`, `letter/12` (by its contact), `statement/3`.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.credit.evidence import Document, Part
from app.core.credit.requests import IN_COURT, ProofKind, ProofOf
from app.core.journal import RECEIVABLE, EntryKind
from app.core.reminder.requests import ContactResult, StepKind
from app.core.statement_reply import Outcome
from app.errors import Message
from app.i18n.mark import N_
from app.storage import cases, plans, proof
from app.storage import tables as t
from app.storage.families import Scope
from app.storage.journal import chunks, day, entry_texts
from app.storage.lineage import same_charges

_PAYING = (EntryKind.PAYMENT.value, EntryKind.SETTLE.value)
_DELIVERED = (StepKind.DELIVERED.value, StepKind.RECEIPT.value)
_TALKED = (ContactResult.REACHED.value, ContactResult.DISPUTED.value)


class ClaimCharge(NamedTuple):
    """A charge to be proven (minor units): its item now, its name, its customer's living file, the day of its sale."""

    item: int
    name: str
    customer: int
    on: date
    amount: int


class _Claims:
    """The charges asked about, found again by whatever they have been and by customer."""

    def __init__(self, session: Session, charges: Collection[ClaimCharge], into: Mapping[int, int]) -> None:
        self.session = session
        self.of_item: dict[int, ClaimCharge] = {}
        self.of_customer: dict[int, list[ClaimCharge]] = defaultdict(list)
        by_item = {each.item: each for each in charges}
        for item, family in same_charges(session, sorted(by_item)).items():
            self.of_item.update(dict.fromkeys(family, by_item[item]))
        for each in charges:
            self.of_customer[each.customer].append(each)
        self.scope = Scope(None, into).only(set(self.of_customer))
        self.copies: set[str] = set()  # the proofs that stand as the copy of a charge

    def names(self, items: Iterable[int]) -> tuple[str, ...]:
        """Return the names of the charges asked about among some items."""
        return tuple(dict.fromkeys(self.of_item[item].name for item in items if item in self.of_item))

    def owed_on(self, customer: int, on: date) -> tuple[str, ...]:
        """Return the charges of a customer there were on a day."""
        return tuple(each.name for each in self.of_customer[self.scope.lives(customer)] if each.on <= on)

    def sold_between(self, customer: int, start: date, end: date | None, left_on: date | None) -> tuple[str, ...]:
        """Return the charges of a customer made from a day on through another, before what held then was ended."""
        mine = self.of_customer[self.scope.lives(customer)]
        there = [each for each in mine if start <= each.on and (end is None or each.on <= end)]
        return tuple(each.name for each in there if left_on is None or each.on < left_on)

    def owner(self, items: Iterable[int]) -> int:
        """Return the living file of the first charge asked about among some items."""
        return next(self.of_item[item].customer for item in items if item in self.of_item)


def claim_documents(
    session: Session, charges: Collection[ClaimCharge], into: Mapping[int, int]
) -> dict[int, list[Document]]:
    """Return what proves charges, by the living file of the customer; `into` says which files live on in which."""
    claims = _Claims(session, charges, into)
    found: dict[int, list[Document]] = {customer: [] for customer in claims.of_customer}
    for source in (_sold, _agreements, _plans, _statements, _promises, _payments, _letters, _contacts, _cases, _proofs):
        for customer, document in source(claims):
            found[customer].append(document)
    return found


_Found = Iterator[tuple[int, Document]]


def _attachment(number: int | None) -> str:
    return "" if number is None else f"attachment/{number}"


# ---- what was agreed and sold ---------------------------------------------------------------------------------------


def _sold(claims: _Claims) -> _Found:
    papers = proof.proof_about(claims.session, ProofOf.CHARGE, claims.of_item)
    signed = {item: _copy(found) for item, found in papers.items()}
    for each in {charge.item: charge for charge in claims.of_item.values()}.values():
        kept = next((p for item, p in signed.items() if p is not None and claims.of_item[item] is each), None)
        if kept is not None:
            claims.copies.add(kept.request)
        file = _attachment(kept.attachment if kept else None)
        yield (
            each.customer,
            Document(part=Part.CHARGE, name=each.name, on=each.on, file=file, amount=each.amount, charges=(each.name,)),
        )


def _copy(found: Iterable[proof.StoredProof]) -> proof.StoredProof | None:
    """Return the paper of a charge: the first one kept that is no word of the debtor's about it."""
    papers = (each for each in found if each.attachment is not None and each.what is not ProofKind.ACKNOWLEDGED)
    return next(papers, None)


def _agreements(claims: _Claims) -> _Found:
    a = t.agreement.c
    ended = t.agreement_end.c
    statement = select(a.id, a.request_id, a.customer_id, a.agreed_on, a.starts_on, a.ends_on, ended.on_day)
    statement = statement.outerjoin_from(t.agreement, t.agreement_end, ended.agreement_id == a.id)
    rows = list(claims.scope.rows(claims.session, statement, a.customer_id))
    papers = proof.proof_about(claims.session, ProofOf.AGREEMENT, [row[0] for row in rows])
    for number, request, customer, agreed_on, starts, ends, left_on in rows:
        on = date.fromisoformat(agreed_on)
        names = claims.sold_between(customer, date.fromisoformat(starts), day(ends), day(left_on))
        if not names:
            continue
        scan = next((p for p in papers.get(number, ()) if p.attachment is not None), None)
        yield (
            claims.scope.lives(customer),
            Document(
                part=Part.AGREEMENT,
                name=request,
                on=on,
                file=_attachment(scan.attachment if scan else None),
                charges=names,
                confirmed_on=scan.on if scan and scan.what is ProofKind.SIGNED else None,
                label=Message(N_("Agreement of {on}"), {"on": on}),
            ),
        )


def _plans(claims: _Claims) -> _Found:
    wanted = set(claims.scope.customers or ()) or set(claims.of_customer)
    every = plans.plans_of(claims.session, wanted)
    papers = proof.proof_about(claims.session, ProofOf.PLAN, [each.id for each in every])
    for each in every:
        names = claims.names(each.items)
        if names:
            scan = next((p for p in papers.get(each.id, ()) if p.attachment is not None), None)
            yield (
                claims.owner(each.items),
                Document(
                    part=Part.PLAN,
                    name=each.plan.id,
                    on=each.plan.made_on,
                    file=_attachment(scan.attachment if scan else None),
                    amount=each.plan.amount,
                    charges=names,
                    confirmed_on=scan.on if scan else None,
                    label=Message(N_("Payment plan of {on}"), {"on": each.plan.made_on}),
                ),
            )


# ---- what was said of them ------------------------------------------------------------------------------------------


def _statements(claims: _Claims) -> _Found:
    s, r = t.statement.c, t.statement_reply.c
    last = select(r.statement_id, func.max(r.id).label("id")).group_by(r.statement_id).subquery()
    statement = (
        select(s.id, s.no, s.customer_id, s.issued_at, s.period_to, s.owed, r.outcome, r.on_day, r.attachment_id)
        .outerjoin_from(t.statement, last, last.c.statement_id == s.id)
        .outerjoin(t.statement_reply, r.id == last.c.id)
    )
    for number, no, customer, issued, to, owed, outcome, on, reply in claims.scope.rows(
        claims.session, statement, s.customer_id
    ):
        names = claims.owed_on(customer, date.fromisoformat(to))
        if names:
            confirmed = outcome == Outcome.CONFIRMED.value
            yield (
                claims.scope.lives(customer),
                Document(
                    part=Part.STATEMENT,
                    name=no,
                    on=date.fromisoformat(issued[:10]),
                    file=f"statement/{number}",
                    amount=owed,
                    charges=names,
                    confirmed_on=date.fromisoformat(on) if confirmed else None,
                    receipt=_attachment(reply),
                    label=Message(N_("Statement {no}"), {"no": no}),
                ),
            )


def _promises(claims: _Claims) -> _Found:
    p = t.promise.c
    statement = select(p.request_id, p.customer_id, p.made_on, p.amount)
    for request, customer, made_on, amount in claims.scope.rows(claims.session, statement, p.customer_id):
        on = date.fromisoformat(made_on)
        names = claims.owed_on(customer, on)
        if names:
            label = Message(N_("Promise of {on}"), {"on": on})
            yield (
                claims.scope.lives(customer),
                Document(part=Part.PROMISE, name=request, on=on, amount=amount, charges=names, label=label),
            )


def _payments(claims: _Claims) -> _Found:
    e, p, undoing = t.entry.c, t.posting.c, aliased(t.entry)
    statement = (
        select(e.id, e.posted_on, p.item_id, -p.amount)
        .join_from(t.posting, t.entry, e.id == p.entry_id)
        .outerjoin(undoing, undoing.c.reverses == e.id)
        .where(e.kind.in_(_PAYING), p.account == RECEIVABLE, p.amount < 0, undoing.c.id.is_(None))
    )
    paid: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for chunk in chunks(sorted(claims.of_item)):
        for entry, on, item, amount in claims.session.execute(statement.where(p.item_id.in_(chunk))):
            paid[entry, on].append((item, amount))
    step = t.guarantee_step.c.entry_id
    others = set(claims.session.execute(select(step).where(step.is_not(None))).scalars())
    references = entry_texts(claims.session, sorted({entry for entry, _ in paid}))
    for (entry, on), parts in sorted(paid.items()):
        items = [item for item, _ in parts]
        number = references.get(entry, {}).get("reference", "") or str(entry)
        yield (
            claims.owner(items),
            Document(
                part=Part.OTHER if entry in others else Part.PAYMENT,  # what a guarantor pays is no word of the debtor
                name=f"entry {entry}",
                on=date.fromisoformat(on),
                file=f"entry/{entry}",  # the ledger at the end of the pack has it
                amount=sum(amount for _, amount in parts),
                charges=claims.names(items),
                label=Message(N_("Payment {number}"), {"number": number}),
            ),
        )


# ---- what was asked for ---------------------------------------------------------------------------------------------


def _covered(claims: _Claims) -> dict[int, list[int]]:
    """Return the charges asked about that reminders were about, by reminder."""
    v = t.reminder_cover.c
    found: dict[int, list[int]] = defaultdict(list)
    for chunk in chunks(sorted(claims.of_item)):
        for reminder, item in claims.session.execute(select(v.reminder_id, v.item_id).where(v.item_id.in_(chunk))):
            found[reminder].append(item)
    return found


def _letters(claims: _Claims) -> _Found:
    covered = _covered(claims)
    c, q = t.contact.c, t.letter.c
    statement = (
        select(c.id, c.reminder_id, c.on_day, q.no, t.reminder.c.wish)
        .join_from(t.contact, t.letter, q.contact_id == c.id)
        .join(t.reminder, t.reminder.c.id == c.reminder_id)
        .order_by(c.id)
    )
    rows = [
        row
        for chunk in chunks(sorted(covered))
        for row in claims.session.execute(statement.where(c.reminder_id.in_(chunk)))
    ]
    steps = _steps(claims.session, [row[0] for row in rows])
    for contact, reminder, on, no, wish in rows:
        way = steps.get(contact, _Way())
        yield (
            claims.owner(covered[reminder]),
            Document(
                part=Part.LETTER,
                name=no,
                on=date.fromisoformat(on),
                file=f"letter/{contact}",
                amount=int(json.loads(wish).get("amount", 0)),
                charges=claims.names(covered[reminder]),
                delivered_on=way.delivered_on,
                tracking=way.tracking,
                receipt=_attachment(way.receipt),
                label=Message(N_("Letter {no}"), {"no": no}),
            ),
        )


class _Way(NamedTuple):
    """What is known of a letter's way: the first day it had arrived, its waybill, and the proof that it did."""

    delivered_on: date | None = None
    tracking: str = ""
    receipt: int | None = None


def _steps(session: Session, contacts: Collection[int]) -> dict[int, _Way]:
    s = t.contact_step.c
    found: dict[int, _Way] = {}
    statement = select(s.contact_id, s.what, s.on_day, s.tracking, s.attachment_id).order_by(s.contact_id, s.nth)
    for chunk in chunks(sorted(contacts)):
        for contact, what, on, tracking, attachment in session.execute(statement.where(s.contact_id.in_(chunk))):
            way = found.get(contact, _Way())
            if what in _DELIVERED:
                arrived = date.fromisoformat(on)
                way = way._replace(delivered_on=min(arrived, way.delivered_on or arrived))
                way = way._replace(receipt=way.receipt or attachment)
            found[contact] = way._replace(tracking=way.tracking or tracking)
    return found


def _contacts(claims: _Claims) -> _Found:
    """Yield the demands that are no letters: a message with its delivery, a call or visit something is kept of."""
    covered = _covered(claims)
    c = t.contact.c
    statement = (
        select(c.id, c.reminder_id, c.on_day, c.result, c.attachment_id, t.letter.c.contact_id)
        .outerjoin_from(t.contact, t.letter, t.letter.c.contact_id == c.id)
        .order_by(c.id)
    )
    rows = [
        row
        for chunk in chunks(sorted(covered))
        for row in claims.session.execute(statement.where(c.reminder_id.in_(chunk)))
        if row[5] is None
    ]
    steps = _steps(claims.session, [row[0] for row in rows])
    for contact, reminder, on, result, attachment, _ in rows:
        way = steps.get(contact, _Way())
        kept = way.receipt or (attachment if result in _TALKED else None)
        if way.delivered_on is not None or kept is not None:
            day = way.delivered_on or date.fromisoformat(on)
            yield (
                claims.owner(covered[reminder]),
                Document(
                    part=Part.CONTACT,
                    name=f"contact {contact}",
                    on=day,
                    file=_attachment(kept) or f"contact/{contact}",
                    charges=claims.names(covered[reminder]),
                    label=Message(N_("Contact of {on}"), {"on": day}),
                ),
            )


# ---- courts and other papers ----------------------------------------------------------------------------------------


def _cases(claims: _Claims) -> _Found:
    every = cases.cases_of(claims.session, set(claims.scope.customers or ()) or set(claims.of_customer))
    papers = proof.proof_about(claims.session, ProofOf.CASE, [each.id for each in every])
    for each in every:
        items = [item for item, _ in each.charges]
        names = claims.names(items)
        scan = next((p for p in papers.get(each.id, ()) if p.attachment is not None), None)
        for step in each.steps if names else ():
            if step.what in IN_COURT:
                yield (
                    claims.owner(items),
                    Document(
                        part=Part.CLAIM,
                        name=step.request,
                        on=step.on,
                        file=_attachment(scan.attachment if scan else None),
                        amount=step.amount or 0,
                        charges=names,
                        label=Message(N_("Case of {on}"), {"on": each.on}),
                    ),
                )


def _proofs(claims: _Claims) -> _Found:
    """Yield debts admitted, and whatever else is kept of disputes, guarantees and cases."""
    wanted = set(claims.scope.customers or ()) or set(claims.of_customer)
    for each in proof.proof_of(claims.session, wanted):
        admitted = each.what is ProofKind.ACKNOWLEDGED
        if not admitted and (each.about in (ProofOf.AGREEMENT, ProofOf.PLAN) or each.request in claims.copies):
            continue  # it stands with what it proves
        items = _items_of(claims.session, each)
        names = claims.names(items)
        if items and not names:
            continue
        on = each.on
        label = Message(N_("“{file}”"), {"file": each.file}) if each.file else Message(N_("Note of {on}"), {"on": on})
        yield (
            claims.scope.lives(each.customer),
            Document(
                part=Part.ACKNOWLEDGED if admitted else Part.OTHER,
                name=each.request,
                on=on,
                file=_attachment(each.attachment),
                charges=names or claims.owed_on(each.customer, on),
                confirmed_on=on if admitted else None,
                label=label,
            ),
        )


def _items_of(session: Session, kept: proof.StoredProof) -> list[int]:
    """Return the charges something proves; none for all of the customer."""
    match kept.about:
        case ProofOf.CHARGE:
            return [kept.row]
        case ProofOf.DISPUTE:
            statement = select(t.dispute.c.item_id).where(t.dispute.c.id == kept.row)
        case ProofOf.GUARANTEE:
            statement = select(t.guarantee.c.item_id).where(t.guarantee.c.id == kept.row)
        case ProofOf.CASE:
            content = session.execute(select(t.legal_case.c.content).where(t.legal_case.c.id == kept.row)).scalar_one()
            return [item for item, _ in json.loads(content)["charges"]]
        case ProofOf.PLAN:
            content = session.execute(
                select(t.payment_plan.c.content).where(t.payment_plan.c.id == kept.row)
            ).scalar_one()
            return [item for item, _, _ in json.loads(content)["charges"]]
        case _:
            return []
    return [item for item in session.execute(statement).scalars() if item is not None]
