"""Customer files as a form makes and changes them: what was typed goes through the same reader as an event does."""

from collections.abc import Mapping

from app.errors import refuse
from app.i18n.mark import N_
from app.services.customer_events import parse_customer
from app.services.desk import Circumstances, Desk
from app.services.fields import Fields
from app.services.file_desk import Filed, FileDesk
from app.storage import customers as stored
from app.storage.customers import CustomerLine
from app.storage.store import Store

__all__ = ["CustomerLine", "FileForms"]

LONGEST = 18
"""Digits at which the search for a free number ends; no shop has so many customers."""


class FileForms:
    """What a form over a customer's file needs besides the file itself; `decimals` are the currency's."""

    def __init__(self, store: Store, around: Circumstances, decimals: int) -> None:
        self._store = store
        self._around = around
        self._decimals = decimals

    def make(self, event: Mapping[str, object]) -> Filed:
        """Make a file from the fields of a `customer` event; refused, naming `no`, where the number is taken."""
        return self._record(event, new=True)

    def change(self, event: Mapping[str, object]) -> Filed:
        """Change the fields of a file that a `customer` event gives; raises `Refused`, then nothing has changed."""
        return self._record(event, new=False)

    def _record(self, event: Mapping[str, object], *, new: bool) -> Filed:
        request = parse_customer(Fields(event, self._decimals))
        with self._store.write() as session:
            desk = Desk(session, self._around)
            files = FileDesk(desk, self._store.path)
            there = stored.load_file(session, request.no)
            if new and there is not None and files.recorded(request.id) is None:
                refuse(
                    "no",
                    N_("no: number {customer} is {name}’s; choose another."),
                    customer=request.no,
                    name=there.file.name,
                )
            if not new and there is None:
                refuse("no", N_("{field}: there is no customer “{customer}”."), field="no", customer=request.no)
            filed = files.record(request)
            desk.flush()
            return filed

    def next_number(self, prefix: str, digits: int) -> str:
        """Return the number after the highest one of at most so many digits behind a prefix, longer if all are used.

        Longer numbers are not counted: some shops number by telephone.
        """
        with self._store.read() as session:
            for length in range(digits, LONGEST):
                number = stored.highest_number(session, prefix, length) + 1
                if number < 10**length:
                    return f"{prefix}{number:0{digits}}"
        return ""

    def sharing(self, phone: str) -> list[CustomerLine]:
        """Return the customers who have a phone number already, however it is written."""
        with self._store.read() as session:
            return stored.lines_with_phone(session, phone)

    def line(self, number: str) -> CustomerLine | None:
        """Return what a list shows of a customer, None when there is none of that number."""
        with self._store.read() as session:
            found = stored.load_file(session, number)
            return None if found is None else stored.lines(session, [found.id])[0]
