"""The shop's settings: as they are, and changed by a request."""

from app.core.settings import ChangeSettings, Settings
from app.services.circumstances import Circumstances
from app.storage.settings import load_settings
from app.storage.store import Store


class SettingsDesk:
    """The door to the shop's settings."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def current(self) -> Settings:
        """Return the settings as they are."""
        with self._store.read() as session:
            return load_settings(session)

    def change(self, request: ChangeSettings) -> Settings:
        """Change what a request names, log it, and return the settings as they are then.

        Raises `Refused` with the name of the setting; then nothing has changed. The same request again changes nothing.
        """
        from app.services.desk import Desk  # reading needs nothing of all that requests bring along
        from app.services.file_desk import FileDesk

        with self._store.write() as session:
            desk = Desk(session, self._around)
            FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return load_settings(session)
