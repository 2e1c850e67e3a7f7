"""What a customer gets who asks for their data: everything the shop has about them, readable and as JSON.

The shape is the same for every customer: sections in one order, each a table with named columns, empty ones too, so
that it shows what the shop does not have (个人信息保护法 Art. 45; GDPR Art. 15 and 20). A test holds the sections
against the tables of the book: none about customers may be left out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from app.core.money import plain
from app.errors import refuse
from app.i18n.mark import N_

FORMAT = "counterbook-customer-data"
VERSION = 1

Cell: TypeAlias = str | int | bool | date | datetime | None


class Section(NamedTuple):
    """A table of the export: its name in JSON, its heading, its columns, and the tables of the book it tells of.

    `money` are the columns that hold minor units; they come out as text in major units.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    tables: tuple[str, ...]
    money: frozenset[str] = frozenset()


def _amounts(*names: str) -> frozenset[str]:
    return frozenset(names)


SECTIONS: tuple[Section, ...] = (
    Section(
        "file", N_("Your file"), ("field", "value"), ("customer", "customer_phone", "customer_card", "customer_group")
    ),
    Section("changes", N_("Changes to your file"), ("at", "field", "old", "new"), ("file_change", "file_request")),
    Section(
        "consents",
        N_("What you agreed to"),
        ("purpose", "given", "on", "source", "sensitive"),
        ("customer", "file_change", "consent"),
    ),
    Section(
        "balances",
        N_("What is held for you and what you owe"),
        ("principal", "bonus", "passes", "owed"),
        ("customer_balance",),
        _amounts("principal", "bonus", "passes", "owed"),
    ),
    Section(
        "items",
        N_("Your prepaid money, passes and bills"),
        ("name", "kind", "on", "service", "amount", "left", "units_left", "expires_on", "due_on"),
        ("item", "item_balance", "term_change", "charge_part"),
        _amounts("amount", "left"),
    ),
    Section(
        "entries",
        N_("Everything recorded on your account"),
        (
            "number",
            "on",
            "recorded_at",
            "kind",
            "text",
            "reference",
            "note",
            "account",
            "item",
            "debit",
            "credit",
            "units",
        ),
        ("entry", "entry_text", "posting"),
        _amounts("debit", "credit"),
    ),
    Section("receipts", N_("Receipts"), ("no", "entry", "made_at", "copies"), ("receipt", "receipt_copy")),
    Section(
        "statements",
        N_("Statements you were sent"),
        ("no", "from", "to", "kind", "owed", "principal", "bonus", "issued_at", "file", "copies", "left_out"),
        (
            *("statement_run", "statement_plan", "statement_skip"),
            *("statement", "statement_paper", "statement_copy"),
        ),
        _amounts("owed", "principal", "bonus"),
    ),
    Section(
        "replies",
        N_("Your replies and disputes"),
        ("statement", "outcome", "on", "means", "charge", "amount", "ended_on", "ended_as", "text"),
        ("statement_reply", "dispute", "dispute_end"),
        _amounts("amount"),
    ),
    Section(
        "contacts",
        N_("How you were reminded and spoken to"),
        ("at", "way", "result", "incoming", "text", "step", "tracking", "letter", "file"),
        (
            *("reminder", "reminder_cover", "reminder_event", "contact", "contact_step"),
            *("letter", "letter_paper", "kept_text"),
        ),
    ),
    Section(
        "promises",
        N_("Promises, pauses, notes and reviews"),
        ("kind", "on", "until", "amount", "ended_on", "text"),
        (
            *("promise", "promise_end", "pause", "pause_end"),
            *("dated_note", "dated_note_end", "account_review"),
            *("prepaid_review_pick", "prepaid_review_finding"),
        ),
        _amounts("amount"),
    ),
    Section(
        "credit",
        N_("Agreements, plans and ratings"),
        ("kind", "on", "from", "until", "content", "text"),
        ("agreement", "agreement_end", "payment_plan", "payment_plan_end", "credit_review"),
    ),
    Section(
        "claims",
        N_("Guarantees, cases and proof"),
        ("kind", "on", "until", "amount", "step", "text", "file"),
        ("guarantee", "guarantee_step", "legal_case", "legal_case_step", "proof"),
        _amounts("amount"),
    ),
    Section(
        "arrivals",
        N_("Payments that came in from you"),
        ("kind", "on", "way", "amount", "name", "account", "number", "text"),
        ("incoming_payer", "incoming_step", "payer"),
        _amounts("amount"),
    ),
    Section("attachments", N_("Attached files"), ("name", "media_type", "size", "added_at", "file"), ("attachment",)),
    Section("exports", N_("When your data went out"), ("at", "what", "rows"), ("export_log", "erasure", "erasing")),
)
"""What is given out, in this order."""

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "field": N_("Field"),
        "value": N_("What it says"),
        "at": N_("When"),
        "old": N_("Before"),
        "new": N_("After"),
        "purpose": N_("Purpose"),
        "given": N_("Given"),
        "on": N_("Day"),
        "source": N_("How known"),
        "sensitive": N_("Sensitive"),
        "principal": N_("Principal"),
        "bonus": N_("Bonus"),
        "passes": N_("Passes"),
        "owed": N_("Owed"),
        "name": N_("Name"),
        "kind": N_("Kind"),
        "service": N_("Service"),
        "amount": N_("Amount"),
        "left": N_("Left"),
        "units_left": N_("Visits left"),
        "expires_on": N_("Expires on"),
        "due_on": N_("Due on"),
        "number": N_("Number"),
        "recorded_at": N_("Recorded"),
        "text": N_("Text"),
        "reference": N_("Reference"),
        "note": N_("Note"),
        "account": N_("Account"),
        "item": N_("Lot or bill"),
        "debit": N_("Debit"),
        "credit": N_("Credit"),
        "units": N_("Visits"),
        "no": N_("Number"),
        "entry": N_("Entry"),
        "made_at": N_("Made"),
        "copies": N_("Copies"),
        "from": N_("First day"),
        "to": N_("Last day"),
        "issued_at": N_("Issued"),
        "file": N_("File"),
        "left_out": N_("Left out because"),
        "statement": N_("Statement"),
        "outcome": N_("Outcome"),
        "means": N_("By which means"),
        "charge": N_("Bill"),
        "ended_on": N_("Ended on"),
        "ended_as": N_("Ended as"),
        "way": N_("Way"),
        "result": N_("Result"),
        "incoming": N_("From you"),
        "step": N_("Then"),
        "tracking": N_("Tracking number"),
        "letter": N_("Number of the letter"),
        "until": N_("Until"),
        "content": N_("Content"),
        "media_type": N_("Type"),
        "size": N_("Size in bytes"),
        "what": N_("What"),
        "rows": N_("Rows"),
        "added_at": N_("Added"),
    }
)
"""What each column is called where the export is read on paper; JSON has the short names."""

