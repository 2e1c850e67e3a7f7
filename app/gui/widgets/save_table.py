"""Writing a list into a file that a spreadsheet opens: where to, then in the lane for it, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.tasks import Lane
from app.gui.widgets.file_dialogs import FileKind, documents_folder, file_to_save
from app.gui.widgets.opener import plain_name, show_folder
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop


def list_kinds() -> list[FileKind]:
    """Return what a list may be saved as, the proposed one first."""
    return [FileKind(_("Workbook (*.xlsx)"), ".xlsx"), FileKind(_("Table as text (*.csv)"), ".csv")]


def place_of_list(view: QWidget, name: str) -> Path | None:
    """Ask where to save a list, and as what; `name` is proposed, without an ending. None for nowhere."""
    kinds = list_kinds()
    proposed = documents_folder() / plain_name(name + kinds[0].ending)
    return file_to_save(view.window(), _("Export the list"), proposed, kinds)


def save_table(shop: Shop, view: QWidget, name: str, write: Callable[[Path], int]) -> None:
    """Ask where to and write; `write` returns how many rows it wrote."""
    path = place_of_list(view, name)
    if path is not None:
        save_table_to(shop, view, path, write)


def save_table_to(shop: Shop, view: QWidget, path: Path, write: Callable[[Path], int]) -> None:
    """Write a list to a file and say so."""
    shop.tasks.run(partial(write, path), partial(_saved, shop, path), shop.complain, owner=view, lane=Lane.RENDER)


def _saved(shop: Shop, path: Path, rows: int) -> None:
    text = ngettext("{n} row written to {path}.", "{n} rows written to {path}.", rows)
    tell_saved(shop, text.format(n=form.number(rows, current().language), path=path), path)


def tell_saved(shop: Shop, text: str, path: Path) -> None:
    """Say that something was saved, with a way to the folder it is in."""
    shop.tell(text, _("Show the folder"), partial(_show, path))


def _show(path: Path) -> None:
    show_folder(path)
