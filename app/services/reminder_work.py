"""What all requests about reminders share: the transaction they are done in, and what is checked of what they give."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple, NoReturn

from app.core.customer import FileRequest
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.known import known_file
from app.services.reminder_claims import Row, by_of, said_so
from app.storage import promises
from app.storage.customers import Author, StoredFile
from app.storage.kept_rows import Signed, signed
from app.storage.reminders import Move, move
from app.storage.statement_replies import attachment_owner


class Work(NamedTuple):
    """The transaction a request is done in, and who asks."""

    desk: Desk
    author: Author

    @property
    def now(self) -> datetime:
        """The moment it is asked."""
        return self.author.now

    @property
    def today(self) -> date:
        """The local day."""
        return self.desk.today

    def signed(self, request: FileRequest) -> Signed:
        """Return what the rows of a request say of it."""
        return signed(request, self.desk.around.salt(), self.author)

    def move(self, row: Row, change: Move, text: str = "", on: date | None = None) -> None:
        """Let something happen to a row as it was read a moment ago; `on` another day than today."""
        said = said_so(self.desk.around, text)
        by = by_of(self.desk.around, self.now)._replace(on=on or self.today)
        if move(self.desk.session, row.stored.id, row.stored.state, change._replace(text=said), by) is None:
            raise LookupError(row.stored.id)

    def file(self, number: str) -> StoredFile:
        """Return the file of a customer's number; refused when there is none."""
        return known_file(self.desk.session, number)

    def attachment(self, given: int | str | None, family: Collection[int]) -> int | None:
        """Return the number of an attachment that is one of the customer's; refused when it is none."""
        if given is None:
            return None
        found = attachment_owner(self.desk.session, given)
        if found is None or found[1] not in family:
            refuse("attachment", N_("attachment: the customer has no such attachment."))
        return found[0]


def last_entry(work: Work, on: date) -> int:
    """Return the last entry there was when something was promised: only what is paid after it can keep the promise.

    Of an earlier day that was before all that was posted on it: what was paid on the day itself counts in favour.
    """
    return work.desk.head.entry if on >= work.today else promises.last_entry_before(work.desk.session, on)


# ---- checks ---------------------------------------------------------------------------------------------------------


def check_text(name: str, text: str) -> None:
    """Refuse a text that says nothing."""
    if not text.strip():
        refuse(name, N_("{field} must not be empty."), field=name)


def check_amount(amount: int) -> None:
    """Refuse an amount that is none."""
    if amount <= 0:
        refuse("amount", N_("{field} must be more than zero."), field="amount")


def check_not_ahead(name: str, on: date, today: date) -> None:
    """Refuse a day that has not come."""
    if on > today:
        refuse(name, N_("{field}: {date} lies in the future; today is {today}."), field=name, date=on, today=today)


def refuse_before(name: str, on: date, first: date) -> NoReturn:
    """Refuse a day that lies before the first there can be."""
    refuse(name, N_("{field}: {date} lies before {first}."), field=name, date=on, first=first)
