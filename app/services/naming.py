"""Saying to a person which entries a refusal is about: by kind, day and number instead of the names requests have."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.named import Named
from app.errors import Message, Refused
from app.storage.origins import origins
from app.storage.store import Session


@contextmanager
def naming(session: Session) -> Iterator[None]:
    """Let a refusal out of the block tell the entries its names belong to; as text its sentence stays the same."""
    try:
        yield
    except Refused as refused:
        values = refused.message.values
        names = [name for value in values.values() if isinstance(value, Named) for name in value.names]
        if not names:
            raise
        known = origins(session, names)
        told = {key: value.known(known) if isinstance(value, Named) else value for key, value in values.items()}
        raise Refused(refused.field, Message(refused.message.text, told), refused.entries) from None