WITHHELD: Mapping[str, str] = MappingProxyType(
    {
        "customer_pin": N_("Your PIN is kept so that nobody can read it; it cannot be given out."),
        "customer_key": N_("What helps the program find your file is made from it and says nothing more."),
    }
)
"""The tables about customers that are not given out, and why; said at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """A customer's data to be given out: rows by section, each as long as its section has columns."""

    shop: str
    number: str
    made_at: datetime
    currency: str
    decimals: int
    rows: Mapping[str, Sequence[Sequence[Cell]]] = field(default_factory=dict)


def check_data(data: PersonData) -> None:
    """Refuse data in sections that there are not, and rows that do not fit their columns."""
    known = {section.name: section for section in SECTIONS}
    for name, rows in data.rows.items():
        if name not in known:
            refuse(name, N_("An export has no section “{name}”."), name=name)
        if any(len(row) != len(known[name].columns) for row in rows):
            refuse(name, N_("A row of section “{name}” does not fit its columns."), name=name)


def as_json(data: PersonData) -> str:
    """Write the data as JSON anybody can read: amounts as text in major units, days and instants as ISO text."""
    check_data(data)
    content = {
        "format": FORMAT,
        "version": VERSION,
        "shop": data.shop,
        "customer": data.number,
        "made_at": data.made_at.isoformat(),
        "currency": data.currency,
        "sections": {section.name: _section(section, data) for section in SECTIONS},
        "withheld": sorted(WITHHELD),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _section(section: Section, data: PersonData) -> list[dict[str, str | int | bool | None]]:
    return [
        {
            name: _value(cell, data.decimals if name in section.money else None)
            for name, cell in zip(section.columns, row, strict=True)
        }
        for row in data.rows.get(section.name, ())
    ]


def _value(cell: Cell, decimals: int | None) -> str | int | bool | None:
    if isinstance(cell, date):  # an instant is one too
        return cell.isoformat()
    if decimals is not None and isinstance(cell, int):
        return plain(cell, decimals)
    return cell
