"""Language and look, which anybody may change, whoever has signed in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.gui import theme
from app.gui.theme import S2
from app.gui.widgets.basics import button, row
from app.gui.widgets.languages import LANGUAGE_NAMES, SHORT_NAMES
from app.i18n.catalog import LANGUAGES, _, current


class Corner(QWidget):
    """Two buttons, at the end of whatever is at the top of the window."""

    language_wanted = Signal(str)
    theme_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        icon = "sun" if theme.is_dark() else "moon"
        self.look = button("", "quiet", icon=icon, name=_("Light or dark"), on=self._other_look)
        short = SHORT_NAMES[current().language]
        self.language = button(short, "quiet", name=_("Language"), tip=_("Change the language"), on=self._language_menu)
        self.setLayout(row(self.look, self.language, gap=S2))

    def _other_look(self) -> None:
        QTimer.singleShot(0, self, partial(self.theme_wanted.emit, "light" if theme.is_dark() else "dark"))

    def _language_menu(self) -> None:
        menu = QMenu(self)
        for code in LANGUAGES:
            action = QAction(LANGUAGE_NAMES[code], menu)
            action.setCheckable(True)
            action.setChecked(code == current().language)
            action.triggered.connect(partial(self._later, code))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.language.mapToGlobal(self.language.rect().bottomLeft()))

    def _later(self, code: str) -> None:
        # After the menu has closed: the page that owns it is about to be replaced.
        QTimer.singleShot(0, self, partial(self.language_wanted.emit, code))
