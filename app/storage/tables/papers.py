"""The tables of what goes out on paper and comes back of it: receipts, the drawer, statements, replies, disputes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from app.storage.tables.columns import Day, Id, Instant, metadata, reference

# ---- papers and the drawer ------------------------------------------------------------------------------------------

receipt = Table(
    "receipt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("no", String, nullable=False, unique=True),
    Column("entry_id", Id, ForeignKey("entry.id", ondelete="RESTRICT"), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

receipt_copy = Table(
    "receipt_copy",
    metadata,
    reference("receipt_id", "receipt.id"),
    Column("nth", Integer, nullable=False),
    Column("paper", String, nullable=False),
    Column("made_as", String, nullable=False),  # print or pdf
    reference("staff_id", "staff.id"),
    Column("made_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("receipt_id", "nth"),
)

drawer = Table(
    "drawer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("on_day", Day, nullable=False, index=True),
    Column("kind", String, nullable=False),  # float, in or out
    Column("amount", BigInteger, nullable=False),
    Column("reason", String, nullable=False),
    reference("staff_id", "staff.id"),
    Column("recorded_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

day_end = Table(
    "day_end",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("on_day", Day, nullable=False, index=True),
    Column("content", String, nullable=False),  # the figures as they were shown and signed, as canonical JSON
    reference("staff_id", "staff.id"),
    Column("recorded_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

# ---- statements -----------------------------------------------------------------------------------------------------

shop_picture = Table(
    "shop_picture",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),  # logo or payment_qr; the last counts, empty is none
    Column("media_type", String, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    reference("staff_id", "staff.id"),
    Column("added_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

statement_run = Table(
    "statement_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("period_from", Day, nullable=False),
    Column("period_to", Day, nullable=False),
    Column("options", String, nullable=False),  # canonical JSON
    Column("plan_digest", LargeBinary, nullable=False),  # SHA-256 of the planned customers in their order
    reference("staff_id", "staff.id"),
    Column("started_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

statement_plan = Table(
    "statement_plan",
    metadata,
    Column("run_id", Id, ForeignKey("statement_run.id", ondelete="RESTRICT"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    reference("customer_id", "customer.id"),
    UniqueConstraint("run_id", "customer_id"),
)

statement_skip = Table(
    "statement_skip",
    metadata,
    Column("run_id", Id, ForeignKey("statement_run.id", ondelete="RESTRICT"), primary_key=True),
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("reason", String, nullable=False),  # a word of `core.statement_run.Skip`
    Column("skipped_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

statement_run_end = Table(
    "statement_run_end",
    metadata,
    Column("run_id", Id, ForeignKey("statement_run.id", ondelete="RESTRICT"), primary_key=True),
    Column("outcome", String, nullable=False),  # done or abandoned
    reference("staff_id", "staff.id"),
    Column("ended_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

statement = Table(
    "statement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("no", String, nullable=False, unique=True),
    reference("run_id", "statement_run.id"),
    reference("customer_id", "customer.id", index=True),
    Column("period_from", Day, nullable=False),
    Column("period_to", Day, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("language", String, nullable=False),  # of the paper; two joined by a plus, the leading one first
    Column("delivery", String, nullable=False),
    Column("owed", BigInteger, nullable=False),
    Column("principal", BigInteger, nullable=False),
    Column("bonus", BigInteger, nullable=False),
    Column("reply_by", Day),
    Column("head_entry", Id, nullable=False),  # the last entry of the journal when it was made
    Column("content_digest", LargeBinary, nullable=False),  # SHA-256 of salt and content of its paper
    Column("pdf_sha256", LargeBinary, nullable=False),
    Column("pages", Integer, nullable=False),
    reference("staff_id", "staff.id"),
    Column("issued_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("run_id", "customer_id"),
)

statement_paper = Table(  # what a person's erasure takes away; the figures and digests above stay
    "statement_paper",
    metadata,
    Column("statement_id", Id, ForeignKey("statement.id", ondelete="RESTRICT"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("content", String, nullable=False),  # the paper as canonical JSON
    Column("pdf", LargeBinary, nullable=False),
)

statement_copy = Table(
    "statement_copy",
    metadata,
    reference("statement_id", "statement.id"),
    Column("nth", Integer, nullable=False),
    Column("made_as", String, nullable=False),  # print, pdf, mail or second
    reference("staff_id", "staff.id"),
    Column("made_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("statement_id", "nth"),
)

statement_reply = Table(
    "statement_reply",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),  # salted with the text's salt
    reference("statement_id", "statement.id", index=True),
    Column("outcome", String, nullable=False),  # confirmed, disputed or none; the last one counts
    Column("on_day", Day, nullable=False),
    Column("means", String, nullable=False),
    Column("claims", String, nullable=False),  # canonical JSON: entries, charges and amounts, no texts
    Column("text_digest", LargeBinary, nullable=False),
    reference("attachment_id", "attachment.id", nullable=True),
    reference("staff_id", "staff.id"),
    Column("recorded_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

dispute = Table(
    "dispute",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    reference("customer_id", "customer.id", index=True),
    reference("item_id", "item.id", index=True),  # the charge
    reference("reply_id", "statement_reply.id", nullable=True),
    Column("amount", BigInteger, nullable=False),  # of the charge, that is in dispute
    Column("on_day", Day, nullable=False),
    Column("text_digest", LargeBinary, nullable=False),
    reference("staff_id", "staff.id"),
    Column("recorded_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

dispute_end = Table(
    "dispute_end",
    metadata,
    Column("dispute_id", Id, ForeignKey("dispute.id", ondelete="RESTRICT"), primary_key=True),
    Column("request_id", String, nullable=False, unique=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("outcome", String, nullable=False),  # accepted, rejected or withdrawn
    Column("on_day", Day, nullable=False),
    Column("text_digest", LargeBinary, nullable=False),
    reference("staff_id", "staff.id"),
    Column("recorded_at", Instant, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

kept_text = Table(  # what people wrote beside rows that are never edited: erased without breaking their digests
    "kept_text",
    metadata,
    Column("kind", String, primary_key=True),  # the table of the row
    Column("row_id", Id, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", String, nullable=False),
)
