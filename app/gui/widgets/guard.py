"""What whoever is at the desk has no right to: greyed, with the reason as its tooltip, whatever else would light it up.

The services refuse it all the same; nobody should find that out only after having filled in a form.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.core.staff.rights import Right
from app.gui.shop import Shop


class Guard(QObject):
    """Keeps a button or a whole form greyed as long as a right is missing."""

    def __init__(self, shop: Shop, widget: QWidget, right: Right) -> None:
        super().__init__(widget)
        self._shop, self._widget, self._right = shop, widget, right
        self._tip = widget.toolTip()
        self._barred = False
        widget.installEventFilter(self)
        shop.desk_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Look anew who is at the desk."""
        why = "" if self._shop.desk.locked else self._shop.desk.bars(self._right)
        was, self._barred = self._barred, bool(why)
        if why:
            self._tip = self._tip if was else self._widget.toolTip()
            self._widget.setToolTip(why)
            self._widget.setEnabled(False)
        elif was:
            self._widget.setToolTip(self._tip)
            self._widget.setEnabled(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grey again what its page has lit up."""
        if self._barred and event.type() == QEvent.Type.EnabledChange and not self._greyed():
            self._widget.setEnabled(False)
        return super().eventFilter(watched, event)

    def _greyed(self) -> bool:
        parent = self._widget.parentWidget()
        return not (self._widget.isEnabledTo(parent) if parent is not None else self._widget.isEnabled())


def guard(shop: Shop, right: Right, *widgets: QWidget) -> None:
    """Grey buttons or forms while whoever is at the desk has no part in what asks for a right."""
    for each in widgets:
        Guard(shop, each, right)
