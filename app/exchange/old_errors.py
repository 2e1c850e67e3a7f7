"""Where formulas went wrong in the older and binary workbooks: what reads those gives such cells as empty ones.

An amount that is an error would be no amount at all then, and nobody would hear of it. Kept as [MS-XLS] BoolErr and
Formula say, within a compound file as [MS-CFB] 2.2 to 2.6 says; in XLSB as [MS-XLSB] BrtCellError and BrtFmlaError say.
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from app.errors import refuse
from app.exchange.cells import Broken
from app.exchange.xml_parts import refuse_damaged, refuse_too_large
from app.i18n.mark import N_

MAX_CELLS = 20_000_000
"""The most cells between the first and the last of a sheet, blank ones too."""

Places = dict[tuple[int, int], Broken]
"""What stands in cells that are errors, by row and column, both from 0."""

_CODES: Mapping[int, str] = MappingProxyType(
    {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#DATA!"}
)
_NO_FILE = (struct.error, IndexError, KeyError, ValueError, OSError, StopIteration)
_ROW, _CELL_ERROR, _FORMULA_ERROR = 0, 3, 11
_FORMULA, _BOOL_ERR, _BOUND_SHEET, _FILE_PASS, _END = 0x0006, 0x0205, 0x0085, 0x002F, 0x000A
_BUNDLE_SHEET, _TEXTS_IN_PARTS = 156, 159
_DIMENSIONS, _TEXTS = 0x0200, 0x00FC
_ROWS = 65_536
_IS_ERROR = 2
_END_OF_CHAIN = 0xFFFFFFFA
_STREAMS = ("Workbook", "Book")
_SECTORS_IN_HEAD, _DIRECTORY = 109, 128


def _broken(code: int) -> Broken:
    return Broken(_CODES.get(code, "#N/A"))


def errors_in_xls(path: Path) -> list[Places]:
    """Return the errors of each sheet of an XLS workbook, in the order of the sheets; refused where it is protected."""
    try:
        data = _Compound(path.read_bytes()).stream()
        heads = list(_records(data, 0))
    except _NO_FILE:
        refuse_damaged()
        return []
    if any(kind == _FILE_PASS for kind, _body in heads):
        refuse("file", N_("This workbook is password protected; save it without a password first."))
    _check_room(data)
    try:
        starts = [struct.unpack_from("<I", body)[0] for kind, body in heads if kind == _BOUND_SHEET]
        return [_errors_from(data, start) for start in starts]
    except _NO_FILE:
        refuse_damaged()
        return []


def _check_room(data: bytes) -> None:
    """Refuse a workbook that says of itself it is so large that reading it would end the program, not the reading."""
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + size]
        if kind == _DIMENSIONS and len(body) >= 12:  # noqa: PLR2004 - its length
            first_row, rows, first_column, columns = struct.unpack_from("<IIHH", body)
            if not first_row <= rows <= _ROWS or first_column > columns:
                refuse_damaged()
            if (rows - first_row) * (columns - first_column) > MAX_CELLS:
                refuse_too_large()
        elif kind == _TEXTS and len(body) >= 8 and max(struct.unpack_from("<II", body)[1], 0) > len(data):  # noqa: PLR2004
            refuse_damaged()
        at += 4 + size


def _errors_from(data: bytes, start: int) -> Places:
    found: Places = {}
    for kind, body in _records(data, start):
        if kind == _BOOL_ERR and len(body) >= 8 and body[7]:  # noqa: PLR2004 - its length
            found[struct.unpack_from("<HH", body)] = _broken(body[6])
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _IS_ERROR:
            found[struct.unpack_from("<HH", body)] = _broken(body[8])
    return found


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from one place to the end of what begins there."""
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _END:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


