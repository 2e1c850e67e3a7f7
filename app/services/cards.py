"""Cards handed out: giving one to a customer, and reporting one lost, with or without another in its place."""

from app.core.cards import GiveCard, ReportLost
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.storage.store import Store

__all__ = ["Cards", "GiveCard", "ReportLost"]


class Cards:
    """The door to customers' cards; which are whose stands in their files (`CustomerFile.cards`)."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def give(self, request: GiveCard) -> Filed:
        """Give a customer a card; raises `Refused` where somebody has it already, then nothing has changed."""
        return self._record(request)

    def report_lost(self, request: ReportLost) -> Filed:
        """Note that a card is lost, and give the one that replaces it; raises `Refused`, then nothing has changed.

        A lost card's number stays its customer's for ever, so that scanning it says so.
        """
        return self._record(request)

    def _record(self, request: GiveCard | ReportLost) -> Filed:
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return filed
