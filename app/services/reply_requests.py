"""Requests about replies to statements and about disputes, done within a transaction."""

from typing import NamedTuple

from app.core import statement_reply as rules
from app.core.customer import FileRequest, content_digest
from app.core.named import Named
from app.core.requests import Credit
from app.core.statement_json import read_paper
from app.core.statement_reply import (
    Answered,
    Charged,
    Claim,
    DisputeOutcome,
    EndDispute,
    OpenDispute,
    Outcome,
    RecordReply,
)
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk, free_id
from app.services.journal import record_at
from app.services.known import known_file
from app.storage import disputes as stored_disputes
from app.storage import items
from app.storage import statement_replies as stored
from app.storage.customers import Author, damaged_file, load_by_id
from app.storage.disputes import NewDispute, NewEnd
from app.storage.families import file_and_merged
from app.storage.items import Standing
from app.storage.statement_replies import NewReply, Sent
from app.storage.store import Session


class Done(NamedTuple):
    """What was done: for which customer, and the requests that came with it, each with an id of its own."""

    customer: int
    also: tuple[FileRequest, ...] = ()


def do_reply_request(desk: Desk, request: FileRequest, author: Author) -> Done:
    """Do what a request asks; raises `Refused`, then nothing has changed."""
    desk.flush()  # the charges it names may have been made in this very transaction
    match request:
        case RecordReply():
            return _reply(desk, request, author)
        case OpenDispute():
            return _open(desk, request, author)
        case EndDispute():
            return _end(desk, request, author)
        case _:
            raise TypeError(request)


# ---- the statement --------------------------------------------------------------------------------------------------


def statement_typed(session: Session, typed: str) -> Sent | None:
    """Return the statement of a number or of a slip's code as typed; refuses a code that is of none of this book."""
    found = stored.sent_by_number(session, typed)
    code = rules.read_code(typed) if found is None else None
    if code is None:
        return found
    found = stored.sent_by_id(session, code.statement)
    if found is None or not code.fits(found.content_digest):
        refuse(
            "statement",
            N_("statement: this code fits no statement of this book; the slip is of another book, or it was altered."),
        )
    return found


def known_statement(session: Session, typed: str) -> Sent:
    """Return the statement of a number or of a slip's code as typed; refuses what is neither."""
    found = statement_typed(session, typed)
    if found is None:
        refuse("statement", N_("statement: there is no statement “{no}”."), no=typed)
    return found


