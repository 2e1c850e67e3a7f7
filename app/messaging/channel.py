"""What every way out has: opened once for many messages, one answer for each, closed again."""

from types import TracebackType
from typing import Protocol, Self

from app.core.outgoing import Outgoing, Result


class Channel(Protocol):
    """A way out, to be used in a `with` block of one thread.

    Entering it connects and signs in; what hinders every message (unreachable, wrong password) raises `Refused` in
    words there, before any message was touched.
    """

    def __enter__(self) -> Self:
        """Connect and sign in; raises `Refused`."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        ...

    def send(self, outgoing: Outgoing) -> Result:
        """Hand over one message once; never tries again by itself and never raises for what the other side does.

        After a message that broke the connection, the next one connects anew; if that fails, `Refused` is raised and
        the message was not touched.
        """
        ...
