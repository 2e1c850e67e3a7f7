"""The backups that were found in the folders: when they were made, what they hold, and what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.gui.dialogs.keep_words import moment, size, state_word
from app.gui.models.rows import Column
from app.gui.pages.settings.backup.folders import open_folder
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, button, column, label
from app.gui.widgets.flow import flowing
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.backup import Backup

SHOWN = 7


class FoundCard(Card):
    """A table of backups; Enter on one looks at it before anything is restored."""

    #: A backup is to be looked at (its path).
    restore_wanted = Signal(Path)
    #: Another file is to be chosen.
    file_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.table = SmallTable(_("Backups found"), self._columns(), SHOWN)
        self.table.setProperty("class", "framed")
        self.none = label(_("There are none in the folders yet."), "mute", wrap=True)
        self.look_at = button(_("Restore…"), on=self._restore)
        self.folder = button(_("Open folder"), icon="folder", on=self._open_folder)
        self.other = button(_("Restore from another file…"), on=self._ask_file)
        words = _("Before a backup is restored you see what it has and what would be lost.")
        parts = (label(_("Backups found"), "heading"), self.none, self.table)
        acts = flowing(self.look_at, self.folder, self.other)
        whole = column(*parts, acts, label(words, "mute-small", wrap=True), gap=S3, margins=(S4, S3, S4, S3))
        super().__init__(whole)
        self.table.opened.connect(self._opened)
        self.table.picked.connect(self._picked)
        self.table.set_menu(self._menu)
        self.show_found(())

    def _columns(self) -> list[Column]:
        return [
            Column("made", N_("Made"), lambda each: moment(each.made_at), width=140),
            Column("state", N_("State"), self._state, tone=self._tone, tip=self._why, width=120),
            Column("entries", N_("Entries"), self._entries, right=True, width=80),
            Column("on", N_("Last entry"), self._last, width=100),
            Column("size", N_("Size"), lambda each: size(each.size), right=True, width=80),
            Column("where", N_("Folder"), lambda each: str(each.path.parent), tip=_path, stretch=True),
        ]

    def show_found(self, found: Sequence[Backup]) -> None:
        """Show backups, the newest first."""
        self.table.show_rows(found)
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)
        for part in (self.look_at, self.folder):
            part.setVisible(bool(found))
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._picked(self.table.value())

    def _is_own(self, each: Backup) -> bool:
        return self.shop.app.backups.is_own(each)

    def _state(self, each: Backup) -> str:
        return state_word(each, own=self._is_own(each))

    def _tone(self, each: Backup) -> str:
        if each.state.value == "good":
            return "accent" if self._is_own(each) else "mute"
        return "owed" if each.state.value == "damaged" else "soon"

    def _why(self, each: Backup) -> str:
        if each.why is not None:
            return self.shop.sentence(each.why)
        return each.facts.name if each.facts is not None else ""

    def _entries(self, each: Backup) -> str:
        return form.number(each.facts.counts.entries, current().language) if each.facts is not None else "—"

    def _last(self, each: Backup) -> str:
        return (each.facts.last_on or "—") if each.facts is not None else "—"

    # ---- acts -------------------------------------------------------------------------------------------------------

    def _picked(self, value: object) -> None:
        chosen: Backup | None = value  # type: ignore[assignment]
        self.look_at.setEnabled(chosen is not None and chosen.state.value != "damaged")

    def _opened(self, value: object) -> None:
        chosen: Backup = value  # type: ignore[assignment]
        if chosen.state.value != "damaged":
            self.restore_wanted.emit(chosen.path)

    def _ask_file(self) -> None:
        self.file_wanted.emit()

    def _restore(self) -> None:
        value = self.table.value()
        if value is not None:
            self._opened(value)

    def _open_folder(self) -> None:
        chosen: Backup | None = self.table.value()  # type: ignore[assignment]
        if chosen is not None:
            open_folder(self.shop, chosen.path.parent)

    def _menu(self, menu: QMenu, value: object) -> None:
        chosen: Backup = value  # type: ignore[assignment]
        restore = QAction(_("Restore…"), menu)
        restore.setEnabled(chosen.state.value != "damaged")
        restore.triggered.connect(self._restore)
        folder = QAction(_("Open folder"), menu)
        folder.triggered.connect(self._open_folder)
        menu.addActions([restore, folder])


def _path(each: Backup) -> str:
    return str(each.path)
