"""One reminder with all that is needed to decide on it, read at one go for the pane and whatever it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.reminder.board import QueueDetail
    from app.core.reminder.conduct import Conduct
    from app.gui.dialogs.reminder_who import Who
    from app.services.counter import AccountCard


class Seen(NamedTuple):
    """All that the pane shows, read at one go."""

    detail: QueueDetail
    card: AccountCard
    who: Who
    conduct: Conduct
    #: The names of those it may be given to.
    staff: Sequence[str] = ()
    #: Whether the shop has a mail account.
    mails: bool = True
