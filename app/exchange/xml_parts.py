"""Reading the XML within workbooks as a stream: no entities, nothing fetched, never more of it than was agreed to."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import NoReturn
from xml.parsers import expat

from app.errors import refuse
from app.i18n.mark import N_

MAX_PART = 1_000_000_000
"""The most one part of a workbook may come to when it is unpacked, in bytes."""

MAX_ABOUT = 50_000_000
"""The most of a part that tells of a workbook and holds none of its cells: its sheets, its parts, its styles."""

MAX_TOKEN = 4_000_000
"""The most bytes of one tag or remark, which the parser holds as a whole: a cell has 32,767 characters at most."""

NO_PACKAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, LookupError, OSError, RuntimeError, ValueError),
)
"""What unpacking raises, and reading a part in an encoding there is not, or with numbers that are none."""

_CHUNK = 64 * 1024
_SPACE = " "

Start = Callable[[str, dict[str, str]], None]


def refuse_too_large() -> NoReturn:
    """Refuse a workbook that would take more memory, or more time, than any that a person has made."""
    refuse("file", N_("This workbook is too large to be read; save the sheet as CSV."))


def refuse_damaged() -> None:
    """Refuse a workbook that is not what it should be."""
    refuse("file", N_("This is not a workbook that can be read: it is damaged, or of another kind."))


def local(name: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return name.rpartition(_SPACE)[2]


def parse(
    book: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
    most: int = MAX_PART,
    only: AbstractSet[str] = frozenset(),
) -> Iterator[None]:
    """Parse a part of a workbook, stopping after every piece, so that what was found may be taken.

    Where only some elements are asked for by name the others cost next to nothing. Refused: a document type (entities
    stand in one), what is no XML, what unpacks to more than `most`, and a tag without end.
    """
    fed = 0
    parser = expat.ParserCreate(namespace_separator=_SPACE)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype

    def started(tag: str, given: dict[str, str]) -> None:
        name = local(tag)
        if not only or name in only:
            start(name, {local(key): value for key, value in given.items()})

    parser.StartElementHandler = started
    parser.EndElementHandler = None if end is None else lambda tag: end(local(tag))
    parser.CharacterDataHandler = text
    try:
        for chunk in unpacked(book, name, most):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                refuse_too_large()
            yield
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, *NO_PACKAGE):
        refuse_damaged()
    yield


def whole(text: str | None, otherwise: int = 0) -> int:
    """Return a whole number a workbook has as an attribute, something else where it is none a workbook can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < _TOO_LONG else otherwise


_TOO_LONG = 10


def unpacked(book: zipfile.ZipFile, name: str, most: int = MAX_PART) -> Iterator[bytes]:
    """Yield a part of a workbook as it was before it was packed; refused where it is damaged or too large."""
    left = most
    try:
        with book.open(name) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    refuse_too_large()
                yield chunk
    except NO_PACKAGE:
        refuse_damaged()


def _no_doctype(*_given: object) -> None:
    refuse("file", N_("This workbook holds a document type, which no spreadsheet program writes; it is not opened."))


def drain(
    book: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    most: int = MAX_PART,
    only: AbstractSet[str] = frozenset(),
) -> None:
    """Parse a part of a workbook to its end."""
    for _ in parse(book, name, start, end, text, most, only):
        pass
