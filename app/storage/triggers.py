"""What only SQLite knows of guarding the past: triggers that refuse to change or slip in what is recorded."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_APPEND_ONLY = ("entry", "posting", "item", "term_change")
_NO_UPDATE = ("entry_text", "file_change", "file_request", "attachment", "statement_paper", "kept_text", "letter_paper")
_KEPT = (
    *("terms_text", "receipt", "receipt_copy", "drawer", "day_end", "service_price"),
    *("shop_picture", "statement_run", "statement_plan", "statement_skip", "statement_run_end"),
    *("statement", "statement_copy", "statement_reply", "dispute", "dispute_end"),
    *("reminder_event", "reminder_run", "contact", "contact_step", "letter", "reminder_text"),
    *("promise", "promise_end", "pause", "pause_end", "dated_note", "dated_note_end", "account_review"),
    *("agreement", "agreement_end", "payment_plan", "payment_plan_end", "credit_review"),
    *("guarantee", "guarantee_step", "legal_case", "legal_case_step", "proof"),
)


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
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'this is never edited'); END"
        for table in _NO_UPDATE
    ]
    statements += [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'this is kept as it was'); END"
        for table in _KEPT
        for verb in ("UPDATE", "DELETE")
    ]
    statements += [
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
