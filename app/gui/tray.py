"""Once a day, if a person wants it: so many reminders wait. In the system's tray, or as a toast where there is none."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.gui import theme
from app.gui.dialogs.reminder_words import number
from app.gui.shop import Shop
from app.i18n.catalog import _, ngettext

SHOWN_MS = 10_000
"""How long the notice stands; the icon goes a little later."""

STAYS_MS = 60_000


class DailyNotice(QObject):
    """Tells on the first count of a day that is not zero; the day is remembered for the next start."""

    #: The person wants to see the reminders.
    opened = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shop = shop
        self._icon: QSystemTrayIcon | None = None

    def tell(self, count: int) -> None:
        """Say how many reminders wait, unless nobody wants to hear it or it was said today."""
        preferences, today = self._shop.preferences, self._shop.today().isoformat()
        if not (preferences.reminder_notice and count) or preferences.noticed_on == today:
            return
        self._shop.keep_preferences(replace(preferences, noticed_on=today))
        text = ngettext("{n} reminder is waiting.", "{n} reminders are waiting.", count).format(n=number(count))
        if not self._in_tray(text):
            self._shop.tell(text, _("Show"), self.opened.emit)

    def _in_tray(self, text: str) -> bool:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return False
        icon = QSystemTrayIcon(theme.icon("app"), self)
        icon.setToolTip(text)
        icon.messageClicked.connect(self._clicked)
        icon.activated.connect(self._clicked)
        icon.show()
        icon.showMessage(_("Counterbook"), text, theme.icon("app"), SHOWN_MS)
        self._icon = icon
        QTimer.singleShot(STAYS_MS, self, self._go)
        return True

    def _clicked(self, *_reason: object) -> None:
        """Bring the window to the front, on the page of reminders."""
        self._go()
        application = QApplication.instance()
        window = self.parent()
        if isinstance(application, QApplication) and window is not None and window.isWidgetType():
            shown = next((each for each in application.topLevelWidgets() if each is window), None)
            if shown is not None:
                shown.showNormal() if shown.isMinimized() else shown.show()
                shown.raise_()
                shown.activateWindow()
        self.opened.emit()

    def _go(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
