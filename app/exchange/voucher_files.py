"""Vouchers as files that packages of accountants read: workbooks, CSV, text with its own separator and encoding."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from app.core.export import inert
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.vouchers import MONEY_WORDS, Layout
from app.errors import refuse
from app.exchange.csv_list import csv_pieces
from app.exchange.xlsx import xlsx_pieces
from app.i18n.mark import N_


def voucher_pieces(layout: Layout, lines: Iterable[Sequence[str]], decimals: int, ending: str) -> Iterator[bytes]:
    """Yield the file of a layout; refused where its encoding has no place for what was typed.

    A layout that is a workbook becomes CSV of the same columns where the file is to end in `.csv`.
    """
    if layout.form == "xlsx":
        table = _table(layout, lines, decimals)
        yield from (piece.encode() for piece in csv_pieces(table)) if ending == ".csv" else xlsx_pieces(table)
        return
    write: Callable[[Iterable[str]], str] = csv.writer(
        _Echo(), delimiter=layout.separator, lineterminator="\r\n"
    ).writerow
    heads = [[column.head for column in layout.columns]] if layout.heads else []
    encoding = layout.encoding
    for number, cells in enumerate([*heads, *lines]):
        if encoding == "utf-8-sig" and number:
            encoding = "utf-8"
        try:
            yield write([_inert(cell) for cell in cells]).encode(encoding)
        except UnicodeEncodeError:
            text = N_("{layout} has no place for some characters of “{value}”; give the account another name.")
            refuse("account_codes", text, layout=layout.title, value=" ".join(cells)[:80])


def _inert(cell: str) -> str:
    """Return a cell that is no formula; a figure stays one, with its sign."""
    return cell if cell[:1] == "-" and cell[1:].replace(".", "", 1).isdigit() else inert(cell)


def _table(layout: Layout, lines: Iterable[Sequence[str]], decimals: int) -> ListFile:
    money = [column.value in MONEY_WORDS for column in layout.columns]
    columns = tuple(
        FileColumn(column.head, Kind.MONEY if is_money else Kind.TEXT)
        for column, is_money in zip(layout.columns, money, strict=True)
    )
    rows = ([_value(cell, decimals) if m else cell for cell, m in zip(line, money, strict=True)] for line in lines)
    return ListFile("vouchers", columns, rows, decimals)


def _value(cell: str, decimals: int) -> Value:
    return int(Decimal(cell).scaleb(decimals)) if cell else None


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
