"""What a proof looks at beside the chain: the database file itself, its guards, reversals, and rows with digests."""

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from app.core.rules.corrections import NOT_REVERSIBLE
from app.i18n.mark import N_
from app.storage import tables as t
from app.storage.attachments import verify_attachments
from app.storage.books import Book, book_digest, genesis
from app.storage.credit_rows import verify_credit
from app.storage.customers import Problem as WrongRow
from app.storage.customers import verify_customers
from app.storage.day_digests import verify_shown
from app.storage.disputes import verify_disputes
from app.storage.drawer import verify_drawer
from app.storage.engine import sqlite3
from app.storage.incoming import verify_incoming
from app.storage.kept_texts import verify_kept_texts
from app.storage.letters import verify_letters
from app.storage.offers import verify_offers
from app.storage.pictures import verify_pictures
from app.storage.prepaid_reviews import verify_reviews
from app.storage.prices import verify_prices
from app.storage.receipts import verify_receipts
from app.storage.reminder_texts import verify_texts
from app.storage.reminders import verify_reminders
from app.storage.settings import verify_settings
from app.storage.staff import verify_staff
from app.storage.statement_replies import verify_statement_replies
from app.storage.statement_runs import verify_runs
from app.storage.statements import verify_statements
from app.storage.table_sums import wrong_sums
from app.storage.terms import verify_terms
from app.storage.triggers import COUNTED, trigger_statements
from app.storage.verify.findings import UNREADABLE, Findings

_WALKED = frozenset({"entry", "posting", "item", "term_change", "entry_text"})
_BOOK = "SELECT uuid, name, currency, decimals, language, pack, created_at, digest FROM book"


def check_file(raw: sqlite3.Connection, findings: Findings) -> None:
    """Have the database check its own structure, and the references between tables that the walk does not check."""
    for (text,) in raw.execute("PRAGMA integrity_check"):
        if text != "ok":
            findings.add("integrity", "file", N_("The database finds its file damaged: {detail}"), detail=text)
    for name in t.metadata.tables.keys() - _WALKED:
        for table, row, parent, _ in raw.execute(f"PRAGMA foreign_key_check({name})"):
            findings.add(
                "reference",
                f"{table} {row}",
                N_("A row of the table {table} names something in {parent} that does not exist."),
                table=table,
                parent=parent,
            )


def check_triggers(raw: sqlite3.Connection, findings: Findings) -> None:
    """Report guards of the past that are missing, changed, or not ours."""
    wanted = {statement.split()[2]: statement for statement in trigger_statements()}
    stored = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for name in sorted(wanted.keys() | stored.keys()):
        if stored.get(name) != wanted.get(name):
            findings.add(
                "trigger",
                f"trigger {name}",
                N_("The guard “{name}” of the journal is missing, changed, or unknown."),
                name=name,
            )


def check_schema(raw: sqlite3.Connection, findings: Findings) -> None:
    """Report tables and indexes that are not made as this program makes them: what they refuse may be lost."""
    stored = _structure(raw)
    for name, made in _as_made().items():
        if stored.get(name) != made:
            findings.add(
                "schema",
                f"schema {name}",
                N_("The table or index “{name}” is missing or not as it was made."),
                name=name,
            )


