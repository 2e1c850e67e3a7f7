"""The owner's PIN: asked for where somebody at the counter wants to pass a limit, a hold or supply control.

It keeps an honest counter honest: whoever has the book's file and a program of their own needs no PIN. So the window
asks for it, and `apply` and imports do not: an override they bring stands in the facts of its entry, with its reason,
like any other. It is for the shop that does not tell its staff apart: where it does, passing a limit is a right, asked
for in the services, and a second person signs for it; the PIN is then kept and not asked for.
"""

from datetime import datetime
from typing import NamedTuple

from app.core import pins
from app.core.customer import Change
from app.core.pins import MAX_WRONG
from app.core.staff.rights import Act
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.rights import check_act
from app.storage import pins as stored
from app.storage.books import OWNER_ID
from app.storage.customers import Author
from app.storage.pins import STAFF
from app.storage.settings import last_logged, log_changes
from app.storage.staff import load_policy
from app.storage.store import Session, Store

_FIELD, _SET, _ANEW = "owner_pin", "set", "set anew"


class PinChange(NamedTuple):
    """When (UTC) and by whom the owner's PIN was last set or taken away; `anew`: without the one before."""

    at: datetime
    who: str
    is_set: bool
    anew: bool


class OwnerPin:
    """The door to the owner's PIN, which cannot be read back."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def has(self) -> bool:
        """Whether the owner has set one, and it is asked for: not where staff are told apart and sign in."""
        with self._store.read() as session:
            if load_policy(session).on:
                return False
            return stored.load_pin(session, OWNER_ID, STAFF) is not None

    def last(self) -> PinChange | None:
        """Return how the PIN came to be what it is, None where there has never been one."""
        with self._store.read() as session:
            found = last_logged(session, _FIELD)
            if found is None:
                return None
            return PinChange(found.at, found.who, bool(found.new), found.new == _ANEW)

    def set(self, pin: str, *, anew: bool = False) -> None:
        """Keep a PIN of four to eight digits in place of the one before; the attempts begin anew.

        Who has forgotten the one before may set one `anew`; the log then says so, for the owner to see.
        """
        digits = pins.checked(pin)
        salt = self._around.salt()
        kept = pins.pin_hash(digits, salt)
        with self._store.write() as session:
            check_act(session, self._around, Act.OWNER_PIN)
            stored.save_pin(session, OWNER_ID, salt, kept, STAFF)
            self._log(session, _ANEW if anew else _SET)

    def clear(self) -> None:
        """Let nothing be asked for any more."""
        with self._store.write() as session:
            check_act(session, self._around, Act.OWNER_PIN)
            if stored.load_pin(session, OWNER_ID, STAFF) is not None:
                stored.drop_pin(session, OWNER_ID, STAFF)
                self._log(session, "")

    def check(self, pin: str) -> bool:
        """Whether it is the owner's; refused when there is none, and after five wrong ones in a row.

        An attempt is counted before it is looked at, in a transaction of its own, as of customers' PINs.
        """
        digits = pins.checked(pin)
        with self._store.write() as session:
            kept = stored.load_pin(session, OWNER_ID, STAFF)
            if kept is None:
                refuse("pin", N_("pin: the owner has set no PIN."))
            if kept.wrong >= MAX_WRONG:
                refuse("pin", N_("pin: too many wrong PINs in a row; the owner must set a new one in the settings."))
            stored.count_wrong(session, OWNER_ID, STAFF)
        if not pins.is_right(digits, kept.salt, kept.hash):
            return False
        with self._store.write() as session:
            stored.forget_wrong(session, OWNER_ID, kept.hash, STAFF)
        return True

    def _log(self, session: Session, new: str) -> None:
        """Log that a PIN was set or taken away; nothing about the PIN itself."""
        author = Author(self._around.staff, self._around.now(), "")
        log_changes(session, [Change(_FIELD, "", new)], author)
