"""The shop's ways out: its mail account, the service it sends messages by, and what an e-mail address looks like.

No secret is in here: the password of the account and the address of the service are kept by the system's keyring.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any

from app.core.customer import Change, FileRequest
from app.core.readers import Reader, read_fields, whole, word
from app.errors import Refused, refuse
from app.i18n.mark import N_

MAX_LINE = 200
"""The longest text of a field, in characters."""

MAX_ADDRESS = 254
"""The longest e-mail address (RFC 5321 4.5.3.1.3 less the brackets)."""

MAX_SECRET = 1000
"""The longest password or address of a service: more has no place in the keyring of Windows."""

_MAX_LOCAL = 64
_MAX_PORT = 65535


class Security(StrEnum):
    """How the line to the mail server is secured: from its beginning, by STARTTLS, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


PORTS: Mapping[Security, int] = MappingProxyType({Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25})
"""The port that goes with each (RFC 8314 3.3, RFC 6409 3.1)."""


class SendTo(StrEnum):
    """What of a customer a service sends to."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """The shop's mail account. `user` blank: the server wants no signing in. `reply_to` blank: replies to the sender.

    `service_name` is what the shop calls the service it sends messages by, blank while it has none; `service_to` is
    what of a customer that service sends to.
    """

    host: str = ""
    port: int = PORTS[Security.TLS]
    security: Security = Security.TLS
    user: str = ""
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    service_name: str = ""
    service_to: SendTo = SendTo.PHONE

    @property
    def serves(self) -> SendTo | None:
        """What of a customer the shop's service sends to; None while there is none."""
        return self.service_to if self.service_name else None

    @property
    def is_set(self) -> bool:
        """Whether mail can be tried at all: there is a server and a sender."""
        return bool(self.host and self.sender_address)

    @property
    def secret(self) -> str:
        """The name under which the password is kept: another server or user never gets the one of this."""
        return f"mail {self.user}@{self.host}:{self.port}"


