"""Lists as workbooks (XLSX): typed cells, the heads frozen and filtered, whatever was typed inert; of any length.

Written by hand on the standard library's zip files, because what is needed of the format (ECMA-376, Part 1, 18) is
little: one sheet, texts in place, five kinds of cells. Rows go out as they come in. The file is the same for the same
list, whenever it is written.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, cast
from unicodedata import east_asian_width

from app.core.export import inert
from app.core.list_file import Kind, ListFile, Value
from app.core.money import plain
from app.errors import refuse
from app.i18n.mark import N_

MAX_ROWS = 1_048_575
"""The most rows below the heads that a sheet has room for."""

MAX_TEXT = 32_767
"""The longest text of a cell, in UTF-16 units; a longer one is cut, and ends with an ellipsis."""

_MAX_DIGITS = 15  # a spreadsheet reckons in binary floating point; a longer figure is written as text
_LOOKED_AT = 200  # rows by which the widths of columns are chosen
_NARROW, _WIDE = 8, 60
_PIECE = 1 << 16
_DAY_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets, right from 1 March 1900 on
_FIRST_DAY = date(1900, 3, 1)

_TEXT, _HEAD, _MONEY, _COUNT, _DAY, _INSTANT, _QUOTED = range(7)
_STYLE = {Kind.MONEY: _MONEY, Kind.COUNT: _COUNT}

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNNAMED = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MAX_NAME = 31  # UTF-16 units
_RESERVED = "history"  # the one name Excel keeps for itself

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    "</Types>"
)
_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_BOOK_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/>'
    "</Relationships>"
)


def xlsx_pieces(file: ListFile) -> Iterator[bytes]:
    """Yield a list as a workbook; refused when it has more rows than a sheet has room for."""
    out = _Out()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELS),
            ("xl/workbook.xml", _workbook(file.title)),
            ("xl/_rels/workbook.xml.rels", _BOOK_RELS),
            ("xl/styles.xml", _styles(file.decimals)),
        ):
            archive.writestr(_part(name), text)
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w") as sheet:
            for text in _gathered(_sheet(file)):
                sheet.write(text.encode())
                yield out.taken()
    yield out.taken()


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)  # of 1980: a list has no time of its own
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Put small pieces together, so that each is worth a turn."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length > _PIECE:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)


class _Out:
    """A file nobody can go back in, that hands over what has been written to it so far."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found, self._written = b"".join(self._written), []
        return found


# ---- the sheet ------------------------------------------------------------------------------------------------------


def _sheet(file: ListFile) -> Iterator[str]:
    rows = iter(file.rows)
    first = list(islice(rows, _LOOKED_AT))
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
    yield '<sheetFormatPr defaultRowHeight="15"/><cols>'
    for at, width in enumerate(_widths(file, first), 1):
        yield f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
    yield '</cols><sheetData><row r="1">'
    names = [_letters(at) for at in range(len(file.columns))]
    yield "".join(_text(f"{name}1", column.head, _HEAD) for name, column in zip(names, file.columns, strict=True))
    yield "</row>"
    number = 1
    for number, row in enumerate(chain(first, rows), 2):
        if number > MAX_ROWS + 1:
            text = N_("A workbook’s sheet has room for {most} rows and the list has more; save it as CSV.")
            refuse("out", text, most=MAX_ROWS)
        cells = (
            _cell(f"{name}{number}", value, column.kind, file.decimals)
            for name, value, column in zip(names, row, file.columns, strict=True)
        )
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield f'</sheetData><autoFilter ref="A1:{names[-1]}{number}"/></worksheet>'


def _letters(at: int) -> str:
    """Return the name of a column: A, B, … Z, AA."""
    name = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
        name = chr(65 + letter) + name
    return name


