"""Customers as vCards: 4.0 (RFC 6350) for programs, 3.0 (RFC 2426) for phones, which mostly read that one.

Only what helps to reach somebody goes out: no notes, no amounts. Lunar birthdays stay out, because a card knows the
solar calendar only; a name stands whole in the given name, because where a family name ends nobody can tell by rule.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import Address, Calendar, Contact, CustomerFile, Kind

_FOLD = 75  # octets of a line without its end (RFC 6350, 3.2)
_YEARLESS = 5  # 05-01
_LEFT_OUT = frozenset({"Cc", "Cs"})  # not what joins letters of Persian or the people of an emoji


class VCardVersion(StrEnum):
    """Which vCards."""

    FOUR = "4.0"
    THREE = "3.0"


class _Line(NamedTuple):
    name: str
    parts: tuple[str, ...]  # joined by semicolons, each escaped


def vcards(file: CustomerFile, version: VCardVersion, book: str) -> str:
    """Return the cards of a customer: theirs, and one for each person of a firm; `book` tells shops' cards apart."""
    cards = [_customer(file, version, book)]
    cards += [_contact(file, contact, at, version, book) for at, contact in enumerate(file.contacts, 1)]
    return "".join("".join(map(_folded, card)) for card in cards)


def _customer(file: CustomerFile, version: VCardVersion, book: str) -> Iterator[str]:
    is_firm = file.kind is Kind.COMPANY
    lines = [_Line("FN", (file.name,)), _Line("N", ("", "" if is_firm else file.name, "", "", ""))]
    if is_firm:
        lines.append(_Line("ORG", (file.name,)))
    lines += [_Line("TEL;TYPE=voice", (phone,)) for phone in file.phones]
    lines += [_Line("EMAIL", (file.email,))] if file.email else []
    lines += [_Line("ADR", _address(file.address))] if file.address != Address() else []
    birthday = _birthday(file, version)
    lines += [_Line("BDAY", (birthday,))] if birthday else []
    if version is VCardVersion.FOUR:
        lines.append(_Line("KIND", ("org" if is_firm else "individual",)))
        lines += [_Line("LANG", (file.language.replace("_", "-"),))] if file.language else []
    lines.append(_Line("X-COUNTERBOOK-NO", (file.no,)))
    return _card(lines, version, f"{book}-{file.no}", file.tags)


def _contact(file: CustomerFile, contact: Contact, at: int, version: VCardVersion, book: str) -> Iterator[str]:
    lines = [
        _Line("FN", (contact.name,)),
        _Line("N", ("", contact.name, "", "", "")),
        _Line("ORG", (file.name,)),
    ]
    lines += [_Line("TITLE", (contact.role,))] if contact.role else []
    lines += [_Line("TEL;TYPE=voice", (contact.phone,))] if contact.phone else []
    return _card(lines, version, f"{book}-{file.no}-{at}", ())


def _card(lines: list[_Line], version: VCardVersion, uid: str, tags: tuple[str, ...]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield f"VERSION:{version.value}"
    yield f"UID{';VALUE=text' if version is VCardVersion.FOUR else ''}:{_escaped(uid)}"
    for line in lines:
        yield f"{line.name}:{';'.join(map(_escaped, line.parts))}"
    if tags:
        yield f"CATEGORIES:{','.join(map(_escaped, tags))}"
    yield "END:VCARD"


def _address(address: Address) -> tuple[str, ...]:
    """Return post box, extension, street, town, province, postcode and country; the district stands with the street."""
    street = " ".join(filter(None, (address.district, address.street)))
    return "", "", street, address.city, address.province, address.postcode, address.country


def _birthday(file: CustomerFile, version: VCardVersion) -> str:
    if file.birthday_calendar is not Calendar.SOLAR or not file.birthday:
        return ""
    if version is VCardVersion.THREE:
        return "" if len(file.birthday) == _YEARLESS else file.birthday
    plain = file.birthday.replace("-", "")
    return f"--{plain}" if len(file.birthday) == _YEARLESS else plain


def _escaped(text: str) -> str:
    r"""Write a text so that it stays one value: `\\`, `\;`, `\,`, `\n` for line ends; other controls are left out."""
    lines = "\n".join(text.splitlines())
    for special in ("\\", ";", ","):
        lines = lines.replace(special, "\\" + special)
    return "".join(c for c in lines.replace("\n", "\\n") if unicodedata.category(c) not in _LEFT_OUT)


def _folded(line: str) -> str:
    """Return a line with its end, folded where it is too long; no character is cut in two."""
    found, length = [""], 0
    for character in line:
        size = len(character.encode())
        if length + size > _FOLD:
            found.append(" ")
            length = 1
        found[-1] += character
        length += size
    return "\r\n".join(found) + "\r\n"
