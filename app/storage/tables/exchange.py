"""The tables of what comes in from elsewhere: imports and their layouts, bills of payments, reviews of accounts.

All of them are written once. An import that was begun and has no step was cut off: the same file goes on where it was.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

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


# ---- imports --------------------------------------------------------------------------------------------------------

import_run = Table(  # a file that was begun to be taken in; the ids of its rows' requests begin with `prefix`
    "import_run",
    metadata,
    _number(),
    _text("target"),
    _text("file_name"),
    Column("sha256", LargeBinary, nullable=False),  # of the whole file
    _text("layout"),  # sheet, header, columns and forms as chosen, canonical JSON
    Column("prefix", String, nullable=False, unique=True),
    _text("way"),
    _text("backup"),  # the name of the copy made before, blank where none was
    *_recorded(),
)

import_step = Table(  # done, cancelled, undone; the rows as they were counted
    "import_step",
    metadata,
    _number(),
    reference("run_id", "import_run.id", index=True),
    _text("what"),
    Column("rows", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
    _text("content"),  # sums, and what was not undone and why, canonical JSON
    *_recorded(),
)

import_layout = Table(  # how a source was read the last time: the last row of a source counts
    "import_layout",
    metadata,
    _number(),
    Column("source", String, nullable=False, index=True),  # a digest of its headers
    _text("target"),
    _text("content"),  # canonical JSON
    *_recorded(),
)

# ---- incoming payments ----------------------------------------------------------------------------------------------

bill = Table(  # a file of incoming payments that was read: whose, what it says of itself, and what it came to
    "bill",
    metadata,
    _number(),
    *_request(),
    _text("source"),  # a word: `exchange.bills`
    Column("sha256", LargeBinary, nullable=False),  # of the file
    _text("layout"),  # of a bank's table: which column is what, canonical JSON; blank where the source has one shape
    _text("content"),  # canonical JSON: period, control totals as stated and as counted
    Column("first_on", Day),
    Column("last_on", Day),
    Column("rows", BigInteger, nullable=False),
    *_recorded(),
)

incoming = Table(  # what a bill says came in, or went back; known again by source, account and the payment's own number
    "incoming",
    metadata,
    _number(),
    reference("bill_id", "bill.id", index=True),
    Column("key", String, nullable=False, unique=True),  # SHA-256 in hex: says nothing of the payer
    Column("line", BigInteger, nullable=False),
    _text("kind"),  # payment, refund, fee, payout
    _text("way"),  # the tender
    Column("on_day", Day, nullable=False, index=True),
    _text("at"),  # the local time as the bill says it, blank where it has none
    Column("amount", BigInteger, nullable=False),  # minor units, what came in positive
    Column("fee", BigInteger, nullable=False),
    Column("said_digest", LargeBinary, nullable=False),  # SHA-256 of salt and text of its row in incoming_payer
    Column("digest", LargeBinary, nullable=False),
)

incoming_payer = Table(  # who paid, and what they wrote; erased with the customer it was tied to
    "incoming_payer",
    metadata,
    Column("incoming_id", Id, ForeignKey("incoming.id", ondelete="RESTRICT"), primary_key=True),
    reference("customer_id", "customer.id", nullable=True, index=True),
    Column("salt", LargeBinary, nullable=False),
    _text("text"),
    _text("payment"),  # the payment's own number at its source
)

incoming_step = Table(  # tied, untied, ignored, explained: what was made of a payment, or of an entry without one
    "incoming_step",
    metadata,
    _number(),
    *_request(),
    reference("incoming_id", "incoming.id", nullable=True, index=True),
    _text("what"),
    reference("customer_id", "customer.id", nullable=True, index=True),
    reference("entry_id", "entry.id", nullable=True, index=True),
    Column("amount", BigInteger, nullable=False),
    reference("undoes", "incoming_step.id", nullable=True),
    Column("text_digest", LargeBinary, nullable=False),
    *_recorded(),
)

payer = Table(  # whose money comes from which account or under which name
    "payer",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    _text("way"),
    _text("name"),
    _text("account"),
    *_recorded(),
)

# ---- reviews of prepaid accounts ------------------------------------------------------------------------------------

prepaid_review = Table(  # a round: as of which day, all or a sample, drawn by which seed
    "prepaid_review",
    metadata,
    _number(),
    *_request(),
    Column("on_day", Day, nullable=False),
    _text("scope"),  # all, sample
    _text("content"),  # canonical JSON: size, seed, how many there were
    *_recorded(),
)

prepaid_review_pick = Table(  # whose account is looked through in a round
    "prepaid_review_pick",
    metadata,
    Column("review_id", Id, ForeignKey("prepaid_review.id", ondelete="RESTRICT"), primary_key=True),
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
)

prepaid_review_finding = Table(  # what was found of one point of one account: by the book or by hand
    "prepaid_review_finding",
    metadata,
    _number(),
    *_request(),
    reference("review_id", "prepaid_review.id", index=True),
    reference("customer_id", "customer.id", index=True),
    _text("point"),  # amounts, arrived, terms, expiry, charges, other
    _text("outcome"),  # right, wrong, open
    _text("content"),  # canonical JSON: what the book said of the point then
    Column("on_day", Day, nullable=False),
    reference("note_id", "dated_note.id", nullable=True),
    Column("text_digest", LargeBinary, nullable=False),
    *_recorded(),
)
