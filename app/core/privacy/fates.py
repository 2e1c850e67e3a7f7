"""What becomes of every column of the book when a customer is erased, and of every field of their file.

Whoever adds a column decides here; a test knows all columns and fails for one that stands nowhere. The chain of the
journal stays whole: what stays is exactly what it hashes, and of free texts it has digests only.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Fate(StrEnum):
    """What becomes of a value when the customer it is about is erased."""

    KEEP = "keep"  # an amount, a day, a word of the program: says nothing of a person
    BLANK = "blank"  # emptied where it stands, NULL where it may be; a number becomes 0
    PSEUDONYM = "pseudonym"  # the customer's pseudonym in its place
    DROP = "drop"  # the row is deleted
    ANEW = "anew"  # reckoned anew from what is left: digests of rows, search keys, parts of a text about others


class Of(NamedTuple):
    """What becomes of a table's rows about the customer; `kept` are the columns that stay as they are.

    Columns that are whole numbers, days or instants stay unless they are named; every text and every binary column is
    named. `person` is the column by which a row is about a customer: their id, that of a row about them, or a JSON text
    that names them; blank where no row is about any, then nothing of it changes.
    """

    person: str
    kept: tuple[str, ...] = ()
    changed: Mapping[str, Fate] = MappingProxyType({})
    row: Fate = Fate.KEEP


_DIGEST: Mapping[str, Fate] = MappingProxyType({"digest": Fate.ANEW})
_SHOP = ("digest", "name", "request_id")


def _dropped(person: str) -> Of:
    return Of(person, row=Fate.DROP)


def _kept(person: str, *columns: str) -> Of:
    return Of(person, columns)


_REQUEST = ("request_id", "request_digest")
_RECORDED = ("text_digest", "digest")

TABLES: Mapping[str, Of] = MappingProxyType(
    {
        # the book itself: the shop's, not a customer's
        "book": _kept("", "uuid", "name", "currency", "language", "pack", "digest"),
        "setting": _kept("", "key", "value", "digest"),
        "staff": _kept("", "name", "role"),
        "row_count": _kept("", "name"),
        "table_sum": _kept("", "name", "sum"),  # sums of digests; those of rows that change are moved with them
        "staff_pin": _kept("", "salt", "hash"),
        "staff_member": _kept("", "own", "digest"),
        "staff_secret": _kept("", "kept", "digest"),
        "staff_recovery": _kept("", "kept", "digest"),
        "approval": _kept("", *_REQUEST, "rights", "digest"),  # its digest of a file's content has a salt of its own
        "offer": _kept("", *_SHOP, "use_order"),
        "service": _kept("", *_SHOP, "kind", "covers"),
        "service_price": _kept("", "digest"),
        "terms_text": _kept("", "request_id", "kind", "language", "text", "sha256", "digest"),
        "reminder_text": _kept("", *_REQUEST, "name", "language", "subject", "body", "digest"),
        "shop_picture": _kept("", "request_id", "kind", "media_type", "sha256", "digest", "content"),
        "reminder_run": _kept("", "digest"),
        "drawer": _kept("", "request_id", "kind", "reason", "digest"),
        "day_end": _kept("", "request_id", "content", "digest"),  # customers stand in it by internal id
        # the file
        "customer": Of(
            "id",
            changed={"no": Fate.PSEUDONYM, "name": Fate.PSEUDONYM, "tier": Fate.BLANK, "file": Fate.ANEW, **_DIGEST},
        ),
        "customer_phone": _dropped("customer_id"),
        "customer_card": _dropped("customer_id"),
        "customer_pin": _dropped("customer_id"),
        "customer_key": Of("customer_id", changed={"key": Fate.ANEW, **_DIGEST}),
        "customer_group": _dropped("customer_id"),
        # its digest is salted with a salt that goes: a row with a digest of nothing takes its place
        "file_request": Of("customer_id", ("request_id",), {"salt": Fate.ANEW, "digest": Fate.ANEW}),
        "file_change": _dropped("customer_id"),
        # what a proof or a reply names must stay as a row
        "attachment": Of(
            "customer_id",
            ("request_id", "media_type"),
            {"name": Fate.BLANK, "size": Fate.BLANK, "sha256": Fate.ANEW, "content": Fate.BLANK, **_DIGEST},
        ),
        # the journal: nothing in it names a person but its texts
        "entry": _kept("customer_id", "kind", "request_id", "request_digest", "facts", "texts", "hash"),
        "entry_text": _dropped("entry_id"),
        "item": _kept("customer_id", "kind", "name", "use_order", "service"),
        "posting": _kept("customer_id", "account"),
        "term_change": _kept("entry_id"),
        "charge_part": _kept("item_id", "part"),
        "head": _kept("", "hash"),
        "item_balance": _kept("customer_id"),
        "customer_balance": _kept("customer_id"),
        # papers: figures and digests stay, the paper goes
        "receipt": _kept("entry_id", "no", "digest"),
        "receipt_copy": _kept("receipt_id", "paper", "made_as", "digest"),
        "statement_run": Of(
            "options", ("request_id", "request_digest", "plan_digest", "digest"), {"options": Fate.ANEW}
        ),
        "statement_plan": _kept("customer_id"),
        "statement_skip": _kept("customer_id", "reason", "digest"),
        "statement_run_end": _kept("", "outcome", "digest"),
        "statement": _kept(
            "customer_id", "no", "kind", "language", "delivery", "content_digest", "pdf_sha256", "digest"
        ),
        "statement_paper": _dropped("statement_id"),
        "statement_copy": _kept("statement_id", "made_as", "digest"),
        "statement_reply": _kept("statement_id", *_REQUEST, "outcome", "means", "claims", *_RECORDED),
        "dispute": _kept("customer_id", *_REQUEST, *_RECORDED),
        "dispute_end": _kept("dispute_id", *_REQUEST, "outcome", *_RECORDED),
        "kept_text": _dropped("row_id"),
        # reminders
        "reminder": Of(
            "customer_id",
            ("rule", "subject", "state"),
            {"wish": Fate.ANEW, "occurrence": Fate.ANEW, "due_on": Fate.ANEW, **_DIGEST},  # of birthdays the days too
        ),
        "reminder_cover": _kept("reminder_id"),
        "reminder_event": _kept("reminder_id", "was", "became", "way", "what", *_RECORDED),
        "contact": _kept("customer_id", *_REQUEST, "way", "result", *_RECORDED),
        "contact_step": Of("contact_id", (*_REQUEST, "what"), {"tracking": Fate.BLANK, **_DIGEST}),
        "letter": _kept("contact_id", "no", "content_digest", "pdf_sha256", "digest"),
        "letter_paper": _dropped("contact_id"),
        "promise": _kept("customer_id", *_REQUEST, *_RECORDED),
        "promise_end": _kept("promise_id", *_REQUEST, *_RECORDED),
        "pause": _kept("customer_id", *_REQUEST, "kind", *_RECORDED),
        "pause_end": _kept("pause_id", *_REQUEST, *_RECORDED),
        "dated_note": _kept("customer_id", *_REQUEST, *_RECORDED),
        "dated_note_end": _kept("note_id", *_REQUEST, *_RECORDED),
        "account_review": _kept("customer_id", *_REQUEST, *_RECORDED),
        # credit
        "agreement": _kept("customer_id", *_REQUEST, "content", *_RECORDED),
        "agreement_end": _kept("agreement_id", *_REQUEST, *_RECORDED),
        "payment_plan": _kept("customer_id", *_REQUEST, "content", *_RECORDED),
        "payment_plan_end": _kept("plan_id", *_REQUEST, "outcome", *_RECORDED),
        "credit_review": _kept("customer_id", *_REQUEST, "suggested", "decided", "content", *_RECORDED),
        "guarantee": _kept("customer_id", *_REQUEST, "kind", *_RECORDED),
        "guarantee_step": _kept("guarantee_id", *_REQUEST, "what", *_RECORDED),
        "legal_case": _kept("customer_id", *_REQUEST, "content", *_RECORDED),
        "legal_case_step": _kept("case_id", *_REQUEST, "what", *_RECORDED),
        # what shows later
        "day_digest": _kept("", "content", "digest"),
        "export_log": _kept("customer_id", "what", "form", "sha256", "digest"),
        # what comes in: the shop's own
        "import_run": _kept("", "target", "file_name", "sha256", "layout", "prefix", "way", "backup", "digest"),
        "import_step": _kept("", "what", "content", "digest"),
        "import_layout": _kept("", "source", "target", "content", "digest"),
        "bill": _kept("", *_REQUEST, "source", "sha256", "layout", "content", "digest"),
        "incoming": _kept("", "key", "kind", "way", "at", "said_digest", "digest"),
        "incoming_payer": _dropped("customer_id"),
        "incoming_step": _kept("customer_id", *_REQUEST, "what", *_RECORDED),
        "payer": _dropped("customer_id"),
        "prepaid_review": _kept("", *_REQUEST, "scope", "content", "digest"),
        "prepaid_review_pick": _kept("customer_id", "digest"),
        "prepaid_review_finding": _kept("customer_id", *_REQUEST, "point", "outcome", "content", *_RECORDED),
        "erasing": _kept("customer_id"),
        "erasure": _kept("customer_id", *_REQUEST, "reason", "counts", "digest"),
        "consent": _dropped("customer_id"),
        "proof": _kept("customer_id", *_REQUEST, "kind", "what", *_RECORDED),
    }
)
"""Every table of the book.

Known limits, said to the owner: ids of requests (they name entries and are hashed) and free texts about the shop stay,
so neither is the place for a person's name; what another customer's file or text says of the person is looked for by
`erasing.traces` and shown, not changed.
"""

FILE: Mapping[str, Fate] = MappingProxyType(
    {
        **dict.fromkeys(("no", "name"), Fate.PSEUDONYM),
        **dict.fromkeys(
            (
                *("phones", "contacts", "address", "email", "birthday", "industry", "tags", "plates", "referrer"),
                *("tier", "consents", "fields", "notes", "pinyin", "since", "cards", "hold", "holds", "override"),
                *("channel", "birthday_calendar", "timezone", "opted_out", "credit_group", "language", "statement"),
            ),
            Fate.BLANK,
        ),
        **dict.fromkeys(
            (
                *("kind", "closed", "terms_days", "credit_limit", "payment_terms", "overdue_limit", "grace_days"),
                *("on_total", "on_overdue", "supply", "credit_class", "review_months"),
            ),
            Fate.KEEP,
        ),
    }
)
"""Every field of a customer's file (`core.customer.CustomerFile`); blank is the default of the field."""
