"""Customers as cards for a phone or an address book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.core.vcard import VCardVersion
from app.gui.dialogs.out import OutDialog
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices
from app.gui.widgets.file_dialogs import FileKind
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop
    from app.gui.tasks import Job


class VCardsDialog(OutDialog):
    """For those chosen, by number, or for all whose files are open; asks for which device."""

    def __init__(self, shop: Shop, numbers: Sequence[str] = (), parent: QWidget | None = None) -> None:
        if numbers:
            text = ngettext(
                "{n} customer: name, telephone, e-mail and address. No notes, no amounts.",
                "{n} customers: name, telephone, e-mail and address. No notes, no amounts.",
                len(numbers),
            ).format(n=form.number(len(numbers), current().language))
        else:
            text = _("All customers whose files are open: name, telephone, e-mail and address. No notes, no amounts.")
        super().__init__(shop, _("Cards for a phone or an address book"), text, parent=parent)
        self.numbers = tuple(numbers)
        choices = [(VCardVersion.THREE, _("Most phones (3.0)")), (VCardVersion.FOUR, _("Newer address books (4.0)"))]
        self.version: Choices = Choices(choices)
        self.form.add("version", pgettext("cards", "For"), self.version)
        words = _("Whoever has the file can read it; delete it once the cards are where they belong.")
        self.below.addWidget(label(words, "mute-small", wrap=True))

    def kinds(self) -> list[FileKind]:
        """Return the one kind of file."""
        return [FileKind("vCard (*.vcf)", ".vcf")]

    def file_name(self) -> str:
        """Return what the file is proposed to be called."""
        return _("customers {date}").format(date=self.shop.today().isoformat())

    def writer(self, path: Path) -> Callable[[Job], int]:
        """Return what writes the cards."""
        return partial(_write, self.shop, path, self.numbers, self.version.value())

    def said(self, found: int, path: Path) -> str:
        """Say how many cards were written."""
        text = ngettext("{n} customer written to {path}.", "{n} customers written to {path}.", found)
        return text.format(n=form.number(found, current().language), path=path)


def _write(shop: Shop, path: Path, numbers: tuple[str, ...], version: VCardVersion, _job: Job) -> int:
    return shop.app.vcards.save(path, numbers, version)
