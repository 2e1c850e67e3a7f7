"""What a proof found wrong, collected; of each kind only so many are kept that a damaged book still fits a report."""

from collections import Counter
from dataclasses import dataclass

from app.errors import Message
from app.i18n.mark import N_

MOST_OF_A_KIND = 50
UNREADABLE = (TypeError, ValueError, AttributeError, KeyError, IndexError, OverflowError)
"""What plain code raises at values of a kind that was never written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: what kind of thing, where it stands (such as `entry 17`), and a sentence."""

    kind: str
    where: str
    message: Message


class Findings:
    """Problems in the order found."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, where: str, text: str, /, **values: object) -> None:
        """Note a problem; `text` is a marked catalogue key with named placeholders."""
        self._counts[kind] += 1
        if self._counts[kind] <= MOST_OF_A_KIND:
            plain = {name: _printable(value) for name, value in values.items()}
            self._problems.append(Problem(kind, str(_printable(where)), Message(text, plain)))

    def has(self, kind: str) -> bool:
        """Whether a problem of a kind was found."""
        return kind in self._counts

    def all(self) -> tuple[Problem, ...]:
        """Return the problems kept, and one more for each kind of which there were too many."""
        more = [
            Problem(kind, "", Message(N_("{count} more problems of the kind “{kind}”."), {"count": left, "kind": kind}))
            for kind, count in self._counts.items()
            if (left := count - MOST_OF_A_KIND) > 0
        ]
        return (*self._problems, *more)


def _printable(value: object) -> int | str:
    """Return a value out of a damaged book as one that can be printed."""
    return value if isinstance(value, int) else str(value).encode("utf-8", "backslashreplace").decode()
