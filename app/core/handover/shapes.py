"""What a table of the book looks like outside: its columns, what their cells hold, and how cells are written in CSV.

Cells are written so that a spreadsheet shows them and takes none for a formula, and so that each reads back as the very
value: nothing is a blank cell, and a text that begins like a formula, or with an apostrophe, gets an apostrophe before
it, as does a blank text where there could be nothing instead.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from app.core.export import inert

Stored: TypeAlias = str | int | bytes | None

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MARK = "'"
_SIGNS = "-"
_MAX_DIGITS = 19
_LEAST = -(1 << 63)


class CellKind(StrEnum):
    """What the cells of a column hold; `FILE` is the name of a file in the folder whose bytes are the value."""

    INTEGER = "integer"
    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    BYTES = "bytes"
    FILE = "file"


class ColumnShape(NamedTuple):
    """A column; `references` is the table and the column it names, blank where it names none."""

    name: str
    kind: CellKind
    nullable: bool = False
    references: str = ""


class TableShape(NamedTuple):
    """A table: its name and its columns in order."""

    name: str
    columns: tuple[ColumnShape, ...]


def write_cell(value: Stored, column: ColumnShape) -> str:
    """Write a value as a cell; raises ValueError for one that such a column never holds."""
    if value is None and column.nullable:
        return ""
    match column.kind, value:
        case CellKind.INTEGER, int():
            return str(value)
        case CellKind.BYTES, bytes():
            return value.hex() or (_MARK if column.nullable else "")
        case ((CellKind.TEXT | CellKind.DAY | CellKind.INSTANT | CellKind.FILE), str()):
            return _marked(value, nullable=column.nullable)
    raise ValueError(f"{column.name} holds what it never holds")


def _marked(text: str, *, nullable: bool) -> str:
    if text.startswith(_MARK) or inert(text) != text or (not text and nullable):
        return _MARK + text
    return text


def read_cell(cell: str, column: ColumnShape) -> Stored:
    """Read a cell; raises ValueError for one that `write_cell` never writes for such a column."""
    if not cell and column.nullable:
        return None
    match column.kind:
        case CellKind.INTEGER:
            digits = cell.removeprefix(_SIGNS)
            if not (digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS):
                raise ValueError("not a whole number")
            if not _LEAST <= int(cell) <= -_LEAST - 1:
                raise ValueError("no whole number a book holds")
            return int(cell)
        case CellKind.BYTES:
            return bytes.fromhex(cell.removeprefix(_MARK))
        case _:
            return cell.removeprefix(_MARK)


def row_schema(shape: TableShape, title: tuple[str, str], columns: Mapping[str, tuple[str, str]]) -> dict[str, object]:
    """Return the JSON Schema of a row of a table, its cells read; what is said of it is in English and Chinese."""
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": f"schema/{shape.name}.json",
        "title": shape.name,
        "description": title[0],
        "x-description-zh": title[1],
        "x-file": f"data/{shape.name}.csv",
        "type": "object",
        "additionalProperties": False,
        "required": [column.name for column in shape.columns],
        "properties": {column.name: _property(column, columns[column.name]) for column in shape.columns},
    }


def _property(column: ColumnShape, said: tuple[str, str]) -> dict[str, object]:
    found = dict(_KINDS[column.kind])
    if column.nullable:
        found["type"] = [found["type"], "null"]
    found |= {"description": said[0], "x-description-zh": said[1]}
    return found | ({"x-references": column.references} if column.references else {})


_KINDS: Mapping[CellKind, Mapping[str, object]] = {
    CellKind.INTEGER: {"type": "integer"},
    CellKind.TEXT: {"type": "string"},
    CellKind.DAY: {"type": "string", "format": "date"},
    CellKind.INSTANT: {"type": "string", "format": "date-time"},
    CellKind.BYTES: {"type": "string", "contentEncoding": "base16", "pattern": "^([0-9a-f]{2})*$"},
    CellKind.FILE: {"type": "string", "pattern": "^files/"},
}
