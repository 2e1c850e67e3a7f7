"""Writing a list into a file that a spreadsheet opens: where to, then in the lane for it, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.tasks import Lane
from app.gui.widgets.file_dialogs import documents_folder, name_to_save
from app.gui.widgets.opener import plain_name
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop

ENDING = ".csv"


def save_table(shop: Shop, view: QWidget, name: str, write: Callable[[Path], int]) -> None:
    """Ask where to and write; `write` returns how many rows it wrote."""
    proposed = documents_folder() / plain_name(name)
    chosen = name_to_save(view.window(), _("Export the list"), str(proposed), _("Tables (*.csv)"))
    if chosen:
        save_table_to(shop, view, Path(chosen if chosen.lower().endswith(ENDING) else chosen + ENDING), write)


def save_table_to(shop: Shop, view: QWidget, path: Path, write: Callable[[Path], int]) -> None:
    """Write a list to a file and say so."""
    shop.tasks.run(partial(write, path), partial(_saved, shop, path), shop.complain, owner=view, lane=Lane.RENDER)


def _saved(shop: Shop, path: Path, rows: int) -> None:
    text = ngettext("{n} row written to {path}.", "{n} rows written to {path}.", rows)
    shop.tell(text.format(n=form.number(rows, current().language), path=path))
