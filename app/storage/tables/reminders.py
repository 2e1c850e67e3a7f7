"""The tables of the reminder queue: what stands in it, what happened, contacts, letters, promises, pauses, notes.

Only `reminder` and `reminder_cover` change, and every change of a state, a day put off or a person assigned has its
`reminder_event`. What people wrote stands in `kept_text`; rows bear its digest, empty where nothing was written.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from app.storage.tables.columns import Day, Id, Instant, metadata, reference


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _day(name: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    return Column(name, Day, nullable=nullable, index=index)


def _instant(name: str) -> Column[str]:
    return Column(name, Instant, nullable=False)


def _digest(name: str = "digest") -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _number() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _of(name: str, target: str) -> Column[int]:
    return Column(name, Id, ForeignKey(target, ondelete="RESTRICT"), primary_key=True)


def _request() -> tuple[Column[str], Column[bytes]]:
    return Column("request_id", String, nullable=False, unique=True), _digest("request_digest")


def _staff() -> Column[int]:
    return reference("staff_id", "staff.id")


# ---- the queue ------------------------------------------------------------------------------------------------------

reminder = Table(
    "reminder",
    metadata,
    _number(),
    _text("rule"),
    reference("customer_id", "customer.id", index=True),
    _text("subject"),
    _text("occurrence"),
    _text("wish"),  # canonical JSON, without what people wrote: see `core.reminder.wish_json`
    _day("due_on"),
    _day("expires_on", nullable=True),
    _text("state"),  # a word of `core.reminder.kinds.State`
    _day("done_on", nullable=True),  # the day it, or one of its ways, was sent, done or skipped; else NULL
    _day("snoozed_to", nullable=True),
    reference("assigned_to", "staff.id", nullable=True),
    _instant("planned_at"),
    _instant("changed_at"),
    _digest(),
    UniqueConstraint("rule", "subject", "occurrence"),
    Index("ix_reminder_state", "state", "due_on"),
)

reminder_cover = Table(  # the charges an overdue reminder names; derived from its wish, so that a charge finds them
    "reminder_cover",
    metadata,
    _of("reminder_id", "reminder.id"),
    _of("item_id", "item.id"),
    Column("nth", Integer, nullable=False),  # the stage the charge goes on to by it, 0 if it is only named
    Index("ix_reminder_cover_item", "item_id"),
    sqlite_with_rowid=False,
)

contact = Table(
    "contact",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    reference("reminder_id", "reminder.id", nullable=True, index=True),
    _text("way"),
    _text("result"),  # what was known of it when it was written; what followed stands in `reminder_event`
    Column("incoming", Integer, nullable=False),  # 1 where the customer called or came: it counts against nothing
    _instant("at"),
    _day("on_day"),  # where the customer lives
    _staff(),
    _digest("text_digest"),
    reference("attachment_id", "attachment.id", nullable=True),
    _digest(),
)

reminder_event = Table(
    "reminder_event",
    metadata,
    _number(),
    reference("reminder_id", "reminder.id", index=True),
    _instant("at"),
    _text("was"),  # a state, blank when it was planned
    _text("became"),
    _text("way"),  # blank where it is about none
    _text("what"),  # a word of `core.reminder.kinds.Happened`
    Column("attempt", Integer, nullable=False),
    _staff(),
    reference("contact_id", "contact.id", nullable=True),
    _digest("text_digest"),
    _digest(),
)

contact_step = Table(
    "contact_step",
    metadata,
    _of("contact_id", "contact.id"),
    Column("nth", Integer, primary_key=True),
    *_request(),
    _text("what"),  # posted, delivered, returned, bounced or receipt
    _day("on_day"),
    _text("tracking"),
    reference("attachment_id", "attachment.id", nullable=True),
    _staff(),
    _instant("at"),
    _digest(),
)

reminder_run = Table(
    "reminder_run",
    metadata,
    _number(),
    _day("on_day", index=True),
    _instant("at"),
    Column("planned", Integer, nullable=False),  # how many reminders it put into the queue, anew or again
    _digest(),
)

# ---- letters and texts ----------------------------------------------------------------------------------------------

letter = Table(
    "letter",
    metadata,
    _of("contact_id", "contact.id"),
    Column("number", Id, nullable=False, unique=True),  # without gaps
    Column("no", String, nullable=False, unique=True),
    _digest("content_digest"),  # SHA-256 of salt and content of its paper
    _digest("pdf_sha256"),
    Column("pages", Integer, nullable=False),
    _digest(),
)

letter_paper = Table(  # what a person's erasure takes away
    "letter_paper",
    metadata,
    _of("contact_id", "letter.contact_id"),
    Column("salt", LargeBinary, nullable=False),
    _text("content"),
    Column("pdf", LargeBinary, nullable=False),
)

reminder_text = Table(  # the shop's own wordings; the last of a name and language counts, an empty body is the shipped
    "reminder_text",
    metadata,
    _number(),
    *_request(),
    _text("name"),
    Column("language", String(8), nullable=False),
    _text("subject"),
    _text("body"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

# ---- promises, pauses, notes ----------------------------------------------------------------------------------------

promise = Table(
    "promise",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    Column("amount", BigInteger, nullable=False),
    _day("due_on"),
    _day("made_on"),
    Column("after_entry", Id, nullable=False),  # the last entry there was
    reference("contact_id", "contact.id", nullable=True),
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

promise_end = Table(
    "promise_end",
    metadata,
    _of("promise_id", "promise.id"),
    *_request(),
    _day("on_day"),
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

pause = Table(
    "pause",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    _text("kind"),  # a word of `core.reminder.facts.PauseKind`
    _day("starts_on"),
    _day("ends_on", nullable=True),
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

pause_end = Table(
    "pause_end",
    metadata,
    _of("pause_id", "pause.id"),
    *_request(),
    _day("on_day"),  # from that day on it holds no more
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

dated_note = Table(
    "dated_note",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    _day("on_day"),
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

dated_note_end = Table(
    "dated_note_end",
    metadata,
    _of("note_id", "dated_note.id"),
    *_request(),
    _day("on_day"),
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)

account_review = Table(
    "account_review",
    metadata,
    _number(),
    *_request(),
    reference("customer_id", "customer.id", index=True),
    _day("on_day"),
    _digest("text_digest"),
    _staff(),
    _instant("recorded_at"),
    _digest(),
)
