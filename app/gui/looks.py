"""How the program speaks and looks to this person: language, light or dark, size of text; remembered for next time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from app.config.preferences import Preferences
from app.gui import theme
from app.services import places, system

AGAIN_MS = 2000
"""When to look again whether a dialog that keeps the window from changing its look has closed."""


class Looks(QObject):
    """Keeps the preferences. What has changed takes a window built anew, which the program does."""

    #: The window is to be built anew.
    changed = Signal()
    #: Preferences were remembered.
    kept = Signal(object)

    def __init__(self, application: QApplication, language: str | None, parent: QObject) -> None:
        super().__init__(parent)
        self.application = application
        self.preferences: Preferences = places.load_preferences()
        #: The language asked for at the start; nothing but the person changes it.
        self.asked = language
        self._qt_words = QTranslator(self)

    def begin(self) -> None:
        """Speak and look as last time."""
        self.speak(self.asked or self.preferences.language or None)
        theme.bring_fonts()
        self.dress()

    def speak(self, language: str | None) -> None:
        """Make a language the program's, Qt's own words included."""
        self.application.removeTranslator(self._qt_words)
        chosen = system.use_language(language)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if chosen != "en" and self._qt_words.load(f"qtbase_{chosen}", folder):
            self.application.installTranslator(self._qt_words)

    def dress(self) -> None:
        """Give the program the look of the preferences."""
        theme.wear(self.application, self.preferences.theme, self.preferences.text_size)

    def change_language(self, language: str) -> None:
        """Speak another language from now on."""
        self.keep(replace(self.preferences, language=language))
        self.speak(language)
        self.dress()
        self.changed.emit()

    def change_theme(self, name: str) -> None:
        """Wear another look from now on."""
        self.keep(replace(self.preferences, theme=name))
        self.dress()
        self.changed.emit()

    def follow_system(self) -> None:
        """Wear what the system wears, where the preferences say so."""
        if self.preferences.theme != "system":
            return
        if self.application.activeModalWidget() is not None:  # it would go with the window, and what is typed in it
            QTimer.singleShot(AGAIN_MS, self, self.follow_system)
            return
        self.dress()
        self.changed.emit()

    def change_text_size(self, percent: int) -> None:
        """Write larger or smaller from now on."""
        self.keep(replace(self.preferences, text_size=percent))
        self.dress()
        self.changed.emit()

    def keep(self, preferences: Preferences) -> None:
        """Remember preferences, now and for the next start."""
        self.preferences = preferences
        self.kept.emit(preferences)
        places.save_preferences(preferences)

    def change(self, what: str, value: object) -> None:
        """Change what a page of settings says: `language`, `theme`, `text_size` or `reminder_notice`."""
        match what:
            case "language":
                self.change_language(str(value))
            case "theme":
                self.change_theme(str(value))
            case "text_size":
                self.change_text_size(int(str(value)))
            case "reminder_notice":
                self.keep(replace(self.preferences, reminder_notice=value is True))

    def keep_place(self, geometry: str) -> None:
        """Remember where the window stood, with the next preferences that are kept."""
        self.preferences = replace(self.preferences, geometry=geometry)
