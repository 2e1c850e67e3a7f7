"""The folders backups go to, each with its state in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.config.preferences import MOST_FOLDERS
from app.gui.dialogs.keep_words import moment, size
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, clear, column, holder, label, row, rule
from app.gui.widgets.elided import Elided
from app.gui.widgets.file_dialogs import documents_folder, folder_to_save
from app.gui.widgets.opener import show_in_viewer
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.backup import Place

LITTLE = 200_000_000
"""Bytes free below which a place is soon full."""


class _Line(NamedTuple):
    """A folder as it is shown; one that is not there cannot be opened."""

    path: Path
    text: str
    tone: str
    there: bool = True


class FoldersCard(Card):
    """A line for each folder, and the advice what to choose where there is none, or none that is safe."""

    #: Other folders were chosen.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._lines = column(gap=S2)
        self.advice = label("", "mute", wrap=True)
        self.add = button(_("Add a folder…"), icon="plus", on=self.choose)
        heading = row(label(_("Folders for backups"), "heading"), None, self.add, gap=S3)
        super().__init__(column(heading, self._lines, self.advice, gap=S3, margins=(S4, S3, S4, S3)))
        self.texts: list[str] = []

    # ---- showing ----------------------------------------------------------------------------------------------------

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Show the folders before anybody has looked at them."""
        if not self.texts or len(self.texts) != len(paths):
            self._show([_Line(path, _("Looking…"), "mute-small") for path in paths])
        self.add.setEnabled(len(paths) < MOST_FOLDERS)
        self._advise(safe=False, any_at_all=bool(paths))

    def show_places(self, places: Sequence[Place]) -> None:
        """Show the folders with their state."""
        self._show([_Line(each.path, self._said(each), self._tone(each), each.there) for each in places])
        self._advise(safe=any(_is_safe(each) for each in places), any_at_all=bool(places))

    def _show(self, lines: list[_Line]) -> None:
        clear(self._lines)
        self.texts = [line.text for line in lines]
        for at, line in enumerate(lines):
            if at:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(line))

    def _line(self, line: _Line) -> QWidget:
        path = line.path
        words = column(Elided(str(path), "strong"), label(line.text, line.tone, wrap=True), gap=2)
        gone = button("", "quiet", icon="cross", on=partial(self.remove, path))
        gone.setAccessibleName(_("Do not back up to {path} any more").format(path=path))
        gone.setToolTip(gone.accessibleName())
        look = button(_("Open folder"), "link", on=partial(open_folder, self.shop, path))
        look.setAccessibleName(_("Open {path}").format(path=path))
        shown = row(words, look, gone, gap=S3) if line.there else row(words, gone, gap=S3)
        shown.setStretch(0, 1)
        return holder(shown)

    def _said(self, place: Place) -> str:
        if not place.there:
            return _("⚠ Not there: it was moved, or its drive is not connected.")
        last = moment(place.last.made_at) if place.last is not None else ""
        free = size(place.free or 0)
        if place.last is None:
            return _("Ready; no backup of this book in it yet. {free} free.").format(free=free)
        text = _("Ready; last good backup {when}. {free} free.").format(when=last, free=free)
        if (place.free or 0) < LITTLE:
            text = _("Ready; last good backup {when}. Only {free} free: it is soon full.").format(when=last, free=free)
        return text

    @staticmethod
    def _tone(place: Place) -> str:
        return "soon" if not place.there or (place.free or 0) < LITTLE else "mute-small"

    def _advise(self, *, safe: bool, any_at_all: bool) -> None:
        if not any_at_all:
            text = _(
                "Choose where the copies go: best a memory stick or another drive, or a folder that OneDrive, "
                "Nutstore or Baidu copies to the internet. Several are better than one."
            )
        elif not safe:
            text = _(
                "All folders are on the same drive as the book: when that drive breaks, both are gone. Add a memory "
                "stick, another drive, or a folder that is copied to the internet."
            )
        else:
            text = ""
        self.advice.setText(text)
        self.advice.setVisible(bool(text))

    # ---- changing ---------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Let another folder be chosen."""
        chosen = folder_to_save(self, _("Where backups go"), str(documents_folder()))
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Back up to a folder, too."""
        folders = self.shop.preferences.backup_folders
        if str(path) not in folders:
            self._keep((*folders, str(path))[:MOST_FOLDERS])

    def remove(self, path: Path) -> None:
        """Back up to a folder no more; what is in it stays."""
        self._keep(tuple(each for each in self.shop.preferences.backup_folders if each != str(path)))
        self.add.setFocus()
        self.shop.tell(_("Nothing more is copied to {path}; the backups in it stay.").format(path=path))

    def _keep(self, folders: tuple[str, ...]) -> None:
        self.shop.keep_preferences(replace(self.shop.preferences, backup_folders=folders))
        self.changed.emit()


def _is_safe(place: Place) -> bool:
    """Whether a place survives the loss of the book's drive."""
    return place.there and (not place.same_drive or bool(place.synchroniser))


def open_folder(shop: Shop, path: Path) -> None:
    """Show a folder in the system's own window; where there is none that would, say which folder it is."""
    if not show_in_viewer(path):
        shop.tell(_("The folder is {path}.").format(path=path))
