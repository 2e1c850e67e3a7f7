"""Rows that are written once: numbered, with the digest of what stands in them, and what people wrote beside them."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from app.core.customer import FileRequest, content_digest
from app.core.journal import canonical
from app.storage.customers import Author, row_digest
from app.storage.journal import instant
from app.storage.kept_texts import KeptText, keep_text, kept_texts


class Signed(NamedTuple):
    """What a row says of the request it was written by: its id, and its digest of the same salt as the text beside."""

    request: str
    digest: bytes
    salt: bytes
    author: Author

    @property
    def columns(self) -> dict[str, object]:
        """Return the columns that nearly all these rows have."""
        return {"request_id": self.request, "request_digest": self.digest, "staff_id": self.author.staff}


def signed(request: FileRequest, salt: bytes, author: Author) -> Signed:
    """Return what rows say of a request."""
    return Signed(request.id, content_digest(salt, request), salt, author)


def add_row(session: Session, table: Table, values: Mapping[str, object], salt: bytes = b"", text: str = "") -> int:
    """Write a row and return its number: the next one, where its table numbers its rows.

    A text is kept beside the row, which bears its digest, empty where nothing was written.
    """
    kept = KeptText(salt, canonical({"text": text})) if text else None
    given = dict(values)
    if "id" in table.c:
        given["id"] = next_id(session, table)
    if "text_digest" in table.c:
        given["text_digest"] = b"" if kept is None else kept.digest
    row = {column.name: given[column.name] for column in table.c if column.name != "digest"}
    session.execute(insert(table).values(**row, digest=row_digest(list(row.values()))))
    number = int(str(next(iter(row.values()))))
    if kept is not None:
        keep_text(session, table, number, kept)
    return number


def next_id(session: Session, table: Table) -> int:
    """Return the number the next row of a table gets."""
    return (session.execute(select(func.max(table.c.id))).scalar_one() or 0) + 1


def add_signed(session: Session, table: Table, values: Mapping[str, object], by: Signed, text: str = "") -> int:
    """Write a row with the request it was asked for by, who did, and when."""
    own = {**by.columns, "recorded_at": instant(by.author.now), **values}
    return add_row(session, table, own, by.salt, text)


def texts_of(session: Session, table: Table, rows: Sequence[int]) -> dict[int, str]:
    """Return what was written beside rows, as far as it has not been erased; what cannot be read is for the proof."""
    found: dict[int, str] = {}
    for row, text in kept_texts(session, table, rows).items():
        try:
            found[row] = str(json.loads(text)["text"])
        except (ValueError, TypeError, KeyError):
            continue
    return found
