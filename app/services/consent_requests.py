"""Recording what a customer agreed to, or took back: a row that stays, and the file's own note of the channels."""

from app.core.customer import Channel, CustomerFile, updated
from app.core.privacy.consents import RecordConsent, check_consent
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.storage import consents as stored
from app.storage.customers import Author, StoredFile

_CHANNELS = frozenset(channel.value for channel in Channel) - {Channel.NONE.value}


def consented(desk: Desk, file: StoredFile, request: RecordConsent, author: Author) -> CustomerFile:
    """Record a consent of a customer and return their file with it; the file must have been written before."""
    check_consent(request, desk.today)
    attachment = None
    if request.attachment is not None:
        attachment = stored.attachment_of(desk.session, file.id, request.attachment)
        if attachment is None:
            text = N_("attachment: customer {customer} has no such attachment; attach it first.")
            refuse("attachment", text, customer=request.customer)
    stored.add_consent(desk.session, file.id, request, attachment, author)
    if request.purpose not in _CHANNELS:
        return file.file
    return updated(file.file, {"consents": {request.purpose: request.on if request.given else None}})
