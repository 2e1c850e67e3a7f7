"""Version 6: staff and their secrets, approvals, daily digests, exports, erasures, consents, sums over tables.

Tables are added, none changed: who is in `staff` already has no row in `staff_member` and is what they were.
"""

import hashlib
import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic.operations import Operations

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Day = sa.String(10)
_Instant = sa.String(32)


def upgrade(op: Operations) -> None:
    """Add the tables of version 6."""
    _staff(op)
    _approvals(op)
    _digests(op)
    _privacy(op)
    _sums(op)


def _reference(name: str, target: str, *, index: bool = False, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


def _own(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _Instant, nullable=nullable)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True)


def _request() -> tuple[sa.Column[str], sa.Column[bytes]]:
    return sa.Column("request_id", sa.String, nullable=False, unique=True), _bytes("request_digest")


def _end() -> tuple[sa.Column[int], sa.Column[str], sa.Column[bytes]]:
    return _reference("staff_id", "staff.id"), _at("recorded_at"), _bytes("digest")


def _staff(op: Operations) -> None:
    op.create_table("staff_member", _own("staff_id", "staff.id"), _text("own"), _whole("active"), _bytes("digest"))
    tries = (_whole("wrong"), _at("last_at", nullable=True))
    op.create_table("staff_secret", _own("staff_id", "staff.id"), _text("kept"), *tries, _bytes("digest"))
    only = sa.Column("id", _Id, sa.CheckConstraint("id = 1"), primary_key=True)
    days = (_at("made_at"), _at("used_at", nullable=True))
    op.create_table("staff_recovery", only, _text("kept"), *days, _bytes("digest"))


def _approvals(op: Operations) -> None:
    op.create_table(
        "approval",
        _number(),
        sa.Column("request_id", sa.String, nullable=False, index=True),
        _bytes("request_digest"),
        _text("rights"),
        _reference("asked_by", "staff.id"),
        _reference("approved_by", "staff.id"),
        _at("approved_at"),
        _bytes("digest"),
    )


def _digests(op: Operations) -> None:
    on = sa.Column("on_day", _Day, nullable=False, unique=True)
    op.create_table("day_digest", _number(), on, _text("content"), *_end())
    op.create_table(
        "export_log",
        _number(),
        _text("what"),
        _text("form"),
        _reference("customer_id", "customer.id", nullable=True, index=True),
        sa.Column("rows", sa.BigInteger, nullable=False),
        _bytes("sha256"),
        *_end(),
    )


def _privacy(op: Operations) -> None:
    op.create_table("erasing", _own("customer_id", "customer.id"))
    op.create_table(
        "erasure",
        _number(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        sa.Column("on_day", _Day, nullable=False),
        _text("reason"),
        _at("file_since"),
        _text("counts"),
        *_end(),
    )
    op.create_table(
        "consent",
        _number(),
        *_request(),
        _reference("customer_id", "customer.id", index=True),
        _text("purpose"),
        _whole("given"),
        sa.Column("on_day", _Day, nullable=False),
        _text("source"),
        _whole("sensitive"),
        _reference("attachment_id", "attachment.id", nullable=True),
        *_end(),
    )


_COUNTED = (
    *("customer", "approval", "attachment", "consent", "contact_step", "credit_review", "dated_note_end", "day_digest"),
    *("day_end", "dispute_end", "drawer", "entry_text", "erasure", "export_log", "guarantee_step", "kept_text"),
    *("legal_case_step", "letter", "letter_paper", "pause_end", "promise_end", "proof", "receipt_copy"),
    *("reminder_cover", "reminder_run", "reminder_text", "service_price", "setting", "shop_picture", "staff_member"),
    *("staff_recovery", "staff_secret", "statement_copy", "statement_paper", "statement_plan", "statement_run_end"),
    "statement_skip",
)
_SUMMED = ("file_change", "file_request", "customer_pin", "staff_pin", "staff")


def _sums(op: Operations) -> None:
    op.create_table("table_sum", sa.Column("name", sa.String, primary_key=True), _bytes("sum"))
    connection = op.get_bind()
    for name in _SUMMED:
        rows = connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608 - our own names
        total = sum(_row_number(row) for row in rows) % (1 << 256)
        connection.exec_driver_sql("INSERT INTO table_sum VALUES (?, ?)", (name, total.to_bytes(32, "big")))
    op.create_table(
        "row_count", sa.Column("name", sa.String, primary_key=True), sa.Column("rows", sa.BigInteger, nullable=False)
    )
    for name in _COUNTED:
        connection.exec_driver_sql(f"INSERT INTO row_count SELECT '{name}', count(*) FROM {name}")  # noqa: S608


def _row_number(row: Sequence[object]) -> int:
    text = json.dumps([*row], separators=(",", ":"), ensure_ascii=True, default=repr)
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
