"""Closing a month for the whole book, months in order; what period passes have earned by then is posted."""

from datetime import date, timedelta

from app.core.dates import month_end
from app.core.items import Position
from app.core.journal import PASS, SALES, Draft, Leg
from app.core.lots import unearned
from app.errors import refuse
from app.i18n.mark import N_


def check_close(month: date, today: date, closed_through: date | None, first_on: date | None) -> None:
    """Refuse to close a month that is not over, is closed already, or has an open month with entries before it."""
    if month_end(month) >= today:
        refuse("month", N_("month: {month} is not over yet."), month=f"{month:%Y-%m}")
    if closed_through is not None:
        next_month = closed_through + timedelta(days=1)
        if month < next_month:
            refuse("month", N_("month: {month} is closed already."), month=f"{month:%Y-%m}")
    elif first_on is not None:
        next_month = max(first_on.replace(day=1), date.min)
    else:
        return
    if month > next_month:
        refuse(
            "month",
            N_("month: months are closed in order; close {next} first."),
            next=f"{next_month:%Y-%m}",
        )


def check_reopen(month: date, closed_through: date | None) -> None:
    """Refuse to reopen anything but the last closed month."""
    if closed_through is None or month_end(month) > closed_through:
        refuse("month", N_("month: {month} is not closed."), month=f"{month:%Y-%m}")
    if month_end(month) < closed_through:
        refuse(
            "month",
            N_("month: months are reopened from the last; reopen {next} first."),
            next=f"{closed_through:%Y-%m}",
        )


def earn(position: Position, draft: Draft) -> None:
    """Post what a period pass has earned by the end of the draft's date, as far as it is not posted yet."""
    earned = position.free.amount - unearned(position, draft.on + timedelta(days=1))
    draft.move(Leg(PASS, position.item.id), Leg(SALES), max(earned, 0))
