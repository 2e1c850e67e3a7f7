"""What a customer bought at any time, so that part of it can be taken back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.journal import BONUS, PRINCIPAL, RECEIVABLE, TENDERS, EntryKind, Posting
from app.core.money import plain

_PAID = frozenset({*TENDERS, PRINCIPAL, BONUS, RECEIVABLE})


class Sold(NamedTuple):
    """An entry by which something was sold; of a pass or an opening balance, one charge it made.

    `reference` is what a credit names: the sale's request id or the charge's name.
    """

    reference: str
    entry: int
    on: date
    kind: EntryKind
    charge: int | None


@dataclass(frozen=True, slots=True)
class PastSale:
    """A sale that still stands, or a charge, as a person knows it; `amount` is all of it in minor units."""

    reference: str
    entry: int
    on: date
    kind: EntryKind
    text: str
    amount: int


def sold_name(texts: Mapping[str, str], service: str = "") -> str:
    """Return what was sold by an entry of these texts: its description, else its lines, else a pass for a service."""
    if texts.get("description"):
        return texts["description"]
    lines = json.loads(texts["lines"]) if texts.get("lines") else []
    return " + ".join(str(line["text"]) for line in lines) or service


def past_sale(sold: Sold, postings: Iterable[Posting], text: str) -> PastSale:
    """Return a sale with what it came to: `postings` are those of its entry for the customer."""
    parts = (p.amount for p in postings if (p.account in _PAID if sold.charge is None else p.item == sold.charge))
    return PastSale(sold.reference, sold.entry, sold.on, sold.kind, text, sum(parts))


def is_like(sale: PastSale, words: str, decimals: int) -> bool:
    """Whether all words stand in what a sale is known by: its text, its date, its amount in major units."""
    known = f"{sale.text} {sale.on.isoformat()} {plain(sale.amount, decimals)}".casefold()
    return all(word in known or word.replace(",", "") in known for word in words.casefold().split())
