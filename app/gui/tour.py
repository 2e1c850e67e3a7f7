"""A tour of the window that nobody takes part in: for the program's test of itself.

Nothing of the person's is read or written: preferences are the program's own, and the book is whoever's who asks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer, QEvent, QtMsgType, qInstallMessageHandler, qVersion
from PySide6.QtGui import QImageReader
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication

from app.bootstrap import App
from app.config.preferences import Preferences
from app.gui import theme
from app.gui.main_window import MAKERS, MainWindow
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.gui.widgets.tabs import Tabs
from app.i18n.catalog import current
from app.services.system import use_language

PICTURES = ("svg", "png", "jpg", "ico")
"""Kinds of pictures the window must be able to read: its icons, a shop's logo."""

_HARMLESS = ("This plugin does not support", "Detected locale", "QFontDatabase: Cannot find font directory")


class Seen(NamedTuple):
    """A page or a tab of one that showed, and how long it took to be drawn."""

    name: str
    ms: int


class Tour:
    """One application for all languages; the screen is none unless the person's own is asked for."""

    def __init__(self, *, on_screen: bool) -> None:
        self.said: list[str] = []
        qInstallMessageHandler(self._heard)
        found = QApplication.instance()
        arguments = sys.argv[:1] if on_screen else [*sys.argv[:1], "-platform", "offscreen"]
        self.application = found if isinstance(found, QApplication) else QApplication(arguments)
        self.application.setCursorFlashTime(0)
        theme.bring_fonts(always=not on_screen)

    def versions(self) -> dict[str, str]:
        """Return what the window runs on."""
        return {"qt": qVersion(), "screen": self.application.platformName()}

    def lacks(self) -> list[str]:
        """Return the names of what Qt should have brought along and has not."""
        known = {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()}
        missing = [f"pictures as {kind}" for kind in PICTURES if kind not in known]
        QPrinterInfo.availablePrinterNames()  # the plugin for printing is looked for here, and missed in words
        return missing

    def walk(self, opened: App, customer: str, language: str, pictures: Path | None = None) -> list[Seen]:
        """Show every page, every tab, and a customer at both; `pictures` is a folder to keep how they look."""
        use_language(language)
        theme.wear(self.application, "light", 100)
        tasks = Tasks(inline=True)
        raised: list[BaseException] = []
        tasks.unexpected.connect(raised.append)
        window = MainWindow(tasks)
        window.show()
        window.attach(Shop(opened, tasks, opened.settings.current(), Preferences(), window))
        try:
            seen = [self._shown(name, partial(window.go, name), window, pictures) for name in MAKERS]
            seen += [
                self._shown("counter-customer", partial(window.show_customer, customer), window, pictures),
                self._shown("customers-file", partial(window.show_file, customer), window, pictures),
            ]
            seen += [each for name in MAKERS for each in self._tabs(window, name, pictures)]
        finally:
            window.hide()
            tasks.end()
            window.deleteLater()
            self._settle()
        if raised:
            raise raised[0]
        return seen

    def _tabs(self, window: MainWindow, name: str, pictures: Path | None) -> list[Seen]:
        window.go(name)
        return [
            self._shown(f"{name}-{tab}", partial(tabs.show_tab, tab), window, pictures)
            for tabs in window.pages[name].findChildren(Tabs)
            for tab in tabs.names()
        ]

    def _shown(self, name: str, show: Callable[[], None], window: MainWindow, pictures: Path | None) -> Seen:
        clock = QElapsedTimer()
        clock.start()
        show()
        self._settle()
        picture = window.grab()
        taken = clock.elapsed()
        if pictures is not None:
            picture.save(str(pictures / f"{current().language}-{name}.png"))
        return Seen(name, taken)

    def _settle(self) -> None:
        for _again in range(4):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _heard(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(_HARMLESS):
            self.said.append(text)
