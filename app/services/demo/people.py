"""The demo shop's customers: how each behaves, and the file that is kept on them.

Phone numbers begin as no operator's do, and addresses and e-mail lead nowhere, so that nobody real is ever reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from app.core.customer import Calendar, Channel, Contact, Kind, Note, StatementBy
from app.services.demo import names
from app.services.demo.names import happens
from app.services.demo.shop import TIERS

_PREFIXES = ("160", "161", "163", "164", "168", "169")
_SPREAD, _NUMBERS = 73_939_133, 100_000_000  # without a common factor, so that no two customers share a phone
_AT_FIRST = 0.7
_PLATES = "京沪粤苏浙川鲁闽"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_STREETS = ("人民路", "解放路", "中山路", "滨江大道", "建设街", "学府路", "花园巷", "东风路", "和平里")
_DISTRICTS = ("城东区", "城西区", "新城区", "滨江区")
_TAGS = ("老客户", "VIP", "附近上班", "团购来的", "宝妈", "学生", "朋友介绍", "周末来")
_NOTES = (
    "对染发剂过敏，先做皮试",
    "喜欢 3 号发型师，请提前预约",
    "孩子怕吹风机，声音小一点",
    "车上有儿童座椅，洗车时别拆",
    "Prefers a quiet chair by the window",
    "Allergic to ammonia-based colour",
    "上次洗车漏擦后备厢，这次记得补",
)
_ROLES = ("老板", "财务", "行政", "Office manager", "Accounts payable")


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as the plan knows them: how often they come, how they pay, until when they are seen at all."""

    index: int
    number: str
    language: str
    company: bool
    joined: date
    weight: float
    seen_until: date
    discount: int
    prepays: bool
    credit_limit: int | None
    terms_days: int
    pays_after: int


def phone(index: int) -> str:
    """Return the phone number of a customer; every one has another."""
    return f"{_PREFIXES[index % len(_PREFIXES)]}{index * _SPREAD % _NUMBERS:08}"


