"""The owner's recovery code: printed once, kept as a hash, good for one use when PIN or password is forgotten.

Eighty random bits in four groups. It lets an owner in; it does not open an encrypted book, whose key is another one.
"""

from datetime import datetime
from typing import NamedTuple

from app.core.groups import MistypedError, groups_of, in_groups, read_groups
from app.core.staff import proof
from app.errors import refuse
from app.i18n.mark import N_

SIZE = 10
"""Random bytes of a code."""


class Recovery(NamedTuple):
    """What is kept of a code: its hash, when it was made, and when it was used up (UTC)."""

    kept: str
    made_at: datetime
    used_at: datetime | None = None


def written(raw: bytes) -> str:
    """Return a code as it is printed: four groups of five."""
    return in_groups(raw)


def read_written(text: str) -> bytes:
    """Read a code as somebody typed it; refuses what is none, naming the group."""
    try:
        return read_groups(text, SIZE)
    except MistypedError as error:
        if error.group is None:
            refuse(
                "recovery",
                N_("The recovery code has {groups} groups of five characters; {count} characters were given."),
                groups=groups_of(SIZE),
                count=error.count,
            )
        refuse("recovery", N_("Group {number} of the recovery code is mistyped; look at it again."), number=error.group)


def made(raw: bytes, salt: bytes, now: datetime) -> Recovery:
    """Return what is kept of a new code; any earlier one is good for nothing from then on."""
    return Recovery(proof.kept(written(raw), salt), now)


def used(recovery: Recovery | None, text: str, now: datetime) -> Recovery:
    """Return the code as used up; refuses a wrong one, one that was used before, and where there is none.

    A new code is made and printed right after.
    """
    raw = read_written(text)
    if recovery is None:
        refuse("recovery", N_("No recovery code was ever printed for this book."))
    if recovery.used_at is not None:
        refuse(
            "recovery",
            N_("This recovery code was used on {on}; the one printed then is the one to use."),
            on=recovery.used_at.date(),
        )
    if not proof.is_right(written(raw), recovery.kept):
        refuse("recovery", N_("This is not the recovery code of this book; look for the paper printed last."))
    return recovery._replace(used_at=now)
