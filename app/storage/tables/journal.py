"""The tables of the book itself, the customer files, the journal, and what is derived from it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from app.storage.tables.columns import Day, Id, Instant, metadata, reference

# ---- the book -------------------------------------------------------------------------------------------------------

book = Table(
    "book",
    metadata,
    Column("id", Id, CheckConstraint("id = 1"), primary_key=True),
    Column("uuid", String(36), nullable=False),
    Column("name", String, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("decimals", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("pack", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
)

offer = Table(
    "offer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("starts_on", Day),
    Column("ends_on", Day),
    Column("valid_days", Integer),
    Column("use_order", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("count", Integer),
    Column("days", Integer),
    Column("valid_days", Integer),
    Column("covers", String, nullable=False, default=""),  # the service a pass is used for
    Column("ended_on", Day),
    Column("digest", LargeBinary, nullable=False),
)

service_price = Table(
    "service_price",
    metadata,
    reference("service_id", "service.id"),
    Column("starts_on", Day, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("service_id", "starts_on"),
)

terms_text = Table(
    "terms_text",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("language", String(8), nullable=False),
    Column("starts_on", Day, nullable=False),
    Column("text", String, nullable=False),
    Column("sha256", LargeBinary, nullable=False, index=True),
    reference("staff_id", "staff.id"),
    Column("recorded_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

# ---- customer files -------------------------------------------------------------------------------------------------

customer = Table(
    "customer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("no", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("closed", Integer, nullable=False, default=0),
    reference("merged_into", "customer.id", nullable=True),
    Column("terms_days", Integer, nullable=False, default=0),
    Column("credit_limit", BigInteger),  # NULL: no limit; 0: no credit
    Column("tier", String, nullable=False, default=""),
    Column("file", String, nullable=False),  # everything else of the file, as canonical JSON
    Column("created_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index("ix_customer_merged_into", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
)

customer_phone = Table(
    "customer_phone",
    metadata,
    reference("customer_id", "customer.id"),
    Column("digits", String, nullable=False, index=True),
    UniqueConstraint("customer_id", "digits"),
)

customer_card = Table(
    "customer_card",
    metadata,
    Column("no", String, primary_key=True),
    reference("customer_id", "customer.id", index=True),
    Column("lost_on", Day),
)

customer_pin = Table(
    "customer_pin",
    metadata,
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("wrong", Integer, nullable=False, default=0),
)

customer_key = Table(
    "customer_key",
    metadata,
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("key", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

file_request = Table(
    "file_request",
    metadata,
    Column("request_id", String, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    reference("customer_id", "customer.id", nullable=True),
    Column("recorded_at", Instant, nullable=False),
)

file_change = Table(
    "file_change",
    metadata,
    Column("id", Id, primary_key=True),
    reference("customer_id", "customer.id", nullable=True, index=True),
    reference("offer_id", "offer.id", nullable=True),
    Column("field", String, nullable=False),
    Column("old", String, nullable=False),
    Column("new", String, nullable=False),
    reference("staff_id", "staff.id"),
    Column("changed_at", Instant, nullable=False),
    Column("request_id", String, nullable=False),
    sqlite_autoincrement=True,  # an erased number never comes back, so "later than this one" is always answerable
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Id, primary_key=True),
    reference("customer_id", "customer.id"),
    Column("request_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    reference("staff_id", "staff.id"),
    Column("added_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),  # last, so that reading the others does not pass through it
    UniqueConstraint("customer_id", "sha256"),
)

# ---- the journal ----------------------------------------------------------------------------------------------------

entry = Table(
    "entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("posted_on", Day, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    reference("customer_id", "customer.id", nullable=True, index=True),
    reference("staff_id", "staff.id"),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    reference("reverses", "entry.id", nullable=True),
    reference("concerns", "entry.id", nullable=True),
    Column("facts", String, nullable=False),
    Column("texts", String, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # Only what is reversed stands in the index: most entries are not, and a search for those must not walk it.
    Index("ix_entry_reverses", "reverses", unique=True, sqlite_where=text("reverses IS NOT NULL")),
    Index("ix_entry_concerns", "concerns", sqlite_where=text("concerns IS NOT NULL")),
    Index("ix_entry_merge", "kind", sqlite_where=text("kind = 'merge'")),
    Index("ix_entry_interest", "kind", sqlite_where=text("kind = 'interest'")),
    Index("ix_entry_day", "posted_on"),
)

entry_text = Table(
    "entry_text",
    metadata,
    reference("entry_id", "entry.id"),
    Column("field", String, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("text", String, nullable=False),
    UniqueConstraint("entry_id", "field"),
)

item = Table(
    "item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    reference("customer_id", "customer.id", index=True),
    reference("entry_id", "entry.id", index=True),
    Column("since_on", Day, nullable=False),
    Column("expires_on", Day),
    Column("due_on", Day),
    Column("use_order", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("service", String, nullable=False),
    Column("count", Integer),
    Column("days", Integer),
    Column("starts_on", Day),
    Column("list_price", BigInteger),
    Column("price", BigInteger, nullable=False),
    Column("is_charge", Integer, nullable=False),  # lots and charges have names of their own; follows from kind
    UniqueConstraint("name", "is_charge"),
)

posting = Table(
    "posting",
    metadata,
    Column("entry_id", Id, ForeignKey("entry.id", ondelete="RESTRICT"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("account", String, nullable=False),
    reference("customer_id", "customer.id", nullable=True),
    reference("item_id", "item.id", nullable=True),
    Column("amount", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    Column("posted_on", Day, nullable=False),  # as in its entry, so that a balance on a date needs no join
    Index("ix_posting_item", "item_id", sqlite_where=text("item_id IS NOT NULL")),
    Index("ix_posting_customer", "customer_id", "posted_on"),
    sqlite_with_rowid=False,
)

term_change = Table(
    "term_change",
    metadata,
    Column("entry_id", Id, ForeignKey("entry.id", ondelete="RESTRICT"), primary_key=True),
    Column("item_id", Id, ForeignKey("item.id", ondelete="RESTRICT"), primary_key=True),
    Column("expires_on", Day),
    Column("due_on", Day),
    Index("ix_term_change_item", "item_id"),
)
# ---- derived --------------------------------------------------------------------------------------------------------

head = Table(
    "head",
    metadata,
    Column("id", Id, CheckConstraint("id = 1"), primary_key=True),
    Column("entry_id", Id, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("item_id", Id, nullable=False),
    Column("closed_through", Day),
    Column("first_on", Day),
    Column("last_on", Day),
)

item_balance = Table(
    "item_balance",
    metadata,
    Column("item_id", Id, ForeignKey("item.id", ondelete="RESTRICT"), primary_key=True),
    Column("customer_id", Id, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    Column("written_off", BigInteger, nullable=False),
    Column("expires_on", Day),
    Column("due_on", Day),
    Column("last_on", Day, nullable=False),
    Column("is_open", Integer, nullable=False),
    Index("ix_item_balance_open", "customer_id", sqlite_where=text("is_open = 1")),
)

charge_part = Table(  # charges that belong to another one: its interest, its fee, its costs
    "charge_part",
    metadata,
    Column("item_id", Id, ForeignKey("item.id", ondelete="RESTRICT"), primary_key=True),
    reference("of_item_id", "item.id", index=True),
    Column("part", String, nullable=False),
)

customer_balance = Table(
    "customer_balance",
    metadata,
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("principal", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("passes", BigInteger, nullable=False),
    Column("owed", BigInteger, nullable=False),
)
