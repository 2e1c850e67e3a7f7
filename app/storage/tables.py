"""The tables of a book. Dates and instants are kept as ISO text, because the hash chain covers what is stored.

Money is integer minor units. The journal tables (`entry`, `posting`, `item`, `term_change`) are append-only, guarded by
triggers (`storage.triggers`); `item_balance`, `customer_balance` and `head` are derived from them and can be rebuilt.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

SCHEMA_VERSION = 3
"""Written to the file; a book with a higher one was made by a newer program."""

metadata = MetaData()

_Id = BigInteger().with_variant(Integer, "sqlite")
_Day = String(10)
_Instant = String(32)


def _reference(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, _Id, ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


# ---- the book -------------------------------------------------------------------------------------------------------

book = Table(
    "book",
    metadata,
    Column("id", _Id, CheckConstraint("id = 1"), primary_key=True),
    Column("uuid", String(36), nullable=False),
    Column("name", String, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("decimals", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("pack", String(16), nullable=False),
    Column("created_at", _Instant, nullable=False),
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
    Column("id", _Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
)

offer = Table(
    "offer",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("starts_on", _Day),
    Column("ends_on", _Day),
    Column("valid_days", Integer),
    Column("use_order", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("count", Integer),
    Column("days", Integer),
    Column("valid_days", Integer),
    Column("covers", String, nullable=False, default=""),  # the service a pass is used for
    Column("ended_on", _Day),
    Column("digest", LargeBinary, nullable=False),
)

service_price = Table(
    "service_price",
    metadata,
    _reference("service_id", "service.id"),
    Column("starts_on", _Day, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("service_id", "starts_on"),
)

terms_text = Table(
    "terms_text",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("language", String(8), nullable=False),
    Column("starts_on", _Day, nullable=False),
    Column("text", String, nullable=False),
    Column("sha256", LargeBinary, nullable=False, index=True),
    _reference("staff_id", "staff.id"),
    Column("recorded_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

# ---- customer files -------------------------------------------------------------------------------------------------

customer = Table(
    "customer",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("no", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("closed", Integer, nullable=False, default=0),
    _reference("merged_into", "customer.id", nullable=True),
    Column("terms_days", Integer, nullable=False, default=0),
    Column("credit_limit", BigInteger),  # NULL: no limit; 0: no credit
    Column("tier", String, nullable=False, default=""),
    Column("file", String, nullable=False),  # everything else of the file, as canonical JSON
    Column("created_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index("ix_customer_merged_into", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
)

customer_phone = Table(
    "customer_phone",
    metadata,
    _reference("customer_id", "customer.id"),
    Column("digits", String, nullable=False, index=True),
    UniqueConstraint("customer_id", "digits"),
)

customer_card = Table(
    "customer_card",
    metadata,
    Column("no", String, primary_key=True),
    _reference("customer_id", "customer.id", index=True),
    Column("lost_on", _Day),
)

customer_pin = Table(
    "customer_pin",
    metadata,
    Column("customer_id", _Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("wrong", Integer, nullable=False, default=0),
)

customer_key = Table(
    "customer_key",
    metadata,
    Column("customer_id", _Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("key", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

file_request = Table(
    "file_request",
    metadata,
    Column("request_id", String, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    _reference("customer_id", "customer.id", nullable=True),
    Column("recorded_at", _Instant, nullable=False),
)

file_change = Table(
    "file_change",
    metadata,
    Column("id", _Id, primary_key=True),
    _reference("customer_id", "customer.id", nullable=True, index=True),
    _reference("offer_id", "offer.id", nullable=True),
    Column("field", String, nullable=False),
    Column("old", String, nullable=False),
    Column("new", String, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("changed_at", _Instant, nullable=False),
    Column("request_id", String, nullable=False),
    sqlite_autoincrement=True,  # an erased number never comes back, so "later than this one" is always answerable
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", _Id, primary_key=True),
    _reference("customer_id", "customer.id"),
    Column("request_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("added_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),  # last, so that reading the others does not pass through it
    UniqueConstraint("customer_id", "sha256"),
)

# ---- the journal ----------------------------------------------------------------------------------------------------

entry = Table(
    "entry",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("posted_on", _Day, nullable=False),
    Column("recorded_at", _Instant, nullable=False),
    _reference("customer_id", "customer.id", nullable=True, index=True),
    _reference("staff_id", "staff.id"),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    _reference("reverses", "entry.id", nullable=True),
    _reference("concerns", "entry.id", nullable=True),
    Column("facts", String, nullable=False),
    Column("texts", String, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # Only what is reversed stands in the index: most entries are not, and a search for those must not walk it.
    Index("ix_entry_reverses", "reverses", unique=True, sqlite_where=text("reverses IS NOT NULL")),
    Index("ix_entry_concerns", "concerns", sqlite_where=text("concerns IS NOT NULL")),
    Index("ix_entry_day", "posted_on"),
)

entry_text = Table(
    "entry_text",
    metadata,
    _reference("entry_id", "entry.id"),
    Column("field", String, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("text", String, nullable=False),
    UniqueConstraint("entry_id", "field"),
)

item = Table(
    "item",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    _reference("customer_id", "customer.id", index=True),
    _reference("entry_id", "entry.id", index=True),
    Column("since_on", _Day, nullable=False),
    Column("expires_on", _Day),
    Column("due_on", _Day),
    Column("use_order", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("service", String, nullable=False),
    Column("count", Integer),
    Column("days", Integer),
    Column("starts_on", _Day),
    Column("list_price", BigInteger),
    Column("price", BigInteger, nullable=False),
    Column("is_charge", Integer, nullable=False),  # lots and charges have names of their own; follows from kind
    UniqueConstraint("name", "is_charge"),
)

posting = Table(
    "posting",
    metadata,
    Column("entry_id", _Id, ForeignKey("entry.id", ondelete="RESTRICT"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("account", String, nullable=False),
    _reference("customer_id", "customer.id", nullable=True),
    _reference("item_id", "item.id", nullable=True),
    Column("amount", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    Column("posted_on", _Day, nullable=False),  # as in its entry, so that a balance on a date needs no join
    Index("ix_posting_item", "item_id", sqlite_where=text("item_id IS NOT NULL")),
    Index("ix_posting_customer", "customer_id", "posted_on"),
    sqlite_with_rowid=False,
)

term_change = Table(
    "term_change",
    metadata,
    Column("entry_id", _Id, ForeignKey("entry.id", ondelete="RESTRICT"), primary_key=True),
    Column("item_id", _Id, ForeignKey("item.id", ondelete="RESTRICT"), primary_key=True),
    Column("expires_on", _Day),
    Column("due_on", _Day),
    Index("ix_term_change_item", "item_id"),
)

# ---- papers and the drawer ------------------------------------------------------------------------------------------

receipt = Table(
    "receipt",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("no", String, nullable=False, unique=True),
    Column("entry_id", _Id, ForeignKey("entry.id", ondelete="RESTRICT"), nullable=False, unique=True),
    Column("made_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

receipt_copy = Table(
    "receipt_copy",
    metadata,
    _reference("receipt_id", "receipt.id"),
    Column("nth", Integer, nullable=False),
    Column("paper", String, nullable=False),
    Column("made_as", String, nullable=False),  # print or pdf
    _reference("staff_id", "staff.id"),
    Column("made_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("receipt_id", "nth"),
)

drawer = Table(
    "drawer",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("on_day", _Day, nullable=False, index=True),
    Column("kind", String, nullable=False),  # float, in or out
    Column("amount", BigInteger, nullable=False),
    Column("reason", String, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("recorded_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

day_end = Table(
    "day_end",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("on_day", _Day, nullable=False, index=True),
    Column("content", String, nullable=False),  # the figures as they were shown and signed, as canonical JSON
    _reference("staff_id", "staff.id"),
    Column("recorded_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

# ---- statements -----------------------------------------------------------------------------------------------------

shop_picture = Table(
    "shop_picture",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),  # logo or payment_qr; the last counts, empty is none
    Column("media_type", String, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("added_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

statement_run = Table(
    "statement_run",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("period_from", _Day, nullable=False),
    Column("period_to", _Day, nullable=False),
    Column("options", String, nullable=False),  # canonical JSON
    Column("plan_digest", LargeBinary, nullable=False),  # SHA-256 of the planned customers in their order
    _reference("staff_id", "staff.id"),
    Column("started_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

statement_plan = Table(
    "statement_plan",
    metadata,
    Column("run_id", _Id, ForeignKey("statement_run.id", ondelete="RESTRICT"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    _reference("customer_id", "customer.id"),
    UniqueConstraint("run_id", "customer_id"),
)

statement_skip = Table(
    "statement_skip",
    metadata,
    Column("run_id", _Id, ForeignKey("statement_run.id", ondelete="RESTRICT"), primary_key=True),
    Column("customer_id", _Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("reason", String, nullable=False),  # a word of `core.statement_run.Skip`
    Column("skipped_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

statement_run_end = Table(
    "statement_run_end",
    metadata,
    Column("run_id", _Id, ForeignKey("statement_run.id", ondelete="RESTRICT"), primary_key=True),
    Column("outcome", String, nullable=False),  # done or abandoned
    _reference("staff_id", "staff.id"),
    Column("ended_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

statement = Table(
    "statement",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("no", String, nullable=False, unique=True),
    _reference("run_id", "statement_run.id"),
    _reference("customer_id", "customer.id", index=True),
    Column("period_from", _Day, nullable=False),
    Column("period_to", _Day, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("language", String, nullable=False),  # of the paper; two joined by a plus, the leading one first
    Column("delivery", String, nullable=False),
    Column("owed", BigInteger, nullable=False),
    Column("principal", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("reply_by", _Day),
    Column("head_entry", _Id, nullable=False),  # the last entry of the journal when it was made
    Column("content_digest", LargeBinary, nullable=False),  # SHA-256 of salt and content of its paper
    Column("pdf_sha256", LargeBinary, nullable=False),
    Column("pages", Integer, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("issued_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("run_id", "customer_id"),
)

statement_paper = Table(  # what a person's erasure takes away; the figures and digests above stay
    "statement_paper",
    metadata,
    Column("statement_id", _Id, ForeignKey("statement.id", ondelete="RESTRICT"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("content", String, nullable=False),  # the paper as canonical JSON
    Column("pdf", LargeBinary, nullable=False),
)

statement_copy = Table(
    "statement_copy",
    metadata,
    _reference("statement_id", "statement.id"),
    Column("nth", Integer, nullable=False),
    Column("made_as", String, nullable=False),  # print, pdf, mail or second
    _reference("staff_id", "staff.id"),
    Column("made_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("statement_id", "nth"),
)

statement_reply = Table(
    "statement_reply",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),  # salted with the text's salt
    _reference("statement_id", "statement.id", index=True),
    Column("outcome", String, nullable=False),  # confirmed, disputed or none; the last one counts
    Column("on_day", _Day, nullable=False),
    Column("means", String, nullable=False),
    Column("claims", String, nullable=False),  # canonical JSON: entries, charges and amounts, no texts
    Column("text_digest", LargeBinary, nullable=False),
    _reference("attachment_id", "attachment.id", nullable=True),
    _reference("staff_id", "staff.id"),
    Column("recorded_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

dispute = Table(
    "dispute",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    _reference("customer_id", "customer.id", index=True),
    _reference("item_id", "item.id", index=True),  # the charge
    _reference("reply_id", "statement_reply.id", nullable=True),
    Column("amount", BigInteger, nullable=False),  # of the charge, that is in dispute
    Column("on_day", _Day, nullable=False),
    Column("text_digest", LargeBinary, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("recorded_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

dispute_end = Table(
    "dispute_end",
    metadata,
    Column("dispute_id", _Id, ForeignKey("dispute.id", ondelete="RESTRICT"), primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("outcome", String, nullable=False),  # accepted, rejected or withdrawn
    Column("on_day", _Day, nullable=False),
    Column("text_digest", LargeBinary, nullable=False),
    _reference("staff_id", "staff.id"),
    Column("recorded_at", _Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

kept_text = Table(  # what people wrote beside rows that are never edited: erased without breaking their digests
    "kept_text",
    metadata,
    Column("kind", String, primary_key=True),  # the table of the row
    Column("row_id", _Id, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", String, nullable=False),
)

# ---- derived --------------------------------------------------------------------------------------------------------

head = Table(
    "head",
    metadata,
    Column("id", _Id, CheckConstraint("id = 1"), primary_key=True),
    Column("entry_id", _Id, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("item_id", _Id, nullable=False),
    Column("closed_through", _Day),
    Column("first_on", _Day),
    Column("last_on", _Day),
)

item_balance = Table(
    "item_balance",
    metadata,
    Column("item_id", _Id, ForeignKey("item.id", ondelete="RESTRICT"), primary_key=True),
    Column("customer_id", _Id, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    Column("written_off", BigInteger, nullable=False),
    Column("expires_on", _Day),
    Column("due_on", _Day),
    Column("last_on", _Day, nullable=False),
    Column("is_open", Integer, nullable=False),
    Index("ix_item_balance_open", "customer_id", sqlite_where=text("is_open = 1")),
)

customer_balance = Table(
    "customer_balance",
    metadata,
    Column("customer_id", _Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("principal", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("passes", BigInteger, nullable=False),
    Column("owed", BigInteger, nullable=False),
)
