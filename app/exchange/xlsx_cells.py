"""Rows of an XLSX workbook, read as a stream: what is sparse stays sparse, errors stay errors, dates are days.

ECMA-376 part 1: 18.3 worksheets, 18.4 shared strings, 18.8 styles, 18.17.4 dates.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.errors import Message
from app.exchange.cells import Broken, Figure, Marked, Row, Value, figure, serial
from app.exchange.merged import Area, Merges
from app.exchange.number_formats import SUM, kind_of
from app.exchange.text_files import MAX_COLUMNS, MAX_LINE
from app.exchange.xml_parts import MAX_ABOUT, drain, parse, refuse_damaged, refuse_too_large, unpacked, whole
from app.i18n.mark import N_

MAX_STRINGS = 100_000_000
"""The most characters of all texts of a workbook that are held while it is read."""

MAX_STYLES = 200_000
"""The most styles of a workbook; programs stop at a third of it (ECMA-376 names no limit, Excel has 65,490)."""

MAX_SHEETS = 10_000

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"']")
_OVERLAP = 200
_A_TEXT = 50  # what a piece of text takes in memory beside its characters
_SHOWN = 40


class XlsxSheet(NamedTuple):
    """A sheet of a workbook: its name, the part it stands in, whether it is hidden."""

    name: str
    part: str
    hidden: bool


class XlsxBook:
    """An XLSX workbook that was looked into; its rows are read when they are asked for."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book
        self.sheets: list[XlsxSheet] = []
        self._from_1904 = False
        self._parts = Parts(book)
        self._texts: list[str] | None = None
        self._forms: list[str] = []
        self._merged: dict[str, list[Area]] = {}
        self._read_workbook()

    def _read_workbook(self) -> None:
        root = next(iter(self._parts.named("", "officeDocument").values()), "xl/workbook.xml")
        sheets = self._parts.named(root, "worksheet")
        self._beside = {kind: [*self._parts.named(root, kind).values()][:1] for kind in ("sharedStrings", "styles")}
        found: list[tuple[str, str, str]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "workbookPr":
                self._from_1904 = given.get("date1904") in {"1", "true", "on"}
            elif tag == "sheet":
                _check_room(MAX_SHEETS - len(found))
                found.append((given.get("name", ""), given.get("id", ""), given.get("state", "visible")))

        drain(self._book, self._parts.real(root), start, most=MAX_ABOUT)
        self.sheets = [XlsxSheet(name, sheets[key], state != "visible") for name, key, state in found if key in sheets]
        if not self.sheets:
            refuse_damaged()

    def rows(self, sheet: XlsxSheet) -> Iterator[Row]:
        """Yield the rows of a sheet in which anything stands."""
        if self._texts is None:
            self._forms = [form for part in self._beside["styles"] for form in _styles(self._book, part)]
            self._texts = [text for part in self._beside["sharedStrings"] for text in _strings(self._book, part)]
        if sheet.part not in self._merged:
            self._merged[sheet.part] = list(_merged_of(self._book, sheet.part))
        reader = _SheetReader(self._texts, self._forms, Merges(self._merged[sheet.part]), self._from_1904)
        for _ in parse(self._book, sheet.part, reader.start, reader.end, reader.text):
            yield from reader.taken()

    def hidden_columns(self, sheet: XlsxSheet) -> frozenset[int]:
        """Return the columns of a sheet that are not shown, from 0; they are told of before its rows."""
        found: set[int] = set()
        at_rows: list[str] = []
        left = [MAX_COLUMNS]

        def start(tag: str, given: dict[str, str]) -> None:
            left[0] -= 1
            if tag == "sheetData":
                at_rows.append(tag)
            elif given.get("hidden") in {"1", "true"} and left[0] > 0:
                found.update(range(max(whole(given.get("min"), 1), 1) - 1, min(whole(given.get("max")), MAX_COLUMNS)))

        for _ in parse(self._book, sheet.part, start, None, None, only=frozenset({"col", "sheetData"})):
            if at_rows:
                break
        return frozenset(found)


class Parts:
    """The parts of a package by their names: whatever their case, and the strokes programs put between folders.

    ECMA-376 part 2, 6.2.2: names of parts are compared without case.
    """

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book
        self._real = {_plain(name): name for name in book.namelist()}

    def real(self, name: str) -> str:
        """Return a part's name as the package has it."""
        return self._real.get(_plain(name), name)

    def named(self, part: str, kind: str) -> Mapping[str, str]:
        """Return the parts a part names, by their ids: those of a kind, or all; the package itself has no name."""
        folder, _, name = _plain(part).rpartition("/")
        relations = self.real(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found: dict[str, str] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            of_kind = given.get("Type", "").rpartition("/")[2] == kind or not kind
            if tag == "Relationship" and of_kind and given.get("TargetMode") != "External":
                target = _plain(_joined(folder, given.get("Target", "").replace("\\", "/")))
                if target in self._real:
                    found[given.get("Id", "")] = self._real[target]

        if relations in self._book.namelist():
            drain(self._book, relations, start, most=MAX_ABOUT)
        return found


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _joined(folder: str, target: str) -> str:
    """Return the full name of a part named from within a folder."""
    parts = [] if target.startswith("/") or not folder else folder.split("/")
    for each in target.lstrip("/").split("/"):
        if each == "..":
            parts = parts[:-1]
        elif each != ".":
            parts.append(each)
    return "/".join(parts)


def _merged_of(book: zipfile.ZipFile, part: str) -> Iterator[Area]:
    """Yield the merged cells of a sheet: they stand behind its rows, and are wanted before."""
    before = b""
    for piece in unpacked(book, part):
        text = before + piece
        end = 0
        for match in _MERGED.finditer(text) if b"mergeCell" in text else ():
            end = match.end()
            yield Area(int(match[2]), int(match[3]), _column(match[1].decode()) - 1)
        before = text[max(end, len(text) - _OVERLAP) :]


def _strings(book: zipfile.ZipFile, name: str) -> list[str]:
    """Return the shared texts; how they are pronounced is left out."""
    texts = _Texts()
    drain(book, name, texts.start, texts.end, texts.text)
    return texts.found


class _Texts:
    """Takes the shared texts out of their part."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._piece: list[str] = []
        self._taking = self._aside = False
        self._left = MAX_STRINGS

    def start(self, tag: str, _given: dict[str, str]) -> None:
        if tag == "si":
            self._piece.clear()
        elif tag == "t":
            self._taking = not self._aside
        elif tag == "rPh":
            self._aside = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self._taking = False
        elif tag == "rPh":
            self._aside = False
        elif tag == "si":
            self.found.append(_unescaped("".join(self._piece)))
            self._left -= _A_TEXT

    def text(self, data: str) -> None:
        if self._taking:
            self._piece.append(data)
            self._left -= len(data) + _A_TEXT
            _check_room(self._left)


def _check_room(left: int) -> None:
    if left < 0:
        refuse_too_large()


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot bear as they were (22.9.2.19, ST_Xstring)."""
    if "_x" not in text:
        return text
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _styles(book: zipfile.ZipFile, name: str) -> list[str]:
    """Return for each style what kind of number format it has."""
    codes: dict[int, str] = {}
    styles: list[str] = []
    within = [False]

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "numFmt":
            _check_room(MAX_STYLES - len(codes))
            codes[whole(given.get("numFmtId"))] = given.get("formatCode", "")
        elif tag == "cellXfs":
            within[0] = True
        elif tag == "xf" and within[0]:
            _check_room(MAX_STYLES - len(styles))
            styles.append(kind_of(whole(given.get("numFmtId")), codes))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            within[0] = False

    drain(book, name, start, end, most=MAX_ABOUT)
    return styles


class _SheetReader:
    """Makes rows of what the parser finds in a sheet."""

    def __init__(self, strings: list[str], styles: list[str], merges: Merges, from_1904: bool) -> None:  # noqa: FBT001
        self._strings = strings
        self._styles = styles
        self._merges = merges
        self._from_1904 = from_1904
        self._found: list[Row] = []
        self._line = 0
        self._values: list[Value] = []
        self._too_wide = self._hidden = self._reckoned = False
        self._column = 0
        self._cell: tuple[str, str] | None = None
        self._pieces: list[str] = []
        self._room = MAX_LINE
        self._taking = False
        self._aside = False

    def taken(self) -> list[Row]:
        """Hand over the rows found since the last time."""
        found, self._found = self._found, []
        return found

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if tag == "c":
            name = given.get("r")
            self._column = _column(name) if name else self._column + 1
            self._cell = (given.get("t", "n"), given.get("s", ""))
            self._reckoned = False
            self._room = MAX_LINE
            self._pieces.clear()
        elif tag in {"v", "t"}:
            self._taking = self._cell is not None and not self._aside
        elif tag == "f":
            self._reckoned = self._cell is not None
        elif tag == "rPh":
            self._aside = True
        elif tag == "row":
            self._line = whole(given.get("r"), self._line + 1)
            self._hidden = given.get("hidden") in {"1", "true"}
            self._values, self._too_wide, self._column = [], False, 0

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in {"v", "t"}:
            self._taking = False
        elif tag == "rPh":
            self._aside = False
        elif tag == "c":
            self._keep()
        elif tag == "row" and (self._values or self._too_wide):
            wide = Message(N_("This line has more than {most} columns."), {"most": MAX_COLUMNS})
            values = self._merges.shown(self._line, self._values)
            self._found.append(Row(self._line, values, wide if self._too_wide else None, self._hidden))

    def text(self, data: str) -> None:
        """Take text within an element."""
        if self._taking:
            self._pieces.append(data)
            self._room -= len(data)
            _check_room(self._room)

    def _keep(self) -> None:
        (kind, style), self._cell = self._cell or ("n", ""), None
        text = "".join(self._pieces)
        if not text and (not self._reckoned or kind == "str"):  # a formula may well come to a blank text
            return
        if self._column > MAX_COLUMNS:
            self._too_wide = True
            return
        self._values += [""] * (self._column - len(self._values))
        self._values[self._column - 1] = self._value(kind, style, text)

    def _value(self, kind: str, style: str, text: str) -> Value:
        if not text:
            return Broken("=")
        if kind == "s":
            number = whole(text, -1)
            return self._strings[number] if 0 <= number < len(self._strings) else Broken("#REF!")
        if kind in {"str", "inlineStr", "d"}:
            return _unescaped(text)
        if kind == "b":
            return text in {"1", "true"}
        if kind == "e":
            return Broken(text)
        at = whole(style, len(self._styles))
        form = self._styles[at] if at < len(self._styles) else ""
        return _number(text, form, self._from_1904)


def _column(name: str) -> int:
    number = 0
    for char in name:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number or 1


def _number(text: str, form: str, from_1904: bool) -> Value:  # noqa: FBT001 - the workbook's own flag
    try:
        number = float(text)
    except ValueError:
        return Broken(text[:_SHOWN])
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124 - that is how NaN is told
        return Broken("#NUM!")
    if form == "%":
        return f"{figure(number * 100)}%"
    if form.startswith(SUM):
        return Marked(figure(number), form.removeprefix(SUM))
    if form.startswith("0"):
        return Figure(figure(number).zfill(len(form))) if number >= 0 and number.is_integer() else figure(number)
    return serial(number, from_1904=from_1904) if form and (form == "d" or number >= 1) else figure(number)
