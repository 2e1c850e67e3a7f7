"""A customer's file: everything the shop keeps about a person or a firm beside their account.

A file is one frozen value. A request says which of its fields shall change; `updated` gives the new file, `changes`
what goes into the log. Nothing here knows pinyin or the database.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from app.core.owing import checks
from app.core.owing.limits import Hold, Limits, Reaction, check_limits
from app.core.owing.override import Override, read_override
from app.core.owing.supply import AS_AGREED, SupplyRule, check_supply
from app.core.owing.terms import PaymentTerms, check_terms
from app.core.plain import built, plain
from app.core.ways import CreditClass, Way
from app.errors import refuse
from app.i18n.mark import N_

MAX_TERMS_DAYS = checks.MAX_TERMS_DAYS
"""The longest terms of payment a file may give, in days."""

MAX_REVIEW_MONTHS = 60
"""The longest time between two reviews of an account, in months."""

MIN_PHONE_DIGITS = 5
"""Shorter numbers are extensions and hotlines; two files that share one are not likely the same customer."""


class Kind(StrEnum):
    """Whether the customer is a person or a firm."""

    PERSON = "person"
    COMPANY = "company"


class Channel(StrEnum):
    """How the customer likes to be reached; `none` stands for no preference."""

    PHONE = "phone"
    SMS = "sms"
    WECHAT = "wechat"
    EMAIL = "email"
    POST = "post"
    NONE = "none"


class Calendar(StrEnum):
    """The calendar a birthday is kept in."""

    SOLAR = "solar"
    LUNAR = "lunar"


class StatementBy(StrEnum):
    """How the customer gets statements."""

    POST = "post"
    EMAIL = "email"
    PRINT = "print"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to speak to; `decides` marks the one who decides on payment."""

    name: str
    role: str = ""
    phone: str = ""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """A mailing address by parts, each as written; which come first is the country's custom."""

    recipient: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note about the customer; `counter` makes it pop up at the counter."""

    text: str
    counter: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card the customer was given, by its number; `lost_on` says since when it is reported lost, if it is."""

    no: str
    since: date | None = None
    lost_on: date | None = None
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """Everything in a file. Two customers may share a name; the number is the customer's own.

    `credit_limit` is in minor units, None means no limit, 0 no credit. `consents` holds for each marketing channel
    ever asked about the date consent was given, None once withdrawn. `birthday` is `1990-05-01`, `05-01` or blank.
    `pinyin` is how the name is said when the dictionaries are wrong. `language` blank means the shop's. `hold` is the
    reason why nothing more may be bought on account; blank means there is none. Cards are given and reported lost by
    requests of their own (`core.cards`). `credit_class` decides how soon overdue money is asked for, `review_months`
    how often the account is looked through, 0 for never. `timezone` is where the customer lives (`Asia/Shanghai`);
    blank means where the shop is. By the ways in `opted_out` the customer does not want to be contacted at all.
    `payment_terms` count instead of `terms_days` where there are any. More goes on account while no more than
    `overdue_limit` (minor units, None for no limit) is overdue, what is so for no longer than `grace_days` left out of
    account; `on_total` and `on_overdue` say whether passing a limit is refused or only said. `credit_group` names the
    group of customers who count as one. `supply` says what must be paid before anything is sold. `holds` stop sales;
    they are put and ended by requests of their own (`core.holds`), `hold` is an older one that only has its reason.
    `override` is the owner's own class, which counts instead of `credit_class` while it stands.
    """

    no: str
    name: str
    kind: Kind = Kind.PERSON
    phones: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    address: Address = Address()
    email: str = ""
    channel: Channel = Channel.NONE
    language: str = ""
    birthday: str = ""
    birthday_calendar: Calendar = Calendar.SOLAR
    industry: str = ""
    tags: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    referrer: str = ""
    tier: str = ""
    terms_days: int = 0
    credit_limit: int | None = 0
    payment_terms: PaymentTerms | None = None
    overdue_limit: int | None = None
    grace_days: int = 0
    on_total: Reaction = Reaction.REFUSE
    on_overdue: Reaction = Reaction.WARN
    credit_group: str = ""
    supply: SupplyRule = AS_AGREED
    holds: tuple[Hold, ...] = ()
    statement: StatementBy = StatementBy.PRINT
    consents: Mapping[str, date | None] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    pinyin: str = ""
    since: date | None = None
    closed: bool = False
    cards: tuple[Card, ...] = ()
    hold: str = ""
    credit_class: CreditClass = CreditClass.NORMAL
    review_months: int = 0
    timezone: str = ""
    opted_out: tuple[Way, ...] = ()
    override: Override | None = None


