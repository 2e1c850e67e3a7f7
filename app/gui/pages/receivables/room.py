"""What stands behind each tab of the page of receivables, with what can be done for the customer of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.pages import room

if TYPE_CHECKING:
    from app.gui.pages.receivables.acts import CustomerActs


class Room(room.Room):
    """A room whose lines are customers'."""

    #: What can be done for the customer of the current line.
    acts: CustomerActs

    def to_ageing(self) -> None:
        """Show the ageing list."""
        self.room_wanted.emit("ageing")
