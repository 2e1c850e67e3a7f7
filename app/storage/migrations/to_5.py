"""Version 5: interest and costs of charges, agreements, plans, reviews, guarantees, legal cases, proof, PINs of staff.

Tables are added and an index, none changed.
"""

import sqlalchemy as sa
from alembic.operations import Operations

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Day = sa.String(10)


def upgrade(op: Operations) -> None:
    """Add the tables of version 5."""
    _charge_parts(op)
    _agreements(op)
    _plans(op)
    _reviews(op)
    _guarantees(op)
    _cases(op)
    _proof(op)
    _groups(op)
    _pins(op)


def _start() -> tuple[sa.Column[int], sa.Column[str], sa.Column[bytes]]:
    return (
        sa.Column("id", _Id, primary_key=True),
        sa.Column("request_id", sa.String, nullable=False, unique=True),
        sa.Column("request_digest", sa.LargeBinary, nullable=False),
    )


def _reference(name: str, target: str, *, index: bool = False, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


def _customer() -> sa.Column[int]:
    return _reference("customer_id", "customer.id", index=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _day(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, _Day, nullable=nullable, index=index)


def _amount(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _end() -> tuple[sa.Column[bytes], sa.Column[int], sa.Column[str], sa.Column[bytes]]:
    recorded_at = sa.Column("recorded_at", sa.String(32), nullable=False)
    return _bytes("text_digest"), _reference("staff_id", "staff.id"), recorded_at, _bytes("digest")


def _charge_parts(op: Operations) -> None:
    item = sa.Column("item_id", _Id, sa.ForeignKey("item.id", ondelete="RESTRICT"), primary_key=True)
    op.create_table("charge_part", item, _reference("of_item_id", "item.id", index=True), _text("part"))
    op.create_index("ix_entry_interest", "entry", ["kind"], sqlite_where=sa.text("kind = 'interest'"))


def _agreements(op: Operations) -> None:
    days = (_day("agreed_on"), _day("starts_on"), _day("ends_on", nullable=True))
    op.create_table("agreement", *_start(), _customer(), *days, _text("content"), *_end())
    whose = _reference("agreement_id", "agreement.id", index=True)
    op.create_table("agreement_end", *_start(), whose, _day("on_day"), *_end())


def _plans(op: Operations) -> None:
    op.create_table("payment_plan", *_start(), _customer(), _day("made_on"), _text("content"), *_end())
    whose = _reference("plan_id", "payment_plan.id", index=True)
    op.create_table("payment_plan_end", *_start(), whose, _text("outcome"), _day("on_day"), *_end())


def _reviews(op: Operations) -> None:
    found = (_text("suggested"), _text("decided"), _text("content"))
    op.create_table("credit_review", *_start(), _customer(), _day("on_day"), *found, *_end())


def _guarantees(op: Operations) -> None:
    op.create_table(
        "guarantee",
        *_start(),
        _customer(),
        _reference("item_id", "item.id", nullable=True),
        _text("kind"),
        _day("on_day"),
        _day("ends_on", nullable=True),
        _amount("amount"),
        *_end(),
    )
    op.create_table(
        "guarantee_step",
        *_start(),
        _reference("guarantee_id", "guarantee.id", index=True),
        _text("what"),
        _day("on_day"),
        _amount("amount"),
        _reference("entry_id", "entry.id", nullable=True),
        *_end(),
    )


def _cases(op: Operations) -> None:
    op.create_table("legal_case", *_start(), _customer(), _day("on_day"), _text("content"), *_end())
    op.create_table(
        "legal_case_step",
        *_start(),
        _reference("case_id", "legal_case.id", index=True),
        _text("what"),
        _day("on_day"),
        _day("next_on", nullable=True, index=True),
        _amount("amount"),
        *_end(),
    )


def _proof(op: Operations) -> None:
    op.create_table(
        "proof",
        *_start(),
        _customer(),
        _text("kind"),
        sa.Column("row_id", _Id, nullable=False),
        _text("what"),
        _day("on_day"),
        _reference("attachment_id", "attachment.id", nullable=True),
        *_end(),
    )
    op.create_index("ix_proof_row", "proof", ["kind", "row_id"])


def _groups(op: Operations) -> None:
    whose = sa.Column("customer_id", _Id, sa.ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True)
    op.create_table("customer_group", whose, sa.Column("name", sa.String, nullable=False, index=True))


def _pins(op: Operations) -> None:
    whose = sa.Column("staff_id", _Id, sa.ForeignKey("staff.id", ondelete="RESTRICT"), primary_key=True)
    wrong = sa.Column("wrong", sa.Integer, nullable=False)
    op.create_table("staff_pin", whose, _bytes("salt"), _bytes("hash"), wrong)
