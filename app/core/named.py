"""Names that programs know entries, lots and charges by; a person knows them by what they were, their day and number.

Sentences bear the names themselves, so that whoever sent a request finds them again. For a person a service says which
entry each name belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:  # the window knows this module before it shows, and need not wait for the journal's
    from app.core.journal import EntryKind


class Origin(NamedTuple):
    """The entry a name belongs to: its own, or that which made the lot or charge; `part` tells its charges apart."""

    entry: int
    kind: EntryKind
    on: date
    part: str = ""


class Named(str):
    """One name or several, as text; `names` has them one by one, and `origins` their entries as far as these are known.

    To whoever does not ask it is the names alone.
    """

    __slots__ = ("names", "origins")

    names: tuple[str, ...]
    origins: Mapping[str, Origin]

    def __new__(cls, *names: str) -> Self:
        """Return the names as one text."""
        made = super().__new__(cls, ", ".join(names))
        made.names, made.origins = names, {}
        return made

    def known(self, origins: Mapping[str, Origin]) -> Self:
        """Return the same names with their entries."""
        made = type(self)(*self.names)
        made.origins = origins
        return made
