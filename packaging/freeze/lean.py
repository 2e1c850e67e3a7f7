"""Leaves out of what is packed what nobody reads: blanks of JSON, and where in its line compiled code stood.

The line itself stays, for reports of failures. Python does so when it compiles with `PYTHONNODEBUGRANGES`. Code that
came compiled, as Windows' standard library does, is made the same here. The form of the table is CPython's of 3.11 and
newer (Objects/locations.md).
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType

_SHORT_FORMS = range(10)
_ONE_LINE_FORMS = range(10, 13)
_NO_COLUMNS, _LONG, _NONE = 13, 14, 15


def without_columns(code: CodeType) -> CodeType:
    """Return the code, and all code inside it, with lines but no columns."""
    inside = tuple(without_columns(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_consts=inside, co_linetable=b"".join(_entries(code.co_linetable)))


def _entries(table: bytes) -> Iterator[bytes]:
    """Yield the entries of a table anew: each the number of its instructions and how many lines it goes on."""
    at = 0
    while at < len(table):
        form, units = table[at] >> 3 & 15, (table[at] & 7) + 1
        at += 1
        lines = 0
        if form in _SHORT_FORMS:
            at += 1
        elif form in _ONE_LINE_FORMS:
            lines = form - _ONE_LINE_FORMS.start
            at += 2
        elif form != _NONE:
            number, at = _number(table, at)
            lines = -(number >> 1) if number & 1 else number >> 1
            for _field in range(3 if form == _LONG else 0):
                _skipped, at = _number(table, at)
        if form == _NONE:
            yield bytes([0x80 | _NONE << 3 | units - 1])
        else:
            yield bytes([0x80 | _NO_COLUMNS << 3 | units - 1]) + _signed(lines)


def _number(table: bytes, at: int) -> tuple[int, int]:
    """Read a number, six bits a byte, the lowest first; return it and where the next begins."""
    value = shift = 0
    while True:
        byte = table[at]
        value |= (byte & 63) << shift
        at, shift = at + 1, shift + 6
        if not byte & 64:
            return value, at


def _signed(number: int) -> bytes:
    """Write a number that may be negative."""
    rest = (-number << 1) | 1 if number < 0 else number << 1
    written = bytearray()
    while rest > 63:  # noqa: PLR2004 - six bits
        written.append(64 | rest & 63)
        rest >>= 6
    return bytes([*written, rest])


def tight(files: Iterable[tuple[str, str]], folder: Path) -> Iterator[tuple[str, str]]:
    """Yield pairs of a file and its folder in the program; of JSON a copy without blanks, written into `folder`."""
    for source, target in files:
        path = Path(source)
        if path.suffix == ".json":
            copy = folder / target / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            content = json.loads(path.read_text(encoding="utf-8"))
            copy.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            path = copy
        yield str(path), target
