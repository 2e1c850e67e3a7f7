"""What is to be done to the book's file itself: the book is closed for it, and opened again whatever came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from app.gui.tasks import Job

if TYPE_CHECKING:
    from app.core.staff.rights import Act
    from app.services.protection import Key


class Outcome(NamedTuple):
    """What came of it: what is said of it once the book is open again, and the key that opens it now.

    What has a `title` must be read, and is said in a dialog of its own.
    """

    said: str
    key: Key | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class FileWork:
    """Something to be done to a closed book.

    Attributes:
        label: what is being done, for who waits
        act: the right it takes
        do: does it, in a lane
        done: says what came of it
        failed: the title under which it is said why it was not done
        stoppable: whether it looks at its job's `cancelled`
    """

    label: str
    act: Act
    do: Callable[[Job], Any]
    done: Callable[[Any], Outcome]
    failed: str
    stoppable: bool = True
