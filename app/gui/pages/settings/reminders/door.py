"""How the panes about reminders read and change the shop's policy: one door, so that all of them show the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.reminder.policy import ChangePolicy, ShopPolicy
from app.gui.shop import Shop

if TYPE_CHECKING:
    from app.errors import CounterbookError

Failed = Callable[["CounterbookError"], None]


class PolicyDoor(QObject):
    """The policy as it was read last; `changed` tells whoever shows a part of it."""

    #: Another policy is known.
    changed = Signal()

    def __init__(self, shop: Shop, parent: QObject) -> None:
        super().__init__(parent)
        self._shop = shop
        self.policy = ShopPolicy()

    def refresh(self) -> None:
        """Read the policy anew."""
        self._shop.tasks.run(self._shop.app.reminder_policy.current, self._known, self._shop.complain, owner=self)

    def _known(self, policy: ShopPolicy) -> None:
        if policy != self.policy:
            self.policy = policy
            self.changed.emit()

    def change(
        self,
        request_id: str,
        given: Mapping[str, Any],
        done: Callable[[], None],
        failed: Failed,
        owner: QObject,
    ) -> None:
        """Change what is given of `rules`, `ladders` and `conduct`, as plain values; the queue follows by itself."""
        work = partial(self._shop.app.reminder_policy.change, ChangePolicy(**{"id": request_id, **given}))
        self._shop.tasks.run(work, partial(self._changed, done), failed, owner=owner)

    def _changed(self, done: Callable[[], None], policy: ShopPolicy) -> None:
        self._known(policy)
        done()
        self._shop.settings_changed.emit()
