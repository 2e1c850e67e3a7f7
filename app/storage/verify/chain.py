"""Walking the chain: every entry's hash computed anew from what is stored, and what must hold within an entry.

The tables are read side by side in the order of their entry, as plain tuples, and nothing of an entry is kept but sums.
An entry that does not hold is reported once: the next one is checked against the hash that is stored.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from app.core.journal import EntryKind, posting_text, terms_text, text_digest
from app.core.rules.corrections import NOT_REVERSIBLE
from app.i18n.mark import N_
from app.storage import tables as t
from app.storage.engine import sqlite3
from app.storage.verify.findings import UNREADABLE, Findings
from app.storage.verify.sums import CHARGE, KINDS, ItemSums

STEP = 200

_ENTRY_COLUMNS = ", ".join(column.name for column in t.entry.c)
_ITEM_COLUMNS = ", ".join(column.name for column in t.item.c)
ENTRIES = f"SELECT {_ENTRY_COLUMNS} FROM entry ORDER BY id"  # noqa: S608 - names of our own columns
POSTINGS = (
    "SELECT entry_id, seq, account, customer_id, item_id, amount, units, posted_on FROM posting ORDER BY entry_id, seq"
)
ITEMS = f"SELECT entry_id AS made_by, {_ITEM_COLUMNS} FROM item ORDER BY entry_id, id"  # noqa: S608
TERMS = "SELECT entry_id, item_id, expires_on, due_on FROM term_change ORDER BY entry_id, item_id"
TEXTS = "SELECT entry_id, field, salt, text FROM entry_text ORDER BY entry_id, field"

_KINDS = frozenset(kind.value for kind in EntryKind)
_NOT_REVERSIBLE = frozenset(kind.value for kind in NOT_REVERSIBLE)
_SALT_BYTES = 16
_item_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode  # as core.journal.item_text


class Change(NamedTuple):
    """Changed terms of an item, as stored."""

    on: str
    entry: int
    expires_on: str | None
    due_on: str | None


@dataclass(slots=True)
class Walked:
    """What the chain says in the end; the derived tables must agree with it."""

    entries: int = 0
    hash: bytes = b""
    first_on: str = "9"  # after every day
    last_on: str = ""
    changes: dict[int, list[Change]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    months: list[str] = field(default_factory=list)


class _Rows:
    """Rows of a table in the order of their entry (the first column), handed out entry by entry."""

    def __init__(self, rows: Iterator[Any], table: str, findings: Findings) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._table = table
        self._findings = findings
        self._group: list[Any] = []
        self.number: float = 0
        self._step()

    def _step(self) -> None:
        for number, group in self._groups:
            self._group = list(group)
            if type(number) is int:
                self.number = number
                return
            self._stray(number)
        self.number = float("inf")

    def _stray(self, number: object) -> None:
        self._findings.add(
            "journal",
            f"{self._table} of entry {number!r}",
            N_("The table {table} has rows of entry {entry}, which does not exist."),
            table=self._table,
            entry=str(number),
        )

    def take(self, number: float) -> list[Any]:
        """Return the rows of an entry; those of entries passed over belong to none."""
        while self.number < number:
            self._stray(self.number)
            self._step()
        if self.number != number:
            return []
        rows = self._group
        self._step()
        return rows


def _hashed(
    previous: bytes, row: tuple[Any, ...], lines: Sequence[Any], items: Sequence[Any], terms: Sequence[Any]
) -> str:
    """Return the text of an entry that is hashed, as `core.journal.hash_fields` makes it, from rows as stored.

    Written out here because it is done a million times; raises TypeError where a value is not of its kind.
    """
    number, kind, on, at, customer, staff, request, digest, reverses, concerns, facts, texts, _ = row
    return "\x1f".join(
        (
            previous.hex(),
            str(number),
            kind,
            on,
            at,
            "" if customer is None else str(customer),
            str(staff),
            request,
            digest.hex(),
            "" if reverses is None else str(reverses),
            "" if concerns is None else str(concerns),
            facts,
            texts,
            "postings",
            *[posting_text(account, who, item, amount, units) for _, _, account, who, item, amount, units, _ in lines],
            "items",
            *[_item_text(item[1:17]) for item in items],
            "terms",
            *[terms_text(item, expires_on, due_on) for _, item, expires_on, due_on in terms],
        )
    )


def unbroken(raw: sqlite3.Connection, genesis: bytes) -> int:
    """Return the number of the last entry before the first that is missing or not what was recorded; 0 for none."""
    unheard = Findings()
    tables = [
        _Rows(raw.execute(statement), table, unheard)
        for statement, table in ((POSTINGS, "posting"), (ITEMS, "item"), (TERMS, "term_change"))
    ]
    last, before = 0, genesis
    for row in raw.execute(ENTRIES):
        try:
            parts = [rows.take(row[0]) for rows in tables]
            whole = row[0] == last + 1 and sha256(_hashed(before, row, *parts).encode()).digest() == row[12]
        except UNREADABLE:
            whole = False
        if not whole:
            break
        last, before = row[0], row[12]
    return last


class Chain:
    """One walk along the chain, on one connection."""

    def __init__(self, raw: sqlite3.Connection, findings: Findings, customers: Collection[int]) -> None:
        self._raw = raw
        self._findings = findings
        self._customers = customers
        self._staff = {row[0] for row in raw.execute("SELECT id FROM staff")}
        self.sums = ItemSums(customers, findings)
        self.walked = Walked()
        self._termed: dict[int, list[int]] = {}
        self._postings = self._rows(POSTINGS, "posting")
        self._items = self._rows(ITEMS, "item")
        self._terms = self._rows(TERMS, "term_change")
        self._texts = self._rows(TEXTS, "entry_text")

    def _rows(self, statement: str, table: str) -> _Rows:
        return _Rows(self._raw.execute(statement), table, self._findings)

    def walk(self, genesis: bytes, tick: Callable[[int], bool]) -> Walked:
        """Check every entry; `tick` gets the number done every now and then and says whether to go on."""
        walked = self.walked
        walked.hash = genesis
        for row in self._raw.execute(ENTRIES):
            if walked.entries % STEP == 0 and not tick(walked.entries):
                return walked
            try:
                self._check(row)
            except UNREADABLE:
                self._unreadable(row[0])
            stored = row[12]
            walked.hash = stored if type(stored) is bytes else b""
            walked.entries += 1
        for rows in (self._postings, self._items, self._terms, self._texts):
            rows.take(float("inf"))
        return walked

    def _unreadable(self, number: object) -> None:
        self._findings.add(
            "chain", f"entry {number}", N_("Entry {entry} holds values that were never written."), entry=number
        )

    # ---- one entry --------------------------------------------------------------------------------------------------

    def _check(self, row: tuple[Any, ...]) -> None:
        number, kind, posted_on, _, customer, _, _, _, reverses, _, _, digests, stored = row
        lines = self._postings.take(number) if self._postings.number <= number else ()
        items = self._items.take(number) if self._items.number <= number else ()
        terms = self._terms.take(number) if self._terms.number <= number else ()
        texts = self._texts.take(number) if self._texts.number <= number else ()
        if sha256(_hashed(self.walked.hash, row, lines, items, terms).encode()).digest() != stored:
            self._findings.add(
                "chain",
                f"entry {number}",
                N_("Entry {entry} is not what was recorded: its hash does not fit its contents."),
                entry=number,
            )
        self._check_head(row)
        for item in items:
            self._make(item, posted_on)
        if lines:
            self._check_postings(number, posted_on, customer, lines)
        if terms:
            self._change_terms(number, posted_on, terms)
        if texts:
            self._check_texts(number, digests, texts)
        if reverses is not None or kind in _NOT_REVERSIBLE:
            self._check_special(row)

    def _check_head(self, row: tuple[Any, ...]) -> None:
        number, kind, posted_on, _, customer, staff, _, _, reverses, concerns, _, _, _ = row
        walked = self.walked
        if number != walked.entries + 1 and not self._findings.has("number"):
            self._findings.add(
                "number",
                f"entry {number}",
                N_("Entry {entry} stands where entry {expected} should."),
                entry=number,
                expected=walked.entries + 1,
            )
        walked.first_on = min(walked.first_on, posted_on)
        walked.last_on = max(walked.last_on, posted_on)
        if (
            (customer is not None and customer not in self._customers)
            or staff not in self._staff
            or kind not in _KINDS
            or (reverses is not None and not 0 < reverses < number)
            or (concerns is not None and not 0 < concerns < number)
        ):
            self._wrong(number)

    def _wrong(self, number: int) -> None:
        self._findings.add(
            "reference",
            f"entry {number}",
            N_("Entry {entry} names a customer, a person, an entry or a kind that does not exist."),
            entry=number,
        )

    def _make(self, item: Sequence[Any], posted_on: str) -> None:
        _, number, kind, _, customer, *_, is_charge = item
        self.sums.make(number, kind, customer, posted_on)
        if customer not in self._customers or is_charge != int(KINDS.index(kind) == CHARGE):
            self._findings.add(
                "item",
                f"item {number}",
                N_("Item {item} names no customer, or is marked as the wrong kind."),
                item=number,
            )

    def _check_postings(self, number: int, posted_on: str, customer: int | None, lines: Sequence[Any]) -> None:
        amounts = [line[5] for line in lines]
        if amounts[::2] != [-amount for amount in amounts[1::2]] or lines[-1][1] != len(lines) - 1:
            self._findings.add(
                "balance",
                f"entry {number}",
                N_("The postings of entry {entry} are not pairs of a debit and a credit of the same amount."),
                entry=number,
            )
        if not self.sums.post(lines, posted_on, customer):
            self._findings.add(
                "posting",
                f"entry {number}",
                N_(
                    "The postings of entry {entry} name an account, a customer or an item they must not, bear another "
                    "date, or move bonus without its mirror."
                ),
                entry=number,
            )

    def _change_terms(self, number: int, posted_on: str, terms: Sequence[Any]) -> None:
        for _, item, expires_on, due_on in terms:
            if any(part is not None and not part for part in (expires_on, due_on)):
                self._unreadable(number)  # hashed like none at all
            self.walked.changes.setdefault(item, []).append(Change(posted_on, number, expires_on, due_on))
            self.sums.touch(item, posted_on)
            if not 0 < item <= self.sums.count:
                self._wrong(number)
        self._termed[number] = [item for _, item, _, _ in terms]

    def _check_texts(self, number: int, digests: str, texts: Sequence[Any]) -> None:
        """Check texts against their digests in the chain; one that is gone has been erased, which is allowed."""
        for _, name, salt, text in texts:
            whole = type(salt) is bytes and len(salt) == _SALT_BYTES and type(text) is str
            if not whole or f'"{name}":"{text_digest(salt, text)}"' not in digests:
                self._findings.add(
                    "text",
                    f"entry {number}",
                    N_("The text “{field}” of entry {entry} is not what was recorded."),
                    field=name,
                    entry=number,
                )

    def _check_special(self, row: tuple[Any, ...]) -> None:
        number, kind, posted_on, reverses, facts = row[0], row[1], row[2], row[8], row[10]
        if (kind == EntryKind.REVERSE) != (reverses is not None):
            self._wrong(number)
        if reverses in self._termed:
            self.walked.undone.add(reverses)
            for item in self._termed[reverses]:
                self.sums.touch(item, posted_on)
        if kind == EntryKind.CLOSE_MONTH:
            self.walked.months.append(json.loads(facts)["month"])
        elif kind == EntryKind.REOPEN_MONTH and self.walked.months:
            self.walked.months.pop()
