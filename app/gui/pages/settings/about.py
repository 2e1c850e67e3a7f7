"""What the program is, whether there is a newer one, and whose work is in it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QListWidget, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.pages.settings.base import check
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.about import Newest, Notice, Release

_LIST = 230
_COMMIT = 12  # characters of a commit that a person compares
_ICON = 44


class AboutTab(QWidget):
    """Version and licences; the question for a newer version only where the program knows whom to ask."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        from app.services import about

        self.shop = shop
        self.release: Release = about.this()
        self.notices = NoticesView(shop)
        parts: list[QWidget] = [_head(self.release)]
        self.newer = NewerCard(shop, self.release) if self.release.asks else None
        if self.newer is not None:
            parts.append(self.newer)
        whole = column(*parts, self.notices, None, gap=S4, margins=(0, 4, 12, 12))
        whole.setStretch(len(parts), 1000)
        self.setLayout(whole)

    def refresh(self) -> None:
        """Read the licences, once."""
        self.notices.read()


def _head(release: Release) -> QWidget:
    from app.services import about

    icon = label()
    icon.setPixmap(theme.pixmap("app", theme.tokens().ink, theme.px(_ICON)))
    name = label(_("Counterbook"), "title")
    version = label(_version(release), "strong")
    version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    promise = _("Your book stays on this computer: the program sends nothing anywhere unless you tell it to.")
    words = about.words_for_help(f"Qt {qVersion()}")
    around = label(words, "mute-small", wrap=True)
    around.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    tip = _("For whoever helps you; nothing of the book is in it")
    copy = button(_("Copy"), icon="copy", name=_("Copy what the program runs on"), tip=tip)
    copy.clicked.connect(partial(_copy, words))
    texts = column(row(name, version, None, gap=S3), label(promise, wrap=True), around, gap=S2)
    line = row(icon, texts, copy, gap=S4, margins=(S4, S3, S4, S3))
    line.setStretch(1, 1)
    for part in (icon, copy):
        line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return Card(line)


def _version(release: Release) -> str:
    if not release.version:
        return _("run from its source")
    if not release.commit:
        return _("version {version}, run from its source").format(version=release.version)
    return _("version {version} ({commit})").format(version=release.version, commit=release.commit[:_COMMIT])


def _copy(words: str) -> None:
    QApplication.clipboard().setText(words)


class NewerCard(Card):
    """Asks for a newer version when told to, says what it asks, and opens a page at most."""

    def __init__(self, shop: Shop, release: Release) -> None:
        self.shop = shop
        what = _(
            "The program asks {address} for the number of the newest version. Nothing is sent along: neither your "
            "version nor anything of the shop. Nothing is downloaded or installed; you decide on the page."
        ).format(address=release.asks)
        self.by_itself = check(_("Ask once a week"))
        self.by_itself.setChecked(shop.preferences.version_check)
        self.now = button(_("Ask now"), on=self.ask)
        self.said = label("", wrap=True)
        self.said.hide()
        self._foot = row(gap=S3)
        heading = label(_("Is there a newer version?"), "strong")
        top = row(self.by_itself, None, self.now, gap=S3)
        inside = column(heading, label(what, "mute", wrap=True), top, self.said, self._foot, gap=S2)
        inside.setContentsMargins(S4, S3, S4, S3)
        super().__init__(inside)
        self.by_itself.clicked.connect(self._allow)

    def _allow(self, allowed: bool) -> None:  # noqa: FBT001 - a signal's
        self.shop.keep_preferences(replace(self.shop.preferences, version_check=allowed))

    def ask(self) -> None:
        """Ask now."""
        from app.services import about

        self.now.setEnabled(False)
        self._say(_("Asking…"))
        self.shop.tasks.run(about.ask, self._answered, self._failed, owner=self, lane=Lane.NET)

    def _answered(self, found: Newest | None) -> None:
        today = self.shop.today().isoformat()
        self.shop.keep_preferences(replace(self.shop.preferences, version_asked_on=today))
        self.now.setEnabled(True)
        if found is None:
            self._say(_("This is the newest version."))
            return
        self._say(_("There is version {version}.").format(version=found.version))
        self._foot.addWidget(page_button(found.page))
        self._foot.addStretch(1)

    def _failed(self, error: CounterbookError) -> None:
        self.now.setEnabled(True)
        self._say(self.shop.words(error))

    def _say(self, words: str) -> None:
        clear(self._foot)
        self.said.setText(words)
        self.said.show()


def page_button(page: str) -> QPushButton:
    """Return the button that opens a page in the browser; where it leads is said before."""
    made = button(_("Open its page in the browser"), icon="export", tip=page)
    made.clicked.connect(partial(_open, page))
    return made


def _open(page: str) -> None:
    QDesktopServices.openUrl(QUrl(page))


class NoticesView(Card):
    """The licences of others' work: names on the left, texts on the right."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._read = False
        self._found: list[Notice] = []
        self.names = QListWidget()
        self.names.setProperty("class", "framed")
        self.names.setAccessibleName(_("Others' work in the program"))
        self.names.setMaximumWidth(theme.px(_LIST))
        self.names.setMinimumWidth(theme.px(_LIST))
        self.about = label("", "mute", wrap=True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Text of the licence"))
        self.text.setFont(_fixed())
        self.text.setMinimumHeight(theme.px(220))
        self.none = label(_("The licences are listed in the installed program."), "mute", wrap=True)
        right = column(self.about, self.text, gap=S2)
        self.lists = row(self.names, right, gap=S3)
        self.lists.setStretch(1, 1)
        words = _("Counterbook is free software under the Apache License 2.0. It is made with the work of others:")
        inside = column(label(words, wrap=True), self.none, self.lists, gap=S3, margins=(S4, S3, S4, S4))
        inside.setStretch(2, 1)
        super().__init__(inside)
        self.names.currentRowChanged.connect(self._show)
        for part in (self.names, self.text, self.about):
            part.hide()

    def read(self) -> None:
        """Read the licences, once."""
        if not self._read:
            from app.services import about

            self._read = True
            self.shop.tasks.run(about.notices, self._take, owner=self)

    def _take(self, found: list[Notice]) -> None:
        self._found = found
        self.names.addItems([each.name for each in found])
        for part in (self.names, self.text, self.about):
            part.setVisible(bool(found))
        self.none.setVisible(not found)
        if not found:  # one sentence needs no more room than it takes
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if found:
            self.names.setCurrentRow(0)

    def _show(self, place: int) -> None:
        if not 0 <= place < len(self._found):
            return
        each = self._found[place]
        name = f"{each.name} {each.version}".strip()
        self.about.setText(" · ".join(part for part in (name, each.licence, each.home) if part))
        self.text.setPlainText(("\n" + "─" * 40 + "\n\n").join(each.texts))


def _fixed() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(theme.px(12))
    return font
