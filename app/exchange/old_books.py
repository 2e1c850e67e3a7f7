"""Rows of the older and binary workbooks, XLS and XLSB, by python-calamine.

It holds a sheet as a whole, from its first cell to its last: so how far a sheet reaches is looked up before.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.errors import refuse
from app.exchange.cells import Broken, Row, Value, figure
from app.exchange.merged import Area, Merges
from app.exchange.old_errors import MAX_CELLS, Places, check_texts, errors_in_xls, errors_of_part, sheet_ids
from app.exchange.text_files import MAX_COLUMNS
from app.exchange.xlsx_cells import Parts
from app.exchange.xml_parts import MAX_PART, refuse_damaged, unpacked
from app.i18n.mark import N_

MAX_BYTES = 100_000_000
"""The largest file of these kinds that is opened."""


class OldBook:
    """An XLS or XLSB workbook that was opened."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > MAX_BYTES:
            refuse("file", N_("This workbook is too large to be read; save the sheet as CSV."))
        self._errors = _errors_in_xlsb(path) if zipfile.is_zipfile(path) else errors_in_xls(path)
        self._book = _opened(path)
        self.sheets: list[tuple[str, bool]] = [
            (each.name, "Visible" not in str(each.visible)) for each in self._book.sheets_metadata
        ]

    def rows(self, at: int) -> Iterator[Row]:
        """Yield the rows of a sheet in which anything stands."""
        with _guarded():
            sheet = self._book.get_sheet_by_index(at)
            rows = sheet.iter_rows()
        areas = sheet.merged_cell_ranges or ()
        merges = Merges(Area(top + 1, bottom + 1, left) for (top, left), (bottom, _right) in areas)
        errors = self._errors[at] if at < len(self._errors) else {}
        of_row: dict[int, list[tuple[int, Broken]]] = {}
        for (row, column), text in errors.items():
            of_row.setdefault(row, []).append((column, text))
        before = [""] * (sheet.start or (0, 0))[1]  # columns before the first cell are left out, rows are not
        for number, cells in enumerate(rows):
            values: list[Value] = [*before, *map(_value, cells[:MAX_COLUMNS])]
            for column, text in of_row.get(number, ()):
                if column < MAX_COLUMNS:
                    values += [""] * (column + 1 - len(values))
                    values[column] = text
            if any(value != "" for value in values):
                yield Row(number + 1, merges.shown(number + 1, values))


def _opened(path: Path) -> Any:  # noqa: ANN401 - calamine's own
    from python_calamine import PasswordError, load_workbook

    with _guarded():
        try:
            with path.open("rb") as file:  # by its name it would be taken for what it is called
                return load_workbook(file)
        except PasswordError:
            refuse("file", N_("This workbook is password protected; save it without a password first."))


@contextmanager
def _guarded() -> Iterator[None]:
    """Refuse what calamine cannot read. Where it gives up it raises what no program catches, beside all exceptions."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError):
        refuse_damaged()
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        refuse_damaged()


def _errors_in_xlsb(path: Path) -> list[Places]:
    """Return the errors of each sheet of an XLSB workbook; refused where a sheet reaches too far, or is too large.

    The sheets stand in the workbook's part ([MS-XLSB] 2.4.313, BrtBundleSh), each with the id of its own part.
    """
    with zipfile.ZipFile(path) as book:
        for part in book.infolist():
            if part.file_size > MAX_PART:
                refuse("file", N_("This workbook is too large to be read; save the sheet as CSV."))
        found: dict[str, Places] = {}
        for name in book.namelist():
            if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".bin"):
                found[name.lower()], rows, columns = errors_of_part(b"".join(unpacked(book, name)))
                if rows * columns > MAX_CELLS:
                    refuse("file", N_("This workbook is too large to be read; save the sheet as CSV."))
            elif name.lower() == "xl/sharedstrings.bin":
                check_texts(b"".join(unpacked(book, name)))
        targets = Parts(book).named("xl/workbook.bin", "")
        ids = sheet_ids(b"".join(unpacked(book, "xl/workbook.bin")))
        return [found.get(targets.get(each, "").lower(), {}) for each in ids]


def _value(value: Any) -> Value:  # noqa: ANN401 - what calamine makes of a cell
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return figure(value)
    if isinstance(value, datetime):
        return value if value.time() != time() else value.date()
    if isinstance(value, date | time):
        return value
    if isinstance(value, timedelta):
        return figure(value.total_seconds() / 86400)
    return str(value)
