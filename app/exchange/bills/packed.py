"""Bills as they are downloaded: packed, one or several in an archive, or squeezed by gzip; within bounds.

Alipay packs a bill together with its summary (…(汇总).csv), some systems put files of their own beside it.
"""

import io
import zipfile
import zlib
from typing import NamedTuple, NoReturn

from app.errors import Message, refuse
from app.i18n.mark import N_

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin, those of today and of Excel 97."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_WORKBOOKS = frozenset({"[Content_Types].xml", "mimetype"})
MOST_FILES = 100
"""More files than that in an archive are no bills of a shop."""
_ENCRYPTED = 0x1
_UNICODE = 0x800


class Packed(NamedTuple):
    """A file within another: its name there, its bytes, and why it could not be unpacked, if so."""

    name: str
    content: bytes
    refused: Message | None = None


def unpacked(content: bytes, name: str, most: int) -> list[Packed]:
    """Return the bills within a packed file, any other file as it is; refuses more than `most` bytes of all."""
    if content.startswith(_GZIP):
        return [Packed(name, _gunzip(content, name, most))]
    if content.startswith(_ZIP):
        return _from_zip(content, name, most)
    return [Packed(name, content)]


def _gunzip(content: bytes, name: str, most: int) -> bytes:
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = reader.decompress(content, most + 1)
    except zlib.error:
        _damaged(name)
    if len(found) > most:
        too_large(name)
    if not reader.eof:
        _damaged(name)
    return found


def _from_zip(content: bytes, name: str, most: int) -> list[Packed]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [each for each in archive.infolist() if not each.is_dir()]
            if any(each.filename in _WORKBOOKS for each in infos):
                return [Packed(name, content)]
            bills = [each for each in infos if not _is_beside(_named(each))] or infos
            if not bills:
                refuse("file", N_("file: “{name}” has no data."), name=name)
            if len(bills) > MOST_FILES:
                text = N_("file: “{name}” holds {count} files; unpack it and choose one.")
                refuse("file", text, name=name, count=len(infos))
            if any(each.flag_bits & _ENCRYPTED for each in bills):
                refuse("file", N_("file: “{name}” is password protected; unpack it first."), name=name)
            found, left = [], most
            for each in bills:
                found.append(_member(archive, each, left, whole=name))
                left -= len(found[-1].content)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError):
        _damaged(name)
    return found


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, *, whole: str) -> Packed:
    """Return a file of an archive; one that is damaged says so itself, for the others may be whole."""
    name = _named(info).rsplit("/", 1)[-1]
    try:
        with archive.open(info) as opened:
            content = opened.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError):
        text = N_("file: “{name}” is damaged and cannot be unpacked.")
        return Packed(name, b"", Message(text, {"name": name}))
    if len(content) > most:
        too_large(whole)
    return Packed(name, content)


def _named(info: zipfile.ZipInfo) -> str:
    """Return what a file is called in an archive; names that are not marked as Unicode are Chinese, if anything."""
    if info.flag_bits & _UNICODE:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("gb18030", "replace")


def _is_beside(name: str) -> bool:
    """Whether a file is the summary of a bill, or what a system keeps for itself."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last.startswith(".") or "汇总" in last


def _damaged(name: str) -> NoReturn:
    refuse("file", N_("file: “{name}” is damaged and cannot be unpacked."), name=name)


def too_large(name: str) -> NoReturn:
    """Refuse a file that no shop's bill comes to."""
    refuse("file", N_("file: “{name}” is too large for a bill; download it for fewer days at a time."), name=name)
