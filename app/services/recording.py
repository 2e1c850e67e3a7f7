"""Recording one request about a customer's file, or what belongs to it, in a transaction of its own."""

from app.core.customer import FileRequest
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.services.naming import naming
from app.storage.store import Store


def record(store: Store, around: Circumstances, request: FileRequest) -> Filed:
    """Do what a request asks; the same request again changes nothing. Raises `Refused`, then nothing is recorded."""
    with store.write() as session, naming(session):
        desk = Desk(session, around)
        filed = FileDesk(desk, store.path).record(request)
        desk.flush()
        return filed
