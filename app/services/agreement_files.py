"""Requests about agreements, done within a transaction."""

from datetime import date, timedelta

from app.core.credit.agreement import Agreement, check_agreement
from app.core.credit.late import Cap, cap_by_law
from app.core.credit.requests import EndAgreement, MakeAgreement, ProofKind, ProofOf
from app.core.owing.checks import check_reason
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.known import family_of, known_file
from app.services.law import load_pack
from app.services.rate_tables import LPR, tables_of
from app.storage import agreements as stored
from app.storage.books import load_book
from app.storage.customers import Author
from app.storage.kept_rows import signed
from app.storage.proof import NewProof, add_proof
from app.storage.statement_replies import attachment_owner
from app.storage.store import Session


def make_agreement(desk: Desk, request: MakeAgreement, author: Author) -> int:
    """Keep an agreement with its signed scan; return the customer. Raises `Refused`, then nothing has changed."""
    desk.flush()
    session = desk.session
    file = known_file(session, request.customer)
    if request.agreed_on > desk.today:
        text = N_("{field}: {date} lies in the future; today is {today}.")
        refuse("agreed_on", text, field="agreed_on", date=request.agreed_on, today=desk.today)
    agreement = _agreement(request)
    check_agreement(agreement, cap_of(session, request.agreed_on))
    _check_table(session, agreement)
    scan = None
    if request.attachment is not None:
        found = attachment_owner(session, request.attachment)
        if found is None or found[1] not in family_of(session, request.customer):
            refuse("attachment", N_("attachment: the customer has no such attachment."))
        scan = found[0]
    by = signed(request, desk.around.salt(), author)
    number = stored.add_agreement(session, file.id, agreement, by, request.note)
    if scan is not None:
        proof = NewProof(file.id, ProofOf.AGREEMENT, number, ProofKind.SIGNED, request.agreed_on, scan)
        add_proof(session, proof, by._replace(request=f"{request.id}/signed"))
    return file.id


def _agreement(request: MakeAgreement) -> Agreement:
    return Agreement(
        id=request.id,
        customer=request.customer,
        agreed_on=request.agreed_on,
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        terms=request.terms,
        place=request.place,
        way=request.way,
        late=request.late,
        recourse=request.recourse,
    )


def _check_table(session: Session, agreement: Agreement) -> None:
    table = "" if agreement.late is None else agreement.late.table
    if table and table not in tables_of(session):
        refuse("late", N_("late: there is no table of rates “{table}”."), table=table)


def cap_of(session: Session, agreed_on: date) -> Cap | None:
    """Return the highest late rate by the law of the shop's place on a day; None where no law says so."""
    table = tables_of(session).get(LPR)
    return None if table is None else cap_by_law(load_pack(load_book(session).pack), table, agreed_on)


def end_agreement(desk: Desk, request: EndAgreement, author: Author) -> int:
    """Have an agreement hold no more from a day on; return the customer. Raises `Refused`."""
    desk.flush()
    found = stored.agreement_by(desk.session, request.agreement)
    if found is None:
        refuse("agreement", N_("agreement: there is no agreement “{agreement}”."), agreement=request.agreement)
    if found.ended_on is not None:
        refuse("agreement", N_("agreement: this one was ended on {on} already."), on=found.ended_on)
    check_reason(request.reason)
    starts, ends = found.agreement.starts_on, found.agreement.ends_on
    if request.on < starts:
        refuse("on", N_("on: {date} lies before {on}."), date=request.on, on=starts)
    if ends is not None and request.on > ends:
        refuse("on", N_("on: the agreement runs out on {on} anyway."), on=ends)
    # An agreement ends once: a wrong year typed here could not be put right any more.
    latest = max(desk.today + timedelta(days=366), starts)
    if request.on > latest:
        text = N_("{field}: {date} lies in the future; today is {today}.")
        refuse("on", text, field="on", date=request.on, today=desk.today)
    stored.end_agreement(
        desk.session, found.id, request.on, signed(request, desk.around.salt(), author), request.reason
    )
    return found.customer
