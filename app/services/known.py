"""The customer a request or a look names must be there: found by the number, followed to the file that lives on."""

from app.errors import refuse
from app.i18n.mark import N_
from app.storage.customers import StoredFile, load_by_id, load_file
from app.storage.families import file_and_merged
from app.storage.store import Session


def known_file(session: Session, number: str) -> StoredFile:
    """Return the file of a customer's number; refused when there is none."""
    found = load_file(session, number)
    if found is None:
        refuse("customer", N_("{field}: there is no customer “{customer}”."), field="customer", customer=number)
    return found


def living(session: Session, customer: int) -> StoredFile:
    """Return a customer's file (by internal id), or the one it was merged into."""
    file = load_by_id(session, customer)
    while file.merged_into is not None:
        file = load_by_id(session, file.merged_into)
    return file


def family_of(session: Session, number: str) -> dict[int, str]:
    """Return id and number of the file that lives on for a number, and of all merged into it; refused without any."""
    return file_and_merged(session, living(session, known_file(session, number).id).id)
