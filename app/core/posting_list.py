"""The list that goes to the post office with many letters: whom each goes to, sorted by route."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.receipt import Party
from app.core.statement import Period
from app.core.statement_paper import Letterhead


class Letter(NamedTuple):
    """A letter: the number of what is in it, whom it goes to, the address as it is on the paper (empty without one)."""

    no: str
    customer: Party
    lines: tuple[str, ...]
    postcode: str


@dataclass(frozen=True, slots=True)
class PostingList:
    """Letters as the post sorts them. `on` is the day the list was made, `language` the shop's.

    Statements have their run and its period; letters of the reminder queue have neither.
    """

    shop: Letterhead
    run: int | None
    period: Period | None
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
