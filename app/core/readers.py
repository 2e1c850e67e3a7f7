"""Checking what is given for settings: each reader returns the value or refuses it by the name of its field."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from app.core.money import MAX_MINOR, Money
from app.errors import refuse
from app.i18n.mark import N_

Reader = Callable[[str, Any], Any]
"""Reads the value given for a field: (name of the field, value)."""

_Word = TypeVar("_Word", bound=StrEnum)


def read_fields(readers: Mapping[str, Reader], given: Mapping[str, Any], *, within: str = "") -> dict[str, Any]:
    """Return the values given, each read by the reader of its name; refuses a name there is none for.

    `within` is what the names stand in; refusals name the field with it and a point: `overdue.days`.
    """
    found: dict[str, Any] = {}
    for name, value in given.items():
        field = f"{within}.{name}" if within else str(name)
        if name not in readers:
            refuse(field, N_("{field} is not a setting."), field=field)
        found[name] = readers[name](field, value)
    return found


def yes_or_no(name: str, value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        refuse(name, N_("{field} must be true or false."), field=name)
    return value


def whole(least: int, most: int) -> Reader:
    """Return a reader of whole numbers between two bounds."""
    return partial(_whole, least, most)


def _whole(least: int, most: int, name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        refuse(name, N_("{field} must be a whole number from {least} to {most}."), field=name, least=least, most=most)
    return value


def amount(name: str, value: object) -> int:
    """Return an amount in minor units, zero or more."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_MINOR:
        refuse(name, N_("{field} must be an amount from zero to {most}."), field=name, most=Money(MAX_MINOR))
    return value


def word(words: type[_Word]) -> Callable[[str, Any], _Word]:
    """Return a reader of the words of an enumeration, which may be given as they are stored."""
    return partial(_word, words)


def _word(words: type[_Word], name: str, value: object) -> _Word:
    for each in words:
        if each == value:
            return each
    refuse(name, N_("{field} must be one of: {words}."), field=name, words=", ".join(words))


def several(words: type[_Word], *, least: int = 0) -> Callable[[str, Any], tuple[_Word, ...]]:
    """Return a reader of lists of words, none of them twice."""
    return partial(_several, words, least)


def _several(words: type[_Word], least: int, name: str, value: object) -> tuple[_Word, ...]:
    found = tuple(_word(words, name, each) for each in listed(name, value))
    if len(found) < least:
        refuse(name, N_("{field} must name at least one."), field=name)
    if len(set(found)) < len(found):
        refuse(name, N_("{field} names one of them twice."), field=name)
    return found


def listed(name: str, value: object) -> Sequence[Any]:
    """Return a list as it is."""
    if not isinstance(value, list | tuple):
        refuse(name, N_("{field} must be a list."), field=name)
    return value
