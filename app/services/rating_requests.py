"""Requests about a customer's class, done within a transaction: what a review decides, and the owner's own word."""

from dataclasses import replace

from app.core.credit.reviews import EndOverride, SetOverride, check_override
from app.core.customer import CustomerFile
from app.core.owing.override import Override
from app.core.reminder.requests import RecordReview
from app.core.ways import CreditClass
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.rating_facts import average_of, rating_of
from app.services.reminder_work import Work, check_not_ahead, refuse_before
from app.storage.credit_reviews import Decision, add_credit_review
from app.storage.reminder_queue import staff_names


def keep_decision(work: Work, customer: int, credit: CreditClass, request: RecordReview) -> None:
    """Keep the class decided at a review of a customer (internal id), with the rating of that day as it stands now."""
    session = work.desk.session
    average = average_of(session, request.on).average
    rating = rating_of(session, customer, request.on, average)
    add_credit_review(session, Decision(customer, rating, credit), request.on, work.signed(request))


def decided(file: CustomerFile, credit: CreditClass) -> CustomerFile:
    """Return the file with the class decided; the owner's own word, while it stands, still counts before it."""
    return replace(file, credit_class=credit)


def overridden(desk: Desk, file: CustomerFile, request: SetOverride | EndOverride) -> CustomerFile:
    """Return the file with the owner's own class, or without it. Raises `Refused`."""
    if isinstance(request, EndOverride):
        return _ended(desk, file, request)
    who = staff_names(desk.session).get(desk.around.staff, "")
    made = Override(request.id, request.credit, request.reason, request.on, request.until, who)
    check_override(made)
    check_not_ahead("on", request.on, desk.today)
    return replace(file, override=made)


def _ended(desk: Desk, file: CustomerFile, request: EndOverride) -> CustomerFile:
    there = file.override
    if there is None or there.ends_on < request.on:
        refuse(
            "customer",
            N_("customer: the owner has set no class for {customer} that would still count."),
            customer=file.no,
        )
    check_not_ahead("on", request.on, desk.today)
    if request.on < there.made_on:
        refuse_before("on", request.on, there.made_on)
    return replace(file, override=None)
