"""The tables of safe keeping: staff and their secrets, approvals, daily digests, exports, erasures, consents.

What roles may do and what needs four eyes stands among the settings (`staff.policy`).
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, Table

from app.storage.tables.columns import Day, Id, Instant, metadata, reference


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _number() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _request() -> tuple[Column[str], Column[bytes]]:
    return Column("request_id", String, nullable=False, unique=True), Column(
        "request_digest", LargeBinary, nullable=False
    )


def _recorded() -> tuple[Column[int], Column[str], Column[bytes]]:
    return (
        reference("staff_id", "staff.id"),
        Column("recorded_at", Instant, nullable=False),
        Column("digest", LargeBinary, nullable=False),
    )


def _of_staff() -> Column[int]:
    return Column("staff_id", Id, ForeignKey("staff.id", ondelete="RESTRICT"), primary_key=True)


# ---- staff ----------------------------------------------------------------------------------------------------------

staff_member = Table(  # what stands in no row of `staff`; whoever has no row here is an active owner without a name
    "staff_member",
    metadata,
    _of_staff(),
    _text("own"),  # the rights in which they differ from their role, canonical JSON
    Column("active", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # over name and role too
)

staff_secret = Table(  # by what somebody signs in, and how often they were wrong since they last did
    "staff_secret",
    metadata,
    _of_staff(),
    _text("kept"),  # `core.staff.proof.kept`
    Column("wrong", Integer, nullable=False),
    Column("last_at", Instant),
    Column("digest", LargeBinary, nullable=False),
)

staff_recovery = Table(  # the owner's code on paper: one for a book, the one before it is good for nothing
    "staff_recovery",
    metadata,
    Column("id", Id, CheckConstraint("id = 1"), primary_key=True),
    _text("kept"),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("digest", LargeBinary, nullable=False),
)

approval = Table(  # by whom something was approved that takes two, and what: the request, blank for an act without one
    "approval",
    metadata,
    _number(),
    Column("request_id", String, nullable=False, index=True),
    Column("request_digest", LargeBinary, nullable=False),
    _text("rights"),  # what they had to be allowed to do, words with commas between
    reference("asked_by", "staff.id"),
    reference("approved_by", "staff.id"),
    Column("approved_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

# ---- what shows later -----------------------------------------------------------------------------------------------

day_digest = Table(
    "day_digest",
    metadata,
    _number(),
    Column("on_day", Day, nullable=False, unique=True),
    _text("content"),  # `core.audit_digest.content`
    *_recorded(),
)

export_log = Table(
    "export_log",
    metadata,
    _number(),
    _text("what"),
    _text("form"),
    reference("customer_id", "customer.id", nullable=True, index=True),
    Column("rows", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),  # of the file, empty where none is known
    *_recorded(),
)

# ---- privacy --------------------------------------------------------------------------------------------------------

erasing = Table(  # whom triggers let be erased: a row stands here only within the transaction that does so
    "erasing",
    metadata,
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
)

erasure = Table(
    "erasure",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    Column("on_day", Day, nullable=False),
    _text("reason"),  # a word
    Column("file_since", Instant, nullable=False),  # when the file was made, by which backups are told that hold it
    _text("counts"),  # canonical JSON: how many rows of which table
    *_recorded(),
)

consent = Table(
    "consent",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    _text("purpose"),
    Column("given", Integer, nullable=False),
    Column("on_day", Day, nullable=False),
    _text("source"),
    Column("sensitive", Integer, nullable=False),
    reference("attachment_id", "attachment.id", nullable=True),
    *_recorded(),
)

# ---- damage ---------------------------------------------------------------------------------------------------------

table_sum = Table(  # of tables whose rows bear no digest of their own; see `storage.table_sums`
    "table_sum",
    metadata,
    Column("name", String, primary_key=True),
    Column("sum", LargeBinary, nullable=False),
)

row_count = Table(  # how many rows tables have out of which some could vanish unseen; kept by triggers
    "row_count",
    metadata,
    Column("name", String, primary_key=True),
    Column("rows", BigInteger, nullable=False),
)
