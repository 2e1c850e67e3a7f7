"""Putting files into the book for a customer, and taking one out for good; one that proves something stays."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from app.core.audit import ATTACHMENT_REMOVED
from app.core.credit.requests import ProofOf
from app.core.customer import Attach, Change, RemoveAttachment
from app.core.owing.checks import check_reason
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.storage import attachments
from app.storage.customers import Author, StoredFile
from app.storage.erasing import remove_attachment
from app.storage.statement_replies import attachment_owner

MAX_NAME = 200

PROVES: Mapping[str, str] = MappingProxyType(
    {
        "statement_reply": N_("attachment: this file is the reply to a statement, so it stays."),
        "contact": N_("attachment: this file belongs to a contact with the customer, so it stays."),
        "contact_step": N_("attachment: this file proves what became of a letter or a message, so it stays."),
        "consent": N_("attachment: this file proves a consent of the customer, so it stays."),
        ProofOf.AGREEMENT: N_("attachment: this file proves an agreement, so it stays."),
        ProofOf.PLAN: N_("attachment: this file proves a plan of instalments, so it stays."),
        ProofOf.GUARANTEE: N_("attachment: this file proves a guarantee, so it stays."),
        ProofOf.CASE: N_("attachment: this file belongs to a case, so it stays."),
        ProofOf.DISPUTE: N_("attachment: this file proves something of a dispute, so it stays."),
        ProofOf.CHARGE: N_("attachment: this file proves what is owed, so it stays."),
    }
)
"""Why an attachment stays, by what names it (`storage.attachments.used_by`)."""

_PROVES = N_("attachment: this file proves something that is kept, so it stays.")


def attach(desk: Desk, book: Path, file: StoredFile, request: Attach, author: Author) -> None:
    """Put a file into the book for a customer; `book` is the path of the book itself, which is refused.

    What waits to be written must have been written before.
    """
    content = attachments.read_upload(request.file, book)
    before = attachments.attached(desk.session, file.id, content)
    if before is not None:
        refuse(
            "file",
            N_("file: customer {customer} has this very file already, as “{name}”."),
            customer=request.customer,
            name=before,
        )
    attachments.add_attachment(desk.session, file.id, request.name or _file_name(request.file), content, author)


def _file_name(path: str) -> str:
    """Return a file's own name, in one line."""
    name = "".join("_" if unicodedata.category(c) == "Cc" else c for c in Path(path).name)
    return name[:MAX_NAME]


def remove(desk: Desk, file: StoredFile, request: RemoveAttachment) -> tuple[Change, str]:
    """Remove an attachment of a customer; return what the log says of it, and the id of the request it was put in by.

    What waits to be written must have been written before. Refused where it is not theirs or gone already, where it
    proves something, and without a reason.
    """
    check_reason(request.reason)
    session = desk.session
    found = attachment_owner(session, request.attachment)
    if found is None or found[1] != file.id:
        if found is None and attachments.was_removed(session, file.id, request.attachment):
            refuse("attachment", N_("attachment: this file has been removed already."))
        refuse("attachment", N_("attachment: the customer has no such attachment."))
    number, _customer = found
    used = attachments.used_by(session, number)
    if used:
        refuse("attachment", PROVES.get(used, _PROVES))
    attached_by = remove_attachment(session, number, desk.around.salt)
    return Change(ATTACHMENT_REMOVED, str(number), request.reason.strip()), attached_by
