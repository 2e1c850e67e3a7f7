"""What a page shows that keeps a code on paper: what it is for, how it is used, and the code in groups."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.statement_paper import Letterhead


class CodeKind(StrEnum):
    """Which code it is: the one that lets an owner in, or the one that opens an encrypted book."""

    STAFF = "staff"
    BOOK = "book"


class CodePage(NamedTuple):
    """A code with the shop and the book it is of."""

    kind: CodeKind
    shop: Letterhead
    book: str
    code: str
    made_on: date
