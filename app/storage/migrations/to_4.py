"""Version 4: the reminder queue, contacts, letters, promises, pauses, dated notes.

Tables are added, none changed; an index tells the mergings of files from all other entries.
"""

import sqlalchemy as sa
from alembic.operations import Operations

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Day = sa.String(10)
_Instant = sa.String(32)


def upgrade(op: Operations) -> None:
    """Add the tables of version 4."""
    _queue(op)
    _contacts(op)
    _letters(op)
    _promises(op)
    _pauses(op)
    _notes(op)
    op.create_index("ix_entry_merge", "entry", ["kind"], sqlite_where=sa.text("kind = 'merge'"))


def _id() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True)


def _reference(name: str, target: str, *, index: bool = False, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


def _key(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), primary_key=True)


def _text(name: str, kind: sa.types.TypeEngine[str] | None = None) -> sa.Column[str]:
    return sa.Column(name, kind or sa.String(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _request() -> tuple[sa.Column[str], sa.Column[bytes]]:
    return sa.Column("request_id", sa.String, nullable=False, unique=True), _bytes("request_digest")


def _recorded() -> tuple[sa.Column[int], sa.Column[str], sa.Column[bytes]]:
    return _reference("staff_id", "staff.id"), _text("recorded_at", _Instant), _bytes("digest")


def _queue(op: Operations) -> None:
    op.create_table(
        "reminder",
        _id(),
        _text("rule"),
        _reference("customer_id", "customer.id", index=True),
        _text("subject"),
        _text("occurrence"),
        _text("wish"),
        _text("due_on", _Day),
        sa.Column("expires_on", _Day),
        _text("state"),
        sa.Column("done_on", _Day),
        sa.Column("snoozed_to", _Day),
        _reference("assigned_to", "staff.id", nullable=True),
        _text("planned_at", _Instant),
        _text("changed_at", _Instant),
        _bytes("digest"),
        sa.UniqueConstraint("rule", "subject", "occurrence"),
    )
    op.create_index("ix_reminder_state", "reminder", ["state", "due_on"])
    op.create_table(
        "reminder_cover",
        _key("reminder_id", "reminder.id"),
        _key("item_id", "item.id"),
        _count("nth"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reminder_cover_item", "reminder_cover", ["item_id"])
    op.create_table(
        "reminder_run",
        _id(),
        sa.Column("on_day", _Day, nullable=False, index=True),
        _text("at", _Instant),
        _count("planned"),
        _bytes("digest"),
    )


def _contacts(op: Operations) -> None:
    op.create_table(
        "contact",
        _id(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        _reference("reminder_id", "reminder.id", nullable=True, index=True),
        _text("way"),
        _text("result"),
        _count("incoming"),
        _text("at", _Instant),
        _text("on_day", _Day),
        _reference("staff_id", "staff.id"),
        _bytes("text_digest"),
        _reference("attachment_id", "attachment.id", nullable=True),
        _bytes("digest"),
    )
    op.create_table(
        "reminder_event",
        _id(),
        _reference("reminder_id", "reminder.id", index=True),
        _text("at", _Instant),
        *(_text(name) for name in ("was", "became", "way", "what")),
        _count("attempt"),
        _reference("staff_id", "staff.id"),
        _reference("contact_id", "contact.id", nullable=True),
        _bytes("text_digest"),
        _bytes("digest"),
    )
    op.create_table(
        "contact_step",
        _key("contact_id", "contact.id"),
        sa.Column("nth", sa.Integer, primary_key=True),
        *_request(),
        _text("what"),
        _text("on_day", _Day),
        _text("tracking"),
        _reference("attachment_id", "attachment.id", nullable=True),
        _reference("staff_id", "staff.id"),
        _text("at", _Instant),
        _bytes("digest"),
    )


def _letters(op: Operations) -> None:
    op.create_table(
        "letter",
        _key("contact_id", "contact.id"),
        sa.Column("number", _Id, nullable=False, unique=True),
        sa.Column("no", sa.String, nullable=False, unique=True),
        _bytes("content_digest"),
        _bytes("pdf_sha256"),
        _count("pages"),
        _bytes("digest"),
    )
    op.create_table(
        "letter_paper",
        _key("contact_id", "letter.contact_id"),
        _bytes("salt"),
        _text("content"),
        _bytes("pdf"),
    )
    op.create_table(
        "reminder_text",
        _id(),
        *_request(),
        _text("name"),
        _text("language", sa.String(8)),
        _text("subject"),
        _text("body"),
        *_recorded(),
    )


def _promises(op: Operations) -> None:
    op.create_table(
        "promise",
        _id(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        _text("due_on", _Day),
        _text("made_on", _Day),
        sa.Column("after_entry", _Id, nullable=False),
        _reference("contact_id", "contact.id", nullable=True),
        _bytes("text_digest"),
        *_recorded(),
    )
    _end(op, "promise_end", _key("promise_id", "promise.id"))


def _end(op: Operations, name: str, key: sa.Column[int]) -> None:
    op.create_table(name, key, *_request(), _text("on_day", _Day), _bytes("text_digest"), *_recorded())


def _pauses(op: Operations) -> None:
    op.create_table(
        "pause",
        _id(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        _text("kind"),
        _text("starts_on", _Day),
        sa.Column("ends_on", _Day),
        _bytes("text_digest"),
        *_recorded(),
    )
    _end(op, "pause_end", _key("pause_id", "pause.id"))


def _notes(op: Operations) -> None:
    op.create_table(
        "dated_note",
        _id(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        _text("on_day", _Day),
        _bytes("text_digest"),
        *_recorded(),
    )
    _end(op, "dated_note_end", _key("note_id", "dated_note.id"))
    op.create_table(
        "account_review",
        _id(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        _text("on_day", _Day),
        _bytes("text_digest"),
        *_recorded(),
    )
