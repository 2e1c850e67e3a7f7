"""What people wrote beside rows that are never edited: erased one day without breaking the digests of those rows.

A row bears the SHA-256 of salt and text; salt and text stand here, under the name of the row's table.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.customers import Problem
from app.storage.journal import chunks


class KeptText(NamedTuple):
    """A text with the salt it is hashed with."""

    salt: bytes
    text: str

    @property
    def digest(self) -> bytes:
        """What stands for the text in its row."""
        return hashlib.sha256(self.salt + self.text.encode("utf-8", "surrogatepass")).digest()


def keep_text(session: Session, table: Table, row: int, kept: KeptText) -> None:
    """Write the text that belongs to a row; its digest is written with the row."""
    session.execute(insert(t.kept_text).values(kind=table.name, row_id=row, salt=kept.salt, text=kept.text))


def kept_texts(session: Session, table: Table, rows: Sequence[int]) -> dict[int, str]:
    """Return the texts of rows, as far as they have not been erased."""
    c = t.kept_text.c
    found: dict[int, str] = {}
    for chunk in chunks(rows):
        of_rows = select(c.row_id, c.text).where(c.kind == table.name, c.row_id.in_(chunk))
        found.update(dict(session.execute(of_rows).all()))
    return found


def verify_kept_texts(session: Session) -> list[Problem]:
    """Return the texts that are not what was written, and those that belong to no row; an erased one is no problem."""
    digests = {
        table.name: dict(session.execute(select(next(iter(table.primary_key)), table.c.text_digest)).all())
        for table in t.metadata.sorted_tables
        if "text_digest" in table.c
    }
    problems: list[Problem] = []
    rows = session.execute(select(t.kept_text).order_by(t.kept_text.c.kind, t.kept_text.c.row_id))
    for kind, row, salt, text in rows:
        whole = isinstance(salt, bytes) and isinstance(text, str)
        if not whole or KeptText(salt, text).digest != digests.get(kind, {}).get(row):
            problems.append(Problem("kept_text", f"{kind} {row}"))
    return problems
