"""Opening a table of any program: what it is is told by its content, whatever its name ends in."""

import io
import re
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from app.errors import refuse, system_reason
from app.exchange.cells import Row
from app.exchange.guess import guess_form, is_wide, read_sample
from app.exchange.html_tables import html_rows
from app.exchange.ods_cells import OdsBook
from app.exchange.old_books import OldBook
from app.exchange.text_files import TextForm, text_rows
from app.exchange.xlsx_cells import XlsxBook
from app.exchange.xml_parts import NO_PACKAGE, refuse_damaged
from app.i18n.mark import N_

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # no other may be (ECMA-376 part 2, annex B)
_OTHER = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"))
_PACKED = ((b"\xfd7zXZ", "xz"), (b"\x1f\x8b", "gzip"), (b"SQLite format 3", "SQLite"), (b"GIF8", "GIF"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = ((b"mime-version:", "MHTML"), (b"id;p", "SYLK"), (b"table\r\n0,1", "DIF"), (b"table\n0,1", "DIF"))
_NO_TABLES = (
    (re.compile(rb"begin:vcard"), "vCard"),
    (re.compile(rb"begin:vcalendar"), "iCalendar"),
    (re.compile(rb'\[\s*[{\[]|\{\s*"'), "JSON"),
    (re.compile(rb"(?:--[^\n]*\n\s*|/\*.*?\*/;?\s*)*(?:insert into|create table|drop table|set names) "), "SQL"),
)
_HEAD = 4096
_PIECE = 64 * 1024
_WORKBOOK_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".xlt", ".et")
_PLAIN = frozenset(range(32, 127)) | frozenset(b"\t\r\n\f")
_MOST_STRANGE = 0.02


class FileKind(StrEnum):
    """What a file is made of."""

    TEXT = "text"
    HTML = "html"
    XLSX = "xlsx"
    ODS = "ods"
    OLD = "old"  # XLS, XLSB


class SheetInfo(NamedTuple):
    """A sheet of a workbook by its name."""

    name: str
    hidden: bool = False


class Opened:
    """A file that was looked into; its rows are read when they are asked for, each time anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sample = read_sample(path)
        self.kind = _kind(path, self.sample)
        self._xlsx: XlsxBook | None = None
        self._ods: OdsBook | None = None
        self._old: OldBook | None = None
        self.sheets: tuple[SheetInfo, ...] = (SheetInfo(""),)
        self._look()

    def _look(self) -> None:
        if self.kind in {FileKind.XLSX, FileKind.ODS}:
            try:
                book = zipfile.ZipFile(self.path)
            except NO_PACKAGE:
                refuse_damaged()
                return
            if self.kind is FileKind.XLSX:
                self._xlsx = XlsxBook(book)
                self.sheets = tuple(SheetInfo(each.name, each.hidden) for each in self._xlsx.sheets)
            else:
                self._ods = OdsBook(book)
                self.sheets = tuple(SheetInfo(*each) for each in self._ods.sheets)
        elif self.kind is FileKind.OLD:
            self._old = OldBook(self.path)
            self.sheets = tuple(SheetInfo(*each) for each in self._old.sheets)
        if not self.sheets:
            refuse_damaged()

    @property
    def form(self) -> TextForm:
        """How a text file is most likely to be read."""
        return guess_form(self.sample)[0]

    def rows(self, sheet: int = 0, form: TextForm | None = None) -> Iterator[Row]:
        """Yield the rows of a sheet; of text by the form given, else by the likeliest. Of workbooks no blank rows."""
        if not 0 <= sheet < len(self.sheets):
            refuse("sheet", N_("sheet: there are {count} sheets in this file."), count=len(self.sheets))
        if self._xlsx is not None:
            return self._xlsx.rows(self._xlsx.sheets[sheet])
        if self._ods is not None:
            return self._ods.rows(sheet)
        if self._old is not None:
            return self._old.rows(sheet)
        if self.kind is FileKind.HTML:
            return html_rows(_pieces(self.path, (form or self.form).encoding))
        return text_rows(self.path, form or self.form)

    def hidden_columns(self, sheet: int = 0) -> frozenset[int]:
        """Return the columns of a sheet that the workbook does not show, from 0, as far as its kind is told apart."""
        if self._xlsx is not None:
            return self._xlsx.hidden_columns(self._xlsx.sheets[sheet])
        return self._ods.hidden_columns(sheet) if self._ods is not None else frozenset()


def open_file(path: Path) -> Opened:
    """Look into a file; refused in words when it is empty, protected, damaged, or no table at all."""
    return Opened(path)


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors="replace") as text:
        while piece := text.read(_PIECE):
            yield piece


def _kind(path: Path, sample: bytes) -> FileKind:
    if not sample.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        refuse("file", N_("{name} has no data."), name=path.name)
    if sample.startswith(_OLE):
        if _ENCRYPTED in sample or _holds(path, _ENCRYPTED):
            refuse("file", N_("This workbook is password protected; save it without a password first."))
        return FileKind.OLD
    if sample.startswith(_ZIP):
        return _zipped(path)
    for head, name in (*_OTHER, *_PACKED):
        if sample.startswith(head):
            refuse("file", N_("This is a {kind} file, not a table that can be read."), kind=name)
    return _written(path, sample)


def _written(path: Path, sample: bytes) -> FileKind:
    """Tell what a file is that is no known container: text, a web page, or nothing that can be read."""
    head = sample[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or b"<table" in head:
        return FileKind.HTML
    if head.startswith(b"<?xml"):
        text = N_("This is an XML file; open it in a spreadsheet program and save it as XLSX or CSV.")
        refuse("file", text)
    for pattern, name in _NO_TABLES:
        if pattern.match(head):
            text = N_("This is a {kind} file, not a table; write the customers out as CSV or XLSX.")
            refuse("file", text, kind=name)
    for begins, name in _FOREIGN:
        if head.startswith(begins):
            text = N_("This is a {kind} file; open it in a spreadsheet program and save it as XLSX or CSV.")
            refuse("file", text, kind=name)
    if is_wide(sample):
        return FileKind.TEXT
    strange = sum(1 for byte in sample if 0 < byte < 32 and byte not in _PLAIN)  # noqa: PLR2004 - control characters
    named, blank = path.suffix.lower() in _WORKBOOK_NAMES, sample.count(b"\0")
    if strange > max(len(sample) * _MOST_STRANGE, 2) or blank * 2 > len(sample) or (named and blank + strange > 2):  # noqa: PLR2004
        refuse_damaged()
    if named and not any(each in sample for each in (b"\t", b",", b";")):
        refuse_damaged()
    return FileKind.TEXT


def _zipped(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as book:
            if any(part.flag_bits & 1 for part in book.infolist()):
                refuse("file", N_("This workbook is password protected; save it without a password first."))
            if any(part.compress_type not in _PACKINGS for part in book.infolist()):
                refuse_damaged()
            names = {name.replace("\\", "/").lstrip("/") for name in book.namelist()}
    except NO_PACKAGE:
        refuse_damaged()
        raise
    if "xl/workbook.bin" in names:
        return FileKind.OLD
    if "content.xml" in names:
        return FileKind.ODS
    if "[Content_Types].xml" in names and any(name.lower().startswith("xl/") for name in names):
        return FileKind.XLSX
    refuse("file", N_("This is a {kind} file, not a table that can be read."), kind="ZIP")


def _holds(path: Path, wanted: bytes) -> bool:
    """Whether some bytes stand anywhere in a file."""
    try:
        with path.open("rb") as file:
            before = b""
            while piece := file.read(1 << 20):
                if wanted in before + piece:
                    return True
                before = piece[-len(wanted) :]
    except OSError as error:
        refuse("file", N_("{path} cannot be read: {reason}."), path=path, reason=system_reason(error))
    return False
