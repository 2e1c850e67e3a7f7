"""When, by which ways and how often the shop reminds: as it is set, and changed by a request."""

from app.core.reminder.policy import ChangePolicy, ShopPolicy
from app.services.desk import Circumstances, Desk
from app.services.file_desk import FileDesk
from app.storage.reminder_policy import load_policy
from app.storage.store import Store

__all__ = ["ChangePolicy", "ReminderPolicy", "ShopPolicy"]


class ReminderPolicy:
    """The door to rules, ladders and conduct."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def current(self) -> ShopPolicy:
        """Return what is set."""
        with self._store.read() as session:
            return load_policy(session)

    def change(self, request: ChangePolicy) -> ShopPolicy:
        """Change what a request gives, log it, and return what is set then.

        Raises `Refused` with the name of the field; then nothing has changed. The same request again changes nothing.
        """
        with self._store.write() as session:
            desk = Desk(session, self._around)
            FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return load_policy(session)
