"""An evidence pack as a value: what proves a claim, in order, and the papers kept of it, ready to be drawn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.core.credit.evidence import Pack
from app.core.journal import EntryKind
from app.core.money import Currency
from app.core.receipt import Party
from app.core.reminder.requests import ContactResult, ContactWay
from app.core.statement_paper import Addressee, Letterhead


class SoldLine(NamedTuple):
    """One line of a sale: what, how much of it, the price of one (minor units)."""

    text: str
    quantity: str
    price: int


class PackCharge(NamedTuple):
    """A charge of the pack (minor units), with what was sold by it, and through when it can be enforced.

    `part` says that it is not what was sold but the interest, a fee or costs of that (`InterestKind`), else blank.
    """

    name: str
    on: date
    document: str
    text: str
    due_on: date
    amount: int
    open: int
    lines: tuple[SoldLine, ...] = ()
    last_on: date | None = None
    part: str = ""


class PackContact(NamedTuple):
    """A line of the log of contacts."""

    at: datetime
    way: ContactWay
    result: ContactResult
    text: str
    who: str


class PackEntry(NamedTuple):
    """A line of the ledger: what changed of what is owed (minor units), and what was owed after it."""

    number: int
    on: date
    kind: EntryKind
    text: str
    change: int
    owed: int


class PackFile(NamedTuple):
    """A paper kept in the book: its name, what it is by its media type, and its content; None where it is damaged."""

    name: str
    media_type: str
    content: bytes | None


class ChainHead(NamedTuple):
    """The last entry of the journal when the pack was made, with its hash in hex: later ones cannot change it."""

    entry: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePaper:
    """A pack ready to be drawn, in one language or two; `files` are the papers by `Document.file` and `.receipt`."""

    customer: Party
    shop: Letterhead
    to: Addressee
    currency: Currency
    money_sign: bool
    languages: tuple[str, ...]
    made_on: date
    pack: Pack
    charges: tuple[PackCharge, ...]
    contacts: tuple[PackContact, ...]
    ledger: tuple[PackEntry, ...]
    files: tuple[tuple[str, PackFile], ...]
    head: ChainHead

    @property
    def open(self) -> int:
        """What is open of the charges (minor units)."""
        return sum(each.open for each in self.charges)

    def file(self, key: str) -> PackFile | None:
        """Return a paper by the key a document names it by; None where the book keeps none."""
        return next((file for name, file in self.files if name == key), None)
