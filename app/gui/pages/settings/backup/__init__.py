"""Backups: where they go, when they are made, which there are, and putting one in the book's place."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.books import BACKUP_FILTER
from app.gui.dialogs.keep_words import moment
from app.gui.dialogs.restore import RestoreDialog
from app.gui.pages.base import scrolled
from app.gui.pages.settings.backup.automatic import AutomaticCard
from app.gui.pages.settings.backup.folders import FoldersCard
from app.gui.pages.settings.backup.found import FoundCard
from app.gui.pages.settings.backup.now import NowBar
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.theme import S3, S4, mark
from app.gui.widgets.basics import column, holder, label, row
from app.gui.widgets.file_dialogs import name_to_open
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.backup import Look

WIDE = 760


class BackupTab(QWidget):
    """What state the backups are in, at the top; then the folders, when they are made, and those there are."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.look: Look | None = None
        self._asked = 0
        self.state = label(_("Looking at the folders…"), "strong", wrap=True)
        self.now = NowBar(shop)
        self.folders, self.automatic, self.found = FoldersCard(shop), AutomaticCard(shop), FoundCard(shop)
        self.setLayout(column(scrolled(self._whole()), gap=0))
        self._wire()

    def _whole(self) -> QWidget:
        words = _(
            "A backup is a copy of the whole book, made while you work and checked to its last entry. When the "
            "computer breaks, the copy is the book: open it here or on another computer."
        )
        demo = label(_("This is the demo shop: it is never backed up by itself."), "soon", wrap=True)
        demo.setVisible(self.shop.app.demo)
        parts = (label(words, "mute", wrap=True), demo, self.state, self.now)
        inner = holder(
            column(*parts, self.folders, self.found, self.automatic, None, gap=S4, margins=(0, 4, 12, 12)), "clear"
        )
        inner.setMaximumWidth(theme.px(WIDE))
        whole = holder(row(inner, None, gap=S3), "clear")
        whole.layout().setStretch(0, 1000)  # type: ignore[union-attr]
        return whole

    def _wire(self) -> None:
        self.now.changed.connect(self._folders_changed)
        self.folders.changed.connect(self._folders_changed)
        self.found.restore_wanted.connect(self.restore)
        self.found.file_wanted.connect(self.choose_file)
        self.automatic.changed.connect(self._told)
        guard(self.shop, Right.BACKUP, self.folders.add)
        guard(self.shop, Right.RESTORE, self.found.look_at, self.found.other)

    # ---- looking ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the folders, which may be slow to answer."""
        self._asked += 1
        preferences = self.shop.preferences
        places = [Path(each) for each in preferences.backup_folders]
        self.folders.show_paths(places)
        self.automatic.show_preferences()
        self.now.allow(there=bool(places))
        mark(self.folders.add, "" if places else "primary")
        work = partial(self.shop.app.backups.look, places, preferences.backup_warn_days)
        seen, refused = partial(self._looked, self._asked), partial(self._not_looked, self._asked)
        self.shop.tasks.run(work, seen, refused, owner=self, lane=Lane.NET)

    def _looked(self, asked: int, look: Look) -> None:
        if asked != self._asked:
            return
        self.look = look
        self.folders.show_places(look.places)
        self.found.show_found(look.found)
        self._say_state(look)

    def _say_state(self, look: Look) -> None:
        if not look.places:
            text, tone = _("⚠  No folder is chosen yet: this book has no backup."), "strong-soon"
        elif look.news is not None:
            text, tone = "⚠  " + self.shop.sentence(look.news), "strong-soon"
        else:
            when = moment(look.last.made_at) if look.last is not None else ""
            text, tone = _("✓  The last good backup is of {when}.").format(when=when), "strong-accent"
        self.state.setText(text)
        mark(self.state, tone)

    def _not_looked(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.state.setText(self.shop.words(error))

    def _folders_changed(self) -> None:
        self.refresh()
        self._told()

    def _told(self) -> None:
        self.shop.keeping_changed.emit()

    # ---- one in the book's place ------------------------------------------------------------------------------------

    def restore(self, path: Path) -> RestoreDialog:
        """Look at a backup, and restore it if that is meant."""
        dialog = RestoreDialog(self.shop.tasks, path, self.shop.app.store.path, shop=self.shop, parent=self.window())
        dialog.work_wanted.connect(self.shop.file_work_wanted)
        dialog.open()
        return dialog

    def choose_file(self) -> None:
        """Let a backup's file be chosen that is in none of the folders."""
        folders = self.shop.preferences.backup_folders
        folder = folders[0] if folders else str(self.shop.app.store.path.parent)
        chosen = name_to_open(self, _("Choose a backup"), folder, _(BACKUP_FILTER))
        if chosen:
            self.restore(Path(chosen))
