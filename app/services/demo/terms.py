"""What the demo shop hands its customers: its terms in their languages, and cards to scan."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from app.core.cards import GiveCard, ReportLost
from app.core.customer import FileRequest
from app.core.requests import PassSale, Request, TopUp
from app.core.settings import ChangeSettings, Settings
from app.core.terms_text import NewTerms, TermsKind
from app.i18n.catalog import LANGUAGES
from app.services.demo import owing, shop
from app.services.demo.people import Person
from app.services.law import load_pack
from app.services.terms import starter

_EVERY, _LOSES = 3, 8  # so many have a card, and of those so many lose it
_LOOKED_AT = 100


def texts(set_: ChangeSettings, start: date) -> Iterator[NewTerms]:
    """Yield the terms of a shop with these settings, in force from a day on: both kinds in all languages."""
    head = Settings(shop_name=shop.SHOP, address=set_.given["address"], phone=set_.given["phone"])
    rules = load_pack("CN")
    for kind in TermsKind:
        for language in LANGUAGES:
            text = starter(kind, language, head, rules, start)
            yield NewTerms(id=_name(kind, language), kind=kind, language=language, starts_on=start, text=text)


def _name(kind: TermsKind, language: str) -> str:
    return f"terms-{kind.value}-{language}"


def agreed(request: Request, everybody: Sequence[Person]) -> Request:
    """Return a request with the terms the customer was given, where it is one that takes them."""
    if not isinstance(request, TopUp | PassSale):
        return request
    kind = TermsKind.TOP_UP if isinstance(request, TopUp) else TermsKind.PASS
    language = everybody[int(request.customer[1:]) - 1].language
    return cast("Request", replace(request, terms=_name(kind, language)))


def cards(people: Sequence[Person]) -> Iterator[GiveCard]:
    """Yield the cards handed out to customers as they join."""
    for person in filter(_has_card, people):
        number = f"8600{person.index + 1:08}"
        yield GiveCard(id=f"card-{person.number}", customer=person.number, no=number, on=person.joined)


def _has_card(person: Person) -> bool:
    return not person.company and person.index % _EVERY == 0


def in_the_end(everybody: Sequence[Person], today: date, *, told: bool) -> Iterator[FileRequest]:
    """Yield what the last day brings: cards reported lost, some replaced; and what was decided of owing."""
    for place, person in enumerate(filter(_has_card, everybody[: _EVERY * _LOOKED_AT])):
        if place % _LOSES == 1:
            yield ReportLost(
                id=f"lost-{person.number}",
                customer=person.number,
                no=f"8600{person.index + 1:08}",
                on=max(person.joined, today - timedelta(days=place)),
                replaced_by=f"8601{person.index + 1:08}" if place % (2 * _LOSES) == 1 else "",
            )
    if told:
        yield from owing.in_the_end(everybody, today)
