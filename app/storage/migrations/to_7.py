"""Version 7: imports and their layouts, bills of payments, reviews of accounts. Tables are added, none changed."""

import sqlalchemy as sa
from alembic.operations import Operations

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Day = sa.String(10)
_Instant = sa.String(32)


def upgrade(op: Operations) -> None:
    """Add the tables of version 7."""
    _imports(op)
    _bills(op)
    _reviews(op)


def _reference(name: str, target: str, *, index: bool = False, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


def _own(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True)


def _request() -> tuple[sa.Column[str], sa.Column[bytes]]:
    return sa.Column("request_id", sa.String, nullable=False, unique=True), _bytes("request_digest")


def _end() -> tuple[sa.Column[int], sa.Column[str], sa.Column[bytes]]:
    return _reference("staff_id", "staff.id"), sa.Column("recorded_at", _Instant, nullable=False), _bytes("digest")


def _imports(op: Operations) -> None:
    op.create_table(
        "import_run",
        _number(),
        _text("target"),
        _text("file_name"),
        _bytes("sha256"),
        _text("layout"),
        sa.Column("prefix", sa.String, nullable=False, unique=True),
        _text("way"),
        _text("backup"),
        *_end(),
    )
    counts = (_whole("rows"), _whole("recorded"), _whole("refused"))
    run = _reference("run_id", "import_run.id", index=True)
    op.create_table("import_step", _number(), run, _text("what"), *counts, _text("content"), *_end())
    source = sa.Column("source", sa.String, nullable=False, index=True)
    op.create_table("import_layout", _number(), source, _text("target"), _text("content"), *_end())


def _bills(op: Operations) -> None:
    op.create_table(
        "bill",
        _number(),
        *_request(),
        _text("source"),
        _bytes("sha256"),
        _text("layout"),
        _text("content"),
        sa.Column("first_on", _Day),
        sa.Column("last_on", _Day),
        _whole("rows"),
        *_end(),
    )
    op.create_table(
        "incoming",
        _number(),
        _reference("bill_id", "bill.id", index=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        _whole("line"),
        _text("kind"),
        _text("way"),
        sa.Column("on_day", _Day, nullable=False, index=True),
        _text("at"),
        _whole("amount"),
        _whole("fee"),
        _bytes("said_digest"),
        _bytes("digest"),
    )
    customer = _reference("customer_id", "customer.id", nullable=True, index=True)
    said = (_bytes("salt"), _text("text"), _text("payment"))
    op.create_table("incoming_payer", _own("incoming_id", "incoming.id"), customer, *said)
    op.create_table(
        "incoming_step",
        _number(),
        *_request(),
        _reference("incoming_id", "incoming.id", nullable=True, index=True),
        _text("what"),
        _reference("customer_id", "customer.id", nullable=True, index=True),
        _reference("entry_id", "entry.id", nullable=True, index=True),
        _whole("amount"),
        _reference("undoes", "incoming_step.id", nullable=True),
        _bytes("text_digest"),
        *_end(),
    )
    whose = _reference("customer_id", "customer.id", index=True)
    op.create_table("payer", _number(), *_request(), whose, _text("way"), _text("name"), _text("account"), *_end())


def _reviews(op: Operations) -> None:
    on_day = sa.Column("on_day", _Day, nullable=False)
    op.create_table("prepaid_review", _number(), *_request(), on_day, _text("scope"), _text("content"), *_end())
    picked = (_own("review_id", "prepaid_review.id"), _own("customer_id", "customer.id"))
    op.create_table("prepaid_review_pick", *picked, _bytes("digest"))
    op.create_table(
        "prepaid_review_finding",
        _number(),
        *_request(),
        _reference("review_id", "prepaid_review.id", index=True),
        _reference("customer_id", "customer.id", index=True),
        _text("point"),
        _text("outcome"),
        _text("content"),
        sa.Column("on_day", _Day, nullable=False),
        _reference("note_id", "dated_note.id", nullable=True),
        _bytes("text_digest"),
        *_end(),
    )
