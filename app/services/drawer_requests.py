"""Requests about the drawer and the day's end, done within a transaction."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from app.core.customer import Change
from app.core.day_end import content
from app.core.day_figures import DayFigures, figures
from app.core.drawer import CashIn, CashOut, CloseDay, DrawerKind, DrawerRequest, OpenDrawer, counted_cash
from app.core.rules.guards import check_date
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.storage import drawer as stored
from app.storage.customers import Author
from app.storage.drawer import Movement
from app.storage.settings import load_settings, log_changes
from app.storage.store import Session


def do_drawer_request(desk: Desk, request: DrawerRequest, author: Author, remarks: Sequence[Change]) -> None:
    """Do what a request asks and log what was remarked on it; raises `Refused`, then nothing has changed.

    Cash is moved on days that entries may be dated, too; a day may be ended on that day or later, closed month or not.
    """
    if isinstance(request, CloseDay):
        _close_day(desk, request, author)
        log_changes(desk.session, [remark for remark in remarks if remark.field != "note"], author)  # it has the note
        return
    check_date(request.on, desk.today, desk.head.closed_through)
    match request:
        case OpenDrawer():
            movement = Movement(request.on, DrawerKind.FLOAT, request.amount)
        case CashIn():
            movement = Movement(request.on, DrawerKind.IN, request.amount, request.reason)
        case CashOut():
            movement = Movement(request.on, DrawerKind.OUT, request.amount, request.reason)
        case _:
            raise TypeError(request)
    stored.add_movement(desk.session, movement, author)
    log_changes(desk.session, remarks, author)


def _close_day(desk: Desk, request: CloseDay, author: Author) -> None:
    if request.on > desk.today:
        refuse("on", N_("on: {date} lies in the future; today is {today}."), date=request.on, today=desk.today)
    counted = counted_cash(request)
    desk.flush()
    now = day_figures(desk.session, request.on)
    kept = content(now, counted, request.denominations, request.note)
    stored.add_day_end(desk.session, request.on, kept, author)


def day_figures(session: Session, on: date) -> DayFigures:
    """Return a day as the book tells it now."""
    entries, elsewhere = stored.day_entries(session, on, _instants(on))
    return figures(
        on,
        entries,
        elsewhere,
        stored.movements(session, on),
        usual_float=load_settings(session).opening_float,
        state=stored.book_state(session),
    )


def _instants(on: date) -> tuple[datetime, datetime] | None:
    """Return the instants between which a local day lies, in this computer's time zone; None where there are none."""
    try:
        begin, end = (datetime.combine(each, time()).astimezone(UTC) for each in (on, on + timedelta(days=1)))
    except (OverflowError, ValueError, OSError):  # at the ends of the calendar
        return None
    return begin, end
