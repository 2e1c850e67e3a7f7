"""Questions to the book of which only the last is still worth an answer: a key held down asks many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class Turns:
    """Numbers questions. Asked in the GUI's thread; whether one is still the last may be asked in any."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return the number of a new question; the ones before are worth nothing from now on."""
        self._last += 1
        return self._last

    def is_last(self, turn: int) -> bool:
        """Whether nothing was asked since."""
        return turn == self._last

    def answer(self, turn: int, read: Callable[[], Answer]) -> Answer | None:
        """Read the answer; None where the question waited so long in its lane that another one was asked."""
        return read() if self.is_last(turn) else None
