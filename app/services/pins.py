"""Customers' PINs: set, asked for, and closed after too many wrong ones in a row."""

from app.core import pins
from app.core.customer import Change
from app.core.pins import MAX_WRONG
from app.core.staff.rights import Act
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.known import known_file
from app.services.rights import check_act
from app.storage import pins as stored
from app.storage.customers import Author, log_rows, write_requests
from app.storage.store import Session, Store


class Pins:
    """The door to the PINs of all customers. None of them can be read back."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def has(self, number: str) -> bool:
        """Whether a customer has a PIN."""
        with self._store.read() as session:
            return stored.load_pin(session, known_file(session, number).id) is not None

    def set(self, number: str, pin: str) -> None:
        """Give a customer a PIN of four to eight digits, in place of the one before; the attempts begin anew."""
        digits = pins.checked(pin)
        salt = self._around.salt()
        kept = pins.pin_hash(digits, salt)
        with self._store.write() as session:
            check_act(session, self._around, Act.CUSTOMER_PIN, number)
            customer = known_file(session, number).id
            stored.save_pin(session, customer, salt, kept)
            self._log(session, customer, "set")

    def clear(self, number: str) -> None:
        """Let a customer have no PIN any more."""
        with self._store.write() as session:
            check_act(session, self._around, Act.CUSTOMER_PIN, number)
            customer = known_file(session, number).id
            if stored.load_pin(session, customer) is not None:
                stored.drop_pin(session, customer)
                self._log(session, customer, "")

    def check(self, number: str, pin: str) -> bool:
        """Whether a PIN is the customer's; refused when they have none, and after five wrong ones in a row.

        An attempt is counted before it is looked at, in a transaction of its own: pulling the plug wins nobody one.
        """
        digits = pins.checked(pin)
        with self._store.write() as session:
            customer = known_file(session, number).id
            kept = stored.load_pin(session, customer)
            if kept is None:
                refuse("pin", N_("pin: customer {customer} has no PIN."), customer=number)
            if kept.wrong >= MAX_WRONG:
                refuse(
                    "pin",
                    N_("pin: too many wrong PINs for customer {customer}; set a new one after seeing who it is."),
                    customer=number,
                )
            stored.count_wrong(session, customer)
        if not pins.is_right(digits, kept.salt, kept.hash):
            return False
        with self._store.write() as session:
            stored.forget_wrong(session, customer, kept.hash)
        return True

    def _log(self, session: Session, customer: int, new: str) -> None:
        """Log that a PIN was set or taken away; nothing about the PIN itself."""
        author = Author(self._around.staff, self._around.now(), "")
        write_requests(session, [], log_rows(customer, [Change("pin", "", new)], author))