class _Compound:
    """A compound file, from which the one stream with the workbook is wanted."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        counts = [struct.unpack_from("<I", data, at)[0] for at in (40, 44, 64, 72)]  # sectors, of four kinds
        if shift not in {9, 12} or max(counts) * (1 << shift) > len(data):
            raise ValueError
        self._size = 1 << shift
        self._next = self._table(self._sectors_of_table())
        self._least = struct.unpack_from("<I", data, 56)[0]

    def stream(self) -> bytes:
        """Return the stream with the workbook."""
        directory = self._chain(struct.unpack_from("<I", self._data, 48)[0])
        entries = [directory[at : at + _DIRECTORY] for at in range(0, len(directory), _DIRECTORY)]
        named = {
            each[: max(struct.unpack_from("<H", each, 64)[0] - 2, 0)].decode("utf-16-le"): each for each in entries
        }
        entry = next(named[name] for name in _STREAMS if name in named)
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= self._least:
            return self._chain(start)[:size]
        small = self._chain(struct.unpack_from("<I", entries[0], 116)[0])
        following = self._table(self._sectors(struct.unpack_from("<I", self._data, 60)[0]))
        return b"".join(small[each * 64 : each * 64 + 64] for each in _followed(start, following))[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _table(self, sectors: list[int]) -> list[int]:
        data = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _sectors(self, start: int) -> list[int]:
        return list(_followed(start, self._next))

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._sectors(start)))

    def _sectors_of_table(self) -> list[int]:
        """Return the sectors that say which sector follows which."""
        found = list(struct.unpack_from(f"<{_SECTORS_IN_HEAD}I", self._data, 76))
        more, left = struct.unpack_from("<II", self._data, 68)
        while more < _END_OF_CHAIN and left:
            part = self._table([more])
            found, more, left = found + part[:-1], part[-1], left - 1
        return [each for each in found if each < _END_OF_CHAIN]


def _name(entry: bytes) -> str:
    """Return the name in an entry of the directory; its length counts the zero behind it."""
    return entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")


def _followed(start: int, following: list[int]) -> Iterator[int]:
    """Yield the numbers of a chain; one that runs in a circle ends."""
    for _each in following:
        if start >= _END_OF_CHAIN:
            return
        yield start
        start = following[start]


# ---- XLSB -----------------------------------------------------------------------------------------------------------


def errors_of_part(data: bytes) -> tuple[Places, int, int]:
    """Return the errors of a sheet's part of an XLSB workbook, and how many rows and columns it reaches over."""
    found: Places = {}
    at, row, last_row, last_column = 0, 0, 0, 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if kind == _ROW:
            row = int.from_bytes(data[at : at + 4], "little")
            last_row = max(last_row, row + 1)
        elif kind <= _FORMULA_ERROR:
            column = int.from_bytes(data[at : at + 4], "little")
            last_column = max(last_column, column + 1)
            if kind in {_CELL_ERROR, _FORMULA_ERROR}:
                found[row, column] = _broken(data[at + 8] if at + 8 < len(data) else 0)
        at += size
    return found, last_row, last_column


def check_texts(data: bytes) -> None:
    """Refuse the part with the texts of an XLSB workbook when it promises more of them than it has room for."""
    kind, at = _number(data, 0, 2)
    _size, at = _number(data, at, 4)
    if kind == _TEXTS_IN_PARTS and int.from_bytes(data[at + 4 : at + 8], "little") > len(data):
        refuse_damaged()


def sheet_ids(data: bytes) -> list[str]:
    """Return by which ids an XLSB workbook names the parts of its sheets, in their order."""
    found: list[str] = []
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if kind == _BUNDLE_SHEET:
            length = int.from_bytes(data[at + 8 : at + 12], "little")
            found.append(data[at + 12 : at + 12 + 2 * length].decode("utf-16-le", "replace"))
        at += size
    return found


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    found = 0
    for index in range(most):
        byte = data[at] if at < len(data) else 0
        found |= (byte & 0x7F) << 7 * index
        at += 1
        if not byte & 0x80:
            break
    return found, at
