"""Lists as CSV: UTF-8 with its mark, amounts in major units, formulas inert.

Days and instants stand as ISO writes them, instants by the clock of this computer with how far that is from UTC.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from app.core.export import inert
from app.core.list_file import Kind, ListFile, Value
from app.core.money import plain


def csv_pieces(file: ListFile) -> Iterator[str]:
    """Yield a list line by line, its heads first."""
    write: Callable[[Iterable[object]], str] = csv.writer(_Echo(), lineterminator="\r\n").writerow
    kinds = [column.kind for column in file.columns]
    yield "\N{BYTE ORDER MARK}" + write([inert(column.head) for column in file.columns])
    for row in file.rows:
        yield write([_cell(value, kind, file.decimals) for value, kind in zip(row, kinds, strict=True)])


def _cell(value: Value, kind: Kind, decimals: int) -> str:
    match value:
        case None:
            return ""
        case str():
            return inert(value)
        case datetime():
            return (value.astimezone() if value.tzinfo else value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case int() if kind is Kind.MONEY:
            return plain(value, decimals)
        case _:
            return str(value)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
