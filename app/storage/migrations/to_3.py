"""Version 3: statements and what comes back of them, disputes, the shop's pictures. Tables are added, none changed."""

import sqlalchemy as sa
from alembic.operations import Operations

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Day = sa.String(10)
_Instant = sa.String(32)


def upgrade(op: Operations) -> None:
    """Add the tables of version 3, and an index by which a day's entries are found."""
    _pictures(op)
    _runs(op)
    _statements(op)
    _replies(op)
    _disputes(op)
    op.create_index("ix_entry_day", "entry", ["posted_on"])


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


def _amount(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _request() -> sa.Column[str]:
    return sa.Column("request_id", sa.String, nullable=False, unique=True)


def _pictures(op: Operations) -> None:
    op.create_table(
        "shop_picture",
        _id(),
        _request(),
        _text("kind"),
        _text("media_type"),
        _bytes("sha256"),
        _reference("staff_id", "staff.id"),
        _text("added_at", _Instant),
        _bytes("digest"),
        _bytes("content"),
    )


def _runs(op: Operations) -> None:
    op.create_table(
        "statement_run",
        _id(),
        _request(),
        _bytes("request_digest"),
        _text("period_from", _Day),
        _text("period_to", _Day),
        _text("options"),
        _bytes("plan_digest"),
        _reference("staff_id", "staff.id"),
        _text("started_at", _Instant),
        _bytes("digest"),
    )
    op.create_table(
        "statement_plan",
        _key("run_id", "statement_run.id"),
        sa.Column("seq", sa.Integer, primary_key=True),
        _reference("customer_id", "customer.id"),
        sa.UniqueConstraint("run_id", "customer_id"),
    )
    op.create_table(
        "statement_skip",
        _key("run_id", "statement_run.id"),
        _key("customer_id", "customer.id"),
        _text("reason"),
        _text("skipped_at", _Instant),
        _bytes("digest"),
    )
    op.create_table(
        "statement_run_end",
        _key("run_id", "statement_run.id"),
        _text("outcome"),
        _reference("staff_id", "staff.id"),
        _text("ended_at", _Instant),
        _bytes("digest"),
    )


def _statements(op: Operations) -> None:
    op.create_table(
        "statement",
        _id(),
        sa.Column("no", sa.String, nullable=False, unique=True),
        _reference("run_id", "statement_run.id"),
        _reference("customer_id", "customer.id", index=True),
        _text("period_from", _Day),
        sa.Column("period_to", _Day, nullable=False, index=True),
        *(_text(name) for name in ("kind", "language", "delivery")),
        *(_amount(name) for name in ("owed", "principal", "bonus")),
        sa.Column("reply_by", _Day),
        sa.Column("head_entry", _Id, nullable=False),
        _bytes("content_digest"),
        _bytes("pdf_sha256"),
        sa.Column("pages", sa.Integer, nullable=False),
        _reference("staff_id", "staff.id"),
        _text("issued_at", _Instant),
        _bytes("digest"),
        sa.UniqueConstraint("run_id", "customer_id"),
    )
    op.create_table(
        "statement_paper", _key("statement_id", "statement.id"), _bytes("salt"), _text("content"), _bytes("pdf")
    )
    op.create_table(
        "statement_copy",
        _reference("statement_id", "statement.id"),
        sa.Column("nth", sa.Integer, nullable=False),
        _text("made_as"),
        _reference("staff_id", "staff.id"),
        _text("made_at", _Instant),
        _bytes("digest"),
        sa.UniqueConstraint("statement_id", "nth"),
    )


def _replies(op: Operations) -> None:
    op.create_table(
        "statement_reply",
        _id(),
        _request(),
        _bytes("request_digest"),
        _reference("statement_id", "statement.id", index=True),
        _text("outcome"),
        _text("on_day", _Day),
        _text("means"),
        _text("claims"),
        _bytes("text_digest"),
        _reference("attachment_id", "attachment.id", nullable=True),
        _reference("staff_id", "staff.id"),
        _text("recorded_at", _Instant),
        _bytes("digest"),
    )
    op.create_table(
        "kept_text",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("row_id", _Id, primary_key=True),
        _bytes("salt"),
        _text("text"),
    )


def _disputes(op: Operations) -> None:
    op.create_table(
        "dispute",
        _id(),
        _request(),
        _bytes("request_digest"),
        _reference("customer_id", "customer.id", index=True),
        _reference("item_id", "item.id", index=True),
        _reference("reply_id", "statement_reply.id", nullable=True),
        _amount("amount"),
        _text("on_day", _Day),
        _bytes("text_digest"),
        _reference("staff_id", "staff.id"),
        _text("recorded_at", _Instant),
        _bytes("digest"),
    )
    op.create_table(
        "dispute_end",
        _key("dispute_id", "dispute.id"),
        _request(),
        _bytes("request_digest"),
        _text("outcome"),
        _text("on_day", _Day),
        _bytes("text_digest"),
        _reference("staff_id", "staff.id"),
        _text("recorded_at", _Instant),
        _bytes("digest"),
    )
