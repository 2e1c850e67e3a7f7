"""The cards a shop hands out: given to a customer, reported lost, replaced by another.

A card holds nothing but its number; the money stands in the book, so a lost card costs nobody anything.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from app.core.customer import Card, CustomerFile, FileRequest
from app.errors import refuse
from app.i18n.mark import N_

MAX_NUMBER = 64
"""The longest card number, in characters."""

MAX_CARDS = 50
"""The most cards one customer may ever have had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCard(FileRequest):
    """A customer gets a card on a day; one of their own that was lost and has been found is given anew."""

    customer: str
    no: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLost(FileRequest):
    """A customer's card is lost from a day on; `replaced_by` is the number of the card they get for it, if any."""

    customer: str
    no: str
    on: date
    replaced_by: str = ""


def card_key(no: str) -> str:
    """Return a card number as it is compared: narrow characters, no case, no blanks, as scanners and people differ."""
    text = no.encode("utf-8", "ignore").decode()  # half a character is none
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def checked(no: str, field: str) -> str:
    """Return a card number as it is kept; refuses one that is blank, too long, or more than one line."""
    text = unicodedata.normalize("NFC", no).strip()
    if not card_key(text):
        refuse(field, N_("{field} must not be empty."), field=field)
    if len(text) > MAX_NUMBER:
        refuse(field, N_("{field} is longer than {most} characters."), field=field, most=MAX_NUMBER)
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        refuse(field, N_("{field} must be one line without control characters."), field=field)
    return text


def card_of(file: CustomerFile, no: str) -> Card | None:
    """Return a customer's card by its number, lost ones too."""
    key = card_key(no)
    return next((card for card in file.cards if card_key(card.no) == key), None)


def new_number(request: GiveCard | ReportLost) -> str:
    """Return the number of the card a request gives out, or a blank."""
    return request.no if isinstance(request, GiveCard) else request.replaced_by


def given(file: CustomerFile, request: GiveCard) -> CustomerFile:
    """Return the file with a card given; that no other customer has the number is for the caller to know."""
    number = checked(request.no, "no")
    there = card_of(file, number)
    if there is not None and there.lost_on is None:
        refuse("no", N_("no: customer {customer} has card “{card}” already."), customer=file.no, card=there.no)
    _check_open(file, "customer")
    if there is None:
        return _added(file, Card(number, request.on), "no")
    return replace(file, cards=_put(file, replace(there, lost_on=None, replaced_by="")))


def lost(file: CustomerFile, request: ReportLost) -> CustomerFile:
    """Return the file with a card reported lost, and with the one that replaces it."""
    card = card_of(file, request.no)
    if card is None:
        refuse("no", N_("no: customer {customer} has no card “{card}”."), customer=file.no, card=request.no)
    if card.lost_on is not None:
        refuse("no", N_("no: card “{card}” was reported lost on {date} already."), card=card.no, date=card.lost_on)
    if card.since is not None and request.on < card.since:
        refuse("on", N_("on: {date} lies before {on}."), date=request.on, on=card.since)
    replacement = checked(request.replaced_by, "replaced_by") if request.replaced_by.strip() else ""
    new = replace(file, cards=_put(file, replace(card, lost_on=request.on, replaced_by=replacement)))
    if not replacement:
        return new
    _check_open(file, "replaced_by")
    if card_of(file, replacement) is not None:
        refuse(
            "replaced_by",
            N_("replaced_by: customer {customer} has card “{card}” already."),
            customer=file.no,
            card=replacement,
        )
    return _added(new, Card(replacement, request.on), "replaced_by")


def _put(file: CustomerFile, changed: Card) -> tuple[Card, ...]:
    return tuple(changed if card.no == changed.no else card for card in file.cards)


def _added(file: CustomerFile, card: Card, field: str) -> CustomerFile:
    if len(file.cards) >= MAX_CARDS:
        refuse(field, N_("{field} takes at most {most} in all."), field=field, most=MAX_CARDS)
    return replace(file, cards=(*file.cards, card))


def _check_open(file: CustomerFile, field: str) -> None:
    if file.closed:
        refuse(
            field,
            N_("{field}: the file of customer {customer} is closed; reopen it before giving a card."),
            field=field,
            customer=file.no,
        )
