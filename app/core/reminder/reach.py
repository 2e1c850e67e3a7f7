"""By which ways a customer can be reached, likes to be, and agreed to advertising: read out of what a file says."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from app.core.address import has_address
from app.core.customer import Channel, CustomerFile
from app.core.mail import SendTo
from app.core.reminder.conduct import Addressee
from app.core.reminder.kinds import Way

WAY_OF: Mapping[str, Way] = {
    Channel.PHONE: Way.PHONE,
    Channel.SMS: Way.MESSAGE,
    Channel.WECHAT: Way.MESSAGE,
    Channel.EMAIL: Way.EMAIL,
    Channel.POST: Way.LETTER,
}
"""The way each channel of a file is reached by; who agreed to advertising by SMS or WeChat gets it as a message."""


class Reach(NamedTuple):
    """The ways a customer can be reached by and has not opted out of, the one liked best, those for advertising."""

    ways: frozenset[Way]
    likes: Way | None
    consents: frozenset[Way]


@cache
def reach(
    *,
    phone: bool,
    email: bool,
    address: bool,
    channel: str,
    consents: tuple[str, ...],
    opted_out: tuple[str, ...],
    service: SendTo | None,
) -> Reach:
    """Return how a customer can be reached, given what the file has; `consents` names the channels consented to.

    A message is copied by hand, into WeChat or for a phone: a number, or the wish for WeChat, is enough. `service` says
    what the service the shop has set up sends to; what was agreed for that holds for the service, too.
    """
    there = {
        Way.EMAIL: email,
        Way.LETTER: address,
        Way.PHONE: phone,
        Way.MESSAGE: phone or channel == Channel.WECHAT,
        Way.SERVICE: {None: False, SendTo.PHONE: phone, SendTo.EMAIL: email}[service],
    }
    ways = frozenset(way for way, is_there in there.items() if is_there and way not in opted_out)
    agreed = frozenset(WAY_OF[each] for each in consents if each in WAY_OF)
    if (Way.EMAIL if service is SendTo.EMAIL else Way.MESSAGE) in agreed:
        agreed |= {Way.SERVICE}  # what goes there otherwise may go there by a service
    return Reach(ways, WAY_OF.get(channel), agreed)


def reach_of(file: CustomerFile, service: SendTo | None) -> Reach:
    """Return how the customer of a file can be reached, given what the shop's service sends to."""
    return reach(
        phone=bool(file.phones or any(contact.phone for contact in file.contacts)),
        email=bool(file.email),
        address=has_address(file.address),
        channel=file.channel.value,
        consents=_agreed(file.consents),
        opted_out=tuple(way.value for way in file.opted_out),
        service=service,
    )


def addressee_of(file: CustomerFile, service: SendTo | None) -> Addressee:
    """Return the customer as conduct sees them, given what the shop's service sends to."""
    return Addressee(opted_out=frozenset(file.opted_out), consents=reach_of(file, service).consents)


def _agreed(consents: Mapping[str, date | None]) -> tuple[str, ...]:
    return tuple(sorted(channel for channel, day in consents.items() if day is not None))
