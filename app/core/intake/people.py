"""Likely one customer: by number but for zeros and case, or by phone. Proposed, never done: names say nothing."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import MIN_PHONE_DIGITS, number_key, phone_digits


class By(StrEnum):
    """By what two are likely the same."""

    NUMBER = "number"  # the same but for leading zeros, width or case
    PHONE = "phone"


class Pair(NamedTuple):
    """Two customers who are likely one; `other_line` is None where the other stands in the book already."""

    line: int
    no: str
    other_line: int | None
    other_no: str
    by: By


class People:
    """Who has come by so far in a file, beside who is in the book; tells at once who may be the same."""

    def __init__(self, book: Iterable[tuple[str, tuple[str, ...]]] = ()) -> None:
        """`book` gives the numbers and phones of those who are there already."""
        self.numbers: set[str] = set()
        self._by_number: dict[str, tuple[int | None, str]] = {}
        self._by_phone: dict[str, tuple[int | None, str]] = {}
        self.pairs: list[Pair] = []
        self._seen: set[str] = set()
        for no, phones in book:
            self.numbers.add(no)
            self._by_number.setdefault(number_key(no), (None, no))
            for digits in _digits(phones):
                self._by_phone.setdefault(digits, (None, no))

    def meet(self, line: int, no: str, phones: tuple[str, ...], joined: Mapping[str, str]) -> list[Pair]:
        """Take in a row's customer; return with whom they may be the same, each pair once."""
        if no in joined:
            return []
        found: list[Pair] = []
        if no not in self._seen:
            self._seen.add(no)
            there = self._by_number.setdefault(number_key(no), (line, no))
            if there[1] != no:
                found.append(Pair(line, no, *there, By.NUMBER))
        for digits in _digits(phones):
            there = self._by_phone.setdefault(digits, (line, no))
            if there[1] != no and not any(pair.other_no == there[1] for pair in found):
                found.append(Pair(line, no, *there, By.PHONE))
        self.pairs += found
        return found


def _digits(phones: tuple[str, ...]) -> list[str]:
    return [digits for digits in map(phone_digits, phones) if len(digits) >= MIN_PHONE_DIGITS]


def join(pairs: Iterable[Pair]) -> dict[str, str]:
    """Return which number is taken as which other, as pairs were accepted: whatever hangs together ends at one."""
    parents: dict[str, str] = {}

    def end(no: str) -> str:
        while no in parents:
            no = parents[no]
        return no

    for pair in pairs:
        one, other = end(pair.no), end(pair.other_no)
        if one != other:
            parents[one] = other
    return {no: end(no) for no in parents}
