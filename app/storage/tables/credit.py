"""The tables of receivables and credit: agreements, plans, reviews of ratings, guarantees, cases, and what proves them.

Nothing in them is ever changed: what ends has a row of its own that says so. Terms and figures stand in `content` as
canonical JSON without personal texts; what people wrote stands in `kept_text`, rows bear its digest, empty where
nothing was written. Limits, holds and supply control stand in the customer's file, whose log keeps their history.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from app.storage.tables.columns import Day, Id, Instant, metadata, reference


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _day(name: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    return Column(name, Day, nullable=nullable, index=index)


def _amount(name: str) -> Column[int]:
    return Column(name, BigInteger)


def _number() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _request() -> tuple[Column[str], Column[bytes]]:
    return Column("request_id", String, nullable=False, unique=True), Column(
        "request_digest", LargeBinary, nullable=False
    )


def _customer() -> Column[int]:
    return reference("customer_id", "customer.id", index=True)


def _recorded() -> tuple[Column[bytes], Column[int], Column[str], Column[bytes]]:
    return (
        Column("text_digest", LargeBinary, nullable=False),
        reference("staff_id", "staff.id"),
        Column("recorded_at", Instant, nullable=False),
        Column("digest", LargeBinary, nullable=False),
    )


# ---- agreements and plans -------------------------------------------------------------------------------------------

agreement = Table(
    "agreement",
    metadata,
    _number(),
    *_request(),
    _customer(),
    _day("agreed_on"),
    _day("starts_on"),
    _day("ends_on", nullable=True),
    _text("content"),  # terms of payment and what was agreed for paying late
    *_recorded(),  # the text: place and way of payment, recourse, as JSON
)

agreement_end = Table(
    "agreement_end",
    metadata,
    _number(),
    *_request(),
    reference("agreement_id", "agreement.id", index=True),
    _day("on_day"),  # from that day on it holds no more
    *_recorded(),
)

payment_plan = Table(
    "payment_plan",
    metadata,
    _number(),
    *_request(),
    _customer(),
    _day("made_on"),
    _text("content"),  # charges with their own due dates, instalments, grace
    *_recorded(),
)

payment_plan_end = Table(
    "payment_plan_end",
    metadata,
    _number(),
    *_request(),
    reference("plan_id", "payment_plan.id", index=True),
    _text("outcome"),  # done, fallen or called_off
    _day("on_day"),
    *_recorded(),
)

# ---- ratings --------------------------------------------------------------------------------------------------------

credit_review = Table(  # what the figures said when a customer's account was looked through, and what was decided
    "credit_review",
    metadata,
    _number(),
    *_request(),
    _customer(),
    _day("on_day"),
    _text("suggested"),  # a word of `core.ways.CreditClass`, blank where there were no data
    _text("decided"),
    _text("content"),  # the rating as it stood
    *_recorded(),
)

# ---- hard cases -----------------------------------------------------------------------------------------------------

guarantee = Table(
    "guarantee",
    metadata,
    _number(),
    *_request(),
    _customer(),
    reference("item_id", "item.id", nullable=True),  # the charge, NULL where it is for all the customer owes
    _text("kind"),  # person, company or service
    _day("on_day"),
    _day("ends_on", nullable=True),
    _amount("amount"),  # NULL where it has no utmost
    *_recorded(),  # the text: who guarantees, how to reach them, on what terms, as JSON
)

guarantee_step = Table(
    "guarantee_step",
    metadata,
    _number(),
    *_request(),
    reference("guarantee_id", "guarantee.id", index=True),
    _text("what"),  # claimed, paid, refused or ended
    _day("on_day"),
    _amount("amount"),
    reference("entry_id", "entry.id", nullable=True),  # the payment it paid by
    *_recorded(),
)

legal_case = Table(
    "legal_case",
    metadata,
    _number(),
    *_request(),
    _customer(),
    _day("on_day"),
    _text("content"),  # the charges it is about and what was open of them, minor units
    *_recorded(),
)

legal_case_step = Table(
    "legal_case_step",
    metadata,
    _number(),
    *_request(),
    reference("case_id", "legal_case.id", index=True),
    _text("what"),
    _day("on_day"),
    _day("next_on", nullable=True, index=True),  # the day something is to happen, such as a hearing
    _amount("amount"),
    *_recorded(),
)

# ---- proof ----------------------------------------------------------------------------------------------------------

proof = Table(  # a paper kept as an attachment that proves something of another row
    "proof",
    metadata,
    _number(),
    *_request(),
    _customer(),
    _text("kind"),  # the table of the row, or `charge`
    Column("row_id", Id, nullable=False),
    _text("what"),  # signed, evidence, receipt or acknowledged
    _day("on_day"),
    reference("attachment_id", "attachment.id", nullable=True),
    *_recorded(),
    Index("ix_proof_row", "kind", "row_id"),
)

# ---- who counts as one ----------------------------------------------------------------------------------------------

customer_group = Table(  # derived from the customers' files, written beside them: the members of each credit group
    "customer_group",
    metadata,
    Column("customer_id", Id, ForeignKey("customer.id", ondelete="RESTRICT"), primary_key=True),
    Column("name", String, nullable=False, index=True),
)

# ---- who lets a limit pass ------------------------------------------------------------------------------------------

staff_pin = Table(
    "staff_pin",
    metadata,
    Column("staff_id", Id, ForeignKey("staff.id", ondelete="RESTRICT"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("wrong", Integer, nullable=False, default=0),
)
