"""What a second person must approve: asked for in one place, whatever dialog, menu or page it came from.

A job that is refused for want of it waits; once somebody else has approved, the very same job is done again. Where
nobody does, it is refused as anything else is, and what was typed stays.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.errors import CounterbookError, Refused

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.gui.tasks import Reply


class Approving(QObject):
    """Catches what is refused in the window of a shop."""

    def __init__(self, shop: Shop, window: QWidget) -> None:
        super().__init__(window)
        self._shop, self._window = shop, window
        shop.tasks.catch = self.caught

    def caught(self, error: CounterbookError, reply: Reply) -> bool:
        """Take on what a second person may approve; say the rest on, or here where nobody else would say it."""
        if not isinstance(error, Refused) or not isValid(self._window):
            return False
        if error.field == "staff" and not self._shop.desk.locked:
            if self._ask(error, reply):
                return True
            self._shop.staff_changed.emit()  # what they may do, or that they belong here, has changed elsewhere
        if reply.failed is None and error.field == "staff":  # what a page asks by itself is no fault of the program
            self._shop.complain(error)
            return True
        return False

    def _ask(self, error: Refused, reply: Reply) -> bool:
        from app.services.rights import NeedsApproval

        if not isinstance(error, NeedsApproval):
            return False
        from app.gui.dialogs.approval import ApprovalDialog

        dialog = ApprovalDialog(self._shop, error, self._over(reply))
        dialog.accepted.connect(partial(self._shop.tasks.do_again, reply))
        dialog.rejected.connect(partial(self._refused, reply))
        dialog.open()
        return True

    def _refused(self, reply: Reply) -> None:
        """Nobody approved: say so where it was asked for."""
        if reply.owner is None or isValid(reply.owner):
            if reply.failed is None and isinstance(reply.error, CounterbookError):
                self._shop.complain(reply.error)
            else:
                self._shop.tasks.tell_failed(reply)

    def _over(self, reply: Reply) -> QWidget:
        """Return the window the question stands over: that of who asked, or the one in front."""
        if isinstance(reply.owner, QWidget):
            return reply.owner.window()
        return QApplication.activeModalWidget() or self._window
