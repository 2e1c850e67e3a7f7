"""What a customer agreed to, when, and how that is known; withdrawn as easily as given (个人信息保护法 Art. 15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import FileRequest
from app.errors import refuse
from app.i18n.mark import N_

MAX_PURPOSE = 60


class Source(StrEnum):
    """How the shop knows of a consent."""

    PAPER = "paper"  # signed, kept as an attachment
    COUNTER = "counter"  # said to somebody of the staff
    MESSAGE = "message"
    PHONE = "phone"
    IMPORT = "import"  # brought along from another program
    LAW = "law"  # no consent is needed: the contract, or the law


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent(FileRequest):
    """A customer gave or withdrew consent on a day; `purpose` is a channel of marketing, or what else it is for.

    `sensitive` marks what needs a consent of its own (Art. 29): health, an ID, a child's data. `attachment` is the id
    of an attachment of the customer, or of the request it was attached by.
    """

    customer: str
    purpose: str
    given: bool
    on: date
    source: Source
    sensitive: bool = False
    attachment: int | str | None = None


class Consent(NamedTuple):
    """A step in the history of a purpose: given or withdrawn, when, how that is known, and who recorded it."""

    purpose: str
    given: bool
    on: date
    source: Source
    who: str = ""
    sensitive: bool = False
    proven: bool = False


def check_consent(request: RecordConsent, today: date) -> None:
    """Refuse a consent to nothing, of a day to come, and a sensitive one that nothing shows."""
    if not request.purpose.strip() or len(request.purpose) > MAX_PURPOSE:
        refuse("purpose", N_("purpose: say in 1 to {most} characters what the consent is for."), most=MAX_PURPOSE)
    if request.on > today:
        refuse("on", N_("on: {on} is in the future; a consent counts from the day it was given."), on=request.on)
    if not request.given:
        return
    if request.source is Source.PAPER and request.attachment is None:
        refuse("attachment", N_("attachment: attach the signed paper first, then name it here."))
    if request.sensitive and request.source in (Source.LAW, Source.IMPORT):
        refuse("source", N_("source: for sensitive data the customer must have agreed expressly; say how they did."))


def standing(history: Iterable[Consent], purpose: str, on: date) -> Consent | None:
    """Return the consent that holds for a purpose on a day, None where none was given or it was withdrawn.

    Steps of one day count in their order, so that what was withdrawn last stays so.
    """
    last: Consent | None = None
    for step in history:
        if step.purpose == purpose and step.on <= on and (last is None or step.on >= last.on):
            last = step
    return last if last is not None and last.given else None