class People:
    """All customers in the order they join; the first ones are there when the year begins."""

    def __init__(self, count: int, start: date, today: date, seed: int) -> None:
        self._seed = seed
        width = max(4, len(str(count)))
        rng = Random(seed)  # noqa: S311 - plausible, not secret
        first = round(count * _AT_FIRST)
        days = max((today - start).days - 3, 1)
        self.all: list[Person] = []
        for index in range(count):
            late = max(index - first, -1) + 1
            joined = start + timedelta(days=late * days // (count - first + 1)) if late else start
            self.all.append(_person(index, f"C{index + 1:0{width}}", joined, today, rng))
        self._weights = list(accumulate(person.weight for person in self.all))
        self._joined = 0
        self._silent = 0

    def joining(self, on: date) -> list[Person]:
        """Return those who join on a day; ask day after day."""
        begin = self._joined
        while self._joined < len(self.all) and self.all[self._joined].joined <= on:
            self._joined += 1
        return self.all[begin : self._joined]

    def silence(self, count: int) -> None:
        """Let the first ones come only when they are called by name."""
        self._silent = count
        self._weights = list(accumulate(person.weight * (person.index >= count) for person in self.all))

    def somebody(self, count: int, on: date, rng: Random) -> list[Person]:
        """Return visitors of a day, regulars more often; fewer than asked for when some stay away."""
        there = self.all[: self._joined]
        weights = self._weights[: self._joined]
        if not weights or weights[-1] <= 0:
            return []
        return [person for person in rng.choices(there, cum_weights=weights, k=count) if person.seen_until >= on]

    def at_least_one(self) -> list[Person]:
        """Return who comes on a day on which everybody stays away: the first whose year is not written out."""
        return self.all[self._silent : self._silent + 1]

    def other(self, than: Person, rng: Random) -> Person:
        """Return another customer who has joined already; the same when there is nobody else."""
        if self._joined - self._silent <= 1:
            return than
        place = rng.randrange(self._silent, self._joined - 1)
        return self.all[place + (place >= than.index)]

    @property
    def joined(self) -> int:
        """How many have joined so far."""
        return self._joined

    def file(self, person: Person) -> Mapping[str, Any]:
        """Return what is written into a customer's file when they join."""
        rng = Random(self._seed * 1_000_003 + person.index)  # noqa: S311 - plausible, not secret
        given = _company_file(person, rng) if person.company else _person_file(person, rng)
        given |= {"since": person.joined, "terms_days": person.terms_days, "credit_limit": person.credit_limit}
        return given


def _person(index: int, number: str, joined: date, today: date, rng: Random) -> Person:
    company = happens(rng, 0.05)
    language = rng.choices(("zh_CN", "zh_TW", "en"), cum_weights=(86, 92, 100))[0]
    asleep = happens(rng, 0.1)
    sleeps_from = joined + timedelta(days=rng.randrange(30, 200))
    weight = min(rng.paretovariate(1.3), 15.0) * (2 if company else 1)
    pays_after = rng.choices((-3, 4, 25, 60, 999), cum_weights=(45, 72, 88, 96, 100))[0]
    credit = company or happens(rng, 0.08)
    limit = None if company and happens(rng, 0.5) else 3_000_000 if company else 60000
    return Person(
        index=index,
        number=number,
        language=language,
        company=company,
        joined=joined,
        weight=round(weight, 3),
        seen_until=sleeps_from if asleep and not company else today,
        discount=rng.choices(range(len(TIERS)), cum_weights=(60, 82, 95, 100))[0],
        prepays=not company and happens(rng, 0.55),
        credit_limit=limit if credit else 0,
        terms_days=rng.choice((15, 30, 30, 45)) if company else 14 if credit else 0,
        pays_after=pays_after,
    )


def _person_file(person: Person, rng: Random) -> dict[str, Any]:
    name = {"zh_CN": names.chinese, "zh_TW": names.traditional, "en": names.english}[person.language](rng)
    given: dict[str, Any] = {"name": name, "language": person.language, "phones": (phone(person.index),)}
    if person.discount:
        given["tier"] = TIERS[person.discount][0]
    if happens(rng, 0.5):
        given["tags"] = (rng.choice(_TAGS),)
    if happens(rng, 0.55):
        given["birthday"] = _birthday(rng)
        if person.language != "en" and happens(rng, 0.15):
            given["birthday_calendar"] = Calendar.LUNAR
    if happens(rng, 0.35):
        given["plates"] = (_plate(rng),)
    if happens(rng, 0.6):
        given["consents"] = {rng.choice(("sms", "wechat")): person.joined}
        given["channel"] = rng.choice((Channel.WECHAT, Channel.SMS, Channel.PHONE))
    if happens(rng, 0.1):
        given["email"] = f"guest{person.index + 1}@example.com"
    if happens(rng, 0.12):
        given["notes"] = (Note(rng.choice(_NOTES), counter=True),)
    if person.index and happens(rng, 0.08) and person.joined > person.seen_until - timedelta(days=365):
        given["fields"] = {"发型师 Stylist": rng.choice(("阿杰", "Mia", "小林", "Ken"))}
    return given


def _company_file(person: Person, rng: Random) -> dict[str, Any]:
    english = person.language == "en"
    name, trade = names.english_firm(rng) if english else names.firm(rng)
    contact = names.english(rng) if english else names.chinese(rng)
    decides = names.english(rng) if english else names.chinese(rng)
    street = f"{rng.choice(_STREETS)} {rng.randrange(1, 300)} 号"
    return {
        "name": name,
        "kind": Kind.COMPANY,
        "language": person.language,
        "phones": (f"0577{person.index * _SPREAD % _NUMBERS:08}",),
        "contacts": (
            Contact(contact, rng.choice(_ROLES[2:4]), phone(person.index)),
            Contact(decides, rng.choice(_ROLES[:2]), "", decides=True),
        ),
        "address": {
            "recipient": name,
            "country": "CN",
            "city": "临江市",
            "district": rng.choice(_DISTRICTS),
            "street": street,
            "postcode": f"32{rng.randrange(10000):04}",
        },
        "email": f"accounts{person.index + 1}@example.com",
        "channel": rng.choice((Channel.EMAIL, Channel.POST, Channel.PHONE)),
        "industry": names.TRADES[trade][1 if english else 0],
        "statement": rng.choice((StatementBy.EMAIL, StatementBy.POST, StatementBy.PRINT)),
        "tags": ("月结",),
    }


def _birthday(rng: Random) -> str:
    month, day = rng.randrange(1, 13), rng.randrange(1, 29)
    return f"{rng.randrange(1955, 2015)}-{month:02}-{day:02}" if happens(rng, 0.7) else f"{month:02}-{day:02}"


def _plate(rng: Random) -> str:
    tail = "".join(rng.choice(_LETTERS + "0123456789") for _ in range(4))
    return f"{rng.choice(_PLATES)}{rng.choice('ABCDE')}·{rng.randrange(10)}{tail}"
