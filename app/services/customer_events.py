"""Reading the events that change files and tables rather than the journal: customers, cards, offers, terms."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from app.core.cards import MAX_NUMBER, GiveCard, ReportLost
from app.core.customer import (
    MAX_REVIEW_MONTHS,
    MAX_TERMS_DAYS,
    Attach,
    Calendar,
    Channel,
    Contact,
    CustomerChange,
    FileRequest,
    Kind,
    Note,
    RemoveAttachment,
    StatementBy,
    phone_digits,
)
from app.core.offers import EndOffer, NewOffer
from app.core.owing.limits import Reaction
from app.core.privacy.consents import MAX_PURPOSE, RecordConsent, Source
from app.core.reminder.kinds import CreditClass, Way
from app.core.requests import Order
from app.core.terms_text import MAX_TEXT as MAX_TERMS
from app.core.terms_text import NewTerms, TermsKind
from app.errors import refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.mark import N_
from app.services.agreement_events import AGREEMENT_READERS
from app.services.credit_events import CREDIT_READERS
from app.services.credit_fields import read_supply, terms_or_name
from app.services.drawer_events import DRAWER_READERS
from app.services.fields import Fields, common_fields, read_attachment
from app.services.owing_events import MAX_REASON, OWING_READERS
from app.services.rating_events import RATING_READERS
from app.services.reminder_events import REMINDER_READERS
from app.services.reply_events import REPLY_READERS
from app.services.shop_events import SHOP_READERS

MAX_ROWS = 200
"""The most phones, contacts, tags and the like one file takes of each."""

MAX_DAYS = 36_600
_MAX_LINE = 200
_MAX_EMAIL = 254
_ADDRESS = ("recipient", "country", "province", "city", "district", "street", "postcode")
_OPT_OUTS = tuple(way.value for way in Way if way is not Way.OWNER)
_CONSENTS = tuple(channel.value for channel in Channel if channel is not Channel.NONE)


# ---- a customer's file ----------------------------------------------------------------------------------------------


def parse_customer(f: Fields) -> CustomerChange:
    """Read a `customer` event: only the fields that are there will change; null or a blank empties one.

    `on` is the day the customer became one.
    """
    common = common_fields(f)
    number = f.key("no")
    given = {_NAMES.get(name, name): read(f, name) for name, read in _FILE.items() if f.has(name)}
    f.done()
    return CustomerChange(**common, no=number, given=MappingProxyType(given))


def _line(f: Fields, name: str, *, prefix: str = "", most: int = _MAX_LINE) -> str:
    """Take a text of one line that may be blank or null."""
    text = f.text(name, "", most=most)
    return Fields({name: text}, f.decimals, prefix).key(name, most=most) if text else ""


def _lines(f: Fields, name: str) -> tuple[str, ...]:
    """Take a list of short texts, each once."""
    found = tuple(dict.fromkeys(f.keys(name)))
    _check_count(name, len(found))
    return found


def _check_count(name: str, count: int) -> None:
    if count > MAX_ROWS:
        refuse(name, N_("{field} takes at most {most} in all."), field=name, most=MAX_ROWS)


def _phones(f: Fields, name: str) -> tuple[str, ...]:
    found = _lines(f, name)
    for phone in found:
        _check_phone(phone, name)
    return found


def _check_phone(phone: str, name: str) -> None:
    if not phone_digits(phone):
        refuse(name, N_("{field} “{value}” has no digits."), field=name, value=_shown(phone))


def _contacts(f: Fields, name: str) -> tuple[Contact, ...]:
    rows = f.objects(name)
    _check_count(name, len(rows))
    return tuple(_contact(row, f"{name}.") for row in rows)


def _contact(f: Fields, prefix: str) -> Contact:
    contact = Contact(
        f.key("name"),
        _line(f, "role", prefix=prefix),
        _line(f, "phone", prefix=prefix),
        f.boolean("decides"),
    )
    if contact.phone:
        _check_phone(contact.phone, prefix + "phone")
    f.done()
    return contact


def _notes(f: Fields, name: str) -> tuple[Note, ...]:
    rows = f.objects(name)
    _check_count(name, len(rows))
    return tuple(map(_note, rows))


def _note(f: Fields) -> Note:
    note = Note(f.text("text"), f.boolean("counter"))
    f.done()
    return note


def _address(f: Fields, name: str) -> dict[str, str] | None:
    parts = f.object_or_none(name)
    if parts is None:
        return None
    found = {part: _line(parts, part, prefix="address.") for part in _ADDRESS if parts.has(part)}
    parts.done()
    return found


def _consents(f: Fields, name: str) -> dict[str, Any] | None:
    parts = f.object_or_none(name)
    if parts is None:
        return None
    found = {channel: parts.day_or_none(channel) for channel in _CONSENTS if parts.has(channel)}
    parts.done()
    return found


def _own_fields(f: Fields, name: str) -> dict[str, str] | None:
    parts = f.object_or_none(name)
    if parts is None:
        return None
    keys = {key: Fields({name: key}, f.decimals).key(name) for key in parts.names()}  # a bad name is never shown
    _check_count(name, len(keys))
    return {keys[key]: parts.text(key, "") for key in keys}


def _email(f: Fields, name: str) -> str:
    text = _line(f, name, most=_MAX_EMAIL)
    before, at, after = text.rpartition("@")
    if text and (not (before and at and after) or any(c.isspace() for c in text)):
        refuse(name, N_("{field} “{value}” is not an e-mail address."), field=name, value=_shown(text))
    return text


def _birthday(f: Fields, name: str) -> str:
    return unicodedata.normalize("NFKC", _line(f, name))  # full-width digits are read as digits


def _word_or_blank(f: Fields, name: str, words: Sequence[str]) -> str:
    text = f.text(name, "")
    return Fields({name: text}, f.decimals).word(name, words) if text else ""


def _language(f: Fields, name: str) -> str:
    return _word_or_blank(f, name, LANGUAGES)


def _channel(f: Fields, name: str) -> Channel:
    return Channel(_word_or_blank(f, name, [channel.value for channel in Channel]) or Channel.NONE)


def _timezone(f: Fields, name: str) -> str:
    """Take the name of a time zone as the world's table of them has it; blank is the shop's."""
    text = _line(f, name)
    if text and text not in available_timezones():
        refuse(
            name,
            N_("{field} “{value}” is not a time zone: write it as Asia/Shanghai or Europe/Berlin."),
            field=name,
            value=_shown(text),
        )
    return text


def _opted_out(f: Fields, name: str) -> tuple[Way, ...]:
    """Take the ways a customer does not want to be contacted by, in the order they are always told in."""
    given = _lines(f, name)
    found = {Fields({name: text}, f.decimals).word(name, _OPT_OUTS) for text in given}
    return tuple(way for way in Way if way in found)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 - as much as a sentence bears


_NAMES = {"on": "since"}
_FILE: Mapping[str, Callable[[Fields, str], Any]] = MappingProxyType(
    {
        "name": Fields.key,
        "kind": lambda f, name: f.choice(name, Kind),
        "phones": _phones,
        "contacts": _contacts,
        "address": _address,
        "email": _email,
        "channel": _channel,
        "language": _language,
        "birthday": _birthday,
        "birthday_calendar": lambda f, name: f.choice(name, Calendar),
        "industry": _line,
        "tags": _lines,
        "plates": _lines,
        "referrer": _line,
        "tier": _line,
        "terms_days": lambda f, name: f.integer(name, most=MAX_TERMS_DAYS),
        "credit_limit": lambda f, name: f.amount_or_none(name, zero=True),
        "payment_terms": terms_or_name,
        "overdue_limit": lambda f, name: f.amount_or_none(name, zero=True),
        "grace_days": lambda f, name: f.integer(name, most=MAX_TERMS_DAYS),
        "on_total": lambda f, name: f.choice(name, Reaction),
        "on_overdue": lambda f, name: f.choice(name, Reaction),
        "credit_group": _line,
        "supply": read_supply,
        "statement": lambda f, name: f.choice(name, StatementBy),
        "consents": _consents,
        "fields": _own_fields,
        "notes": _notes,
        "pinyin": _line,
        "on": Fields.day_or_none,
        "closed": Fields.boolean,
        "hold": _line,
        "credit_class": lambda f, name: f.choice(name, CreditClass),
        "review_months": lambda f, name: f.integer(name, most=MAX_REVIEW_MONTHS),
        "timezone": _timezone,
        "opted_out": _opted_out,
    }
)
"""How each field of a file is read, in the order of the file."""


# ---- cards, attachments and offers ----------------------------------------------------------------------------------


def parse_card(f: Fields) -> GiveCard:
    """Read a `card` event."""
    request = GiveCard(**common_fields(f), customer=f.key("customer"), no=f.key("no", most=MAX_NUMBER), on=f.day("on"))
    f.done()
    return request


def parse_card_lost(f: Fields) -> ReportLost:
    """Read a `card_lost` event."""
    request = ReportLost(
        **common_fields(f),
        customer=f.key("customer"),
        no=f.key("no", most=MAX_NUMBER),
        on=f.day("on"),
        replaced_by=_line(f, "replaced_by", most=MAX_NUMBER),
    )
    f.done()
    return request


def parse_attach(f: Fields) -> Attach:
    """Read an `attach` event."""
    request = Attach(**common_fields(f), customer=f.key("customer"), file=f.text("file"), name=_line(f, "name"))
    f.done()
    return request


def parse_remove_attachment(f: Fields) -> RemoveAttachment:
    """Read a `remove_attachment` event."""
    customer, attachment = f.key("customer"), read_attachment(f)
    if attachment is None:
        refuse("attachment", N_("{field} is missing."), field="attachment")
    reason = f.text("reason", most=MAX_REASON)
    request = RemoveAttachment(**common_fields(f), customer=customer, attachment=attachment, reason=reason)
    f.done()
    return request


def parse_consent(f: Fields) -> RecordConsent:
    """Read a `consent` event."""
    request = RecordConsent(
        **common_fields(f),
        customer=f.key("customer"),
        purpose=_line(f, "purpose", most=MAX_PURPOSE),
        given=f.boolean("given"),
        on=f.day("on"),
        source=f.choice("source", Source),
        sensitive=f.boolean("sensitive"),
        attachment=f.key("attachment") if f.has("attachment") else None,
    )
    f.done()
    return request


def parse_offer(f: Fields) -> NewOffer:
    """Read an `offer` event."""
    request = NewOffer(
        **common_fields(f),
        name=f.key("name"),
        paid=f.amount("paid"),
        bonus=f.amount("bonus"),
        starts_on=f.day_or_none("starts_on"),
        ends_on=f.day_or_none("ends_on"),
        valid_days=f.integer_or_none("valid_days", least=1, most=MAX_DAYS),
        order=f.choice("order", Order, Order.PROPORTIONAL),
        priority=f.integer("priority", 0),
    )
    f.done()
    return request


def parse_end_offer(f: Fields) -> EndOffer:
    """Read an `end_offer` event."""
    request = EndOffer(**common_fields(f), offer=f.key("offer"), on=f.day("on"))
    f.done()
    return request


def parse_terms(f: Fields) -> NewTerms:
    """Read a `terms` event."""
    request = NewTerms(
        **common_fields(f),
        kind=f.choice("kind", TermsKind),
        language=f.word("language", LANGUAGES),
        starts_on=f.day("starts_on"),
        text=f.text("text", most=MAX_TERMS),
    )
    f.done()
    return request


FILE_READERS: Mapping[str, Callable[[Fields], FileRequest]] = MappingProxyType(
    {
        "customer": parse_customer,
        "card": parse_card,
        "card_lost": parse_card_lost,
        "attach": parse_attach,
        "remove_attachment": parse_remove_attachment,
        "consent": parse_consent,
        "offer": parse_offer,
        "end_offer": parse_end_offer,
        "terms": parse_terms,
        **SHOP_READERS,
        **DRAWER_READERS,
        **REPLY_READERS,
        **REMINDER_READERS,
        **RATING_READERS,
        **OWING_READERS,
        **CREDIT_READERS,
        **AGREEMENT_READERS,
    }
)
"""The verbs that change files, and how each is read; unknown fields are refused."""
