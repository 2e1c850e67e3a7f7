"""The list that goes to the post office with the letters of a run: whom each goes to, sorted by route."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.receipt import Party
from app.core.statement import Period
from app.core.statement_paper import Letterhead


class Letter(NamedTuple):
    """A letter: the statement in it, the customer, and the address as it stands on the paper (empty without one)."""

    no: str
    customer: Party
    lines: tuple[str, ...]
    postcode: str


@dataclass(frozen=True, slots=True)
class PostingList:
    """The letters of a run as the post sorts them. `on` is the day the list was made, `language` the shop's."""

    shop: Letterhead
    run: int
    period: Period
    on: date
    language: str
    letters: tuple[Letter, ...]

    @property
    def without_address(self) -> int:
        """How many letters have no address to go to."""
        return sum(not letter.lines for letter in self.letters)


def by_route(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Return letters as the post sorts them: by postcode, those without one last, else as they came."""
    return tuple(sorted(letters, key=lambda letter: (not letter.postcode, letter.postcode)))
