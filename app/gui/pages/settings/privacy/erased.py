"""Who was erased, whether the book's file is clean of them, and which earlier backups still have them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QMenu

from app.gui.dialogs import entry_menu
from app.gui.models.rows import Column
from app.gui.tasks import Lane
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.opener import show_in_viewer
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.shop import Shop
    from app.services.privacy import Erasure, Held


class Log(NamedTuple):
    """Everybody who was erased, and whether nothing of them is left in the file."""

    erased: Sequence[Erasure]
    is_clean: bool


class ErasedCard(Card):
    """The log of erasures, which names nobody; where the file could not be written anew, the way to do it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.none = label(_("Nobody has been erased."), "mute", wrap=True)
        self.table = SmallTable(pgettext("privacy", "Erased"), erased_columns())
        words = _(
            "Traces of erased customers or removed attachments may still lie unused in the book's file, because it was "
            "not written anew since. Close other programs that use it, and clean it up."
        )
        self.clean = button(_("Clean up now"), on=self.clean_up)
        self.trouble = label(words, wrap=True)
        line = row(self.trouble, self.clean, gap=S3, margins=(12, 8, 12, 8))
        line.setStretch(0, 1)
        self.band = Card(line, "notice")
        heading = label(pgettext("privacy", "Customers erased"), "heading", wrap=True)
        parts = (heading, self.none, self.table, self.band)
        super().__init__(column(*parts, gap=S2, margins=(S4, S3, S4, S4)))
        self._show(Log((), is_clean=True))

    def refresh(self) -> None:
        """Read the log anew."""
        privacy = self._shop.app.privacy

        def read() -> Log:
            return Log(privacy.erasures()[::-1], privacy.is_clean())

        self._shop.tasks.run(read, self._show, self._shop.complain, owner=self)

    def _show(self, log: Log) -> None:
        self.table.show_rows(log.erased)
        self.table.setVisible(bool(log.erased))
        self.none.setVisible(not log.erased)
        self.band.setVisible(not log.is_clean)

    def clean_up(self) -> None:
        """Write the book's file anew."""
        self.clean.setEnabled(False)
        self._shop.tasks.run(self._shop.app.privacy.clean, self._cleaned, self._not_cleaned, owner=self)

    def _cleaned(self, _needed: object) -> None:
        self.clean.setEnabled(True)
        self._shop.tell(_("Nothing of what was erased or removed is left in the book's file."))
        self.refresh()

    def _not_cleaned(self, error: CounterbookError) -> None:
        self.clean.setEnabled(True)
        self.trouble.setText(self._shop.words(error))


def erased_columns() -> tuple[Column, ...]:
    """Return the columns of the log."""

    def why(each: Erasure) -> str:
        return (
            pgettext("erase", "They asked for it") if each.asked else pgettext("erase", "The time of keeping is over")
        )

    return (
        Column("on", pgettext("privacy", "On"), lambda each: form.short_date(each.on), said=True, width=110),
        Column("called", pgettext("privacy", "Called now"), lambda each: each.called, said=True, width=130, bold=True),
        Column("why", pgettext("erase", "Why"), why, said=True, width=190, stretch=True, tip=why),
        Column("who", pgettext("privacy", "Done by"), lambda each: each.who or _("Owner"), said=True, width=110),
    )


class HeldCard(Card):
    """Backups that were made before somebody was erased."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.none = label(_("No backup in the folders known here still has anybody who was erased."), "mute", wrap=True)
        self.table = SmallTable(pgettext("privacy", "Backups"), held_columns())
        self.folder = button(_("Open the folder"), icon="folder", on=self.open_folder)
        heading = label(pgettext("privacy", "Earlier backups that still have them"), "heading", wrap=True)
        words = label(
            _("Delete them once newer ones are good, or lock them away. Copies elsewhere are known to you alone."),
            "mute",
            wrap=True,
        )
        parts = (heading, words, self.none, self.table, row(self.folder, None))
        super().__init__(column(*parts, gap=S2, margins=(S4, S3, S4, S4)))
        self.table.opened.connect(self._opened)
        self.table.set_menu(self._fill)
        self._show(())

    def refresh(self) -> None:
        """Look through the folders anew; a drive may be slow, so nobody waits for it."""
        shop = self._shop
        read = partial(shop.app.privacy.held_in, [Path(each) for each in shop.preferences.backup_folders])
        shop.tasks.run(read, self._show, shop.complain, owner=self, lane=Lane.NET)

    def _show(self, found: Sequence[Held]) -> None:
        self.table.show_rows(found)
        if found:
            self.table.selectRow(0)
        self.table.setVisible(bool(found))
        self.folder.setVisible(bool(found))
        self.none.setVisible(not found)

    def open_folder(self) -> None:
        """Show the folder of the current line."""
        value: Any = self.table.value()
        if value is not None and not show_in_viewer(value.path.parent):
            self._shop.tell(_("The folder is {path}.").format(path=value.path.parent))

    def _opened(self, _value: object) -> None:
        self.open_folder()

    def _fill(self, menu: QMenu, _value: object) -> None:
        entry_menu.add(menu, self.folder.text(), "folder", self.open_folder, key="Enter")


def held_columns() -> tuple[Column, ...]:
    """Return the columns of the list."""

    def whom(each: Held) -> str:
        return _(", ").join(each.called)

    def made(each: Held) -> str:
        return form.date_time(each.made_at.astimezone())

    def where(each: Held) -> str:
        return str(each.path)

    return (
        Column("made", pgettext("privacy", "Made"), made, said=True, width=140),
        Column(
            "path",
            pgettext("privacy", "File"),
            lambda each: each.path.name,
            said=True,
            width=220,
            stretch=True,
            tip=where,
        ),
        Column("called", pgettext("privacy", "Still has"), whom, said=True, width=160, tip=whom),
    )
