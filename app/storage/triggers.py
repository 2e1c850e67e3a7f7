"""What only SQLite knows of guarding the past: triggers that refuse to change or slip in what is recorded."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_APPEND_ONLY = ("entry", "posting", "item", "term_change")
_NO_UPDATE = (
    *("entry_text", "file_change", "file_request", "attachment", "statement_paper", "kept_text", "letter_paper"),
    *("consent", "payer"),
)
_KEPT = (
    "approval",
    *("terms_text", "receipt", "receipt_copy", "drawer", "day_end", "service_price"),
    *("shop_picture", "statement_run", "statement_plan", "statement_skip", "statement_run_end"),
    *("statement", "statement_copy", "statement_reply", "dispute", "dispute_end"),
    *("reminder_event", "reminder_run", "contact", "contact_step", "letter", "reminder_text"),
    *("promise", "promise_end", "pause", "pause_end", "dated_note", "dated_note_end", "account_review"),
    *("agreement", "agreement_end", "payment_plan", "payment_plan_end", "credit_review"),
    *("guarantee", "guarantee_step", "legal_case", "legal_case_step", "proof"),
    *("day_digest", "export_log", "erasure"),
    *("import_run", "import_step", "import_layout", "bill", "incoming", "incoming_step"),
    *("prepaid_review", "prepaid_review_pick", "prepaid_review_finding"),
)

_ERASED = frozenset({"file_change", "attachment", "statement_run", "contact_step"})
"""What an erasure changes though it is never edited otherwise; see `storage.erasing`."""

COUNTED = (
    *("customer", "approval", "attachment", "consent", "contact_step", "credit_review", "dated_note_end", "day_digest"),
    *("day_end", "dispute_end", "drawer", "entry_text", "erasure", "export_log", "guarantee_step", "kept_text"),
    *("legal_case_step", "letter", "letter_paper", "pause_end", "promise_end", "proof", "receipt_copy"),
    *("reminder_cover", "reminder_run", "reminder_text", "service_price", "setting", "shop_picture", "staff_member"),
    *("staff_recovery", "staff_secret", "statement_copy", "statement_paper", "statement_plan", "statement_run_end"),
    "statement_skip",
    *("bill", "import_layout", "import_run", "import_step", "incoming", "incoming_payer", "incoming_step", "payer"),
    *("prepaid_review", "prepaid_review_finding", "prepaid_review_pick"),
)
"""Tables out of which a row, the last at least, could vanish unseen: neither chain nor numbers tell their number."""

_SHUT = "WHEN NOT EXISTS (SELECT 1 FROM erasing) "


def create_triggers(session: Session) -> None:
    """Create every trigger; part of making a book and of every later change of its tables."""
    for statement in trigger_statements():
        session.execute(text(statement))


def trigger_names() -> frozenset[str]:
    """Return the names of all triggers, so that `verify` sees when one is missing."""
    return frozenset(statement.split()[2] for statement in trigger_statements())


def trigger_statements() -> list[str]:
    """Return the statements that create the triggers.

    INSERT at or below the highest number is refused, so that `INSERT OR REPLACE` cannot overwrite either.
    """
    statements = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        for table in _APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    statements += [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_guard(table, 'UPDATE')}"
        f"BEGIN SELECT RAISE(ABORT, 'this is never edited'); END"
        for table in _NO_UPDATE
    ]
    statements += [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {_guard(table, verb)}"
        f"BEGIN SELECT RAISE(ABORT, 'this is kept as it was'); END"
        for table in _KEPT
        for verb in ("UPDATE", "DELETE")
    ]
    return [*statements, *_in_order(), *_counts()]


def _in_order() -> list[str]:
    """Return what refuses rows at or below the highest number."""
    statements = [
        f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} "  # noqa: S608 - names of our own tables
        f"WHEN NEW.id <= (SELECT max(id) FROM {table}) "
        f"BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        for table in ("entry", "item")
    ]
    statements.append(
        "CREATE TRIGGER posting_in_order BEFORE INSERT ON posting "
        "WHEN (NEW.entry_id, NEW.seq) <= "
        "(SELECT entry_id, seq FROM posting ORDER BY entry_id DESC, seq DESC LIMIT 1) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
    statements.append(
        "CREATE TRIGGER term_change_in_order BEFORE INSERT ON term_change "
        "WHEN NEW.entry_id < (SELECT max(entry_id) FROM term_change) OR EXISTS "
        "(SELECT 1 FROM term_change WHERE entry_id = NEW.entry_id AND item_id = NEW.item_id) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
    return statements


def _counts() -> list[str]:
    """Return what counts the rows of tables from which none may vanish."""
    return [
        f"CREATE TRIGGER {table}_count_{verb.lower()} AFTER {verb} ON {table} "  # noqa: S608 - names of our own tables
        f"BEGIN INSERT INTO row_count (name, rows) VALUES ('{table}', {by}) "
        f"ON CONFLICT (name) DO UPDATE SET rows = rows + {by}; END"
        for table in COUNTED
        for verb, by in (("INSERT", 1), ("DELETE", -1))
    ]


def _guard(table: str, verb: str) -> str:
    """Return when a guard holds: always, or whenever nobody is being erased."""
    return _SHUT if table in _ERASED and verb == "UPDATE" else ""
