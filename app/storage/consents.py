"""What customers agreed to and took back, step by step; erased with the person."""

import hashlib
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import canonical
from app.core.privacy.consents import Consent, RecordConsent, Source
from app.storage import tables as t
from app.storage.attachments import is_there
from app.storage.customers import Author
from app.storage.journal import instant
from app.storage.kept_rows import add_row

_C, _A = t.consent.c, t.attachment.c


def add_consent(
    session: Session, customer: int, request: RecordConsent, attachment: int | None, author: Author
) -> None:
    """Write a step."""
    values: dict[str, object] = {
        "request_id": request.id,
        "customer_id": customer,
        "purpose": request.purpose,
        "given": int(request.given),
        "on_day": request.on.isoformat(),
        "source": request.source.value,
        "sensitive": int(request.sensitive),
        "attachment_id": attachment,
    }
    digest = hashlib.sha256(canonical(values).encode("utf-8", "surrogatepass")).digest()
    whole = {**values, "request_digest": digest, "staff_id": author.staff, "recorded_at": instant(author.now)}
    add_row(session, t.consent, whole)


def attachment_of(session: Session, customer: int, name: int | str) -> int | None:
    """Return the id of a customer's attachment by its id or by the request it was attached by; None without one."""
    which = _A.id == name if isinstance(name, int) else _A.request_id == name
    return session.execute(
        select(_A.id).where(_A.customer_id == customer, which, is_there()).limit(1)
    ).scalar_one_or_none()


def consents_of(session: Session, customers: Collection[int]) -> list[Consent]:
    """Return the steps of a customer and the files merged into theirs, in the order recorded."""
    columns = (_C.purpose, _C.given, _C.on_day, _C.source, t.staff.c.name, _C.sensitive, _C.attachment_id)
    statement = select(*columns).join_from(t.consent, t.staff).where(_C.customer_id.in_(customers)).order_by(_C.id)
    return [
        Consent(purpose, bool(given), date.fromisoformat(on), Source(source), who, bool(sensitive), proof is not None)
        for purpose, given, on, source, who, sensitive, proof in session.execute(statement)
    ]