# ---- requests -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRequest:
    """What every request bears that changes files, attachments or offers rather than the journal."""

    id: str
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChange(FileRequest):
    """A new file, or changes to the one of that number: only the fields in `given` change.

    Lists are given whole. Of `address`, `consents` and `fields` only the parts given change; None empties them, and a
    blank text takes a field of the shop's own out.
    """

    no: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(FileRequest):
    """A file of any kind put into the book for a customer; `name` blank means the file's own name."""

    customer: str
    file: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAttachment(FileRequest):
    """A customer's attachment taken out of the book for good: its content and its name; why stays in the log.

    `attachment` is its id, or the id of the request it was attached by.
    """

    customer: str
    attachment: int | str
    reason: str


def updated(file: CustomerFile, given: Mapping[str, Any]) -> CustomerFile:
    """Return the file with the fields given changed; refuses a birthday that is no day of its calendar."""
    values = dict(given)
    if "address" in values:
        parts = values["address"]
        values["address"] = Address() if parts is None else replace(file.address, **parts)
    if "consents" in values:
        values["consents"] = {} if values["consents"] is None else {**file.consents, **values["consents"]}
    if "fields" in values:
        merged = {} if values["fields"] is None else {**file.fields, **values["fields"]}
        values["fields"] = {name: text for name, text in merged.items() if text}
    new = replace(file, **values)
    if not _OWING.isdisjoint(given):
        _check_owing(new)
    if new.birthday and not is_birthday(new.birthday, new.birthday_calendar):
        _refuse_birthday(new.birthday, new.birthday_calendar)
    return new


_OWING = frozenset({"payment_terms", "credit_limit", "overdue_limit", "grace_days", "on_total", "on_overdue", "supply"})


def _check_owing(file: CustomerFile) -> None:
    check_limits(limits_of(file))
    check_supply(file.supply)
    if file.payment_terms is not None:
        check_terms(file.payment_terms)


def limits_of(file: CustomerFile) -> Limits:
    """Return how much a customer may owe by their file."""
    return Limits(file.credit_limit, file.overdue_limit, file.grace_days, file.on_total, file.on_overdue)


_BIRTHDAY = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")
_LUNAR_MONTHS, _LUNAR_DAYS = 12, 30
_LEAP_YEAR = 2000


def is_birthday(text: str, calendar: Calendar) -> bool:
    """Whether a text is a day of the calendar, with a year or without: `1990-05-01`, `02-29`."""
    match = _BIRTHDAY.fullmatch(text)
    if match is None:
        return False
    year, month, day = int(match[1] or _LEAP_YEAR), int(match[2]), int(match[3])
    if calendar is Calendar.LUNAR:
        return year > 0 and 1 <= month <= _LUNAR_MONTHS and 1 <= day <= _LUNAR_DAYS
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _refuse_birthday(text: str, calendar: Calendar) -> None:
    if calendar is Calendar.LUNAR:
        refuse(
            "birthday",
            N_("birthday “{value}” is not a day of the lunar calendar: write it as 1990-05-01 or 05-01."),
            value=text,
        )
    refuse("birthday", N_("birthday “{value}” is not a date: write it as 1990-05-01 or 05-01."), value=text)


# ---- the log of changes ---------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """One field of a file that changed, in text; see `changes` for how values are written."""

    field: str
    old: str
    new: str


