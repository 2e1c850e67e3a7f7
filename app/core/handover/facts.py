"""The hash of business facts: the same for two books in which the same happened, wherever and however they are kept.

It covers every row of the book but what only serves to keep it: digests, salts and hashes, secrets, who may do what,
what is reckoned from other rows, the log of exports, and what was done to the book's file. Customers stand in it by
their numbers, lots and charges by their names, staff by theirs, files by their SHA-256; the balances of customers stand
at the end. Each fact is one line of canonical JSON; the hash is the SHA-256 of all lines in their order.
"""

import hashlib
from collections.abc import Iterable

from app.core.journal import canonical

NO_FACTS = frozenset({"export_log", "table_sum", "row_count", "customer_key", "file_request", "approval"})
"""The tables handed over that hold no facts of the business."""

NO_FACT_COLUMNS = frozenset(
    {"digest", "salt", "hash", "request_digest", "text_digest", "said_digest", "plan_digest", "texts"}
)
"""The columns that prove or hide, and say nothing of the business."""

NO_FACT_SETTINGS = frozenset({"staff.policy"})
"""The settings that say who may open what, and nothing of the business."""

NO_FACT_CHANGES = "file."
"""How lines of the log of changes begin that say what was done to the book's file: moved, restored, encrypted."""


def facts_hash(facts: Iterable[list[object]]) -> str:
    """Return the hash of facts in their order, in hexadecimal digits."""
    found = hashlib.sha256()
    for fact in facts:
        found.update(canonical(fact).encode())
        found.update(b"\n")
    return found.hexdigest()
