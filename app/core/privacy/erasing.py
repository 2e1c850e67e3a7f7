"""Erasing a person: the file that is left, what must not be found any more, and which backups still have it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from app.core.customer import Channel, CustomerFile, FileRequest, StatementBy, phone_digits
from app.core.privacy.fates import FILE, Fate
from app.core.ways import Way
from app.errors import refuse
from app.i18n.mark import N_

_PREFIX = "erased-"
_PSEUDONYM = re.compile(rf"{_PREFIX}[1-9][0-9]*")
LEAST_TRACE = 3
"""Shorter texts are found in any file and prove nothing; names of two characters are looked for all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseCustomer(FileRequest):
    """A person is erased. `confirm` is the customer's number typed once more; `asked` says that they asked for it."""

    customer: str
    confirm: str
    asked: bool = False
    on: date


def check_erase(request: EraseCustomer) -> None:
    """Refuse what was not confirmed, and a reference or note: they would keep in the log what is to be erased."""
    if request.confirm != request.customer:
        refuse("confirm", N_("confirm: type the customer’s number once more; nothing can bring an erased person back."))
    if request.reference or request.note:
        refuse("note", N_("note: nothing may be written beside an erasure, or it would keep what it erases."))


# ---- the file -------------------------------------------------------------------------------------------------------


def pseudonym(customer: int) -> str:
    """Return what a customer (internal id) is called once erased, as number and name: it says nothing of the person."""
    return f"{_PREFIX}{customer}"


def is_pseudonym(number: str) -> bool:
    """Whether a customer's number says that they were erased."""
    return _PSEUDONYM.fullmatch(number) is not None


def anonymised(file: CustomerFile, customer: int) -> CustomerFile:
    """Return what is left of a file: closed, by a pseudonym, without anything personal; of no use to anybody."""
    called = pseudonym(customer)
    blank = CustomerFile(no=called, name=called, statement=StatementBy.NONE)
    kept = {name: getattr(file, name) for name, fate in FILE.items() if fate is Fate.KEEP and hasattr(file, name)}
    return replace(blank, **{**kept, "closed": True})


def set_aside(file: CustomerFile) -> CustomerFile:
    """Return a file that is only stored and used for nothing more, as the law wants it until it may be erased.

    No way to contact the person stays open (个人信息保护法 Art. 47: nothing but storage and protection).
    """
    return replace(
        file,
        closed=True,
        channel=Channel.NONE,
        statement=StatementBy.NONE,
        consents=dict.fromkeys(file.consents),
        opted_out=tuple(Way),
        review_months=0,
    )


# ---- what must not be found -----------------------------------------------------------------------------------------


class Traces(NamedTuple):
    """Texts by which a person would be known again: those that must not be found at all, and the rest.

    `sure` are long and rare enough to prove something by being there: names, phones, addresses, numbers of cards.
    `shared` may be anybody's (a tag, a city, a trade): where they are found, somebody has to look.
    """

    sure: tuple[str, ...]
    shared: tuple[str, ...]


def traces(file: CustomerFile, texts: Iterable[str] = ()) -> Traces:
    """Return what of a file, and of texts about the person such as notes and letters, must be gone from the book.

    Phones are there as written and as their digits. The number counts as a trace as well.
    """
    address = file.address
    sure: set[str] = {file.no, file.name, file.email, file.pinyin, file.hold, address.recipient, address.street, *texts}
    sure |= {*file.phones, *map(phone_digits, file.phones), *file.plates, *file.fields.values()}
    sure |= {text for contact in file.contacts for text in (contact.name, contact.phone, phone_digits(contact.phone))}
    sure |= {note.text for note in file.notes} | {card.no for card in file.cards}
    sure |= {each.reason for each in (*getattr(file, "holds", ()), getattr(file, "override", None)) if each is not None}
    shared = {file.industry, file.tier, file.referrer, getattr(file, "credit_group", ""), file.birthday, *file.tags}
    shared |= {*file.fields, address.province, address.city, address.district, address.postcode}
    shared |= {contact.role for contact in file.contacts}
    found = _proving(sure)
    return Traces(tuple(sorted(found)), tuple(sorted(_proving(shared) - found)))


def _proving(texts: Iterable[str]) -> set[str]:
    return {text.strip() for text in texts if _proves(text)}


def _proves(text: str) -> bool:
    plain = text.strip()
    return len(plain) >= LEAST_TRACE or (bool(plain) and not plain.isascii() and len(plain) >= LEAST_TRACE - 1)


# ---- backups --------------------------------------------------------------------------------------------------------


def still_held(backups: Mapping[str, datetime], *, since: datetime, erased_at: datetime) -> tuple[str, ...]:
    """Return the backups (name: when made) that still have the person: made since their file was, before it went."""
    found = (name for name, made_at in backups.items() if since <= made_at < erased_at)
    return tuple(sorted(found, key=lambda name: (backups[name], name)))
