"""Version 2: price list, terms, cards, PINs, receipts, the drawer and the day's end. Tables are added, none changed."""

import sqlalchemy as sa
from alembic.operations import Operations

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Day = sa.String(10)
_Instant = sa.String(32)


def upgrade(op: Operations) -> None:
    """Add the tables of version 2."""
    _prices(op)
    _terms(op)
    _cards(op)
    _receipts(op)
    _drawer(op)


def _id() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True)


def _reference(name: str, target: str, *, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), nullable=False, index=index)


def _request() -> sa.Column[str]:
    return sa.Column("request_id", sa.String, nullable=False, unique=True)


def _digest() -> sa.Column[bytes]:
    return sa.Column("digest", sa.LargeBinary, nullable=False)


def _prices(op: Operations) -> None:
    op.create_table(
        "service",
        _id(),
        _request(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("count", sa.Integer),
        sa.Column("days", sa.Integer),
        sa.Column("valid_days", sa.Integer),
        sa.Column("covers", sa.String, nullable=False),
        sa.Column("ended_on", _Day),
        _digest(),
    )
    op.create_table(
        "service_price",
        _reference("service_id", "service.id"),
        sa.Column("starts_on", _Day, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        _digest(),
        sa.UniqueConstraint("service_id", "starts_on"),
    )


def _terms(op: Operations) -> None:
    op.create_table(
        "terms_text",
        _id(),
        _request(),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("starts_on", _Day, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False, index=True),
        _reference("staff_id", "staff.id"),
        sa.Column("recorded_at", _Instant, nullable=False),
        _digest(),
    )


def _cards(op: Operations) -> None:
    op.create_table(
        "customer_card",
        sa.Column("no", sa.String, primary_key=True),
        _reference("customer_id", "customer.id", index=True),
        sa.Column("lost_on", _Day),
    )
    op.create_table(
        "customer_pin",
        sa.Column("customer_id", _Id, sa.ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
    )


def _receipts(op: Operations) -> None:
    op.create_table(
        "receipt",
        _id(),
        sa.Column("no", sa.String, nullable=False, unique=True),
        sa.Column("entry_id", _Id, sa.ForeignKey("entry.id", ondelete="RESTRICT"), nullable=False, unique=True),
        sa.Column("made_at", _Instant, nullable=False),
        _digest(),
    )
    op.create_table(
        "receipt_copy",
        _reference("receipt_id", "receipt.id"),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("paper", sa.String, nullable=False),
        sa.Column("made_as", sa.String, nullable=False),
        _reference("staff_id", "staff.id"),
        sa.Column("made_at", _Instant, nullable=False),
        _digest(),
        sa.UniqueConstraint("receipt_id", "nth"),
    )


def _drawer(op: Operations) -> None:
    op.create_table(
        "drawer",
        _id(),
        _request(),
        sa.Column("on_day", _Day, nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        _reference("staff_id", "staff.id"),
        sa.Column("recorded_at", _Instant, nullable=False),
        _digest(),
    )
    op.create_table(
        "day_end",
        _id(),
        _request(),
        sa.Column("on_day", _Day, nullable=False, index=True),
        sa.Column("content", sa.String, nullable=False),
        _reference("staff_id", "staff.id"),
        sa.Column("recorded_at", _Instant, nullable=False),
        _digest(),
    )
