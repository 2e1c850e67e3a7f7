"""How a story is told: one customer's file and what is recorded for them, on days counted back from today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.credit.requests import MakeAgreement, StepCase, StepGuarantee
from app.core.customer import Channel, Contact, FileRequest, Kind, StatementBy
from app.core.requests import (
    Credit,
    Dated,
    Expire,
    Extend,
    Part,
    Reschedule,
    Reverse,
    Sale,
    WriteOff,
)

_OF_A_THING = (Extend, Expire, Reschedule, WriteOff, Credit, Reverse, StepCase, StepGuarantee)
"""Requests that name what they are about, and so no customer."""


@dataclass(frozen=True, slots=True)
class Story:
    """A customer's file and everything recorded for them, with the day of each, in order."""

    given: Mapping[str, Any]
    requests: tuple[tuple[date, Dated | FileRequest], ...]


class Teller:
    """Makes the requests of one story; days are counted back from today."""

    def __init__(self, number: str, today: date) -> None:
        self.number = number
        self.today = today
        self.requests: list[tuple[date, Dated | FileRequest]] = []
        self._entries = 0

    def day(self, ago: int) -> date:
        """Return the day so many days ago."""
        return self.today - timedelta(days=ago)

    def tell(self, ago: int, kind: type[Dated], /, **fields: Any) -> str:  # noqa: ANN401 - fields of any request
        """Add an entry; return its id."""
        self._entries += 1
        return self._add(f"{self.number}-{self._entries}", ago, kind, fields | {"on": self.day(ago)})

    def sold(self, ago: int, yuan: int, text: str, *parts: Part) -> str:
        """Add a sale, paid prepaid unless said otherwise."""
        pay = parts or (Part("prepaid"), Part("wechat"))
        return self.tell(ago, Sale, amount=yuan * 100, description=text, pay=pay)

    def file(self, ago: int, kind: type[FileRequest], /, **fields: Any) -> str:  # noqa: ANN401 - fields of any request
        """Add what is no entry, such as a review or a payment plan; return its id."""
        name = f"{self.number}-file-{len(self.requests) - self._entries + 1}"
        dated = {} if kind is MakeAgreement else {"on": self.day(ago)}
        return self._add(name, ago, kind, fields | dated)

    def _add(self, name: str, ago: int, kind: type[Any], fields: Mapping[str, Any]) -> str:
        of = {} if kind in _OF_A_THING else {"customer": self.number}
        self.requests.append((self.day(ago), kind(id=name, **of, **fields)))
        return name


def guest(name: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of a file
    """Return the file of a person."""
    return {"name": name, "language": "zh_CN", **given}


def firm(name: str, industry: str, contact: str, decides: str, *, credit_limit: int | None) -> dict[str, Any]:
    """Return the file of a firm that buys on account, with whom one talks to there."""
    return {
        "name": name,
        "kind": Kind.COMPANY,
        "language": "zh_CN",
        "contacts": (
            Contact(contact, "财务 Accounts", "16910020001"),
            Contact(decides, "负责人 Owner", "16910020002", decides=True),
        ),
        "address": {
            "recipient": name,
            "country": "CN",
            "province": "浙江省",
            "city": "临江市",
            "district": "滨江区",
            "street": "滨江大道 88 号",
            "postcode": "320001",
        },
        "channel": Channel.POST,
        "industry": industry,
        "statement": StatementBy.POST,
        "tags": ("月结",),
        "terms_days": 30,
        "credit_limit": credit_limit,
    }
