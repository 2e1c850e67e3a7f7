"""Any list of the window as a file: what stands in it as shown, with figures and days as a spreadsheet has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction

from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.staff.rights import Right
from app.gui.models.paged import PagedModel
from app.gui.shop import Shop
from app.gui.widgets.save_table import save_table
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QMenu, QTableView, QWidget

LOGGED = "list."
"""How the log of exports begins the word for such a list; the table's own name follows."""

KEYS = "Ctrl+Shift+E"

UNNAMED, OF_CUSTOMER = "shown", "file"
"""What the log calls a list that has no name: one on the screen, and one that is about one customer alone."""

_FIGURE = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?")


class Place(NamedTuple):
    """Where a list stands: in which shop, what the log calls it, and the number of the customer whom it is about."""

    shop: Shop
    name: str
    whose: str


def place_of(table: QWidget, named: tuple[Shop, str] | None, whose: str) -> Place | None:
    """Return where a list stands; what it has not been told it finds in what is around it, up to its window.

    That is `shop`, and `whose` of what is about one customer. None for a list that stands outside any shop.
    """
    shop, name = named if named is not None else (None, "")
    around: QWidget | None = table
    while around is not None:
        found, number = getattr(around, "shop", None), getattr(around, "whose", "")
        shop = found if shop is None and isinstance(found, Shop) else shop
        whose = whose or (number if isinstance(number, str) else "")
        around = None if around.isWindow() else around.parentWidget()
    return Place(shop, name or (OF_CUSTOMER if whose else UNNAMED), whose) if shop is not None else None


def can_export(table: QTableView) -> bool:
    """Whether all of a list is at hand; a page that reads its list piece by piece has a way out of its own."""
    model = table.model()
    return model.rowCount() > 0 and not isinstance(model, PagedModel)


def add_export(menu: QMenu, shop: Shop, table: QTableView, export: Callable[[], object]) -> None:
    """Put into the menu of a list that it may be exported; greyed with the reason where somebody may not."""
    if can_export(table):
        action = QAction(f"{_('Export the list…')}\t{KEYS}", menu)
        why = shop.desk.bars(Right.EXPORT)
        action.setEnabled(not why)
        action.setToolTip(why or action.text())
        action.triggered.connect(export)
        menu.addAction(action)


def export_table(place: Place, table: QTableView) -> None:
    """Ask where to and write what a table lists."""
    shop = place.shop
    if can_export(table) and not shop.bars(Right.EXPORT):
        name = f"{table.accessibleName()} {shop.today().isoformat()}"
        save_table(shop, table, name, writer(place, table))


def writer(place: Place, table: QTableView) -> partial[int]:
    """Return what writes a table to a path, in a lane; what it lists is taken now."""
    return partial(_write, place, list_of(place.shop, table))


def _write(place: Place, file: ListFile, path: Path) -> int:
    return place.shop.app.list_files.save(LOGGED + place.name, path, file, place.whose)


def list_of(shop: Shop, table: QTableView) -> ListFile:
    """Return what a table lists, column by column as shown, days with their years, ticks before all others."""
    model, decimals = table.model(), shop.app.book.decimals
    columns: list[FileColumn] = []
    cells: list[Sequence[Value]] = []
    if any(ticks := _ticks(model)):
        columns.append(FileColumn(pgettext("list", "Ticked")))
        cells.append(ticks)
    with shop.whole_days():
        for at in range(model.columnCount()):
            head = str(model.headerData(at, Qt.Orientation.Horizontal) or "").strip()
            if table.isColumnHidden(at) or not (head or _any_text(model, at)):
                continue
            kind, values = read_column(_texts(model, at), decimals, figures=_is_right(model, at))
            columns.append(FileColumn(head, kind))
            cells.append(values)
    return ListFile(table.accessibleName(), tuple(columns), list(zip(*cells, strict=True)), decimals)


def _ticks(model: QAbstractItemModel) -> list[Value]:
    """Return the mark of each row that is ticked, None for one that is not or cannot be."""
    role, checked = Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked
    return [
        "✓" if model.index(row, 0).data(role) in (checked, checked.value) else None for row in range(model.rowCount())
    ]


def _texts(model: QAbstractItemModel, column: int) -> list[str]:
    return [str(model.index(row, column).data() or "").strip() for row in range(model.rowCount())]


def _any_text(model: QAbstractItemModel, column: int) -> bool:
    return any(_texts(model, column))


def _is_right(model: QAbstractItemModel, column: int) -> bool:
    way = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    return way is not None and bool(Qt.AlignmentFlag(way) & Qt.AlignmentFlag.AlignRight)


def read_column(texts: Sequence[str], decimals: int, *, figures: bool) -> tuple[Kind, list[Value]]:
    """Return what a column of texts holds: amounts or counts, days, or the texts themselves.

    Only where all of them are of one kind: a column in which one cell says more than a figure stays what it says.
    """
    bare = ["" if text in {"—", "–"} else text for text in texts]
    if figures and any(bare):
        read = [_figure(text, decimals) for text in bare]
        if all(found is not None for found in read):
            kinds = {found[0] for found in read if found is not None and found[1] is not None}
            if len(kinds) == 1:
                return kinds.pop(), [found[1] if found is not None else None for found in read]
    if any(bare):
        for kind, read_one in ((Kind.DAY, date.fromisoformat), (Kind.INSTANT, _instant)):
            with suppress(ValueError, OSError):  # OSError: a time before 1970, on Windows
                return kind, [read_one(text) if text else None for text in bare]
    return Kind.TEXT, [text or None for text in texts]


def _instant(text: str) -> datetime:
    """Return a day and a time as the program writes them, by the clock of this computer; ValueError for none."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").astimezone()


def _figure(text: str, decimals: int) -> tuple[Kind, int | None] | None:
    """Return an amount in minor units or a count as the program writes it; None for anything else."""
    if not text:
        return Kind.COUNT, None
    plain = text.replace(",", "").replace("−", "-")
    if _FIGURE.fullmatch(plain) is None:
        return None
    whole, _point, part = plain.partition(".")
    if not part:
        return Kind.COUNT, int(whole)
    return (Kind.MONEY, int(whole + part)) if len(part) == decimals else None
