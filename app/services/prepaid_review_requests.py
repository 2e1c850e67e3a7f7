"""Requests about reviews of prepaid accounts, done within a transaction: a round begun, a finding noted."""

from datetime import date

from app.core.items import ItemKind
from app.core.named import Named
from app.core.review_requests import NoteFinding, PrepaidRequest, Scope, StartReview, Verdict, sample
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk, free_id
from app.services.known import family_of, living
from app.services.reminder_work import Work, check_not_ahead, check_text
from app.storage import pauses
from app.storage import prepaid_reviews as stored
from app.storage.customers import Author
from app.storage.families import merged
from app.storage.store import Session
from app.storage.views import holdings


def do_prepaid_request(desk: Desk, request: PrepaidRequest, author: Author) -> int | None:
    """Do what a request asks; return the customer it is about, if it is about one. Raises `Refused`."""
    desk.flush()
    work = Work(desk, author)
    match request:
        case StartReview():
            _start(work, request)
            return None
        case NoteFinding():
            return _note(work, request)
        case _:
            raise TypeError(request)


def _start(work: Work, request: StartReview) -> None:
    check_not_ahead("on", request.on, work.today)
    every = prepaid_customers(work.desk.session, request.on)
    if not every:
        refuse("on", N_("on: nobody held anything prepaid on {on}."), on=request.on)
    if request.scope is Scope.SAMPLE and request.size < 1:
        refuse("size", N_("{field} must be more than zero."), field="size")
    picks = every if request.scope is Scope.ALL else sample(every, request.size, request.seed)
    stored.add_round(work.desk.session, request, picks, len(every), work.signed(request))


def prepaid_customers(session: Session, on: date) -> list[int]:
    """Return who held anything prepaid on a day (internal ids of files that live on)."""
    gone = merged(session)
    found = {
        gone.get(each.customer, each.customer)
        for each in holdings(session, on)
        if each.kind is not ItemKind.CHARGE and (each.amount or each.bonus or each.units)
    }
    return sorted(found)


def _note(work: Work, request: NoteFinding) -> int:
    session = work.desk.session
    found = stored.round_by(session, request.review)
    if found is None:
        refuse("review", N_("review: there is no round “{review}”."), review=Named(request.review))
    family = family_of(session, request.customer)
    if not family.keys() & set(found.picks):
        text = N_("customer: customer {customer} is not looked through in this round.")
        refuse("customer", text, customer=request.customer)
    if request.verdict in (Verdict.WRONG, Verdict.OPEN):
        check_text("text", request.text)
    customer = living(session, next(iter(family))).id
    by = work.signed(request)
    note = None
    if request.follow_on is not None:
        check_text("text", request.text)
        own = by._replace(request=free_id(work.desk, f"{request.id}/note"))
        note = pauses.add_note(session, customer, request.follow_on, own, request.text)
    stored.add_finding(session, found.id, customer, request, work.today, note, by)
    return customer