def _structure(raw: sqlite3.Connection) -> dict[str, tuple[str, str, str]]:
    """Return what each table and index is, by name: its kind, its table, and how it was made, in single blanks.

    Indexes that a table brings along have no statement of their own; their names are all that tells them.
    """
    found = raw.execute("SELECT name, type, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
    return {name: (kind, table, " ".join(str(sql or "").split())) for name, kind, table, sql in found}


@cache
def _as_made() -> Mapping[str, tuple[str, str, str]]:
    """Return the structure of a book as this program makes it; the same for every book, so it is made once."""
    dialect = sqlite.dialect()
    with closing(sqlite3.connect(":memory:")) as model:
        for table in t.metadata.sorted_tables:
            model.execute(str(CreateTable(table).compile(dialect=dialect)))
            for index in table.indexes:
                model.execute(str(CreateIndex(index).compile(dialect=dialect)))
        return MappingProxyType(_structure(model))


def check_book(raw: sqlite3.Connection, findings: Findings) -> bytes:
    """Compare the book's own row with its digest; return the hash the chain begins with, as far as it can be told."""
    rows = raw.execute(_BOOK).fetchall()
    start = b""
    try:
        [(*values, digest)] = rows
        book = Book(*values)
        start = genesis(book)
        right = book_digest(book) == digest
    except UNREADABLE:
        right = False
    if not right:
        findings.add("book", "book", N_("What the book says of itself is not what was written."))
    return start


_PIN_SALT, _PIN_HASH = 16, 32


def verify_pins(session: Session) -> list[WrongRow]:
    """Return the PINs kept in a form in which none was ever written; one that was exchanged cannot be told."""
    return [
        WrongRow(table.name, row[0])
        for table in (t.customer_pin, t.staff_pin)
        for row in session.execute(select(table))
        if tuple(map(type, row)) != (int, bytes, bytes, int)
        or (len(row[1]), len(row[2])) != (_PIN_SALT, _PIN_HASH)
        or row[3] < 0
    ]


ROWS: tuple[tuple[str, Callable[[Session], list[WrongRow]]], ...] = (
    ("customer", verify_customers),
    ("attachment", verify_attachments),
    ("offer", verify_offers),
    ("setting", verify_settings),
    ("service", verify_prices),
    ("terms_text", verify_terms),
    ("receipt", verify_receipts),
    ("statement_run", verify_runs),
    ("statement", verify_statements),
    ("drawer", verify_drawer),
    ("customer_pin", verify_pins),
    ("staff", verify_staff),
    ("shop_picture", verify_pictures),
    ("statement_reply", verify_statement_replies),
    ("dispute", verify_disputes),
    ("reminder", verify_reminders),
    ("letter", verify_letters),
    ("reminder_text", verify_texts),
    ("credit", verify_credit),
    ("kept_text", verify_kept_texts),
    ("day_digest", verify_shown),
    ("incoming", verify_incoming),
    ("prepaid_review", verify_reviews),
)
"""The checks of rows that have digests or can be told from others, each with the table it is mostly about."""


def check_rows(session: Session, check: Callable[[Session], list[WrongRow]], findings: Findings) -> None:
    """Report the rows a check finds to be not what was written."""
    for table, number in check(session):
        findings.add(
            "row",
            f"{table} {number}",
            N_("Row {id} of the table {table} is not what was written."),
            id=number,
            table=table,
        )


def check_sums(session: Session, findings: Findings) -> None:
    """Report tables without digests in their rows whose sum is not that of what was written."""
    for table in wrong_sums(session):
        findings.add("row", table, N_("Some row of the table {table} is not what was written."), table=table)


def check_counts(raw: sqlite3.Connection, findings: Findings) -> None:
    """Report tables that have more or fewer rows than were written to them."""
    stored = dict(raw.execute("SELECT name, rows FROM row_count"))
    for table in COUNTED:
        (count,) = raw.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
        if count != stored.get(table, 0):
            text = N_("The table {table} has {count} rows, but {written} were written to it.")
            findings.add("missing", table, text, table=table, count=count, written=stored.get(table, 0))


_NUMBERED = (
    *("offer", "service", "terms_text", "receipt", "drawer", "day_end", "shop_picture"),
    *("statement_run", "statement", "statement_reply", "dispute"),
    *("reminder", "reminder_event", "reminder_run", "contact", "reminder_text"),
    *("promise", "pause", "dated_note", "account_review"),
    *("agreement", "agreement_end", "payment_plan", "payment_plan_end", "credit_review"),
    *("guarantee", "guarantee_step", "legal_case", "legal_case_step", "proof"),
    *("day_digest", "export_log", "erasure"),
    *("import_run", "import_step", "import_layout", "bill", "incoming", "incoming_step"),
    *("prepaid_review", "prepaid_review_finding"),
)


def check_numbers(raw: sqlite3.Connection, findings: Findings) -> None:
    """Report tables whose rows are numbered without gaps and never taken out, where some are missing."""
    for table in _NUMBERED:
        count, last = raw.execute(f"SELECT count(*), max(id) FROM {table}").fetchone()  # noqa: S608 - our own names
        if count != (last or 0):
            findings.add(
                "missing",
                table,
                N_("Rows of the table {table} are missing: their numbers run to {last}, but there are {count}."),
                table=table,
                last=last,
                count=count,
            )


# ---- requests and reversals -----------------------------------------------------------------------------------------

_TWICE = "SELECT request_id, min(id) FROM entry GROUP BY request_id HAVING count(*) > 1"
_REVERSED_TWICE = "SELECT reverses, min(id) FROM entry WHERE reverses IS NOT NULL GROUP BY reverses HAVING count(*) > 1"
_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(NOT_REVERSIBLE))
_NOT_OPPOSITE = f"""
SELECT r.id, o.id FROM entry AS r JOIN entry AS o ON o.id = r.reverses
WHERE r.posted_on < o.posted_on OR o.kind IN ({_KINDS})
   OR (SELECT count(*) FROM posting WHERE entry_id = r.id) <> (SELECT count(*) FROM posting WHERE entry_id = o.id)
   OR EXISTS (
      SELECT 1 FROM posting AS p JOIN posting AS q ON q.entry_id = r.id AND q.seq = p.seq
      WHERE p.entry_id = o.id AND (q.account <> p.account OR q.amount <> -p.amount OR q.units <> -p.units
         OR coalesce(q.customer_id, 0) <> coalesce(p.customer_id, 0)
         OR coalesce(q.item_id, 0) <> coalesce(p.item_id, 0)))
"""  # noqa: S608 - the kinds are our own


def check_requests(raw: sqlite3.Connection, findings: Findings) -> None:
    """Report requests recorded twice, entries reversed twice, and reversals that are not the opposite."""
    for request, number in raw.execute(_TWICE):
        findings.add(
            "request", f"entry {number}", N_("The request “{request}” has been recorded twice."), request=request
        )
    for original, number in raw.execute(_REVERSED_TWICE):
        findings.add("reversal", f"entry {number}", N_("Entry {entry} has been reversed twice."), entry=original)
    for number, original in raw.execute(_NOT_OPPOSITE):
        findings.add(
            "reversal",
            f"entry {number}",
            N_("Entry {entry} is not the opposite of entry {original}, which it reverses."),
            entry=number,
            original=original,
        )