NAMES = tuple(each.name for each in fields(MailAccount))
"""The names of all fields, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMail(FileRequest):
    """The shop sets its ways out anew: only the fields in `given` change. A password is never in it."""

    given: Mapping[str, Any]


def changed(account: MailAccount, given: Mapping[str, Any]) -> MailAccount:
    """Return the account with the fields given changed; refuses by the field's name what cannot be used.

    A port that is not given follows the security when that changes. A password may not go over an open line to
    another machine.
    """
    values = read_fields(_READERS, given)
    if "security" in values and "port" not in values and values["security"] is not account.security:
        values["port"] = PORTS[values["security"]]
    new = replace(account, **values)
    if new.security is Security.NONE and new.user and new.host and not _is_here(new.host):
        refuse(
            "security",
            N_("{field}: without encryption the password could be read by others on the way; choose TLS or STARTTLS."),
            field="security",
        )
    return new


def changes(old: MailAccount, new: MailAccount) -> list[Change]:
    """Return what differs between two states, in text for the log."""
    found = [Change(f"mail.{name}", str(getattr(old, name)), str(getattr(new, name))) for name in NAMES]
    return [change for change in found if change.old != change.new]


def as_json(account: MailAccount) -> dict[str, str]:
    """Return every field as the JSON text that is stored of it."""
    return {name: json.dumps(getattr(account, name), ensure_ascii=False) for name in NAMES}


def from_json(stored: Mapping[str, str]) -> MailAccount:
    """Return the account out of what is stored; a field that cannot be read, or is not known, counts as never set."""
    values: dict[str, Any] = {}
    for name, text in stored.items():
        try:
            values[name] = _READERS[name](name, json.loads(text))
        except (ValueError, TypeError, KeyError, RecursionError, Refused):
            continue
    return replace(MailAccount(), **values)


# ---- addresses ------------------------------------------------------------------------------------------------------

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MAX_DOMAIN = 253


def ascii_address(text: str) -> str:
    """Return an e-mail address as mail servers take it, its domain in ASCII; blank if it is none.

    Of what RFC 5321 allows, quoted names and literal addresses are left out: no customer has them.
    """
    local, _, domain = unicodedata.normalize("NFKC", text.strip()).rpartition("@")
    if not _LOCAL.fullmatch(local) or len(local) > _MAX_LOCAL:
        return ""
    host = ascii_host(domain)
    _, point, last = host.rpartition(".")
    address = f"{local}@{host}"
    return address if point and last[0].isalpha() and len(address) <= MAX_ADDRESS else ""


def ascii_host(text: str) -> str:
    """Return the name of a host in small ASCII letters; blank if it is none."""
    if len(text) > _MAX_DOMAIN:
        return ""
    try:
        name = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return ""
    labels = name.split(".")
    return name if len(name) <= _MAX_DOMAIN and all(_LABEL.fullmatch(label) for label in labels) else ""


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    """Whether a host is this machine, so that nothing goes over a line."""
    return host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


# ---- what each field takes ------------------------------------------------------------------------------------------


def _line(name: str, value: object) -> str:
    if not isinstance(value, str):
        refuse(name, N_("{field} must be text in quotes."), field=name)
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > MAX_LINE:
        refuse(name, N_("{field} is longer than {most} characters."), field=name, most=MAX_LINE)
    if len(f"a{text}b".splitlines()) > 1 or any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        refuse(name, N_("{field} must be one line without control characters."), field=name)
    return text


def _host(name: str, value: object) -> str:
    text = _line(name, value)
    if not text or _is_ip(text):
        return text
    host = ascii_host(text)
    if not host:
        text_ = N_("{field} “{value}” is not the name of a server; it looks like {example}.")
        refuse(name, text_, field=name, value=text, example="smtp.example.com")
    return host


def _user(name: str, value: object) -> str:
    text = _line(name, value)
    if not text.isascii():
        refuse(name, N_("{field}: mail servers take only plain letters, digits and signs here."), field=name)
    return text


def _address(name: str, value: object) -> str:
    text = _line(name, value)
    address = ascii_address(text)
    if text and not address:
        refuse(name, N_("{field} “{value}” is not an e-mail address."), field=name, value=text)
    return address


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "host": _host,
        "port": whole(1, _MAX_PORT),
        "security": word(Security),
        "user": _user,
        "sender_name": _line,
        "sender_address": _address,
        "reply_to": _address,
        "service_name": _line,
        "service_to": word(SendTo),
    }
)
"""How the value of each field is checked."""


# ---- secrets --------------------------------------------------------------------------------------------------------


def checked_password(text: str) -> str:
    """Return a password as it is kept; refuses one that no mail server could take."""
    if not text:
        refuse("password", N_("{field} must not be empty."), field="password")
    if len(text) > MAX_SECRET:
        refuse("password", N_("{field} is longer than {most} characters."), field="password", most=MAX_SECRET)
    if not (text.isascii() and text.isprintable()):
        refuse(
            "password", N_("{field}: mail servers take only plain letters, digits and signs here."), field="password"
        )
    return text


MARKS: Mapping[SendTo, str] = MappingProxyType({SendTo.PHONE: "{phone}", SendTo.EMAIL: "{email}"})
"""What stands in the address of a service for the customer it is to send to."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")


def checked_url(text: str, to: SendTo) -> str:
    """Return the address of a service as it is kept; refuses one that would send everything to the same place."""
    url = text.strip()
    if len(url) > MAX_SECRET:
        refuse("url", N_("{field} is longer than {most} characters."), field="url", most=MAX_SECRET)
    if not _SCHEME.fullmatch(url) or not url.isprintable():
        refuse("url", N_("url: write the address of the service as Apprise has it, with :// in it and no blanks."))
    if MARKS[to] not in url:
        refuse(
            "url",
            N_("url: write {mark} where the customer’s number or address belongs; else all messages go to one place."),
            mark=MARKS[to],
        )
    return url
