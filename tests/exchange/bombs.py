"""Workbooks made to do harm: small in their files, large once unpacked. Each is written as a stream."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OF = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_PIECE = 1 << 20

MANY_MB = 200
"""What each of them unpacks to, about, in MB."""


def relations(*targets: tuple[str, str]) -> str:
    """Return a part that names others by kind."""
    each = (
        f'<Relationship Id="r{at}" Type="{_OF}/{kind}" Target="{name}"/>' for at, (kind, name) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(each)}</Relationships>'


def many(text: str, megabytes: int = MANY_MB) -> Iterator[str]:
    """Yield a text so often that it comes to so many MB."""
    piece = text * (_PIECE // len(text) + 1)
    for _ in range(megabytes):
        yield piece


def workbook(path: Path, parts: Mapping[str, Iterator[str]]) -> None:
    """Write an XLSX workbook of one sheet in which some parts are others."""
    plain = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OF}"><sheets><sheet name="S" sheetId="1" r:id="r0"/>'
        "</sheets></workbook>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"/>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"/>',
    }
    _write(path, {**{name: iter([text]) for name, text in plain.items()}, **parts})


def ods(path: Path, rows: Iterator[str]) -> None:
    """Write an ODS workbook of one sheet."""
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))

    def content() -> Iterator[str]:
        yield f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">'
        yield from rows
        yield "</table:table></office:spreadsheet></office:body></office:document-content>"

    _write(path, {"mimetype": iter(["application/vnd.oasis.opendocument.spreadsheet"]), "content.xml": content()})


def _write(path: Path, parts: Mapping[str, Iterator[str]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, pieces in parts.items():
            with made.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode())


def _around(head: str, pieces: Iterator[str], tail: str) -> Iterator[str]:
    yield head
    yield from pieces
    yield tail


def _sheet(head: str, pieces: Iterator[str], tail: str) -> dict[str, Iterator[str]]:
    inside = _around(f'<worksheet xmlns="{_MAIN}"><sheetData>{head}', pieces, f"{tail}</sheetData></worksheet>")
    return {"xl/worksheets/sheet1.xml": inside}


def _strings(head: str, pieces: Iterator[str], tail: str) -> dict[str, Iterator[str]]:
    return {"xl/sharedStrings.xml": _around(f'<sst xmlns="{_MAIN}">{head}', pieces, f"{tail}</sst>")}


def _styles(within: str, pieces: Iterator[str]) -> dict[str, Iterator[str]]:
    head = f'<styleSheet xmlns="{_MAIN}"><{within}>'
    return {"xl/styles.xml": _around(head, pieces, f"</{within}></styleSheet>")}


def _formats() -> Iterator[str]:
    """Yield so many formats of numbers that there are more than programs bear, each with a number of its own."""
    for first in range(0, 1_000_000, 10_000):
        yield "".join(f'<numFmt numFmtId="{n}" formatCode="0"/>' for n in range(first, first + 10_000))


_CELL = '<table:table-cell office:value-type="string">'
_ROW = f"<table:table-row>{_CELL}"
_END = "</table:table-cell></table:table-row>"

BOMBS: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {
        "one text in a cell.xlsx": lambda path: workbook(
            path, _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>', many("x"), "</t></is></c></row>")
        ),
        "one shared text.xlsx": lambda path: workbook(path, _strings("<si><t>", many("x"), "</t></si>")),
        "a text in pieces.xlsx": lambda path: workbook(path, _strings("<si>", many("<r><t>x</t></r>", 100), "</si>")),
        "one attribute.xlsx": lambda path: workbook(path, _sheet('<row r="', many("1"), '"/>')),
        "one comment.xlsx": lambda path: workbook(path, _sheet("<!--", many("x"), "-->")),
        "many styles.xlsx": lambda path: workbook(path, _styles("cellXfs", many("<xf/>"))),
        "many formats.xlsx": lambda path: workbook(path, _styles("numFmts", _formats())),
        "many sheets.xlsx": lambda path: workbook(
            path, {"xl/workbook.xml": _around(f'<a xmlns="{_MAIN}">', many('<sheet name="S"/>'), "</a>")}
        ),
        "many relations.xlsx": lambda path: workbook(
            path, {"xl/_rels/workbook.xml.rels": _around("<a>", many("<Relationship/>"), "</a>")}
        ),
        "one text in a cell.ods": lambda path: ods(path, _around(f"{_ROW}<text:p>", many("x"), f"</text:p>{_END}")),
        "many lines in a cell.ods": lambda path: ods(path, _around(_ROW, many("<text:p/>"), _END)),
        "many spaces in a cell.ods": lambda path: ods(
            path, _around(f"{_ROW}<text:p>", many('<text:s text:c="1000"/>', 20), f"</text:p>{_END}")
        ),
        "rows repeated.ods": lambda path: ods(
            path,
            many(
                f'<table:table-row table:number-rows-repeated="99999">{_CELL}<text:p>x</text:p></table:table-cell>'
                "</table:table-row>",
                2,
            ),
        ),
    }
)  # fmt: skip
