"""Names the program makes up, shown short and known by their beginning: nobody copies 32 hex digits twice."""

import re
from collections.abc import Iterable, Sequence

from app.errors import refuse
from app.i18n.mark import N_

LEAST = 6
"""How many characters of a name must be typed at least, unless it is typed whole."""

SHOWN = 8
"""How many are shown, where these tell the names of a list apart."""

_MADE_UP = re.compile(r"[0-9a-f]{32}")


def shortened(names: Iterable[str]) -> dict[str, str]:
    """Return how the names of one list are shown: made-up ones by their beginning, those somebody chose whole."""
    every = sorted(set(names))
    found = {}
    for nth, name in enumerate(every):
        beside = [*every[max(nth - 1, 0) : nth], *every[nth + 1 : nth + 2]]
        most = max([SHOWN, *(_same(name, other) + 1 for other in beside)])
        found[name] = name[:most] if _MADE_UP.fullmatch(name) else name
    return found


def _same(name: str, other: str) -> int:
    """Return how many characters two names begin with in common."""
    return next((n for n, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))


def meant(field: str, typed: str, names: Sequence[str]) -> str:
    """Return which name was meant, of those that begin as typed; what is none of them is returned as it is.

    A name typed whole is always itself. Raises `Refused` where too little was typed, or more than one is meant.
    """
    if typed in names or not names:
        return typed
    if len(typed) < LEAST:
        text = N_("“{typed}” is too short to name one; type the first {least} characters at least.")
        refuse(field, text, typed=typed, least=LEAST)
    if len(names) > 1:
        text = N_("More than one name begins with “{typed}”; type more of it.")
        refuse(field, text, typed=typed)
    return names[0]
