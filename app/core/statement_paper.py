"""A statement as a paper: the figures, whose paper it is, whom it goes to, and what it asks the customer to do.

What was sent is kept as the canonical JSON of this value, so that a copy made years later shows what the first did.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.envelope import WindowForm
from app.core.money import Currency
from app.core.receipt import Copy
from app.core.statement import SinceLast, Statement


class Sheet(StrEnum):
    """What statements are printed on: a sheet, or continuous paper of that size in millimetres."""

    A4 = "a4"
    LETTER = "letter"
    FORM_280 = "241x280"
    FORM_140 = "241x140"


class Slip(StrEnum):
    """What is to be cut off and sent back: the reply slip that confirms, the Western slip that goes with money."""

    REPLY = "reply"
    REMITTANCE = "remittance"
    NONE = "none"


class Letterhead(NamedTuple):
    """The shop at the head and foot of its letters; the pictures are named by their SHA-256, blank for none.

    `postcode` is the sender's on envelopes.
    """

    name: str
    address: str = ""
    phone: str = ""
    bank: str = ""
    tax_number: str = ""
    footer: str = ""
    postcode: str = ""
    logo: str = ""
    payment_qr: str = ""


class Addressee(NamedTuple):
    """Whom the paper goes to: the lines of the address in their order (empty without one), a contact, an e-mail."""

    lines: tuple[str, ...] = ()
    contact: str = ""
    email: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPaper:
    """A statement ready to be drawn.

    `number` is blank and `copy` None on a preview. `code` is what the slip's QR says (`core.statement_reply` reads it
    back), blank on a preview. `request` is 1 on the first paper, 2 on a second request for a reply, and so on.
    `money_sign` puts ¥ before amounts that stand alone. `since_last` says what was entered since the last statement
    with dates it covered; None where nothing was, and on papers older than this field.
    """

    statement: Statement
    shop: Letterhead
    to: Addressee
    currency: Currency
    money_sign: bool
    sheet: Sheet
    window: WindowForm
    slip: Slip
    number: str
    code: str
    made_on: date
    reply_by: date | None
    buckets: tuple[int, ...]
    copy: Copy | None = None
    request: int = 1
    since_last: SinceLast | None = None