def changes(old: CustomerFile, new: CustomerFile) -> list[Change]:
    """Return what differs between two files, field by field in their order.

    Parts are named with a point (`address.city`, `consents.sms`, `fields.shoe size`). Texts, words and dates stand as
    themselves, nothing as a blank; lists, numbers and true or false as JSON; `null` is a limit there is none of, and a
    consent withdrawn. `credit_limit` is in minor units.
    """
    other = [each.name for each in fields(old) if getattr(old, each.name) != getattr(new, each.name)]
    before, after = _flat(old, other), _flat(new, other)
    names = dict.fromkeys([*before, *after])
    found = [Change(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [change for change in found if change.old != change.new]


_BLANK = frozenset({"since", "override", "payment_terms"})  # of other fields, nothing is something: no limit, for one


def _flat(file: CustomerFile, names: Iterable[str]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name in names:
        value = getattr(file, name)
        if isinstance(value, Address):
            flat.update({f"address.{part.name}": getattr(value, part.name) for part in fields(value)})
        elif isinstance(value, Mapping):
            flat.update({f"{name}.{part}": _text(value[part]) for part in sorted(value)})
        elif name in _BLANK and value is None:
            flat[name] = ""
        else:
            flat[name] = _text(value)
    return flat


def _text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    written = plain(value)
    return "" if written in ([], {}) else _dumps(written)


# ---- as JSON, and its digest ----------------------------------------------------------------------------------------


def content_digest(salt: bytes, request: FileRequest) -> bytes:
    """Return the SHA-256 by which a request is known again: what it says is personal, so it is salted.

    Fields that have their default are left out: a later version may know more of them.
    """
    content = [type(request).__name__, plain(request)]
    return hashlib.sha256(salt + _dumps(content).encode()).digest()


def file_text(file: CustomerFile, without: frozenset[str]) -> str:
    """Write a file as canonical JSON, leaving out some fields and all that have their default."""
    content = plain(file)
    return _dumps({name: value for name, value in content.items() if name not in without})


def read_file(text: str, **columns: Any) -> CustomerFile:  # noqa: ANN401 - fields of many types
    """Read what `file_text` wrote; `columns` are the fields it had left out."""
    values = {name: _READERS.get(name, _as_is)(value) for name, value in json.loads(text).items()}
    return CustomerFile(**values, **columns)


def _as_is(value: Any) -> Any:  # noqa: ANN401 - JSON
    return value


_READERS: Mapping[str, Any] = {
    "kind": Kind,
    "phones": tuple,
    "contacts": lambda rows: tuple(Contact(**row) for row in rows),
    "address": lambda parts: Address(**parts),
    "channel": Channel,
    "birthday_calendar": Calendar,
    "tags": tuple,
    "plates": tuple,
    "statement": StatementBy,
    "consents": lambda dates: {name: day and date.fromisoformat(day) for name, day in dates.items()},
    "notes": lambda rows: tuple(Note(**row) for row in rows),
    "since": date.fromisoformat,
    "cards": lambda rows: tuple(map(_card, rows)),
    "credit_class": CreditClass,
    "opted_out": lambda ways: tuple(map(Way, ways)),
    "override": read_override,
    "payment_terms": partial(built, PaymentTerms),
    "on_total": Reaction,
    "on_overdue": Reaction,
    "supply": partial(built, SupplyRule),
    "holds": lambda rows: tuple(built(Hold, row) for row in rows),
}


def read_cards(text: str) -> tuple[Card, ...]:
    """Read the cards of a file from the JSON they stand in, in the log too; blank text holds none."""
    return tuple(map(_card, json.loads(text))) if text else ()


def _card(row: Mapping[str, str]) -> Card:
    days = {name: date.fromisoformat(row[name]) for name in ("since", "lost_on") if name in row}
    return Card(row["no"], replaced_by=row.get("replaced_by", ""), **days)


def _dumps(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# ---- likely duplicates ----------------------------------------------------------------------------------------------

_CHINA = re.compile(r"\A(?:(?:\+|00)86(?=[0-9])|86(?=1[0-9]{10}\Z))")
_LEADING_ZEROS = re.compile(r"\A([^0-9]*)0+(?=[0-9])")


def phone_digits(phone: str) -> str:
    """Return the digits of a phone number as they are compared: narrow, without +86; blank when there are none.

    A landline gets back the 0 that +86 replaces.
    """
    digits = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", phone))
    bare = _CHINA.sub("", digits)
    if bare != digits and not bare.startswith(("1", "0")):
        bare = "0" + bare
    return bare.replace("+", "")


def all_digits(file: CustomerFile) -> tuple[str, ...]:
    """Return the digits of the customer's own phones, each once."""
    return tuple(dict.fromkeys(digits for digits in map(phone_digits, file.phones) if digits))


def number_key(no: str) -> str:
    """Return a customer number without case, width and leading zeros: `C001`, `c1` and `Ｃ０１` are alike."""
    return _LEADING_ZEROS.sub(r"\1", unicodedata.normalize("NFKC", no).casefold())


def likely_duplicate(one: CustomerFile, other: CustomerFile) -> str:
    """Say by what two files are likely one customer's: `number`, `phone`, or blank. The same name says nothing."""
    if number_key(one.no) == number_key(other.no):
        return "number"
    shared = set(all_digits(one)) & set(all_digits(other))
    return "phone" if any(len(digits) >= MIN_PHONE_DIGITS for digits in shared) else ""
