"""Lists as shown, written into files: a workbook where the file is called so, else CSV. The one place for it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.list_paper import Cell, ListSheet
from app.core.staff.rights import Act
from app.documents.wording import Wording
from app.exchange.csv_list import csv_pieces
from app.exchange.xlsx import xlsx_pieces
from app.services.circumstances import Circumstances
from app.services.export_log import NewExport
from app.services.exports import check_name, write_noted
from app.services.known import known_file
from app.services.rights import allow
from app.storage.store import Store

XLSX = ".xlsx"

LIST_ENDINGS = (XLSX, ".csv", ".txt")
"""What a list may be called."""


def save_list(
    store: Store, around: Circumstances | None, path: Path, file: ListFile, what: str, customer: int | None = None
) -> int:
    """Write a list into a file, whole or not at all, note that, and return its rows.

    A file called `.xlsx` becomes a workbook, any other CSV. `what` is the word for it in the log, `customer` whose it
    is where it is one's. The caller has asked for the right to it. Refused when the file cannot be written, when it is
    the book itself, and when it is called as what it will not be.
    """
    check_name(path, store.path, *LIST_ENDINGS)
    counted = _Counted(file)
    form = "xlsx" if path.suffix.lower() == XLSX else "csv"
    pieces = xlsx_pieces(counted.file) if form == "xlsx" else csv_pieces(counted.file)
    write_noted(store, around, path, pieces, lambda: NewExport(what, form, counted.rows, b"", customer))
    return counted.rows


class ListFiles:
    """The door for lists that a front end has before it, in its own words and order."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def save(self, what: str, path: Path, file: ListFile, customer: str = "") -> int:
        """Write a list as shown into a file and return its rows; `what` is the word for it in the log of exports.

        `customer` is the number of whom alone it is about. Refused when the file cannot be written, and when it is the
        book itself.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        whose = None
        if customer:
            with self._store.read() as session:
                whose = known_file(session, customer).id
        return save_list(self._store, self._around, path, file, what, whose)


def sheet_file(sheet: ListSheet, wording: Wording, decimals: int) -> ListFile:
    """Return a list that goes on paper as one for spreadsheets: heads in a language, and no foot, which they make."""
    columns = tuple(
        FileColumn(wording.first(column.head), Kind.MONEY if column.money else Kind.TEXT) for column in sheet.columns
    )
    rows = ([_value(cell, wording) for cell in row] for row in sheet.rows)
    return ListFile(wording.first(sheet.title), columns, rows, decimals)


def _value(cell: Cell, wording: Wording) -> Value:
    return cell if isinstance(cell, str | int) else wording.first(cell)


class _Counted:
    """A list whose rows are counted as they go out."""

    def __init__(self, file: ListFile) -> None:
        self.rows = 0
        self._file = file

    @property
    def file(self) -> ListFile:
        """The list, with its rows counted."""
        return ListFile(self._file.title, self._file.columns, self._each(), self._file.decimals)

    def _each(self) -> Iterator[Sequence[Value]]:
        for row in self._file.rows:
            self.rows += 1
            yield row