def _answered(session: Session, sent: Sent) -> Answered:
    """Return what a reply to a statement is judged by. Of an erased paper no line can be named any more."""
    outcome = stored.last_outcome(session, sent.id)
    text = stored.paper_text(session, sent.id)
    if text is None:
        return Answered(sent.no, sent.issued_at.astimezone().date(), sent.period.end, outcome)
    try:
        paper = read_paper(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged_file() from error
    shown = paper.statement
    return Answered(sent.no, paper.made_on, sent.period.end, outcome, rules.entries_on(shown), rules.listed_on(shown))


# ---- replies --------------------------------------------------------------------------------------------------------


def _reply(desk: Desk, request: RecordReply, author: Author) -> Done:
    """Record a reply, and open or withdraw disputes with it; everything is judged before anything is written."""
    session = desk.session
    sent = known_statement(session, request.statement)
    answered = _answered(session, sent)
    rules.check_reply(request, answered, desk.today)
    family = _family(session, sent.customer)
    attachment = _attachment(session, request, family)
    opened = _openings(desk, request, answered, family)
    ends = _withdrawals(desk, request, sent) if request.outcome is Outcome.NONE else []
    salt = desk.around.salt()
    new = NewReply(
        sent.id,
        request.outcome,
        request.on,
        request.by,
        request.means,
        request.claims,
        request.note,
        attachment,
    )
    reply = stored.add_reply(session, new, salt, content_digest(salt, request), author)
    for opening, dispute in opened:
        _write_dispute(desk, opening, dispute._replace(reply=reply), author)
    for end in ends:
        _write_end(desk, end, author)
    return Done(sent.customer, (*(opening for opening, _ in opened), *ends))


def _family(session: Session, customer: int) -> dict[int, str]:
    """Return id and number of the customer a file is one of now, and of all files merged into it."""
    file = load_by_id(session, customer)
    while file.merged_into is not None:
        file = load_by_id(session, file.merged_into)
    return file_and_merged(session, file.id)


def _attachment(session: Session, request: RecordReply, family: dict[int, str]) -> int | None:
    if request.attachment is None:
        return None
    found = stored.attachment_owner(session, request.attachment)
    if found is None or found[1] not in family:
        refuse("attachment", N_("attachment: the customer of the statement has no such attachment."))
    return found[0]


def _openings(
    desk: Desk, request: RecordReply, answered: Answered, family: dict[int, str]
) -> list[tuple[OpenDispute, NewDispute]]:
    """Return the disputes a reply opens: one on each charge it names that is not in dispute yet."""
    found: list[tuple[OpenDispute, NewDispute]] = []
    claims = [claim for claim in request.claims if claim.charge]
    if not claims:
        return found
    there = stored_disputes.open_disputes(desk.session, family)
    for claim in claims:
        standing = _charge_claimed(desk.session, claim, family)
        amount = rules.claimed(claim, _charged(standing)._replace(name=claim.charge), answered)
        if standing.item.id in there:
            continue
        name = free_id(desk, f"{request.id}/{claim.charge}")
        owner = standing.item.customer
        reason = claim.text or request.note
        opening = OpenDispute(
            id=name, customer=family[owner], charge=claim.charge, on=request.on, amount=amount, reason=reason
        )
        found.append((opening, NewDispute(owner, standing.item.id, amount, request.on, reason)))
    return found


def _charge_claimed(session: Session, claim: Claim, family: dict[int, str]) -> Standing:
    standing = _charge_now(session, claim.charge)
    if standing is None or standing.item.customer not in family:
        refuse(
            "claims.charge",
            N_("claims.charge: the customer of the statement has no charge “{charge}”."),
            charge=Named(claim.charge),
        )
    return standing


def _withdrawals(desk: Desk, request: RecordReply, sent: Sent) -> list[EndDispute]:
    """Return the ends of the disputes that replies to a statement opened and that still last."""
    return [
        EndDispute(
            id=free_id(desk, f"{request.id}/{dispute}"),
            dispute=dispute,
            outcome=DisputeOutcome.WITHDRAWN,
            on=max(request.on, since),
            reason=request.note,
        )
        for dispute, since in stored_disputes.opened_by_replies(desk.session, sent.id)
    ]


# ---- disputes -------------------------------------------------------------------------------------------------------


def _open(desk: Desk, request: OpenDispute, author: Author) -> Done:
    session = desk.session
    rules.check_not_ahead(request.on, desk.today)
    rules.check_reason(request.reason)
    file = known_file(session, request.customer)
    standing = _charge_now(session, request.charge)
    if standing is None:
        refuse("charge", N_("charge: there is no charge “{name}”."), name=Named(request.charge))
    if standing.item.customer != file.id:
        owner = load_by_id(session, standing.item.customer).file.no
        text = N_("{field}: this belongs to customer {owner}, not to {customer}.")
        refuse("customer", text, field="customer", owner=owner, customer=request.customer)
    amount = rules.disputed(request, _charged(standing))
    _check_not_disputed(session, standing)
    _write_dispute(desk, request, NewDispute(file.id, standing.item.id, amount, request.on, request.reason), author)
    return Done(file.id)


def _check_not_disputed(session: Session, standing: Standing) -> None:
    for each in stored_disputes.in_dispute_now(session, {standing.item.customer}):
        if each.item == standing.item.id:
            refuse(
                "charge",
                N_("charge: “{charge}” has been in dispute since {on}; end that dispute first."),
                charge=Named(standing.item.name),
                on=each.on,
            )


def _charge_now(session: Session, name: str) -> Standing | None:
    """Return the charge of a name, or what it became when its file was merged into another one."""
    found = items.item_named(session, name, charge=True)
    if found is None:
        return None
    place = stored_disputes.place_now(session, found.item.id)
    return found if place == found.item.id else items.items_by_id(session, [place])[0]


def _charged(standing: Standing) -> Charged:
    item = standing.item
    return Charged(item.name, item.on, item.price, standing.left.amount)


def _write_dispute(desk: Desk, request: OpenDispute, new: NewDispute, author: Author) -> None:
    salt = desk.around.salt()
    author = author._replace(request=request.id)
    stored_disputes.add_dispute(desk.session, new, salt, content_digest(salt, request), author)


def _end(desk: Desk, request: EndDispute, author: Author) -> Done:
    rules.check_not_ahead(request.on, desk.today)
    rules.check_reason(request.reason)
    dispute = stored_disputes.dispute_by(desk.session, request.dispute)
    if dispute is None:
        refuse("dispute", N_("dispute: there is no dispute “{dispute}”."), dispute=request.dispute)
    if dispute.ended:
        text = N_("dispute: the dispute of “{charge}” has ended already.")
        refuse("dispute", text, charge=Named(dispute.charge))
    if request.on < dispute.on:
        text = N_("on: {date} lies before {on}, the day “{charge}” was disputed.")
        refuse("on", text, date=request.on, on=dispute.on, charge=Named(dispute.charge))
    if request.credit is not None:
        _credit(desk, request, dispute.charge, request.credit)
    _write_end(desk, request, author)
    return Done(dispute.customer)


def _credit(desk: Desk, request: EndDispute, charge: str, amount: int) -> None:
    """Take off the charge what the customer was right about: an entry of its own in the same transaction."""
    if request.outcome is not DisputeOutcome.ACCEPTED:
        refuse("credit", N_("credit: only a dispute that is accepted takes something off the charge."))
    standing = _charge_now(desk.session, charge)
    if standing is None:
        raise LookupError(charge)
    name = free_id(desk, f"{request.id}/credit")
    credit = Credit(id=name, on=request.on, sale=standing.item.name, amount=amount, reason=request.reason)
    record_at(desk, credit)
    desk.flush()


def _write_end(desk: Desk, request: EndDispute, author: Author) -> None:
    salt = desk.around.salt()
    author = author._replace(request=request.id)
    dispute = stored_disputes.dispute_by(desk.session, request.dispute)
    if dispute is None:
        raise LookupError(request.dispute)
    end = NewEnd(dispute.id, request.outcome, request.on, request.reason)
    stored_disputes.end_dispute(desk.session, end, salt, content_digest(salt, request), author)