def _cell(place: str, value: Value, kind: Kind, decimals: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _text(place, value, _TEXT if inert(value) == value else _QUOTED)
    figure, style = _figure(value, kind, decimals)
    if not style:
        return _text(place, figure, _TEXT)
    return f'<c r="{place}" s="{style}"><v>{figure}</v></c>'


def _figure(value: int | date, kind: Kind, decimals: int) -> tuple[str, int]:
    """Return what stands in a cell and its style; that of texts where a spreadsheet could not hold the figure."""
    if isinstance(value, datetime):
        at = value.astimezone() if value.tzinfo else value
        seconds = (at.hour * 60 + at.minute) * 60 + at.second
        days = (at.date() - _DAY_ZERO).days + seconds / 86400
        return (f"{days:.9f}", _INSTANT) if at.date() >= _FIRST_DAY else (value.isoformat(timespec="seconds"), _TEXT)
    if isinstance(value, date):
        return (str((value - _DAY_ZERO).days), _DAY) if value >= _FIRST_DAY else (value.isoformat(), _TEXT)
    figure = plain(value, decimals) if kind is Kind.MONEY else str(value)
    return figure, _STYLE.get(kind, _COUNT) if len(str(abs(value))) <= _MAX_DIGITS else _TEXT


def _text(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_written(text)}</t></is></c>'


def _written(text: str) -> str:
    """Write a text as XML; what XML has no place for is written as `_x000B_`, as spreadsheets read it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _cut(text, MAX_TEXT) != text:
        text = _cut(text, MAX_TEXT - 1) + "…"
    text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, most: int) -> str:
    """Return as much of a text as so many UTF-16 units hold, which is how spreadsheets count."""
    if len(text) * 2 <= most:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return text if len(units) <= most * 2 else units[: most * 2].decode("utf-16-le", "ignore")


def _widths(file: ListFile, rows: Sequence[Sequence[Value]]) -> list[int]:
    """Return how wide each column shall be, by its head and its first rows."""
    widths = [_long(column.head) + 3 for column in file.columns]  # the head has the button of its filter beside it
    for row in rows:
        for at, (value, column) in enumerate(zip(row, file.columns, strict=True)):
            widths[at] = max(widths[at], _length(value, column.kind) + 1)
    return [min(max(width, _NARROW), _WIDE) for width in widths]


def _length(value: Value, kind: Kind) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return max(map(_long, value.splitlines() or [""]))
    if isinstance(value, date):
        return 19 if isinstance(value, datetime) else 10
    digits = len(str(value))
    return digits + digits // 3 + (2 if kind is Kind.MONEY else 0)


def _long(text: str) -> int:
    """Return how long a text is in widths of a figure; Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text[:_WIDE])


# ---- the other parts ------------------------------------------------------------------------------------------------


def _workbook(title: str) -> str:
    name = _cut(_UNNAMED.sub(" ", title).strip(" '"), _MAX_NAME).strip(" '") or "1"
    if name.casefold() == _RESERVED:
        name = f"{name} 1"
    written = _written(name).replace('"', "&quot;")
    rows = _written("'" + name.replace("'", "''") + "'!$1:$1")
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="{written}" sheetId="1" r:id="rId1"/></sheets>'
        f'<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">{rows}</definedName></definedNames>'
        "</workbook>"
    )


def _styles(decimals: int) -> str:
    money = "#,##0" + ("." + "0" * decimals if decimals else "")
    formats = ((164, money), (165, "yyyy\\-mm\\-dd"), (166, "yyyy\\-mm\\-dd\\ hh:mm:ss"))
    cell = '<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"{more}/>'
    quoted, top = ' quotePrefix="1"', ' applyFont="1"'
    kinds = ((49, 0, ""), (49, 1, top), (164, 0, ""), (1, 0, ""), (165, 0, ""), (166, 0, ""), (49, 0, quoted))
    numbers = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in formats)
    cells = "".join(cell.format(number=number, font=font, more=more) for number, font, more in kinds)
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{numbers}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(kinds)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
